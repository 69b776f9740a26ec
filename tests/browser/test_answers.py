"""What was answered leads to what is told, also where the rail is short and the question scrolls in its place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.served import Server, becomes, open_page

BELOW = """(verdict) => {  // px from the top of the box that scrolls to the verdict, and of what is hidden further down
  let box = verdict;
  while (getComputedStyle(box).overflowY !== "auto") box = box.parentElement;
  const shade = getComputedStyle(document.querySelector(".st-key-rail-question"), "::after").opacity;
  return {
    top: Math.round(verdict.getBoundingClientRect().top - box.getBoundingClientRect().top),
    rest: Math.round(box.scrollHeight - box.clientHeight - box.scrollTop), arrow: Number(shade),
  };
}"""


@pytest.mark.parametrize("reduced", ["no-preference", pytest.param("reduce", marks=pytest.mark.slow)])
def test_the_verdict_comes_to_the_top_of_a_question_that_scrolls(page: Page, server: Server, reduced: str) -> None:
    page.emulate_media(reduced_motion=reduced)
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, server.url + "/gan?step=watch&lang=en")
    card = page.locator(".st-key-gan_predict_loss_card")
    card.get_by_role("radio").first.click()
    verdict = card.get_by_test_id("stAlert")
    becomes(page, lambda: verdict.evaluate(BELOW)["top"], 8)
    assert (told := verdict.evaluate(BELOW))["rest"] > 20 and told["arrow"] == 1  # it goes on, and that is shown
    verdict.hover()
    page.mouse.wheel(0, 1000)
    becomes(page, lambda: verdict.evaluate(BELOW)["rest"], 0)
    expect(card.get_by_text("Measured on the ring")).to_be_in_viewport(ratio=1)
    assert verdict.evaluate(BELOW)["arrow"] == 0
    page.mouse.wheel(0, -1000)  # and the question is still there
    expect(card.get_by_role("radio").first).to_be_in_viewport(ratio=1)
    page.wait_for_timeout(500)  # whoever has gone back to it is left alone
    expect(card.get_by_role("radio").first).to_be_in_viewport(ratio=1)
