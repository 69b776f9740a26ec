"""The settings of an engine as the parameters of a model: names, defaults, bounds and words come from its `Config`."""

from __future__ import annotations

import dataclasses
import inspect
import textwrap
from collections.abc import Callable, Collection
from typing import Any, NamedTuple, TypeVar

import numpy as np

from engines.core import SEED, Bounds, Config

Model = TypeVar("Model", bound=type)


class Setting(NamedTuple):
    """A parameter that is no field of a configuration, or another than the field."""

    default: Any
    type: str
    kind: str  # the same in words, with what it may be
    text: str


RANDOM_STATE = Setting(
    0, "int | np.random.RandomState | None", "int, numpy.random.RandomState or None",
    "Seed of everything that is drawn while it is fitted. The same whole number gives the same model on the same "
    "processor; None gives another one each time.",
)  # fmt: skip
VERBOSE = Setting(
    None, "bool | None", "bool or None",
    "Whether fit shows a bar (tqdm). None: where somebody sees it, in a terminal or a notebook.",
)  # fmt: skip


def settings(defaults: Config, *, without: Collection[str] = (), **more: Setting) -> Callable[[Model], Model]:
    """A class decorator: gives a model an `__init__` with the fields of `defaults` as parameters, and documents them.

    without: fields that follow from the data. more: parameters besides; one that is called as a field takes its place.
    """
    found = {
        f.name: Setting(
            getattr(defaults, f.name), f.type, kind_of(f), f.metadata["bounds"].why if "bounds" in f.metadata else ""
        )
        for f in dataclasses.fields(defaults)
        if f.name not in {*without, "seed"}
    }
    seeded = {"random_state": RANDOM_STATE} if hasattr(defaults, "seed") else {}
    found |= more | seeded | ({"verbose": VERBOSE} if hasattr(defaults, "steps") else {})
    signature = inspect.Signature(
        [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
        + [
            inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=s.default, annotation=s.type)
            for n, s in found.items()
        ]
    )

    def decorate(model: Model) -> Model:
        def __init__(self: Any, **given: Any) -> None:
            unknown = set(given) - set(found)
            if unknown:
                raise TypeError(f"{model.__name__} has no parameter {', '.join(sorted(unknown))}; it has {known}")
            for name, setting in found.items():
                setattr(self, name, given.get(name, setting.default))

        known = ", ".join(found)
        __init__.__signature__ = signature  # what scikit-learn, help() and notebooks read
        model.__init__, model.defaults = __init__, defaults
        model.__doc__ = inspect.cleandoc(model.__doc__) + "\n\n" + parameters(found)
        return model

    return decorate


def kind_of(field: dataclasses.Field) -> str:
    """What a field may be: "float from 0 to 0.1", "one of 'ae', 'vae'"."""
    bounds: Bounds = field.metadata.get("bounds")
    if bounds is None:
        return str(field.type)
    if bounds.choices:
        return "one of " + ", ".join(map(repr, bounds.choices))
    low, high = ((int(n) if n == int(n) else n) for n in bounds.ends)
    return f"{field.type} from {low} to {high}" + (f" ({bounds.unit})" if bounds.unit else "")


def parameters(found: dict[str, Setting]) -> str:
    """The section of a docstring, as numpydoc has it."""
    lines = ["Parameters", "----------"]
    for name, setting in found.items():
        lines.append(f"{name} : {setting.kind}, default {setting.default!r}")
        lines += textwrap.wrap(setting.text, 110, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines)


def plain(value: Any) -> Any:
    """A number of numpy as one of Python, which a configuration asks for."""
    return value.item() if isinstance(value, np.generic) else value


def whole(name: str, value: Any, bounds: Bounds) -> int:
    """A whole number within bounds; ValueError for another, or for something else."""
    value = plain(value)
    bounds.check(name, value)
    if not isinstance(value, int):
        raise ValueError(f"{name} is {value!r}; give a whole number")
    return value


def fresh_seed() -> int:
    """Another one each time."""
    return int(np.random.default_rng().integers(SEED.high))


def seed_of(random_state: Any) -> int:
    """The seed that a `random_state` means: a whole number is one itself."""
    if random_state is None:
        return fresh_seed()
    if isinstance(random_state, np.random.RandomState):
        return int(random_state.randint(SEED.high))
    return whole("random_state", random_state, SEED)
