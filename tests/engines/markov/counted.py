"""Markov models of small texts."""

from __future__ import annotations

from engines.markov import words as markov_words
from engines.markov.model import MarkovConfig, MarkovModel


def model(context: int = 2, smoothing: float = 0.0, sequences: list | None = None) -> MarkovModel:
    return MarkovModel(MarkovConfig(context, smoothing)).fit(sequences or markov_words.words("en"))
