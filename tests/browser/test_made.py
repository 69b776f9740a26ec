"""What a person makes in live components stays: over later strokes, clearing, undo, tabs, pages, languages, reloads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect

from tests.served import Server, becomes, live, open_page, settled, still, until, wait_for_frame

PICTURE = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data].join()"


def painting(page: Page, server: Server) -> Locator:
    open_page(page, server.url + "/probability?step=landscape&probability_source=paint")
    pad = live(page, "world-editor").locator(".pad")
    wait_for_frame(page, "world-editor", timeout=60_000)
    pad.scroll_into_view_if_needed()
    return pad


def rests(page: Page, key: str, before: str | None = None) -> str:
    """Wait until the link says something else of `key`, and the page has run to its end; what it says."""
    page.wait_for_function(
        "([key, before]) => new URLSearchParams(location.search).get(key) !== before", arg=[key, before], timeout=60_000
    )
    settled(page, 0)
    return page.evaluate("(key) => new URLSearchParams(location.search).get(key)", key)


def pressed(page: Page, names: Sequence[str], key: str, before: str | None = None) -> str:
    """Press keys; what the link says of `key` when it knows of all of them."""
    for name in names:
        page.keyboard.press(name)
    page.evaluate("dispatchEvent(new Event('sharing'))")  # what waits for the hand to rest is told now
    return still(page, lambda: rests(page, key, before))


def says(page: Page, key: str, value: str) -> None:
    """The link says this of `key`, or will within seconds."""
    page.wait_for_function(
        "([key, value]) => new URLSearchParams(location.search).get(key) === value", arg=[key, value], timeout=60_000
    )


def line(page: Page, pad: Locator, height: float) -> None:
    """A line across the pad."""
    box = pad.bounding_box()
    x, y = box["x"] + 0.15 * box["width"], box["y"] + height * box["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 0.7 * box["width"], y, steps=12)
    page.mouse.up()


HEIGHTS = (0.2, 0.4, 0.6, 0.8)
INKED = """(canvas, heights) => { const c = canvas.getContext("2d");
  const at = (x, y) => [...c.getImageData(x * canvas.width, y * canvas.height, 1, 1).data].slice(0, 3);
  const paper = at(0.01, 0.01);
  return heights.filter((y) => at(0.42, y).some((v, i) => Math.abs(v - paper[i]) > 40)); }"""


def has_lines(pad: Locator, heights: tuple[float, ...] = HEIGHTS) -> None:
    """The pad shows lines at these heights and at no others, or will within seconds."""
    becomes(pad.page, lambda: tuple(pad.evaluate(INKED, list(HEIGHTS))), heights)


def test_four_lines_with_reruns_between_are_four_lines_everywhere(page: Page, server: Server) -> None:
    pad = painting(page, server)
    said = None
    for n, height in enumerate(HEIGHTS, 1):
        line(page, pad, height)
        said = rests(page, "painting", said)
        has_lines(pad, HEIGHTS[:n])
    page.reload()
    settled(page, 0)
    wait_for_frame(page, "world-editor", timeout=60_000)
    has_lines(pad)
    second = page.context.new_page()
    open_page(second, page.url)
    wait_for_frame(second, "world-editor", timeout=60_000)
    has_lines(live(second, "world-editor").locator(".pad"))
    second.close()
    page.get_by_text("Your data", exact=True).click()
    expect(page.get_by_text("As soon as there is a density here").last).to_be_visible()
    page.get_by_text("Paint", exact=True).click()
    says(page, "probability_source", "paint")
    wait_for_frame(page, "world-editor", timeout=60_000)
    has_lines(pad)
    page.get_by_role("link", name="Classical models").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Classical", timeout=60_000)
    page.get_by_role("link", name="Probability").first.click()
    wait_for_frame(page, "world-editor", timeout=60_000)
    has_lines(pad)
    page.get_by_text("한국어", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("확률", timeout=60_000)
    wait_for_frame(page, "world-editor", timeout=60_000)
    has_lines(pad)


def experiment(page: Page, name: str) -> None:
    """Go to another experiment of the page."""
    page.locator(".st-key-experiments").get_by_role("radio", name=name).click()


def test_clear_undo_and_redo_are_kept_and_clear_what_follows(page: Page, server: Server) -> None:
    pad = painting(page, server)
    editor = live(page, "world-editor")
    line(page, pad, 0.2)
    one = rests(page, "painting")
    line(page, pad, 0.6)
    two = rests(page, "painting", one)
    experiment(page, "Sampling")
    expect(live(page, "sampler-player")).to_be_visible(timeout=60_000)
    experiment(page, "A landscape")
    editor.get_by_role("button", name="Clear").click(timeout=60_000)
    rests(page, "painting", two)
    has_lines(pad, ())
    expect(editor).to_have_attribute("data-points", "0")
    for edge in (editor.locator("canvas").first, editor.locator("canvas").last):
        becomes(page, lambda edge=edge: set(edge.evaluate(PICTURE).split(",")), {"0"})
    experiment(page, "Sampling")
    expect(page.get_by_text("As soon as there is a density here").last).to_be_visible(timeout=60_000)
    expect(live(page, "sampler-player")).to_have_count(0)
    experiment(page, "A landscape")
    pad.focus(timeout=60_000)
    page.keyboard.press("Control+z")
    says(page, "painting", two)
    has_lines(pad, (0.2, 0.6))
    editor.get_by_role("button", name="Undo").click()
    assert rests(page, "painting", two) == one
    has_lines(pad, (0.2,))
    pad.focus()
    page.keyboard.press("Control+Shift+z")
    assert rests(page, "painting", one) == two
    page.reload()
    settled(page, 0)
    wait_for_frame(page, "world-editor", timeout=60_000)
    has_lines(pad, (0.2, 0.6))
    expect(editor.get_by_role("button", name="Undo")).to_be_enabled()  # a reload forgets nothing
    page.go_back()
    rests(page, "painting", two)
    wait_for_frame(page, "world-editor")
    has_lines(pad, (0.2,))


def test_painting_by_keyboard(page: Page, server: Server) -> None:
    pad = painting(page, server)
    pad.focus()
    before = pad.evaluate(PICTURE)
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Space")
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    said = rests(page, "painting")
    assert said
    until(page, lambda: pad.evaluate(PICTURE) != before and pad.evaluate(INKED, [0.5]))
    page.keyboard.press("Control+z")
    assert rests(page, "painting", said) is None


def em(page: Page) -> Locator:
    root = live(page, "em-player")
    expect(root).to_have_attribute("data-steps", re.compile(r"\d+"), timeout=60_000)
    return root


def test_starts_and_the_place_in_a_run_are_kept_and_undone(page: Page, server: Server) -> None:
    open_page(page, server.url + "/classical?step=em&classical_world=grid&classical_k=3")
    root = em(page)
    root.locator(".pad").focus()
    said = pressed(page, ["Shift+ArrowUp"] * 3, "em_starts")
    place = rests(page, "em_place")
    step = "9" if root.get_attribute("data-step") != "9" else "11"
    root.get_by_role("slider", name="Timeline").fill(step)
    rests(page, "em_place", place)
    expect(root).to_have_attribute("data-step", step)
    moved = root.get_attribute("data-loglik")
    again = page.context.new_page()
    open_page(again, page.url)
    expect(em(again)).to_have_attribute("data-loglik", moved, timeout=60_000)
    expect(em(again)).to_have_attribute("data-step", step)
    again.close()
    page.get_by_text("한국어", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("고전", timeout=60_000)
    expect(em(page)).to_have_attribute("data-loglik", moved)
    page.get_by_role("link", name="확률").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("확률", timeout=60_000)
    page.get_by_role("link", name="고전 모델").first.click()
    expect(em(page)).to_have_attribute("data-loglik", moved, timeout=60_000)
    root.locator(".pad").focus()
    page.keyboard.press("Shift+ArrowUp")
    rests(page, "em_starts", said)
    page.keyboard.press("Control+z")
    says(page, "em_starts", said)
    root.get_by_role("button", name="처음부터 다시").click()
    page.wait_for_function("() => !new URLSearchParams(location.search).has('em_starts')", timeout=60_000)


def test_what_is_moved_on_the_two_views_is_kept_and_undone(page: Page, server: Server) -> None:
    open_page(page, server.url + "/?step=two")
    wait_for_frame(page, "two-views", timeout=60_000)
    root = live(page, "two-views")
    root.get_by_role("button", name="Put the cross far away").click()
    said = rests(page, "two_views")
    pad = root.locator(".pad").first
    pad.focus()
    moved = pressed(page, ("n", "Shift+ArrowRight", "Shift+ArrowUp"), "two_views", said)
    wait_for_frame(page, "two-views")
    classified, density = root.get_attribute("data-classifier"), root.get_attribute("data-logp")
    page.reload()
    settled(page, 0)
    wait_for_frame(page, "two-views", timeout=60_000)
    expect(root).to_have_attribute("data-logp", density)
    page.get_by_text("한국어", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("생성모델", timeout=60_000)
    expect(root).to_have_attribute("data-logp", density)
    expect(root).to_have_attribute("data-classifier", classified)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Generative models", timeout=60_000)
    expect(root).to_have_attribute("data-logp", density)
    assert moved != said


def test_a_drawing_that_is_frozen_is_kept_over_languages_and_pages_and_undone(page: Page, server: Server) -> None:
    open_page(page, server.url + "/diffusion?step=freeze")
    freezer = live(page, "freezer")
    freezer.wait_for(timeout=90_000)
    freezer.scroll_into_view_if_needed()
    expect(freezer).to_have_attribute("data-step", "550", timeout=60_000)
    clean = freezer.locator(".films canvas").first
    freezer.get_by_role("button", name="Clear and draw").click()
    empty = rests(page, "frozen_diffusion-digits")
    box = clean.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.8, steps=12)
    page.mouse.up()
    drawn = rests(page, "frozen_diffusion-digits", empty)
    freezer.get_by_role("slider", name="Time:").fill("0.7")
    share = rests(page, "frozen_share")
    picture = clean.evaluate(PICTURE)
    page.get_by_text("한국어", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("확산", timeout=60_000)
    becomes(page, lambda: clean.evaluate(PICTURE), picture)
    freezer.get_by_role("slider", name="시간:").fill("0.6")
    rests(page, "frozen_share", share)
    expect(freezer).to_have_attribute("data-look", "400", timeout=20_000)  # it is alive
    page.reload()
    settled(page, 0)
    expect(freezer).to_have_attribute("data-look", "400", timeout=60_000)
    becomes(page, lambda: clean.evaluate(PICTURE), picture)
    clean.focus()
    page.keyboard.press("Space")
    dabbed = rests(page, "frozen_diffusion-digits", drawn)
    page.keyboard.press("Control+z")
    says(page, "frozen_diffusion-digits", drawn)
    assert dabbed != drawn


def test_moved_and_added_hills_and_the_slice_are_kept_and_undone(page: Page, server: Server) -> None:
    open_page(page, server.url + "/probability?step=landscape")
    wait_for_frame(page, "world-editor", timeout=90_000)
    editor = live(page, "world-editor")
    editor.locator(".pad").focus()
    moved = pressed(page, ("Shift+ArrowRight", "]", "+"), "hills")
    editor.get_by_role("button", name="Add a hill").click()
    added = rests(page, "hills", moved)
    editor.get_by_role("slider", name="slice").fill("0.75")
    rests(page, "slice")
    page.get_by_text("한국어", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("확률", timeout=90_000)
    expect(editor.locator(".components input")).to_have_count(4)
    expect(editor.locator(".slice output")).to_have_text("1.50")
    page.get_by_role("link", name="홈").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("생성모델", timeout=90_000)
    page.get_by_role("link", name="확률").first.click()
    expect(editor.locator(".components input")).to_have_count(4, timeout=90_000)
    says(page, "hills", added)
    page.reload()
    settled(page, 0)
    expect(editor.locator(".components input")).to_have_count(4, timeout=90_000)
    expect(editor.locator(".slice output")).to_have_text("1.50")
    editor.get_by_role("button", name="고른 언덕 지우기").click()
    rests(page, "hills", added)
    editor.locator(".pad").focus()
    page.keyboard.press("Control+z")
    says(page, "hills", added)
    expect(editor.locator(".components input")).to_have_count(4)
