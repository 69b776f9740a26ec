"""The holes of two latent spaces in a real Chromium: the ring in an empty corner is said to be in a hole, and beside
each picture stands the real one that is nearest to it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.served import Server, live, open_page, until

PICTURE = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data].join()"


def test_the_nearest_real_picture_and_the_hole_follow_the_hand(page: Page, server: Server) -> None:
    open_page(page, server.url + "/autoencoder?step=holes")
    holes = live(page, "latent-holes")
    where = holes.locator(".where")
    expect(where).to_have_text([" · among codes"] * 2, timeout=60_000)  # in the middle of both
    expect(holes.locator(".nearest figcaption")).to_contain_text(["usual distance"] * 2)
    before = [canvas.evaluate(PICTURE) for canvas in holes.locator(".nearest canvas").all()]
    box = holes.locator("canvas.pad").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 2, box["y"] + 2, steps=4)
    page.mouse.up()
    expect(where).to_have_text([" · in a hole"] * 2, timeout=60_000)
    for canvas, picture in zip(holes.locator(".nearest canvas").all(), before, strict=True):
        until(page, lambda canvas=canvas, picture=picture: canvas.evaluate(PICTURE) != picture)
