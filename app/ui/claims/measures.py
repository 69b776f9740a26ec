"""What the measures of the comparison are called, how their values are written, and what they say."""

from __future__ import annotations

from dataclasses import dataclass

from app.ui import numbers
from app.ui.language import t
from engines.autoencoder.drawn import SIZE
from engines.comparison.claims import Figures
from engines.comparison.rule import Figure

SECONDS = ("train_seconds", "sample_seconds")
SHARES = (
    "lost", "rise", "settled", "hq", "precision", "recall", "coverage", "sharpness", "diversity", "obeyed",
    "code_among", "code_coverage", "noise_share",
)  # fmt: skip
OPERATIONS = ("train_operations", "sample_operations")


@dataclass(frozen=True)
class Words:
    """The name of a measure, and in a sentence what it tells."""

    name: str
    tells: str


def words() -> dict[str, Words]:
    """Every measure, in the order in which they are shown."""
    drawers = t("An AE and a VAE of their own were trained for this: {n} numbers, alike but for the noise.", n=SIZE)
    return {
        "modes": Words(t("Modes reached"), t("Hills of the density that at least one good sample lies on.")),
        "hq": Words(
            t("Samples on a hill"),
            t("Share of samples within three standard deviations of a hill. More than the perfect value: too narrow."),
        ),
        "mode_kl": Words(
            t("Unevenness over the modes"), t("How unlike the true ones the shares of the hills are, in nats.")
        ),
        "frechet": Words(
            t("Fréchet distance"),
            t("How far the features of the samples lie from those of the data; our own published extractor."),
        ),
        "sliced_wasserstein": Words(
            t("Wasserstein distance"),
            t("How far, on average, the samples would have to be moved to become the data."),
        ),
        "mmd": Words(t("MMD²"), t("Squared distance of the two sets of points as a smooth kernel sees them.")),
        "mmd_p": Words(t("p value of the MMD"), t("How often two sets of the same origin differ as much.")),
        "precision": Words(t("Precision"), t("Share of samples that lie among the data: quality.")),
        "recall": Words(t("Recall"), t("Share of the data that lie among the samples: variety.")),
        "density": Words(t("Data around a sample"), t("How many there are, 1 for real data.")),
        "coverage": Words(
            t("Coverage"), t("Share of the data that have a sample close by: variety and quality at once.")
        ),
        "classes": Words(t("Classes reached"), t("Classes that an independent classifier surely sees in the samples.")),
        "lost": Words(
            t("Trainings that collapse"),
            t(
                "Share of trainings whose samples are spread over the hills, or the classes, as unevenly as if"
                " one of them had kept only a tenth of its part."
            ),
        ),
        "settled": Words(t("Settled"), t("Share of trainings whose criterion had stopped improving when they ended.")),
        "class_kl": Words(
            t("Unevenness over the classes"), t("How unlike the data the shares of the classes are, in nats.")
        ),
        "memorisation": Words(
            t("Distance from the training data"),
            t("To the nearest training example, relative to fresh data: 1 is new, 0 is a copy."),
        ),
        "sharpness": Words(
            t("Sharpness"),
            t("Fine detail, waves shorter than four pixels, relative to real pictures; grain counts, too."),
        ),
        "diversity": Words(t("Diversity"), t("Mean distance between two samples, relative to the data's.")),
        "forward_kl": Words(
            t("KL from the true distribution"), t("What the model's density lacks where data are, in nats.")
        ),
        "reverse_kl": Words(
            t("KL to the true distribution"), t("What it draws where no data are, in nats, by its own density.")
        ),
        "reverse_kl_knn": Words(
            t("KL to the true distribution, from samples"),
            t("The same, estimated from the distances between samples, so that every model has one."),
        ),
        "log_likelihood": Words(t("Log-likelihood"), t("Of fresh data, in nats per point; higher is better.")),
        "bits_per_dim": Words(
            t("Bits per pixel"),
            t("What a fresh picture costs per pixel, in colour per colour of a pixel; lower is better."),
        ),
        "binary_bits": Words(
            t("Bits per pixel, black and white"), t("The same for pictures whose pixels are drawn as 0 or 1.")
        ),
        "obeyed": Words(t("Drew what was asked"), t("Share of pictures that show what was asked for.")),
        "joint_kl": Words(
            t("Unevenness over the combinations"), t("How unlike the joint table the scenes are, in nats.")
        ),
        "train_seconds": Words(t("Training time"), t("On one processor core.")),
        "sample_seconds": Words(t("Time for 1,000 samples"), t("On one processor core.")),
        "evaluations": Words(t("Network passes per sample"), t("How often a network is asked for one sample.")),
        "networks": Words(
            t("Networks that learn"),
            t("VAE: encoder and decoder. GAN: generator and discriminator. Diffusion: the one that removes noise."),
        ),
        "parameters": Words(t("Parameters"), t("What was learned, or kept; of a GAN both networks.")),
        "memory_mb": Words(t("Memory"), t("Megabytes while it trains.")),
        "steps": Words(t("Training steps"), t("How often the network was updated.")),
        "train_operations": Words(t("Operations of a training"), t("Additions and multiplications of all updates.")),
        "sample_operations": Words(t("Operations per sample"), t("Additions and multiplications for one sample.")),
        "peak_memory": Words(
            t("Peak memory"),
            t("The most that a fresh process needs to train and to draw, beyond the data; ± over three processes."),
        ),
        "rise": Words(
            t("Rise between looks"),
            t(
                "By how much the distance to the data grows during training, from one look to the next; a fall counts"
                " as none. Who gets nearer, or stays, is steady."
            ),
        ),
        "code_among": Words(
            t("Codes among the data"),
            " ".join([t("Share of drawn codes that land where the codes of data lie."), drawers]),
        ),
        "code_coverage": Words(
            t("Variety from drawn codes"),
            " ".join([t("Share of the data that a picture decoded from a drawn code comes close to."), drawers]),
        ),
        "noise_share": Words(
            t("Noise after the way forward"), t("Share of noise in the variance after the last step of noising.")
        ),
        "resolution": Words(t("Resolution"), t("How many pixels a picture may have.")),
    }


