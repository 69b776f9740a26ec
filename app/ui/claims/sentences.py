"""The textbook's sentences, in our words, and what each verdict says."""

from __future__ import annotations

import math

from app.ui.claims import measures as metrics
from app.ui.language import t
from app.ui.names import maker_names
from engines.comparison.claims import Claim, Verdict
from engines.comparison.rule import TIMES, Figure


def sentences() -> dict[str, str]:
    """Claim -> the textbook's sentence."""
    return {
        "naive-bayes-formula": t("It writes p(x) down: per class, one curve for every number of x, all multiplied."),
        "naive-bayes-instant": t("Trained in an instant: it only counts."),
        "naive-bayes-apart": t("Every number for itself: in its samples nothing fits together."),
        "mixture-formula": t("It writes p(x) down: a sum of bells."),
        "mixture-likely": t("Describes data well that come in groups: fresh points are likely under it."),
        "mixture-bits": t("Describes data well that come in groups: fresh pictures cost few bits."),
        "mixture-simple": t("Too simple for rich data: its samples are worse than those of networks."),
        "kde-formula": t("It writes p(x) down: a small bell on every training point."),
        "kde-untrained": t("Nothing to train: it keeps the data."),
        "kde-copies": t("It stays close to what it was shown: its samples are almost copies."),
        "vae-one-pass": t("Encoder and decoder: one pass through the decoder makes a sample."),
        "vae-bound": t("It cannot compute p(x), but bound it from below, and so estimate it."),
        "vae-stable": t("Trains steadily: every seed ends about equally well, unlike the GAN."),
        "vae-fast": t("Draws quickly, unlike diffusion."),
        "vae-varied": t("Reaches more of the data's variety than the GAN."),
        "vae-blurred": t("Blurred: it smears over what the GAN and diffusion draw sharply."),
        "gan-one-pass": t("Generator against discriminator: one pass through the generator makes a sample."),
        "gan-no-density": t("It has no p(x): it draws, but it cannot say how likely an example is."),
        "gan-sharp": t("Sharp: its samples hold the fine detail that the VAE's lack."),
        "gan-fast": t("Draws quickly, unlike diffusion."),
        "gan-unstable": t("Training is unstable: the result depends on the seed more than with the others."),
        "gan-collapse": t("Mode collapse: whole parts of the data never come."),
        "gan-less-varied": t("Reaches less of the data's variety than the VAE and diffusion."),
        "diffusion-many-passes": t("One network that removes a little noise, asked many times for every sample."),
        "diffusion-best": t("The best samples of all."),
        "diffusion-varied": t("Reaches more of the data's variety than the GAN."),
        "diffusion-slow": t("Slow to draw: many passes instead of one."),
        "diffusion-costly": t("Slow and costly to train: with the same training time its samples are worse."),
    }


def mark(code: str) -> str:
    """What a verdict's mark says."""
    return {
        "supported": t("The numbers support it"),
        "contradicted": t("The numbers contradict it"),
        "same": t("No difference seen"),
        "unclear": t("Cannot be told with so few trainings"),
        "not-measurable": t("No number can tell"),
    }[code]


def evidence(claim: Claim, verdict: Verdict) -> str:
    """The numbers of one verdict: the model's own, the floor, and those of the others."""
    if verdict.own is None:
        return metrics.reason(verdict.reason)
    said = metrics.written(verdict.metric, verdict.own)
    perfect = metrics.floor(verdict.metric, verdict.own)
    if perfect and verdict.own.mean is not None:
        said += t(" (perfect: {value})", value=perfect)
    if claim.relation.endswith("spread"):
        said += t("; spread over seeds {value}", value=_spread(verdict.metric, verdict.own))
    if verdict.rivals:
        names = maker_names()
        others = [f"{names[m]} {_other(claim, verdict.metric, f)}" for m, f in verdict.rivals.items()]
        said += t("; against {others}", others=", ".join(others))
    if verdict.reason and verdict.own.mean is not None:
        said += f" ({metrics.reason(verdict.reason)})"
    return said + (_power(claim, verdict) if verdict.mark == "unclear" else "")


def _power(claim: Claim, verdict: Verdict) -> str:
    """How large a difference would have to be, to be told with as many trainings."""
    told = max((one.told for one in verdict.differences.values()), default=0.0)
    if not told:
        return ""
    if claim.relation.endswith("spread") or verdict.metric in TIMES:
        least = t("{factor} times as much", factor=f"{math.exp(told):.2g}")
    else:
        least = metrics.with_error(verdict.metric, told, 0.0)
    n = verdict.own.n_seeds
    return t("; with {n} trainings each, only a difference of {least} or more would show", n=n, least=least)


def against(claim: Claim, verdict: Verdict) -> str:
    """The number that contradicts a sentence, beside those of the models that turn it round."""
    own, names = _other(claim, verdict.metric, verdict.own), maker_names()
    if claim.relation.endswith("spread"):
        own = t("spread over seeds {value}", value=own)
    others = [f"{names[m]} {_other(claim, verdict.metric, verdict.rivals[m])}" for m in verdict.turned]
    if others:
        return own + t("; against {others}", others=", ".join(others))
    perfect = metrics.floor(verdict.metric, verdict.own)
    return own + (t(" (perfect: {value})", value=perfect) if perfect else "")


def because(claim: Claim, data: str) -> str:
    """Why the numbers contradict a sentence on these data, where we know."""
    bells = t("These data are themselves a sum of bells, so the mixture is the right model and needs no network.")
    known = {
        ("naive-bayes-apart", "grid"): t(
            "A grid is what two independent coordinates make: the one case in which naive Bayes is right."
        ),
        ("mixture-simple", "ring"): bells,
        ("mixture-simple", "grid"): bells,
        ("mixture-simple", "moons"): t("Enough small bells follow a bent shape in two dimensions."),
        ("diffusion-best", "ring"): bells,
        ("diffusion-best", "grid"): bells,
        ("kde-copies", "ring"): copies(),
        ("kde-copies", "grid"): copies(),
        ("kde-copies", "moons"): copies(),
        ("gan-collapse", "ring"): t("This GAN has a smooth discriminator (R1), the cure that the GAN page shows."),
        ("gan-collapse", "grid"): t("This GAN has a smooth discriminator (R1), the cure that the GAN page shows."),
    }
    return known.get((claim.name, data), "")


def copies() -> str:
    return t("Its bells have the width that predicts fresh points best; a narrower one would copy.")


def _other(claim: Claim, metric: str, figure: Figure) -> str:
    return _spread(metric, figure) if claim.relation.endswith("spread") else metrics.written(metric, figure)


def _spread(metric: str, figure: Figure) -> str:
    return metrics.with_error(metric, figure.spread, 0.0)
