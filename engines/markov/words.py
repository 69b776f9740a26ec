"""Words as sequences: of letters, and of Korean syllables taken apart."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence

from engines.markov.model import DATA


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
