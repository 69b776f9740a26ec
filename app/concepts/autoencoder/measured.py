"""What the shipped models measure, and the textbook's sentences about the VAE beside it."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from app.concepts.autoencoder import code
from app.concepts.autoencoder import sections as parts
from app.concepts.autoencoder.drawn import textbook, verdict
from app.concepts.autoencoder.models import SIZES, picture_names
from app.ui.claims.block import claims_block
from app.ui.language import lesson, t
from app.ui.numbers import with_error
from app.ui.predict import after, predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.autoencoder.drawn import SIZE
from engines.autoencoder.spaces import spaces
from engines.statistics import NOTHING, apart


def show(controls: DeltaGenerator) -> None:
    if after("autoencoder_predict_restores"):
        parts.measured()
    claims_block(("vae",), "autoencoder", controls=controls)


def question() -> None:
    found = [restoring_costs_more(data, size) for data in picture_names() for size in SIZES]
    predict(
        key="autoencoder_predict_restores",
        question=t("The same networks, and codes of the same size. Which restores test pictures better?"),
        answers={"ae": t("The AE"), "vae": t("The VAE"), "both": t("Now one, now the other")},
        right={len(found): "ae", -len(found): "vae"}.get(sum(found), "both"),
        because=f"{lesson('autoencoder_restores').rstrip()} {behind()}",
    )


def behind() -> str:
    """By how much the VAE's restored pictures cost more, at least and at most."""
    dearer = sorted(spaces()[f"vae-{data}-{size}"].dearer for data in picture_names() for size in SIZES)
    least, most = (with_error(*figure) for figure in (dearer[0], dearer[-1]))
    return t("Restoring costs it {least} to {most} nats a picture more than the AE.", least=least, most=most)


def restoring_costs_more(data: str, size: int) -> int:
    """1 where the VAE's restored pictures cost more than the AE's, by more than two standard errors, -1 where less."""
    return apart(spaces()[f"vae-{data}-{size}"].dearer, NOTHING)


def depth() -> None:
    parts.how_measured()
    if after("autoencoder_predict_holes"):
        for data, name in picture_names().items():
            of = t("Variety, {pictures}, {n} numbers in the code.", pictures=name, n=SIZE)
            say(f"**{of}** {verdict(data, SIZE)} {textbook(data)}")


EXPERIMENT = Experiment(
    "measured", lambda: t("Measurements"), "autoencoder_measured", show, question, depth, code=code.measured
)
