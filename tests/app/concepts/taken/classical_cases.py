"""What the code of the experiments of /classical must print."""

from __future__ import annotations

import numpy as np
from streamlit.testing.v1 import AppTest

from app.concepts.classical import components
from app.live.densities.service import DensitiesService
from app.live.em.service import EmService
from app.live.pixel_factors.service import factors
from app.live.world.choice import box_of, world_of
from app.ui.kept import written
from engines.core import finish
from tests.app.concepts.taken.case import Case, Printed, answer, figures, mean


def pixels(at: AppTest) -> Printed:
    """As the browser adds them up."""
    found = factors()
    x = (found["pictures"][14].ravel() + 0.5) / 256  # the second digit that is shown: 7 times 2
    m, v = found["means"], found["variances"]
    terms = -0.5 * ((x - m) ** 2 / v + np.log(2 * np.pi * v))
    sums = found["log_prior"] + terms.sum(1)
    shares = np.exp(sums - sums.max())
    return {
        "Value of the pixel": [x[28 * 10 + 12]], "This pixel, log p(x_j | y)": terms[:, 28 * 10 + 12].tolist(),
        "p(y | x)": (shares / shares.sum()).tolist(), "Naive Bayes says": [float(sums.argmax())],
    }  # fmt: skip


def new_digits(at: AppTest) -> Printed:
    from engines.classical import digit_densities

    drawn_ = digit_densities.draw("naive-bayes", 5, 18, seed=2)
    record = digit_densities.record()["products"]
    return {
        "naive-bayes, mean level": mean(drawn_),
        "products, nats and their error": [record["nats"], record["nats_error"]],
    }  # fmt: skip


def climbed(at: AppTest) -> Printed:
    meta, arrays = answer(
        EmService(), "fit", world={"name": "moons"}, n=200, k=3, seed=4, covariance="diag", reg_covar=1e-4
    )
    return {
        "Iterations": [len(arrays["train"]) - 1], "Training points, nats per point": [arrays["train"][-1]],
        "Fresh points, nats per point": [arrays["held_out"][-1]],
        "The true distribution on the fresh points": [meta["truth"]],
        "Weights of the hills": arrays["parameters"][-1][:, 0].tolist(),
        "Means of the hills": arrays["parameters"][-1][:, 1:3].ravel().tolist(),
    }  # fmt: skip


def collapsed(at: AppTest) -> Printed:
    meta, arrays = answer(
        EmService(), "fit", world={"name": "pinwheel"}, n=60, k=3, seed=0, covariance="spherical", reg_covar=0.0,
        collapse=1,
    )  # fmt: skip
    valid = meta["by_hand_from"]
    return {"Training points, nats per point": arrays["train"][:valid].tolist()}


def counted(at: AppTest) -> Printed:
    found = finish(components.compared(world_of({"name": "moons"}), 60, "full"))
    return {
        "Training points, nats per point by K": found["train"].mean(axis=0).tolist(),
        "Fresh points, nats per point by K": found["held_out"].mean(axis=0).tolist(),
    }


def four(at: AppTest) -> Printed:
    spec = {"name": "moons"}
    meta, _ = answer(
        DensitiesService(), "densities", world=spec, box=list(box_of(spec)), n=100, bins=18, k=5, h=0.317, seed=2
    )
    found = {name: meta["scores"][name]["mean"] for name in ("histogram", "product", "mixture", "kernel")}
    return {"True distribution, mean log p in nats": [meta["truth_score"][0]]} | found


CASES = [
    Case("classical", "naive", pixels, {"pixel": written({"at": [12, 10], "nth": 2})}, near=1e-3),
    Case("classical", "independence", new_digits, {"classical_digit": "5", "classical_draw": "2"}),
    Case("classical", "em", climbed, {"classical_world": "moons", "classical_n": "200", "classical_k": "3",
                                      "classical_covariance": "diag", "classical_seed": "4"}, near=1e-12),
    Case("classical", "singularity", collapsed, {"classical_predict_singular_skip": "yes"}),
    Case("classical", "components", counted, {"classical_world": "moons", "classical_n": "60"}),
    Case("classical", "four", four, {"classical_world": "moons", "classical_seed": "2"}),
    Case("classical", "measured", figures("ring", "naive-bayes", "modes", "sliced_wasserstein")),
]  # fmt: skip
