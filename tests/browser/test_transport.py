"""A history that is scrubbed while it still comes, in a real Chromium: assets/live/drawing/transport.js."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.served import Server

# Three of ten moments are there; the person does something, then the others come: where it is, before and after.
HISTORY = """async (does) => {
  const { Transport } = await import("/live-assets/drawing/transport.js");
  const live = { root: document.createElement("div"), text: {}, visible: true, frames: 0, state() {}, drawn() {} };
  let there = 3;
  const transport = new Transport(live, { show() {}, length: () => there, total: 10 });
  live.root.append(transport.root);
  document.body.replaceChildren(live.root);
  const [, back, on] = transport.root.querySelectorAll("button");
  const scrub = (to) => { transport.scrub.value = to; transport.scrub.dispatchEvent(new Event("input")); };
  const key = (key) => live.root.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
  transport.grown();
  for (const act of does) {
    if (act === "back") back.click();
    else if (act === "on") on.click();
    else if (act.length === 1 && !(act >= "0")) key(act);
    else scrub(act);
  }
  const told = () => [Number(live.root.dataset.step), Number(transport.scrub.value)];
  const before = told();
  there = 10;
  transport.grown();
  return [before, told()];
}"""


@pytest.mark.parametrize(
    ("does", "before", "after"),
    [
        (["7"], [2, 7], [7, 7]),  # the thumb stays under the hand
        (["2", "on"], [2, 3], [3, 3]),
        (["2", "."], [2, 3], [3, 3]),
        (["9", "on"], [2, 3], [3, 3]),  # one step on from what is seen
        (["7", "back"], [1, 1], [1, 1]),  # what was done last counts
        (["7", ","], [1, 1], [1, 1]),
        (["1"], [1, 1], [1, 1]),
    ],
)
def test_what_is_asked_for_before_it_has_come_is_shown_when_it_comes(
    page: Page, server: Server, does: list[str], before: list[int], after: list[int]
) -> None:
    page.goto(server.url + "/_stcore/health")
    assert page.evaluate(HISTORY, does) == [before, after]
