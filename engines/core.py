"""The contracts every engine keeps: validated configurations, step-by-step models, snapshots."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol, Self, TypeVar, runtime_checkable

import numpy as np

# What is shipped with the engines: beside them in the repository, within them where the package is installed.
HERE = Path(__file__).resolve().parent
ASSETS = next((folder for folder in (HERE / "assets", HERE.parent / "assets") if folder.is_dir()), HERE / "assets")
AHEAD = 1 << 16  # random numbers drawn at a time: each call costs microseconds, however little it draws


def msgid(text: str) -> str:
    """English that people see, as it is: marked for the catalogues of translations, and translated by whoever shows
    it, because an engine speaks to nobody."""
    return text


@dataclass(frozen=True)
class Bounds:
    """What one hyperparameter may be; widgets and the live channel read the same object.

    `low` and `high` are inclusive and belong to numbers, `choices` to strings. `narrower`: the range that pages offer,
    and take from a browser, where the engine's own costs too much or shows nothing. `scale`: the values that a page
    offers, where steps between them would say little. `label`: what people call it.
    """

    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""
    why: str = ""
    narrower: tuple[float, float] | None = None
    scale: tuple[float, ...] = ()
    label: str = ""

    def __post_init__(self) -> None:
        for value in (*(self.narrower or ()), *self.scale):
            self.check("what a page offers", value)

    @property
    def offered(self) -> Bounds:
        """What a page offers: the narrower range where there is one."""
        return self.within(*self.narrower) if self.narrower else self

    @property
    def ends(self) -> tuple[float, float]:
        return self.low, self.high

    def within(self, low: float, high: float) -> Bounds:
        """A named narrower range, for one purpose."""
        self.check("the range", low)
        self.check("the range", high)
        return dataclasses.replace(self, low=low, high=high, narrower=None)

    def check(self, name: str, value: Any) -> None:
        """Raise ValueError naming the value, the allowed range and so the remedy."""
        if self.choices:
            if value not in self.choices:
                raise ValueError(f"{name} is {value!r}; choose one of {', '.join(self.choices)}")
            return
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or not self.low <= value <= self.high:  # which NaN and the infinities fail, too
            raise ValueError(f"{name} is {value!r}; give a number from {self.low} to {self.high}")


def bounded(
    default: float,
    low: float,
    high: float,
    *,
    unit: str = "",
    why: str = "",
    narrower: tuple[float, float] | None = None,
    scale: tuple[float, ...] = (),
    label: str = "",
) -> Any:
    """A numeric dataclass field with inclusive bounds; see `Bounds`."""
    bounds = Bounds(low, high, unit=unit, why=why, narrower=narrower, scale=scale, label=label)
    return field(default=default, metadata={"bounds": bounds})


SEED = Bounds(0, 2**31 - 1, narrower=(0, 999), label=msgid("Seed"))  # short enough to be told to a class


def seeded() -> Any:
    """A dataclass field for the seed of everything that is drawn."""
    return field(default=0, metadata={"bounds": SEED})


def one_of(default: str, *choices: str, why: str = "") -> Any:
    """A text dataclass field that must be one of `choices`."""
    return field(default=default, metadata={"bounds": Bounds(choices=choices, why=why)})


@dataclass(frozen=True)
class Config:
    """Hyperparameters and the seed. Subclasses are frozen dataclasses built with `bounded` and `one_of`."""

    def __post_init__(self) -> None:
        for f in dataclasses.fields(self):
            if "bounds" in f.metadata:
                f.metadata["bounds"].check(f.name, getattr(self, f.name))
            if f.type in ("int", int) and not isinstance(getattr(self, f.name), int):
                raise ValueError(f"{f.name} is {getattr(self, f.name)!r}; give a whole number")

    @classmethod
    def bounds(cls, name: str) -> Bounds:
        """The bounds of one field, e.g. to build its slider."""
        return cls.__dataclass_fields__[name].metadata["bounds"]

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed, validated again."""
        unknown = set(changes) - {f.name for f in dataclasses.fields(self)}
        if unknown:
            raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
        return dataclasses.replace(self, **changes)

    def as_dict(self) -> dict[str, Any]:
        """The fields as plain JSON values."""
        return dataclasses.asdict(self)


