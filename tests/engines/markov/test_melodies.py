"""Melodies: tunes keep their scale, and sound as written."""

from __future__ import annotations

import io
import json
import math
import wave

import numpy as np
import pytest

from engines.markov import melody as markov_melody
from engines.markov import model as markov
from engines.markov.melody import Note
from tests.engines.markov.counted import model

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
