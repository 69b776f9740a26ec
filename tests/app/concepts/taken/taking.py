"""What is taken home of an experiment, without a browser: its page runs, and its menu is opened."""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.live.take import component
from tests.app.test_shell import opened

ROOT = Path(__file__).resolve().parents[4]


class Menu:
    """The menu of the page that runs; `data`: what its component is given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.data: dict[str, Any] = {}
        self.asked: dict[str, Any] | None = None
        self.at: AppTest
        monkeypatch.setattr(component.moment, "alone", lambda: int(self.asked is not None))
        monkeypatch.setattr(component, "read_asked", lambda value: self.asked)
        monkeypatch.setattr(component, "mount", lambda name, **mounted: self.data.update(mounted["data"]))

    def of(self, page: str, key: str, step: int | None = None, language: str = "en", **link: str) -> dict[str, Any]:
        """What is taken home of an experiment with the settings of a link; `step`: what the browser says of a run."""
        self.asked, self.data = None, {}
        self.at = opened(page, language, step=key, **link)
        self.asked = {"nth": "1", "step": step}
        self.at.run()
        assert not self.at.exception
        return self.data


@contextlib.contextmanager
def elsewhere(folder: Path) -> Iterator[None]:
    """Files are written there."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def printed(program: str, folder: Path) -> dict[str, list[str]]:
    """What a program prints: a line's label -> its numbers and words."""
    out = io.StringIO()
    with elsewhere(folder), contextlib.redirect_stdout(out):
        exec(compile(program, "taken.py", "exec"), {"__name__": "__main__"})
    lines = [line.partition(": ") for line in out.getvalue().splitlines()]
    return {label: re.findall(r"[^\s\[\],(){}']+", rest) for label, _, rest in lines}


def numbers(words: list[str]) -> list[float]:
    return [float(word) for word in words if re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?|nan|inf", word)]
