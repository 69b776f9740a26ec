"""A word grows letter by letter: count what follows what, then draw from p(next | before)."""

from __future__ import annotations

import unicodedata

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.home import code as as_code
from app.concepts.home import drawings, formulas
from app.concepts.home.temperature import temperature
from app.ui import link, moment
from app.ui.controls import MOST_DRAWS, choice
from app.ui.language import language, lesson, t
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.svg import fill_svg
from app.ui.terms import caption, say
from engines.markov import words as markov_words
from engines.markov.model import END, START, MarkovConfig, MarkovModel, Step

N_WORDS, N_MEASURED = 24, 200
MAX_LETTERS = 30
WORD = (1, 2)  # shown first: which word, and how many of its steps


def word_shown(text: str) -> tuple[int, int]:
    """Which word, and how many of its steps are shown, of a link."""
    seed, shown = (int(part) for part in text.split("."))
    if not (0 <= seed <= MOST_DRAWS and 1 <= shown <= MAX_LETTERS):
        raise ValueError(f"{text} is no word and its steps")
    return seed, shown


@st.cache_resource(show_spinner=False)
def word_model(code: str, context: int) -> tuple[MarkovModel, frozenset[str]]:
    """The character model (Korean: letters of the syllables), and the words that it has seen."""
    seen = markov_words.words(code)
    unit = "jamo" if code == "ko" else "character"
    model = MarkovModel(MarkovConfig(context=context)).fit(markov_words.spell(word, unit) for word in seen)
    return model, frozenset(seen)


@st.cache_data(max_entries=200, show_spinner=False)
def word_steps(code: str, context: int, temperature: float, seed: int) -> list[Step]:
    """One word, drawn letter by letter."""
    model, _ = word_model(code, context)
    return list(model.draw(seed=seed, temperature=temperature, max_tokens=MAX_LETTERS))


@st.cache_data(max_entries=200, show_spinner=False)
def more_words(code: str, context: int, temperature: float, seed: int) -> tuple[list[tuple[str, bool]], float]:
    """Some words, each with whether it is new; and the share of new ones among `N_MEASURED`."""
    model, seen = word_model(code, context)
    draws = model.sample(N_MEASURED, seed=seed, temperature=temperature, max_tokens=MAX_LETTERS)
    words = [markov_words.join(draw) for draw in draws]
    return [(w, w not in seen) for w in words[:N_WORDS]], float(np.mean([w not in seen for w in words]))


def show(controls: DeltaGenerator) -> None:
    """The word so far, p(next | the letters before), and words drawn to their end."""
    with controls:
        codes = {"ko": t("Korean"), "en": t("English")}
        own = language() if language() in codes else "en"
        code = choice(t("Words"), codes, key="home_words", default=own, varies=True)
        context = choice(t("Letters it looks back"), {n: str(n) for n in (1, 2, 3, 4)}, key="home_order", default=3)
        heat = temperature("home_temperature")
    grown, drawn = st.columns([2, 1], gap="medium")
    with grown:
        word = st.empty()
        bars = st.container(key="home_bars", height="stretch", gap="small")
        steps, shown, seed = _transport(code, context, heat)
    so_far = markov_words.join([step.token for step in steps[:shown] if step.token is not END])
    ended = steps[shown - 1].token is END
    word.markdown(f"## {so_far or '–'}{'' if ended else ' …'}")
    with bars:
        _step(steps[shown - 1], word_model(code, context)[0])
    with drawn:
        _drawn(*more_words(code, context, heat, seed))


def _drawn(words: list[tuple[str, bool]], new: float) -> None:
    """Words drawn to their end, and how many of them are in no list."""
    st.metric(t("New among {n} drawn words", n=N_MEASURED), f"{100 * new:.0f} %")
    caption(t("Coloured: new. Grey: in the list that was counted."))
    st.markdown(" ".join(f":{'blue' if is_new else 'gray'}-badge[{word}]" for word, is_new in words if word))


def _transport(code: str, context: int, heat: float) -> tuple[list[Step], int, int]:
    """The buttons under the picture; the steps of the word, how many of them are shown, and which word it is."""
    seed, shown = link.from_link("home_word", word_shown, WORD)
    steps = word_steps(code, context, heat, seed)

    def next_letter() -> None:
        seed, shown = link.kept("home_word")
        whole = shown >= len(word_steps(code, context, heat, seed))
        link.state().values["home_word"] = (seed + 1, 1) if whole else (seed, shown + 1)

    def next_word() -> None:
        link.state().values["home_word"] = (link.kept("home_word")[0] + 1, MAX_LETTERS)

    with st.container(horizontal=True):
        st.button(
            t("Next letter"), icon=":material/skip_next:", key="home_next_letter", type="primary",
            on_click=moment.noted(next_letter),
        )  # fmt: skip
        st.button(t("Another word"), icon=":material/casino:", key="home_next_word", on_click=moment.noted(next_word))
    shown = min(shown, len(steps))
    link.keep("home_word", (seed, shown), "" if (seed, shown) == WORD else f"{seed}.{shown}")
    return steps, shown, seed


def _step(step: Step, model: MarkovModel) -> None:
    """p(next | before) as bars, the drawn letter marked."""
    before = "".join(letter(token, bare=True) for token in step.before)
    order = np.argsort(-step.distribution, kind="stable")[: drawings.N_BARS]
    rows = [
        (letter(model.vocabulary[i]), float(step.distribution[i]), model.vocabulary[i] == step.token)
        for i in order
        if step.distribution[i] > 0
    ]
    if not any(chosen for *_, chosen in rows):
        rows[-1] = (letter(step.token), step.probability, True)
    told = t("p(next | {before}), the last step:", before=f"**{before}**")
    empty = t("{sign}: no letter yet.", sign=letter(START)) if START in step.before else ""
    st.markdown(f"{told} {empty}".rstrip())
    told = ", ".join(f"{name} {drawings.per_cent(p)}" for name, p, _ in rows)
    drawn = next(name for name, _, chosen in rows if chosen)
    label = t("The probability of each next letter: {told}. Drawn: {drawn}", told=told, drawn=drawn)
    fill_svg(drawings.bars(rows), label, key="home-bars")


def letter(token: object, *, bare: bool = False) -> str:
    """A token for the eye: a jamo as the letter on a keyboard; `bare` leaves out that it closes a syllable."""
    if token is START:
        return "▸"
    if token is END:
        return t("(end)")
    name = unicodedata.name(token, "")
    for part in ("CHOSEONG", "JUNGSEONG", "JONGSEONG"):
        if part in name:
            try:
                found = unicodedata.lookup(name.replace(part, "LETTER"))
            except KeyError:
                found = token
            return t("{letter} (final)", letter=found) if part == "JONGSEONG" and not bare else found
    return "␣" if token == " " else token


def question() -> None:
    predict(
        key="home_predict_letters",
        question=t("It looks back over 4 letters instead of 1. How many of the 200 words that it draws are new?"),
        answers={"more": t("More"), "same": t("As many"), "fewer": t("Fewer")},
        right="fewer",
        because=lesson("home_letters"),
    )


def depth() -> None:
    say(lesson("home_one_idea"))
    formulas.counted()


EXPERIMENT = Experiment("words", lambda: t("Words"), "home_words", show, question, depth, code=as_code.words)
