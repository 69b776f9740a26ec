"""What a person asks a picture model for: a postcard in words, a word in Hangul, or a class; and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.live.film.service import ANY, GUIDANCE, UNTIL
from app.ui import heard, link, moment
from app.ui.controls import amount, on_scale, pick
from app.ui.errors import explain
from app.ui.language import language, t
from app.ui.names import face_names, factor_names, picture_classes
from app.ui.terms import caption
from app.ui.typed import instead, quoted, typed
from engines.core import Bounds, Refused
from engines.data import letters, spelling
from engines.data.postcards import requests
from engines.data.postcards.factors import GROUPS, KINDS
from engines.data.postcards.table import TAUGHT
from engines.diffusion.config import DiffusionConfig

Seed = Callable[[], int]  # of the noise, and of what is left open; it may put a button beside the text
ROOM = 12  # pictures of a word and its repetitions: a core draws them in a second or so
WORDS_TOLD = 3  # that are not known
SHARE = Bounds(0, 100, unit="%")
EXTRA = Bounds(*GUIDANCE.ends, scale=tuple(float(w) for w in range(9)))  # of one factor
LATEST = DiffusionConfig().extra_until
OPEN = "open"
# How the letters sound (Revised Romanization), in the order of letters.INITIALS, MEDIALS and FINALS.
SOUNDS = (
    "g kk n d tt r m b pp s ss – j jj ch k t p h".split(),
    "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split(),
    ["", *"k k k n n n t l l l l l l l l m p p t t ng t t k t p t".split()],
)


@dataclass(frozen=True)
class Request:
    """The conditions of some pictures, one a row, and what is told of each; `size` of them belong together, a word.

    pictures: {label, letters, unseen} each. mixed: a second condition of each, and its share. weights: extra, of each
    factor by itself besides guidance, and extra_until. new: no training picture shows what is asked for.
    """

    model: str
    seed: int
    rows: list[list[int]]
    pictures: list[dict[str, Any]]
    size: int = 1
    mixed: dict[str, Any] = field(default_factory=dict)
    weights: dict[str, Any] = field(default_factory=dict)
    new: bool = False

    def film(self, **how: Any) -> dict[str, Any]:
        """What the component shows; `how` has sampler, eta, guidance and steps, and may have other weights."""
        walk = {"model": self.model, "rows": self.rows, **self.mixed, **self.weights, **how, "seed": self.seed}
        return {"walk": walk, "size": self.size, "pictures": self.pictures}


# ---- a postcard, in words --------------------------------------------------------------------------------------------


def postcard(
    key: str, factors: DeltaGenerator, *, n: int, seed: Seed, label: str = "", first: int = 0, weighed: bool = False
) -> Request:
    """A request typed on the stage, and its factors chosen in `factors`: n pictures. It opens on the example `first`;
    `label` stands where two requests are beside each other; `weighed`: each factor has a weight, too."""
    model = "diffusion-postcards"
    shown, untouched = requests_shown(), _forget([f"{key}_{kind}" for kind in KINDS])
    title = label or t("What should the picture show?")
    text, nth = _typed(key, title, shown[first], requests.MOST, untouched, label, seed)
    understood, told = requests.understand(text), st.container()
    with factors:
        event = understood.event | _chosen(key, understood.event)
        event = {kind: names for kind, names in event.items() if names}
        titles = {kind: title for kind, (title, _) in factor_names().items()}
        weights = _weights(key, titles, event) if weighed else {}
    new = TAUGHT.prob(**event) == 0
    with told:
        if understood.unknown:
            _not_known(key, text, understood.unknown, untouched)
        elif not label:
            _examples(key, shown, untouched, t("No training picture shows this.") if new else "")
    rows = requests.rows(event, n, nth).tolist()
    names = [names for _, names in factor_names().values()]
    pictures = [{"label": t("Told: {what}", what=", ".join(names[i][v] for i, v in enumerate(row)))} for row in rows]
    return Request(model, nth, rows, pictures, weights=weights, new=new)


def requests_shown() -> list[str]:
    """A few requests; the page opens on the first."""
    return [
        t("Make a picture that looks like a cat"), t("A black cat in a sunflower field"),
        t("A mountain at sunset, like Van Gogh"), t("A red apple by the sea"),
    ]  # fmt: skip


def _chosen(key: str, event: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Each factor: as the words say, or as it is chosen instead; () is left open."""
    found = {}
    with st.container(horizontal=True, gap="small", key=f"factors-{key}"):
        for kind, (title, names) in factor_names().items():
            options = {OPEN: t("left open"), **_options(kind, names, event.get(kind, ()))}
            said = _code(kind, event[kind]) if kind in event else OPEN
            code = pick(title, options, key=f"{key}_{kind}", default=said, varies=True, width=150)
            found[kind] = () if code == OPEN else tuple(KINDS[kind][int(i)] for i in code.split("."))
    return found


