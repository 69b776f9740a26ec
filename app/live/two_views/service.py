"""A classifier and a generative model on the same two-class points: both refitted, and both asked about one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import logsumexp

from app.live.channel import frames
from app.live.channel.desk import Desk
from app.live.channel.messages import Message
from app.live.channel.service import Service
from app.live.world.service import read_box
from engines.classical.class_mixtures import CLASSES, ClassMixtures
from engines.classical.logistic_regression import LogisticRegression
from engines.classical.naive_bayes import NaiveBayes, NaiveBayesConfig
from engines.data.grid import cells

MODELS = ("naive-bayes", "mixture")  # the generative ones
POINTS = (4, 200)  # that are fitted
REACH = 50.0  # the farthest coordinate of a point or of the cross
MAX_DRAWS = 200
GRID = 80  # cells per side of a heat map
BAYES = NaiveBayesConfig(var_smoothing=1e-3)


@dataclass(frozen=True)
class Fitted:
    """Both models on the same points, and what each says everywhere in the box."""

    classifier: LogisticRegression
    generative: NaiveBayes | ClassMixtures
    log_p: np.ndarray  # log p(x) at the points themselves, ascending, (n,)
    arrays: dict[str, np.ndarray]
    meta: dict[str, Any]


class TwoViewsService(Service):
    """Answers "views": fits to the points, maps of the box, answers at the cross, and new points."""

    desk = Desk("classify")

    @classmethod
    def warm_up(cls) -> None:
        """The first fit imports scikit-learn."""
        LogisticRegression().fit(np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([0, 1]))

    def __init__(self) -> None:
        self.latest: tuple[Any, Fitted | None] = (None, None)  # while only the cross moves, the fits stay

    def answer(self, message: Message) -> bytes:
        if message.kind != "views":
            raise message.refuse("bad_kind", "kind must be views")
        X, y = read_points(message)
        name, box = message.choice("model", MODELS), read_box(message)
        query = np.array([message.rows_of("query", 2, low=-REACH, high=REACH)])
        n, seed = message.whole("draws", 0, MAX_DRAWS, 0), message.whole("seed", 0, 2**30, 0)
        about = (X.tobytes(), y.tobytes(), name, box.tobytes())
        if self.latest[0] != about:
            try:
                self.latest = (about, fit(X, y, name, box))
            except ValueError as error:  # the engine says what is wrong, in words
                raise message.refuse("bad_points", str(error)) from error
        fitted, arrays = self.latest[1], dict(self.latest[1].arrays)
        if n:
            drawn, labels = fitted.generative.sample_labelled(n, seed=seed)
            arrays |= {"drawn": drawn.astype(np.float32), "drawn_labels": labels.astype(np.uint8)}
        return frames.pack(arrays, id=message.id, kind="views", **fitted.meta, **at_the_cross(fitted, query))


def read_points(message: Message) -> tuple[np.ndarray, np.ndarray]:
    """X (n, 2) and y (n,), 0 or 1, both present, from rows of x1, x2, label."""
    rows = message.rows("points", 3, POINTS[1], low=-REACH, high=REACH, least=POINTS[0])
    X, y = rows[:, :2], rows[:, 2]
    if not np.isin(y, (0, 1)).all():
        raise message.refuse("bad_label", "the third number of a point is its label, 0 or 1")
    if len(np.unique(y)) < CLASSES:
        raise message.refuse("bad_points", f"every point has the label {y[0]:g}; give points of both classes")
    return X, y.astype(int)


def fit(X: np.ndarray, y: np.ndarray, name: str, box: np.ndarray) -> Fitted:
    """Fit both and ask them about every cell of the box. ValueError when the points allow no fit."""
    classifier = LogisticRegression().fit(X, y)
    generative = (NaiveBayes(BAYES) if name == "naive-bayes" else ClassMixtures()).fit(X, y)
    at = cells(box, GRID).reshape(-1, 2)
    joint = generative.log_joint(at)
    log_p = logsumexp(joint, axis=1)
    arrays = {
        "classifier": levels(classifier.predict_proba(at)[:, 1]),
        "density": levels(np.exp((log_p - log_p.max()) / 2)),  # the root keeps thin tails visible
        "share": levels(np.exp(joint[:, 1] - log_p)),
    }
    meta = {
        "boundary": classifier.boundary(tuple(box[0]), tuple(box[1])).tolist(),
        "ellipses": ellipses(generative),
    }
    return Fitted(classifier, generative, np.sort(logsumexp(generative.log_joint(X), axis=1)), arrays, meta)


def at_the_cross(fitted: Fitted, query: np.ndarray) -> dict[str, Any]:
    """What both say at one place (1, 2): p(y | x), (2,) each; log p(x), nats; how many points lie where p is lower."""
    joint = fitted.generative.log_joint(query)[0]
    log_p = float(logsumexp(joint))
    return {
        "classifier_says": fitted.classifier.predict_proba(query)[0].tolist(),
        "generative_says": np.exp(joint - log_p).tolist(),
        "log_p": log_p,
        "thinner": int(np.searchsorted(fitted.log_p, log_p)),
        "median_log_p": float(np.median(fitted.log_p)),
    }


def ellipses(model: NaiveBayes | ClassMixtures) -> list[list[float]]:
    """Rows of label, m1, m2, s11, s12, s22: the Gaussians that the generative model is made of."""
    if isinstance(model, NaiveBayes):
        return [[k, *model.means[k], model.variances[k, 0], 0.0, model.variances[k, 1]] for k in range(CLASSES)]
    return [
        [k, *mean, S[0, 0], S[0, 1], S[1, 1]]
        for k, mixture in enumerate(model.mixtures)
        for mean, S in zip(mixture.means, mixture.covariances, strict=True)
    ]


def levels(shares: np.ndarray) -> np.ndarray:
    """0 to 1 at every cell as uint8 (GRID, GRID), row 0 lowest."""
    return np.rint(255 * np.clip(shares, 0, 1)).astype(np.uint8).reshape(GRID, GRID)
