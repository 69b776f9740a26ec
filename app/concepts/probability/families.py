"""What every family of models makes of a combination that no training picture showed: pictures and figures in rows."""

from __future__ import annotations

from collections.abc import Mapping

from app.ui.language import t
from app.ui.numbers import apart, number
from app.ui.pictures import data_uri
from app.ui.svg import fill_svg, svg, text
from engines.measures import combining

CARD, GAP = 60, 3  # drawing units
LEFT, FIGURE, ROW, HEAD, FOOT = 168, 128, 69, 30, 28
WIDE, NARROW = (5, 3), (4, 2)  # pictures unasked and on request


def show() -> None:
    """The rows, as large as the stage allows."""
    label = t("Black cats at sunset, made by models that were shown none")
    fill_svg(drawing(*WIDE), label, narrow=drawing(*NARROW))


def unasked(family: str) -> tuple[str, str]:
    """How often the family makes one, and how many draws one takes."""
    found, n = combining.record()["families"][family]["unasked"], combining.record()["images"]
    if found["share"] == 0:
        return "0 %", "" if family in combining.EXACT else t("less than {share} %", share=number(300 / n, 2))
    return percent(found), t("one in {n}", n=f"{1 / found['share']:,.0f}")


def requested(family: str) -> tuple[str, str]:
    """How often it makes one on request, or why it does not."""
    found = combining.record()["families"][family]["requested"]
    if family in combining.EXACT:
        return (percent(found), t("by its table")) if found else ("", t("probability 0"))
    return (percent(found), "") if found else ("", t("takes no requests"))


def percent(found: Mapping[str, float]) -> str:
    value, error = apart(100 * found["share"], 100 * found["standard_error"])
    return f"{value} {error} %" if error else f"{value} %"


def drawing(n_unasked: int, n_requested: int) -> str:
    """So many pictures of each family, and its figures, as SVG."""
    at = [LEFT]
    for width in (n_unasked * (CARD + GAP), FIGURE, n_requested * (CARD + GAP)):
        at.append(at[-1] + width)
    parts = [
        text((at[0] + at[2]) / 2, 20, t("Asked for nothing: what is most like it"), "small"),
        text(at[2] + (at[3] - at[2] + FIGURE) / 2, 20, t("Asked for it"), "small"),
    ]
    for i, family in enumerate(combining.measured()):
        y = HEAD + i * ROW
        parts += _words(4, y, *_names(family), style="left")
        parts += _strip(family, "unasked", n_unasked, at[0], y) + _words(at[1] + 4, y, *unasked(family), style="left")
        parts += _strip(family, "requested", n_requested, at[2], y)
        left = at[3] if len(combining.pictures(family, "requested")) else at[2]
        parts += _words(left + 4, y, *requested(family), style="left")
    width, height = at[3] + FIGURE, HEAD + ROW * len(combining.measured()) + FOOT
    n = f"{combining.record()['images']:,}"
    how = t("Per cent of {n} pictures that two classifiers take for one, ± standard error", n=n)
    return svg(width, height, *parts, text(width / 2, height - 8, how, "small"))


def _names(family: str) -> tuple[str, str]:
    name, about = combining.FAMILIES[family]
    return t(name), t(about)


def _strip(family: str, way: str, n: int, x: float, y: float) -> list[str]:
    return [
        f'<image href="{data_uri(picture)}" x="{x + k * (CARD + GAP)}" y="{y + 3}" width="{CARD}" height="{CARD}"'
        ' class="pixels"/>'
        for k, picture in enumerate(combining.pictures(family, way)[:n])
    ]


def _words(x: float, y: float, first: str, second: str, style: str) -> list[str]:
    lines = [(first, style), (second, f"{style} small")]
    shown = [line for line in lines if line[0]]
    return [text(x, y + (38 if len(shown) == 1 else 28) + 22 * k, words, s) for k, (words, s) in enumerate(shown)]
