"""A curve that is measured on the page can be stopped."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.served import Server, open_page, settled


def test_stop_ends_a_measurement(page: Page, server: Server) -> None:
    skipped = "diffusion_predict_few_skip=yes&diffusion_predict_many_skip=yes"
    long = "diffusion_rerun_seeds=3&diffusion_rerun_budgets=2.5.10.20.50.100"  # it has not ended when it is stopped
    open_page(page, f"{server.url}/diffusion?step=steps&{skipped}&{long}")
    page.get_by_text("In depth").first.click(timeout=60_000)
    settled(page)
    page.locator(".st-key-diffusion_rerun_start").get_by_role("button").click()
    stop = page.locator(".st-key-diffusion_rerun_stop").get_by_role("button")
    stop.click(timeout=60_000)
    expect(stop).to_have_count(0, timeout=60_000)
    expect(page.get_by_test_id("stProgress")).to_have_count(0, timeout=60_000)
    expect(page.get_by_text("just measured")).to_have_count(0)
