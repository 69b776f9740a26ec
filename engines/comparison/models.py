"""Who is compared, and on what: `MODELS` lists every model. An entry there, and the class that it names, is all that a
new model needs; names, choices, colours and marks follow from it. Nothing here imports what learns, so pages read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from engines.core import msgid

if TYPE_CHECKING:
    from engines.comparison.contestant import Contestant

POINTS, PICTURES = ("ring", "grid", "moons"), ("digits", "fashion", "postcards")
DATA = POINTS + PICTURES
LONG = "-shipped"  # after a model's name: its weights that were trained for long, beside the equal budgets


@dataclass(frozen=True)
class Model:
    """label: what people call it. points, pictures: its contestant, "module:Class" of this package, empty where it is
    not compared. closed_form: fitted without steps. colour, symbol: of its mark in charts; place: of its name there.
    clues: what gives it away in the game, of points and of pictures, or of one data set; it is not played where it has
    none.

    converged: its contestant of pictures where it is trained to the end, if that is another. weights: what its shipped
    weights are called; shipped, long: their contestant, and what people call that.
    """

    label: str
    points: str
    pictures: str
    colour: str
    symbol: str
    place: str = "top center"
    closed_form: bool = False
    converged: str = ""
    clues: Mapping[str, str] = field(default_factory=dict)
    weights: str = ""
    shipped: str = ""
    long: str = ""

    def clue(self, data: str) -> str:
        return self.clues.get(data, self.clues.get(kind_of(data), ""))


# Colours told apart on both themes and by the colour-blind (Okabe, Ito 2008); the symbols say the same.
MODELS = {
    "naive-bayes": Model(
        msgid("Naive Bayes"), "classical:NaiveBayesPoints", "classical:NaiveBayesPictures", "#999999", "x",
        "middle right", closed_form=True,
        clues={
            "pictures": msgid(
                "Look at the grain: every pixel was drawn for itself, knowing its class but not its neighbours."
            ),
            "points": msgid(
                "Look for a lattice: each coordinate was drawn for itself, so every x1 goes with every x2, also where"
                " no data are."
            ),
            "grid": "",  # whose coordinates are independent: this is the right model
        },
    ),
    "mixture": Model(
        msgid("Gaussian mixture"), "classical:MixturePoints", "classical:MixturePictures", "#56b4e9", "square",
        "bottom center", converged="pixel_mixture:PixelMixture",
        clues={  # its points cannot be told from real ones
            "pictures": msgid(
                "Look at the haze: a mixture paints a mean picture plus a few broad directions of change, so that"
                " several shapes shine through each other."
            ),
        },
    ),
    "mixture-told": Model(
        msgid("Gaussian mixture, told the classes"), "", "", "#0072b2", "square", converged="pixel_mixture:ToldMixture"
    ),
    "kde": Model(msgid("Kernel density"), "classical:Kernels", "", "#009e73", "diamond", closed_form=True),
    "vae": Model(
        "VAE", "networks:VAE", "networks:VAE", "#e69f00", "circle", weights="vae-{data}-16",
        shipped="networks:ShippedVAE", long=msgid("VAE, long training"),
        clues={
            "pictures": msgid(
                "Look at the edges: soft, as if out of focus. A VAE paints the mean of all the pictures that a code may"
                " stand for, and a mean of many edges is a blur."
            ),
            "points": msgid(
                "Look between the parts of the data: a decoder without gaps draws bridges from one to the next."
            ),
        },
    ),
    "gan": Model(
        "GAN", "networks:Forger", "networks:Forger", "#d55e00", "triangle-up", "bottom center", weights="gan-{data}",
        shipped="networks:ShippedGAN", long=msgid("GAN, long training"),
        clues={
            "pictures": msgid(
                "Look at the shapes: the edges are crisp, but here and there a piece is broken, doubled or missing. The"
                " detective punishes every blur at once; an odd shape may slip through."
            ),
            "points": msgid("Look at the shares: places that are empty or too full, and thin threads between them."),
        },
    ),
    "gan-plain": Model(
        msgid("Plain GAN"), "networks:PlainForger", "networks:PlainForger", "#a05a2c", "triangle-down", "top center",
        clues={
            "points": msgid(
                "Look for what is missing: whole parts of the data without a point, and threads between the others."
            ),
        },
    ),
    "diffusion": Model(
        msgid("Diffusion"), "networks:Denoising", "networks:Denoising", "#7b61ff", "star", "middle left",
        weights="diffusion-{data}", shipped="networks:ShippedDiffusion", long=msgid("Diffusion, long training"),
        clues={
            "pictures": msgid(
                "Look at the whole: mostly complete shapes with crisp edges, and yet some that are almost a known"
                " thing. It decides the large shape first and the details last, in many small steps."
            ),
            "points": msgid("Look for strays: a few points stopped on their way from the noise to the data."),
        },
    ),
}  # fmt: skip
NETWORKS = ("vae", "gan", "gan-plain", "diffusion")  # that converge
SHIPPED = tuple(name + LONG for name, model in MODELS.items() if model.shipped)
# Fitted, or read from a file, without steps.
CLOSED_FORM = (*(name for name, model in MODELS.items() if model.closed_form), *SHIPPED)


def kind_of(data: str) -> str:
    return "points" if data in POINTS else "pictures"


def models_of(data: str, budget: str = "lesson") -> tuple[str, ...]:
    """The models that are compared on this data within a budget."""
    return tuple(name for name, model in MODELS.items() if _contestant(model, data, budget))


def _contestant(model: Model, data: str, budget: str) -> str:
    if data in POINTS:
        return model.points
    return (model.converged if budget == "converged" else "") or model.pictures


def family(name: str) -> str:
    """The model, where its long-trained weights may be meant."""
    return name.removesuffix(LONG)


def build(data: str, name: str, seed: int, steps: int, budget: str = "lesson") -> Contestant:
    """An untrained contestant. ValueError for a model that is not compared on this data."""
    model = MODELS[family(name)]
    where = _contestant(model, data, budget) if name in MODELS else model.shipped if data in PICTURES else ""
    if not where:
        raise ValueError(f"{name} is not compared on {data}; choose one of {', '.join(models_of(data, budget))}")
    module, contestant = where.split(":")
    return getattr(import_module(f"engines.comparison.{module}"), contestant)(data, seed, steps)
