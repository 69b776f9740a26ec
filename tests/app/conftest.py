"""What tests of the pages have in common."""

from __future__ import annotations

import pytest

from app.live.measuring import follow


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script waits for what it has ordered, so that a test sees the answer and not a bar."""
    monkeypatch.setattr(follow, "PATIENCE", 60.0)
