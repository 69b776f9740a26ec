"""The live components of /probability in a real Chromium."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.served import FIND, Server, box_of, live, open_page, still, until, wait_for_frame

PICTURE = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data].join()"


def step(page: Page, name: str) -> int:
    return int(live(page, name).get_attribute("data-step") or 0)


def test_dragging_a_hill_moves_density_and_marginals(page: Page, server: Server) -> None:
    open_page(page, server.url + "/probability?step=landscape")
    wait_for_frame(page, "world-editor", timeout=60_000)
    editor = live(page, "world-editor")
    pad = editor.locator(".pad")
    pad.scroll_into_view_if_needed()
    before, frames = pad.evaluate(PICTURE), int(editor.get_attribute("data-frame"))
    margin = editor.locator("canvas").first.evaluate(PICTURE)
    box = pad.bounding_box()
    x, y = box["x"] + box["width"] * 2 / 6, box["y"] + box["height"] * 3.5 / 6  # the mean of the first hill
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(20):
        page.mouse.move(x + 4 * i, y - 3 * i)
        if i:  # every move that is not overtaken is answered
            until(page, lambda n=frames: int(editor.get_attribute("data-frame")) > n)
        frames = int(editor.get_attribute("data-frame"))
    page.mouse.up()
    wait_for_frame(page, "world-editor")
    until(page, lambda: pad.evaluate(PICTURE) != before)
    until(page, lambda: editor.locator("canvas").first.evaluate(PICTURE) != margin)


def test_one_a_hundred_and_a_stream_of_points(page: Page, server: Server) -> None:
    open_page(page, server.url + "/probability?step=landscape")
    wait_for_frame(page, "world-editor", timeout=60_000)
    editor = live(page, "world-editor")
    points = lambda: int(editor.get_attribute("data-points"))  # noqa: E731
    editor.get_by_role("button", name="Start again").click()
    expect(editor).to_have_attribute("data-points", "0")
    empty = editor.locator(".pad").evaluate(PICTURE)
    editor.get_by_role("button", name="Draw one").click()
    expect(editor).to_have_attribute("data-points", "1")
    until(page, lambda: editor.locator(".pad").evaluate(PICTURE) != empty)
    editor.get_by_role("button", name="Draw a hundred").click()
    expect(editor).to_have_attribute("data-points", "101")
    editor.get_by_role("button", name="Stream").click()
    until(page, lambda: points() > 120)
    editor.get_by_role("button", name="Stop").click()
    assert still(page, points) > 120


def test_hills_by_keyboard(page: Page, server: Server) -> None:
    open_page(page, server.url + "/probability?step=landscape")
    frames = wait_for_frame(page, "world-editor", timeout=60_000)
    live(page, "world-editor").locator(".pad").focus()
    for key in ("ArrowRight", "+", "]", "n", "ArrowUp"):
        page.keyboard.press(key)
    until(page, lambda: int(live(page, "world-editor").get_attribute("data-frame")) > frames)
    expect(live(page, "world-editor").locator(".components input")).to_have_count(3)


def test_a_sampler_plays_pauses_steps_and_scrubs(page: Page, server: Server) -> None:
    open_page(page, server.url + "/probability?step=sampling")
    player = live(page, "sampler-player")
    expect(player).to_have_attribute("data-state", "running", timeout=60_000)
    page.wait_for_function(f"Number({FIND.replace('${name}', 'sampler-player')}.dataset.step) > 5")
    player.get_by_role("button", name="Pause").click()
    expect(player).to_have_attribute("data-state", "paused")
    at = step(page, "sampler-player")
    assert at > 5
    page.wait_for_timeout(500)
    assert step(page, "sampler-player") == at  # paused means still
    player.get_by_role("button", name="One step on").click()
    expect(player).to_have_attribute("data-step", str(at + 1))
    player.get_by_role("button", name="One step back").click()
    player.get_by_role("button", name="One step back").click()
    expect(player).to_have_attribute("data-step", str(at - 1))
    player.get_by_role("slider", name="Timeline").fill("3")
    expect(player).to_have_attribute("data-step", "3")
    player.get_by_role("slider", name="Timeline").fill("60")  # figures come with a whole batch of steps
    expect(player.locator("dd").first).not_to_be_empty()


def test_postcards_are_drawn_and_tallied(page: Page, server: Server) -> None:
    open_page(page, server.url + "/probability")
    tally = live(page, "postcard-tally")
    expect(tally).to_have_attribute("data-state", "running", timeout=60_000)
    page.wait_for_function(f"Number({FIND.replace('${name}', 'postcard-tally')}.dataset.step) > 24", timeout=60_000)
    until(page, lambda: len(set(tally.locator(".cards").evaluate(PICTURE).split(","))) > 50)
    expect(tally.locator(".line")).to_have_count(10)


def test_painting_makes_a_density(page: Page, server: Server) -> None:
    open_page(page, server.url + "/probability?step=landscape&probability_source=paint")
    pad = live(page, "world-editor").locator(".pad")
    wait_for_frame(page, "world-editor", timeout=60_000)
    pad.scroll_into_view_if_needed()
    box = box_of(pad)
    before = pad.evaluate(PICTURE)
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 240, box["y"] + 184, steps=15)
    page.mouse.up()
    until(page, lambda: pad.evaluate(PICTURE) != before)
    wait_for_frame(page, "world-editor")
    page.get_by_role("link", name="Home").first.click()  # the painting is still there after a visit elsewhere
    page.get_by_role("heading", name="Generative models").wait_for(timeout=60_000)
    page.get_by_role("link", name="Probability").first.click()
    pad.wait_for(timeout=60_000)
    wait_for_frame(page, "world-editor")
    until(page, lambda: len(set(pad.evaluate(PICTURE).split(","))) > 20)


@pytest.mark.parametrize(
    ("language", "words"),
    [pytest.param("en-US", "give every hill a width", marks=pytest.mark.slow), ("ko-KR", "언덕마다 폭을")],
)
def test_what_the_server_refuses_is_said_in_words_and_the_page_lives_on(
    browser: Browser, server: Server, language: str, words: str
) -> None:
    page = browser.new_context(locale=language).new_page()
    page.route_web_socket("**/live/world", flatten_hills)
    open_page(page, server.url + "/probability?step=landscape")
    expect(live(page, "world-editor").locator(".notice")).to_contain_text(words, timeout=60_000)
    open_page(page, server.url + "/probability?step=sampling")
    expect(live(page, "sampler-player")).to_have_attribute("data-state", "running", timeout=60_000)
    page.context.close()


def flatten_hills(socket: WebSocketRoute) -> None:
    """Hills without a width, as no button makes them."""
    server = socket.connect_to_server()

    def send(message: str) -> None:
        asked = json.loads(message)
        for hill in asked["world"]["components"]:
            hill[3:] = [0, 0, 0]
        server.send(json.dumps(asked))

    socket.on_message(send)
