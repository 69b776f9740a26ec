"""The settings of a diffusion model: their bounds, and the reason of each surprising default."""

from __future__ import annotations

from dataclasses import dataclass

from engines.core import AHEAD, Config, Cost, bounded, factors_of, one_of, seeded, several
from engines.diffusion.samplers import SAMPLERS, walkers

SCHEDULES = ("linear", "cosine", "rescaled", "karras", "flow", "too-short")  # schedules.py
PREDICTIONS = ("eps", "x0", "v", "u")  # predictions.py
ENDS_WITHOUT_SIGNAL = ("rescaled", "flow")  # alpha_T = 0 exactly
FIXED = (  # they shape the net or the noise
    "net", "prediction", "width", "depth", "products", "batch", "n_classes", "factors", "channels", "size", "seed",
)  # fmt: skip


@dataclass(frozen=True)
class DiffusionConfig(Config):
    schedule: str = one_of("cosine", *SCHEDULES, why="how the noise grows; flow is the straight path of flow matching")
    T: int = bounded(1000, 10, 4000, unit="steps", why="of the schedule; too-short always has 50")
    prediction: str = one_of("v", *PREDICTIONS, why="what the network says; v is EDM's preconditioning, and never 0/0")
    lr: float = bounded(2e-3, 0.0, 0.1, why="Adam's step size", scale=(1e-4, 3e-4, 1e-3, 2e-3, 5e-3, 1e-2))
    lr_decay: float = bounded(0.0, 0.0, 1.0, unit="share of the steps", why="the last share falls linearly to rate 0")
    ema: float = bounded(0.999, 0.0, 0.99999, why="decay of the averaged network that samples; 0 is off")
    noise_mean: float = bounded(-1.2, -6.0, 3.0, unit="log sigma/alpha", why="karras: where training looks most often")
    noise_sd: float = bounded(1.2, 0.1, 4.0, unit="log sigma/alpha", why="karras: how widely it looks")
    sampler: str = one_of("ddim", *SAMPLERS, why="how noise becomes data; schedule flow also has euler")
    eta: float = bounded(
        0.0, 0.0, 1.0, why="ddim: share of DDPM's fresh noise; 0 is deterministic", scale=(0.0, 0.5, 1.0)
    )
    sampling_steps: int = bounded(40, 1, 4000, unit="steps", why="of a sample", narrower=(1, 50), scale=(5, 10, 20, 50))
    view_steps: int = bounded(
        12, 1, 100, unit="evaluations", why="for the points of a snapshot: it must be quick", scale=(4, 8, 12, 24)
    )
    clip: str = one_of("on", "off", "on", why="predicted x0 stays in the box of the data, where every mean of data is")
    n_classes: int = bounded(0, 0, 1000, unit="classes", why="0: without condition")
    factors: tuple[int, ...] = ()  # or several conditions: how many values each has, e.g. subject, colour, style
    drop: float = bounded(0.1, 0.0, 1.0, why="share of labels hidden in training, so that one net knows p(x), too")
    guidance: float = bounded(
        1.0, 0.0, 20.0, why="0 ignores the class, 1 obeys it, more exaggerates it", narrower=(0.0, 8.0),
        scale=(0.0, 1.0, 2.0, 4.0, 8.0),
    )  # fmt: skip
    extra: tuple[float, ...] = ()  # besides, how often what each factor alone says is added: denoisers.Guided
    extra_until: float = bounded(
        0.8, 0.0, 1.0, unit="share of T", scale=(0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9),
        why="early, where it is settled what a picture shows; on to the end, factors spoil each other",
    )  # fmt: skip
    field_t: float = bounded(0.3, 0.0, 1.0, unit="share of T", why="where the score field of a snapshot is looked at")
    net: str = one_of("mlp", "mlp", "unet", why="unet is for pictures of size x size pixels")
    width: int = bounded(128, 1, 1024, unit="units or channels", why="of the network")
    depth: int = bounded(3, 0, 12, unit="residual blocks", why="mlp only")
    products: str = one_of("float32", "float32", "bfloat16", why="bfloat16: a unet trains at twice the speed where the "
                           "processor multiplies such numbers; samples are always drawn in float32")  # fmt: skip
    batch: int = bounded(256, 1, 4096, unit="samples", why="of one step")
    beta1: float = bounded(0.9, 0.0, 0.999, why="Adam's momentum")
    beta2: float = bounded(0.99, 0.0, 0.9999, why="shorter memory than usual: gradients differ a hundredfold over t")
    steps: int = bounded(10_000, 1, 10_000_000, unit="steps", why="of training")
    channels: int = bounded(1, 1, 3, why="of a picture")
    size: int = bounded(28, 4, 64, unit="pixels", why="height and width of a picture")
    seed: int = seeded()

    @property
    def conditions(self) -> tuple[int, ...]:
        """How many values each factor of a condition has; a class is one factor, and () no condition."""
        return self.factors or ((self.n_classes,) if self.n_classes else ())

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.channels, self.size, self.size

    @property
    def passes(self) -> int:
        """Of the network, for one guided look: see `denoisers.Guided`."""
        weights = (self.guidance, *self.extra) if self.conditions else (0,)
        return sum(w != 0 for w in weights) + (sum(weights) != 1)

    def cost(self, n_dims: int) -> Cost:
        """Of one step and one look, for data of `n_dims` coordinates, which are not counted.

        A pass forward takes 2 operations per weight and use, one back 4 more. A look takes 500 points, or 16 pictures,
        through `view_steps` levels, with `passes` at each, and asks for the score of points there.
        """
        w = self.width
        if self.net == "unet":  # 3 x 3 kernels: 63 w^2 weights at half the size, 360 w^2 at a quarter; the rest tell
            places = (self.size // 4) ** 2
            weights, uses, units = 520 * w * w, (4 * 63 + 360) * places * w * w, 170 * places * w
        else:
            weights = uses = w * (self.depth * w + 8 * n_dims + (self.depth + 1) * (14 + sum(self.conditions)))
            units = 3 * (self.depth + 1) * w
        evaluations = self.view_steps * self.passes
        look = 16 * evaluations if self.net == "unet" else 500 * evaluations + 225 * (self.view_steps + 1) + 512
        ahead = [max(AHEAD, self.batch * n) for n in (1, 1, n_dims, 1, 1)]  # row numbers: 8 bytes
        held = 6 * weights + sum(ahead) + 2 * self.T + (0 if self.net == "unet" else 1000 * n_dims * self.view_steps)
        working = max(self.batch, 500 if self.net == "mlp" else 16) * units + 2 * max(ahead)
        step, level = 6.0 * self.batch * uses, 2.0 * (32 if self.net == "unet" else 500) * uses
        return Cost(step, 2.0 * look * uses, max(step, level), 4.0 * held, 4.0 * working)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "factors", factors_of(self.factors))
        object.__setattr__(self, "extra", several("extra", self.extra))
        if self.n_classes and self.factors:
            raise ValueError(f"n_classes is {self.n_classes} and factors {self.factors}; give one of them")
        if self.extra and len(self.extra) != len(self.conditions):
            raise ValueError(f"extra is {self.extra}; give {len(self.conditions)} numbers, one for each factor")
        for weight in self.extra:
            self.bounds("guidance").check("extra", weight)
        if self.prediction == "eps" and self.schedule in ENDS_WITHOUT_SIGNAL:
            raise ValueError(f"schedule {self.schedule} ends in noise alone, where eps says nothing of x0; "
                             "choose prediction v, x0 or u")  # fmt: skip
        if self.net == "unet" and (self.size % 4 or self.width % 8):
            raise ValueError(
                f"size is {self.size}, width {self.width}; give a multiple of 4 and one of 8, or net='mlp'"
            )
        if self.sampler not in walkers(self.schedule):
            path = SAMPLERS[self.sampler].schedule
            raise ValueError(
                f"sampler {self.sampler} walks the path of {path}; choose schedule {path}, or sampler ddim"
            )
