"""Our measured curves beside those that the DDIM paper published, and whether they have the same shape."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.concepts.diffusion.curve_words import FEW, NOISY, Measure, between, enough, measures, short_labels, side
from app.ui.language import t
from app.ui.terms import say
from engines.diffusion import curve_records
from engines.diffusion.curve_records import PUBLISHED, Difference, Row, curve, shared


def published(rows: Sequence[Row]) -> None:
    """The table of the DDIM paper and ours under it."""
    names = list(PUBLISHED)
    steps = t("steps")
    lines = [
        f"| | {steps} | {' | '.join(short_labels()[name] for name in names)} |",
        f"|---|---:|{'---:|' * len(names)}",
    ]
    theirs = t("CIFAR-10, Fréchet (published)")
    for n in (10, 50, 1000):
        best = min(PUBLISHED[name][n] for name in names)
        cells = [marked(f"{PUBLISHED[name][n]:.1f}", PUBLISHED[name][n] == best) for name in names]
        lines.append(f"| {theirs} | {n:,} | {' | '.join(cells)} |")
    lines += [line for on, measure in shapes(rows) for line in own_lines(rows, on, measure, names)]
    st.html(  # on a phone the table scrolls, not the page
        "<style>.st-key-published { overflow-x: auto; } .st-key-published td { white-space: nowrap; }</style>"
    )
    with st.container(key="published"):
        say("\n".join(lines))


def known(rows: Sequence[Row]) -> None:
    """Is ours the known shape?"""
    say("\n".join(f"- {line}" for line in verdicts(rows)))


def shapes(rows: Sequence[Row]) -> list[tuple[str, Measure]]:
    """What is set beside the published figures."""
    m = measures()
    found = [("ring", m["off"]), ("ring", m["distance"])]
    return found + ([("digits", m["frechet"])] if enough(rows, "digits") else [])


def name_of(on: str, measure: Measure) -> str:
    world = t("Digits") if on == "digits" else t("Ring")
    return f"{world}, {measure.label}"


def own_lines(rows: Sequence[Row], on: str, measure: Measure, names: Sequence[str]) -> list[str]:
    """Our figures at few, some and most evaluations; bold is the best and what cannot be told from it."""
    where = {"part": "steps", "on": on, "by": "network"}
    lines = []
    for n in budgets_of(rows, where):
        there = [name for name in names if n in shared(rows, "sampler", [name], "budget", **where)]
        means = {name: curve(rows, "budget", measure.name, **where, sampler=name).at(n)[0] for name in there}
        pick_best = min if curve_records.BETTER[measure.name] == curve_records.LOWER else max
        best = pick_best(means, key=means.get)
        cells = [
            marked(measure.write(means[name]), name == best or tied(rows, where, measure, n, name, best))
            if name in means
            else "–"
            for name in names
        ]
        lines.append(f"| {name_of(on, measure)} | {n:,} | {' | '.join(cells)} |")
    return lines


def budgets_of(rows: Sequence[Row], where: Row) -> list[int]:
    """10, 50, and the most that η = 0 and both noisy ones were measured with."""
    measured = shared(rows, "sampler", ("eta-0", *NOISY), "budget", **where)
    return [n for n in measured if n in (FEW, 50, max(measured))]


def tied(rows: Sequence[Row], where: Row, measure: Measure, budget: int, a: str, b: str) -> bool:
    return between(rows, where, measure, budget, a, b).verdict == "same"


def marked(text: str, bold: bool) -> str:
    return f"**{text}**" if bold else text


def verdicts(rows: Sequence[Row]) -> list[str]:
    """For each of our measures and each noisy sampler: who wins with few steps and with most, and is that as known?"""
    lines = []
    for on, measure in shapes(rows):
        where = {"part": "steps", "on": on, "by": "network"}
        few, *_, most = budgets_of(rows, where)
        for noisy in NOISY:
            first, second = (as_known(between(rows, where, measure, n, "eta-0", noisy), noisy, n) for n in (few, most))
            lines.append(
                t("{what}, η = 0 against {noisy}: with {few} steps {first}; with {many} steps {second}.",
                  what=name_of(on, measure), noisy=short_labels()[noisy], few=few, many=f"{most:,}", first=first,
                  second=second)
            )  # fmt: skip
    return lines


def as_known(d: Difference, noisy: str, n: int) -> str:
    """Which side won, and whether the paper found the same with as many steps."""
    words = {"quiet": t("no new noise wins"), "noisy": t("new noise wins"), "same": t("no clear difference")}
    found = side(d)
    if found == "same":
        return words[found]
    published_ = "quiet" if PUBLISHED["eta-0"][n] < PUBLISHED[noisy][n] else "noisy"
    verdict = t("as published") if found == published_ else t("**other than published**")
    return f"{words[found]} ({verdict})"
