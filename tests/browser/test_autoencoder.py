"""The latent components in a real Chromium: by pointer, by touch, by keyboard, and when the network fails."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from app.ui.kept import written
from tests.served import Server, becomes, box_of, live, open_page, serve, settled, until, wait_for_frame

VAE = "/autoencoder?autoencoder_model=vae"
PICTURE = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data].join()"


def opened(page: Page, url: str, component: str = "latent-pad") -> None:
    open_page(page, url)
    wait_for_frame(page, component, timeout=60_000)


def picture(page: Page, component: str, k: int = 0) -> str:
    """The pixels of the k-th decoded picture."""
    return live(page, component).locator("figure canvas").nth(k).evaluate(PICTURE)


def values(page: Page) -> list[float]:
    """What the sliders say, in their order on the page."""
    return [float(text.replace("−", "-")) for text in live(page, "latent-sliders").locator(".value").all_inner_texts()]


def say(page: Page, wanted: list[float], within: float = 1e-9) -> None:
    """The sliders say this, or will."""
    becomes(page, lambda: values(page), pytest.approx(wanted, abs=within))


def drag(
    page: Page,
    fractions: list[tuple[float, float]],
    selector: str,
    component: str,
    rest: Callable[[], object] | None = None,
) -> None:
    """From the first point to the last; after each move a `rest`, by default the time of a frame."""
    target = live(page, component).locator(selector).first
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    points = [(box["x"] + fx * box["width"], box["y"] + fy * box["height"]) for fx, fy in fractions]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point)
        (rest or partial(page.wait_for_timeout, 20))()
    page.mouse.up()


def test_page_opens_on_an_answer(page: Page, server: Server) -> None:
    opened(page, server.url + "/autoencoder")
    wait_for_frame(page, "latent-sliders")
    until(page, lambda: len(set(picture(page, "latent-pad").split(","))) > 20)  # not blank
    until(page, lambda: picture(page, "latent-pad", 0) != picture(page, "latent-pad", 1))  # AE and VAE


def test_dragging_the_pad_moves_picture_and_sliders(page: Page, server: Server) -> None:
    opened(page, server.url + VAE)
    wait_for_frame(page, "latent-sliders")
    before, frames = picture(page, "latent-pad"), int(live(page, "latent-pad").get_attribute("data-frame"))
    path = [(0.5 + 0.02 * i, 0.5 - 0.01 * i) for i in range(16)]
    wanted = iter(range(frames + 1, frames + len(path)))  # a picture for every move
    drag(page, path, ".pad", "latent-pad", lambda: wait_for_frame(page, "latent-pad", next(wanted)))
    assert picture(page, "latent-pad") != before
    say(page, [0.3 * 6, 0.15 * 6], 0.05)
    until(page, lambda: picture(page, "latent-pad") == picture(page, "latent-sliders"))


def test_pad_by_keyboard(page: Page, server: Server) -> None:
    opened(page, server.url + VAE)
    wait_for_frame(page, "latent-sliders")
    pad = live(page, "latent-pad").locator(".pad")
    pad.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    say(page, [-0.3, 0.1], 0.011)
    page.keyboard.press("Home")
    say(page, [0, 0])
    expect(live(page, "latent-pad").locator("[aria-live=polite]")).to_contain_text("0.00, 0.00")


def test_pad_by_touch(browser: Browser, server: Server) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    opened(page, server.url + VAE)
    wait_for_frame(page, "latent-sliders")
    pad = live(page, "latent-pad").locator(".pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.touchscreen.tap(box["x"] + 0.75 * box["width"], box["y"] + 0.75 * box["height"])
    say(page, [1.5, -1.5], 0.1)
    context.close()


def test_slider_by_pointer_and_keyboard(page: Page, server: Server) -> None:
    opened(page, server.url + VAE, "latent-sliders")
    before, frames = picture(page, "latent-sliders"), wait_for_frame(page, "latent-sliders")
    drag(page, [(0.5 + 0.01 * i, 0.5) for i in range(20)], "input", "latent-sliders")
    until(page, lambda: values(page)[0] > 0.8 and values(page)[1] == 0)
    wait_for_frame(page, "latent-sliders", frames + 1)
    moved = picture(page, "latent-sliders")
    assert moved != before
    live(page, "latent-sliders").locator("input").nth(1).focus()
    for _ in range(25):
        page.keyboard.press("ArrowRight")
    until(page, lambda: values(page)[1] == pytest.approx(0.5, abs=0.011))
    until(page, lambda: picture(page, "latent-sliders") != moved)


def test_reset_and_randomise(page: Page, server: Server) -> None:
    opened(page, server.url + "/autoencoder?autoencoder_size=16", "latent-sliders")
    sliders = live(page, "latent-sliders")
    expect(sliders.locator("input")).to_have_count(16)
    sliders.get_by_role("button", name="Random point").click()
    until(page, lambda: len(set(values(page))) > 8)
    sliders.get_by_role("button", name="Back to the middle").click()
    becomes(page, lambda: set(values(page)), {0})


def test_map_of_encoded_data_has_a_legend(page: Page, server: Server) -> None:
    opened(page, server.url + VAE)
    expect(live(page, "latent-pad").locator(".legend")).to_be_hidden()
    before = live(page, "latent-pad").locator(".pad").evaluate(PICTURE)
    page.get_by_role("radio", name="Encoded data").click()
    expect(live(page, "latent-pad").locator(".legend li")).to_have_count(10)
    until(page, lambda: live(page, "latent-pad").locator(".pad").evaluate(PICTURE) != before)


def test_the_hand_goes_where_a_picture_was_encoded(page: Page, server: Server) -> None:
    open_page(page, server.url + VAE + "&step=encode")
    page.get_by_role("button", name="Move to this picture's code").click(timeout=60_000)
    wait_for_frame(page, "latent-sliders", timeout=60_000)  # in the experiment that shows the hand
    page.wait_for_function(
        """() => [...document.querySelectorAll("*")]
             .map((e) => e.shadowRoot?.querySelector(".sliders .value")).find(Boolean).textContent !== "0.00" """
    )


def test_both_models_codes_stand_at_the_sliders_and_on_one_scale(page: Page, server: Server) -> None:
    """A picture's codes differ between the models; each is said in units of its own model's spread."""
    open_page(page, server.url + "/autoencoder?step=encode&autoencoder_model=both")
    page.get_by_role("button", name="Move to this picture's code").click(timeout=60_000)
    wait_for_frame(page, "latent-sliders", timeout=60_000)
    shown = live(page, "latent-sliders").locator(".sliders label")
    expect(shown.first.locator(".value")).to_have_text(re.compile(r"^−?\d\.\d\d / −?\d\.\d\d$"), timeout=30_000)
    assert [name.strip() for name in shown.locator(".name").all_inner_texts()] == ["u1", "u2"]
    reach = [float(bound) for bound in shown.locator("input").first.evaluate("(e) => [e.min, e.max]")]
    for words in shown.locator(".value").all_inner_texts():
        assert all(reach[0] <= float(h) <= reach[1] for h in words.replace("−", "-").split("/"))
    assert not page.get_by_text(re.compile("z[₁₂12]", re.IGNORECASE)).count()


def test_a_component_that_cannot_connect_says_so_and_still_follows(page: Page, server: Server) -> None:
    page.route_web_socket(re.compile("live/latent"), lambda socket: socket.close())
    opened(page, server.url + VAE)
    expect(live(page, "latent-pad").locator(".notice")).to_contain_text("live connection", timeout=20_000)
    expect(live(page, "latent-pad")).to_have_attribute("data-transport", "fallback")
    before = picture(page, "latent-pad")
    drag(page, [(0.5, 0.5), (0.7, 0.7), (0.8, 0.8)], ".pad", "latent-pad")
    until(page, lambda: picture(page, "latent-pad") != before)


def test_a_lost_connection_comes_back(page: Page, server: Server) -> None:
    sockets: list[WebSocketRoute] = []

    def through(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket(re.compile("live/latent"), through)
    opened(page, server.url + VAE)
    before = picture(page, "latent-pad")
    for socket in list(sockets):
        socket.close()
    drag(page, [(0.5, 0.5), (0.2, 0.8)], ".pad", "latent-pad")
    until(page, lambda: len(sockets) >= 2 and picture(page, "latent-pad") != before)
    expect(live(page, "latent-pad").locator(".notice")).to_be_hidden()


def test_pictures_are_ink_on_the_themes_paper(browser: Browser, server: Server) -> None:
    for scheme, is_paper in (("light", lambda corner: min(corner) > 200), ("dark", lambda corner: max(corner) < 60)):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        opened(page, server.url + VAE)
        until(page, lambda p=page, right=is_paper: right([int(v) for v in picture(p, "latent-pad").split(",")[:3]]))
        context.close()


def test_everything_live_has_a_role_and_a_label(page: Page, server: Server) -> None:
    opened(page, server.url + "/autoencoder", "latent-sliders")
    wait_for_frame(page, "latent-pad")
    both = [live(page, component) for component in ("latent-pad", "latent-sliders")]
    canvases, controls = ([e for part in both for e in part.locator(kind).all()] for kind in ("canvas", "input"))
    assert canvases and controls
    sides = [box_of(picture)["width"] for picture in both[0].locator(".picture canvas").all()]
    assert len(sides) == 2 and min(sides) > 150  # of 1280 x 720: the pictures are what is looked at
    for canvas in canvases:
        assert canvas.get_attribute("role") and len(canvas.get_attribute("aria-label")) > 3
    for control in controls:
        assert control.get_attribute("aria-label")


def test_leaving_the_page_closes_the_socket(page: Page, server: Server) -> None:
    closed: list[bool] = []
    page.on("websocket", lambda s: s.on("close", lambda _: closed.append(True)) if "live/latent" in s.url else None)
    opened(page, server.url + VAE)
    page.get_by_role("link", name="Home").click()
    until(page, lambda: bool(closed))


def test_a_base_path_works(browser: Browser, tmp_path: Path) -> None:
    with serve(log=tmp_path / "log", options=["--server.baseUrlPath=lab"], path="/lab") as based:
        page = browser.new_page()
        opened(page, based.url + VAE)
        page.close()


def test_a_full_server_is_the_slow_way_not_an_endless_loop(browser: Browser, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("LIVE_SOCKETS", "0")
    with serve(log=tmp_path / "log") as full:
        page = browser.new_page()
        opened(page, full.url + VAE)
        expect(live(page, "latent-pad")).to_have_attribute("data-transport", "fallback")
        page.close()


def test_switching_models_keeps_the_hand(page: Page, server: Server) -> None:
    opened(page, server.url + "/autoencoder", "latent-sliders")
    live(page, "latent-sliders").get_by_role("button", name="Random point").click()
    until(page, lambda: set(values(page)) != {0})
    chosen = values(page)
    page.get_by_role("button", name="Pictures and models").click()
    page.get_by_role("radio", name="VAE", exact=True).first.click()
    page.wait_for_url("**autoencoder_model=vae**")
    settled(page)
    wait_for_frame(page, "latent-sliders")
    say(page, chosen)


TWO_AT_ONE_HAND = """async () => {
  const { joinHand } = await import("/live-assets/latent/point.js");
  const model = (name) => ({ name, origin: [0, 0], scale: [1, 1], plane: [[1, 0], [0, 1]] });
  const told = [];
  const join = (who, ...names) => {
    const data = { hand: "a test", reach: 3, models: names.map(model) };
    return joinHand(data, location.origin + "/", { data, state() {}, transport() {}, moved: () => told.push(who) });
  };
  join("still of both", "ae-digits-2", "vae-digits-2");
  join("already of one", "vae-digits-2").setAll([1, 1]);
  return told;
}"""


def test_who_shows_other_models_is_not_told_of_the_hand(page: Page, server: Server) -> None:
    """A rerun changes one component after the other: in between, one still shows the models of before."""
    opened(page, server.url + "/autoencoder", "latent-sliders")
    assert set(page.evaluate(TWO_AT_ONE_HAND)) == {"already of one"}


def test_one_scale_for_both_models_on_sliders_and_maps(page: Page, server: Server) -> None:
    """A coordinate is in units of each model's own spread, u; where the models differ, a slider says both."""
    hand = written({"ae-digits-2": [1.0, -0.5], "vae-digits-2": [-2.0, -0.5]})
    open_page(page, f"{server.url}/autoencoder?hand_autoencoder-digits-2={hand}")
    wait_for_frame(page, "latent-sliders")
    sliders = live(page, "latent-sliders")
    becomes(page, lambda: sliders.locator(".name").all_inner_texts(), ["u1", "u2"])
    expect(sliders.locator(".value")).to_have_text(["1.00 / −2.00", "−0.50"])
    sliders.locator("input").first.press("ArrowRight")
    expect(sliders.locator(".value")).to_have_text(["1.02", "−0.50"])  # one slider, both models
    pads, said = live(page, "latent-pad").locator(".pad"), live(page, "latent-pad").locator("[aria-live=polite]")
    expect(pads).to_have_count(2)
    for k in range(2):
        pads.nth(k).press("ArrowUp")
        say(page, [1.02, -0.4 + 0.1 * k], 0.011)  # one number each: the models agree
        expect(said).to_contain_text(", ".join(f"{value:.2f}" for value in values(page)))
