"""How hot words and notes are drawn: cold repeats what is most probable, hot tries what is rare."""

from __future__ import annotations

from app.ui.controls import choice
from app.ui.language import t

TEMPERATURES = {"1": 1.0, "0.3": 0.3, "0.6": 0.6, "1.5": 1.5, "3": 3.0}


def temperature(key: str) -> float:
    """The temperature that is chosen in the control of this key."""
    names = {name: name for name in sorted(TEMPERATURES, key=float)}
    return TEMPERATURES[choice(t("Temperature"), names, key=key, default="1")]
