"""What the textbook says of each family of models, and what we add, as statements that numbers can bear out or
contradict.

A statement compares what was measured of models on one data set. Its verdict follows from the numbers by one rule,
`rule.py`, and from trainings that have settled alone (`budgets`). Nothing here is judged by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engines.comparison.collapse import often, share_of
from engines.comparison.models import LONG, POINTS
from engines.comparison.rule import Difference, Figure, of_all, of_means, of_spreads

MANY = 10**6  # trainings: of a floor, whose own error is known well
EXACT = ("hq", "sharpness")  # a model can have too much of it: grain is no fine detail
COLUMNS = ("structure", "good", "bad")
MARKS = ("supported", "contradicted", "same", "unclear", "open", "not-measurable")
NEURAL = ("vae", "gan", "diffusion")
FAR = 5  # floors: a network that has not settled, and is as far from the data, is not trained enough
FACTS = ("defined", "undefined", "equal", "above")  # relations that no training changes
CLASSICAL = ("naive-bayes", "mixture", "kde")


Figures = Mapping[tuple[str, str], Figure]  # (model, metric) -> figure, of one data set


@dataclass(frozen=True)
class Claim:
    """A statement on `model`: `relation` of its measure to those of `others`, or to `value`.

    relation: highest or lowest of all, more-spread or less-spread over seeds, above or equal to `value`, below the
    floor, defined or undefined, or often (`collapse`). points, pictures: the measures, the first that is defined
    counts; empty: it says nothing about such data. quoted: the sentence is the textbook's
    own; else we add it.
    """

    name: str  # the sentence belongs to the page
    model: str
    column: str
    relation: str
    points: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    value: float = 0.0
    of: str = ""  # another model whose figures count: the plain GAN, of what the cures prevent
    quoted: bool = False

    def measures(self, data: str) -> tuple[str, ...]:
        return self.points if data in POINTS else self.pictures


@dataclass(frozen=True)
class Verdict:
    """mark: one of `MARKS`; metric: what was looked at; own: the model's figure; rivals: what it was compared with;
    turned: those of them that turn the claim round; differences: by how much it is ahead of each, as the claim has it;
    reason: a code, why nothing can be said; long: the figure is of the weights that were trained for long."""

    mark: str
    metric: str = ""
    own: Figure | None = None
    rivals: Mapping[str, Figure] = field(default_factory=dict)
    turned: tuple[str, ...] = ()
    reason: str = ""
    differences: Mapping[str, Difference] = field(default_factory=dict)
    long: bool = False


def _claims(*rows: tuple, quoted: bool = False) -> tuple[Claim, ...]:
    return tuple(Claim(*row[:4], **row[4], quoted=quoted) for row in rows)


DENSITY = {"points": ("log_likelihood",), "pictures": ("bits_per_dim",)}
QUALITY = {"points": ("sliced_wasserstein",), "pictures": ("frechet",)}
# Among points recall rewards scatter: the balls around stray samples reach everything (Naeem et al. 2020). Of pictures
# that are all a little off, coverage sees none.
VARIETY = {"points": ("coverage",), "pictures": ("recall",)}
LOST = {"points": ("lost",), "pictures": ("lost",)}
REALISM = {"points": ("hq", "precision"), "pictures": ("precision",)}
DETAIL = {"pictures": ("sharpness",)}
TRAINING = {"points": ("train_seconds",), "pictures": ("train_seconds",)}
SAMPLING = {"points": ("sample_seconds",), "pictures": ("sample_seconds",)}
PASSES = {"points": ("evaluations",), "pictures": ("evaluations",)}
NETS = {"points": ("networks",), "pictures": ("networks",)}
RISES = {"points": ("rise",), "pictures": ("rise",)}
CODES, DECODED = {"pictures": ("code_among",)}, {"pictures": ("code_coverage",)}  # of codes that are drawn
RESOLUTION = {"pictures": ("resolution",)}
NOISE = {"points": ("noise_share",), "pictures": ("noise_share",)}

# The textbook's table, phrase by phrase, and what its chapters say beside it.
TEXTBOOK = _claims(
    ("naive-bayes-formula", "naive-bayes", "structure", "defined", DENSITY),
    ("mixture-formula", "mixture", "structure", "defined", DENSITY),
    ("vae-encoder-decoder", "vae", "structure", "equal", NETS | {"value": 2.0}),
    ("vae-latent", "vae", "good", "highest", CODES | {"others": ("ae",)}),
    ("vae-varied", "vae", "good", "highest", DECODED | {"others": ("ae",)}),
    ("vae-quality", "vae", "bad", "highest", QUALITY | {"others": ("gan", "diffusion")}),
    ("vae-blurred", "vae", "bad", "below-floor", DETAIL),
    ("gan-two-networks", "gan", "structure", "equal", NETS | {"value": 2.0}),
    ("gan-realistic", "gan", "good", "highest", REALISM | {"others": ("vae",)}),
    ("gan-resolution", "gan", "good", "highest", RESOLUTION),
    ("gan-unstable", "gan", "bad", "highest", RISES | {"of": "gan-plain", "others": ("gan",)}),
    ("gan-unstable-ends", "gan", "bad", "more-spread", QUALITY | {"of": "gan-plain", "others": ("vae", "diffusion")}),
    ("gan-less-varied", "gan", "bad", "below-floor", VARIETY | {"of": "gan-plain"}),
    ("gan-collapse", "gan", "bad", "often", LOST | {"of": "gan-plain"}),
    ("diffusion-there-and-back", "diffusion", "structure", "above", PASSES | {"value": 1.0}),
    ("diffusion-forward", "diffusion", "structure", "above", NOISE | {"value": 0.99}),
    ("diffusion-quality", "diffusion", "good", "lowest", QUALITY | {"others": ("vae", "gan")}),
    ("diffusion-best", "diffusion", "good", "lowest", QUALITY | {"others": (*CLASSICAL, "vae", "gan")}),
    ("diffusion-resolution", "diffusion", "good", "highest", RESOLUTION),
    ("diffusion-long", "diffusion", "bad", "highest", TRAINING | {"others": ("vae", "gan")}),
    ("diffusion-updates", "diffusion", "bad", "highest", {
        "points": ("steps",), "pictures": ("steps",), "others": ("vae", "gan")}),
    ("diffusion-operations", "diffusion", "bad", "highest", {
        "points": ("train_operations",), "pictures": ("train_operations",), "others": ("vae", "gan")}),
    ("diffusion-sample-operations", "diffusion", "bad", "highest", {
        "points": ("sample_operations",), "pictures": ("sample_operations",), "others": ("vae", "gan")}),
    ("diffusion-memory", "diffusion", "bad", "highest", {
        "points": ("peak_memory",), "pictures": ("peak_memory",), "others": ("vae", "gan")}),
    quoted=True,
)  # fmt: skip

ADDED = _claims(
    ("naive-bayes-instant", "naive-bayes", "good", "lowest", TRAINING | {"others": NEURAL}),
    ("naive-bayes-apart", "naive-bayes", "bad", "highest", QUALITY | {"others": ("mixture", "kde", *NEURAL)}),
    ("mixture-likely", "mixture", "good", "highest", {"points": ("log_likelihood",), "others": ("naive-bayes", "kde")}),
    ("mixture-bits", "mixture", "good", "lowest", {"pictures": ("bits_per_dim",), "others": ("naive-bayes",)}),
    ("mixture-simple", "mixture", "bad", "highest", QUALITY | {"others": NEURAL}),
    ("kde-formula", "kde", "structure", "defined", DENSITY),
    ("kde-untrained", "kde", "good", "lowest", TRAINING | {"others": NEURAL}),
    ("kde-keeps", "kde", "bad", "highest", {
        "points": ("parameters",), "pictures": ("parameters",), "others": ("mixture",)}),
    ("vae-bound", "vae", "structure", "defined", {"points": ("log_likelihood",), "pictures": ("binary_bits",)}),
    ("vae-stable", "vae", "good", "less-spread", QUALITY | {"others": ("gan",)}),
    ("vae-fast", "vae", "good", "lowest", SAMPLING | {"others": ("diffusion",)}),
    ("gan-no-density", "gan", "structure", "undefined", DENSITY),
    ("gan-sharp", "gan", "good", "highest", DETAIL | {"others": ("vae",)}),
    ("gan-fast", "gan", "good", "lowest", SAMPLING | {"others": ("diffusion",)}),
    ("gan-plain-bare", "gan-plain", "structure", "equal", NETS | {"value": 2.0}),
    ("gan-plain-worse", "gan-plain", "bad", "highest", QUALITY | {"others": ("gan",)}),
    ("mixture-told-bits", "mixture-told", "good", "lowest", {"pictures": ("bits_per_dim",), "others": ("mixture",)}),
    ("diffusion-flow", "diffusion", "structure", "defined", DENSITY),
    ("diffusion-varied", "diffusion", "good", "highest", VARIETY | {"others": ("gan",)}),
    ("diffusion-slow", "diffusion", "bad", "highest", SAMPLING | {"others": ("vae", "gan")}),
)  # fmt: skip
CLAIMS = (*TEXTBOOK, *ADDED)


def judge(claim: Claim, data: str, figures: Figures) -> Verdict:
    """Whether the figures of one data set bear the claim out, where they may say so."""
    found = measured(claim, data, figures)
    if found.reason == "not-measured" and any(figure.race for figure in figures.values()):
        return replace(found, reason="race")
    if found.own is None or found.reason or claim.relation in FACTS:
        return found
    if any(figure.race for figure in (found.own, *found.rivals.values())):
        return replace(found, mark="open", reason="race", turned=(), differences={})
    far = tuple(m for m in (claim.of or claim.model, *found.rivals) if _far(m, data, figures))
    return replace(found, mark="open", reason="not-trained", turned=far) if far else found


def _far(model: str, data: str, figures: Figures) -> bool:
    quality = figures.get((model, QUALITY["points" if data in POINTS else "pictures"][0]))
    if quality is None or quality.mean is None or quality.floor is None:
        return False
    return quality.unsettled and quality.mean > FAR * quality.floor


def measured(claim: Claim, data: str, figures: Figures) -> Verdict:
    """What the figures come to, whatever stands behind them."""
    metrics = claim.measures(data)
    if not metrics:
        return Verdict("not-measurable", reason="other-data")
    model = claim.of or claim.model
    metric = next((m for m in metrics if _number(figures, model, m)), metrics[-1])
    own = figures.get((model, metric))
    if own is None:
        return Verdict("open", metric, reason="not-measured")
    if claim.relation in ("defined", "undefined"):
        return _whether_defined(claim, metric, own, figures.get((model + LONG, metric)))
    if own.mean is None:
        return Verdict("not-measurable", metric, own, reason=own.reason)
    if claim.relation == "often":
        return Verdict(often(share_of(own)), metric, own)
    if claim.relation in ("above", "equal", "below-floor"):
        return _alone(claim, metric, own)
    rivals = {m: figures[m, metric] for m in claim.others if _number(figures, m, metric)}
    if not rivals:
        return Verdict("not-measurable", metric, own, reason="no-rivals")
    if own.n_seeds < 2 or any(r.n_seeds < 2 for r in rivals.values()):
        return Verdict("open", metric, own, rivals, reason="one-seed")
    differences = {m: _ahead(claim, metric, own, rival) for m, rival in rivals.items()}
    mark, turned = of_all(differences)
    return Verdict(mark, metric, own, rivals, turned, differences=differences)


def _whether_defined(claim: Claim, metric: str, own: Figure, long: Figure | None) -> Verdict:
    """What was only not computed may have been for the long-trained weights; else it is no answer either way."""
    if instead := own.reason == "not-computed" and long is not None:
        own = long
    if own.reason == "not-computed":
        return Verdict("open", metric, own, reason=own.reason)
    return Verdict(_mark((own.mean is not None) == (claim.relation == "defined")), metric, own, long=instead)


def _ahead(claim: Claim, metric: str, own: Figure, rival: Figure) -> Difference:
    """By how much the model is ahead of a rival, in the direction of the claim."""
    if claim.relation == "highest" and metric in EXACT:
        own, rival = _folded(own), _folded(rival)
    if claim.relation.endswith("spread"):
        wide, narrow = (own, rival) if claim.relation == "more-spread" else (rival, own)
        return of_spreads(metric, wide, narrow)
    return of_means(metric, own, rival) if claim.relation == "highest" else of_means(metric, rival, own)


def _alone(claim: Claim, metric: str, own: Figure) -> Verdict:
    """Against a value, or against what perfect samples score. To be the same as it, is to contradict the claim that
    it lies elsewhere."""
    if claim.relation == "below-floor":
        if own.floor is None:
            return Verdict("unclear", metric, own)
        if own.n_seeds < 2:
            return Verdict("open", metric, own, reason="one-seed")
        away = of_means(metric, Figure(own.floor, own.floor_se, MANY), own)
    else:
        away = of_means(metric, own, Figure(claim.value))
    if claim.relation == "equal":
        mark = "supported" if away.none else "contradicted" if away.better() or away.worse() else "unclear"
        return Verdict(mark, metric, own)
    mark = of_all({metric: away}).mark
    return Verdict("contradicted" if mark == "same" else mark, metric, own)


def _number(figures: Figures, model: str, metric: str) -> bool:
    found = figures.get((model, metric))
    return found is not None and found.mean is not None


def _folded(figure: Figure) -> Figure:
    """What exceeds the floor counts against a model as much as what is missing."""
    if figure.floor is None or figure.mean <= figure.floor:
        return figure
    return replace(figure, mean=2 * figure.floor - figure.mean)


def _mark(holds: bool) -> str:
    return "supported" if holds else "contradicted"
