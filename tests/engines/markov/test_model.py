"""Counts equal brute force, probabilities are exact, temperature has its limits, samples follow them, WAV plays."""

from __future__ import annotations

import io
import json
import math
import pickle
import wave
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from engines.markov import melody as markov_melody
from engines.markov import model as markov
from engines.markov import words as markov_words
from engines.markov.melody import Note
from engines.markov.model import END, START, MarkovConfig, MarkovModel

TEXTS = st.lists(st.text("abc", min_size=1, max_size=8), min_size=1, max_size=8)


def model(context: int = 2, smoothing: float = 0.0, sequences: list | None = None) -> MarkovModel:
    return MarkovModel(MarkovConfig(context, smoothing)).fit(sequences or markov_words.words("en"))


# ---- probabilities --------------------------------------------------------------------------------------------------


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


# ---- temperature ----------------------------------------------------------------------------------------------------


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


# ---- drawing --------------------------------------------------------------------------------------------------------


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


# ---- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "low", "high"), [("en", "a", "z"), ("ko", "가", "힣")])
def test_word_lists_are_clean(language: str, low: str, high: str) -> None:
    for category in ("animals", "plants", "towns"):
        words = markov_words.words(language, category)
        assert len(words) > 100
        text = (markov.DATA / f"words_{language}.txt").read_text(encoding="utf-8")
        block = text.split(f"# {category}\n")[1].split("#")[0]
        assert len(block.split()) == len(words), "a word stands twice in its list"
    everything = markov_words.words(language)
    assert len(everything) > 500 and all(low <= letter <= high for word in everything for letter in word)


def test_words_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="choose en or ko"):
        markov_words.words("fr")
    with pytest.raises(ValueError, match="choose one of animals, plants, towns"):
        markov_words.words("en", "cars")
    with pytest.raises(ValueError, match="choose character or jamo"):
        markov_words.spell("cat", "byte")


def test_korean_is_spelt_by_syllable_or_by_letter() -> None:
    assert markov_words.spell("호랑이") == ("호", "랑", "이")
    letters = markov_words.spell("호랑이", "jamo")
    assert len(letters) == 7 and markov_words.join(letters) == "호랑이"  # h o, r a ng, (silent) i
    fitted = model(2, sequences=[markov_words.spell(word, "jamo") for word in markov_words.words("ko")])
    drawn = [markov_words.join(tokens) for tokens in fitted.sample(100, seed=0)]
    assert all("가" <= letter <= "힣" for word in drawn for letter in word)  # letters always form whole syllables
    assert sum(word not in markov_words.words("ko") for word in drawn) > 50


# ---- melodies -------------------------------------------------------------------------------------------------------

SCALES = {"major": {0, 2, 4, 5, 7, 9, 11}, "minor": {0, 2, 3, 5, 7, 8, 9, 10, 11}}  # minor: sixth and seventh both ways
PENTATONIC = {0, 2, 4, 7, 9}


@pytest.mark.parametrize("tune", markov_melody.tunes(), ids=lambda tune: tune.name)
def test_a_tune_fills_its_bars_and_keeps_its_scale(tune: markov_melody.Tune) -> None:
    entries = json.loads((markov.DATA / "tunes.json").read_text(encoding="utf-8"))["tunes"]
    text = next(" ".join(entry["notes"]) for entry in entries if entry["name"] == tune.name)
    bars = [beats(bar) for bar in text.rstrip("| ").split("|")]
    assert all(bar == tune.beats_per_bar for bar in bars[1:-1])
    assert bars[0] == bars[-1] == tune.beats_per_bar or bars[0] + bars[-1] == tune.beats_per_bar
    home = markov_melody.midi(f"{tune.tonic}4")
    assert {(note.pitch - home) % 12 for note in tune.notes} <= SCALES[tune.mode]
    assert (tune.notes[-1].pitch - home) % 12 == 0, "it ends on its tonic"
    assert tune.en and tune.ko and tune.origin


def beats(bar: str) -> float:
    return sum(float(item.partition(":")[2] or 1) for item in bar.split())


def test_pentatonic_tunes_are_pentatonic() -> None:
    by_name = {tune.name: tune for tune in markov_melody.tunes()}
    for name in ("arirang", "auld-lang-syne", "amazing-grace"):
        tune = by_name[name]
        assert {(note.pitch - markov_melody.midi(f"{tune.tonic}4")) % 12 for note in tune.notes} <= PENTATONIC


def test_transposing_moves_every_note_alike_and_brings_the_tonic_home() -> None:
    for tune in markov_melody.tunes():
        moved = tune.transposed()
        shifts = {new.pitch - old.pitch for new, old in zip(moved, tune.notes, strict=True)}
        assert len(shifts) == 1 and -7 <= shifts.pop() <= 4
        assert moved[-1].pitch % 12 == (0 if tune.mode == "major" else 9)


def test_pitches_are_midi_numbers() -> None:
    assert [markov_melody.midi(name) for name in ("C4", "A4", "F#3", "Bb4")] == [60, 69, 54, 70]
    for wrong in ("H4", "C", "C##4", "4"):
        with pytest.raises(ValueError, match="is not a pitch"):
            markov_melody.midi(wrong)


def test_a_melody_is_drawn_and_played() -> None:
    fitted = model(2, sequences=[tune.transposed() for tune in markov_melody.tunes()])
    melody = fitted.sample(1, seed=0, min_tokens=16)[0]
    assert len(melody) >= 16 and all(isinstance(note, Note) for note in melody)
    assert math.isfinite(fitted.log_prob(melody))
    with wave.open(io.BytesIO(markov_melody.to_wav(melody, 120))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, markov_melody.SAMPLE_RATE)
        seconds = min(markov_melody.MAX_SECONDS, sum(note.beats for note in melody) / 2)
        assert abs(file.getnframes() / markov_melody.SAMPLE_RATE - seconds) < 1e-3


@pytest.mark.parametrize("pitch", [48, 60, 69, 84])
def test_a_note_sounds_at_its_pitch_without_clipping_or_clicks(pitch: int) -> None:
    with wave.open(io.BytesIO(markov_melody.to_wav([Note(pitch, 2.0)], 60))) as file:
        signal = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
    spectrum = np.abs(np.fft.rfft(signal * np.hanning(len(signal))))
    loudest = spectrum.argmax() * markov_melody.SAMPLE_RATE / len(signal)
    assert abs(loudest - 440 * 2 ** ((pitch - 69) / 12)) < 1  # the bins are half a hertz apart
    assert 20_000 < np.abs(signal).max() < 32_767 and abs(signal[0]) < 50 and abs(signal[-1]) < 50


def test_a_long_melody_stops_after_twenty_seconds() -> None:
    spans = markov_melody.timeline([Note(60, 1.0)] * 100, 60)
    assert len(spans) == 20 and spans[-1].tolist() == [19, 20]
    with wave.open(io.BytesIO(markov_melody.to_wav([Note(60, 3.0)] * 100, 60))) as file:
        assert file.getnframes() == markov_melody.MAX_SECONDS * markov_melody.SAMPLE_RATE


def test_a_melody_that_cannot_be_played_is_refused() -> None:
    with pytest.raises(ValueError, match="give at least one note"):
        markov_melody.to_wav([])
    with pytest.raises(ValueError, match="give 20 to 400"):
        markov_melody.to_wav([Note(60, 1.0)], 0)
