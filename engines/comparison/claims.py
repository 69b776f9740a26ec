"""What textbooks say of each family of models, as statements that numbers can bear out or contradict.

A statement compares the measured means of models on one data set. Its verdict follows from the numbers by one rule:
a difference counts where it is larger than `CLEAR` combined standard errors. Nothing here is judged by hand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from engines.comparison.models import LONG as LONG_TRAINED
from engines.comparison.models import POINTS

CLEAR = 2.0  # combined standard errors
CHANCE = 0.025  # that one of two equal spreads looks so much larger, see `_spread`
EXACT = ("hq", "sharpness")  # a model can have too much of it: grain is no fine detail
COLUMNS = ("structure", "good", "bad")
MARKS = ("supported", "contradicted", "undecided", "not-measurable")
NEURAL = ("vae", "gan", "diffusion")
CLASSICAL = ("naive-bayes", "mixture", "kde")


@dataclass(frozen=True)
class Figure:
    """One model's measure over seeds: mean and standard error; or the reason, a code, why there is none."""

    mean: float | None
    standard_error: float = 0.0
    n_seeds: int = 1
    reason: str = ""
    floor: float | None = None  # what perfect samples score
    floor_se: float = 0.0

    @property
    def spread(self) -> float:
        """Standard deviation over the seeds."""
        return self.standard_error * self.n_seeds**0.5


Figures = Mapping[tuple[str, str], Figure]  # (model, metric) -> figure, of one data set


@dataclass(frozen=True)
class Claim:
    """A statement on `model`: `relation` of its measure to those of `others`, or to `value`.

    relation: highest or lowest of all, more-spread or less-spread over seeds, above or equal to `value`, below the
    floor, defined or undefined. points, pictures: the measures, the first that is defined counts; empty: it says
    nothing about such data.
    """

    name: str  # the sentence belongs to the page
    model: str
    column: str
    relation: str
    points: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    value: float = 0.0
    trained: str = ""  # "-shipped": judged by the weights that were trained for long, not by equal budgets

    def measures(self, data: str) -> tuple[str, ...]:
        return self.points if data in POINTS else self.pictures


@dataclass(frozen=True)
class Verdict:
    """mark: one of `MARKS`; metric: what was looked at; own: the model's figure; rivals: what it was compared with;
    turned: those of them that clearly turn the claim round; reason: a code, why nothing can be said."""

    mark: str
    metric: str = ""
    own: Figure | None = None
    rivals: Mapping[str, Figure] = field(default_factory=dict)
    turned: tuple[str, ...] = ()
    reason: str = ""


def _claims(*rows: tuple) -> tuple[Claim, ...]:
    return tuple(Claim(*row[:4], **row[4]) for row in rows)


DENSITY = {"points": ("log_likelihood",), "pictures": ("bits_per_dim",)}
QUALITY = {"points": ("sliced_wasserstein",), "pictures": ("frechet",)}
# Among points recall rewards scatter: the balls around stray samples reach everything (Naeem et al. 2020). Of pictures
# that are all a little off, coverage sees none.
VARIETY = {"points": ("coverage",), "pictures": ("recall",)}
PARTS = {"points": ("modes",), "pictures": ("classes",)}
DETAIL = {"points": ("hq", "precision"), "pictures": ("sharpness",)}
TRAINING = {"points": ("train_seconds",), "pictures": ("train_seconds",)}
SAMPLING = {"points": ("sample_seconds",), "pictures": ("sample_seconds",)}
PASSES = {"points": ("evaluations",), "pictures": ("evaluations",)}
COPYING = {"points": ("memorisation",), "pictures": ("memorisation",)}

