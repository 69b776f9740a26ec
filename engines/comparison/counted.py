"""Figures of the comparison that no timed run gives: networks, operations and memory, as counted by
assets/comparison/costs.py, what comes of codes that are drawn from a VAE and an AE, how likely pictures are to the
shipped diffusion models, and what pictures as small as ours cannot tell."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

from engines.autoencoder.drawn import SIZE, drawn
from engines.comparison.budgets import LESSON
from engines.comparison.claims import NEURAL, Figures
from engines.comparison.models import LONG, MODELS, PICTURES
from engines.comparison.results import FOLDER
from engines.comparison.rule import Figure
from engines.diffusion import schedules
from engines.nets import weights
from engines.statistics import mean_and_error

CODES = {"code_among": "among", "code_coverage": "covered"}  # our measure -> the one of drawn codes


@cache
def costs() -> dict[str, dict[str, dict[str, Any]]]:
    """budget -> data -> model -> networks (the parameters of each), step, sample (operations), peaks_mb (of a few fresh
    processes), and the config that they were counted with."""
    return json.loads((FOLDER / "costs.json").read_text())


def beside(data: str, budget: str, measured: Figures) -> dict[tuple[str, str], Figure]:
    """Those of one data set, given what was measured of it within a budget, which has networks of its own size."""
    found = {}
    for model, cost in costs().get(budget, {}).get(data, {}).items():
        found[model, "networks"] = Figure(float(len(cost["networks"])))
        steps = measured.get((model, "steps"))
        if steps is None or steps.mean is None:
            continue
        found[model, "train_operations"] = replace(
            steps, mean=steps.mean * cost["step"], standard_error=steps.standard_error * cost["step"]
        )
        if "schedule" in cost["config"]:
            left = schedules.build(cost["config"]["schedule"], cost["config"]["T"]).alpha_bar[-1]
            found[model, "noise_share"] = Figure(float(1 - left), 0.0, steps.n_seeds)
        found[model, "sample_operations"] = Figure(float(cost["sample"]), 0.0, steps.n_seeds, race=steps.race)
        peaks = cost["peaks_mb"]
        found[model, "peak_memory"] = Figure(*mean_and_error(peaks), len(peaks), race=steps.race)
    if data in PICTURES:
        found |= {(model, "resolution"): Figure(None, reason="small-pictures") for model in NEURAL}
    return found | _codes(data) | (_bits(data) if budget == LESSON else {})


def bits_of(data: str) -> dict[str, float] | None:
    """What the record of the shipped diffusion model says of its likelihood: images, per_dim, standard_error."""
    name = MODELS["diffusion"].weights.format(data=data)
    return weights.record(name).get("bits") if name in weights.names() else None


def _bits(data: str) -> dict[tuple[str, str], Figure]:
    """Of one training; the error is over test pictures."""
    found = bits_of(data) if data in PICTURES else None
    if not found:
        return {}
    return {("diffusion" + LONG, "bits_per_dim"): Figure(found["per_dim"], found["standard_error"], 1)}


def _codes(data: str) -> dict[tuple[str, str], Figure]:
    """Of codes drawn from one Gaussian: the VAE's prior, or one that was fitted to the codes of the AE."""
    record = drawn()
    if data not in record.real:
        return {}
    perfect, n = {"code_coverage": {"floor": record.real[data]}}, record.seeds("settled")

    def figure(name: str, kind: str) -> tuple[float, float]:
        return record.figure(name, data, SIZE, kind, "prior", training="settled")

    return {
        (kind, ours): Figure(*figure(theirs, kind), n, **perfect.get(ours, {}))
        for kind in ("ae", "vae")
        for ours, theirs in CODES.items()
    }
