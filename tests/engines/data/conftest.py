"""A few pictures, and a machine without a network or an installed copy."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from engines.data import images


@pytest.fixture
def pair() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (7, 28, 28), np.uint8), rng.integers(0, 10, 7, np.uint8)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network and no copy installed by the system."""

    def refuse(source: images.Source, root: Path) -> NoReturn:
        raise RuntimeError("no route to host")

    monkeypatch.setattr(images, "_download", refuse)
    for name, source in images.SOURCES.items():
        monkeypatch.setitem(images.SOURCES, name, dataclasses.replace(source, installed=()))
