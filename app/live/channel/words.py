"""Texts that several live components share, in the session's language."""

from __future__ import annotations

from app.ui.language import t


def transport_text() -> dict[str, str]:
    """What assets/live/drawing/transport.js needs."""
    return {
        "play": t("Play"),
        "pause": t("Pause"),
        "back": t("One step back"),
        "step": t("One step on"),
        "timeline": t("Timeline"),
        "speed": t("Speed, steps per second"),
        "transport": t("Play, pause, step, scrub"),
    }
