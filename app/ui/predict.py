"""Pieces of a lesson: predict, then check."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.ui import controls, heard, link, moment, together
from app.ui.language import t
from app.ui.terms import say

ASKED = "questions_asked"  # in the session: question -> the keys of its controls, one for each thing it was asked about


def predict(*, key: str, question: str, answers: Mapping[str, str], right: str, because: str, about: str = "") -> bool:
    """Ask for a guess; only then, or after Skip, tell the answer and the reason.

    `about` is what the question speaks of, where that can be changed: each has a guess of its own. Returns whether
    the answer is told: what gives it away, wherever it stands on the page, is shown only then (see `answered`).
    """
    with card(key):
        guess = ask(key=key, question=question, answers=answers, about=about, right=right)
        if guess is None:
            return False
        tell(guess, answers=answers, right=right, because=because)
        return True


def card(key: str) -> DeltaGenerator:
    """The box around a question."""
    return st.container(border=True, gap="xsmall", key=f"{key}_card")


def ask(*, key: str, question: str, answers: Mapping[str, str], about: str = "", right: str = "") -> str | None:
    """One of `answers`, "" after Skip, None before either. While the class in whose room this person is is asked, it
    answers there; once that is told, what was answered there is the guess. `right` is for the class's counts."""
    heading = t("Predict, then check")
    say(f":material/psychology_alt: **{heading}** · {question}")
    widget = f"{key}_{about}" if about else key
    st.session_state.setdefault(ASKED, {}).setdefault(key, set()).add(widget)
    skipped = link.from_link(f"{key}_skip", link.one_of({"yes": True}), False)
    link.to_link(f"{key}_skip", "yes" if skipped else "")
    together.offer(widget, question, answers, right)
    if link.kept(widget) is None and not skipped and (with_class := together.asked(widget)).stage:
        if with_class.stage == together.ASKED:
            words = t("Your class is asked this: answer in the box at the edge of the page.")
            st.caption(f":material/groups: {words}")
            return None
        skipped = not _answer_of_class(key, widget, list(answers), with_class.choice)
    if skipped and link.kept(widget) is None:
        return ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        guess = controls.guess(question, answers, key=widget)
        if guess is None:
            st.button(
                t("Skip, show the answer"), key=f"{widget}_skip", type="tertiary", icon=":material/visibility:",
                on_click=moment.noted(link.keep), args=(f"{key}_skip", True, "yes"),
            )  # fmt: skip
    return guess


def _answer_of_class(key: str, widget: str, answers: list[str], choice: int | None) -> bool:
    """What this person has answered in the room is the guess; whoever has answered nothing there has skipped."""
    if choice is None or choice >= len(answers):
        link.keep(f"{key}_skip", True, "yes")
        return False
    link.keep(widget, answers[choice], answers[choice])
    heard.give(widget, answers[choice])
    return True


def tell(guess: str, *, answers: Mapping[str, str], right: str, because: str) -> None:
    """Whether the guess is right, the answer, and the reason."""
    if not guess:
        verdict(None, t("The answer: {answer}.", answer=answers[right]))
    elif guess == right:
        verdict(True, t("That is right: {answer}.", answer=answers[right]))
    else:
        verdict(False, t("Not quite: {answer}.", answer=answers[right]))
    say(because)


def verdict(right: bool | None, words: str) -> None:
    """Right, wrong, or neither (None): told apart by colour, by icon and by the words."""
    if right is None:
        st.info(f"**{words}**", icon=":material/visibility:")
    elif right:
        st.success(f"**{words}**", icon=":material/check_circle:")
    else:
        st.error(f"**{words}**", icon=":material/cancel:")


def answered(*keys: str, about: str = "") -> bool:
    """Whether each of these questions has been guessed at, about anything or about this, or skipped."""
    return all([_answered(key, about) for key in keys])


def _answered(key: str, about: str) -> bool:
    """As the session knows, or, before the question was drawn in it, the link; which goes on saying so."""
    asked = st.session_state.get(ASKED, {}).get(key)
    skipped = link.from_link(f"{key}_skip", link.one_of({"yes": True}), False)
    link.to_link(f"{key}_skip", "yes" if skipped else "")
    if asked is None:
        guesses = {n: v for n, v in st.query_params.items() if n == key or n.startswith(f"{key}_")}
        guesses.pop(f"{key}_skip", None)
    else:
        guesses = {widget: str(guess) for widget in asked if (guess := link.kept(widget)) is not None}
    for widget, guess in guesses.items():
        link.to_link(widget, guess)
    return skipped or (f"{key}_{about}" in guesses if about else bool(guesses))


def after(*keys: str) -> bool:
    """`answered`; says in place of what follows why it is not there yet."""
    if answered(*keys):
        return True
    later()
    return False


def later() -> None:
    """Stands in place of what gives an answer away."""
    words = t(
        "This gives an answer away: it comes once you have guessed, or skipped, what the experiments of this page"
        " ask about it."
    )
    st.caption(f":material/lock: {words}")
