"""The game "which model made this?": a sheet that nobody picked, a guess, the verdict and what gives a maker away."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.compare import code, sheets
from app.concepts.compare.clues import clues
from app.concepts.compare.score import Answer, Score
from app.ui import heard, moment, predict, together
from app.ui.claims.results import half_of
from app.ui.controls import pick, whole_number
from app.ui.language import lesson, t
from app.ui.names import comparison_names, maker_names
from app.ui.pictures import dots
from app.ui.remembered import Remembered
from app.ui.stage import Experiment
from app.ui.terms import caption, say
from engines.comparison import rounds
from engines.comparison.models import POINTS
from engines.data.pixels import sheet

ROUND = "compare_round"
ANSWERS = Remembered("answers")  # who was named in a round, as "digits/7/gan"
COLUMNS, SCALE = 4, 7
SHEET_WIDTH = 460
STYLE = Path(__file__).with_name("compare.css")
INK = "#6b7fd7"  # seen on both themes


def show(controls: DeltaGenerator) -> None:
    """One sheet, a button for everybody who may have made it, and what came of the answer."""
    st.html(STYLE)
    names = comparison_names()
    with controls, st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        data = pick(
            t("Pictures or points"), {d: names[d] for d in rounds.data_sets()}, key="compare_game_data", width=220
        )
        nth = whole_number(
            t("Round"), rounds.ROUNDS, key=ROUND, default=1, width=110,
            help=t("The same round shows everybody the same sheet: the link carries it."),
        )  # fmt: skip
    truth = rounds.puzzle(data, nth)
    ANSWERS.tell()
    answers = answered()
    answer = answers.get((data, nth))
    say(f"**{question(data)}**")
    place = st.container(key="fill-compare_sheet")  # the buttons first: who sees a new sheet can answer
    ask(data, nth, truth, answer)
    with st.container(key="compare_verdict", horizontal=True, gap="small", vertical_alignment="center"):
        if answer:
            verdict(nth, answer)
    with place:
        draw(data, sheets.draw(data, truth, nth), question(data))
    with controls:
        if answer:
            clue(data, nth, answer)
        score(Score(list(answers.values())))


def question(data: str) -> str:
    if data in POINTS:
        return t("Points by one maker, not hand-picked. Who made them?")
    return t("Eight pictures by one maker, not hand-picked. Who made them?")


def draw(data: str, drawn: np.ndarray, label: str) -> None:
    """A sheet of four by two pictures, or a square of points."""
    if data in POINTS:
        st.image(dots(drawn, half_of(data), INK, side=2 * SHEET_WIDTH, radius=4), width="stretch", alt=label)
        return
    tiled = sheet(drawn, COLUMNS, scale=SCALE, between=128)
    st.image(tiled, width="stretch", output_format="PNG", alt=label)


def ask(data: str, nth: int, truth: str, answer: Answer | None) -> None:
    """A button for everybody who may have made the sheet, with a key of the keyboard each."""
    options, names = rounds.makers(data), maker_names()
    with st.container(horizontal=True, gap="small"):
        for i, maker in enumerate(options):
            st.button(
                names[maker], key=f"compare_guess_{maker}", shortcut=str(i + 1), disabled=answer is not None,
                type="primary" if answer and maker == truth else "secondary", on_click=moment.noted(take),
                args=(data, nth, maker),
            )  # fmt: skip


def answered() -> dict[tuple[str, int], Answer]:
    """(data, round) -> the first answer to it, in the order of the answers."""
    found: dict[tuple[str, int], Answer] = {}
    for text in ANSWERS.texts():
        with suppress(ValueError):  # of another version of the game
            data, nth, guess = text.split("/")
            options = rounds.makers(data) if data in rounds.data_sets() else []
            if guess in options:
                found.setdefault((data, int(nth)), Answer(rounds.puzzle(data, int(nth)), guess, len(options)))
    return found


def take(data: str, nth: int, guess: str) -> None:
    """Keep the first answer to a round."""
    if (data, nth) not in answered():
        ANSWERS.add(f"{data}/{nth}/{guess}")
        together.play(data, nth, guess)


def go_on(nth: int) -> None:
    """The round after this, the first again after the last."""
    heard.give(ROUND, str(nth % rounds.ROUNDS.high + 1))


def verdict(nth: int, answer: Answer) -> None:
    """Right or not, and the way on."""
    truth = maker_names()[answer.truth]
    said = t("Right: {maker}.", maker=truth) if answer.right else t("No, it was this maker: {maker}.", maker=truth)
    predict.verdict(answer.right, said)
    st.button(
        t("Next round"), key=f"compare_next_round_{nth}", icon=":material/skip_next:", type="primary",
        shortcut="Enter", on_click=moment.noted(go_on), args=(nth,),
    )  # fmt: skip


def clue(data: str, nth: int, answer: Answer) -> None:
    """What gives the maker away, and what the named one would have painted."""
    say(clues(data)[answer.truth])
    if data not in POINTS and not rounds.is_kept_with_losses(answer.truth):
        caption(
            t(
                "Measured on this sheet: {value} % of the fine detail of real pictures (waves shorter than four"
                " pixels).",
                value=f"{100 * sheets.detail(data, sheets.draw(data, answer.truth, nth)):.0f}",
            )
        )
    if not answer.right:
        guess = maker_names()[answer.guess]
        with st.container(key="compare_named", horizontal=True, gap="small"):
            with st.container(width="stretch"):
                say(t("You said {maker}. It makes sheets like this:", maker=guess))
            draw(data, sheets.draw(data, answer.guess, nth), t("A sheet by the maker that you named"))


def score(found: Score) -> None:
    """So far: right answers, what guessing would have given, the streaks, and which makers were taken for another."""
    n = len(found.answers)
    if not n:
        with st.container(key="compare_keys"):
            caption(t("Keys: 1, 2, … for the makers, Enter for the next round."))
        together.class_score()
        return
    said = t(
        "**Right: {right} of {n}** · by guessing: {chance} · streak: {streak}",
        right=found.right, n=n, chance=f"{found.by_guessing:.1f}", streak=found.streak,
    )  # fmt: skip
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="compare_score"):
        say(f":material/scoreboard: {said}", help=against_chance(found), width="stretch")
        new = {"icon": ":material/restart_alt:", "type": "tertiary", "width": "content"}
        st.button(t("New game"), key="compare_new_game", on_click=moment.noted(ANSWERS.forget), **new)
    together.class_score()


def against_chance(found: Score) -> str:
    """Whether the score can be luck, in words, the longest streak, and the most frequent mistake."""
    said = t(
        "Someone who only guessed would do this well in {share} % of games. Your longest streak: {best}.",
        share=f"{100 * found.luck:.1f}", best=found.best,
    )  # fmt: skip
    if mistakes := found.mistaken():
        (truth, guess), times = next(iter(mistakes.items()))
        names = maker_names()
        said += " " + t(
            "Your most frequent mistake: {truth} taken for {guess} ({n}×).",
            truth=names[truth], guess=names[guess], n=times,
        )  # fmt: skip
    return said


def depth() -> None:
    say(lesson("compare_lead"))


EXPERIMENT = Experiment("game", lambda: t("A guessing game"), "compare_game", show, depth=depth, code=code.game)
