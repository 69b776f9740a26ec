"""The live components: thin Python ends of assets/live/*.js. Mount each once per page and key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from app.live.channel.messages import Message
from app.live.channel.mount import mount
from app.live.channel.place import about, read_place
from app.live.channel.words import transport_text
from app.live.latent.service import MOST_PRINTED, PRINTED
from app.live.latent.walks import STEPS
from app.ui.colours import COLOURS
from app.ui.kept import Kept, replace
from app.ui.language import t
from app.ui.moment import part
from engines.nets.latent_space import REACH, LatentSpace, space

MODELS, LONGEST = 4, 64  # of one hand; of a model's name
DIMENSIONS = 64
Axes = tuple[int, int] | None
PLACE = Kept("walk_place", None, read_place)
UNUSED = 0.01  # of the busiest dimension's change of the picture; below, a dimension is not in use


def read_printed(value: Any) -> int:
    return Message(0, "print", {"seed": value}).whole("seed", 0, MOST_PRINTED)


def read_at(value: Any) -> list[float]:
    return Message(0, "plane", {"at": value}).rows_of("at", 2, low=0, high=1)


PLANE = Kept("plane_place", [0.5, 0.5], read_at)
APPLES_PRINTED = Kept("apples_printed", 0, read_printed)


def hand_of(hand: str) -> Kept:
    """Where a hand is: h, z in units of the model's scale, by model; None is the middle of all."""

    def read(value: Any) -> dict[str, list[float]] | None:
        if value is None:
            return None
        if not isinstance(value, dict) or len(value) > MODELS or any(len(name) > LONGEST for name in value):
            raise ValueError("give h by model")
        places = {}
        for name, h in value.items():
            if not isinstance(h, list) or len(h) > DIMENSIONS:
                raise ValueError("h is a list of numbers")
            places[name] = Message(0, "hand", {"h": h}).rows_of("h", len(h), low=-REACH, high=REACH)
        return places

    return Kept(f"hand_{hand}", None, read)


def put_hand(hand: str, codes: Mapping[str, Sequence[float]]) -> None:
    """Put a hand at a code z for each of some models."""
    places = {}
    for name, z in codes.items():
        s = space(name)
        places[name] = np.clip((np.asarray(z) - s.origin) / s.scale, -REACH, REACH).round(3).tolist()
    replace(hand_of(hand), places)


@part()
def latent_pad(
    models: Mapping[str, str],
    *,
    hand: str,
    layer: str,
    classes: Sequence[str],
    axes: Axes = None,
    asked: Sequence[int] = (),
) -> None:
    """A point dragged over the 2-D latent map of each model; `models` maps names of weights to titles.

    Components with the same `hand` move the same point and have the same `axes`, the two dimensions that the map shows,
    None for each model's own plane, and the same `asked`, what models that are told factors are asked for (see
    `service.read_asked`); `layer` is "pictures" or "points".
    """
    data = _hand(models, hand, axes, asked) | _map(layer, classes)
    kept = {"hand": hand_of(hand)}
    shape = "pair" if len(models) == 1 else "rows"  # map and picture beside each other, once or below each other
    mount("latent/pad", key=f"latent-pad-{hand}", data=data, text=_pad_text(), fill=shape, kept=kept)


@part()
def latent_holes(models: Mapping[str, str], *, hand: str, classes: Sequence[str], ready: bool) -> None:
    """`latent_pad` on the maps of codes; beside each picture the real one that is nearest to it, and whether the point
    lies in a hole; asked for once everything for it is `ready`."""
    data = _hand(models, hand) | _map("points", classes) | {"ready": ready}
    text = _pad_text() | {
        "nearest": t("nearest real picture"),
        "apart": t("nearest real picture: {far} × the usual distance"),
        "among": t("among codes"),
        "hole": t("in a hole"),
    }
    kept = {"hand": hand_of(hand)}
    mount(
        "latent/holes", key=f"latent-holes-{hand}", data=data, text=text, fill="rows", kept=kept,
        style="latent/pad",
    )  # fmt: skip


def _map(layer: str, classes: Sequence[str]) -> dict[str, Any]:
    return {"layer": layer, "classes": list(classes), "colours": list(COLOURS)}


def _pad_text() -> dict[str, str]:
    return {
        "padRole": t("latent map"),
        "padHelp": t("Drag, or use the arrow keys: the picture follows. Shift takes larger steps, Home goes back."),
        "position": t("Current position:"),
        "classes": t("Classes"),
        "picture": t("decoded picture"),
    }


@part()
def latent_sliders(
    models: Mapping[str, str],
    *,
    hand: str,
    strips: Sequence[str],
    axes: Axes = None,
    pictures: bool = True,
) -> None:
    """One slider per latent dimension; the arguments are those of `latent_pad`, the models whose `strips` show where a
    slider leads, the one that changes them most first, and whether there are `pictures` beside them."""
    spaces = [space(name) for name in models]
    data = _hand(models, hand, axes) | {"order": by_activity([space(name) for name in strips]), "pictures": pictures}
    data["strips"] = [list(models).index(name) for name in strips]
    data["changes"] = [[f"{change:.1f}" for change in changes(s)] for s in spaces]
    text = {
        "sliders": t("Latent dimensions"),
        "unit": t("In units of the model's own spread; the middle is 0"),
        "dimension": t("Latent dimension"),
        "leads": t("Where this slider leads from here: latent dimension"),
        "changes": t("How much the slider changes a pixel between −1 and 1, of the way from paper to ink"),
        "reset": t("Back to the middle"),
        "randomise": t("Random point"),
        "picture": t("decoded picture"),
    }
    kept = {"hand": hand_of(hand)}
    mount("latent/sliders", key=f"latent-sliders-{hand}", data=data, text=text, kept=kept)