def _weights(key: str, titles: Mapping[str, str], named: Collection[str]) -> dict[str, Any]:
    """How much each factor that the request names weighs by itself, and until when; nothing where none does."""
    caption(t("How much each factor weighs by itself, besides the guidance of all together:"))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key=f"weights-{key}"):
        extra = [
            on_scale(title, EXTRA, key=f"{key}_extra_{kind}", default=0.0, width=105) if kind in named else 0.0
            for kind, title in titles.items()
        ]
        until = on_scale(t("until when (t/T)"), UNTIL, key=f"{key}_until", default=LATEST, width=105)
    return {"extra": extra, "extra_until": until} if any(extra) else {}


def _options(kind: str, names: Sequence[str], said: tuple[str, ...]) -> dict[str, str]:
    """What may be chosen: each name, the groups of names, and what the words say."""
    several = {said} if len(said) > 1 else set()
    groups = {_code(kind, group): t("any cat") for group in GROUPS.values() if kind == "subject"}
    asked = {_code(kind, one): " / ".join(names[KINDS[kind].index(name)] for name in one) for one in several}
    return asked | groups | {str(i): name for i, name in enumerate(names)}


def _code(kind: str, names: Sequence[str]) -> str:
    """Names of a kind as a text for the link."""
    return ".".join(str(KINDS[kind].index(name)) for name in names)


# ---- a word, in Hangul -----------------------------------------------------------------------------------------------


