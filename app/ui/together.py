"""The question of an experiment, asked of a whole class in a room.

Experiments know nothing of rooms, and rooms nothing of experiments: what a page asks is told to the browser, where a
teacher may ask everybody; and the browser tells which question its room is asked, and whether its answer is told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

ROOM = "room_panel"  # the component of the room, whose state `asked` is what the browser tells
OFFERED = "questions_offered"
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


def tell() -> None:
    """At the end of a run of the whole page: the document says what may be asked."""
    offered = json.dumps(json.dumps(list(st.session_state.get(OFFERED, {}).values()))).replace("<", "\\u003c")
    st.html(f"<script>document.documentElement.dataset.questions = {offered}</script>", unsafe_allow_javascript=True)
