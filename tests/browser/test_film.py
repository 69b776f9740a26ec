"""The filmstrip and the freezer in a real Chromium: scrubbed without the server, drawn on, uploaded to, thawed."""

from __future__ import annotations

import io
import re

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from app.ui.kept import reading, written
from tests.browser.changing import link
from tests.served import Server, becomes, live, open_page, settled, still, until

PICTURE = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data].join()"


def messages(page: Page) -> list[str]:
    """What goes to the film service from now on."""
    sent: list[str] = []
    page.on(
        "websocket", lambda ws: ws.on("framesent", lambda data: sent.append(str(data))) if "film" in ws.url else None
    )
    return sent


def whole_film(page: Page, url: str) -> Locator:
    open_page(page, url)
    strip = live(page, "filmstrip")
    expect(strip).to_have_attribute("data-ready", "21", timeout=60_000)
    expect(strip).to_have_attribute("data-state", "done")  # it thaws by itself
    return strip


def test_the_film_is_scrubbed_in_both_directions_without_the_server(page: Page, server: Server) -> None:
    sent = messages(page)
    strip = whole_film(page, server.url + "/diffusion")
    time, sheets = strip.get_by_role("slider", name="Time:"), strip.locator("canvas.sheet")
    sent.clear()
    seen = []
    for value in ("0", "0.33", "0.66", "1", "0.66", "0.33", "0"):
        time.fill(value)
        seen.append(tuple(sheets.nth(k).evaluate(PICTURE) for k in range(3)))
    assert seen == seen[::-1] and len(set(seen)) == 4
    assert not [m for m in sent if "walk" in m]
    time.press("End")
    expect(strip.locator(".time output")).to_contain_text("100 % signal")


def test_the_chain_lights_up_the_way_that_time_goes(page: Page, server: Server) -> None:
    strip = whole_film(page, server.url + "/diffusion?diffusion_seed=1")
    chain, time = strip.locator(".chain"), strip.get_by_role("slider", name="Time:")
    time.fill("0.5")
    expect(chain).to_have_attribute("data-way", "q")  # back into noise
    time.fill("0.7")
    expect(chain).to_have_attribute("data-way", "p")
    chain.get_by_role("button").first.click()
    becomes(page, lambda: float(time.input_value()), 0.0)
    before = chain.locator("canvas").last.evaluate(PICTURE)
    strip.get_by_role("button", name="Next picture").click()
    until(page, lambda: chain.locator("canvas").last.evaluate(PICTURE) != before)
    expect(strip.locator(".which output")).to_contain_text("picture 2 of 16")


def frozen(page: Page, url: str) -> Locator:
    open_page(page, url)
    freezer = live(page, "freezer")
    freezer.scroll_into_view_if_needed()
    expect(freezer).to_have_attribute("data-step", "550", timeout=60_000)  # it freezes by itself, as far as that
    expect(freezer).to_have_attribute("data-state", "paused")
    expect(freezer).to_have_attribute("data-look", "550", timeout=60_000)  # and nothing of it is under way any more
    return freezer


def pane(freezer: Locator, k: int) -> str:
    return freezer.locator(".films canvas").nth(k).evaluate(PICTURE)


def test_a_drawing_is_frozen_and_the_network_looks_at_it(page: Page, server: Server) -> None:
    freezer = frozen(page, server.url + "/diffusion?step=freeze")
    freezer.get_by_role("button", name="Clear and draw").click()
    expect(freezer).to_have_attribute("data-look", "0")
    guess, noisy = pane(freezer, 2), pane(freezer, 1)
    box = freezer.locator(".films canvas").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.8, steps=12)
    page.mouse.up()
    freezer.get_by_role("slider", name="Time:").fill("0.7")
    expect(freezer).to_have_attribute("data-look", "300")
    assert pane(freezer, 1) != noisy and pane(freezer, 2) != guess
    freezer.locator(".films canvas").first.focus()
    drawn = pane(freezer, 0)
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", " "):
        page.keyboard.press(key)
    until(page, lambda: pane(freezer, 0) != drawn)


