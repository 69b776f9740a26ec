"""A fair fight in the plane, live."""

from __future__ import annotations

import json
from pathlib import Path

from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan import code, formulas
from app.concepts.gan.points import player
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.numbers import with_error
from app.ui.predict import answered, predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.gan.losses import LOSSES
from engines.gan.recipes import RECIPES
from engines.statistics import mean_and_error

HEALTHY_STEPS = 20_000
RECORD = Path(__file__).resolve().parents[3] / "assets" / "gan" / "losses.json"
MUCH = 0.1  # of a loss: as much is a change in the answers


def show(controls: DeltaGenerator) -> None:
    base = RECIPES["healthy"].config.replace(steps=HEALTHY_STEPS)
    player("healthy", base, "gan", controls, key="gan", speed=None, losses=_told)


def _told(loss: str) -> bool:
    """Whether the curves of a loss may be seen: once its question is answered, or where there is none."""
    return loss not in record()["losses"] or answered("gan_predict_loss", about=loss)


def record() -> dict:
    """Loss -> per seed, G's mean loss in each quarter of the recipe's turns; one that was not measured is not there."""
    return json.loads(RECORD.read_text())


def question() -> None:
    loss = kept("gan_loss", RECIPES["healthy"].config.loss)
    quarters = record()["losses"].get(loss)
    if quarters is None:
        return
    predict(
        key="gan_predict_loss",
        about=loss,
        question=t(
            "On the ring the fakes get better. How does the generator's mean loss change in {steps} turns?",
            steps=f"{record()['steps']:,}",
        ),
        answers=answers(),
        right=course(quarters),
        because=because(loss, quarters),
    )


def answers() -> dict[str, str]:
    much = f"{MUCH:g}"
    return {
        "falls": t("Falls by {much} or more", much=much),
        "little": t("Changes by less than {much}", much=much),
        "rises": t("Rises by {much} or more", much=much),
        "varies": t("Varies by seed"),
    }


def course(quarters: list[list[float]]) -> str:
    """What G's loss does from the first quarter to the last, if all seeds agree."""
    went = {
        "little" if abs(last - first) < MUCH else "rises" if last > first else "falls" for first, *_, last in quarters
    }
    return went.pop() if len(went) == 1 else "varies"


def because(loss: str, quarters: list[list[float]]) -> str:
    """Why, and the measurement; where D's answers are no probabilities, no level of the losses means anything."""
    first, last = (with_error(*mean_and_error([one[k] for one in quarters])) for k in (0, -1))
    measured = t(
        "Measured on the ring, mean loss of G ± standard error over {seeds} seeds: {first} in the first {n} turns,"
        " {last} in the last.", seeds=len(quarters), first=first, last=last, n=record()["steps"] // 4,
    )  # fmt: skip
    draw = LOSSES[loss].draw
    if draw is None:
        return f"{lesson('gan_loss_critic')}\n\n{measured}"
    return f"{lesson('gan_loss_because')}\n\n{measured} " + t("At a draw: {value}.", value=f"{draw[1]:.2f}")


def depth() -> None:
    say(lesson("gan_lead"))
    say(lesson("gan_live"))
    formulas.best_judgement()


EXPERIMENT = Experiment("watch", lambda: t("A fair fight"), "gan_watch_do", show, question, depth, code=code.run)
