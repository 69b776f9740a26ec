"""What answers at each route, and what is prepared before anybody asks."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.live.channel import services


def test_every_service_is_prepared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(callable(services.kind(name).warm_up) for name in services.SERVICES)
    warmed: list[str] = []
    monkeypatch.setattr(services, "kind", lambda name: SimpleNamespace(warm_up=lambda: warmed.append(name)))
    services.warm_up()
    assert warmed == list(services.SERVICES)
