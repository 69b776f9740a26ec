"""What the person's browser remembers from one session to the next, and no link tells: short texts, in their order."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from app.ui import moment

SCRIPT = Path(__file__).resolve().parents[2] / "assets" / "live" / "course" / "remembered.js"
MOST, LONGEST = 500, 40  # texts, the newest; letters of each


@dataclass(frozen=True)
class Remembered:
    """Texts that the browser keeps under a name: what it has told, and what the session adds."""

    name: str

    def texts(self) -> list[str]:
        return self._now()["texts"]

    def add(self, text: str) -> None:
        self._take(self._now()["since"], [*self.texts(), text])

    def forget(self) -> None:
        """All of it, in other tabs of the browser, too, as soon as they are used."""
        self._take(int(1000 * time.time()), [])

    def tell(self) -> None:
        """Lets the browser keep it and say what it knows; where there is news, another run follows."""
        data = {"name": self.name, **self._now()}
        _component()(key=self._key, data=data, on_said_change=moment.noted(self._heard))

    @property
    def _key(self) -> str:
        return f"remembered_{self.name}"

    def _now(self) -> dict[str, Any]:
        return st.session_state.setdefault(f"{self._key}_texts", {"since": 0, "texts": []})

    def _take(self, since: int, texts: list[str]) -> None:
        st.session_state[f"{self._key}_texts"] = {"since": since, "texts": list(dict.fromkeys(texts))[-MOST:]}

    def _heard(self) -> None:
        """What the browser says: it is newer, or of the same beginning, and then what it knows came first."""
        said, own = st.session_state.get(self._key, {}).get("said"), self._now()
        since, texts = (said.get("since"), said.get("texts")) if isinstance(said, dict) else (None, None)
        if not isinstance(since, int) or not isinstance(texts, list):
            return
        known = [text for text in texts if isinstance(text, str) and len(text) <= LONGEST]
        if since >= own["since"]:
            self._take(since, [*known, *(own["texts"] if since == own["since"] else [])])


def _component() -> Any:
    return st.components.v2.component("remembered", js=SCRIPT.read_text(encoding="utf-8"))
