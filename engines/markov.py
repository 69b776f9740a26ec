"""Markov models of text and music: p(next | the few tokens before), counted (Shannon 1948, sections 2 and 3).

A token is a character, or a note (pitch, beats). Counts are exact integers. With smoothing strength s > 0, a context
seen N times mixes its counts with the next shorter context's distribution,
p(c | context) = (count(c) + s p(c | shorter)) / (N + s), down to the uniform one (MacKay & Peto 1995).
A context never seen falls back to the shorter one, also if s = 0.
"""

from __future__ import annotations

import io
import itertools
import json
import unicodedata
import wave
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from engines.core import Config, bounded

DATA = Path(__file__).resolve().parents[1] / "assets" / "data"
SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
SAMPLE_RATE = 22_050  # Hz
MAX_SECONDS = 20.0
HARMONICS = (1.0, 0.5, 0.25, 0.12)  # a soft reed: each overtone about half as strong
ATTACK, DECAY, SUSTAIN, RELEASE = 0.02, 0.08, 0.7, 0.08  # seconds, seconds, share of the peak, seconds


class Mark(Enum):
    """Where a sequence starts or ends; no text contains them."""

    START = "start"
    END = "end"


START, END = Mark.START, Mark.END


class Note(NamedTuple):
    """pitch: MIDI number, 60 is middle C; beats: length in quarter notes."""

    pitch: int
    beats: float


class Step(NamedTuple):
    """One draw: the context it looked at, the token drawn (END at the end), its probability, and all of them (V,)."""

    before: tuple
    token: Hashable
    probability: float
    distribution: np.ndarray


@dataclass(frozen=True)
class MarkovConfig(Config):
    context: int = bounded(2, 0, 8, unit="tokens", why="how many tokens before the next one are looked at")
    smoothing: float = bounded(0.0, 0.0, 1000.0, unit="pseudo-counts", why="0: only what was seen; more: newer, odder")


class MarkovModel:
    """An n-gram model, n = context + 1. Fitted: `vocabulary` (V tokens, sorted, END last), `table` of counts.

    `table[context]` is a Counter of next tokens, for contexts of every length from 0 to `config.context`.
    """

    def __init__(self, config: MarkovConfig | None = None) -> None:
        self.config = config or MarkovConfig()

    def fit(self, sequences: Iterable[Sequence[Hashable]]) -> Self:
        """Count. A sequence is a word, or a list of notes."""
        sequences = [tuple(sequence) for sequence in sequences]
        if not sequences or not all(sequences):
            raise ValueError("there is nothing to count: give at least one sequence, and none of them empty")
        self.table: dict[tuple, Counter] = defaultdict(Counter)
        for sequence in sequences:
            for before, token in contexts(sequence, self.config.context):
                for length in range(len(before) + 1):
                    self.table[before[len(before) - length :]][token] += 1
        self.table = dict(self.table)
        self.vocabulary = [*sorted(set(itertools.chain(*sequences))), END]
        self.index = {token: i for i, token in enumerate(self.vocabulary)}
        return self

    # ---- probabilities --------------------------------------------------------------------------------------------

    def counts(self, before: Sequence[Hashable]) -> Counter:
        """How often each token followed the last `config.context` tokens of `before` (START fills the front)."""
        return self.table.get(self.last(before), Counter())

    def distribution(self, before: Sequence[Hashable], *, temperature: float = 1.0) -> np.ndarray:
        """p(next | before) over `vocabulary`, (V,), sums to 1."""
        return heat(self._smoothed(self.last(before)), temperature)

    def last(self, before: Sequence[Hashable]) -> tuple:
        """The context that counts: the last `config.context` tokens."""
        padded = (START,) * self.config.context + tuple(before)
        return padded[len(padded) - self.config.context :]

    def _smoothed(self, context: tuple) -> np.ndarray:
        s, counter = self.config.smoothing, self.table.get(context)
        if counter is None:  # never seen
            return self._smoothed(context[1:])
        counts = np.zeros(len(self.vocabulary))
        for token, count in counter.items():
            counts[self.index[token]] = count
        if s == 0:
            return counts / counts.sum()
        shorter = self._smoothed(context[1:]) if context else np.full(len(counts), 1 / len(counts))
        return (counts + s * shorter) / (counts.sum() + s)

    def steps_of(self, sequence: Sequence[Hashable]) -> list[Step]:
        """How a given sequence would be drawn: one step per token and one for its END; 0 for a token never seen."""
        steps = []
        for before, token in contexts(tuple(sequence), self.config.context):
            p = self.distribution(before)
            steps.append(Step(before, token, float(p[self.index[token]]) if token in self.index else 0.0, p))
        return steps

    def log_prob(self, sequence: Sequence[Hashable]) -> float:
        """log p(sequence), END included, nats; -inf if it holds a step never seen."""
        with np.errstate(divide="ignore"):
            return float(np.log([step.probability for step in self.steps_of(sequence)]).sum())

    def log_prob_per_token(self, sequences: Iterable[Sequence[Hashable]]) -> float:
        """Mean log-probability of a token, every END counted as one, nats."""
        sequences = list(sequences)
        return sum(map(self.log_prob, sequences)) / sum(len(sequence) + 1 for sequence in sequences)

    def perplexity(self, sequences: Iterable[Sequence[Hashable]]) -> float:
        """exp(-mean log-probability): among how many equally likely tokens the model hesitates."""
        return float(np.exp(-self.log_prob_per_token(sequences)))

    # ---- drawing --------------------------------------------------------------------------------------------------

    def draw(
        self,
        *,
        seed: int | Sequence[int],
        temperature: float = 1.0,
        prefix: Sequence[Hashable] = (),
        min_tokens: int = 0,
        max_tokens: int = 60,
    ) -> Iterator[Step]:
        """One sequence, a step at a time, going on from `prefix`, until END or `max_tokens` steps.

        Before `min_tokens` steps END is refused wherever something else can follow, and p is renormalised.
        """
        rng = np.random.default_rng(seed)
        sequence = list(prefix)
        for n in range(max_tokens):
            before = self.last(sequence)
            p = self.distribution(before, temperature=temperature)
            if n < min_tokens and p[-1] < 1:
                p = np.append(p[:-1], 0.0) / p[:-1].sum()
            i = rng.choice(len(p), p=p)
            yield Step(before, self.vocabulary[i], float(p[i]), p)
            if self.vocabulary[i] is END:
                return
            sequence.append(self.vocabulary[i])

    def sample(
        self,
        n_samples: int,
        *,
        seed: int,
        temperature: float = 1.0,
        prefix: Sequence[Hashable] = (),
        min_tokens: int = 0,
        max_tokens: int = 60,
    ) -> list[tuple]:
        """Sequences drawn from the model, END left out, each with its own random stream."""
        settings = dict(temperature=temperature, prefix=prefix, min_tokens=min_tokens, max_tokens=max_tokens)
        draws = (self.draw(seed=[seed, i], **settings) for i in range(n_samples))
        return [(*prefix, *(step.token for step in steps if step.token is not END)) for steps in draws]


