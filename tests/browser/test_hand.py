"""What all hands share, in a real Chromium: assets/live/drawing/pointer.js and keys.js."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.served import Server, box_of, live, open_page, until, wait_for_frame

# A square to be dragged, with a knob in its middle, high on a page that can be scrolled.
PAGE = """
async ([grab]) => {
  document.body.innerHTML = `<div id=pad tabindex=0 style="width:200px;height:200px;background:#ddd"></div>
                             <div style="height:3000px"></div>`;
  const { drag } = await import("/live-assets/drawing/pointer.js");
  window.log = [];
  const note = (name) => (e) => window.log.push([name, Math.round(e.clientX), Math.round(e.clientY)]);
  const onKnob = (e) => Math.hypot(e.clientX - 100, e.clientY - 100) < 30;
  drag(document.querySelector("#pad"), { grab: (e) => (onKnob(e) ? "any" : grab),
    press: note("press"), move: note("move"), release: note("release"), cancel: note("cancel") });
}
"""


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 400, "height": 800})
    page = context.new_page()
    page.goto(server.url + "/_stcore/health")
    yield page
    context.close()


def fingers(cdp: CDPSession, kind: str, *points: tuple[float, float], **more: float) -> None:
    touches = [{"x": x, "y": y, "id": i, **more} for i, (x, y) in enumerate(points)]
    cdp.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": touches})


def swipe(page: Page, start: tuple[float, float], by: tuple[float, float], steps: int = 10) -> None:
    cdp = page.context.new_cdp_session(page)
    fingers(cdp, "Start", start)
    for i in range(1, steps + 1):
        fingers(cdp, "Move", (start[0] + by[0] * i / steps, start[1] + by[1] * i / steps))
        page.wait_for_timeout(16)
    fingers(cdp, "End")


def done(page: Page, *kinds: str) -> None:
    """Wait until the hand has done this, moves aside."""
    until(page, lambda: [name for name in names(page) if name != "move"] == list(kinds))


def log(page: Page) -> list[list]:
    return page.evaluate("window.log")


def names(page: Page) -> list[str]:
    return [name for name, *_ in log(page)]


@pytest.mark.parametrize("ground", ["along", None])
def test_a_vertical_swipe_over_ground_scrolls(phone: Page, ground: str | None) -> None:
    phone.evaluate(PAGE, [ground])
    swipe(phone, (40, 180), (0, -150))
    until(phone, lambda: phone.evaluate("scrollY") > 60)
    assert log(phone) == []


def test_a_knob_goes_every_way_and_the_page_stays(phone: Page) -> None:
    phone.evaluate(PAGE, ["along"])
    swipe(phone, (100, 100), (0, -80))
    done(phone, "press", "release")
    assert phone.evaluate("scrollY") == 0
    assert names(phone)[0] == "press" and names(phone)[-1] == "release" and log(phone)[-1][2] == 20
    assert phone.evaluate("document.activeElement.id") == "pad"


def test_over_ground_a_tap_and_a_sideways_drag_count(phone: Page) -> None:
    phone.evaluate(PAGE, ["along"])
    phone.touchscreen.tap(30, 170)
    until(phone, lambda: log(phone) == [["press", 30, 170], ["release", 30, 170]])
    swipe(phone, (40, 180), (120, -30))
    done(phone, "press", "release", "press", "release")
    assert log(phone)[-1] == ["release", 160, 150]


def test_where_the_whole_page_is_on_the_screen_a_vertical_drag_counts(phone: Page) -> None:
    phone.evaluate(PAGE, ["along"])
    phone.evaluate("document.body.insertAdjacentHTML('beforeend', '<main data-testid=stMain></main>')")
    swipe(phone, (40, 180), (0, -120))
    done(phone, "press", "release")
    assert log(phone)[-1] == ["release", 40, 60]


def test_a_second_finger_changes_nothing(phone: Page) -> None:
    phone.evaluate(PAGE, ["any"])
    cdp = phone.context.new_cdp_session(phone)
    fingers(cdp, "Start", (50, 50))
    fingers(cdp, "Start", (50, 50), (150, 150))
    fingers(cdp, "Move", (60, 50), (150, 190))
    fingers(cdp, "End")
    done(phone, "press", "release")
    assert [150, 150] not in [place for _, *place in log(phone)]
    assert [150, 190] not in [place for _, *place in log(phone)]


POINTER = """([kind, type, id, x, y, button]) => document.querySelector("#pad").dispatchEvent(new PointerEvent(kind,
  { pointerType: type, pointerId: id, clientX: x, clientY: y, button, buttons: kind === "pointerup" ? 0 : 1 << button,
    bubbles: true }))"""


def test_the_palm_that_holds_a_pen_draws_nothing(phone: Page) -> None:
    phone.evaluate(PAGE, ["any"])
    phone.evaluate("Element.prototype.setPointerCapture = () => {}")  # these pointers are not the browser's own
    for event in (
        ["pointerdown", "touch", 5, 150, 190, 0],  # the palm comes first
        ["pointerdown", "pen", 6, 50, 50, 0],
        ["pointermove", "touch", 5, 150, 180, 0],
        ["pointermove", "pen", 6, 60, 50, 0],
        ["pointerup", "pen", 6, 60, 50, 0],
        ["pointerdown", "touch", 7, 140, 190, 0],  # and again while the pen is lifted
    ):
        phone.evaluate(POINTER, event)
    assert log(phone) == [
        ["press", 150, 190], ["cancel", 50, 50], ["press", 50, 50], ["move", 60, 50], ["release", 60, 50]
    ]  # fmt: skip


def test_only_the_main_button_draws(page: Page, server: Server) -> None:
    page.goto(server.url + "/_stcore/health")
    page.evaluate(PAGE, ["any"])
    page.mouse.move(50, 50)
    page.mouse.down(button="right")
    page.mouse.move(70, 50)
    page.mouse.up(button="right")
    assert log(page) == []
    page.mouse.down()
    page.mouse.move(60, 50)
    page.mouse.up()
    assert [name for name in names(page) if name != "move"] == ["press", "release"]


KEY = """async ([key, code, more]) => {
  const { act, keyName } = await import("/live-assets/drawing/keys.js");
  const did = [];
  const event = new KeyboardEvent("keydown", { key, code, ...more, cancelable: true });
  const known = act(event, { r: () => did.push("r"), " ": () => did.push("space"), "[": () => did.push("[") }, ["["]);
  return [did.join(), known, event.defaultPrevented];
}"""


@pytest.mark.parametrize(
    ("key", "code", "more", "expected"),
    [
        ("r", "KeyR", {}, ["r", True, True]),
        ("ㄱ", "KeyR", {}, ["r", True, True]),  # Korean two-set input
        ("ㄲ", "KeyR", {"shiftKey": True}, ["r", True, True]),
        ("Process", "KeyR", {}, ["r", True, True]),  # while a syllable is composed
        ("r", "KeyO", {}, ["r", True, True]),  # another Latin layout: what is written on the key
        ("R", "KeyR", {"shiftKey": True}, ["r", True, True]),
        ("r", "KeyR", {"ctrlKey": True}, ["", False, False]),  # reload
        ("ㄱ", "KeyR", {"metaKey": True}, ["", False, False]),
        ("r", "KeyR", {"altKey": True}, ["", False, False]),
        (" ", "Space", {"repeat": True}, ["", True, True]),  # held: neither plays and pauses, nor scrolls
        ("[", "BracketLeft", {"repeat": True}, ["[", True, True]),
        ("[", "Digit8", {"ctrlKey": True, "altKey": True, "modifierAltGraph": True}, ["[", True, True]),
    ],
)
def test_what_a_key_means(page: Page, server: Server, key: str, code: str, more: dict, expected: list) -> None:
    page.goto(server.url + "/_stcore/health")
    assert page.evaluate(KEY, [key, code, more]) == expected


def test_keys_work_after_a_click_on_a_picture(page: Page, server: Server) -> None:
    open_page(page, server.url + "/classical?step=em")
    player = live(page, "em-player")
    expect(player).to_have_attribute("data-steps", re.compile(r"\d+"), timeout=90_000)  # the run has come, and plays
    player.locator("canvas.curve").click()
    page.keyboard.press(".")  # pauses, one step on
    page.keyboard.press(".")
    expect(player).to_have_attribute("data-state", re.compile("paused|done"))
    at = int(player.get_attribute("data-step"))
    page.keyboard.press(",")
    expect(player).to_have_attribute("data-step", str(at - 1))


def test_the_maps_ring_is_taken_by_a_finger_and_the_rest_scrolls(browser: Browser, server: Server) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 400, "height": 800})
    page = context.new_page()
    open_page(page, server.url + "/autoencoder?autoencoder_model=vae")
    wait_for_frame(page, "latent-pad", timeout=60_000)
    pad = live(page, "latent-pad").locator(".pad")
    pad.scroll_into_view_if_needed()
    box = box_of(pad)

    def ring() -> float:
        at = live(page, "latent-pad").evaluate("(root) => root.querySelector('.ring').style.top")
        return float(at.rstrip("%"))

    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    swipe(page, middle, (0, -box["height"] / 4))
    until(page, lambda: ring() == pytest.approx(25, abs=2))
    before, stood = ring(), box_of(pad)
    swipe(page, (middle[0] + box["width"] * 0.4, middle[1]), (0, -200))
    until(page, lambda: abs(pad.bounding_box()["y"] - stood["y"]) > 50)
    assert ring() == before
    context.close()
