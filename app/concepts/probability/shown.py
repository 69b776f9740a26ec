"""Which world an experiment is about: the one of the landscape, and the way back to it."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.live.world.choice import chosen_name, chosen_world
from app.ui.controls import pressed
from app.ui.language import t
from app.ui.stage import go
from app.ui.terms import say

PAGE = "probability"


def world_here(controls: DeltaGenerator) -> dict[str, Any] | None:
    """The world that was chosen in the landscape; says which, and leads there. None while there is none."""
    with controls.container(horizontal=True, vertical_alignment="center", gap="small"):
        say(t("World: **{name}**", name=chosen_name()), width="content")
        if pressed(t("Change it"), icon=":material/landscape:", key="probability_change_world", type="tertiary"):
            go(PAGE, "landscape")
    world = chosen_world()
    if world is None:
        nothing_yet(st)
    return world


def nothing_yet(on: Any) -> None:
    """There is no density: nothing is painted, no table was given."""
    on.info(
        t("As soon as there is a density here, the next experiments draw from it and learn it."),
        icon=":material/draw:",
    )
