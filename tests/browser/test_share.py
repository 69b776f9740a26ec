"""The Share button: the link of the moment, to copy and as a QR code."""

from __future__ import annotations

import re

import numpy as np
import pytest
import segno
from playwright.sync_api import Locator, Page, expect

from app.live.share.service import MOST_BYTES, QUIET
from app.ui.kept import HASHED, MOST_CHARACTERS, written
from tests.browser.test_made import rests
from tests.served import Server, becomes, box_of, live, open_page, wait_for_frame

# What a camera sees: the code drawn with one pixel per module, 1 where it is dark.
MODULES = """async (box) => {
  const svg = box.querySelector("svg").cloneNode(true), n = Number(svg.getAttribute("viewBox").split(" ")[2]);
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("width", n); svg.setAttribute("height", n);
  const image = new Image();
  image.src = "data:image/svg+xml," + encodeURIComponent(svg.outerHTML);
  await image.decode();
  const c = Object.assign(document.createElement("canvas"), { width: n, height: n }).getContext("2d");
  c.drawImage(image, 0, 0);
  const { data } = c.getImageData(0, 0, n, n);
  return [...Array(n)].map((_, y) => [...Array(n)].map((_, x) => Number(data[4 * (y * n + x)] < 128)));
}"""


def shared(page: Page) -> Locator:
    """The dialog, open, with its code or what stands in its place."""
    root = live(page, "share-link")
    root.get_by_role("button", name="Share", exact=True).click()
    expect(root).not_to_have_attribute("data-frame", "0")
    return root.get_by_role("dialog")


def says(page: Page, link: str) -> None:
    """The code on the screen is that of the link, module for module, with its quiet zone."""
    code = segno.make(link, error="l", micro=False)
    side = code.symbol_size(border=QUIET)[0]
    box = live(page, "share-link").locator(".qr")
    expect(box.locator("svg")).to_have_attribute("viewBox", f"0 0 {side} {side}")
    becomes(page, lambda: box.evaluate(MODULES), [list(row) for row in code.matrix_iter(border=QUIET)])


@pytest.mark.parametrize("secure", [True, False], ids=["https", "http"])
def test_the_link_is_copied_and_is_what_the_code_says(page: Page, server: Server, secure: bool) -> None:
    if not secure:  # as on http://192.168.0.7: there is no clipboard to write to
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, server.url + "/probability?step=combines")
    page.locator(".st-key-probability_combines_depth, .st-key-stage").first.wait_for(timeout=60_000)
    dialog = shared(page)
    expect(dialog.get_by_role("textbox")).to_have_value(page.url)
    says(page, page.url)
    box = box_of(dialog.locator(".qr"))
    assert box["height"] > 400 and box["y"] + box["height"] < 720  # all of it, as large as a projector shows it
    page.evaluate("""() => { window.pasted = new Promise((resolve) => addEventListener("paste", (event) =>
      resolve(event.clipboardData.getData("text/plain")), { capture: true })); }""")
    dialog.get_by_role("button", name="Copy").click()
    expect(dialog.get_by_text("Copied.")).to_be_visible()
    page.keyboard.press("Control+v")
    assert page.evaluate("window.pasted") == page.url
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_what_was_moved_last_is_in_the_link_that_is_open(page: Page, server: Server) -> None:
    open_page(page, server.url + "/classical?step=four")
    slider = live(page, "densities").get_by_role("slider", name="Points to learn from")
    slider.fill("4", timeout=60_000)
    dialog = shared(page)
    said = rests(page, "four_densities")
    expect(dialog.get_by_role("textbox")).to_have_value(page.url)
    assert said and said in page.url
    says(page, page.url)


def test_a_drawing_too_long_for_a_code_is_in_the_link_and_the_code_leaves_it_out(page: Page, server: Server) -> None:
    rng = np.random.default_rng(0)
    text = written({"strokes": [rng.uniform(-2, 2, (400, 2)).round(2).tolist()], "thickness": 0.1})
    assert MOST_BYTES < len(text) < MOST_CHARACTERS
    open_page(page, f"{server.url}/probability?step=landscape&probability_source=paint&painting={text}")
    wait_for_frame(page, "world-editor", timeout=60_000)
    dialog = shared(page)
    expect(dialog.get_by_role("textbox")).to_have_value(re.compile(f"painting={text}"))
    expect(dialog.get_by_text("the code leaves out the largest of what was drawn")).to_be_visible()
    says(page, page.url.replace(f"&painting={text}", ""))


@pytest.mark.parametrize(
    ("language", "reason"),
    [pytest.param("en", "too long for a link", marks=pytest.mark.slow), ("ko", "링크에 담기에 너무 깁니다")],
)
def test_a_table_too_long_for_a_link_is_said_on_the_page(
    page: Page, server: Server, language: str, reason: str
) -> None:
    rows = np.random.default_rng(0).normal(size=(1500, 2))
    table = "a,b\n" + "\n".join(f"{a:.3f},{b:.3f}" for a, b in rows)
    open_page(page, f"{server.url}/probability?step=landscape&probability_source=file&lang={language}")
    upload = page.locator("[data-testid=stFileUploaderDropzone] input[type=file]")
    upload.set_input_files(
        {"name": "table.csv", "mimeType": "text/csv", "buffer": table.encode()}, timeout=60_000
    )  # fmt: skip
    assert rests(page, "own_data").startswith(HASHED)
    told = page.get_by_text(reason).and_(page.get_by_text(f"{MOST_CHARACTERS:,}"))
    expect(told.filter(visible=True)).to_have_count(1)
    live(page, "share-link").locator(".opener").click()
    expect(live(page, "share-link").get_by_role("dialog").get_by_text(reason)).to_be_visible()
