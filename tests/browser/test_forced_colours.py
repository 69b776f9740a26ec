"""Drawings where the system chooses the colours, in a real Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.served import Server, open_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_drawing_can_be_read_in_forced_colours(browser: Browser, server: Server, scheme: str) -> None:
    context = browser.new_context(locale="en-US", color_scheme=scheme, forced_colors="active")
    page = context.new_page()
    open_page(page, server.url + "/gan?step=rule")
    box = page.locator("figure svg rect.box").first
    box.wait_for(timeout=60_000)
    fills = [e.evaluate("(e) => getComputedStyle(e).fill") for e in (box, page.locator("figure svg text.big").first)]
    dark, light = sorted(luminance(fill) for fill in fills)
    assert (light + 0.05) / (dark + 0.05) > 4.5, fills
    context.close()


def luminance(colour: str) -> float:
    """Relative luminance (WCAG) of rgb(r, g, b)."""
    parts = [int(v) / 255 for v in re.findall(r"\d+", colour)[:3]]
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
