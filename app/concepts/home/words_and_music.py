"""One idea in text and music, on the home page: count what follows what, then draw from p(next | before)."""

from __future__ import annotations

import base64
import unicodedata

import numpy as np
import streamlit as st

from app.concepts.home import drawings
from app.ui import link
from app.ui.controls import MOST_DRAWS, another, choice
from app.ui.language import language, lesson, t
from app.ui.svg import show_svg
from engines.markov import melody as markov_melody
from engines.markov import words as markov_words
from engines.markov.melody import Note
from engines.markov.model import END, START, MarkovConfig, MarkovModel, Step

TEMPERATURES = {"1": 1.0, "0.3": 0.3, "0.6": 0.6, "1.5": 1.5, "3": 3.0}
N_WORDS, N_MEASURED = 12, 200
N_BARS = 7
MAX_LETTERS = 30
WORD = (1, 3)  # shown first: which word, and how many of its steps
MAX_NOTES = 36
TEMPO = 132  # quarter notes a minute


def _temperatures() -> dict[str, str]:
    return {name: name for name in sorted(TEMPERATURES, key=float)}


def word_shown(text: str) -> tuple[int, int]:
    """Which word, and how many of its steps are shown, of a link."""
    seed, shown = (int(part) for part in text.split("."))
    if not (0 <= seed <= MOST_DRAWS and 1 <= shown <= MAX_LETTERS):
        raise ValueError(f"{text} is no word and its steps")
    return seed, shown


@st.cache_resource
def word_model(code: str, context: int) -> tuple[MarkovModel, frozenset[str]]:
    """The character model (Korean: letters of the syllables), and the words that it has seen."""
    seen = markov_words.words(code)
    unit = "jamo" if code == "ko" else "character"
    model = MarkovModel(MarkovConfig(context=context)).fit(markov_words.spell(word, unit) for word in seen)
    return model, frozenset(seen)


@st.cache_data(max_entries=200)
def word_steps(code: str, context: int, temperature: float, seed: int) -> list[Step]:
    """One word, drawn letter by letter."""
    model, _ = word_model(code, context)
    return list(model.draw(seed=seed, temperature=temperature, max_tokens=MAX_LETTERS))


@st.cache_data(max_entries=200)
def more_words(code: str, context: int, temperature: float, seed: int) -> tuple[list[tuple[str, bool]], float]:
    """Some words, each with whether it is new; and the share of new ones among `N_MEASURED`."""
    model, seen = word_model(code, context)
    draws = model.sample(N_MEASURED, seed=seed, temperature=temperature, max_tokens=MAX_LETTERS)
    words = [markov_words.join(draw) for draw in draws]
    return [(w, w not in seen) for w in words[:N_WORDS]], float(np.mean([w not in seen for w in words]))


@st.fragment
def words() -> None:
    """A word grows letter by letter, from p(next | the letters before)."""
    st.markdown(lesson("home_words"))
    here = language()
    codes = {"ko": t("Korean"), "en": t("English")}
    with st.container(horizontal=True, gap="medium"):
        code = choice(t("Words"), codes, key="home_words", default=here, varies=True)
        context = choice(t("Letters it looks back"), {n: str(n) for n in (1, 2, 3, 4)}, key="home_order", default=3)
        heat = choice(t("Temperature"), _temperatures(), key="home_temperature", default="1")
    seed, shown = link.from_link("home_word", word_shown, WORD)
    steps = word_steps(code, context, TEMPERATURES[heat], seed)
    with st.container(horizontal=True):
        if st.button(t("Next letter"), icon=":material/skip_next:", key="home_next_letter"):
            seed, shown = (seed, shown + 1) if shown < len(steps) else (seed + 1, 1)
        if st.button(t("Another word"), icon=":material/casino:", key="home_next_word"):
            seed, shown = seed + 1, MAX_LETTERS
    steps = word_steps(code, context, TEMPERATURES[heat], seed)
    shown = min(shown, len(steps))
    link.keep("home_word", (seed, shown), "" if (seed, shown) == WORD else f"{seed}.{shown}")
    so_far = markov_words.join([step.token for step in steps[:shown] if step.token is not END])
    ended = steps[shown - 1].token is END
    st.markdown(f"### {so_far or '–'}{'' if ended else ' …'}")
    _step(steps[shown - 1], word_model(code, context)[0])
    drawn, new = more_words(code, context, TEMPERATURES[heat], seed)
    chips = " ".join(f":{'primary' if is_new else 'gray'}-badge[{word}]" for word, is_new in drawn if word)
    st.markdown(chips)
    st.caption(t("New words are coloured, words of the list grey. Of {n} drawn, {share:.0%} are new.",
                 n=N_MEASURED, share=new))  # fmt: skip


