"""What a person makes, a drawing, hills, points that were moved, kept in the session and in the link.

In the link it is JSON, packed; where it is too long for a link, the server keeps it under the hash of its content.
"""

from __future__ import annotations

import json
import secrets
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any

import streamlit as st

from app.ui import link
from app.ui.language import t

MOST_CHARACTERS = 6000  # of what is kept in one link: proxies refuse addresses of more than 8 KB
MOST_BYTES = 4 * 2**20  # of one value as JSON
STORE_BYTES = 64 * 2**20  # of all values that are too long for a link
HASHED = "~"  # begins a text that names a value of the store


@dataclass(frozen=True)
class Kept:
    """Something that a person makes: its key in the session and in the link, and what it is at first.

    `read` checks a value that came from a browser or a link, and returns it tidied; it raises ValueError.
    """

    key: str
    default: Any
    read: Callable[[Any], Any]


class Store:
    """Values too long for a link, by the hash of their content; the least recently used go first."""

    def __init__(self, most: int) -> None:
        self.most, self.bytes = most, 0
        self.values: OrderedDict[str, bytes] = OrderedDict()
        self.lock = Lock()

    def put(self, packed: bytes) -> str:
        name = sha256(packed).hexdigest()[:32]
        with self.lock:
            if name not in self.values:
                self.values[name] = packed
                self.bytes += len(packed)
            self.values.move_to_end(name)
            while self.bytes > self.most:
                self.bytes -= len(self.values.popitem(last=False)[1])
        return name

    def get(self, name: str) -> bytes:
        """The value; ValueError where it is no longer there."""
        with self.lock:
            if name not in self.values:
                raise ValueError("it is no longer on this server; make it again")
            self.values.move_to_end(name)
            return self.values[name]


STORE = Store(STORE_BYTES)


def packed(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 9)


def unpacked(data: bytes) -> Any:
    """The value; ValueError where it is none, or larger than any that we make."""
    opened = zlib.decompressobj()
    try:
        text = opened.decompress(data, MOST_BYTES)
    except zlib.error as error:
        raise ValueError("this is not a packed value") from error
    if opened.unconsumed_tail or not opened.eof:
        raise ValueError(f"the value has more than {MOST_BYTES} bytes, or is cut off")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("the value is nested too deeply") from error


def written(value: Any, room: int = MOST_CHARACTERS) -> str:
    """A value as the text of a link, in at most `room` characters; a longer one's hash in the store."""
    data = packed(value)
    text = urlsafe_b64encode(data).decode().rstrip("=")
    return text if len(text) <= room else HASHED + STORE.put(data)


def reading(text: str) -> Any:
    """The value of a link's text; ValueError where there is none."""
    if text.startswith(HASHED):
        return unpacked(STORE.get(text.removeprefix(HASHED)))
    return unpacked(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def peek(kept: Kept) -> Any:
    """What is kept now: what the link newly says, or the session; the link stays as it is."""
    taken = link.taken(kept.key, lambda text: kept.read(reading(text)), kept.default)
    if taken is not link.NOTHING:
        _renew(kept)
    return link.kept(kept.key, kept.default)


def current(kept: Kept) -> Any:
    """What is kept now, in the link too."""
    value = peek(kept)
    link.keep(kept.key, value, _text(kept, value))
    return value


def put(kept: Kept, value: Any) -> None:
    """Keep what a component has made: it shows it already."""
    link.state().values[kept.key] = value


def replace(kept: Kept, value: Any) -> None:
    """Keep a value that does not come from the component, which is to show it."""
    put(kept, value)
    _renew(kept)


def linked(kept: Kept) -> bool:
    """Whether the link itself holds it."""
    return not _text(kept, link.kept(kept.key, kept.default)).startswith(HASHED)


def made(component: str, parts: Mapping[str, Kept]) -> dict[str, Any]:
    """What a component is to show of each part: its values, their edition, and which commit they hold.

    What it has committed meanwhile is kept first. The edition changes where a value comes from elsewhere: another link,
    the browser's Back, an upload; only then does a component that is there already take the values over. So a commit
    that is still under way is never overwritten by the answer to an older one. A component that is mounted anew sees
    by `rev` whether it is.
    """
    absorb(component, parts)
    values = {name: current(kept) for name, kept in parts.items()}
    edition = " ".join(_editions(parts))
    rev = st.session_state.get("kept_revisions", {}).get(component)
    return {"of": component, "values": values, "edition": edition, "rev": rev}


def absorb(component: str, parts: Mapping[str, Kept]) -> None:
    """Keep what the component has committed since it was last asked: {values, rev: [mount, n], edition}.

    Where it had not heard of a newer edition, as Back's, what it has committed is later still: it is shown again.
    """
    commit = st.session_state.get(component, {}).get("made")
    seen = st.session_state.setdefault("kept_revisions", {})
    if not _is_commit(commit) or not _is_newer(commit["rev"], seen.get(component)):
        return
    seen[component] = commit["rev"]
    now = _editions(parts)
    known = str(commit.get("edition", " ".join(now))).split(" ")
    about = {edition.split(":")[0] for edition in known}  # not another model's, say
    for (name, kept), edition in zip(parts.items(), now, strict=True):
        if name in commit["values"] and kept.key in about:
            try:
                put(kept, kept.read(commit["values"][name]))
                if edition not in known:
                    _renew(kept)
            except ValueError:
                st.warning(t("What you made last could not be kept; undo a step and go on."), icon=":material/warning:")


def note(parts: Mapping[str, Kept]) -> None:
    """Say where the link does not hold what was made."""
    if not all(map(linked, parts.values())):
        st.caption(too_long())


def too_long() -> str:
    """Why a link does not hold what was made."""
    return t(
        "What was made here is too long for a link, which may have {most} characters: this server keeps it for a while,"
        " and the link only names it.",
        most=f"{MOST_CHARACTERS:,}",
    )


def _is_commit(commit: Any) -> bool:
    return isinstance(commit, Mapping) and isinstance(commit.get("values"), Mapping) and _is_rev(commit.get("rev"))


def _is_rev(rev: Any) -> bool:
    return isinstance(rev, list) and len(rev) == 2 and isinstance(rev[0], str) and isinstance(rev[1], int)


def _is_newer(rev: list[Any], seen: list[Any] | None) -> bool:
    """A component that was mounted anew counts from 1 again, under another name."""
    return seen is None or rev[0] != seen[0] or rev[1] > seen[1]


def _editions(parts: Mapping[str, Kept]) -> list[str]:
    """Of each part its key, and what changes where a value comes from elsewhere."""
    editions = st.session_state.setdefault("kept_editions", {})
    return [f"{kept.key}:{editions.get(kept.key, '')}" for kept in parts.values()]


def _renew(kept: Kept) -> None:
    st.session_state.setdefault("kept_editions", {})[kept.key] = secrets.token_hex(4)


def _text(kept: Kept, value: Any) -> str:
    """The link's text for a value, made once; the default needs none."""
    if value == kept.default:
        return ""
    texts = st.session_state.setdefault("kept_texts", {})
    others = sum(len(key) + len(text) + 2 for key, text in st.query_params.items() if key != kept.key)
    room = max(0, MOST_CHARACTERS - others)
    now = texts.get(kept.key)
    if now is None or now[0] is not value or (len(now[1]) > room and not now[1].startswith(HASHED)):
        now = texts[kept.key] = (value, written(value, room))
    return now[1]