CLAIMS = _claims(
    ("naive-bayes-formula", "naive-bayes", "structure", "defined", DENSITY),
    ("naive-bayes-instant", "naive-bayes", "good", "lowest", TRAINING | {"others": NEURAL}),
    ("naive-bayes-apart", "naive-bayes", "bad", "highest", QUALITY | {"others": ("mixture", "kde", *NEURAL)}),
    ("mixture-formula", "mixture", "structure", "defined", DENSITY),
    ("mixture-likely", "mixture", "good", "highest", {"points": ("log_likelihood",), "others": ("naive-bayes", "kde")}),
    ("mixture-bits", "mixture", "good", "lowest", {"pictures": ("bits_per_dim",), "others": ("naive-bayes",)}),
    ("mixture-simple", "mixture", "bad", "highest", QUALITY | {"others": NEURAL}),
    ("kde-formula", "kde", "structure", "defined", DENSITY),
    ("kde-untrained", "kde", "good", "lowest", TRAINING | {"others": NEURAL}),
    ("kde-copies", "kde", "bad", "below-floor", COPYING),
    ("vae-one-pass", "vae", "structure", "equal", PASSES | {"value": 1.0}),
    ("vae-bound", "vae", "structure", "defined", {"points": ("log_likelihood",), "pictures": ("binary_bits",)}),
    ("vae-stable", "vae", "good", "less-spread", QUALITY | {"others": ("gan",)}),
    ("vae-fast", "vae", "good", "lowest", SAMPLING | {"others": ("diffusion",)}),
    ("vae-varied", "vae", "good", "highest", VARIETY | {"others": ("gan",)}),
    ("vae-blurred", "vae", "bad", "lowest", DETAIL | {"others": ("gan", "diffusion")}),
    ("gan-one-pass", "gan", "structure", "equal", PASSES | {"value": 1.0}),
    ("gan-no-density", "gan", "structure", "undefined", DENSITY),
    ("gan-sharp", "gan", "good", "highest", DETAIL | {"others": ("vae",)}),
    ("gan-fast", "gan", "good", "lowest", SAMPLING | {"others": ("diffusion",)}),
    ("gan-unstable", "gan", "bad", "more-spread", QUALITY | {"others": ("vae", "diffusion")}),
    ("gan-collapse", "gan", "bad", "below-floor", PARTS),
    ("gan-less-varied", "gan", "bad", "lowest", VARIETY | {"others": ("vae", "diffusion")}),
    ("diffusion-many-passes", "diffusion", "structure", "above", PASSES | {"value": 1.0}),
    ("diffusion-best", "diffusion", "good", "lowest", QUALITY | {"others": (*CLASSICAL, "vae", "gan")}),
    ("diffusion-varied", "diffusion", "good", "highest", VARIETY | {"others": ("gan",)}),
    ("diffusion-slow", "diffusion", "bad", "highest", SAMPLING | {"others": ("vae", "gan")}),
    ("diffusion-costly", "diffusion", "bad", "highest", QUALITY | {"others": ("vae", "gan")}),  # of equal budgets
)  # fmt: skip

# What may change with more training is also judged by the weights that were trained for long, whose seeds are those
# of drawing only; so not the spread over trainings, and not what a given time buys.
LONG = (
    "vae-varied", "vae-blurred", "gan-sharp", "gan-collapse", "gan-less-varied", "diffusion-best", "diffusion-varied",
    "naive-bayes-apart", "mixture-simple",
)  # fmt: skip


def after_long_training(claim: Claim, data: str, figures: Figures) -> Verdict | None:
    """The verdict on a claim by the shipped weights; None where it does not apply or a network was not measured."""
    if claim.name not in LONG or data in POINTS:
        return None
    metric = claim.measures(data)[-1]
    if not all(_number(figures, m + LONG_TRAINED, metric) for m in claim.others if m in NEURAL):
        return None
    verdict = judge(replace(claim, trained=LONG_TRAINED), data, figures)
    return None if verdict.own is None or verdict.reason else verdict


