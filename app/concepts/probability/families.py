"""What every family of models makes of a combination that no training picture showed: pictures and figures in rows."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import numpy as np

from app.ui.language import t
from app.ui.numbers import apart, number
from app.ui.pictures import data_uri
from app.ui.svg import fill_svg, svg, text
from engines.measures import combining

CARD, GAP = 60, 3  # drawing units
STEP = CARD + GAP
LEFT, FIGURE, ROW, HEAD = 168, 128, 69, 30
SHOWN, SHOWN_NARROW = (5, 3), (4, 2)  # pictures unasked and on request


def show(what: str) -> None:
    """The rows, as large as the stage allows; what: one of combining.WHAT."""
    fill_svg(drawing(what), spoken(what), narrow=drawing(what, narrow=True))


def spoken(what: str) -> str:
    """The figures of the drawing in words."""
    cats = t("Black cats at sunset, made by models that were shown none")
    rows = [
        cats if what == "postcards" else t("Syllables that were kept back, made by models that were shown none of them")
    ]
    for family in combining.measured(what):
        name = ": ".join(map(t, combining.FAMILIES[what][family]))
        one, asked = (", ".join(filter(None, found(what, family))) for found in (unasked, requested))
        rows.append(t("{name}. Unasked: {unasked}; on request: {requested}", name=name, unasked=one, requested=asked))
    return ". ".join(rows)


def unasked(what: str, family: str) -> tuple[str, str]:
    """How often the family makes one, and how many draws one takes."""
    found, n = combining.record(what)["families"][family]["unasked"], combining.record(what)["images"]
    if found["share"] == 0:
        return "0 %", "" if family in combining.EXACT else t("less than {share} %", share=number(300 / n, 2))
    return percent(found), t("one in {n}", n=f"{1 / found['share']:,.0f}")


def requested(what: str, family: str) -> tuple[str, str]:
    """How often it makes one on request, or why it does not."""
    found = combining.record(what)["families"][family]["requested"]
    if family in combining.EXACT:
        return (percent(found), t("by its table")) if found else ("", t("probability 0"))
    return (percent(found), "") if found else ("", t("takes no requests"))


def percent(found: Mapping[str, float]) -> str:
    value, error = apart(100 * found["share"], 100 * found["standard_error"])
    return f"{value} {error} %" if error else f"{value} %"


def drawing(what: str, narrow: bool = False) -> str:
    """The pictures of each family, and its figures beside them; on a phone under them."""
    some, asked = SHOWN_NARROW if narrow else SHOWN
    left, beside, row = (0, 12, 2 * ROW - 24) if narrow else (LEFT, FIGURE, ROW)
    right = left + some * STEP + beside  # where the pictures on request begin
    end = right + asked * STEP
    width = end if narrow else end + FIGURE
    parts = [
        text((left + right) / 2, 18, t("Asked for nothing: what is most like it"), "small"),
        text((right + width) / 2, 18, t("Asked for it"), "small"),
    ]
    for i, family in enumerate(combining.measured(what)):
        y, name = HEAD + i * row, tuple(map(t, combining.FAMILIES[what][family]))
        one, other = unasked(what, family), requested(what, family)
        at = right if not len(combining.pictures(what, family, "requested")) else end
        if narrow:
            parts += [_words(2, y + 14, f"{name[0]}: {name[1]}"), _words(2, y + 98, ", ".join(filter(None, one)))]
            parts += [_words(right, y + 98, " ".join(filter(None, other)))]
            y += 20
        else:
            parts += _two(4, y, name) + _two(right - beside + 4, y, one) + _two(at + 4, y, other)
        parts += _strip(what, family, "unasked", some, left, y) + _strip(what, family, "requested", asked, right, y)
    n = f"{combining.record(what)['images']:,}"
    asked = f"{combining.record(what)['asked']:,}"
    if what == "postcards":
        how = t("Per cent of {n} pictures, on request of {asked}, that two readings take for one; ± standard error",
                n=n, asked=asked)  # fmt: skip
    else:
        how = t("Per cent of {n} pictures that two readings take for such a syllable; on request, of {asked} that are"
                " read as asked; ± standard error", n=n, asked=asked)  # fmt: skip
    lines = textwrap.wrap(how, 1 + len(how) * 2 // 3) if narrow else [how]
    y = HEAD + row * len(combining.measured(what)) + 16
    parts += [text(width / 2, y + 20 * k, line, "small") for k, line in enumerate(lines)]
    return svg(width, y + 20 * len(lines), *parts)


def _strip(what: str, family: str, way: str, n: int, x: float, y: float) -> list[str]:
    return [
        f'<image href="{data_uri(picture)}" x="{x + k * STEP}" y="{y + 3}" width="{CARD}" height="{CARD}"'
        ' class="pixels"/>'
        for k, picture in enumerate(paper(combining.pictures(what, family, way)[:n]))
    ]


def paper(pictures: np.ndarray) -> np.ndarray:
    """Ink on white paper, where 255 is ink; colours as they are."""
    return 255 - pictures if pictures.ndim == 3 else pictures


def _words(x: float, y: float, words: str) -> str:
    return text(x, y, words, "left small")


def _two(x: float, y: float, lines: tuple[str, str]) -> list[str]:
    """One or two lines in the middle of a row, the second one smaller."""
    shown = [(words, style) for words, style in zip(lines, ("left", "left small"), strict=True) if words]
    return [text(x, y + (38 if len(shown) == 1 else 28) + 22 * k, *line) for k, line in enumerate(shown)]
