"""What people's systems ask for, in a real Chromium: less motion, sharp screens, translators, older browsers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.experiments import PAGES, keys_of, path_of
from tests.served import FIND, Server, live, open_page, still, until, wait_for_frame


def test_nothing_begins_to_move_by_itself_where_less_motion_is_asked_for(browser: Browser, server: Server) -> None:
    context = browser.new_context(reduced_motion="reduce", locale="en-US")
    page = context.new_page()
    open_page(page, server.url + "/classical?step=em")
    page.wait_for_function(f"(name) => Number({FIND}?.dataset.frame) > 0", arg="em-player", timeout=60_000)
    page.wait_for_timeout(1000)
    assert live(page, "em-player").get_attribute("data-step") == "0"
    open_page(page, server.url + "/gan?gan_width=16&gan_batch=64")
    expect(live(page, "run-player").first.get_by_text("ready: press Train")).to_be_visible(timeout=60_000)
    context.close()


# How many frames each live part of the page has drawn, and where in its history it stands.
STANDS = """() => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
  .map((host) => host.shadowRoot?.querySelector("[data-live]")).filter(Boolean)
  .map(({ dataset: { live, frame, step, state } }) => [live, frame, step, state].join())"""
STILL_MS = 1500


def moving(parts: list[str]) -> list[str]:
    """Those that play, or still wait for their first answer."""
    return [part for part in parts if part.endswith((",running", ",connecting"))]


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_every_experiment_stands_still_where_less_motion_is_asked_for(
    browser: Browser, server: Server, name: str
) -> None:
    """What has come is drawn; then nothing more, until somebody does something."""
    context = browser.new_context(reduced_motion="reduce", locale="en-US")
    page = context.new_page()
    for key in keys_of(name):
        open_page(page, server.url + path_of(name, key, lang="en"))
        before, still = None, page.evaluate(STANDS)
        for _ in range(60):
            if still == before and not moving(still):
                break
            page.wait_for_timeout(STILL_MS)
            before, still = still, page.evaluate(STANDS)
        assert still == before and not moving(still), key
    context.close()


@pytest.mark.parametrize(("ratio", "most"), [(2, 2), (4, 3)])
def test_a_canvas_has_the_pixels_of_the_screen(browser: Browser, server: Server, ratio: int, most: int) -> None:
    context = browser.new_context(device_scale_factor=ratio)
    page = context.new_page()
    open_page(page, server.url + "/?step=two")
    wait_for_frame(page, "two-views", timeout=60_000)
    apart = f"(c) => Math.abs(c.width - {most} * c.clientWidth)"
    until(page, lambda: live(page, "two-views").locator(".pad").first.evaluate(apart) <= 2)
    context.close()


CANVASES = """() => JSON.stringify([...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
  .flatMap((host) => [...host.shadowRoot.querySelectorAll("canvas")]).filter((canvas) => canvas.checkVisibility())
  .map((canvas) => [canvas.width, canvas.height]))"""


def test_the_pixels_of_a_canvas_do_not_depend_on_what_size_it_had_before(page: Page, server: Server) -> None:
    """A window that is only made higher leaves none of its pictures with the pixels of the lower one."""
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, server.url + "/gan?step=watch&lang=en")
    wait_for_frame(page, "run-player", timeout=60_000)
    low = still(page, lambda: page.evaluate(CANVASES))
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.wait_for_function(f"(low) => ({CANVASES})() !== low", arg=low, timeout=30_000)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.wait_for_function(f"(low) => ({CANVASES})() === low", arg=low, timeout=30_000)


def test_translators_leave_live_parts_alone_and_know_the_language(page: Page, server: Server) -> None:
    open_page(page, server.url + "/?step=two&lang=ko")
    wait_for_frame(page, "two-views", timeout=60_000)
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(live(page, "two-views")).to_have_attribute("translate", "no")


SPY = """() => {
  window.marks = {};
  const c = CanvasRenderingContext2D.prototype, { beginPath, lineTo, arc, fill } = c;
  c.beginPath = function () { this.path = []; return beginPath.call(this); };
  c.lineTo = function (x, y) { this.path?.push([x, y]); return lineTo.call(this, x, y); };
  c.arc = function (x, y, r, ...more) { this.path?.push([x, y], [x + r, y]); return arc.call(this, x, y, r, ...more); };
  c.fill = function () {
    const [x0, y0] = this.path?.[0] ?? [0, 0];
    const shape = this.path?.map(([x, y]) => `${(x - x0).toFixed(1)} ${(y - y0).toFixed(1)}`).join();
    (window.marks[this.fillStyle] ??= {})[shape] = true;
    return fill.call(this);
  };
}"""


@pytest.mark.parametrize(
    ("path", "name"),
    [("/autoencoder?autoencoder_map=points", "latent-pad"), ("/classical?step=naive", "pixel-factors")],
)
def test_classes_differ_in_shape_as_well_as_in_colour(page: Page, server: Server, path: str, name: str) -> None:
    page.add_init_script(f"({SPY})()")
    open_page(page, server.url + path)
    part = live(page, name)
    expect(part.locator("svg.mark")).to_have_count(10, timeout=60_000)
    marks = still(
        page,
        lambda: part.locator("svg.mark polygon").evaluate_all(
            "(all) => all.map((e) => [getComputedStyle(e).fill, e.getAttribute('points')])"
        ),
    )
    assert len({colour for colour, _ in marks}) == len({shape for _, shape in marks}) == 10
    colours = ["#" + "".join(f"{int(v):02x}" for v in re.findall(r"\d+", colour)) for colour, _ in marks]
    page.wait_for_function("(colours) => colours.every((c) => window.marks[c])", arg=colours, timeout=30_000)
    drawn = page.evaluate("(colours) => colours.map((c) => Object.keys(window.marks[c]))", colours)
    assert sum(map(len, drawn)) == len({shape for shapes in drawn for shape in shapes})  # none has two colours


ROUND = """() => {
  window.drawn = {};
  const c = CanvasRenderingContext2D.prototype, { beginPath, lineTo, arc, fill } = c;
  c.beginPath = function () { this.parts = new Set(); return beginPath.call(this); };
  c.lineTo = function (...at) { this.parts?.add("corner"); return lineTo.apply(this, at); };
  c.arc = function (...at) { this.parts?.add("round"); return arc.apply(this, at); };
  c.fill = function () {
    for (const part of this.parts ?? []) (window.drawn[this.fillStyle] ??= {})[part] = true;
    return fill.call(this);
  };
}"""


@pytest.mark.parametrize(
    ("path", "legend"),
    [
        ("/gan?gan_width=16&gan_batch=64", ".layers"),
        pytest.param("/gan?step=seeds", ".run-view > .legend", marks=pytest.mark.slow),
        ("/diffusion?step=points", "figcaption"),
    ],
)
def test_what_is_real_is_round_and_what_is_made_has_corners(page: Page, server: Server, path: str, legend: str) -> None:
    page.add_init_script(f"({ROUND})()")
    open_page(page, server.url + path)
    marks = live(page, "run-player").locator(f"{legend} svg.mark polygon")
    expect(marks).to_have_count(2, timeout=60_000)
    fills = still(page, lambda: marks.evaluate_all("(all) => all.map((e) => getComputedStyle(e).fill)"))
    real, fake = ("#" + "".join(f"{int(v):02x}" for v in re.findall(r"\d+", fill)) for fill in fills)
    page.wait_for_function("(colours) => colours.every((c) => window.drawn[c])", arg=[real, fake], timeout=60_000)
    drawn = page.evaluate("drawn")
    assert set(drawn[real]) == {"round"} and set(drawn[fake]) == {"corner"}


def test_points_of_a_mixture_have_the_shape_of_their_component(page: Page, server: Server) -> None:
    page.add_init_script(f"({SPY})()")
    open_page(page, server.url + "/classical?step=em")
    part = live(page, "em-player")
    expect(part.locator(".parts svg.mark").first).to_be_attached(timeout=60_000)
    n = part.locator(".parts svg.mark").count()
    assert n > 1
    shapes = page.evaluate(
        """async (n) => {
          const { trace } = await import("/live-assets/drawing/shapes.js");
          const c = document.createElement("canvas").getContext("2d");
          c.fillStyle = "#010203";
          for (let k = 0; k < n; k++) { trace(c, k, 0, 0, 4); c.fill(); }
          return Object.keys(window.marks["#010203"]);
        }""",
        n,
    )
    assert len(shapes) == n
    page.wait_for_function(
        """(shapes) => {
          const others = Object.entries(window.marks).filter(([colour]) => colour !== "#010203");
          const drawn = new Set(others.flatMap(([, all]) => Object.keys(all)));
          return shapes.every((shape) => drawn.has(shape));
        }""",
        arg=shapes, timeout=30_000,
    )  # fmt: skip


def test_what_was_accepted_and_what_was_refused_differ_in_shape(page: Page, server: Server) -> None:
    """Dots and crosses: a path with a circle in it, or one of straight strokes alone."""
    page.add_init_script(
        """window.shapes = {};
        const c = CanvasRenderingContext2D.prototype, { beginPath, arc, fill, stroke } = c;
        c.beginPath = function () { this.kinds = new Set(); return beginPath.call(this); };
        c.arc = function (...more) { this.kinds?.add("circle"); return arc.apply(this, more); };
        const seen = ({ kinds }, style) =>
          (window.shapes[style] ??= new Set()).add([...kinds ?? []].join() || "strokes");
        c.fill = function (...more) { seen(this, this.fillStyle); return fill.apply(this, more); };
        c.stroke = function (...more) { seen(this, this.strokeStyle); return stroke.apply(this, more); };"""
    )
    open_page(page, server.url + "/probability?step=sampling&probability_sampler=rejection")
    player = live(page, "sampler-player")
    expect(player.locator(".legend .mark")).to_have_count(3, timeout=60_000)
    page.wait_for_function(f"(name) => Number({FIND}.dataset.step) > 5", arg="sampler-player", timeout=60_000)
    colour = (
        "(marks) => marks.slice(0, 2).map((mark) => { const c = document.createElement('canvas').getContext('2d');"
        " c.fillStyle = getComputedStyle(mark).color; return c.fillStyle; })"
    )
    good, bad = still(page, lambda: player.locator(".legend .mark").evaluate_all(colour))
    page.wait_for_function("(styles) => styles.every((style) => window.shapes[style])", arg=[good, bad])
    drawn = page.evaluate("(styles) => styles.map((style) => [...window.shapes[style]])", [good, bad])
    assert "circle" in drawn[0] and "circle" not in drawn[1] and drawn[1], drawn


@pytest.mark.parametrize(
    ("path", "name", "marks"),
    [
        ("/gan?gan_width=16&gan_batch=64", "run-player", ".chart:first-child .legend .dash"),
        ("/gan?gan_width=16&gan_batch=64", "run-player", ".layers svg.mark polygon"),
        pytest.param("/classical?step=naive", "pixel-factors", "svg.mark polygon", marks=pytest.mark.slow),
        ("/probability?step=sampling", "sampler-player", ".legend .mark"),
    ],
)
def test_what_colours_mean_stays_told_apart_in_forced_colours(
    browser: Browser, server: Server, path: str, name: str, marks: str
) -> None:
    context = browser.new_context(locale="en-US", forced_colors="active")
    page = context.new_page()
    open_page(page, server.url + path)
    found = live(page, name).locator(marks)
    expect(found.first).to_be_attached(timeout=60_000)
    style = "(all) => all.map((e) => getComputedStyle(e)).map((s) => [s.fill, s.backgroundColor, s.color].join())"
    looks = still(page, lambda: found.evaluate_all(style))  # what is drawn anew meanwhile has none
    assert len(looks) > 1 and len(set(looks)) == len(looks), looks
    context.close()


def test_it_works_without_an_offscreen_canvas(page: Page, server: Server) -> None:
    page.add_init_script("delete window.OffscreenCanvas")
    open_page(page, server.url + "/classical?step=em")
    page.wait_for_function(f"(name) => Number({FIND}?.dataset.frame) > 0", arg="em-player", timeout=60_000)


def test_long_numbers_are_whole_beside_a_curve(page: Page, server: Server) -> None:
    page.goto(server.url + "/_stcore/health")
    left = page.evaluate(
        """async () => {
          const { Charts } = await import("/live-assets/runs/charts.js");
          const found = [];
          const write = CanvasRenderingContext2D.prototype.fillText;
          CanvasRenderingContext2D.prototype.fillText = function (words, x, ...more) {
            if (this.textAlign === "right") found.push(x - this.measureText(words).width);
            return write.call(this, words, x, ...more);
          };
          const live = { text: { plotLine: "", plotEmpty: "", steps: "steps" } };
          const chart = { title: "Loss", lines: [{ metric: "loss", swatch: "real" }], levels: [] };
          const charts = new Charts(live, [chart]);
          document.body.append(charts.root);
          charts.root.querySelector("canvas").style = "width: 300px; height: 100px";
          charts.draw(() => [[0, 0], [10, 1234567]], { colours: {} });
          return Math.min(...found);
        }"""
    )
    assert 0 <= left < 300


def test_the_samplers_thumb_never_runs_backwards_and_its_figures_are_of_the_past(page: Page, server: Server) -> None:
    open_page(page, server.url + "/probability?step=sampling")
    page.wait_for_function(f"(name) => Number({FIND}?.dataset.step) > 2", arg="sampler-player", timeout=60_000)
    seen = page.evaluate(
        f"""async (name) => {{
          const root = {FIND}, seen = [];
          for (let i = 0; i < 40; i++) {{
            const thumb = root.querySelector("input[type=range]");
            const after = Number(root.querySelector(".stats .wide")?.textContent.match(/[0-9]+/)?.[0] ?? 0);
            seen.push([Number(thumb.value) / Number(thumb.max), after, Number(root.dataset.step)]);
            await new Promise((resolve) => setTimeout(resolve, 50));
          }}
          return seen;
        }}""",
        "sampler-player",
    )
    places = [place for place, _, _ in seen]
    assert places == sorted(places) and places[-1] > places[0]
    assert all(after <= step + 1 for _, after, step in seen)


def test_a_network_without_any_socket_is_told(page: Page, server: Server) -> None:
    page.route_web_socket(re.compile("."), lambda socket: socket.close())
    page.goto(server.url)
    expect(page.get_by_role("alert").filter(has_text="lets no WebSocket through")).to_be_visible(timeout=25_000)
