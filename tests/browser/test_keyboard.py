"""Whoever has no mouse: Tab comes to all that can be pressed, in the order of the screen, seen wherever it is. Whoever
reads at twice the size: all is still there."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.fitting import WIDER
from tests.browser.whole import BROKEN, LIMITS
from tests.experiments import PAGES, keys_of, path_of
from tests.served import Server, becomes, open_page

PRESSES = 150  # of Tab, more than any page has stops
EDGE = 5  # pixels around a stop in which its ring is looked for
REGIONS = ("stHeader", "st-key-title", "st-key-experiments", "st-key-stage", "st-key-rail", "_depth")
# Numbers all that can be pressed and is seen; of radios, tabs and menus one stop leads to all, by arrow keys.
NUMBER = """() => {
  const wanted = "a[href], button, input, select, textarea, summary, canvas[tabindex], [role=button], [role=slider]";
  const found = {}, groups = new Set();
  let n = 0;
  window.stops = [];
  const shown = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && e.getBoundingClientRect().width > 1;
  const walk = (root) => {
    for (const e of root.querySelectorAll("*")) {
      if (e.shadowRoot) walk(e.shadowRoot);
      if (!e.matches(wanted) || e.disabled || e.getAttribute("aria-disabled") === "true") continue;
      if (!shown(e) || e.closest("[inert], [aria-hidden=true]")) continue;
      if (e.closest("[data-testid=stSelectbox]") && e.tabIndex < 0) continue; // its arrow: the list has its own stop
      const group = e.closest("[role=radiogroup], [role=tablist]")
        ?? (e.type === "radio" ? e.closest("fieldset, .row, form") : null);
      if (group && groups.has(group)) continue;
      if (group) groups.add(group);
      window.stops.push([e, group]);
      const name = e.getAttribute("aria-label") ?? e.textContent.trim().slice(0, 40);
      found[window.stops.length - 1] = `${e.tagName}.${e.type ?? ""} ${name}`;
    }
  };
  walk(document.body);
  return found;
}"""
# Where the focus is: which stop, its region, its box; null where it has left the page.
WHERE = """(regions) => {
  let e = document.activeElement;
  while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  if (!e || e === document.body) return null;
  const up = (node) => node.parentElement ?? node.getRootNode().host;
  let region = -1;
  for (let node = e; node && region < 0; node = up(node))
    region = regions.findIndex((name) => node.dataset?.testid === name || String(node.className).includes(name));
  const at = window.stops.findIndex(([stop, group]) => stop === e || group?.contains(e));
  window.focused = e;
  return { at, region, name: `${e.tagName} ${e.getAttribute("aria-label") ?? e.textContent.trim().slice(0, 40)}` };
}"""
BOX = """() => {
  const { left, top, width, height } = window.focused.getBoundingClientRect();
  return [left, top, width, height];
}"""


def shot(page: Page) -> np.ndarray:
    return np.array(Image.open(io.BytesIO(page.screenshot())).convert("RGB")) / 255


def cut(picture: np.ndarray, box: list[float]) -> np.ndarray:
    left, top, width, height = box
    x, y = max(0, round(left) - EDGE), max(0, round(top) - EDGE)
    return picture[y : round(top + height) + EDGE, x : round(left + width) + EDGE]


def luminance(picture: np.ndarray) -> np.ndarray:
    c = np.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4)
    return c @ [0.2126, 0.7152, 0.0722]


def changed(one: np.ndarray, other: np.ndarray) -> int:
    """How many pixels differ by a contrast of 3 to 1 or more."""
    low, high = np.sort([luminance(one), luminance(other)], axis=0)
    return int(((high + 0.05) / (low + 0.05) >= 3).sum())


def walked(page: Page) -> tuple[list[dict[str, Any]], list[str]]:
    """The stops of Tab in their order, and those whose focus is not seen."""
    stops, unseen, before = [], [], None
    for _ in range(PRESSES):
        page.keyboard.press("Tab")
        page.wait_for_timeout(60)
        picture = shot(page)
        if before:  # the last stop, without the focus now
            box, framed, name = before
            now = page.evaluate(BOX)
            parts = cut(framed, box), cut(picture, now)
            if parts[0].shape == parts[1].shape and changed(*parts) < 12:
                unseen.append(name)
        where = page.evaluate(WHERE, REGIONS)
        if where is None or (stops and where["name"] == stops[0]["name"]):
            return stops, unseen
        stops.append(where)
        before = page.evaluate(BOX), picture, where["name"]
    raise AssertionError(f"Tab does not come to an end: {stops[-5:]}")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_tab_comes_to_all_that_can_be_pressed_and_is_seen(
    browser: Browser, server: Server, name: str, scheme: str
) -> None:
    context = browser.new_context(
        locale="en-US", viewport={"width": 1280, "height": 720}, reduced_motion="reduce", color_scheme=scheme
    )
    page = context.new_page()
    open_page(page, server.url + path_of(name, keys_of(name)[0], lang="en"))
    page.wait_for_timeout(1500)  # what the live parts lay out after their first answer
    pressed = page.evaluate(NUMBER)
    assert len(pressed) > 15
    stops, unseen = walked(page)
    reached = {str(stop["at"]) for stop in stops}
    assert [what for number, what in pressed.items() if number not in reached] == []
    assert unseen == []
    regions = [stop["region"] for stop in stops if stop["region"] >= 0]
    assert regions == sorted(regions) and len(set(regions)) >= 4
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", PAGES)
def test_at_twice_the_size_nothing_is_cut_nor_scrolls_sideways(
    page: Page, server: Server, name: str, language: str
) -> None:
    """A window of 1280 by 720 in which everything is twice as large is one of 640 by 360."""
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 640, "height": 360})
    whole = LIMITS | {"hole": 1, "smallest": LIMITS["smallest"] / 2}  # of pixels that are two of the screen's
    for key in keys_of(name):
        open_page(page, server.url + path_of(name, key, lang=language))
        becomes(page, lambda: [page.evaluate(WIDER) <= 0, *page.evaluate(BROKEN, whole)], [True])