def word(
    key: str, hands: DeltaGenerator, *, seed: Seed, label: str = "", first: int = 0, weighed: bool = False
) -> Request:
    """A word typed on the stage, in a hand that is chosen in `hands`, as often as there is room."""
    model, shown = "diffusion-letters", words_shown()
    text, nth = _typed(key, label or t("A name or a word"), shown[first], spelling.LONGEST, _nothing, label, seed)
    syllables, said = _spelled(text, shown[first])
    if said or not label:
        _examples(key, shown if not label else [], _nothing, said)
    with hands:
        rows, mixed = _hands(key, syllables)
        weights = _weights(key, letter_names(), letter_names()) if weighed else {}
    times = max(1, min(3, ROOM // len(syllables)))
    mixed = mixed | {name: value * times for name, value in mixed.items() if name == "other"}
    return Request(model, nth, rows * times, [_syllable(s) for s in syllables] * times, len(syllables), mixed, weights)


def letter_names() -> dict[str, str]:
    """The factors of a syllable, in their order."""
    return {"initial": t("Initial"), "medial": t("Medial"), "final": t("Final"), "face": t("Hand")}


def words_shown() -> list[str]:
    """A few words; the first is written when the choice is new."""
    return t("Hello, Seoul, Chloe, Olivia").split(", ")


def _spelled(text: str, otherwise: str) -> tuple[tuple[str, ...], str]:
    """The syllables of a text, or of another where it has none, and what has to be said of that."""
    try:
        found = spelling.spelled(text)
    except Refused as error:
        return spelling.spelled(otherwise).syllables, explain(error) + " " + t("Here is {word}.", word=otherwise)
    said, written = [], "".join(found.syllables)
    if not written:
        said.append(t("Nothing of this can be written in Hangul; here is {word}.", word=otherwise))
    elif found.offered:
        said.append(t("{word} is written {hangul} in Hangul.", word=quoted(text.strip()), hangul=f"**{written}**"))
    if written and found.refused:
        said.append(t("Not written: {signs}.", signs=quoted("".join(found.refused))))
    return found.syllables or spelling.spelled(otherwise).syllables, " ".join(said)


def _hands(key: str, syllables: Sequence[str]) -> tuple[list[list[int]], dict[str, Any]]:
    """The rows of a word in a hand, and in another hand that is mixed in."""
    faces = face_names()
    with st.container(horizontal=True, gap="small", key=f"factors-{key}"):
        face = pick(t("Hand"), faces, key=f"{key}_face", width=170)
        second = pick(t("Mixed with"), {"none": t("nothing")} | faces, key=f"{key}_second", width=170)
    spelt = [letters.letters_of(s) for s in syllables]
    rows, other = ([[*s, letters.FACES.index(f)] for s in spelt] for f in (face, face if second == "none" else second))
    if second in ("none", face):
        return rows, {}
    title = t("Share of the second hand, %")
    share = amount(title, SHARE, key=f"{key}_share", default=50, width="stretch")
    return rows, {"other": other, "share": share / 100}


def _syllable(syllable: str) -> dict[str, Any]:
    """What is told of a syllable: its letters, how they sound, and whether no training has ever seen it."""
    found = letters.letters_of(syllable)
    signs = [names[i] for names, i in zip((letters.INITIALS, letters.MEDIALS, letters.FINALS), found, strict=True)]
    sounds = [names[i] for names, i in zip(SOUNDS, found, strict=True)]
    told = signs if language() == "ko" else [f"{a} {b}" for a, b in zip(signs, sounds, strict=True) if a]
    unseen = syllable not in letters.SYLLABLES or syllable in letters.held_out()
    return {"label": syllable, "letters": " + ".join(filter(None, told)), "unseen": unseen}


# ---- a class ---------------------------------------------------------------------------------------------------------


def one_class(data: str, key: str, n: int, *, seed: int, default: int) -> Request:
    """A class of digits or fashion, or any."""
    names = picture_classes(data)
    y = pick(t("Draw a ..."), {ANY: t("any")} | dict(enumerate(names)), key=key, default=default, width=105)
    told = t("Told nothing") if y == ANY else t("Told: {what}", what=names[y])
    return Request(f"diffusion-{data}", seed, [[y]] * n, [{"label": told}] * n)


# ---- a text, and what stands under it --------------------------------------------------------------------------------


def _typed(
    key: str, title: str, default: str, most: int, then: Callable[[], None], label: str, seed: Seed
) -> tuple[str, int]:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        visible = "visible" if label else "collapsed"
        text = typed(title, key=key, default=default, most=most, then=then, label_visibility=visible)
        return text, seed()


def _examples(key: str, texts: Sequence[str], then: Callable[[], None], said: str = "") -> None:
    """What has to be said of the text, and others that may be typed."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"examples-{key}"):
        if said:
            st.caption(said, width="content")
        for i, text in enumerate(texts):
            st.button(text, key=f"{key}_example_{i}", on_click=moment.noted(instead(key, text, then)))


def _not_known(key: str, text: str, unknown: Sequence[requests.Unknown], then: Callable[[], None]) -> None:
    """Words that ask for nothing here, and the nearest that do."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"examples-{key}"):
        more = ["…"] if len(unknown) > WORDS_TOLD else []
        words = ", ".join([quoted(one.word) for one in unknown[:WORDS_TOLD]] + more)
        st.caption(t("Not known here: {words}.", words=words), width="content")
        for one in unknown[:WORDS_TOLD]:
            if one.nearest:
                st.button(
                    t("{nearest} instead of {word}", nearest=quoted(one.nearest), word=quoted(one.word)),
                    key=f"{key}_nearest_{one.nearest}",
                    on_click=moment.noted(instead(key, text.replace(one.word, one.nearest, 1), then)),
                )  # fmt: skip


def _nothing() -> None:
    """No more has to change with the text."""


def _forget(keys: Sequence[str]) -> Callable[[], None]:
    """What was chosen instead of other words is chosen no more."""

    def forget() -> None:
        for key in keys:
            link.state().values[key] = None
            heard.drop(key)

    return forget
