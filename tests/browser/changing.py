"""Change every setting of an experiment, as a person does, and say what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as Late

from tests.served import settled

KINDS = ("stButtonGroup", "stSelectbox", "stSlider", "stTextInput", "stMultiSelect", "stExpander", "stDataFrame")
# What each of our widgets shows, without its words: key -> [kind, value]. A segmented control has no other sign than
# which of its segments is checked, a list no other than its text. A table has another editor with every beginning.
SHOWN = """([kinds, where]) => Object.fromEntries([...document.querySelectorAll(where)].flatMap((box) => {
  const kind = kinds.find((k) => box.matches(`[data-testid=${k}]`) || box.querySelector(`:scope > [data-testid=${k}]`));
  if (!kind || !box.checkVisibility()) return [];
  const key = [...box.classList].find((name) => name.startsWith("st-key-")).slice(7)
    .replace(kind === "stDataFrame" ? /_[a-z]+_\\d+$/ : "", "");
  const all = (selector) => [...box.querySelectorAll(selector)];
  const value = {
    stButtonGroup: () => all("[role=radio]").findIndex((e) => e.getAttribute("aria-checked") === "true"),
    stSelectbox: () => box.querySelector("input").value,
    stSlider: () => all("[role=slider]").map((e) => e.getAttribute("aria-valuetext") ?? e.value).join(),
    stTextInput: () => box.querySelector("input").value,
    stMultiSelect: () => box.innerText,
    stExpander: () => box.querySelector("details").open,
    stDataFrame: () => all("canvas [role=gridcell]").map((e) => e.textContent).join(),
  }[kind]();
  return [[key, [kind, value]]];
}))"""


def shown(page: Page, where: str = "body") -> dict[str, list]:
    return page.evaluate(SHOWN, [list(KINDS), f"{where} [class*=st-key-]"])


def link(page: Page) -> dict[str, str]:
    """What the link says, without the runs, which begin anew with other settings."""
    said = {key: values[0] for key, values in parse_qs(urlparse(page.url).query).items()}
    return {key: value for key, value in said.items() if not key.endswith("_run")}


def visit(page: Page, n: int) -> bool:
    """Show the nth experiment of the page; whether there is one."""
    row = page.locator(".st-key-experiments [role=radio]")
    if n >= row.count():
        return False
    if row.nth(n).get_attribute("aria-checked") != "true":
        before = page.url
        row.nth(n).click()
        page.wait_for_function("(before) => location.href !== before", arg=before)
        settled(page)
    return True


def change(page: Page, key: str, kind: str) -> None:
    """Give a widget another value, as a person does."""
    box: Locator = page.locator(f".st-key-{key}")
    if kind == "stButtonGroup":
        box.locator("[role=radio][aria-checked=false]").first.click()
    elif kind == "stSelectbox":
        other = page.locator("[role=option]:not([aria-selected=true])").first
        box.get_by_role("combobox").press("ArrowDown")
        try:
            other.click(timeout=5000)
        except Late:  # a late part of the page has closed the list
            box.get_by_role("combobox").press("ArrowDown")
            other.click()
    elif kind == "stSlider":
        box.get_by_role("slider").press("ArrowRight")
    elif kind == "stTextInput":
        box.get_by_role("textbox").fill("2")
        box.get_by_role("textbox").press("Enter")
    elif kind == "stDataFrame":
        grid = page.locator(f"[class*=st-key-{key}_] canvas").first
        grid.click(position={"x": grid.bounding_box()["width"] - 20, "y": 50})  # the number of the first row
        page.keyboard.type("7")
        page.keyboard.press("Enter")
    elif kind == "stMultiSelect":
        box.get_by_role("combobox").press("Backspace")
    else:
        box.locator("summary").first.click()


def change_everything(page: Page, changed: set[str], *, hidden: bool = True) -> None:
    """Widget after widget, those too that come into sight meanwhile, and with `hidden` those in popovers; notes the
    keys of what was changed."""
    change_seen(page, changed)
    opened: set[str] = set()
    while hidden and (new := [name for name in popovers(page) if name not in opened]):
        opened.add(new[0])
        while not change_inside(page, new[0], changed):  # some change has closed it
            pass
        change_seen(page, changed)


def change_seen(page: Page, changed: set[str], where: str = "body") -> None:
    while new := [(key, kind) for key, (kind, _) in shown(page, where).items() if key not in changed]:
        key, kind = new[0]
        changed.add(key)
        if key == "lang" or key.endswith("_step"):
            continue
        box = page.locator(f".st-key-{key}")
        alone = kind == "stButtonGroup" and box.get_by_role("radio").count() < 2
        if alone or box.locator("input:disabled, [aria-disabled=true]").count():
            continue
        before = page.url
        change(page, key, kind)
        try:
            page.wait_for_function("(before) => location.href !== before", arg=before)
        except Late as late:
            raise AssertionError(f"{key} is not in the link") from late
        settled(page, 50)


# ---- what sits in popovers ------------------------------------------------------------------------------------------


BODY = "[data-testid=stPopoverBody]"


def popovers(page: Page) -> list[str]:
    """The names of those whose buttons are in sight."""
    there = [one for one in page.get_by_test_id("stPopover").all() if one.is_visible()]
    return [one.get_by_test_id("stMarkdownContainer").inner_text() for one in there]


@contextmanager
def opened(page: Page, name: str) -> Iterator[Locator]:
    """What a popover holds, as long as it is open; its button closes it again."""
    button = page.get_by_test_id("stPopover").filter(has_text=name).get_by_test_id("stPopoverButton")
    body = page.get_by_test_id("stPopoverBody")
    button.click()
    body.wait_for()
    settled(page, 50)
    yield body
    if body.count():
        button.click()
    body.wait_for(state="detached")


def change_inside(page: Page, name: str, changed: set[str]) -> bool:
    """Whether the popover was open all the time, so that there is nothing left in it."""
    with opened(page, name) as body:
        change_seen(page, changed, BODY)  # a press elsewhere would only close it
        return bool(body.count())


def all_shown(page: Page) -> dict[str, list]:
    """`shown`, and the widgets in popovers, which hold their settings also while they are closed."""
    found = shown(page)
    for name in popovers(page):
        with opened(page, name):
            found |= shown(page, BODY)
    return found


# ---- what sits inside live components -------------------------------------------------------------------------------

LIVE = "[data-live]:not([data-live=share-link])"
RESTS = ("idle", "paused", "done", "ready", "ended")
ROOTS = """[...document.querySelectorAll("*")].flatMap((e) => [...(e.shadowRoot?.querySelectorAll("LIVE") ?? [])])
  .filter((root) => root.checkVisibility())""".replace("LIVE", LIVE)
# Whether every live part has drawn and rests.
STILL = """(rests) => ROOTS.every(({ dataset }) =>
  rests.includes(dataset.state) && (Number(dataset.frame) > 0 || dataset.state === "idle"))""".replace("ROOTS", ROOTS)
# Every picture of every live part, and what its controls show.
PICTURES = """() => ROOTS.flatMap((root) => {
  const all = (selector) => [...root.querySelectorAll(selector)].filter((e) => e.checkVisibility());
  const name = (e, i) => `${root.dataset.live}: ${e.getAttribute("aria-label") ?? e.className} ${i}`;
  return [
    ...all("canvas").map((e, i) => [name(e, i), e.width && e.height ? e.toDataURL() : ""]),
    ...all("input, select").map((e, i) => [name(e, i), e.type === "checkbox" ? e.checked : e.value]),
  ];
})""".replace("ROOTS", ROOTS)

CHANGES = "(e) => e.type !== 'range' || e.min !== e.max"  # a history of one moment has no other


def rested(page: Page) -> None:
    page.wait_for_function(STILL, arg=list(RESTS), timeout=60_000)


def live_controls(page: Page) -> list[Locator]:
    """Sliders, boxes, lists, groups to choose one of, and pads of all live parts that can be changed now."""
    part = page.locator(LIVE)
    kinds = ("input[type=range]", "input[type=checkbox]", "select", "[role=radiogroup]",
             "canvas[tabindex='0'][role=application]")  # fmt: skip
    found = part.locator(", ".join(kinds))
    return [one for one in found.all() if one.is_visible() and one.is_enabled() and one.evaluate(CHANGES)]


def move(control: Locator) -> None:
    """Give a control of a live part another value."""
    kind = control.evaluate("(e) => e.type ?? e.tagName.toLowerCase()")
    if kind == "range":
        last = control.evaluate("(e) => Number(e.value) >= Number(e.max)")
        control.press("ArrowLeft" if last else "ArrowRight")
    elif kind == "checkbox":
        control.click()
    elif kind == "div":
        control.locator("input:not(:checked)").last.check(force=True)
    elif kind == "select-one":
        control.select_option(index=0 if control.evaluate("(e) => e.selectedIndex") else 1)
    else:  # a pad: what is chosen moves; a brush goes down, on, and up again
        for key in ("Space", "Shift+ArrowRight", "Space"):
            control.press(key)
    control.evaluate("(e) => e.blur()")


def move_everything(page: Page) -> None:
    """Control after control of the live parts; each must be in the link."""
    for n in range(len(live_controls(page))):
        rested(page)
        controls = live_controls(page)
        if n >= len(controls):
            return
        before = page.url
        move(controls[n])
        page.wait_for_function("(before) => location.href !== before", arg=before)
        settled(page, 50)
