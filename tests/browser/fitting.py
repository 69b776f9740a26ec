"""What an experiment shows, and whether it fits its screen: read from its page, and waited for."""

from __future__ import annotations

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as Late

from tests.browser.test_hand import swipe
from tests.browser.whole import BROKEN, LIMITS

# What of the experiment reaches below the screen, by name, in pixels. A bar that is scrolled to cannot hide it.
BELOW = """(names) => {
  const high = window.innerHeight, found = {};
  for (const name of names) {
    const node = document.querySelector(`.st-key-${name}`);
    const box = node?.getBoundingClientRect();
    if (box?.height && box.bottom > high + 1) found[name] = Math.round(box.bottom - high);
  }
  return found;
}"""
# How far the stage's content is larger than the stage: what a stage that fits hides or scrolls.
SPILLS = """() => {
  const stage = document.querySelector(".st-key-stage");
  return Math.max(0, stage.scrollHeight - stage.clientHeight);
}"""
# How much of the question must be scrolled to.
HIDDEN = """() => {
  const around = document.querySelector(".st-key-rail-question")?.parentElement;
  return around ? around.scrollHeight - around.clientHeight : 0;
}"""
# The bottom of the first live part or picture of the stage.
PICTURE = """() => {
  const stage = document.querySelector(".st-key-stage");
  const first = stage.querySelector("[class*=st-key-fill-], [data-testid=stPlotlyChart], [data-testid=stHtml], "
    + "img, svg, [data-testid=stDataFrame], [data-testid=stTable], [data-testid=stMarkdown]");
  return (first ?? stage).getBoundingClientRect();
}"""
# Whether a place is where it was when this was last asked.
RESTS = """(place) => {
  const now = JSON.stringify(place()), before = window.placed;
  window.placed = now;
  return now === before;
}"""
WIDER = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  return main.scrollWidth - main.clientWidth;
}"""
# What of the stage shows something, as shares of the stage: pictures that have come, canvases and drawings with more on
# them than a frame, charts with more than axes and a level.
ANSWERS = """() => {
  const stage = document.querySelector(".st-key-stage"), found = {};
  const whole = stage.getBoundingClientRect().width * stage.getBoundingClientRect().height;
  const colours = (canvas) => {
    if (!canvas.width || !canvas.height) return 0;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer).filter((_, i) => i % 7 === 0)).size;
  };
  const marked = ".points path, .heatmaplayer image, .errorbars path, .bars path";
  const marks = (chart) => chart.querySelectorAll(marked).length
    + 2 * Math.max(0, chart.querySelectorAll("path.js-line").length - 1);
  const shows = (node) => {
    if (node.matches("img")) return node.complete && node.naturalWidth > 1;
    if (node.matches("canvas")) return colours(node) > 2;
    if (node.matches(".js-plotly-plot")) return marks(node) > 3;
    if (node.matches("svg")) return node.querySelectorAll("path, rect, circle, image").length > 5;
    return false;
  };
  const walk = (node) => {
    const box = node.getBoundingClientRect?.();
    if (node.nodeType === 1 && box.width * box.height && shows(node)) {
      found[node.tagName] = (found[node.tagName] ?? 0) + (box.width * box.height) / whole;
      return;
    }
    for (const child of [node.shadowRoot, ...node.children]) if (child) walk(child);
  };
  walk(stage);
  return found;
}"""
LEAST = 0.08  # of the stage
# Where a finger starts that wants to scroll: on every canvas of the first screen, near an edge, where no handle is. A
# field that is drawn on is one handle all over.
STARTS = """() => {
  const found = [];
  const walk = (node) => {
    if (node.nodeType === 1 && node.matches("canvas:not(.draws)")) {
      const box = node.getBoundingClientRect(), x = box.left + 0.1 * box.width, y = box.top + 0.85 * box.height;
      if (box.width > 100 && box.height > 60 && y > 260 && y < window.innerHeight - 20)
        if (x < window.innerWidth) found.push([x, y]); // charts beside each other are swiped through sideways
    }
    for (const child of [node.shadowRoot, ...node.children]) if (child) walk(child);
  };
  walk(document.querySelector(".st-key-stage"));
  return found;
}"""
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"
WHOLE = ["stage", "rail-words", "rail-controls", "rail-onward"]  # a long answer may scroll between them
FITS = f"""(names) => Object.keys(({BELOW})(names)).length === 0 && ({SPILLS})() <= 1 && ({HIDDEN})() <= 1
  && ({WIDER})() <= 0"""
TOO_WIDE = """(least) => {
  const main = document.querySelector("[data-testid=stMain]"), found = [];
  const over = main.scrollWidth - main.clientWidth;
  const walk = (node) => {
    const right = node.getBoundingClientRect?.().right ?? 0;
    if (right > main.clientWidth + 1) found.push(`${node.tagName}.${node.className.baseVal ?? node.className}`);
    for (const child of [node.shadowRoot, ...node.children]) if (child) walk(child);
  };
  if (over > 0) walk(main);
  const charts = [...document.querySelectorAll(".js-plotly-plot")].map((e) => e.getBoundingClientRect().width);
  const thin = charts.filter((width) => width < least).map((width) => `chart of ${width}`);
  for (const mark of document.querySelectorAll(".js-plotly-plot :is(.xtick, .ytick) text")) {
    const box = mark.closest(".js-plotly-plot").getBoundingClientRect(), at = mark.getBoundingClientRect();
    if (at.left < box.left - 1 || at.right > box.right + 1) thin.push(`mark ${mark.textContent} is cut`);
  }
  return over > 0 || thin.length ? [`${over} too wide`, ...thin, ...found.slice(0, 6)] : [];
}"""
# Whether the way on, with every answer told, is in sight on a projector.
ONWARD = """() => {
  const way = document.querySelector(".st-key-rail-onward");
  return way.getBoundingClientRect().bottom <= window.innerHeight + 1;
}"""
# A phone and the projector in both languages, of the others some in each; the projector last: it is looked at further.
SIZES = {"ko": {390: 844, 820: 1180, 1920: 1080, 1280: 720}, "en": {320: 640, 390: 844, 800: 900, 1280: 720}}
LEAST_CHART = 200  # pixels


def assert_it_answers(page: Page) -> None:
    """The stage shows something that moves or answers, without any click. How soon is measured by the benchmark."""
    try:
        page.wait_for_function(
            f"(least) => Object.values(({ANSWERS})()).reduce((sum, v) => sum + v, 0) > least",
            arg=LEAST, polling=200, timeout=120_000,
        )  # fmt: skip
    except Late as error:
        raise AssertionError(f"the stage shows {page.evaluate(ANSWERS)}") from error


def assert_all_of_it_is_on_a_projectors_screen(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    try:
        page.wait_for_function(
            f"(names) => ({RESTS})({PICTURE}) && ({FITS})(names)", arg=WHOLE, polling=150, timeout=60_000
        )
    except Late as error:
        raise AssertionError([page.evaluate(BELOW, WHOLE), *map(page.evaluate, (SPILLS, HIDDEN, WIDER))]) from error


def assert_a_phone_shows_its_picture_first_and_a_finger_scrolls(page: Page) -> None:
    """A finger on a canvas, too."""
    page.set_viewport_size({"width": 390, "height": 844})
    shown = f"({PICTURE})().top < 300 && ({PICTURE})().bottom <= 845"
    try:
        page.wait_for_function(f"({RESTS})({PICTURE}) && {shown} && ({WIDER})() <= 0", polling=150, timeout=30_000)
    except Late as error:
        raise AssertionError((page.evaluate(PICTURE), page.evaluate(WIDER))) from error
    for start in page.evaluate(STARTS):
        scroll(page, 0)
        swipe(page, start, (0, -200), steps=5)
        try:
            page.wait_for_function(f"({SCROLLED})() > 60", polling=50, timeout=30_000)
        except Late as error:
            raise AssertionError(start) from error


def scroll(page: Page, to: float) -> None:
    """And stay there: what an earlier swipe has set in motion comes to rest first."""
    page.wait_for_function(
        """(to) => {
          const main = document.querySelector("[data-testid=stMain]"), there = main.scrollTop === to;
          main.scrollTo(0, to);
          return there;
        }""",
        arg=to, polling=100,
    )  # fmt: skip


def assert_it_fits_every_screen(page: Page, language: str) -> None:
    """Nothing is too wide on any, nor torn; on a projector all is on the screen, and the way on, with every question
    answered."""
    for width, height in SIZES[language].items():
        page.set_viewport_size({"width": width, "height": height})
        try:
            page.wait_for_function(
                f"([least, limits]) => ({TOO_WIDE})(least).length + ({BROKEN})(limits).length === 0",
                arg=[LEAST_CHART, LIMITS], polling=100, timeout=30_000,
            )  # fmt: skip
        except Late as error:
            found = page.evaluate(TOO_WIDE, LEAST_CHART) + page.evaluate(BROKEN, LIMITS)
            raise AssertionError(f"{width}: {found}") from error
    try:
        page.wait_for_function(
            f"(names) => Object.keys(({BELOW})(names)).length === 0 && ({ONWARD})()", arg=WHOLE, timeout=30_000
        )
    except Late as error:
        raise AssertionError((page.evaluate(BELOW, WHOLE), page.evaluate(ONWARD))) from error
