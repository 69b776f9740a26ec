"""A melody drawn note by note, to be heard and seen."""

from __future__ import annotations

import base64

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.home import code, drawings
from app.concepts.home.temperature import TEMPERATURES, temperature
from app.ui.controls import another, choice
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.numbers import with_error
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.svg import fill_svg
from app.ui.terms import caption, say
from engines.markov import melody as markov_melody
from engines.markov.melody import Note
from engines.markov.model import MarkovConfig, MarkovModel
from engines.statistics import apart, mean_and_error

MAX_NOTES = 36
TRIED = 20  # melodies of each memory, whose longest runs are compared
TEMPO = 132  # quarter notes a minute
NAMES = {60 + 12 * octave + s: f"{n}{4 + octave}" for octave in (-1, 0, 1) for n, s in markov_melody.SEMITONES.items()}


@st.cache_resource(show_spinner=False)
def melody_model(context: int) -> tuple[MarkovModel, list[tuple[Note, ...]]]:
    """The model of notes, and the tunes it has heard, all moved to one key."""
    heard = [tune.transposed() for tune in markov_melody.tunes()]
    return MarkovModel(MarkovConfig(context=context)).fit(heard), heard


@st.cache_data(max_entries=100, show_spinner=False)
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


def show(controls: DeltaGenerator) -> None:
    with controls:
        context = choice(t("Notes it looks back"), {n: str(n) for n in (1, 2, 3, 4)}, key="home_notes", default=2)
        heat = temperature("home_heat")
        nth = another(
            t("Another melody"), counter="home_melody", first=2, icon=":material/music_note:", key="home_next_melody",
            type="primary",
        )  # fmt: skip
    notes, wav, run = melody(context, heat, nth)
    label = t("The notes of the melody: time to the right, pitch upward")
    fill_svg(drawings.piano_roll(notes, NAMES), label)
    caption(
        t(
            "{n} notes, drawn from counts over {tunes} public-domain tunes, all moved to C major or A minor."
            " Longest run of notes that stands in one of the tunes: {run}.",
            n=len(notes), tunes=len(melody_model(context)[1]), run=run,
        )
    )  # fmt: skip
    # In the page itself: a file of the server's would be gone before a quick second press has let the first be fetched.
    st.audio(f"data:audio/wav;base64,{base64.b64encode(wav).decode()}", format="audio/wav")


def question() -> None:
    heat = TEMPERATURES[kept("home_heat", "1")]
    short, long = runs(heat)
    predict(
        key="home_predict_notes",
        about=f"{heat:g}",
        question=t("It looks back over 4 notes instead of 1. What happens to the longest run that also occurs in a"
                   " tune?"),
        answers={"longer": t("Longer"), "same": t("As long"), "shorter": t("Shorter")},
        right={0: "same", 1: "longer", -1: "shorter"}[apart(long, short)],
        because=lesson("home_notes") + "\n\n" + t(
            "Measured at temperature {heat}, mean of {n} melodies ± standard error: a run of {short} notes with 1 note"
            " of memory, of {long} with 4.",
            heat=f"{heat:g}", n=TRIED, short=with_error(*short), long=with_error(*long),
        ),
    )  # fmt: skip


@st.cache_data(max_entries=10, show_spinner=False)
def runs(temperature: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """The longest run of a melody with a memory of 1 note, and of 4: means and standard errors over `TRIED` draws."""
    found = []
    for context in (1, 4):
        model, heard = melody_model(context)
        drawn = model.sample(TRIED, seed=0, temperature=temperature, max_tokens=MAX_NOTES)
        found.append(mean_and_error([longest_run([Note(*note) for note in notes], heard) for notes in drawn]))
    return found[0], found[1]


def depth() -> None:
    say(lesson("home_one_idea"))


EXPERIMENT = Experiment("melody", lambda: t("A melody"), "home_melody", show, question, depth, code=code.melody)
