"""Counts equal brute force, probabilities are exact, temperature has its limits, samples follow them."""

from __future__ import annotations

import math
import pickle
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from engines.markov import model as markov
from engines.markov import words as markov_words
from engines.markov.model import END, START, MarkovModel
from tests.engines.markov.counted import model

TEXTS = st.lists(st.text("abc", min_size=1, max_size=8), min_size=1, max_size=8)


# ---- probabilities ---------------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(TEXTS, st.integers(0, 3))
def test_counts_equal_brute_force_in_marked_text(texts: list[str], n: int) -> None:
    fitted = model(n, sequences=texts)
    marked = ["^" * n + text + "$" for text in texts]
    for before in {text[i - n : i] for text in marked for i in range(n, len(text))}:
        expected = Counter(t[i] for t in marked for i in range(n, len(t)) if t[i - n : i] == before)
        tokens = [START if c == "^" else c for c in before]
        found = {"$" if token is END else token: count for token, count in fitted.counts(tokens).items()}
        assert found == expected


@settings(max_examples=50, deadline=None)
@given(TEXTS, st.integers(0, 3))
def test_unsmoothed_probabilities_are_the_counts_share_exactly(texts: list[str], n: int) -> None:
    fitted = model(n, sequences=texts)
    for context in (c for c in fitted.table if len(c) == n):
        counts = fitted.counts(context)
        shares = [Fraction(counts[token], counts.total()) for token in fitted.vocabulary]
        assert sum(shares) == 1
        np.testing.assert_array_equal(fitted.distribution(context), [float(share) for share in shares])


@pytest.mark.parametrize("smoothing", [0.0, 0.5, 50.0])
@pytest.mark.parametrize("temperature", [0.0, 0.3, 1.0, 3.0, math.inf])
def test_every_distribution_sums_to_one(smoothing: float, temperature: float) -> None:
    fitted = model(2, smoothing)
    for before in ["", "c", "ca", "zq", "a word never seen"]:
        p = fitted.distribution(before, temperature=temperature)
        assert p.min() >= 0 and math.isclose(p.sum(), 1, rel_tol=0, abs_tol=1e-14)


def test_all_words_up_to_a_length_and_the_unfinished_ones_share_probability_one() -> None:
    fitted, alphabet, length = model(1, 0.7, ["ab", "ba", "b"]), "ab", 4
    words = [""]
    finished = 0.0
    for _ in range(length + 1):
        finished += sum(math.exp(fitted.log_prob(word)) for word in words)
        words = [word + letter for word in words for letter in alphabet]
    unfinished = sum(math.prod(step.probability for step in fitted.steps_of(word)[:-1]) for word in words)
    assert math.isclose(finished + unfinished, 1, abs_tol=1e-12)


def test_smoothing_mixes_with_the_shorter_context_down_to_uniform() -> None:
    fitted = model(1, 2.0, ["ab", "aa"])  # after a: a 1, b 1, END 1; in all: a 3, b 1, END 2; V = 3
    overall = (3 + 2 / 3) / (6 + 2)
    assert math.isclose(fitted.distribution("a")[0], (1 + 2 * overall) / (3 + 2), rel_tol=1e-14)


def test_an_unseen_context_falls_back_to_the_longest_seen_one() -> None:
    fitted = model(3)
    np.testing.assert_array_equal(fitted.distribution("zzca"), fitted.distribution("qca"))
    assert ("q", "c", "a") not in fitted.table and fitted.distribution("qca")[fitted.index["t"]] > 0


def test_log_prob_is_the_sum_of_the_steps_and_perplexity_follows() -> None:
    fitted = model(2, 1.0)
    steps = fitted.steps_of("tiger")
    assert [step.token for step in steps] == [*"tiger", END]
    assert steps[0].before == (START, START) and steps[2].before == ("t", "i")
    total = sum(math.log(step.probability) for step in steps)
    assert math.isclose(fitted.log_prob("tiger"), total, rel_tol=1e-12)
    assert math.isclose(fitted.perplexity(["tiger"]), math.exp(-total / 6), rel_tol=1e-12)
    assert math.isclose(fitted.log_prob_per_token(["tiger", "tiger"]), total / 6, rel_tol=1e-12)


def test_a_uniform_model_hesitates_among_the_whole_vocabulary() -> None:
    assert math.isclose(model(0, 0.0, ["a"]).perplexity(["a"]), 2)  # a or END, one each
    assert math.isclose(model(0, 1000.0, ["ab"]).perplexity(["ba", "ab"]), 3, rel_tol=1e-12)


