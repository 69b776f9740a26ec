"""A request for a postcard in words, Korean or English: what it asks for, and which words nobody here knows.

No language model: phrases of `vocabulary` are looked up, particles, endings and plurals taken off. What is asked for
is shown to the person, who can choose otherwise; a word that is not known is never guessed, only its nearest offered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from engines.core import Refused
from engines.data.postcards.factors import KINDS
from engines.data.postcards.table import TAUGHT, JointTable
from engines.data.postcards.vocabulary import ARTICLES, BEHIND, LONGEST, MAKING, PARTICLES, PHRASES, WORDS, Asked

MOST = 200  # characters of a request
CHAIN = 3  # particles that may follow each other
MISSPELT = 4  # a word is near if at most one letter is wrong, or one in four
SHORTEST = 3  # letters of a word that has a nearest
RUNS = re.compile(r"[가-힣ㄱ-ㅣ]+|\d+|[^가-힣ㄱ-ㅣ\d]+")  # 고양이cat is two words
SELECTOR = "\ufe0f"  # asks for a coloured emoji


@dataclass(frozen=True)
class Unknown:
    """A word as it was typed, and the nearest known one, if any is near."""

    word: str
    nearest: str | None


@dataclass(frozen=True)
class Understood:
    """event: of each kind that is asked for, the names of KINDS that fit; what is open is missing."""

    event: dict[str, tuple[str, ...]]
    unknown: tuple[Unknown, ...]


def understand(text: str) -> Understood:
    """What the words ask for. Refused: more than MOST characters."""
    if len(text) > MOST:
        raise Refused(
            "long-request", f"the request has {len(text)} characters; give at most {MOST}", n=len(text), most=MOST
        )
    words = [piece for word in words_of(text) for piece in _pieces_or_whole(word)]
    asked, unknown, i = [], {}, 0
    while i < len(words):
        n = next((n for n in range(min(LONGEST, len(words) - i), 0, -1) if _phrase(words[i : i + n])), 0)
        if n and _of_what_is_behind(words[i : i + n], words[i + n : i + n + 1]):
            n += 1
            both = " ".join(words[i : i + n])
            unknown[both] = Unknown(both, None)
        elif n:
            asked.append(PHRASES[_phrase(words[i : i + n])])
        elif not _idle(words[i]):
            unknown[words[i]] = Unknown(words[i], nearest(words[i]))
        i += max(n, 1)
    return Understood(_together(asked), tuple(unknown.values()))


def _of_what_is_behind(words: Sequence[str], following: Sequence[str]) -> bool:
    """A colour, and then what has it instead of the subject: a "red wall" asks for no red cat."""
    only_colour = set(PHRASES[_phrase(words)]) == {"colour"}
    return only_colour and any(not BEHIND.isdisjoint(_stems(word)) for word in following)


def _together(asked: Sequence[Asked]) -> dict[str, tuple[str, ...]]:
    """All that fits: of "cat" and "running" the running cat, of "black" and "white" either."""
    event = {}
    for kind, names in KINDS.items():
        said = [set(a[kind]) for a in asked if kind in a]
        fits = set().union(*(s for s in said if not any(other < s for other in said)))
        if fits:
            event[kind] = tuple(name for name in names if name in fits)
    return event


# ---- words -----------------------------------------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    """Words as typed, without punctuation and articles; every symbol such as an emoji is one."""
    spaced = "".join(_spaced(c) for c in unicodedata.normalize("NFC", text) if c != SELECTOR)
    return [run for word in spaced.split() for run in RUNS.findall(word) if run.casefold() not in ARTICLES]


def _spaced(character: str) -> str:
    category = unicodedata.category(character)
    if category == "So":
        return f" {character} "
    return character if category[0] in "LMN" else " "


def _pieces_or_whole(word: str) -> Sequence[str]:
    """검은고양이를 as 검은, 고양이를; the last keeps its particles, as a word that is whole does."""
    return (word,) if _stems(word) & WORDS else _pieces(word) or (word,)


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[str, ...] | None:
    """Korean written without spaces as known words, their particles taken off; None if any of it is not known.

    A single syllable that says nothing, such as 한, is no piece: 안개 would be made of such.
    """
    if text.startswith(MAKING):
        return ()
    for end in range(len(text), 0, -1):
        word = text[:end]
        if word not in WORDS or (end == 1 and PHRASES.get((word,)) == {}):
            continue
        for rest in _after_particles(text[end:]):
            pieces = _pieces(rest) if rest else ()
            if pieces is not None:
                return (word, *pieces)
    return None


def _after_particles(text: str, most: int = CHAIN) -> Iterator[str]:
    """What may be left of a text that begins with particles, none taken off first."""
    yield text
    if most:
        for particle in PARTICLES:
            if text.startswith(particle):
                yield from _after_particles(text[len(particle) :], most - 1)


def _stems(word: str) -> set[str]:
    """The word, and what it may be without its particles or its plural."""
    word = word.casefold()
    if not _hangul(word):
        return {word, word.removesuffix("s"), word.removesuffix("es")}
    return {word} | {word[:end] for end in range(1, len(word)) if "" in _after_particles(word[end:])}


def _phrase(words: Sequence[str]) -> tuple[str, ...] | None:
    """The key of PHRASES that the words are."""
    found: list[tuple[str, ...]] = [()]
    for word in words:
        found = [(*phrase, stem) for phrase in found for stem in sorted(_stems(word) & WORDS, key=len, reverse=True)]
    return next((phrase for phrase in found if phrase in PHRASES), None)


def _idle(word: str) -> bool:
    return word.startswith(MAKING) or (_hangul(word) and "" in _after_particles(word))


def _hangul(word: str) -> bool:
    return "가" <= word[0] <= "힣"


# ---- what is not known -----------------------------------------------------------------------------------------------


def nearest(word: str) -> str | None:
    """The known word with the fewest wrong letters, None if more than one in MISSPELT of them is wrong."""
    stems = [letters for letters in map(_letters, sorted(_stems(word))) if len(letters) >= SHORTEST]
    found = []
    for known, letters in _offered().items():
        most = max(1, len(letters) // MISSPELT)
        close = [s for s in stems if abs(len(s) - len(letters)) <= most and len(set(letters) - set(s)) <= most]
        found += [(wrong, known) for wrong in (misspelt(stem, letters) for stem in close) if wrong <= most]
    return min(found, key=lambda pair: pair[0])[1] if found else None


@cache
def _offered() -> dict[str, str]:
    """The words that may be offered, by their letters; no single syllable: 손 is not 산 misspelt."""
    single = (phrase[0] for phrase in PHRASES if len(phrase) == 1)
    return {word: _letters(word) for word in single if len(_letters(word)) >= SHORTEST + _hangul(word)}


def _letters(word: str) -> str:
    """Hangul by its letters, so that 고앵이 is one letter from 고양이."""
    return unicodedata.normalize("NFD", word)


def misspelt(a: str, b: str) -> int:
    """How many letters are wrong, missing, too many, or change places with the next (optimal string alignment)."""
    before, row = [], list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]


# ---- postcards -------------------------------------------------------------------------------------------------------


def rows(event: Mapping[str, Sequence[str]], n: int, seed: int, table: JointTable = TAUGHT) -> np.ndarray:
    """Kinds int (n, 4) of postcards as asked; what is open is drawn from the table given what is asked."""
    return table_of(event, table).draw(np.random.default_rng(seed).random(n))


def table_of(event: Mapping[str, Sequence[str]], table: JointTable) -> JointTable:
    """The table given the event. What it never holds together, it holds here: each kind by itself as often as there."""
    if table.prob(**event) > 0:
        return table.given(**event)
    shares = [table.marginal(kind) * np.isin(names, event.get(kind, names)) for kind, names in KINDS.items()]
    return JointTable(np.einsum("s,c,b,t->scbt", *shares))
