"""The keys of the way between noise and data, in a real Chromium: assets/live/drawing/timeline.js."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.served import Server

# A timeline at the middle of its way, in a component with a text field; after each key: where it is, whether it plays,
# what the person has been told to hold, and whether the browser has been kept from its own use of the key.
KEYS = """async ([keys, on]) => {
  const { Timeline } = await import("/live-assets/drawing/timeline.js");
  const root = document.createElement("div"), text = { thaw: "Thaw", freeze: "Freeze", stop: "Stop", time: "Time" };
  let held = 0;
  const time = new Timeline({ root }, { text, ways: ["q", "p"], pace: { q: 1000, p: 1000 }, share: 0.5, step: () => 0.1,
    show: () => {}, hold: () => held++ });
  root.append(time.root, document.createElement("textarea"));
  document.body.replaceChildren(root);
  return keys.map(([key, code, more]) => {
    const event = new KeyboardEvent("keydown", { key, code, ...more, bubbles: true, cancelable: true });
    root.querySelector(on).dispatchEvent(event);
    return [Number(time.share.toFixed(2)), time.playing, held, event.defaultPrevented];
  });
}"""
SPACE, BACK, ON = (" ", "Space", {}), (",", "Comma", {}), (".", "Period", {})


@pytest.fixture
def blank(page: Page, server: Server) -> Page:
    page.goto(server.url + "/_stcore/health")
    return page


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ([ON, ON, BACK], [[0.6, None, 1, True], [0.7, None, 2, True], [0.6, None, 3, True]]),
        ([BACK] * 6, [[0.4, None, 1, True], [0.3, None, 2, True], [0.2, None, 3, True], [0.1, None, 4, True],
                      [0.0, None, 5, True], [0.0, None, 6, True]]),  # no further than noise
        ([SPACE, SPACE], [[0.5, "p", 1, True], [0.5, None, 2, True]]),  # towards data, and still
        ([SPACE, ON], [[0.5, "p", 1, True], [0.6, None, 2, True]]),  # a step stops what plays
        ([("ㅁ", "Comma", {}), (".", "Period", {"repeat": True})], [[0.4, None, 1, True], [0.5, None, 2, True]]),
        ([(" ", "Space", {"repeat": True})], [[0.5, None, 0, True]]),  # held: it does not flicker
        ([(".", "Period", {"ctrlKey": True}), ("x", "KeyX", {})], [[0.5, None, 0, False]] * 2),  # the browser's
    ],
)  # fmt: skip
def test_space_plays_and_comma_and_full_stop_step(blank: Page, keys: list, told: list[list[Any]]) -> None:
    assert blank.evaluate(KEYS, [keys, "input"]) == told


@pytest.mark.parametrize("on", ["textarea", "button"])
def test_keys_that_are_typed_elsewhere_are_not_its_own(blank: Page, on: str) -> None:
    assert blank.evaluate(KEYS, [[SPACE, ON, BACK], on]) == [[0.5, None, 0, False]] * 3
