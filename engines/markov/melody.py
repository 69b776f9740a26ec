"""Melodies as sequences of notes: read, put on a timeline, and made to sound."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engines.markov.model import DATA

SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


SAMPLE_RATE = 22_050  # Hz


MAX_SECONDS = 20.0


HARMONICS = (1.0, 0.5, 0.25, 0.12)  # a soft reed: each overtone about half as strong


ATTACK, DECAY, SUSTAIN, RELEASE = 0.02, 0.08, 0.7, 0.08  # seconds, seconds, share of the peak, seconds


class Note(NamedTuple):
    """pitch: MIDI number, 60 is middle C; beats: length in quarter notes."""

    pitch: int
    beats: float


@dataclass(frozen=True)
class Tune:
    """A melody as written: its names, origin, tonic ("C", "F#"), mode, metre in quarter notes, tempo per minute."""

    name: str
    en: str
    ko: str
    origin: str
    tonic: str
    mode: str
    beats_per_bar: int
    tempo: int
    notes: tuple[Note, ...]

    def transposed(self) -> tuple[Note, ...]:
        """The notes moved by at most seven semitones to C major or A minor, so that all tunes share one alphabet."""
        home = SEMITONES["C" if self.mode == "major" else "A"]
        shift = (home - midi(f"{self.tonic}4")) % 12
        return tuple(Note(n.pitch + (shift if shift < 5 else shift - 12), n.beats) for n in self.notes)


def tunes() -> list[Tune]:
    """The public-domain melodies of assets/data/tunes.json."""
    entries = json.loads((DATA / "tunes.json").read_text(encoding="utf-8"))["tunes"]
    return [Tune(**{**entry, "notes": parse_notes(" ".join(entry["notes"]))}) for entry in entries]


def parse_notes(text: str) -> tuple[Note, ...]:
    """Notes of the form PITCH:BEATS; beats are 1 if left out, ~ ties to the note before, | is a bar line."""
    notes: list[Note] = []
    for item in text.replace("|", " ").split():
        name, _, beats = item.partition(":")
        beats = float(beats or 1)
        if name == "~":
            notes[-1] = Note(notes[-1].pitch, notes[-1].beats + beats)
        else:
            notes.append(Note(midi(name), beats))
    return tuple(notes)


def midi(name: str) -> int:
    """The MIDI number of a pitch such as C4 (60) or F#3 (54)."""
    letter, sharp, octave = name[0], name[1:-1], name[-1]
    if letter not in SEMITONES or sharp not in ("", "#", "b") or not octave.isdigit():
        raise ValueError(f"{name!r} is not a pitch; write a letter A to G, # or b if needed, and an octave: F#4")
    return 12 * (int(octave) + 1) + SEMITONES[letter] + {"": 0, "#": 1, "b": -1}[sharp]


def timeline(melody: Sequence[Note], tempo: float = 120.0) -> np.ndarray:
    """Start and end of each note, seconds, (n, 2); notes that would start after MAX_SECONDS are left out."""
    if not melody:
        raise ValueError("the melody is empty; give at least one note")
    if not 20 <= tempo <= 400:
        raise ValueError(f"tempo is {tempo}; give 20 to 400 quarter notes a minute")
    ends = np.cumsum([note.beats for note in melody]) * 60 / tempo
    spans = np.stack([np.concatenate([[0.0], ends[:-1]]), np.minimum(ends, MAX_SECONDS)], axis=1)
    return spans[spans[:, 0] < MAX_SECONDS]


def to_wav(melody: Sequence[Note], tempo: float = 120.0) -> bytes:
    """A WAV file, 16-bit mono at SAMPLE_RATE, of at most MAX_SECONDS; tempo in quarter notes a minute."""
    spans = timeline(melody, tempo)
    signal = np.zeros(round(spans[-1, 1] * SAMPLE_RATE))
    for note, (start, end) in zip(melody, np.rint(spans * SAMPLE_RATE).astype(int), strict=False):
        signal[start:end] = tone(note.pitch, end - start)
    samples = (0.8 * 32767 * signal / np.abs(signal).max()).astype("<i2")
    with io.BytesIO() as buffer:
        with wave.open(buffer, "wb") as file:
            file.setparams((1, 2, SAMPLE_RATE, len(samples), "NONE", "not compressed"))
            file.writeframes(samples.tobytes())
        return buffer.getvalue()


def tone(pitch: int, n: int) -> np.ndarray:
    """n samples of one note: harmonics of 440 * 2^((pitch - 69) / 12) Hz below Nyquist, under an ADSR envelope."""
    t = np.arange(n) / SAMPLE_RATE
    frequency = 440 * 2 ** ((pitch - 69) / 12)
    audible = [(k, a) for k, a in enumerate(HARMONICS, start=1) if k * frequency < SAMPLE_RATE / 2]
    wave_form = sum(a * np.sin(2 * np.pi * k * frequency * t) for k, a in audible)
    envelope = np.interp(t, [0, ATTACK, ATTACK + DECAY], [0, 1, SUSTAIN])
    return wave_form * envelope * np.clip((n / SAMPLE_RATE - t) / RELEASE, 0, 1)
