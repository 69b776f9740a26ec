"""Every experiment is one screen: on a projector all of it, on a phone its picture and the way on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.experiments import ALL, path_of
from tests.served import Server

READY = """() => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
  && document.querySelector(".st-key-stage") && !document.querySelector("[data-testid=stSpinner]")"""
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
# The bottom of the first live part or picture of the stage.
PICTURE = """() => {
  const stage = document.querySelector(".st-key-stage");
  const first = stage.querySelector("[class*=st-key-fill-], [data-testid=stPlotlyChart], [data-testid=stHtml], "
    + "img, svg, [data-testid=stDataFrame], [data-testid=stTable], [data-testid=stMarkdown]");
  return (first ?? stage).getBoundingClientRect();
}"""
# Whether a place is where it was when this was last asked.
SETTLED = """(place) => {
  const now = JSON.stringify(place()), before = window.placed;
  window.placed = now;
  return now === before;
}"""
WIDER = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  return main.scrollWidth - main.clientWidth;
}"""


def opened(page: Page, server: Server, name: str, key: str, language: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(server.url + path_of(name, key, lang=language))
    page.wait_for_function(READY, timeout=120_000)
    page.wait_for_timeout(300)  # the last measure of what the browser lays out


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(("name", "key"), ALL, ids=map("-".join, ALL))
def test_an_experiment_is_one_screen(page: Page, server: Server, name: str, key: str, language: str) -> None:
    opened(page, server, name, key, language, (1280, 720))
    assert page.evaluate(BELOW, ["stage", "rail-controls", "rail-question"]) == {}
    assert page.evaluate(SPILLS) <= 1
    assert page.evaluate(WIDER) <= 0
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(f"({SETTLED})({PICTURE})", polling=300, timeout=30_000)
    picture = page.evaluate(PICTURE)
    assert picture["top"] < 300 and picture["bottom"] <= 845, picture
    assert page.evaluate(WIDER) <= 0
