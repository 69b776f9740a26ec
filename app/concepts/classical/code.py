"""The experiments of /classical as code to take home."""

from __future__ import annotations

from typing import Any

from app.concepts.classical import setup
from app.live.densities.component import FOUR
from app.live.em.component import COLLAPSE, EM
from app.live.em.service import TOL
from app.live.pixel_factors.component import PIXEL
from app.live.world.choice import box_of
from app.live.world.code import world
from app.ui.claims.code import claimed
from app.ui.code import Code, Expression, config, staged
from app.ui.kept import peek
from app.ui.link import kept
from engines.classical.em import MixtureConfig

FIRST = {"n": 100, "bins": 18, "k": 5, "h": 0.317, "other": 0}  # where the sliders of the four densities begin


def naive() -> Code:
    pixel = peek(PIXEL)
    column, row = pixel["at"]
    return Code("classical_naive", {"COLUMN": column, "ROW": row, "NTH": pixel["nth"]})


def independence() -> Code:
    values = {"DIGIT": kept("classical_digit", 3), "NTH": kept("classical_draw", 0)}
    return Code("classical_independence", values)


def em() -> Code:
    run, starts = staged("em"), peek(EM["starts"])
    ours = starts["means"] if starts and starts["about"] == run["about"] else None
    settings = _mixture(run, run["floor"])
    return Code("classical_em", {"WORLD": world(run["world"]), "N": run["n"], "CONFIG": settings, "STARTS": ours})


def singularity() -> Code:
    """With what the slider of the run adds to every variance."""
    run, held = staged("em"), peek(COLLAPSE["place"])
    floor = held["floor"] if held and held["about"] == run["about"] else 0
    settings = _mixture(run, 10 ** (-7 + floor / 10) if floor else 0.0)
    return Code("classical_singularity", {"WORLD": world(run["world"]), "N": run["n"], "CONFIG": settings})


def _mixture(run: dict[str, Any], floor: float) -> Expression:
    return config(
        MixtureConfig(
            n_components=run["k"], covariance=run["covariance"], reg_covar=floor, tol=TOL, seed=run["seed"]
        )
    )  # fmt: skip


def components() -> Code:
    covariance = kept("classical_covariance", "full")
    settings = config(MixtureConfig(covariance=covariance, reg_covar=setup.FLOOR, steps=80, tol=1e-4))
    values = {"WORLD": world(setup.chosen_world()), "N": kept("classical_n", 300), "CONFIG": settings}
    return Code("classical_components", values)


def measured() -> Code:
    return claimed(())


def four() -> Code:
    spec, held = setup.chosen_world(), peek(FOUR) or FIRST
    seed = (kept("classical_seed", 0) + held["other"]) % 2**30
    return Code(
        "classical_four",
        {"WORLD": world(spec), "BOX": box_of(spec), "N": held["n"], "BINS": held["bins"], "K": held["k"],
         "H": held["h"], "SEED": seed},
    )  # fmt: skip
