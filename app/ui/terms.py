"""Words and signs that a beginner has to be told: each is explained where it stands, on hover, on focus and by a tap.

A lesson names them as any text does; the first of each in a text becomes an <abbr> that carries its explanation. Only
our own texts come here, never what a person has typed.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import Any

import streamlit as st

from app.ui.language import closed, t
from app.ui.names import painted

# Where a term is no word of the text: formulas, code, links, headings, what is an element already.
APART = re.compile(
    r"(\$\$.*?\$\$|\$[^$\n]*\$|`[^`]*`|!?\[[^\]]*\]\([^)]*\)|<[^>]+>|^#[^\n]*$)", re.DOTALL | re.MULTILINE
)
ALONE = r"(?<![A-Za-z])(?:{})(?![A-Za-z])"  # a Korean particle may follow at once, a letter of the same word may not
AMID = r"(?<=\s){}(?=\s)"  # the sign ~: between numbers without spaces it means "to"
BOLD = re.compile(r"\*\*(<abbr [^>]*>)([^<]*)(</abbr>)\*\*")  # Markdown leaves ** alone where a letter follows


def spelt() -> dict[str, str]:
    """Term -> how it is spelt, in all its forms."""
    return {
        "probability": t("probabilities, probability"), "density": t("density, densities"), "nat": t("nats, nat"),
        "bit": t("bits, bit"), "drawn": "~", "error": "±", "frechet": t("Fréchet distances, Fréchet distance"),
        "floor": t("floors, floor"), "seed": t("seeds, seed"), "postcard": t("postcards, postcard"),
    }  # fmt: skip


def explanations() -> dict[str, str]:
    """Term -> what it means."""
    return {
        "probability": t(
            "The share of all draws that something comes in: 0 never, 1 always. Where points lie on a line or a plane,"
            " only a stretch or a region has one."
        ),
        "density": t(
            "The height of p(x). It is no probability: that is the area (or volume) under it, so a density may"
            " exceed 1."
        ),
        "nat": t("A unit of surprise: −ln of a probability. One nat more: 2.7 times less likely. 1 nat = 1.44 bits."),
        "bit": t("A unit of surprise: −log₂ of a probability. One bit more: half as likely."),
        "drawn": t("The sign ~ is read “is drawn from”: x ~ p(x) is one sample of the distribution p."),
        "frechet": t(
            "How far samples lie from real pictures, in features that a small network of ours sees in both: 0 for"
            " equal distributions, and lower is better."
        ),
        "error": t("After ± stands the standard error: how far a mean of so few may be off by chance."),
        "floor": t("What the same number of perfect samples scores on average: read a value beside it, not beside 0."),
        "postcard": painted(),
        "seed": t("The number that random numbers start from: the same seed, the same random numbers."),
    }


def say(text: str, **settings: Any) -> None:
    """Show a text of ours, its terms explained; settings: of `st.markdown`."""
    st.markdown(explained(text), unsafe_allow_html=True, **settings)


def caption(text: str) -> None:
    """The same in small letters."""
    st.caption(explained(text), unsafe_allow_html=True)


def meaning(*terms: str) -> str:
    """What they mean, for the help of a figure, whose label cannot explain itself."""
    return "\n\n".join(f"**{spelt()[term].split(', ')[-1]}**: {explanations()[term]}" for term in terms)


def explained(text: str) -> str:
    """Markdown in which the first of each term explains itself."""
    said, told = explanations(), set()

    def mark(found: re.Match[str]) -> str:
        term = found.lastgroup
        if term in told:
            return found[0]
        told.add(term)
        means = escape(said[term], quote=True)
        return f'<abbr tabindex="0" data-says="{means}" aria-description="{means}">{found[0]}</abbr>'

    pieces, words = APART.split(text), _pattern(tuple(spelt().items()))
    marked = "".join(piece if APART.fullmatch(piece) else words.sub(mark, piece) for piece in pieces)
    return closed(BOLD.sub(r"\1<strong>\2</strong>\3", marked))


@cache
def _pattern(words: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    forms = (
        (term, (AMID if term == "drawn" else ALONE).format("|".join(map(re.escape, spellings.split(", ")))))
        for term, spellings in words
    )
    return re.compile("|".join(f"(?P<{term}>{form})" for term, form in forms))