def _step(step: Step, model: MarkovModel) -> None:
    """p(next | before) as bars, the drawn letter marked."""
    before = "".join(letter(token, bare=True) for token in step.before)
    order = np.argsort(-step.distribution, kind="stable")[:N_BARS]
    rows = [
        (letter(model.vocabulary[i]), float(step.distribution[i]), model.vocabulary[i] == step.token)
        for i in order
        if step.distribution[i] > 0
    ]
    if not any(chosen for *_, chosen in rows):
        rows[-1] = (letter(step.token), step.probability, True)
    st.markdown(t("p(next | {before}), the last step:", before=f"**{before}**"))
    label = t("Bars: the probability of each next letter; the drawn one is filled")
    show_svg(drawings.bars(rows), label, width="30rem", least="20rem")


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


@st.cache_resource
def melody_model(context: int) -> tuple[MarkovModel, list[tuple[Note, ...]]]:
    """The model of notes, and the tunes it has heard, all moved to one key."""
    heard = [tune.transposed() for tune in markov_melody.tunes()]
    return MarkovModel(MarkovConfig(context=context)).fit(heard), heard


@st.cache_data(max_entries=100)
def melody(context: int, temperature: float, seed: int) -> tuple[list[Note], bytes, int]:
    """The notes of one draw, their sound (WAV), and the longest run of notes that stands in one of the tunes."""
    model, heard = melody_model(context)
    notes = [Note(*note) for note in model.sample(1, seed=seed, temperature=temperature, max_tokens=MAX_NOTES)[0]]
    return notes, markov_melody.to_wav(notes, TEMPO), longest_run(notes, heard)


def longest_run(notes: list[Note], heard: list[tuple[Note, ...]]) -> int:
    """The most notes in a row that also stand in a row in one of the tunes."""
    best = 0
    for tune in heard:
        before = [0] * (len(tune) + 1)
        for note in notes:
            now = [0] + [before[j] + 1 if note == other else 0 for j, other in enumerate(tune)]
            best, before = max(best, *now), now
    return best


@st.fragment
def music() -> None:
    """A melody drawn note by note, to be heard and seen."""
    st.markdown(lesson("home_melody"))
    with st.container(horizontal=True, gap="medium"):
        context = choice(t("Notes it looks back"), {n: str(n) for n in (1, 2, 3, 4)}, key="home_notes", default=2)
        heat = choice(t("Temperature"), _temperatures(), key="home_heat", default="1")
    nth = another(
        t("Another melody"), counter="home_melody", first=2, icon=":material/music_note:", key="home_next_melody"
    )
    notes, wav, run = melody(context, TEMPERATURES[heat], nth)
    # In the page itself: a file of the server's would be gone before a quick second press has let the first be fetched.
    st.audio(f"data:audio/wav;base64,{base64.b64encode(wav).decode()}", format="audio/wav")
    names = {
        60 + 12 * octave + s: f"{n}{4 + octave}" for octave in (-1, 0, 1) for n, s in markov_melody.SEMITONES.items()
    }
    label = t("The notes of the melody: time to the right, pitch upward")
    show_svg(drawings.piano_roll(notes, names), label, width="36rem")
    tunes = len(melody_model(context)[1])
    st.caption(
        t(
            "{n} notes, drawn from counts over {tunes} public-domain tunes, all moved to C major or A minor."
            " Longest run of notes that stands in one of the tunes: {run}.",
            n=len(notes), tunes=tunes, run=run,
        )
    )  # fmt: skip
