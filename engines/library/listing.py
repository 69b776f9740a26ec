"""What there is, by name, as the engines register it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from engines.data import images
from engines.data.shapes import WORLDS
from engines.diffusion.samplers import SAMPLERS as OF_DIFFUSION
from engines.gan.losses import LOSSES
from engines.library.sources import MODELS, weights
from engines.nets.weights import record
from engines.sampling.samplers import SAMPLERS as OF_DENSITIES

Row = tuple[str, str]


def first_line(text: str | None) -> str:
    """What a docstring begins with, up to its first stop, colon or source."""
    return re.split(r"[.:] |\. | \(|\.$", " ".join((text or "").split()))[0]


def samplers() -> Iterator[Row]:
    yield from ((name, f"of densities: {one.label}") for name, one in OF_DENSITIES.items())
    yield from ((name, f"of diffusion: {one.label}") for name, one in OF_DIFFUSION.items())


def pictures() -> Iterator[Row]:
    yield from ((name, f"{one.torchvision}: {', '.join(one.classes)}") for name, one in images.SOURCES.items())
    yield "postcards", "painted scenes in colour, made when they are asked for"


def shipped() -> Iterator[Row]:
    for name in weights():
        found = record(name)
        yield name, f"{found['steps']:,} steps"


LISTS: dict[str, Callable[[], Iterator[Row]]] = {
    "worlds": lambda: ((name, one.label) for name, one in WORLDS.items()),
    "pictures": pictures,
    "models": lambda: ((name, first_line(model.__doc__)) for name, model in MODELS.items()),
    "losses": lambda: ((name, f"{loss.label}: {loss.source}") for name, loss in LOSSES.items()),
    "samplers": samplers,
    "weights": shipped,
}


def listed(what: str) -> list[Row]:
    """The names of a kind, and what people call them."""
    return list(LISTS[what]())
