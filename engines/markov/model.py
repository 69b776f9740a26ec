"""Markov models of text and music: p(next | the few tokens before), counted (Shannon 1948, sections 2 and 3).

A token is a character, or a note (pitch, beats). Counts are exact integers. With smoothing strength s > 0, a context
seen N times mixes its counts with the next shorter context's distribution,
p(c | context) = (count(c) + s p(c | shorter)) / (N + s), down to the uniform one (MacKay & Peto 1995).
A context never seen falls back to the shorter one, also if s = 0.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Self

import numpy as np

from engines.core import ASSETS, Config, bounded

DATA = ASSETS / "data"


class Mark(Enum):
    """Where a sequence starts or ends; no text contains them."""

    START = "start"
    END = "end"


START, END = Mark.START, Mark.END


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


# ---- melodies -------------------------------------------------------------------------------------------------------