def test_no_guess_stays_beside_another_picture(page: Page, server: Server) -> None:
    """However long the network takes to look at it."""
    silent = []

    def through(socket: WebSocketRoute) -> None:
        asked = socket.connect_to_server()
        asked.on_message(lambda message: None if silent else socket.send(message))

    page.route_web_socket(re.compile("/live/film"), through)
    freezer = frozen(page, server.url + "/diffusion?step=freeze")
    expect(freezer).to_have_attribute("data-look", "550", timeout=30_000)
    guess, nothing = pane(freezer, 2), {"0"}
    assert set(guess.split(",")) != nothing
    silent.append(True)
    freezer.get_by_role("button", name="Another test picture").click()
    expect(freezer).not_to_have_attribute("data-look", re.compile("."))
    for k in (2, 3):
        becomes(page, lambda k=k: set(pane(freezer, k).split(",")), nothing)


def test_it_thaws_into_a_clean_picture(page: Page, server: Server) -> None:
    freezer = frozen(page, server.url + "/diffusion?step=freeze")
    freezer.get_by_role("slider", name="Time:").fill("0.8")
    freezer.get_by_role("button", name="Thaw").click()
    expect(freezer).to_have_attribute("data-state", "done")
    expect(freezer).to_have_attribute("data-step", "0")
    clean, thawed = (np.array(pane(freezer, k).split(","), int).reshape(-1, 4)[:, :3] for k in (0, 1))
    assert np.abs(clean - thawed).mean() < 25  # little noise: the same picture, not quite the same bytes
    assert (clean != thawed).any()


def test_an_uploaded_picture_is_used_and_a_bad_file_says_so(page: Page, server: Server) -> None:
    freezer = frozen(page, server.url + "/diffusion?step=freeze")
    before, buffer = pane(freezer, 0), io.BytesIO()
    pixels = np.full((300, 200, 3), 255, np.uint8)
    pixels[60:240, 80:120] = 0
    Image.fromarray(pixels).save(buffer, "PNG")
    page.get_by_role("button", name="Your own picture").click()
    upload = page.locator("input[type=file]")
    upload.set_input_files({"name": "one.png", "mimeType": "image/png", "buffer": buffer.getvalue()})
    until(page, lambda: pane(freezer, 0) != before)
    expect(page.get_by_text("What the model is given")).to_be_visible()
    mine = still(page, lambda: pane(freezer, 0))
    upload.set_input_files({"name": "no.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.get_by_text("no picture that can be read")).to_be_visible(timeout=15_000)
    settled(page)
    becomes(page, lambda: pane(freezer, 0), mine)  # a bad file takes nothing away


def test_a_time_that_a_hand_sets_is_kept_however_late_the_noise_and_however_soon_the_reload(
    page: Page, server: Server
) -> None:
    silent = [True]
    held: list[tuple[WebSocketRoute, str | bytes]] = []

    def through(socket: WebSocketRoute) -> None:
        asked = socket.connect_to_server()
        asked.on_message(lambda message: held.append((socket, message)) if silent else socket.send(message))

    page.route_web_socket(re.compile("/live/film"), through)
    open_page(page, server.url + "/diffusion?step=freeze&lang=en")
    freezer = live(page, "freezer")
    time = freezer.get_by_role("slider", name="Time:")
    until(page, lambda: bool(held))
    time.evaluate("(e) => { e.value = 0.55; e.dispatchEvent(new Event('input', { bubbles: true })); }")  # not let go
    silent.clear()
    for socket, message in held:
        socket.send(message)
    expect(freezer).to_have_attribute("data-look", "450")
    assert (
        freezer.get_attribute("data-state") != "running" and time.input_value() == "0.55"
    )  # it does not freeze by itself
    becomes(page, lambda: reading(link(page).get("frozen_share", written(None))), 0.55)
    settled(page)
    time.fill("0.72")
    page.reload()
    settled(page)
    becomes(page, time.input_value, "0.72")
    becomes(page, lambda: reading(link(page)["frozen_share"]), 0.72)
