"""How numbers are written: with as many digits as their error leaves, in the same way everywhere."""

from __future__ import annotations

import math
from collections.abc import Mapping

DIGITS = 3  # significant ones, where no error tells how many count
MOST_PLACES = 6


def with_error(value: float, error: float, *, unit: str = "") -> str:
    """Mean ± standard error, two significant digits of the error; the value alone where no error is known."""
    return " ".join(part for part in apart(value, error) if part) + unit.replace(" ", "\u00a0")


def share_of(found: Mapping[str, float]) -> str:
    """A record's share and its standard error, in per cent."""
    return with_error(100 * found["share"], 100 * found["standard_error"], unit=" %")


def apart(value: float, error: float) -> tuple[str, str]:
    """The two parts of `with_error`: the second is empty where no error is known, or too small to be written."""
    if not math.isfinite(error) or error < 0.5 * 10**-MOST_PLACES:
        return readable(value), ""
    digits = places(error, 2)
    return number(value, digits), f"±\u00a0{number(error, digits)}"  # its sign never ends a line


def readable(value: float) -> str:
    """A number of which no error is known, with three digits."""
    return number(value, places(value, DIGITS))


def number(value: float, digits: int) -> str:
    """With so many decimal places, commas between thousands and a true minus; never "−0"."""
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if not float(text.replace(",", "")) else text.replace("-", "−")


def places(value: float, digits: int) -> int:
    """Decimal places that show so many significant digits of a value."""
    if value == int(value):
        return 0
    return min(MOST_PLACES, max(0, digits - 1 - math.floor(math.log10(abs(value)))))
