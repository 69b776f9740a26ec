"""The rows of /probability combines, and who draws on random."""

from __future__ import annotations

import re

import pytest

from app.concepts.probability import families, random
from app.ui.numbers import apart
from engines.measures import combining
from engines.nets import weights


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("what", combining.WHAT)
def test_every_family_stands_there_with_its_figures_errors_and_pictures(what: str, narrow: bool) -> None:
    svg = families.drawing(what, narrow)
    unasked, requested = families.SHOWN_NARROW if narrow else families.SHOWN
    rows = combining.record(what)["families"]
    assert list(rows) and set(rows) == set(combining.FAMILIES[what])
    for family in combining.measured(what):
        for found in filter(None, (rows[family]["unasked"], rows[family]["requested"])):
            value, error = apart(100 * found["share"], 100 * found["standard_error"])
            assert value in svg and error in svg
            assert f"{value} {error}".strip() in families.spoken(what)  # to whom the drawing is read
    asked = sum(bool(row["requested"]) for row in rows.values())
    assert svg.count("<image") == unasked * len(rows) + requested * asked
    width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())
    ends = [float(x) + families.CARD for x in re.findall(r'<image [^>]* x="([\d.]+)"', svg)]
    assert max(ends) <= width and height >= families.ROW * len(rows)


def test_what_was_never_found_is_bounded_not_called_impossible() -> None:
    """None of n: with 95 % confidence the share is below 3/n. A table that is counted is exact."""
    assert "0.03" in families.unasked("postcards", "real")[1]
    assert families.unasked("postcards", "count") == ("0 %", "")


def test_how_many_draws_one_takes_is_the_share_the_other_way_round() -> None:
    share = combining.record("postcards")["families"]["vae"]["unasked"]["share"]
    assert f"{1 / share:,.0f}" in families.unasked("postcards", "vae")[1]


def test_the_seed_and_a_learned_model_decide_the_twelve() -> None:
    def drawn(seed: int) -> bytes:
        work = random.draws("diffusion", seed)
        while True:
            try:
                next(work)
            except StopIteration as end:
                assert end.value.shape == (random.N, 32, 32, 3)
                return end.value.tobytes()

    assert drawn(3) == drawn(3) != drawn(4)


def test_learned_models_are_offered_and_their_variety_is_that_of_the_record() -> None:
    assert set(random.DRAWN_BY) == {"diffusion", "gan"}
    assert random.variety("diffusion")[0] == weights.record("diffusion-postcards")["variety"]["model"]["levels"]


def test_the_answer_says_what_was_measured() -> None:
    """Networks of pictures combine, but more rarely than the model that counts each factor; requests help."""
    found = combining.record("postcards")["families"]
    networks = [found[name] for name in ("vae", "gan", "diffusion") if name in found]
    assert all(0 < one["unasked"]["share"] < found["subject"]["unasked"]["share"] for one in networks)
    assert all(one["requested"]["share"] > 10 * one["unasked"]["share"] for one in networks if one["requested"])
    assert combining.who("postcards") == "some" and not combining.makes("postcards", "count")


def test_the_answer_about_syllables_says_what_was_measured() -> None:
    """Each letter by itself most often; networks too, more rarely; on request many more."""
    found = combining.record("letters")["families"]
    networks = [found[name] for name in ("vae", "gan", "diffusion")]
    assert all(combining.makes("letters", name) for name in ("alone", "vae", "gan", "diffusion"))
    assert all(2 * one["unasked"]["share"] < found["alone"]["unasked"]["share"] for one in networks)
    assert all(one["requested"]["share"] > 10 * one["unasked"]["share"] for one in networks if one["requested"])
    assert combining.who("letters") == "some" and not combining.makes("letters", "count")
