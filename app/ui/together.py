"""The question of an experiment, asked of a whole class in a room, and the game that it plays.

Experiments know nothing of rooms: what a page asks is told to the browser, where a teacher may ask everybody; and the
browser tells which question its room is asked, and whether its answer is told. So with answers of the game: the browser
takes them to its room, which knows the rules itself.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

ROOM = "room_panel"  # the component of the room, whose state `asked` is what the browser tells
OFFERED = "questions_offered"
PLAYED, LAST_PLAYED = "game_played", 20  # answers of the game, the newest; what the browser has taken it does not need
ASKED, TOLD = "asked", "told"


@dataclass(frozen=True)
class Asked:
    """How the question of a widget stands with the class: not at all (""), ASKED or TOLD, and then the number of the
    answer that this person has given in the room, if any."""

    stage: str = ""
    choice: int | None = None


def begin() -> None:
    """A run of a page begins: it offers what it asks anew."""
    st.session_state[OFFERED] = {}


def offer(widget: str, question: str, answers: Mapping[str, str], right: str = "") -> None:
    """A class may be asked this; which answer is right is for nobody to see before it is told."""
    told = right in answers and asked(widget).stage == TOLD
    st.session_state.setdefault(OFFERED, {})[widget] = {
        "about": widget,
        "text": question,
        "answers": list(answers.values()),
        "right": list(answers).index(right) if told else None,
    }


def asked(widget: str) -> Asked:
    """What the browser has told of its room last."""
    said = st.session_state.get(ROOM, {}).get("asked")
    if not isinstance(said, Mapping) or said.get("about") != widget or said.get("stage") not in (ASKED, TOLD):
        return Asked()
    choice: Any = said.get("choice")
    return Asked(said["stage"], choice if isinstance(choice, int) and choice >= 0 else None)


def play(data: str, nth: int, guess: str) -> None:
    """This session has answered a round of the game now."""
    before = st.session_state.get(PLAYED, [])
    number = max(time.time_ns() // 1000, before[-1]["id"] + 1 if before else 0)  # later ones of any session are higher
    played = {"id": number, "data": data, "round": nth, "guess": guess}
    st.session_state[PLAYED] = [*before, played][-LAST_PLAYED:]


def class_score() -> None:
    """Where the browser writes the score of the class, in a room; nothing elsewhere."""
    with st.container(key="class_score"):
        st.html("<p id=class-score></p>")


def tell() -> None:
    """At the end of a run of the whole page: the document says what may be asked, and what was answered of the game."""
    told = {"questions": list(st.session_state.get(OFFERED, {}).values()), "played": st.session_state.get(PLAYED, [])}
    said = [f"document.documentElement.dataset.{name} = {_text(value)}" for name, value in told.items()]
    st.html(f"<script>{'; '.join(said)}</script>", unsafe_allow_javascript=True)


def _text(value: Any) -> str:
    """JSON as a text of JavaScript, in which no script ends."""
    return json.dumps(json.dumps(value)).replace("<", "\\u003c")
