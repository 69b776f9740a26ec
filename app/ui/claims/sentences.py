"""The textbook's sentences in its own words, those that we add, and what each verdict says."""

from __future__ import annotations

import math

from app.ui.claims import measures as metrics
from app.ui.language import catalogue, t
from app.ui.names import maker_names
from engines.comparison.claims import Claim, Verdict
from engines.comparison.collapse import OFTEN, share_of
from engines.comparison.models import POINTS
from engines.comparison.rule import TIMES, Figure, of_each
from engines.core import msgid

ICONS = {"supported": "✔", "contradicted": "✘", "same": "≈", "unclear": "?", "open": "…", "not-measurable": "–"}
LEARNING = ("diffusion-long", "diffusion-updates", "diffusion-operations")  # what training takes
# Claim -> what the textbook says, translated. It is Korean: the Korean catalogue has its own words.
COMPUTES = msgid("Tries to compute the distribution of the data directly, by mathematics.")
RESOURCES = msgid("It needs a lot of resources.")
THERE_AND_BACK = msgid("Noise forward + removal backward")
UNSTABLE = msgid("Training is unstable")  # on the way, and where it ends
TAKES_LONG = msgid("It takes long to train")
QUOTES = {
    "naive-bayes-formula": COMPUTES,
    "mixture-formula": COMPUTES,
    "vae-encoder-decoder": msgid("Encoder–decoder"),
    "vae-latent": msgid("Learns a latent space"),
    "vae-varied": msgid("Generates varied samples"),
    "vae-quality": msgid("The quality of its pictures is rather low."),
    "vae-blurred": msgid("Pictures that look slightly blurred may come out."),
    "gan-two-networks": msgid("Generator vs discriminator"),
    "gan-realistic": msgid("Generates realistic pictures"),
    "gan-resolution": msgid("It can generate pictures of high resolution."),
    "gan-unstable": UNSTABLE,
    "gan-unstable-ends": UNSTABLE,
    "gan-less-varied": msgid("It has the problem of too little variety."),
    "gan-collapse": msgid("The problem of mode collapse (too little variety) may occur."),
    "diffusion-there-and-back": THERE_AND_BACK,
    "diffusion-forward": THERE_AND_BACK,
    "diffusion-quality": msgid("Generates pictures of very high quality"),
    "diffusion-best": msgid("Its results are the best there are at present."),
    "diffusion-resolution": msgid("It can generate elaborate pictures of very high resolution."),
    "diffusion-long": TAKES_LONG,
    "diffusion-updates": TAKES_LONG,
    "diffusion-operations": RESOURCES,
    "diffusion-sample-operations": RESOURCES,
    "diffusion-memory": RESOURCES,
}


def sentences() -> dict[str, str]:
    """Claim -> its sentence: the textbook's, or ours."""
    return {name: t(quote) for name, quote in QUOTES.items()} | additions()


def original(claim: Claim) -> str:
    """The textbook's own words, in either language; empty for a sentence of ours."""
    return catalogue("ko")[QUOTES[claim.name]] if claim.quoted else ""


def additions() -> dict[str, str]:
    """Claim -> what we add to the textbook."""
    return {
        "naive-bayes-instant": t("It is trained sooner than the networks: nothing is learned step by step."),
        "naive-bayes-apart": t("It treats every coordinate separately, so the parts of a sample do not fit together."),
        "mixture-likely": t("It describes clustered data well: it finds new points likely."),
        "mixture-bits": t("It describes clustered data well: a new picture costs few bits."),
        "mixture-simple": t("It is too simple for complex data: its samples are worse than those of networks."),
        "kde-formula": t("It writes p(x) down: a small bell on every training point."),
        "kde-untrained": t("There is nothing to train: it keeps the data."),
        "kde-keeps": t("It needs all of the data to the end: nothing is summed up."),
        "vae-bound": t(
            "It cannot compute p(x) exactly, but it gives a lower bound, from which p(x) can be estimated. A plain"
            " autoencoder has no p(x) at all."
        ),
        "vae-stable": t("It trains steadily: every seed ends about equally well, unlike the GAN."),
        "vae-fast": t("It draws quickly, unlike diffusion."),
        "gan-no-density": t("It has no p(x): it draws, but it cannot say how likely an example is."),
        "gan-sharp": t("Its samples keep the fine detail that those of the VAE lack."),
        "gan-fast": t("It draws quickly, unlike diffusion."),
        "gan-plain-bare": t("Two networks and nothing that steadies them: no penalty, no averaging, no packs."),
        "gan-plain-worse": t("Its samples end further from the data than those of the GAN with its cures."),
        "mixture-told-bits": t("Told the classes, it finds fresh pictures likelier than the mixture that is not."),
        "diffusion-flow": t("It has a p(x): without fresh noise its way back is a flow, along which p(x) is computed."),
        "diffusion-varied": t("It shows more of the data's variety than the GAN."),
        "diffusion-slow": t("It draws slowly: many passes through the network instead of one."),
    }


