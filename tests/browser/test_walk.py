"""Walks through latent space in a real Chromium: they play, are dragged without the server, and are links."""

from __future__ import annotations

import re

from playwright.sync_api import Page, WebSocket, expect

from app.live.channel.place import about
from app.ui.kept import written
from engines.data import images
from tests.served import Server, becomes, live, open_page

PICTURE = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data].join()"


def nth_of(label: int) -> int:
    """The number of the first test picture of a class."""
    return int((images.load("digits", "test").labels == label).argmax())


def test_it_plays_and_is_scrubbed_without_the_server_and_is_a_link(page: Page, server: Server) -> None:
    sent: list[str] = []

    def listen(socket: WebSocket) -> None:
        if "/live/latent" in socket.url:
            socket.on("framesent", lambda frame: sent.append(str(frame)))

    page.on("websocket", listen)
    open_page(page, server.url + "/autoencoder?step=walk")
    walk = live(page, "latent-walk")
    expect(walk).to_have_attribute("data-step", re.compile(r"[1-9]\d*"), timeout=60_000)  # it moves by itself
    asked = len(sent)
    timeline = walk.get_by_role("slider", name="Timeline")
    straight, sphere = walk.locator(".way .frame canvas").all()
    expect(walk.locator(".legend .dash.vae")).to_have_count(2)  # the model's own colour, told apart by their dashes
    seen = []
    for at in ("0", "20", "40"):
        timeline.fill(at)
        expect(walk).to_have_attribute("data-step", at)
        seen.append((straight.evaluate(PICTURE), sphere.evaluate(PICTURE)))
    assert len(sent) == asked  # not a message for any of it
    assert seen[0][0] == seen[0][1] and seen[2][0] == seen[2][1]  # both begin and end alike
    assert seen[1][0] != seen[1][1] and len({pictures[0] for pictures in seen}) == 3
    timeline.fill("20")
    timeline.dispatch_event("change")
    walk.get_by_role("combobox").select_option("30")
    ask = {"kind": "walk", "model": "vae-digits-16", "first": nth_of(4), "second": nth_of(9)}
    place = f"walk_place={written({'about': about(ask), 'at': 20, 'speed': 30})}"
    page.wait_for_function("(place) => location.search.includes(place)", arg=place, timeout=60_000)
    second = page.context.new_page()
    open_page(second, page.url)
    there = live(second, "latent-walk")
    expect(there).to_have_attribute("data-step", "20", timeout=60_000)
    expect(there.get_by_role("combobox")).to_have_value("30")
    becomes(second, lambda: there.locator(".way .frame canvas").first.evaluate(PICTURE), seen[1][0])


def test_a_plane_is_dragged_from_corner_to_corner_and_is_a_link(page: Page, server: Server) -> None:
    open_page(page, server.url + "/autoencoder?step=walk&autoencoder_walk_kind=plane")
    plane = live(page, "latent-plane")
    expect(plane).to_have_attribute("data-frame", re.compile(r"[1-9]\d*"), timeout=60_000)
    pad, shown = plane.locator("canvas.pad"), plane.locator(".picture canvas")
    box = pad.bounding_box()
    assert box is not None
    seen = []
    for x, y, words in (
        (0.01, 0.01, "u = 0.00, v = 0.00"),
        (0.99, 0.01, "u = 1.00, v = 0.00"),
        (0.01, 0.99, "u = 0.00, v = 1.00"),
    ):
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=3)
        page.mouse.up()
        expect(plane.locator(".picture figcaption")).to_have_text(words)
        seen.append(shown.evaluate(PICTURE))
    assert len(set(seen)) == 3
    place = f"plane_place={written([0.0, 1.0])}"
    page.wait_for_function("(place) => location.search.includes(place)", arg=place, timeout=60_000)
    second = page.context.new_page()
    open_page(second, page.url)
    there = live(second, "latent-plane")
    expect(there.locator(".picture figcaption")).to_have_text("u = 0.00, v = 1.00", timeout=60_000)
    expect(there).to_have_attribute("data-frame", re.compile(r"[1-9]\d*"), timeout=60_000)
    becomes(second, lambda: there.locator(".picture canvas").evaluate(PICTURE), seen[2])


def test_ends_are_chosen_from_the_strip_by_arrows_and_clicks_and_drawn(page: Page, server: Server) -> None:
    open_page(page, server.url + "/autoencoder?step=walk")
    walk, ends = live(page, "latent-walk"), live(page, "latent-ends")
    expect(walk).to_have_attribute("data-step", re.compile(r"\d+"), timeout=60_000)
    begin = ends.get_by_role("radiogroup", name="From")
    expect(begin.get_by_role("radio", checked=True)).to_have_value(str(nth_of(4)))
    timeline, shown = walk.get_by_role("slider", name="Timeline"), walk.locator(".way .frame canvas").first
    timeline.fill("0")
    before = shown.evaluate(PICTURE)
    begin.get_by_role("radio", checked=True).press("ArrowRight")
    expect(begin.get_by_role("radio", checked=True)).to_have_value(str(nth_of(5)))
    page.wait_for_function("() => location.search.includes('walk_ends_digits')", timeout=60_000)
    changes = "(link) => location.href !== link"
    link = page.url
    begin.get_by_role("radio").first.click()  # a drawing
    page.wait_for_function(changes, arg=link, timeout=60_000)  # the empty sheet, told after a rest
    sheet = ends.locator("canvas.draws")
    expect(sheet).to_be_visible()
    box = sheet.bounding_box()
    assert box is not None
    link = page.url
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 10, steps=5)
    page.mouse.up()
    page.wait_for_function(changes, arg=link, timeout=60_000)
    changed = "([canvas, before]) => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data].join() !== before"
    page.wait_for_function(changed, arg=[shown.element_handle(), before], timeout=60_000)
    sheet.blur()  # the pen is drawn where the keys are heard
    second = page.context.new_page()
    open_page(second, page.url)
    there = live(second, "latent-ends")
    expect(there.get_by_role("radiogroup", name="From").get_by_role("radio", checked=True)).to_have_value("own")
    becomes(second, lambda: there.locator("canvas.draws").evaluate(PICTURE), sheet.evaluate(PICTURE))
