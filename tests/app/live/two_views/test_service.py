"""The home page's two models under the hand: answers equal the engines, and bad messages get errors in words."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load
from scipy.special import logsumexp

from app.live.channel.messages import BadMessage, parse
from app.live.channel.services import SERVICES, service
from app.live.two_views.service import BAYES, GRID, MODELS, REACH, TwoViewsService
from engines.classical.class_mixtures import ClassMixtures
from engines.classical.logistic_regression import LogisticRegression
from engines.classical.naive_bayes import NaiveBayes

BOX = [-6, -6, 6, 6]


def two_clouds(n: int = 20, seed: int = 0) -> list[list[float]]:
    rng = np.random.default_rng(seed)
    X = rng.normal([[-1.5, 0]] * n + [[1.5, 0.5]] * n, 0.8)
    return np.column_stack([X, np.repeat([0, 1], n)]).tolist()


POINTS = two_clouds()
GOOD = {"id": 1, "kind": "views", "points": POINTS, "query": [0.3, -0.2], "box": BOX, "model": "naive-bayes"}


def ask(message: Any, answering: TwoViewsService | None = None) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    raw = message if isinstance(message, str) else json.dumps(message)
    frame = (answering or TwoViewsService()).answer(parse(raw))
    length = struct.unpack("<Q", frame[:8])[0]
    meta = json.loads(frame[8 : 8 + length])["__metadata__"]
    return {k: json.loads(v) for k, v in meta.items()}, load(frame)


def fitted(model: str) -> NaiveBayes | ClassMixtures:
    rows = np.array(POINTS)
    return (NaiveBayes(BAYES) if model == "naive-bayes" else ClassMixtures()).fit(rows[:, :2], rows[:, 2].astype(int))


def test_the_route_is_registered() -> None:
    assert "two_views" in SERVICES and isinstance(service("two_views"), TwoViewsService)


def test_the_classifier_answers_as_the_engine() -> None:
    meta, arrays = ask(GOOD)
    rows = np.array(POINTS)
    engine = LogisticRegression().fit(rows[:, :2], rows[:, 2].astype(int))
    assert meta["classifier_says"] == pytest.approx(engine.predict_proba(np.array([GOOD["query"]]))[0].tolist())
    np.testing.assert_allclose(meta["boundary"], engine.boundary((-6, -6), (6, 6)))
    edge = -6 + 12 * (np.arange(GRID) + 0.5) / GRID
    np.testing.assert_allclose(arrays["classifier"] / 255, engine.proba_on_grid(edge, edge)[1], atol=0.5 / 255 + 1e-9)


@pytest.mark.parametrize("model", MODELS)
def test_the_generative_model_answers_as_the_engine(model: str) -> None:
    meta, arrays = ask(GOOD | {"model": model})
    engine, query = fitted(model), np.array([GOOD["query"]])
    joint = engine.log_joint(query)[0]
    assert meta["log_p"] == pytest.approx(float(logsumexp(joint)))
    assert meta["generative_says"] == pytest.approx(np.exp(joint - logsumexp(joint)).tolist())
    at_data = logsumexp(engine.log_joint(np.array(POINTS)[:, :2]), axis=1)
    assert meta["thinner"] == int((at_data < meta["log_p"]).sum())
    assert arrays["density"].shape == arrays["share"].shape == (GRID, GRID) and arrays["density"].max() == 255


@pytest.mark.parametrize("model", MODELS)
def test_its_density_integrates_to_one(model: str) -> None:
    edge = np.linspace(-9, 9, 400)
    cells = np.stack(np.meshgrid(edge, edge), axis=-1).reshape(-1, 2)
    p = np.exp(logsumexp(fitted(model).log_joint(cells), axis=1))
    assert p.sum() * (edge[1] - edge[0]) ** 2 == pytest.approx(1, abs=2e-3)


@pytest.mark.parametrize("model", MODELS)
def test_far_from_all_data_one_is_certain_and_the_other_warns(model: str) -> None:
    near, _ = ask(GOOD | {"model": model, "query": [1.5, 0.5]})
    far, _ = ask(GOOD | {"model": model, "query": [5.4, 5.4]})
    assert max(far["classifier_says"]) > 0.99
    assert far["thinner"] == 0 and far["log_p"] < near["log_p"] - 10


@pytest.mark.parametrize("model", MODELS)
def test_new_examples_follow_the_fitted_density(model: str) -> None:
    _, arrays = ask(GOOD | {"model": model, "draws": 200, "seed": 3})
    drawn, labels = arrays["drawn"], arrays["drawn_labels"]
    assert drawn.shape == (200, 2) and set(labels) == {0, 1}
    rows = np.array(POINTS)
    for label in (0, 1):
        mean, sd = rows[rows[:, 2] == label, :2].mean(0), rows[rows[:, 2] == label, :2].std(0)
        standard_error = sd / np.sqrt((labels == label).sum())
        assert (np.abs(drawn[labels == label].mean(0) - mean) < 4.5 * standard_error).all()
    distance = np.linalg.norm(drawn[:, None] - rows[None, :, :2], axis=2)
    assert distance.min() > 0  # none is a copy
    again = ask(GOOD | {"model": model, "draws": 200, "seed": 3})[1]["drawn"]
    np.testing.assert_array_equal(again, drawn)
    assert (ask(GOOD | {"model": model, "draws": 200, "seed": 4})[1]["drawn"] != drawn).any()
    assert "drawn" not in ask(GOOD)[1]


def test_moving_only_the_cross_keeps_the_fit_and_moving_a_point_does_not() -> None:
    answering = TwoViewsService()
    ask(GOOD, answering)
    first = answering.latest[1]
    there, _ = ask(GOOD | {"query": [2, 2]}, answering)
    assert answering.latest[1] is first and there == ask(GOOD | {"query": [2, 2]})[0]
    moved = [[4.0, -4.0, 0], *POINTS[1:]]
    after, _ = ask(GOOD | {"points": moved}, answering)
    assert answering.latest[1] is not first and after["log_p"] != there["log_p"]


BAD = [
    (GOOD | {"kind": "fit"}, "bad_kind"),
    (GOOD | {"model": "gan"}, "bad_model"),
    (GOOD | {"model": None}, "bad_model"),
    ({k: v for k, v in GOOD.items() if k != "points"}, "bad_points"),
    (GOOD | {"points": []}, "bad_points"),
    (GOOD | {"points": POINTS[:3]}, "bad_points"),
    (GOOD | {"points": POINTS * 6}, "bad_points"),
    (GOOD | {"points": [[0, 0]] * 8}, "bad_points"),
    (GOOD | {"points": [["a", 0, 1], *POINTS]}, "bad_points"),
    (GOOD | {"points": [[0, True, 1], *POINTS]}, "bad_points"),
    (GOOD | {"points": [[REACH * 1.01, 0, 1], *POINTS]}, "out_of_range"),
    (GOOD | {"points": [[10**400, 0, 1], *POINTS]}, "out_of_range"),
    (GOOD | {"points": [[0, 0, 0.5], *POINTS]}, "bad_label"),
    (GOOD | {"points": [[0, 0, -1], *POINTS]}, "bad_label"),
    (GOOD | {"points": POINTS[:20]}, "bad_points"),
    (GOOD | {"points": [[1, 1, 0], [1, 1, 0], [1, 1, 1], [1, 1, 1]]}, "bad_points"),
    (GOOD | {"query": [0]}, "bad_query"),
    (GOOD | {"query": "far"}, "bad_query"),
    (GOOD | {"query": [0, 1e9]}, "out_of_range"),
    (GOOD | {"box": [1, 1, 0, 0]}, "bad_box"),
    (GOOD | {"draws": 10**6}, "out_of_range"),
    (GOOD | {"draws": 1.5}, "bad_number"),
    (GOOD | {"draws": 5, "seed": -1}, "out_of_range"),
    (json.dumps(GOOD).replace("0.3", "NaN"), "not_json"),
    (json.dumps(GOOD).replace("0.3", "1e999"), "bad_query"),
]


@pytest.mark.parametrize(("message", "code"), BAD)
def test_a_bad_message_gets_an_error_in_words(message: Any, code: str) -> None:
    answering = TwoViewsService()
    with pytest.raises(BadMessage) as refusal:
        ask(message, answering)
    assert refusal.value.code == code and len(str(refusal.value)) > 10
    assert ask(GOOD, answering)[0]["kind"] == "views"  # the same viewer goes on


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "points",
    [
        [[0, 0, 0], [0, 0, 0], [1, 1, 1], [1, 1, 1]],
        [[0, 0, 0], [1, 0, 0], [2, 0, 1], [3, 0, 1]],
        [[REACH, REACH, 0], [-REACH, 0, 0], [0, 0, 0], [0, 0, 1]],
    ],
    ids=["each class on one spot", "all on a line", "one of a class"],
)
def test_strange_but_allowed_points_are_answered_or_refused_in_words(model: str, points: list) -> None:
    try:
        meta, arrays = ask(GOOD | {"points": points, "model": model, "draws": 5, "seed": 1})
    except BadMessage as error:
        assert error.code == "bad_points" and len(str(error)) > 10
    else:
        assert np.isfinite(meta["log_p"]) and np.isfinite(arrays["drawn"]).all()