def mark(code: str) -> str:
    """What a verdict's mark says."""
    return {
        "supported": t("The numbers support it"),
        "contradicted": t("The numbers contradict it"),
        "same": t("No difference seen"),
        "unclear": t("Cannot be told with so few trainings"),
        "open": t("Not judged yet"),
        "not-measurable": t("No number can tell"),
    }[code]


def outcome(verdict: Verdict) -> str:
    """What a verdict says; where the model is ahead of some rivals, from which of them no difference is seen."""
    judged = of_each(verdict.differences) if verdict.mark == "same" else {}
    if "supported" not in judged.values():
        return mark(verdict.mark)
    names = maker_names()
    return t("No difference seen from: {models}", models=", ".join(names[m] for m in judged if judged[m] == "same"))


def evidence(claim: Claim, verdict: Verdict) -> str:
    """The numbers of one verdict: the model's own, the floor, and those of the others."""
    if verdict.own is None:
        return metrics.reason(verdict.reason)
    said = metrics.written(verdict.metric, verdict.own)
    perfect = metrics.floor(verdict.metric, verdict.own)
    if perfect and verdict.own.mean is not None:
        said += t(" (perfect: {value})", value=perfect)
    if claim.of and verdict.own.mean is not None:
        said += t("; measured on the {model}, which has no cures", model=maker_names()[claim.of])
    if verdict.long:
        said += t("; after long training, ± over test pictures")
    if claim.relation == "often" and verdict.own.mean is not None:
        said += _how_often(verdict.own)
    if claim.relation.endswith("spread"):
        said += t("; spread over seeds {value}", value=_spread(verdict.metric, verdict.own))
    if verdict.rivals:
        names, signs = maker_names(), _signs(verdict)
        others = [f"{names[m]} {_other(claim, verdict.metric, f)}{signs[m]}" for m, f in verdict.rivals.items()]
        said += t("; against {others}", others=", ".join(others))
    if verdict.reason and verdict.own.mean is not None:
        said += f" ({metrics.reason(verdict.reason)})"
    return said + (_power(claim, verdict) if verdict.mark == "unclear" else "")


def _signs(verdict: Verdict) -> dict[str, str]:
    """Rival -> the sign of the verdict on it alone, where there are several."""
    judged = of_each(verdict.differences) if len(verdict.rivals) > 1 else {}
    return {m: f"\u00a0{ICONS[judged[m]]}" if m in judged else "" for m in verdict.rivals}


def _power(claim: Claim, verdict: Verdict) -> str:
    """How large a difference would have to be, to be told with as many trainings, from those of whom none is."""
    judged = of_each(verdict.differences)
    told = max((one.told for m, one in verdict.differences.items() if judged[m] == "unclear"), default=0.0)
    if not told:
        return ""
    if claim.relation.endswith("spread") or verdict.metric in TIMES:
        least = t("{factor} times as much", factor=f"{math.exp(told):.2g}")
    else:
        least = metrics.with_error(verdict.metric, told, 0.0)
    n = verdict.own.n_seeds
    return t("; with {n} trainings each, only a difference of {least} or more would show", n=n, least=least)


def _how_often(figure: Figure) -> str:
    """How many trainings it was, and where the true share lies."""
    found = share_of(figure)
    return t(
        "; {k} of {n} trainings: the true share lies between {low} and {high} %; we call more than {often} % often",
        k=found.k, n=found.n, low=f"{100 * found.low:.0f}", high=f"{100 * found.high:.0f}", often=f"{100 * OFTEN:.0f}",
    )  # fmt: skip


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
    little = t(
        "In two dimensions the network that removes noise has little to learn, and settles after fewer steps than the"
        " VAE. What is dear is drawing from it."
    )
    known = {(name, points): little for name in LEARNING for points in POINTS} | {
        ("naive-bayes-apart", "grid"): t(
            "A grid is what two independent coordinates make: the one case in which naive Bayes is right."
        ),
        ("mixture-simple", "ring"): bells,
        ("mixture-simple", "grid"): bells,
        ("mixture-simple", "moons"): t("Enough small bells follow a bent shape in two dimensions."),
        ("diffusion-best", "ring"): bells,
        ("diffusion-best", "grid"): bells,
    }
    return known.get((claim.name, data), "")


def _other(claim: Claim, metric: str, figure: Figure) -> str:
    return _spread(metric, figure) if claim.relation.endswith("spread") else metrics.written(metric, figure)


def _spread(metric: str, figure: Figure) -> str:
    value = metrics.with_error(metric, figure.spread, 0.0)
    if metric not in TIMES or not figure.mean:
        return value
    return t("{value} ({share} % of the mean)", value=value, share=f"{100 * figure.spread / figure.mean:.0f}")
