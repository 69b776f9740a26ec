"""Words and figures that the measured curves of /diffusion share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.ui.language import t
from app.ui.numbers import number, with_error
from engines.diffusion import curve_records
from engines.diffusion.curve_records import Difference, Row, compare, curve, select, shared
from engines.statistics import mean_and_error

FEW = 10  # network evaluations; the fewest of the published table
NOISY = ("eta-1", "ddpm-large")


@dataclass(frozen=True)
class Measure:
    """A figure of merit: its name, and how a value is written."""

    name: str
    label: str
    digits: int
    percent: bool = False

    def write(self, value: float, error: float | None = None) -> str:
        scale, unit = (100, " %") if self.percent else (1, "")
        if error is None:
            return f"{number(scale * value, self.digits)}{unit}"
        return with_error(scale * value, scale * error, unit=unit)


def measures() -> dict[str, Measure]:
    return {
        "off": Measure("off", t("samples off the hills"), 1, percent=True),
        "distance": Measure("distance", t("distance to the world"), 4),
        "frechet": Measure("frechet", t("Fréchet distance"), 1),
        "obeyed": Measure("obeyed", t("pictures of the asked digit"), 1, percent=True),
        "diversity": Measure("diversity", t("variety within a digit"), 2),
        "score_error": Measure("score_error", t("error of the learned score"), 3),
    }


def sampler_labels() -> dict[str, str]:
    return {curve: t(measured.label) for curve, measured in curve_records.MEASURED.items()}


def short_labels() -> dict[str, str]:
    return {"eta-0": "η = 0", "eta-0.5": "η = 0.5", "eta-1": "η = 1", "ddpm-large": t("DDPM, more noise")}


def enough(rows: Sequence[Row], on: str) -> bool:
    """Whether the quiet sampler and the noisy ones were measured with few steps and with more, over seeds."""
    measured = shared(rows, "sampler", ("eta-0", *NOISY), "budget", part="steps", on=on, by="network")
    return FEW in measured and max(measured) > FEW


def sides() -> dict[str, str]:
    return {"quiet": "DDIM", "noisy": "DDPM", "same": t("No difference")}


def side(d: Difference) -> str:
    return {"first": "quiet", "second": "noisy", "same": "same"}[d.verdict]


def between(rows: Sequence[Row], where: Row, measure: Measure, budget: int, a: str, b: str) -> Difference:
    first, second = ({**where, "sampler": name, "budget": budget} for name in (a, b))
    return compare(rows, measure.name, first, second)


def winner(rows: Sequence[Row], where: Row, measure: Measure, budget: int) -> str:
    """quiet, if no new noise beats every noisy sampler; noisy, if one of those beats it; else same."""
    found = [side(between(rows, where, measure, budget, "eta-0", noisy)) for noisy in NOISY]
    return "noisy" if "noisy" in found else "quiet" if set(found) == {"quiet"} else "same"


def told(rows: Sequence[Row], where: Row, measure: Measure, budget: int, names: Sequence[str]) -> str:
    """The measured figures in a sentence, with the floor."""
    found = {name: curve(rows, "budget", measure.name, **where, sampler=name) for name in names}
    parts = [f"{sampler_labels()[name].split(':')[0]}: **{measure.write(*c.at(budget))}**" for name, c in found.items()]
    floor = measure.write(*floor_of(rows, where["on"], measure.name))
    seeds = min(c.seeds[c.index(budget)] for c in found.values())
    return t(
        "Measured, {what}, mean ± standard error over {seeds} seeds: {parts}. The floor, {who}: {floor}.",
        what=measure.label, seeds=seeds, parts="; ".join(parts), who=perfect(where["on"]), floor=floor,
    )  # fmt: skip


def unlike() -> str:
    return t("**Our measurement does not show what is known from large picture models.**")


def perfect(on: str) -> str:
    """Who reaches the floor."""
    return t("the same number of real pictures") if on == "digits" else t("a perfect sampler")


def floor_of(rows: Sequence[Row], on: str, y: str) -> tuple[float, float]:
    return mean_and_error([row[y] for row in select(rows, part="floor", on=on)])


def made_of(rows: Sequence[Row], where: Row, unit: str) -> str:
    """What the curves were made of, and the command that makes them."""
    record = curve_records.read()
    seeds = len({row["seed"] for row in select(rows, **where)})
    how = {
        "points": t("{n} points per value", n=f"{record['points']:,}"),
        "pictures": t("{n} pictures per value", n=f"{record['pictures']:,}"),
    }
    return t(
        "Bars: one standard error over {seeds} seeds; {n}. Computed by `{command}` (torch {torch}).",
        seeds=seeds, n=how[unit], command=record["command"], torch=record["torch"],
    )  # fmt: skip
