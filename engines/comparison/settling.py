"""How long a training took until its criterion had stopped improving, whatever it was made to wait for.

GANs are trained for `LEAST_STEPS` at least: one that is at its best at once, and then gets worse, shall not end sooner
than one with cures. That says nothing about how long they take. So what counts are the steps after which `Patience`
would have ended without that least number; where it was not what held a training, they are the steps it had.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engines.comparison.patience import Patience

if TYPE_CHECKING:
    from engines.comparison.results import Curves, Row

TAKEN = ("steps", "train_seconds")  # measures of a training's length


def steps_taken(curve: Sequence[tuple[int, float]], patience: Mapping[str, Any]) -> int | None:
    """Steps that a training with this path of its criterion takes, with those at which its rate falls; None where the
    path ends before that can be told. patience: every, margin, looks and most, as recorded."""
    seen = Patience(patience["every"], patience["margin"], looks=patience["looks"], most=patience["most"])
    for step, value in curve:
        seen.look(step, value)
        if seen.cooling:
            return seen.every * (len(seen.curve) + math.ceil(len(seen.curve) / 4))
    return None


def taken(rows: Iterable[Row], curves: Curves, runs: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> list[Row]:
    """The rows, those of TAKEN for as many steps as their training takes; the seconds in proportion."""
    rows = list(rows)
    had = {(r.data, r.model, r.seed): r.value for r in rows if r.metric == "steps" and r.value}
    share = {}
    for key in had.keys() & curves.keys():
        patience = runs.get(key[0], {}).get(key[1], {}).get("config", {}).get("patience")
        if patience and (steps := steps_taken(curves[key], patience)):
            share[key] = min(1.0, steps / had[key])
    return [
        row._replace(value=row.value * share[key])
        if row.metric in TAKEN and row.value is not None and (key := (row.data, row.model, row.seed)) in share
        else row
        for row in rows
    ]
