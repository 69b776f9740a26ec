"""A picture encoded as it is drawn, in a real Chromium."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.test_autoencoder import PICTURE, opened
from tests.served import Server, live, until, wait_for_frame

ENCODE = "/autoencoder?step=encode&autoencoder_model=vae"
ANSWERED = "&autoencoder_predict_noise_skip=yes"  # only then a draw of the cloud is decoded
OWN, RESTORED, DRAWN = range(3)  # the pictures, in their order


def shown(page: Page, which: int) -> str:
    return live(page, "latent-encoder").locator(".shown canvas").nth(which).evaluate(PICTURE)


def test_a_drawing_is_restored_as_it_is_drawn_and_said_to_be_unlike_the_data(page: Page, server: Server) -> None:
    opened(page, server.url + ENCODE, "latent-encoder")
    encoder = live(page, "latent-encoder")
    expect(encoder).to_have_attribute("data-like", "alike")  # a test picture
    expect(encoder.locator(".verdict")).to_contain_text("It is like the data.")
    encoder.get_by_role("button", name="Clear and draw").click()
    box = encoder.locator("canvas.draws").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    for i in range(1, 9):
        before, frames = shown(page, RESTORED), wait_for_frame(page, "latent-encoder")
        page.mouse.move(box["x"] + box["width"] * (0.95 if i % 2 else 0.05), box["y"] + box["height"] * i / 9)
        wait_for_frame(page, "latent-encoder", frames + 1)
    assert shown(page, RESTORED) != before  # while the hand is still down
    page.mouse.up()
    expect(encoder).to_have_attribute("data-like", re.compile("unlike|beyond"))
    expect(encoder.locator(".verdict")).to_contain_text("unlike the data")
    encoder.get_by_role("button", name="Undo").click()  # the empty sheet before the stroke
    until(page, lambda: len(set(shown(page, OWN).split(","))) <= 4)
    expect(encoder.locator(".shown figcaption").nth(DRAWN)).to_have_text("from z: guess first")
    assert set(shown(page, DRAWN).split(",")) == {"0"}  # nothing has been drawn


def test_other_noise_moves_z_alone_and_its_sign_lights_up_in_formula_code_and_picture(
    page: Page, server: Server
) -> None:
    opened(page, server.url + ENCODE + ANSWERED, "latent-encoder")
    encoder = live(page, "latent-encoder")
    cell = encoder.locator(".cell").first
    told = {part: cell.locator(f"p [data-part={part}]").first.inner_text() for part in ("mu", "sigma", "z")}
    restored, drawn, frames = shown(page, RESTORED), shown(page, DRAWN), wait_for_frame(page, "latent-encoder")
    noise = cell.locator("input")
    noise.press("End")
    wait_for_frame(page, "latent-encoder", frames + 1)
    now = {part: cell.locator(f"p [data-part={part}]").first.inner_text() for part in told}
    assert (now["mu"], now["sigma"]) == (told["mu"], told["sigma"]) and now["z"] != told["z"]
    assert shown(page, RESTORED) == restored and shown(page, DRAWN) != drawn
    for place in (".formula", ".law code"):
        expect(encoder.locator(f"{place} .lit")).to_have_count(2)  # ε, and z that follows it
    noise.blur()
    encoder.locator(".formula [data-part=mu]").hover()
    expect(encoder.locator(".lit[data-part=mu]")).to_have_count(5)  # formula, code, both figures, the restored picture
    expect(encoder.locator(".lit:not([data-part=mu])")).to_have_count(0)