@part()
def latent_diagram(models: Mapping[str, str], *, hand: str, axes: Axes = None) -> None:
    """The parts of the last of the models and what is in them while the hand moves; arguments as of `latent_pad`."""
    name = list(models)[-1]
    data = _hand(models, hand, axes) | {"model": name, "noisy": name.startswith("vae")}
    text = {
        "diagram": t("{model}: what is in its parts at this moment", model=models[name]),
        "nearest": t("The test picture whose code is nearest to the hand"),
        "picture_": t("picture"), "encoder": t("encoder"), "mu": t("mean"), "sigma": t("(σ² = variance)"),
        "code": t("code"), "decoder": t("decoder"), "restored": t("drawn"), "picture": t("decoded picture"),
        "told": t("What has just changed lights up. x is the test picture whose code is nearest to your z."),
    }  # fmt: skip
    kept = {"hand": hand_of(hand)}
    mount("latent/diagram", key=f"latent-diagram-{hand}", data=data, text=text, kept=kept)


@part()
def latent_apples(model: str, title: str, *, table: np.ndarray, factors: Sequence[str], trainings: int) -> None:
    """The sliders of a space of apples; table (d, k): how each number of the code goes with each of the `factors`, in
    the first of so many `trainings`."""
    s = space(model)
    data = _hand({model: title}, "apples") | {"order": by_activity([s])}
    data |= {"table": np.round(table, 2).tolist(), "factors": list(factors), "prints": PRINTED}
    data["used"] = (s.activity > UNUSED * s.activity.max()).tolist()
    text = {
        "dimension": t("Latent dimension"),
        "unit": t("In units of the model's own spread; the middle is 0"),
        "reset": t("Back to the middle"),
        "randomise": t("Random point"),
        "picture": t("decoded picture"),
        "caption": t(
            "How each slider goes with each true factor: 1 or −1, always together; 0, not at all. This is the first of"
            " {n} trainings; all of them: below.",
            n=trainings,
        ),
        "unused": t("This number of the code changes hardly anything: the model does not use it."),
        "print": t("Print new apples"),
        "printed": t("Printed apple"),
        "take": t("put the sliders here"),
    }
    kept = {"hand": hand_of("apples"), "printed": APPLES_PRINTED}
    mount("latent/apples", key="latent-apples", data=data, text=text, fill="tall", kept=kept)


@part()
def latent_walk(ask: Mapping[str, Any], *, titles: Sequence[str], chart: Mapping[str, Any]) -> None:
    """A walk through latent space, played and scrubbed: `ask` is the request (see walks.py), `titles` name its ways;
    `chart` is drawn below: title, the names of its lines, low and high of its values, along (the end of its axis),
    colour (whose: "ae" or "vae")."""
    text = transport_text() | {"walk": t("The picture at this moment of the walk"), "strip": t("The whole walk")}
    data = {"ask": dict(ask), "about": about(dict(ask)), "titles": list(titles), "chart": dict(chart), "steps": STEPS}
    mount("latent/walk", key="latent-walk", data=data, text=text, fill=True, kept={"place": PLACE})


@part()
def latent_plane(ask: Mapping[str, Any], *, corners: Sequence[str]) -> None:
    """The plane through three codes under a hand: `ask` is the request (see walks.py), `corners` name its pictures."""
    text = {
        "padRole": t("latent map"),
        "padHelp": t("Drag, or use the arrow keys: the picture follows. Shift takes larger steps, Home goes back."),
        "picture": t("decoded picture"),
    }
    data = {"ask": dict(ask), "corners": list(corners)}
    mount("latent/plane", key="latent-plane", data=data, text=text, fill="pair", kept={"at": PLANE})


def changes(s: LatentSpace) -> np.ndarray:
    """Root mean squared change of a pixel when a slider goes from -1 to 1, percent of the way from paper to ink."""
    return 100 * np.sqrt(s.activity)


def by_activity(spaces: Sequence[LatentSpace]) -> list[int]:
    """The dimensions, those that change the pictures most first (on average over the models); two keep their order."""
    d = len(spaces[0].origin)
    total = sum(s.activity / s.activity.sum() for s in spaces)
    return list(range(d)) if d <= 2 else sorted(range(d), key=lambda i: -total[i])


def _hand(models: Mapping[str, str], hand: str, axes: Axes = None, asked: Sequence[int] = ()) -> dict[str, Any]:
    described = [
        _model_data(name, title, space(name).turned(axes)) | {"asked": list(asked)} for name, title in models.items()
    ]
    return {"models": described, "reach": REACH, "hand": hand, "axes": axes and list(axes)}


def _model_data(name: str, title: str, s: LatentSpace) -> dict[str, Any]:
    axes = {"origin": s.origin.tolist(), "scale": s.scale.tolist(), "plane": s.plane.tolist()}
    return {"name": name, "title": title, **axes}