def judge(claim: Claim, data: str, figures: Figures) -> Verdict:
    """Whether the figures of one data set bear the claim out."""
    metrics = claim.measures(data)
    if not metrics:
        return Verdict("not-measurable", reason="other-data")
    model = _trained(claim.model, claim)
    metric = next((m for m in metrics if _number(figures, model, m)), metrics[-1])
    own = figures.get((model, metric))
    if own is None:
        return Verdict("not-measurable", metric, reason="not-measured")
    if claim.relation in ("defined", "undefined"):
        return Verdict(_mark((own.mean is not None) == (claim.relation == "defined")), metric, own)
    if own.mean is None:
        return Verdict("not-measurable", metric, own, reason=own.reason)
    if claim.relation in ("above", "equal"):
        return Verdict(_against_value(claim, own), metric, own)
    if claim.relation == "below-floor":
        return Verdict(_below_floor(own), metric, own)
    rivals = {m: figures[name, metric] for m in claim.others if _number(figures, name := _trained(m, claim), metric)}
    if not rivals:
        return Verdict("not-measurable", metric, own, reason="no-rivals")
    if own.n_seeds < 2 or any(r.n_seeds < 2 for r in rivals.values()):
        return Verdict("not-measurable", metric, own, rivals, reason="one-seed")
    compare = _spread if claim.relation.endswith("spread") else _difference
    up = claim.relation in ("highest", "more-spread")
    if claim.relation == "highest" and metric in EXACT:
        signs = {m: _difference(_folded(own), _folded(r)) for m, r in rivals.items()}
    else:
        signs = {m: compare(own, r) if up else compare(r, own) for m, r in rivals.items()}
    turned = tuple(m for m, sign in signs.items() if sign < 0)
    return Verdict(_of_all(list(signs.values())), metric, own, rivals, turned)


def _number(figures: Figures, model: str, metric: str) -> bool:
    found = figures.get((model, metric))
    return found is not None and found.mean is not None


def _trained(model: str, claim: Claim) -> str:
    """Whose figures count; a classical model has no longer training."""
    return model + claim.trained if model in NEURAL else model


def _folded(figure: Figure) -> Figure:
    """What exceeds the floor counts against a model as much as what is missing."""
    if figure.floor is None or figure.mean <= figure.floor:
        return figure
    return replace(figure, mean=2 * figure.floor - figure.mean)


def _mark(holds: bool) -> str:
    return "supported" if holds else "contradicted"


def _against_value(claim: Claim, own: Figure) -> str:
    away = own.mean - claim.value
    if claim.relation == "equal":
        return _mark(abs(away) <= CLEAR * own.standard_error)
    if 0 < abs(away) <= CLEAR * own.standard_error:
        return "undecided"
    return _mark(away > 0)


def _below_floor(own: Figure) -> str:
    if own.floor is None:
        return "undecided"
    if not own.standard_error and not own.floor_se:
        return _mark(own.mean < own.floor)
    return _of_all([_difference(Figure(own.floor, own.floor_se), own)])


def _difference(larger: Figure, smaller: Figure) -> int:
    """1 where the first mean is clearly larger, -1 where it is clearly smaller, else 0."""
    away, error = larger.mean - smaller.mean, math.hypot(larger.standard_error, smaller.standard_error)
    return 0 if abs(away) <= CLEAR * error else int(math.copysign(1, away))


def _spread(larger: Figure, smaller: Figure) -> int:
    """The same for the spreads over seeds, by the F test: how far two variances differ by chance."""
    from scipy.stats import f

    a, b, n, m = larger.spread**2, smaller.spread**2, larger.n_seeds - 1, smaller.n_seeds - 1
    if a > b * f.isf(CHANCE, n, m):
        return 1
    return -1 if b > a * f.isf(CHANCE, m, n) else 0


def _of_all(found: Sequence[int]) -> str:
    """Supported where it holds against every rival; contradicted where one rival clearly turns it round."""
    if min(found) < 0:
        return "contradicted"
    return "supported" if min(found) > 0 else "undecided"