def shown(values: Figures, models: list[str]) -> list[str]:
    """The measures of a table; not the memory of a process that did other work before, which says nothing."""
    return [m for m in words() if m != "memory_mb" and any((model, m) in values for model in models)]


def name(metric: str) -> str:
    known = words()
    return known[metric].name if metric in known else metric


def unit(metric: str, value: float) -> tuple[float, str]:
    """What a value is multiplied by to be shown, and the unit."""
    if metric in SHARES:
        return 100, " %"
    if metric in SECONDS:
        return (1, t(" s")) if value >= 1 else (1000, " ms")
    if metric in OPERATIONS:
        return (1e-9, " · 10⁹") if metric == "train_operations" else (1e-6, " · 10⁶")
    return 1, {"memory_mb": " MB", "peak_memory": " MB"}.get(metric, "")


def written(metric: str, figure: Figure) -> str:
    """Mean ± standard error with its unit, as many digits as the error leaves; or why there is no number."""
    if figure.mean is None:
        return reason(figure.reason)
    return with_error(metric, figure.mean, figure.standard_error)


def short(metric: str, figure: Figure) -> str:
    """The same for a narrow cell, without the reason."""
    return "–" if figure.mean is None else written(metric, figure)


def floor(metric: str, figure: Figure) -> str:
    """What perfect samples score, in the same way; empty where there is no floor."""
    return "" if figure.floor is None else with_error(metric, figure.floor, figure.floor_se)


def with_error(metric: str, value: float, error: float) -> str:
    factor, sign = unit(metric, value)
    return numbers.with_error(factor * value, factor * error, unit=sign)


def reason(code: str) -> str:
    """Why a measure has no value, in words."""
    said = {
        "no-density": t("it can draw, but it cannot say how likely an example is"),
        "lower-bound": t("it gives only a bound on how likely an example is"),
        "binary-pixels": t("it describes black and white pixels only"),
        "byte-pixels": t("it describes grey pixels only"),
        "not-computed": t("it could be computed, but has not been here"),
        "many-components": t("this shape has no hills that could be counted"),
        "no-condition": t("it was not asked for anything in particular"),
        "no-classes": t("these data have no classes"),
        "one-factor": t("these pictures have a class and no further factors"),
        "infinite": t("the value is infinite"),
        "not-finite": t("training has diverged"),
        "too-few": t("there are too few samples"),
        "not-measured": t("not measured yet: no training to the end on these data so far"),
        "race": t("a race of seconds gives no verdict"),
        "not-trained": t("not trained enough to judge"),
        "no-rivals": t("there is no other model to compare it with"),
        "one-seed": t("one training alone says nothing about chance"),
        "small-pictures": t("the pictures here have 28 or 32 pixels a side"),
        "other-data": t("the sentence is about other data"),
    }
    return said.get(code, code)
