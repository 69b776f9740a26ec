"""What walks and arithmetic come to over many pictures: asked first, then told with its error."""

from __future__ import annotations

from app.ui.language import lesson, t
from app.ui.names import picture_classes
from app.ui.numbers import with_error
from app.ui.predict import predict
from engines.autoencoder.spaces import MOVED, PAIRS, TRIPLES, spaces
from engines.nets import weights
from engines.statistics import NOTHING, apart

NAMED = 3  # pairs of classes between which arithmetic works best, and worst
NO_HOLES = 0.9  # of the points lie among codes: of other codes 95 % do


def walk_question(model: str) -> None:
    halfway = spaces()[model].halfway
    predict(
        key="autoencoder_predict_walk",
        about=model,
        question=t("Over many pairs of pictures: which way is closer to a real picture halfway?"),
        answers={"straight": t("Straight"), "sphere": t("Sphere"), "both": t("No difference")},
        right=closer(*halfway["difference"]),
        because="\n\n".join([told(model), why(model)]),
    )


def closer(sphere_less_straight: float, error: float) -> str:
    """Which way ends nearer to real pictures, by more than two standard errors of the difference."""
    return {0: "both", 1: "straight", -1: "sphere"}[apart((sphere_less_straight, error), NOTHING)]


def why(model: str) -> str:
    """What may be the reason, as far as the codes show: whether the midpoints lie among those of pictures."""
    found = spaces()[model]
    straight, sphere = (found.among[way] for way in ("straight", "sphere"))
    said = {
        name: with_error(*(100 * v for v in figure), unit=" %")
        for name, figure in (("straight", straight), ("sphere", sphere))
    }
    if min(straight[0], sphere[0]) >= NO_HOLES:
        seen = t("Neither way falls into holes: halfway, {straight} of the straight points lie among codes of pictures,"
                 " of those along the sphere {sphere}.", **said)  # fmt: skip
    elif apart(straight, sphere) > 0:
        seen = t("The detour leads away from the codes: halfway, {sphere} of its points lie among codes of pictures, of"
                 " the straight ones {straight}.", **said)  # fmt: skip
    else:
        seen = t("Both ways pass through holes: halfway, {straight} of the straight points lie among codes of pictures,"
                 " of those along the sphere {sphere}.", **said)  # fmt: skip
    way = closer(*found.halfway["difference"])
    return f"{lesson(f'autoencoder_walk_{way}').rstrip()} {seen}"


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


def easy_and_hard(model: str) -> str:
    """The pairs of classes between which arithmetic works best, and worst."""
    classes, pairs = picture_classes(weights.data_of(model)), spaces()[model].pairs
    shares = [(share, i, j) for i, row in enumerate(pairs) for j, share in enumerate(row) if share is not None]
    said = [f"{classes[i]} → {classes[j]} ({100 * share:.0f} %)" for share, i, j in sorted(shares)]
    return t(
        "**Best and worst.** How many of {each} pictures fail with this model. Fewest: {best}. Most: {worst}.",
        each=MOVED, best=", ".join(said[:NAMED]), worst=", ".join(said[:-NAMED - 1:-1]),
    )  # fmt: skip


def corners(model: str) -> str:
    """How often arithmetic with three pictures ends where codes lie."""
    share, error = spaces()[model].among["corner"]
    return t(
        "Of {n} corners b + c − a, each of three test pictures of different classes, **{share}** lie among codes of"
        " pictures ({model}; ± standard error). Of codes of real pictures 95 % do.",
        n=TRIPLES, share=with_error(100 * share, 100 * error, unit=" %"), model=weights.kind_of(model).upper(),
    )  # fmt: skip
