"""Pointing at a sign of a formula: what it means, where the program has it, and what it governs in the picture."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.served import Server, open_page, until

SHOWN = {"gan/rule": 1, "gan/watch": 1, "diffusion/film": 2, "diffusion/points": 2, "diffusion/ask": 1,
         "autoencoder/train": 1, "classical/em": 1, "classical/naive": 1, "classical/four": 1,
         "probability/sampling": 1, "/words": 1, "/ask": 1, "autoencoder/hand": 1,
         "diffusion/freeze": 1}  # fmt: skip
LIT = """() => [document, ...[...document.querySelectorAll("*")].map((e) => e.shadowRoot).filter(Boolean)]
  .flatMap((root) => [...root.querySelectorAll("[data-governed]:not(.small *)")])
  .map((node) => node.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("experiment", [pytest.param(e, marks=pytest.mark.slow) for e in SHOWN])
def test_every_sign_lights_lines_and_picture(page: Page, server: Server, experiment: str) -> None:
    name, step = experiment.split("/")
    open_page(page, f"{server.url}/{name}?step={step}&{name}_{step}_depth=open")
    holders = page.locator('[class*="st-key-formula_"]')
    expect(holders).to_have_count(SHOWN[experiment], timeout=30_000)
    for holder in holders.all():
        expect(holder.locator(".katex-html [data-term]").first).to_be_visible()
        for button in holder.get_by_role("group").get_by_role("button").all():
            button.focus()
            expect(holder.locator("mark.on").first).to_be_visible()
            expect(holder.locator(".told")).to_contain_text(button.text_content() + ": ")
            until(page, lambda button=button: lights(page, button))  # once the picture is there
        button.blur()
        assert not page.evaluate(LIT)


def lights(page: Page, button: Locator) -> bool:
    button.blur()
    button.focus()
    return bool(page.evaluate(LIT))


def test_what_is_lit_is_shown_small_for_as_long_as_it_is_out_of_sight(page: Page, server: Server) -> None:
    """Also where it comes into sight, or leaves it, after it was lit."""
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, server.url + "/gan?step=rule&gan_rule_depth=open")
    holder = page.locator('[class*="st-key-formula_"]')
    holder.get_by_role("group").get_by_role("button").first.focus()
    small, scroll = holder.locator("figure svg"), "y => document.querySelector('[data-testid=stMain]').scrollTo(0, y)"
    for y, shown in ((0, 0), (10_000, 1), (0, 0)):
        page.evaluate(scroll, y)
        expect(small).to_have_count(shown)


def test_pointing_at_the_formula_and_at_the_lines(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, server.url + "/gan?step=rule&gan_rule_depth=open")
    holder = page.locator('[class*="st-key-formula_"]')
    pieces = holder.locator(".katex-html [data-term]")
    pieces.first.hover()
    expect(holder.locator(".on").first).to_have_text("min G")
    assert len(page.evaluate(LIT)) == 2
    expect(holder.locator("figure svg")).to_be_visible()  # the picture is out of sight
    holder.locator("mark").filter(has_text="loss.fake").hover()
    expect(holder.locator(".told")).to_contain_text("the fake G(z)")
    page.mouse.move(5, 5)
    expect(holder.locator(".on")).to_have_count(0)
    page.get_by_role("radio", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko", timeout=30_000)
    pieces.first.hover()  # drawn anew, and known again
    assert len(page.evaluate(LIT)) == 2
