"""Under which conditions the models of the table learned: how long, how often, and what they were told."""

from __future__ import annotations

import re

from app.ui.claims import results
from app.ui.language import t
from app.ui.names import maker_names
from engines.comparison.budgets import CONVERGED, LEAST_STEPS, LESSON, N_BITS, N_SAMPLES, N_TRAIN, seeds_of
from engines.comparison.counted import bits_of
from engines.comparison.models import MODELS, POINTS, family, kind_of
from engines.comparison.results import Results
from engines.nets import weights


def trained(found: Results, data: str) -> str:
    """How long the models learned, and how often."""
    if found.rows[0].budget == LESSON:
        told = t(
            "Every model that learns step by step had up to {seconds} seconds of one processor core, a race: it"
            " compares programs as well as models, so no sentence is judged by it. ± is the standard error over {seeds}"
            " trainings.",
            seconds=f"{results.seconds_of(found, data):g}", seeds=len(results.seeds_of(found, data)),
        )  # fmt: skip
        return f"{told} {_long(found, data)}".rstrip()
    n = ", ".join(_trainings(found, data, model) for model in results.models_of(found, data))
    told = t(
        "Every network learned at a constant rate until its criterion had stopped improving, and then while the rate"
        " fell to zero. The criterion, on data kept back: the VAE's bound, diffusion's loss. {gans} As GANs may be at"
        " their best at once, they had {least} steps at least, of which those count as their training that they needed."
        " {stopped} The numbers of parameters of the networks differ by a factor of 1.5 at most. Each was measured with"
        " {samples} samples. ± is the standard error over the trainings: {n}.",
        samples=f"{found.rows[0].n_samples:,}", n=n, least=f"{LEAST_STEPS:,}", stopped=_stopped(found, data),
        gans=_criterion_of_gans(data),
    )  # fmt: skip
    few = t("What looks at neighbours was measured with the first 2,000 pictures.")
    return told if data in POINTS else f"{told} {few} {_bits()}"


def _criterion_of_gans(data: str) -> str:
    if data in POINTS:
        return t("GANs have no such loss: theirs is the distance of their samples to such data.")
    return t(
        "GANs have no such loss: theirs is the Fréchet distance itself, to all real pictures that our extractor has"
        " seen, those they learn from among them. So a GAN stops by the measure that it is judged with."
    )


def _bits() -> str:
    return t(
        "All bits are upper bounds: those of the VAE and of diffusion on the first {n} test pictures, the others on all"
        " of them. The ± leaves out the choice of pictures.",
        n=N_BITS,
    )


def _stopped(found: Results, data: str) -> str:
    """Which networks ran out of steps before they had settled."""
    names, stopped = maker_names(), results.stopped(found, data)
    if not stopped:
        return t("All had settled.")
    which = ", ".join(t("{model} {n} of {all}", model=names[m], n=k, all=n) for m, (k, n) in stopped.items())
    return t("Trainings that ran out of steps before that: {which}.", which=which)


def _long(found: Results, data: str) -> str:
    """What "long training" is, and how far apart draws from it lie; empty where there is none."""
    distances = {
        model: [row.value for row in found.rows if (row.data, row.model, row.metric) == (data, model, "frechet")]
        for model in results.long_trained(found, data)
    }
    if not distances:
        return ""
    most = max((max(d) - min(d)) / min(d) for d in distances.values())
    told = t(
        "“Long training”: the shipped weights, which learned from {more} pictures, the others from {few}; one training"
        " each, and so without ±. The Fréchet distances of {draws} draws from one lie up to {most} % apart.",
        draws=len(next(iter(distances.values()))), most=f"{100 * most:.0f}", few=f"{N_TRAIN:,}",
        more=" / ".join(sorted({learned_from(data, model) for model in distances})),
    )  # fmt: skip
    bits = bits_of(data)
    if bits is None:
        return told
    counted = t(
        "Only its bits have one: of diffusion's p(x), along the flow without fresh noise and asked for nothing, an"
        " upper bound on {n} test pictures, ± over these.",
        n=f"{bits['images']:,}",
    )
    return f"{told} {counted}"


def learned_from(data: str, model: str) -> str:
    """How many pictures the weights learned from, as their record has it."""
    record = weights.record(MODELS[family(model)].weights.format(data=data))
    return re.search(r"[\d,]*\d", record["data"])[0]


def _trainings(found: Results, data: str, model: str) -> str:
    """How many there were, and of how many, where some are to come."""
    n, all_ = len(found.runs[data][model]["seeds"]), len(seeds_of(data, model, CONVERGED))
    counted = str(n) if n >= all_ else t("{n} of {all}", n=n, all=all_)
    return f"{maker_names()[model]} {counted}"


def shipped_means(found: Results, data: str, model: str) -> str:
    """Of what the shipped figures are the mean; and why other pages have others of the same model."""
    run, kind = found.runs.get(data, {}).get(model), kind_of(data)
    if run is None:
        return t("This model has not been measured on these data yet.")
    told = t(
        "Means over {n} trainings in the time of a lesson, {samples} samples of each.",
        n=len(run["seeds"]), samples=f"{N_SAMPLES[LESSON][kind]:,}",
    )  # fmt: skip
    if results.budget_of(data) != CONVERGED:
        return told
    others = t(
        "The table and the pages of the models have the figures of models trained to their end, with {samples} samples,"
        " so they differ; so does every time that is measured anew.",
        samples=f"{N_SAMPLES[CONVERGED][kind]:,}",
    )
    return f"{told} {others}"


def told_of(data: str, budget: str) -> str:
    """What a model is told beside the data."""
    if data in POINTS:
        return t(
            "What each is told: the Gaussian mixture the number of hills on the ring and on the grid, and 30 bells on"
            " the moons. The others are told the points alone."
        )
    if budget == LESSON:
        rest = t(
            "The others are told the pictures alone; the mixture, which has to be quick here, has 20 bells along 50"
            " directions."
        )
        if data == "postcards":
            told = t(
                "What each is told: naive Bayes the subject; GAN and diffusion after long training all four factors,"
                " and they were never shown a black cat at sunset."
            )
        else:
            told = t("What each is told: naive Bayes and diffusion after long training the classes.")
        return f"{told} {rest}"
    told = t(
        "What each is told: naive Bayes and the mixture of that name the classes. The others are told the pictures"
        " alone; the mixtures, which have a variance for each pixel, choose their number of bells, 10 to 50, by"
        " pictures kept back."
    )
    return f"{told} {_larger_mixture(data)}".rstrip()


def _larger_mixture(data: str) -> str:
    """The mixture of a lesson, another kind, where it comes closer to the data: a limit of one is none of the other."""
    (near, numbers), (far, few) = (
        [found[data, "mixture", metric].mean for metric in ("frechet", "parameters")]
        for found in (results.shipped(LESSON).summary(), results.shipped(CONVERGED).summary())
    )
    if not near < far:
        return ""
    return t(
        "A larger mixture, the one in the table of a lesson, comes closer: bells along 50 directions, {numbers} numbers"
        " instead of {few}, Fréchet distance {near} with {n} samples instead of {far}.",
        numbers=f"{numbers:,.0f}", few=f"{few:,.0f}", near=f"{near:.0f}", far=f"{far:.0f}",
        n=f"{N_SAMPLES[LESSON]['pictures']:,}",
    )  # fmt: skip
