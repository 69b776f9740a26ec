"""Where the sliders lead, the turned map and the diagram of the moment, in a real Chromium."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.test_autoencoder import PICTURE, VAE, opened, picture, say
from tests.served import Server, becomes, live, until, wait_for_frame

CUT = """(canvas, k) => [...canvas.getContext('2d')
  .getImageData(k * canvas.height, 0, canvas.height, canvas.height).data].join()"""
STRIPS = """(n) => [...document.querySelectorAll("*")].some((e) =>
  Number(e.shadowRoot?.querySelector("[data-live=latent-sliders]")?.dataset.strips) >= n)"""
MAPPED = """(n) => [...document.querySelectorAll("*")].some((e) =>
  Number(e.shadowRoot?.querySelector("[data-live=latent-pad]")?.dataset.maps) >= n)"""
LIGHTS = """(root) => {
  window.lights = new Set();
  new MutationObserver((changes) => changes.forEach(({ target }) => {
    if (target.classList.contains("lit")) window.lights.add(target.dataset.part);
  })).observe(root, { subtree: true, attributes: true, attributeFilter: ["class"] });
}"""


def test_a_strip_leads_on_from_where_the_hand_rests(page: Page, server: Server) -> None:
    """The picture in the middle of a strip is the one drawn where its slider stands in the middle; another place
    leads elsewhere; the sliders that change the picture most come first, with the figure that says so."""
    opened(page, server.url + VAE + "&autoencoder_size=16", "latent-sliders")
    sliders = live(page, "latent-sliders")
    expect(sliders.locator("canvas.strip")).to_have_count(16)
    figures = [float(words.split()[0]) for words in sliders.locator(".figure").all_inner_texts()]
    assert figures == sorted(figures, reverse=True) and figures[0] > 10 > figures[-1]
    page.wait_for_function(STRIPS, arg=1)
    middle = sliders.locator("canvas.strip").first.evaluate(CUT, 3)
    becomes(page, lambda: picture(page, "latent-sliders"), middle)
    strip = sliders.locator("canvas.strip").last
    last = strip.evaluate(PICTURE)
    sliders.locator("input").first.press("Home")  # to its end
    until(page, lambda: strip.evaluate(PICTURE) != last)  # the same strips may be drawn once more before
    end = sliders.locator("canvas.strip").first.evaluate(CUT, 0)
    becomes(page, lambda: picture(page, "latent-sliders"), end)
    assert end != middle


def test_with_sixteen_numbers_the_map_is_turned_and_goes_through_the_hand(page: Page, server: Server) -> None:
    opened(page, server.url + VAE + "&autoencoder_size=16&autoencoder_plane=two")
    wait_for_frame(page, "latent-sliders")
    pad, sliders = live(page, "latent-pad"), live(page, "latent-sliders")
    names = sliders.locator(".name").all_inner_texts()
    pad.locator(".pad").press("ArrowRight")  # across: the number that changes the picture most; upwards: the next
    say(page, [0.1, *[0] * 15])
    assert len(names) == 16
    pad.locator(".pad").press("ArrowUp")
    say(page, [0.1, 0.1, *[0] * 14])
    page.wait_for_function(MAPPED, arg=1)
    before = pad.locator(".pad").evaluate(PICTURE)
    sliders.locator("input").nth(2).press("End")  # off the plane: it is drawn anew through the hand
    until(page, lambda: pad.locator(".pad").evaluate(PICTURE) != before)


def test_the_diagram_lights_up_with_the_data_of_the_moment(page: Page, server: Server) -> None:
    opened(page, server.url + VAE, "latent-diagram")
    diagram = live(page, "latent-diagram")
    expect(diagram.locator("[data-part=mu] output")).not_to_be_empty()  # a test picture has been found
    expect(diagram.locator(".lit")).to_have_count(0)
    near, code = diagram.locator("[data-part=x] canvas").evaluate(PICTURE), diagram.locator("[data-part=z] output")
    before = code.inner_text()
    diagram.evaluate(LIGHTS)
    live(page, "latent-pad").locator(".pad").press("Shift+ArrowRight")
    expect(code).not_to_have_text(before)
    page.wait_for_function("lights.size === 7")  # every part has had its turn
    assert page.evaluate("[...lights].indexOf('z') < [...lights].indexOf('x')")  # the hand first, then what lies near
    assert diagram.locator("[data-part=x] canvas").evaluate(PICTURE) != near
    becomes(page, lambda: diagram.locator("[data-part=restored] canvas").evaluate(PICTURE), picture(page, "latent-pad"))
