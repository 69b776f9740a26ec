"""The points that are fitted on this page, and the controls that its experiments share."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.live.em.service import COMPONENTS, POINTS
from app.live.world.choice import own_world, world_names
from app.ui import controls
from app.ui.controls import choice, pick, whole_number
from app.ui.language import t
from app.ui.link import kept

FIRST = "pinwheel"  # the world that is shown first: five arms, and its two coordinates depend on each other
FLOOR = 1e-4  # added to every variance, unless the page shows what happens without


def world_control() -> dict[str, Any]:
    """A named world, or the one that the person drew or uploaded on the probability page."""
    names, key = world_names(), "classical_world"
    names = {FIRST: names[FIRST]} | names
    if own_world() is not None:
        names = names | {"drawn": t("My own (from Probability)")}
    name = pick(t("World"), names, key=key)
    return own_world(used=True) if name == "drawn" else {"name": name}


def chosen_world() -> dict[str, Any]:
    """What `world_control` shows."""
    name = kept("classical_world", FIRST)
    return own_world() or {"name": FIRST} if name == "drawn" else {"name": name}


def points_control() -> int:
    return whole_number(t("Points"), POINTS, key="classical_n", default=300, width=90)


def components_control() -> int:
    return whole_number(t("Hills K"), COMPONENTS, key="classical_k", default=5, width=120)


def shape_control() -> str:
    shapes = {"full": t("Any ellipse"), "diag": t("Upright ellipse"), "spherical": t("Circle")}
    return choice(t("Shape"), shapes, key="classical_covariance", help=t("What the covariances may be."))


def seed_control() -> int:
    return controls.seed_control(key="classical_seed", width=120)


def more_settings() -> Any:
    """Where the settings stand that matter less."""
    return st.popover(t("More settings"), icon=":material/tune:")