class Refused(ValueError):
    """What a person gave cannot be used. The text says in English what is wrong and what to do; `code` and `values`
    say it to a translation."""

    def __init__(self, code: str, text: str, **values: Any) -> None:
        super().__init__(text)
        self.code, self.values = code, values

    def __reduce__(self) -> tuple:
        return type(self).__new__, (type(self), str(self)), self.__dict__  # runs are computed in other processes


MOST_FACTORS, MOST_VALUES = 8, 1000  # of a condition, and of each factor


def several(name: str, given: Any, what: str = "numbers") -> tuple[Any, ...]:
    """A setting that is a list, as JSON has it. ValueError for anything else."""
    if not isinstance(given, (tuple, list)):
        raise ValueError(f"{name} are {given!r}; give a list of {what}")
    return tuple(given)


def factors_of(given: Any) -> tuple[int, ...]:
    """How many values each factor of a condition has. ValueError for too many, or what is no number of values."""
    found = several("factors", given, "whole numbers")
    if not all(isinstance(n, int) and 1 <= n <= MOST_VALUES for n in found) or len(found) > MOST_FACTORS:
        raise ValueError(f"factors are {found}; give at most {MOST_FACTORS} whole numbers from 1 to {MOST_VALUES}")
    return found


class Cost(NamedTuple):
    """What training takes, roughly. Of a batch step and of one look at the model: floating-point operations."""

    step: float
    look: float
    part: float  # the longest part of either that nothing can interrupt
    held: float  # bytes that stay between two steps
    working: float  # bytes besides, while it computes

    @property
    def memory(self) -> float:
        return self.held + self.working


Result = TypeVar("Result")
InParts = Generator[None, None, Result]  # work that pauses wherever another may have a turn, and then gives its result


def finish(work: InParts[Result]) -> Result:
    """The result, without a pause."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


class Diverged(Refused):
    """Training produced NaN or infinity; the text names what did and what to change."""

    def __init__(self, text: str) -> None:
        super().__init__("diverged", text)


@dataclass(frozen=True)
class Snapshot:
    """A model at one moment, for pictures: `step` updates done, its metrics, named numpy arrays."""

    step: int
    metrics: Mapping[str, float]
    arrays: Mapping[str, np.ndarray]


def as_points(X: Any, *, columns: int | None = None) -> np.ndarray:
    """X as floats (n, d), d = `columns` where that is given; ValueError says what is wrong with it."""
    try:
        X = np.asarray(X, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError("X must be a table of numbers; remove text and rows of other lengths") from error
    if X.ndim != 2 or X.size == 0 or X.shape[1] != (columns or X.shape[1]):
        wanted = f"point, shape (n, {columns})" if columns else "row and one column, shape (n, d)"
        raise ValueError(f"X has shape {X.shape}; give at least one {wanted}")
    if not (np.abs(X) < 1e100).all():
        raise ValueError("X holds NaN, infinite or enormous values; remove those rows")
    return X


@runtime_checkable
class IterativeModel(Protocol):
    """A model that learns step by step; picklable between steps, random state included."""

    config: Config

    def start(self, X: np.ndarray, y: np.ndarray | None = None) -> None: ...
    def step(self) -> Mapping[str, float]: ...
    def set_params(self, **changes: Any) -> None: ...
    def sample(self, n_samples: int, *, seed: int) -> np.ndarray: ...


@runtime_checkable
class DensityModel(Protocol):
    """A model with a normalised density."""

    def score_samples(self, X: np.ndarray) -> np.ndarray:
        """Log-density of each row, in nats, shape (n,)."""


class Fit:
    """Gives a step-by-step model the two usual drivers."""

    def fit_iter(self, X: np.ndarray, y: np.ndarray | None = None) -> Iterator[Mapping[str, float]]:
        """Train for `config.steps` updates, yielding the metrics of each."""
        self.start(X, y)
        for _ in range(self.config.steps):
            yield self.step()

    def fit(self, X: np.ndarray, y: np.ndarray | None = None) -> Self:
        """Train for `config.steps` updates."""
        for _ in self.fit_iter(X, y):
            pass
        return self
