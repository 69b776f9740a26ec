"""Shipped weights: NAME.safetensors in half precision, and beside it NAME.json, the record of how they were made."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from engines.core import ASSETS

if TYPE_CHECKING:
    from torch import nn  # torch is imported where weights are touched: the records are read without it


class Pretrained(Protocol):
    """A kind of model that finds its weights by a name."""

    @classmethod
    def pretrained(cls, name: str) -> Self: ...


Model = TypeVar("Model", bound=Pretrained)

COMBINING = "combining-"
FOLDER = ASSETS / "weights"


def kind_of(name: str) -> str:
    """What kind of model a name means: "vae" of "vae-digits-16" and of "combining-vae-postcards", which sees less than
    all pictures, to be asked what it combines."""
    return name.removeprefix(COMBINING).split("-")[0]


def data_of(name: str) -> str:
    """Which data it learned: "digits" of "vae-digits-16"."""
    return name.removeprefix(COMBINING).split("-")[1]


def save(
    name: str, net: nn.Module, record: dict[str, Any], folder: Path = FOLDER, *, parts: Collection[str] = ()
) -> None:
    """Write the weights in float16 and the record (config, data, steps, minutes, figures) as JSON. parts: of a net of
    which only some children are needed, as the decoder to sample, their names; the record says so, too."""
    from safetensors.torch import save_file

    kept = {k: v for k, v in net.state_dict().items() if not parts or k.split(".")[0] in parts}
    save_file({k: v.half().contiguous() for k, v in kept.items()}, folder / f"{name}.safetensors")
    save_record(name, record | ({"parts": list(parts)} if parts else {}), folder)


def save_record(name: str, record: dict[str, Any], folder: Path = FOLDER) -> None:
    """Write the record alone."""
    (folder / f"{name}.json").write_text(json.dumps(record, indent=2) + "\n")


def record(name: str, folder: Path = FOLDER) -> dict[str, Any]:
    """How the weights were made, and what they were measured to do. ValueError for an unknown name."""
    if name not in names(folder):
        raise ValueError(f"no weights called {name!r}; choose one of {', '.join(names(folder))}")
    return json.loads((folder / f"{name}.json").read_text())


def load_into(net: nn.Module, name: str, folder: Path = FOLDER) -> None:
    """Fill `net` with the named weights, as float32; children that are not shipped with NaN: nothing comes of them."""
    from safetensors.torch import load_file

    state, parts = load_file(folder / f"{name}.safetensors"), record(name, folder).get("parts", ())
    nan = {k: v.new_full(v.shape, float("nan")) for k, v in net.state_dict().items() if k.split(".")[0] not in parts}
    net.load_state_dict((nan if parts else {}) | {k: v.float() for k, v in state.items()})


@cache
def shared(kind: type[Model], name: str) -> Model:
    """`kind.pretrained(name)`, loaded once a process: nobody may change it. A copy can have settings of its own."""
    return kind.pretrained(name)


def names(folder: Path = FOLDER, *, kinds: Collection[str] = ()) -> list[str]:
    """The names of shipped weights, all or those of some kinds, a name's first word: ae, vae, extractor, gan, ..."""
    found = sorted(path.stem for path in folder.glob("*.json"))  # written last
    return [name for name in found if not kinds or name.split("-")[0] in kinds]
