"""What is taken home of an experiment, as the browser saves it: every file opens in its usual program."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from safetensors import safe_open
from safetensors.numpy import load_file

from tests.served import Server, live, open_page, until, wait_for_frame

SVG = "{http://www.w3.org/2000/svg}"


def opened(page: Page) -> Locator:
    """The dialog, open, with everything in it."""
    root = live(page, "take-menu")
    root.get_by_role("button", name="Take home").click()
    expect(root).to_have_attribute("data-state", "idle", timeout=60_000)
    return root.get_by_role("dialog")


def saved(page: Page, button: Locator, folder: Path) -> Path:
    with page.expect_download() as told:
        button.click()
    path = folder / told.value.suggested_filename
    told.value.save_as(path)
    return path


def picture(path: Path) -> Image.Image:
    with Image.open(path) as file:
        return file.convert("RGB")


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


@pytest.mark.slow
def test_picture_numbers_and_code_of_a_run(page: Page, server: Server, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, server.url + "/classical?step=em&lang=en")
    expect(live(page, "em-player")).not_to_have_attribute("data-frame", "0", timeout=60_000)
    dialog = opened(page)

    screen, printed = (
        picture(saved(page, dialog.get_by_role("button", name=name), tmp_path))
        for name in ("For the screen", "For printing")
    )
    assert printed.size == (3 * screen.width, 3 * screen.height) and screen.width > 700
    pixels = np.asarray(printed).reshape(-1, 3)
    assert len(np.unique(pixels // 32, axis=0)) > 20  # the hills' colours are on it

    table = rows_of(saved(page, dialog.get_by_role("button", name="Points"), tmp_path))
    assert table[0] == ["points_1", "points_2"] and np.isfinite(np.array(table[1:], float)).all() and len(table) == 301
    curves = rows_of(saved(page, dialog.get_by_role("button", name="Curves"), tmp_path))
    assert curves[0] == ["chart", "line", "x", "y", "error"] and len(curves) > 20

    program = saved(page, dialog.get_by_role("button", name="Python file"), tmp_path)
    assert program.name == "classical-em-seed0.py" and "N = 300\n" in program.read_text(encoding="utf-8")
    notebook = saved(page, dialog.get_by_role("button", name="Notebook"), tmp_path)
    nbformat.validate(nbformat.reads(notebook.read_text(encoding="utf-8"), as_version=4))
    expect(dialog.get_by_role("status")).to_have_text("Saved: classical-em-seed0.ipynb")


def test_what_was_set_last_is_in_the_code(page: Page, server: Server, tmp_path: Path) -> None:
    """A hand that has just moved something, and a setting changed after the menu was opened once."""
    open_page(page, server.url + "/classical?step=four&lang=en")
    slider = live(page, "densities").get_by_role("slider", name="Points to learn from")
    slider.fill("4", timeout=60_000)
    dialog = opened(page)
    first = saved(page, dialog.get_by_role("button", name="Python file"), tmp_path).read_text(encoding="utf-8")
    page.keyboard.press("Escape")
    seed = page.get_by_role("textbox", name="Seed")
    seed.fill("7")
    seed.press("Enter")
    dialog = opened(page)
    second = saved(page, dialog.get_by_role("button", name="Python file"), tmp_path)
    assert "N = 300\n" in first and "SEED = 0\n" in first
    assert "SEED = 7\n" in second.read_text(encoding="utf-8") and second.name == "classical-four-seed7.py"


def test_what_is_drawn_as_svg_is_given_as_svg(page: Page, server: Server, tmp_path: Path) -> None:
    open_page(page, server.url + "/?step=map&lang=en")
    dialog = opened(page)
    tree = ElementTree.parse(saved(page, dialog.get_by_role("button", name="SVG"), tmp_path)).getroot()
    assert tree.tag == f"{SVG}svg" and len(tree.findall(f"{SVG}svg")) >= 1
    words = {"".join(text.itertext()) for text in tree.iter(f"{SVG}text")}
    assert {"learn", "draw"} <= words  # of the drawing itself, and under it of the page
    assert any("Start here" in text for text in words)


@pytest.mark.slow
def test_weights_and_a_film(page: Page, server: Server, tmp_path: Path) -> None:
    open_page(page, server.url + "/autoencoder?step=hand&lang=en")
    wait_for_frame(page, "latent-pad", timeout=60_000)
    dialog = opened(page)
    weights = saved(page, dialog.get_by_role("button", name="vae-digits-2.safetensors"), tmp_path)
    assert sum(array.size for array in load_file(weights).values()) > 10_000
    about = saved(page, dialog.get_by_role("button", name="vae-digits-2.json"), tmp_path)
    assert json.loads(about.read_text())["config"]["latent_dim"] == 2

    dialog.get_by_role("button", name="Record").click()
    stop = live(page, "take-menu").get_by_role("button", name="Stop and save")
    pad = live(page, "latent-pad").locator("canvas").first
    before = live(page, "latent-pad").get_attribute("data-frame")
    pad.press("ArrowRight")
    until(page, lambda: live(page, "latent-pad").get_attribute("data-frame") != before)
    page.wait_for_timeout(500)
    film = saved(page, stop, tmp_path)
    assert film.suffix == ".webm" and film.read_bytes()[:4] == b"\x1aE\xdf\xa3" and film.stat().st_size > 2000
    expect(stop).to_be_hidden()


@pytest.mark.slow
def test_the_networks_of_ones_own_run(page: Page, server: Server, tmp_path: Path) -> None:
    open_page(page, server.url + "/gan?step=watch&lang=en")
    expect(live(page, "run-player")).to_have_attribute("data-state", "running", timeout=60_000)
    player = live(page, "run-player")
    until(page, lambda: int(player.get_attribute("data-step") or 0) > 0)
    dialog = opened(page)
    path = saved(page, dialog.get_by_role("button", name="Of this run"), tmp_path)
    assert {name.split(".")[0] for name in load_file(path)} == {"g", "d"} and path.name == "gan-watch-seed0.safetensors"
    expect(player).to_have_attribute("data-state", "paused")
    program = saved(page, dialog.get_by_role("button", name="Python file"), tmp_path).read_text(encoding="utf-8")
    with safe_open(path, "np") as file:  # picture, weights and program are of one step
        assert f"STEPS = {file.metadata()['step']}\n" in program
        assert player.get_attribute("data-step") == file.metadata()["step"]
    page.keyboard.press("Escape")
    expect(player).to_have_attribute("data-state", "running")


def test_where_there_are_no_experiments_nothing_is_taken_home(page: Page, server: Server) -> None:
    open_page(page, server.url + "/?lang=en")
    expect(live(page, "take-menu")).to_have_count(1)
    page.goto(server.url + "/courses?lang=en")
    expect(live(page, "share-link")).to_have_count(1, timeout=60_000)
    expect(live(page, "take-menu")).to_have_count(0)


# A dark stage of its own: a drawing, a postcard, a dotted line of a legend, a layer that is on and one that is off.
STAGE = """async () => {
  document.body.innerHTML = `<div data-testid="stApp" style="background:rgb(18,20,31);color:rgb(240,240,250)">
    <div class="st-key-stage" style="width:300px;height:120px;position:relative;font:20px sans-serif">
      <canvas id="drawn" width="40" height="40" style="position:absolute;left:0;top:0"></canvas>
      <canvas id="postcard" width="40" height="40" style="position:absolute;left:50px;top:0"></canvas>
      <i style="position:absolute;left:100px;top:20px;width:40px;border-top:4px dotted rgb(240,240,250)"></i>
      <label style="position:absolute;left:160px;top:0"><input type="checkbox" checked>█on</label>
      <label style="position:absolute;left:160px;top:40px"><input type="checkbox">off</label>
      <p class="run-status">818 steps a second</p></div></div>`;
  const { drawColour } = await import("/live-assets/drawing/picture.js");
  const { drawing, png } = await import("/live-assets/take/picture.js");
  const { Film } = await import("/live-assets/take/film.js");
  const ink = document.getElementById("drawn").getContext("2d");
  ink.fillStyle = "rgb(130,160,255)";
  ink.fillRect(0, 0, 40, 40);
  drawColour(document.getElementById("postcard").getContext("2d"), new Uint8Array(3 * 1600).fill(70), 40, 40);
  const box = document.querySelectorAll("label")[0].getBoundingClientRect();
  const from = document.querySelector(".st-key-stage").getBoundingClientRect();
  const word = [box.right - from.left - 34, box.top - from.top + 14];
  const places = { paper: [290, 100], drawn: [20, 20], postcard: [70, 20], word };
  const of = (canvas, scale) => Object.fromEntries(Object.entries(places).map(([name, [x, y]]) =>
    [name, [...canvas.getContext("2d").getImageData(x * scale, y * scale, 1, 1).data.slice(0, 3)]]));
  const printed = await createImageBitmap(await png(3, true));
  const sheet = Object.assign(document.createElement("canvas"), { width: printed.width, height: printed.height });
  sheet.getContext("2d").drawImage(printed, 0, 0);
  const film = new Film(() => {});
  await new Promise((done) => { setTimeout(done, 600); });
  const filmed = of(film.canvas, film.scale);
  film.stop();
  return { text: drawing(), printed: of(sheet, 3), filmed };
}"""


def test_a_film_has_the_words_and_a_print_is_dark_on_white_with_what_is_on_alone(page: Page, server: Server) -> None:
    page.goto(server.url + "/_stcore/health")
    found = page.evaluate(STAGE)
    assert "on" in found["text"] and "off" not in found["text"] and "a second" not in found["text"]
    assert 'stroke-dasharray="4 4"' in found["text"]
    printed, filmed = found["printed"], found["filmed"]
    assert printed["paper"] == [255, 255, 255] and max(printed["word"]) < 60
    assert printed["postcard"] == [70, 70, 70]  # keeps its colours
    red, _, blue = printed["drawn"]
    assert blue > red and max(printed["drawn"]) + min(printed["drawn"]) < 255 < 130 + 255  # dark, and as blue as it was
    assert min(filmed["word"]) > 180 and filmed["paper"] == [18, 20, 31] and filmed["drawn"] == [130, 160, 255]
