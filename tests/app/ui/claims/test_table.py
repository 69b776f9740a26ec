"""The table of /compare on a made-up comparison: every cell, every mark, in both languages."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from app.concepts.compare import charts, conditions
from app.concepts.compare.table import files, variety_measured
from app.ui.claims import measures as metrics
from app.ui.claims import paths, results, table
from app.ui.claims.sentences import LEARNING, because, evidence, outcome, sentences
from app.ui.claims.table import tally
from app.ui.names import maker_names
from engines.comparison.budgets import CONVERGED, FAKES, LESSON
from engines.comparison.claims import CLAIMS, FACTS, NEURAL, Figure, judge
from engines.comparison.models import LONG, POINTS, models_of
from engines.comparison.run import DATA, REASONS, measures_of
from engines.measures import extractor
from tests.app.concepts.compare.made_up import write
from tests.app.test_shell import asked, opened, skip


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write(tmp_path / "comparison")
    monkeypatch.setattr(results, "FOLDER", folder)
    return folder


def test_figures_are_means_and_standard_errors_over_seeds(made_up: Path) -> None:
    found = results.shipped()
    tidy = np.array([r.value for r in found.rows if (r.data, r.model, r.metric) == ("ring", "vae", "coverage")])
    figure = results.figures(found, "ring")["vae", "coverage"]
    assert (figure.mean, figure.n_seeds) == (pytest.approx(tidy.mean()), 5)
    assert figure.standard_error == pytest.approx(tidy.std(ddof=1) / 5**0.5)
    assert figure.spread == pytest.approx(tidy.std(ddof=1)) and figure.floor == 1.0
    none = results.figures(found, "ring")["gan", "log_likelihood"]
    assert none.mean is None and none.reason == "no-density"
    assert results.data_of(found) == ["ring", "digits"] and "kde" not in results.models_of(found, "digits")


def test_without_measurements_the_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    at = opened("compare", step="table")
    assert len(at.info) == 1


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("data", ["ring", "digits"])
def test_every_sentence_stands_beside_its_number_and_its_mark(made_up: Path, data: str, language: str) -> None:
    at = opened("compare", language, step="table", compare_data=data)
    assert not shown(at)  # first the guess
    skip(at)
    (html,) = shown(at)
    there = models_of(data)
    expected = [c for c in CLAIMS if c.model in there and c.measures(data)]
    assert html.count("<img") == len(there)
    assert results.budget_of(data) == (CONVERGED if data == "ring" else LESSON)
    values = results.figures(results.shipped(results.budget_of(data)), data)
    marks = [judge(c, data, values).mark for c in expected]
    assert html.count('class="evidence"') == html.count('class="mark ') == len(marks)
    assert {m: html.count(f'class="mark {m}"') for m in set(marks)} == {m: marks.count(m) for m in set(marks)}
    ours = re.sub(r'<q lang="ko">.*?</q>', "", html)  # the textbook's words stay Korean
    assert bool(re.search("[가-힣]", ours)) == (language == "ko")


def shown(at) -> list[str]:
    return [h.proto.body for h in at.get("html") if '<table class="claims"' in h.proto.body]


def test_one_training_of_a_network_is_not_enough_to_be_shown_first(made_up: Path) -> None:
    assert results.budget_of("ring") == CONVERGED
    path = made_up / CONVERGED / "runs.json"
    runs = json.loads(path.read_text())
    runs["ring"]["diffusion"]["seeds"] = [0]
    path.write_text(json.dumps(runs))
    os.utime(path, (time := path.stat().st_mtime + 1, time))  # a change within the clock's grain
    assert results.budget_of("ring") == LESSON


def test_a_race_gives_no_verdict_but_on_what_no_training_changes(made_up: Path) -> None:
    raced, trained = (results.figures(results.shipped(budget), "ring") for budget in (LESSON, CONVERGED))
    verdicts = [judge(claim, "ring", raced) for claim in CLAIMS if claim.measures("ring")]
    judged = [v for c, v in zip((c for c in CLAIMS if c.measures("ring")), verdicts, strict=True)
              if v.own and v.own.race and c.relation not in FACTS]  # fmt: skip
    assert judged and {(v.mark, v.reason) for v in judged if v.own.mean is not None} == {("open", "race")}
    assert not any(judge(c, "ring", trained).reason == "race" for c in CLAIMS)
    at = skip(opened("compare", step="table", compare_budget_ring=LESSON))
    assert shown(at)[0].count('class="mark open"') == sum(v.mark == "open" for v in verdicts)
    assert not at.success and not at.warning


def test_what_was_not_trained_to_the_end_is_not_judged_yet(made_up: Path) -> None:
    """Digits were not: the page says so, and what was measured within seconds stays to be seen."""
    assert results.models_of(results.shipped(CONVERGED), "digits") == []
    at = skip(opened("compare", step="table", compare_data="digits"))
    assert 'class="mark open"' in shown(at)[0] and 'class="mark contradicted"' not in shown(at)[0]


def test_long_training_is_drawn_hollow(made_up: Path) -> None:
    found = results.shipped()
    values, everybody = results.figures(found, "digits"), results.models_of(found, "digits")
    everybody += results.long_trained(found, "digits")
    marks = {trace.marker.symbol for trace in charts.against_time("digits", values, everybody).data}
    assert {"star", "star-open", "circle", "circle-open"} <= marks


def test_a_line_for_every_training_of_the_two_gans(made_up: Path) -> None:
    chart = paths.paths("ring", results.shipped(CONVERGED))
    assert len(chart.data) == 4 and [tuple(trace.y) for trace in chart.data] == [(0.5, 0.1, 0.2)] * 4
    assert sum(trace.showlegend for trace in chart.data) == 2
    at = skip(opened("compare", step="table", compare_view="path"))
    assert not at.exception and any("500" in caption.value for caption in at.caption)
    assert paths.paths_of("digits", results.shipped()) == {}  # and is not offered


def test_contradictions_are_named_above_the_table(made_up: Path) -> None:
    found = results.shipped(CONVERGED)
    wrong = tally("ring", results.figures(found, "ring"), results.models_of(found, "ring"))["contradicted"]
    at = skip(opened("compare", step="table"))
    assert wrong and all(sentences()[c.name] in at.warning[0].value for c, _ in wrong)


def test_a_guess_reveals_the_table(made_up: Path) -> None:
    at = opened("compare", step="table")
    asked(at, "compare_predict_variety").set_value("vae").run()
    assert not shown(at)  # the table answers the other question, too
    asked(at, "compare_predict_slow").set_value("few").run()
    assert shown(at) and not at.exception


def test_the_files_hold_what_was_measured(made_up: Path) -> None:
    found = results.shipped()
    csv, parquet = files.__wrapped__(found)
    assert csv.decode().splitlines()[0] == "data,model,seed,metric,value,reason,n_samples,budget"
    assert len(csv.decode().splitlines()) == len(found.rows) + 1
    table = pd.read_parquet(io.BytesIO(parquet))
    assert table["value"].sum() == pytest.approx(sum(r.value for r in found.rows if r.value is not None))


def test_every_measure_and_reason_has_words() -> None:
    assert {metric for data in DATA for metric in measures_of(data, CONVERGED)} <= set(metrics.words())
    assert all(metrics.reason(code) != code for code in (*REASONS, "race", "not-trained"))
    assert set(sentences()) == {c.name for c in CLAIMS}


@pytest.mark.parametrize(
    ("metric", "mean", "error", "said"),
    [
        ("coverage", 0.9512, 0.0123, "95.1 ±\u00a01.2\u00a0%"),
        ("train_seconds", 61.23, 1.5, "61.2 ±\u00a01.5\u00a0s"),
        ("sample_seconds", 0.0123, 0.00045, "12.30 ±\u00a00.45\u00a0ms"),
        ("modes", 8.0, 0.0, "8"),
        ("parameters", 12345.0, 0.0, "12,345"),
        ("log_likelihood", -1.2345, 0.011, "−1.234 ±\u00a00.011"),
    ],
)
def test_numbers_have_the_digits_that_their_error_leaves(metric: str, mean: float, error: float, said: str) -> None:
    assert metrics.written(metric, Figure(mean, error, 5)) == said


def test_normalised_scores_are_1_at_the_floor_and_0_for_the_worst() -> None:
    found = {
        ("a", "coverage"): Figure(0.9, 0.0, 5, floor=0.9), ("b", "coverage"): Figure(0.4, 0.0, 5, floor=0.9),
        ("a", "hq"): Figure(1.0, 0.0, 5, floor=0.9), ("b", "hq"): Figure(0.7, 0.0, 5, floor=0.9),
        ("a", "mode_kl"): Figure(0.0, 0.0, 5, floor=0.0), ("b", "mode_kl"): Figure(0.0, 0.0, 5, floor=0.0),
    }  # fmt: skip
    scores = charts.normalised("ring", found, ["a", "b"])
    assert scores["coverage"] == {"a": 1.0, "b": 0.0} and scores["mode_kl"] == {"a": 1.0, "b": 1.0}
    assert scores["hq"] == {"a": pytest.approx(0.5), "b": 0.0}  # too much is not perfect, either
    assert np.isfinite([s for row in scores.values() for s in row.values()]).all()


@pytest.mark.parametrize("mark", table.ICONS)
def test_who_asks_whether_the_textbook_is_wrong_is_answered(monkeypatch: pytest.MonkeyPatch, mark: str) -> None:
    """Where a sentence of it is contradicted, or the difference that it speaks of does not show, or cannot be told."""
    quoted, ours = (next(c for c in CLAIMS if c.quoted == own) for own in (True, False))
    for claim in (quoted, ours):
        judged = {m: [(claim, None)] if m == mark else [] for m in table.ICONS}
        monkeypatch.setattr(table, "tally", lambda *_, judged=judged: judged)
        told = table.asks() in table.is_it_wrong(["vae"], "digits", {})
        assert told == (claim.quoted and mark in ("contradicted", "same", "unclear"))


def test_a_question_that_a_race_answers_says_so(made_up: Path) -> None:
    """Digits were trained for seconds alone, the ring to the end."""
    for data, raced in (("digits", True), ("ring", False)):
        at = opened("compare", step="table", compare_data=data)
        words = " ".join(str(part.value) for part in at.markdown) + asked(at, "compare_predict_variety").label
        assert "whose samples show" in words.lower() and ("for only 8 seconds each" in words) == raced


def test_each_of_several_rivals_bears_a_sign_and_what_answers_a_question_none(made_up: Path) -> None:
    """In a question, where no sentence stands, a cross would seem to say that the number is wrong."""
    found = results.shipped(CONVERGED)
    values = results.figures(found, "ring")
    several = [(c, judge(c, "ring", values)) for c in CLAIMS if len(c.others) > 1 and c.measures("ring")]
    signs = re.compile("|".join(f"\u00a0\\{sign}" for sign in table.ICONS.values()))
    told = [len(signs.findall(evidence(c, v))) - len(v.rivals) for c, v in several if v.differences]
    assert told and not any(told)
    assert "GAN" in (answer := variety_measured("ring", values)) and not signs.search(answer)


def test_weights_that_were_trained_once_have_no_standard_error(made_up: Path) -> None:
    """However often they are drawn from: ten sets of 1,000 pictures of one GAN lie far apart."""
    found = results.figures(results.shipped(), "digits")
    long = {key: figure for key, figure in found.items() if key[0].endswith(LONG)}
    assert long.pop(("diffusion-shipped", "bits_per_dim")).standard_error > 0  # which is over test pictures
    told = [figure for figure in long.values() if figure.mean is not None]
    assert told and {(figure.n_seeds, figure.standard_error) for figure in told} == {(1, 0.0)}
    assert found["vae", "frechet"].n_seeds == 3 and found["vae", "frechet"].standard_error > 0


def test_no_memory_is_told_of_a_process_that_did_other_work_before(made_up: Path) -> None:
    values = results.figures(results.shipped(), "ring")
    for model in ("naive-bayes", "vae"):  # the first of which no fresh process tells
        assert (model, "memory_mb") in values and "memory_mb" not in metrics.shown(values, [model])
    assert "peak_memory" in metrics.shown({("vae", "peak_memory"): Figure(10.8)}, ["vae"])


@pytest.mark.parametrize(("data", "pictures"), [("digits", "60,000"), ("fashion", "60,000"), ("postcards", "50,000")])
def test_it_is_said_what_long_training_had_that_the_others_had_not(data: str, pictures: str) -> None:
    said = f"{conditions.trained(results.shipped(), data)} {conditions.told_of(data, LESSON)}"
    assert f"learned from {pictures} pictures, the others from 10,000" in said and "upper bound on 1,000" in said
    assert ("all four factors" in said) == ("a black cat at sunset" in said) == (data == "postcards")


def test_of_what_cannot_be_counted_nothing_is_said_to_be_measured() -> None:
    """The moons are many narrow bells: no training can lose one of their hills."""
    collapse = next(c for c in CLAIMS if c.name == "gan-collapse")
    found = {("gan-plain", "lost"): Figure(None, reason="many-components")}
    verdict = judge(collapse, "moons", found)
    assert verdict.mark == "not-measurable"
    assert evidence(collapse, verdict) == metrics.reason("many-components")


@pytest.mark.parametrize("data", POINTS)
def test_why_diffusion_learns_points_in_little_time_is_so(data: str) -> None:
    """It takes fewer steps than the VAE, and more for a sample: in the shipped comparison."""
    values = results.figures(results.shipped(CONVERGED), data)
    steps, drawn = ([values[m, metric].mean for m in NEURAL] for metric in ("steps", "sample_operations"))
    assert steps[-1] < steps[0] and drawn[-1] > max(drawn[:-1])
    for claim in (c for c in CLAIMS if c.name in LEARNING):
        assert "fewer steps" in because(claim, data) and not because(claim, "digits")


@pytest.mark.parametrize("data", ["digits", "ring"])
def test_the_path_of_a_gan_stands_beside_the_floor_of_as_many_samples(data: str) -> None:
    """A curve of 2,000 fakes beside what 2,000 real pictures score, not 10,000."""
    found = results.shipped(CONVERGED)
    line = next(shape for shape in paths.paths(data, found).layout.shapes)
    right = extractor.floor(data, FAKES).mean if data == "digits" else found.floors[data, "sliced_wasserstein"].mean
    assert line.y0 == pytest.approx(right)


def test_where_some_rivals_are_beaten_the_others_are_named() -> None:
    """ "No difference seen" alone would be false where the model is clearly ahead of one."""
    values = results.figures(results.shipped(CONVERGED), "ring")
    claim = next(c for c in CLAIMS if c.name == "mixture-likely")
    verdict = judge(claim, "ring", values)
    assert verdict.mark == "same"
    assert outcome(verdict) == f"No difference seen from: {maker_names()['kde']}"


def test_trainings_that_ran_out_of_steps_are_counted() -> None:
    found = results.shipped(CONVERGED)
    for data in results.data_of(found):
        rows = [r for r in found.rows if (r.data, r.metric) == (data, "settled")]
        counted = results.stopped(found, data)
        assert sum(k for k, _ in counted.values()) == sum(not r.value for r in rows)
    assert results.stopped(found, "moons")["vae"] == (5, 5)