def test_what_was_never_seen_is_impossible_without_smoothing_and_possible_with() -> None:
    assert model(2).log_prob("zzz") == -math.inf and model(2).perplexity(["zzz"]) == math.inf
    assert math.isfinite(model(2, 0.1).log_prob("zzz"))
    assert model(2, 0.1).log_prob("한글") == -math.inf  # letters outside the vocabulary stay impossible


def test_smoothing_and_context_help_words_held_out() -> None:
    words = markov_words.words("en")
    order = np.random.default_rng(0).permutation(len(words))
    train, held = [words[i] for i in order[100:]], [words[i] for i in order[:100]]
    letters, pairs = model(0, 1.0, train).perplexity(held), model(2, 10.0, train).perplexity(held)
    assert pairs < 0.8 * letters
    assert model(2, 0.0, train).perplexity(held) == math.inf


# ---- temperature -----------------------------------------------------------------------------------------------------


def test_temperature_limits() -> None:
    p = np.array([0.5, 0.3, 0.2, 0.0])
    np.testing.assert_array_equal(markov.heat(p, 1), p)
    np.testing.assert_array_equal(markov.heat(p, 0), [1, 0, 0, 0])
    np.testing.assert_allclose(markov.heat(p, 1e-3), [1, 0, 0, 0], atol=1e-12)
    np.testing.assert_allclose(markov.heat(p, math.inf), [1 / 3, 1 / 3, 1 / 3, 0], rtol=1e-15)
    np.testing.assert_allclose(markov.heat(p, 1e6), [1 / 3, 1 / 3, 1 / 3, 0], atol=1e-5)
    np.testing.assert_array_equal(markov.heat(np.array([0.4, 0.4, 0.2]), 0), [0.5, 0.5, 0])


def test_entropy_rises_with_temperature() -> None:
    p = model(2).distribution("ca")
    heated = [markov.heat(p, t) for t in (0.2, 0.5, 1.0, 2.0, 8.0)]
    entropies = [-(q[q > 0] * np.log(q[q > 0])).sum() for q in heated]
    assert (np.diff(entropies) > 0).all()


@pytest.mark.parametrize("temperature", [-1.0, math.nan])
def test_an_impossible_temperature_is_refused(temperature: float) -> None:
    with pytest.raises(ValueError, match="temperature is .* give 0 or more"):
        markov.heat(np.array([0.5, 0.5]), temperature)


# ---- drawing ---------------------------------------------------------------------------------------------------------


def test_sampled_bigrams_follow_the_distribution() -> None:
    fitted = model(1)
    follows = Counter(pair for word in fitted.sample(8000, seed=0) for pair in zip(word, (*word[1:], END), strict=True))
    p_values = []
    for before in "aeinrst":
        p = fitted.distribution(before)
        counts = np.array([follows[before, token] for token in fitted.vocabulary])
        assert counts[p == 0].sum() == 0
        likely = p * counts.sum() >= 5
        observed, expected = counts[likely], p[likely] * counts[likely].sum() / p[likely].sum()
        p_values.append(chisquare(observed, expected).pvalue)
    assert min(p_values) > 0.001 / len(p_values)


def test_a_draw_shows_the_probability_of_each_step() -> None:
    fitted = model(2)
    steps = list(fitted.draw(seed=4))
    assert steps[-1].token is END
    for step in steps:
        np.testing.assert_array_equal(step.distribution, fitted.distribution(step.before))
        assert step.probability == step.distribution[fitted.index[step.token]] > 0
    word = "".join(step.token for step in steps[:-1])
    assert math.isclose(fitted.log_prob(word), sum(math.log(step.probability) for step in steps), rel_tol=1e-12)


def test_same_seed_same_words_and_a_prefix_is_kept() -> None:
    fitted = model(2)
    assert fitted.sample(20, seed=1) == fitted.sample(20, seed=1) != fitted.sample(20, seed=2)
    assert all(word[:2] == ("c", "a") for word in fitted.sample(20, seed=0, prefix="ca"))
    assert all(len(word) == 12 for word in model(1).sample(20, seed=0, min_tokens=12, max_tokens=12))
    assert len({*fitted.sample(20, seed=0, temperature=0)}) == 1


def test_a_pickled_model_goes_on_alike() -> None:
    fitted = model(2, 0.5)
    again = pickle.loads(pickle.dumps(fitted))
    assert again.sample(10, seed=3) == fitted.sample(10, seed=3)


@pytest.mark.parametrize("sequences", [[], [""], ["a", ""]])
def test_nothing_to_count_is_refused(sequences: list[str]) -> None:
    with pytest.raises(ValueError, match="give at least one sequence"):
        MarkovModel().fit(sequences)
