"""The field for a file in a real Chromium: its words in the person's language, and what it does not take."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.served import Server


def test_the_field_speaks_the_persons_language_and_says_the_true_limit(page: Page, server: Server) -> None:
    page.goto(server.url + "/diffusion?lang=ko")
    field = page.locator(".st-key-diffusion_file")
    expect(field).to_be_visible(timeout=60_000)
    button = field.get_by_role("button").first
    told = button.locator("p").evaluate("p => getComputedStyle(p, '::after').content")
    assert told == '"파일 고르기"'
    assert button.locator("p").evaluate("p => getComputedStyle(p).fontSize") == "0px"
    expect(field.get_by_text(re.compile("per file"))).to_be_hidden()
    large = {"name": "large.png", "mimeType": "image/png", "buffer": b"0" * (26 << 20)}
    page.locator("input[type=file]").set_input_files(large)
    chip = field.get_by_test_id("stFileChipIconError")
    expect(chip).to_be_visible(timeout=15_000)
    said = field.evaluate("e => getComputedStyle(e, '::after').content")
    assert "25 MB" in said and re.search("[가-힣]", said)
    expect(field.get_by_role("alert")).to_have_count(0)  # the English one
