"""What a screen reader hears of pictures that move: what they show, never twice in two seconds."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.served import Server, live, open_page

APART = 2000  # ms; times are rounded
HEARD = """() => {
  // Each change of a live region that can be heard, with its time; text that is set again is read again.
  window.heard = [];
  const region = (node) => (node.nodeType === 1 ? node : node.parentElement)
    ?.closest("[aria-live], output, [role=status], [role=alert], [role=log]");
  const heard = (changes) => {
    const regions = new Set(changes.map(({ target }) => region(target)));
    for (const node of regions)
      if (node?.checkVisibility() && node.getAttribute("aria-live") !== "off" && node.textContent.trim())
        window.heard.push([Math.round(performance.now()), node.textContent]);
  };
  const follow = (root) => new MutationObserver(heard)
    .observe(root, { subtree: true, childList: true, characterData: true });
  follow(document);
  for (const host of document.querySelectorAll("*")) if (host.shadowRoot) follow(host.shadowRoot);
}"""


def test_what_never_rests_is_told_every_five_seconds_and_the_last_word_is_the_newest(
    page: Page, server: Server
) -> None:
    """Two live parts of one page that say something at every screen frame, twenty seconds long by the page's clock."""
    page.clock.install()
    page.goto(server.url + "/_stcore/health")
    page.evaluate(
        """async () => {
          const { Live } = await import("/live-assets/channel/live.js");
          const parts = ["one", "other"].map((name) => new Live(document.body, name));
          window.tick = (n) => parts.forEach((part) => part.say(`${part.name} ${n}`));
        }"""
    )
    page.evaluate(f"({HEARD})()")
    for n in range(400):
        page.evaluate("(n) => tick(n)", n)
        page.clock.run_for(50)
    page.clock.run_for(10_000)
    heard = page.evaluate("() => heard")
    times = [time for time, _ in heard]
    assert all(b - a >= APART - 1 for a, b in zip(times, times[1:], strict=False)), heard
    for name in ("one", "other"):
        own = [(time, said) for time, said in heard if said.startswith(name)]
        assert own[-1][1] == f"{name} 399"
        assert 3 <= len(own) <= 6 and max(b[0] - a[0] for a, b in zip(own, own[1:], strict=False)) <= 7100, own


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "name", "press"),
    [
        ("/gan?step=watch", "run-player", "Train"),
        ("/autoencoder?step=train", "run-player", "Train"),
        ("/probability?step=sampling", "sampler-player", "Play"),
        ("/classical?step=em", "em-player", "Play"),
        ("/probability?step=table", "postcard-tally", "Play"),
    ],
)
def test_while_something_moves_it_is_told_at_most_once_in_two_seconds(
    browser: Browser, server: Server, path: str, name: str, press: str
) -> None:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, server.url + path + "&lang=en")
    button = live(page, name).first.get_by_role("button", name=press).first
    button.wait_for(timeout=60_000)
    page.evaluate(f"({HEARD})()")
    button.click()
    page.wait_for_timeout(12_000)
    heard = page.evaluate("() => heard")
    times = [time for time, _ in heard]
    assert all(b - a >= APART for a, b in zip(times, times[1:], strict=False)), heard
    assert any(any(letter.isdigit() for letter in said) for _, said in heard), heard  # where it stands
    context.close()
