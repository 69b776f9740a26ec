"""The game "which model made this?": a sheet that nobody picked, a guess, the verdict and what gives a maker away."""

from __future__ import annotations

import streamlit as st

from app.ui import compare_sheets as sheets
from app.ui.compare_score import Answer, Score
from app.ui.controls import choice, whole_number
from app.ui.i18n import lesson, t
from app.ui.names import data_names, maker_names
from app.ui.pictures import sheet

ROUND = "compare_round"
ANSWERS = "compare_answers"  # in the session: (data, round) -> Answer, in the order of the answers
LAST_ROUND = 9_999
COLUMNS, SCALE = 4, 4
SHEET_WIDTH = 460


def game() -> None:
    """The heading and the rounds."""
    st.header(t("Which model made this?"))
    st.markdown(lesson("compare_game"))
    rounds()


@st.fragment
def rounds() -> None:
    """One sheet, and a button for everybody who may have made it."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        names = data_names() | {"postcards": t("Postcards")}
        data = choice(t("Pictures"), {d: names[d] for d in sheets.DATA}, key="compare_game_data")
        nth = whole_number(
            t("Round"), 1, LAST_ROUND, key=ROUND, default=1, width=140,
            help=t("The same round shows everybody the same sheet: the link carries it."),
        )  # fmt: skip
    truth = sheets.puzzle(data, nth)
    with st.spinner(t("Painting …"), show_time=True):
        pictures = sheets.draw(data, truth, nth)
    seen, told = st.columns([SHEET_WIDTH, 560], gap="large")
    with seen:
        show(pictures, t("Eight pictures by one maker, none of them picked: which one?"))
    answers: dict[tuple[str, int], Answer] = st.session_state.setdefault(ANSWERS, {})
    with told:
        answer = answers.get((data, nth))
        ask(data, nth, truth, answer)
        if answer:
            verdict(data, nth, answer)
    score(Score(list(answers.values())))


def show(pictures, label: str) -> None:
    """A sheet of four by two."""
    tiled = sheet(pictures, COLUMNS, scale=SCALE, between=128)
    st.image(tiled, width=SHEET_WIDTH, output_format="PNG", alt=label)


def ask(data: str, nth: int, truth: str, answer: Answer | None) -> None:
    """A button for everybody who may have made the sheet, with a key of the keyboard each."""
    options, names = sheets.makers(data), maker_names()
    with st.container(horizontal=True, gap="small"):
        for i, maker in enumerate(options):
            st.button(
                names[maker], key=f"compare_guess_{maker}", shortcut=str(i + 1), disabled=answer is not None,
                type="primary" if answer and maker == truth else "secondary", on_click=take,
                args=(data, nth, Answer(truth, maker, len(options))),
            )  # fmt: skip


def take(data: str, nth: int, answer: Answer) -> None:
    """Keep the first answer to a round."""
    st.session_state[ANSWERS].setdefault((data, nth), answer)


def go_on() -> None:
    """The next round, the first again after the last."""
    st.session_state[ROUND] = st.session_state[ROUND] % LAST_ROUND + 1


def verdict(data: str, nth: int, answer: Answer) -> None:
    """Right or not, what gives the maker away, and what the named one would have painted."""
    names = maker_names()
    truth, guess = names[answer.truth], names[answer.guess]
    said = t("Right: {maker}.", maker=truth) if answer.right else t("No, it was this maker: {maker}.", maker=truth)
    icon = ":material/check_circle:" if answer.right else ":material/cancel:"
    (st.success if answer.right else st.error)(f"**{said}**", icon=icon)
    st.markdown(clues(data)[answer.truth])
    st.caption(
        t(
            "Measured on this sheet: {value} % of the fine detail of real pictures (everything thinner than two"
            " pixels).",
            value=f"{100 * sheets.detail(data, sheets.draw(data, answer.truth, nth)):.0f}",
        )
    )
    st.button(
        t("Next round"), key="compare_next", icon=":material/skip_next:", type="primary", shortcut="Enter",
        on_click=go_on,
    )  # fmt: skip
    if not answer.right:
        with st.spinner(t("Painting …"), show_time=True):
            pictures = sheets.draw(data, answer.guess, nth)
        st.markdown(t("You said {maker}. A sheet made by it would look like this:", maker=guess))
        show(pictures, t("Eight pictures by the maker that you named"))


def clues(data: str) -> dict[str, str]:
    """What to look at, per maker."""
    real = {
        "digits": t("People wrote these. Look for the habits of hands: slants, odd loops, ink of uneven thickness."),
        "fashion": t("Photographs. Look for real fabric: prints, seams, folds and laces, all where they belong."),
        "postcards": t("Painted by our program. Every shape is whole and every edge is exact."),
    }
    return {
        "vae": t(
            "Look at the edges: soft, as if out of focus. A VAE paints the mean of all the pictures that a code may"
            " stand for, and a mean of many edges is a blur."
        ),
        "gan": t(
            "Look at the shapes: the edges are crisp, but here and there a piece is broken, doubled or missing. The"
            " detective punishes every blur at once; an odd shape may slip through."
        ),
        "diffusion": t(
            "Look at the whole: mostly complete shapes with crisp edges, and yet some that are almost a known thing."
            " It decides the large shape first and the details last, in many small steps."
        ),
        "real": real[data],
    }


def score(found: Score) -> None:
    """So far: right answers, what guessing would have given, the streaks, and which makers were taken for another."""
    n = len(found.answers)
    if not n:
        st.caption(t("Keys: 1, 2, … for the makers, Enter for the next round."))
        return
    said = t(
        "**Right: {right} of {n}** · by guessing: {chance} · streak: {streak} · longest: {best}",
        right=found.right, n=n, chance=f"{found.by_guessing:.1f}", streak=found.streak, best=found.best,
    )  # fmt: skip
    st.markdown(f":material/scoreboard: {said}")
    st.caption(against_chance(found))


def against_chance(found: Score) -> str:
    """Whether the score can be luck, in words, and the most frequent mistake."""
    said = t("Who only guesses does as well in {share} % of such games.", share=f"{100 * found.luck:.1f}")
    if mistakes := found.mistaken():
        (truth, guess), times = next(iter(mistakes.items()))
        names = maker_names()
        said += " " + t(
            "Your most frequent mistake: {truth} taken for {guess} ({n}×).",
            truth=names[truth], guess=names[guess], n=times,
        )  # fmt: skip
    return said
