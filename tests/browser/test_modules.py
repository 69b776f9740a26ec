"""A browser gets a page's modules all at once, and not again, in a real Chromium."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.served import Server, open_page, wait_for_frame

# The modules that the page has fetched, those of them that it asked the server for, and those it was told of at once.
FETCHED = """() => {
  const all = performance.getEntriesByType("resource").filter(({ name }) => name.includes("/live-assets/"));
  const told = document.querySelectorAll("link[rel=modulepreload], script[src*=live-assets]");
  const asked = all.filter((entry) => entry.transferSize);
  return [...[all, asked].map((them) => them.map(({ name }) => name)), [...told].map((e) => e.href || e.src)];
}"""


def test_a_page_is_told_of_all_its_modules_and_asks_for_none_at_the_next_visit(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(locale="en-US", reduced_motion="reduce")
    page = context.new_page()
    for asks in (True, False):
        open_page(page, server.url + "/gan?lang=en")
        wait_for_frame(page, "run-player", timeout=60_000)  # by now every module of it has come
        fetched, asked, told = page.evaluate(FETCHED)
        assert len(fetched) > 20 and set(fetched) <= set(told)
        assert bool(asked) == asks, asked
    context.close()
