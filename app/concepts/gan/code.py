"""The experiments of /gan as code to take home."""

from __future__ import annotations

from app.live.latent.component import hand_of
from app.live.runs.code import trained
from app.ui.claims.code import claimed
from app.ui.code import Code, Expression, is_staged, staged, step
from app.ui.kept import peek
from app.ui.link import kept
from engines.comparison.budgets import LESSON, N_SAMPLES
from engines.gan import histories
from engines.nets import weights
from engines.nets.latent_space import space


def run() -> Code:
    """The training on the stage: a fair fight, a failure, or twelve seeds."""
    return trained(staged("job"))


def rule() -> Code:
    return Code(
        "gan_rule", {"WORLD": Expression("shapes.build('ring')", "from engines.data import shapes"), "N": 10_000}
    )


def pictures() -> Code:
    if is_staged("job"):
        return run()
    last = len(histories.meta(staged("recorded"))["steps"]) - 1
    return Code("gan_recorded", {"NAME": staged("recorded"), "MOMENT": step(last, last)})


def noise() -> Code:
    name = f"gan-{kept('gan_data')}"
    h = (peek(hand_of(name)) or {}).get(name) or [0.0] * len(space(name).origin)
    return Code("gan_noise", {"NAME": name, "HAND": h, "ASKED": staged("asked")})


def sharp() -> Code:
    return Code("gan_sharp", {"DATA": kept("gan_data"), "N": N_SAMPLES[LESSON]["pictures"]})


def measured() -> Code:
    return claimed(weights.names(kinds=("gan",)))
