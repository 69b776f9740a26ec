"""Tables as people have them, given through the page's own file field: each is read and shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.served import Server, live

TABLES = sorted((Path(__file__).resolve().parents[1] / "cases").glob("*.csv"))
WRONG = "[data-testid=stAlertContentError], [data-testid=stException], [data-testid=stFileChip] [role=alert]"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_table_is_read_through_the_file_field(page: Page, server: Server, language: str) -> None:
    page.goto(f"{server.url}/probability?step=landscape&probability_source=file&lang={language}")
    field = page.locator("[data-testid=stFileUploaderDropzone] input[type=file]")
    before = ""
    assert len(TABLES) > 8
    for table in TABLES:
        field.set_input_files(table, timeout=60_000)
        page.wait_for_function(
            "(before) => location.search.includes('own_data=') && location.search !== before",
            arg=before,
            timeout=60_000,
        )
        page.wait_for_timeout(300)
        expect(page.locator("[data-testid=stApp]")).to_have_attribute(
            "data-test-script-state", "notRunning", timeout=30_000
        )
        before = page.evaluate("location.search")
        expect(page.locator(WRONG)).to_have_count(0)
        expect(live(page, "world-editor")).to_be_visible(timeout=30_000)
