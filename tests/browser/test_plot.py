"""The plot that every instrument draws its curves with: read by pointer, by key and in words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.served import Server, becomes

PLOT = """async ([upright, scale]) => {
  const { Plot } = await import("/live-assets/drawing/plot.js");
  const said = [];
  const text = { plotLine: "{name}: {first} to {last}, {low} to {high}", plotEmpty: "nothing" };
  const live = { text, say: (words) => said.push(words) };
  const room = { right: 0, top: 0, bottom: 0 };
  const plot = new Plot(live, { title: "Loss", size: upright ? [100, 400] : [400, 100], room, upright });
  document.body.replaceChildren(plot.canvas);
  document.body.style.margin = plot.canvas.style.margin = "0";
  plot.canvas.id = "plot";
  plot.canvas.style.display = "block";
  const colours = { ink: "black", line: "grey", paper: "white", accent: "blue" };
  const x = { low: 1, high: 1000, scale, name: "step" };
  plot.draw({ x, y: { low: 0, high: 8 }, lines: [], colours });
  said.push(plot.canvas.getAttribute("aria-label"));
  const lines = [{ name: "train", points: [[1, 8], [10, 4], [100, 2], [1000, 1]], colour: "red" },
    { name: "test", points: [[1, 8], [1000, 3]], colour: "green" }];
  const levels = [{ value: 0.5, label: "chance" }];
  plot.draw({ x, y: { low: 0, high: 8 }, lines, levels, mark: 100, colours });
  Object.assign(window, { plot, said });
  return plot.canvas.getAttribute("aria-label");
}"""
READ = "() => plot.at === null ? null : plot.words(plot.at)"
PAINTED = "() => document.getElementById('plot').toDataURL()"


@pytest.fixture
def blank(page: Page, server: Server) -> Page:
    page.goto(server.url + "/_stcore/health")
    return page


def test_it_says_its_course_its_levels_and_the_values_at_the_mark(blank: Page) -> None:
    words = blank.evaluate(PLOT, [False, "log"])
    assert words == "Loss. train: 8 to 1, 1 to 8. test: 8 to 3, 3 to 8. chance: 0.50. step 100, train 2, test 8."
    assert blank.evaluate("said") == ["Loss. nothing."]


def test_numbers_have_a_true_minus_and_commas(blank: Page) -> None:
    """As in every sentence beside them."""
    words = """async () => {
      const { short } = await import("/live-assets/drawing/axis.js");
      const { fixed } = await import("/live-assets/drawing/numbers.js");
      return [...[-0.5, 11670.4, 24000, -3, -1234.6, 0.25, -0.002].map(short), fixed(-0.001, 2)];
    }"""
    said = ["−0.50", "11,670", "24,000", "−3", "−1,235", "0.25", "−2e−3", "0.00"]  # nothing has no sign
    assert blank.evaluate(words) == said


BARS = """([named, value]) => {
  const { x, y, colours } = plot.shown;
  const points = [[1, 2], [2, value], [3, 0.5]];
  const called = named ? { says: (i) => `z${i}` } : { name: "nats" };
  plot.draw({ x: { low: 0.5, high: 3.5, ...called }, y, colours,
    lines: [{ name: "KL", points, colour: "red", bars: { width: 1, tints: ["red", "green", "blue"], told: true } }] });
  const { data, width } = plot.canvas.getContext("2d").getImageData(0, 0, plot.canvas.width, plot.canvas.height);
  const [column, row] = [width / 2, plot.canvas.height * 0.6].map(Math.round); // of the second bar, under its value
  return [plot.canvas.getAttribute("aria-label"), [...data.subarray(4 * (row * width + column)).subarray(0, 3)]];
}"""


def test_bars_have_their_values_in_words_and_each_its_own_tint(blank: Page) -> None:
    blank.evaluate(PLOT, [False, "linear"])
    named, green = blank.evaluate(BARS, [True, 6])
    assert named == "Loss. z1 2, z2 6, z3 0.50." and green == [0, 128, 0]
    plain, nothing = blank.evaluate(BARS, [False, 1])
    assert plain == "Loss. KL: 2 to 0.50, 0.50 to 2." and nothing == [0, 0, 0]  # the bar ends below
    blank.mouse.move(200, 50)
    becomes(blank, lambda: blank.evaluate(READ), "nats 2, KL 1")


@pytest.mark.parametrize(("upright", "at"), [(False, (270, 50)), (True, (50, 130))])
def test_the_pointer_reads_the_nearest_values_and_takes_them_away(
    blank: Page, upright: bool, at: tuple[int, int]
) -> None:
    blank.evaluate(PLOT, [upright, "log"])
    before = blank.evaluate(PAINTED)
    blank.mouse.move(*at)  # two thirds along a logarithmic axis of three decades
    becomes(blank, lambda: blank.evaluate(READ), "step 100, train 2, test 8")
    assert blank.evaluate(PAINTED) != before
    blank.mouse.move(600, 600)
    becomes(blank, lambda: blank.evaluate(READ), None)
    assert blank.evaluate(PAINTED) == before


def test_arrow_keys_read_the_values_aloud(blank: Page) -> None:
    blank.evaluate(PLOT, [False, "linear"])
    blank.locator("#plot").focus()
    for key in ("ArrowRight", "ArrowRight", "End", "ArrowLeft", "Home"):
        blank.keyboard.press(key)
    starts = [words.split(", train")[0] for words in blank.evaluate("said.slice(1)")]
    assert starts == ["step 1", "step 10", "step 1,000", "step 100", "step 1"]
    blank.keyboard.press("Escape")
    assert blank.evaluate(READ) is None


def test_words_of_a_level_stand_where_no_line_runs(blank: Page) -> None:
    found = blank.evaluate(
        """async () => {
          const { emptiest } = await import("/live-assets/drawing/label.js");
          const boxes = [60, 30, 0].map((left) => ({ left, top: 0, width: 30, height: 10 }));
          return [[[[0, 5], [100, 5]]], [[[0, 50], [55, 5], [100, 5]]], [[[0, 5], [55, 5], [100, 50]]]]
            .map((lines) => emptiest(boxes, lines).left);
        }"""
    )
    assert found == [60, 0, 60]  # the first where all are alike
