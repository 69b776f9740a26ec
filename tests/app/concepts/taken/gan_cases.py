"""What the code of the experiments of /gan must print."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from app.concepts.gan import sharp
from app.ui.claims.detail import detail
from tests.app.concepts.taken.case import PICTURES, RUN, TURNS, Case, Printed, decoded, record, run


def even(at: AppTest) -> Printed:
    return {"Perfect forger, mean answer of D to real points": [0.5]}


def recorded(at: AppTest) -> Printed:
    from engines.gan import histories

    found = histories.meta("gan-digits")
    return {"Turns": [found["steps"][12]], "d_real": [found["metrics"]["d_real"][12]]}


def sharpness(at: AppTest) -> Printed:
    found = detail("digits", sharp.MEASURED)
    printed = {name: [f.mean, f.standard_error] for name, f in zip(("gan", "vae"), found.values(), strict=True)}
    return printed | {"real": [found[sharp.MEASURED[0]].floor, found[sharp.MEASURED[0]].floor_se]}


CASES = [
    Case("gan", "watch", run(*RUN, modes="Modes reached"), {"gan_seed": "3"}, step=TURNS),
    Case("gan", "fail", run(*RUN), {"gan_recipe": "oscillation", "gan_cure_oscillation": "balance"}, step=TURNS),
    Case("gan", "seeds", run(*RUN, modes="Modes reached"), step=TURNS),
    Case("gan", "rule", even),
    Case("gan", "pictures", recorded, step=12),
    Case("gan", "pictures", run(*RUN, **PICTURES), {"gan_watch": "live"}, step=TURNS),
    Case("gan", "noise", decoded(["gan-fashion"], "{name}, mean level of the picture"), {"gan_data": "fashion"}),
    Case(
        "gan", "noise", decoded(["gan-postcards"], "{name}, mean level of the picture", [6, 3, -1, -1]),
        {"gan_data": "postcards", "gan_noise_subject": "6", "gan_noise_colour": "3"},
    ),
    Case("gan", "sharp", sharpness, near=1e-3),  # bytes of another processor round elsewhere
    Case("gan", "measured", record("gan-digits", "frechet")),
]  # fmt: skip
