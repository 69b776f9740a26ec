"""What walks and arithmetic come to over many pictures: asked first, then told with its error."""

from __future__ import annotations

from app.ui.language import lesson, t
from app.ui.numbers import with_error
from app.ui.predict import predict
from engines.autoencoder.spaces import MOVED, PAIRS, spaces
from engines.statistics import NOTHING, apart


def walk_question(model: str) -> None:
    halfway = spaces()[model].halfway
    predict(
        key="autoencoder_predict_walk",
        about=model,
        question=t("Over many pairs of pictures: which way is closer to a real picture halfway?"),
        answers={"straight": t("Straight"), "sphere": t("Sphere"), "both": t("No difference")},
        right=closer(*halfway["difference"]),
        because="\n\n".join([told(model), lesson("autoencoder_walk_because")]),
    )


def closer(sphere_less_straight: float, error: float) -> str:
    """Which way ends nearer to real pictures, by more than two standard errors of the difference."""
    return {0: "both", 1: "straight", -1: "sphere"}[apart((sphere_less_straight, error), NOTHING)]


def told(model: str) -> str:
    halfway = {name: with_error(*figure) for name, figure in spaces()[model].halfway.items()}
    return t(
        "From the picture halfway to the nearest real one, root mean square of pixels from 0 to 1, mean of {n} pairs of"
        " test pictures ± standard error: straight **{straight}**, along the sphere **{sphere}**; difference, pair by"
        " pair, {difference}.",
        n=PAIRS, **halfway,
    )  # fmt: skip


def arithmetic_question(model: str) -> None:
    share, error = spaces()[model].failures
    n = sum(one is not None for row in spaces()[model].pairs for one in row)
    figure = with_error(100 * share, 100 * error, unit=" %")
    predict(
        key="autoencoder_predict_arithmetic",
        about=model,
        question=t(
            "The whole direction is added once, t = 1, for every pair of classes. How many pictures do not become the"
            " other class?"
        ),
        answers={"few": t("Less than 10 %"), "some": t("10 to 50 %"), "most": t("More than 50 %")},
        right=how_many(share),
        because=t(
            "Over all {n} pairs of classes **{share}** fail: they do not come nearest to a real picture of the"
            " class that they should become (mean of pairs ± standard error, {each} pictures each). The curve is of one"
            " pair.",
            n=n, share=figure, each=MOVED,
        ),
    )  # fmt: skip


def how_many(share: float) -> str:
    return "few" if share < 0.1 else "some" if share <= 0.5 else "most"