def contexts(sequence: tuple, n: int) -> Iterator[tuple[tuple, Hashable]]:
    """Every token of a sequence, and its END, with the n tokens before it."""
    padded = (START,) * n + sequence + (END,)
    return ((padded[i : i + n], padded[i + n]) for i in range(len(sequence) + 1))


def heat(p: np.ndarray, temperature: float) -> np.ndarray:
    """p^(1 / temperature), normalised. 0: the most probable tokens only; 1: p itself; large: uniform where p > 0."""
    if not temperature >= 0:
        raise ValueError(f"temperature is {temperature}; give 0 or more")
    if temperature == 1:
        return p
    if temperature == 0:
        best = (p == p.max()).astype(float)
        return best / best.sum()
    heated = np.where(p > 0, p / p.max(), 0.0) ** (1 / temperature)  # the largest is 1: nothing overflows
    heated[p == 0] = 0.0  # 0 ** 0 is 1, at infinite temperature
    return heated / heated.sum()


# ---- words ----------------------------------------------------------------------------------------------------------


def words(language: str, category: str | None = None) -> list[str]:
    """The word list in "en" or "ko", without doubles; of one category (animals, plants, towns) or of all."""
    path = DATA / f"words_{language}.txt"
    if language not in ("en", "ko"):
        raise ValueError(f"language is {language!r}; choose en or ko")
    blocks = path.read_text(encoding="utf-8").split("#")[1:]
    lists = {name.strip(): block.split() for name, block in (text.split("\n", 1) for text in blocks)}
    if category is not None and category not in lists:
        raise ValueError(f"category is {category!r}; choose one of {', '.join(lists)}")
    chosen = lists.values() if category is None else [lists[category]]
    return list(dict.fromkeys(itertools.chain(*chosen)))


def spell(word: str, unit: str = "character") -> tuple[str, ...]:
    """A word as tokens: characters (Korean: syllables), or unit="jamo": Korean letters (Unicode's conjoining jamo)."""
    if unit not in ("character", "jamo"):
        raise ValueError(f"unit is {unit!r}; choose character or jamo")
    return tuple(unicodedata.normalize("NFD" if unit == "jamo" else "NFC", word))


def join(tokens: Sequence[str]) -> str:
    """Characters or jamo as a word."""
    return unicodedata.normalize("NFC", "".join(tokens))


# ---- melodies -------------------------------------------------------------------------------------------------------


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
