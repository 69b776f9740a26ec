"""What a browser may ask of the live channel: read and checked before anything is computed.

A message is a JSON object with an id, a kind, and fields that the service of its route reads with the checks below.
"""

from __future__ import annotations

import json
import math
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.live.channel import limits

MAX_DEPTH = 8  # a drawing's points are the deepest, 5
MAX_ID = 2**53 - 1  # the largest whole number that JavaScript holds exactly


class BadMessage(ValueError):
    """A message that cannot be answered: what is wrong, in words, and a code for the program."""

    def __init__(self, code: str, text: str, message_id: int | None = None) -> None:
        super().__init__(text)
        self.code, self.message_id = code, message_id


@dataclass(frozen=True)
class Message:
    """A request: its id, what it asks for, and the fields that its service will check."""

    id: int
    kind: str
    fields: Mapping[str, Any]

    def refuse(self, code: str, text: str) -> BadMessage:
        return BadMessage(code, text, self.id)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Around an answer: whatever goes wrong becomes this viewer's error frame, with the request's id."""
        try:
            yield
        except BadMessage:
            raise
        except Refused as error:
            raise self.refuse(error.code, str(error)) from error
        except TimeoutError as error:
            raise self.refuse("failed", "the server is too busy for this at the moment; try again") from error
        except Exception as error:
            limits.say_failed(error)
            raise self.refuse("failed", "the server could not do this") from error

    def choice(self, name: str, options: Sequence[str]) -> str:
        """A text field that must be one of `options`."""
        value = self.fields.get(name)
        if not isinstance(value, str) or value not in options:
            raise self.refuse(f"bad_{name}", f"{name} must be one of {', '.join(options)}")
        return value

    def number(self, name: str, low: float, high: float, default: float | None = None) -> float:
        """A finite number from `low` to `high`."""
        value = self.fields.get(name, default)
        if not is_number(value):
            raise self.refuse("bad_number", f"{name} must be a number")
        if not low <= value <= high:
            raise self.refuse("out_of_range", f"{name} is {short(value)}; give a number from {low:g} to {high:g}")
        return float(value)

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from `low` to `high`."""
        value = self.number(name, low, high, default)
        if value != int(value):
            raise self.refuse("bad_number", f"{name} is {value:g}; give a whole number")
        return int(value)

    def picture(self, text: Any, *sides: int) -> bytes:
        """The bytes of a picture of these sides, which came in base64."""
        size = math.prod(sides)
        try:
            raw = b64decode(text, validate=True) if isinstance(text, str) and len(text) < 2 * size else b""
        except ValueError:  # also of letters that are not ASCII
            raw = b""
        if len(raw) != size:
            raise self.refuse("bad_picture", f"picture must be {size} bytes in base64, {' x '.join(map(str, sides))}")
        return raw

    def rows(self, name: str, width: int, most: int, *, low: float, high: float, least: int = 1) -> np.ndarray:
        """A list of `least` to `most` rows of `width` numbers each, as float64 (n, width)."""
        value = self.fields.get(name)
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise self.refuse(f"bad_{name}", f"{name} must be a list of {least} to {most} rows")
        for row in value:
            if not isinstance(row, list) or len(row) != width or not all(map(is_number, row)):
                raise self.refuse(f"bad_{name}", f"each row of {name} must be {width} numbers")
            for v in row:
                if not low <= v <= high:
                    text = f"{name} holds {short(v)}; give numbers from {low:g} to {high:g}"
                    raise self.refuse("out_of_range", text)
        return np.array(value, dtype=float).reshape(-1, width)

    def rows_of(self, name: str, width: int, *, low: float, high: float) -> list[float]:
        """One list of `width` numbers."""
        one = Message(self.id, self.kind, {name: [self.fields.get(name)]})
        return one.rows(name, width, 1, low=low, high=high)[0].tolist()


def parse(raw: str | bytes) -> Message:
    """The request in a WebSocket message. BadMessage for anything that is not one."""
    size = len(raw.encode()) if isinstance(raw, str) else len(raw)
    if size > limits.MESSAGE_BYTES:
        raise BadMessage("too_big", f"the message has {size} bytes; {limits.MESSAGE_BYTES} are allowed")
    try:
        text = raw if isinstance(raw, str) else raw.decode()
        data = _DECODER.decode(text)
        if "\\u" in text:
            json.dumps(data, ensure_ascii=False).encode()  # half a surrogate pair is no text, and no log can hold it
    except (ValueError, RecursionError) as error:
        raise BadMessage("not_json", "the message is not JSON of finite numbers and whole characters") from error
    if not isinstance(data, dict):
        raise BadMessage("not_object", "the message is not a JSON object")
    if deeper_than(MAX_DEPTH, data):
        raise BadMessage("not_json", f"the message is nested deeper than {MAX_DEPTH} levels")
    message_id = data.get("id")
    if not isinstance(message_id, int) or isinstance(message_id, bool) or not 0 <= message_id <= MAX_ID:
        raise BadMessage("bad_id", f"id must be a whole number from 0 to {MAX_ID}")
    if not isinstance(data.get("kind"), str):
        raise BadMessage("bad_kind", "kind must be a text", message_id)
    return Message(message_id, data["kind"], data)


def deeper_than(levels: int, value: Any) -> bool:
    """Whether lists and objects stand in each other in more than so many levels."""
    row = [value]
    for _ in range(levels):
        inside = (v for one in row for v in (one.values() if isinstance(one, dict) else one))
        row = [v for v in inside if isinstance(v, (list, dict))]
    return bool(row)


def is_number(value: Any) -> bool:
    """A finite number that is no truth value; whole numbers of any length are JSON too."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return isinstance(value, int) or math.isfinite(value)


def short(value: float) -> str:
    """A number of any length in few characters."""
    return f"{value:g}" if abs(value) < 1e15 else "far too large"


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a finite number")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


class Refused(ValueError):
    """Something that the hub will not do: a code for the program, the reason and the remedy in words."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
