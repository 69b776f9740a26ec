"""A course that is on: its bar and card above every experiment, kept by the link; and the page where courses are."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.live.courses import shelf
from tests.browser.fitting import BELOW, WIDER
from tests.browser.room_actions import Person, joins, opened
from tests.browser.test_access import THEMES, findings, look
from tests.served import FIND, Server, becomes, box_of, live, open_page, settled

SHORT = "# Mine\n\n## [One](/gan?step=rule) 5 min\nFirst.\n\n## [Two](/probability?step=combines) 5 min\nSecond."
# What of an experiment is under an open card: it ends where the card begins, on a wide screen.
COVERED = f"""() => {{
  const name = "courses-card", card = {FIND}.querySelector(".card").getBoundingClientRect();
  const rail = document.querySelector(".st-key-rail")?.getBoundingClientRect() ?? {{}};
  const stage = document.querySelector(".st-key-stage")?.getBoundingClientRect() ?? {{}};
  return [card.top - rail.bottom, card.left - stage.right, innerHeight - card.bottom].map((gap) => gap > 0);
}}"""


def card(page: Page) -> Locator:
    return live(page, "courses-card")


def control(page: Page, name: str) -> Locator:
    return card(page).locator(f"[data-name={name}]")


def is_at(page: Page, path: str, **says: str) -> None:
    def there() -> tuple[str, dict[str, str]]:
        query = {name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()}
        return urlparse(page.url).path, {name: query.get(name, "") for name in says}

    becomes(page, there, (path, says))
    settled(page)


@pytest.mark.slow
def test_a_course_is_begun_turned_answered_and_kept(page: Page, server: Server) -> None:
    """Over a reload, in the other language, by Back, and by whoever opens the link, until it is closed."""
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{server.url}/courses?lang=en")
    page.locator(".st-key-courses_why-gans-fail_begin button").click()
    is_at(page, "/gan", course="why-gans-fail", at="1", lang="en")
    english, korean = (shelf.course("why-gans-fail", code).steps for code in ("en", "ko"))
    expect(card(page).get_by_role("heading")).to_contain_text(english[0].title)
    control(page, "next").click()
    is_at(page, "/gan", step="rule", at="2")
    assert page.evaluate(COVERED) == [True, True, True]
    assert not page.evaluate(BELOW, ["stage", "rail", "rail-controls"]) and page.evaluate(WIDER) <= 0

    asks = english[1].question
    wrong = next(n for n in range(len(asks.answers)) if n != asks.right)
    expect(card(page).locator(".because")).to_have_count(0)
    control(page, f"answer{wrong}").click()
    expect(card(page).locator(".verdict")).to_contain_text(f"Not quite: {asks.answers[asks.right]}.")
    control(page, f"answer{asks.right}").click()
    expect(card(page).locator(".verdict")).to_contain_text("That is right")

    page.get_by_role("radio", name="한국어").click()
    is_at(page, "/gan", step="rule", at="2", lang="ko")
    expect(card(page).get_by_role("heading")).to_contain_text(korean[1].title)
    page.reload()
    settled(page)
    expect(control(page, f"answer{asks.right}")).to_have_attribute("aria-pressed", "true")

    control(page, "fold").click()
    expect(card(page).locator(".card")).to_be_hidden()
    expect(control(page, "fold")).to_have_attribute("aria-expanded", "false")
    page.go_back()
    is_at(page, "/gan", step="rule", at="2", lang="en")
    expect(card(page).locator(".card")).to_be_hidden()
    page.go_back()
    is_at(page, "/gan", step="", at="1")
    expect(card(page).locator(".card")).to_be_visible()
    control(page, "close").click()
    is_at(page, "/gan", course="", at="")
    expect(card(page)).to_have_count(0)
    expect(page.locator(".st-key-experiments")).to_be_visible()


def test_a_step_stands_beside_its_experiment_and_asks(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, f"{server.url}/gan?step=rule&course=why-gans-fail&at=2&lang=en")
    step = shelf.course("why-gans-fail", "en").steps[1]
    expect(card(page).get_by_role("heading")).to_contain_text(step.title)
    becomes(page, lambda: page.evaluate(COVERED), [True, True, True])
    expect(card(page).locator(".because")).to_have_count(0)
    control(page, f"answer{step.question.right}").click()
    expect(card(page).locator(".verdict")).to_contain_text("That is right")


@pytest.mark.slow
def test_a_step_is_left_and_found_again_with_its_settings(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, f"{server.url}/autoencoder?autoencoder_map=points&course=latent-spaces&at=2&lang=en")
    page.get_by_role("radio", name="Decoded pictures").click()
    is_at(page, "/autoencoder", autoencoder_map="", at="2")
    page.get_by_role("link", name="GAN", exact=True).click()
    is_at(page, "/gan", course="latent-spaces", at="2")
    expect(control(page, "return")).to_have_text("Back to this step")
    page.get_by_role("link", name="Courses", exact=True).click()
    expect(page.locator(".st-key-courses_latent-spaces_begin")).to_contain_text("Go on at step 2")
    expect(card(page).locator(".card")).to_be_hidden()  # there is no experiment; the bar leads back
    control(page, "return").click()
    is_at(page, "/autoencoder", autoencoder_map="points", at="2")
    expect(card(page).locator(".card")).to_be_visible()
    expect(control(page, "return")).to_have_text("")


@pytest.mark.slow
def test_the_keyboard_turns_the_page_and_keeps_its_place(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, f"{server.url}/gan?step=rule&course=why-gans-fail&at=2&lang=en")
    control(page, "on").focus()
    page.keyboard.press("Enter")
    is_at(page, "/gan", step="fail", at="3")
    focused = "[...document.querySelectorAll('*')].map((e) => e.shadowRoot?.activeElement).find(Boolean)?.dataset.name"
    becomes(page, lambda: page.evaluate(focused), "on")
    live(page, "share-presenter").locator(".opener").click()
    page.keyboard.press("PageUp")  # as a clicker does
    is_at(page, "/gan", step="rule", at="2")
    page.keyboard.press("Escape")
    expect(card(page).locator(".card")).to_be_visible()
    control(page, "answer0").focus()
    page.keyboard.press("Escape")
    expect(card(page).locator(".card")).to_be_hidden()
    becomes(page, lambda: page.evaluate(focused), "fold")


@pytest.mark.slow
def test_a_file_is_opened_shared_saved_and_a_bad_one_refused(browser: Browser, server: Server, tmp_path: Path) -> None:
    """What was there before a bad file stays; the link alone has the whole course in it."""
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text(SHORT, encoding="utf-8")
    bad.write_text(SHORT.replace("step=rule", "step=role"), encoding="utf-8")
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    page.goto(f"{server.url}/courses?lang=en&courses_own=open")
    page.locator("input[type=file]").set_input_files(good)
    mine = page.locator("[class*=st-key-courses_][class*=_row]").first
    expect(mine).to_contain_text("Mine")
    page.locator("input[type=file]").set_input_files(bad)
    expect(page.get_by_role("alert")).to_contain_text("Line 3: That page has no such experiment")
    expect(mine).to_contain_text("Mine")
    with page.expect_download() as saved:
        mine.get_by_role("button", name="Download").click()
    assert Path(saved.value.path()).read_text(encoding="utf-8") == SHORT
    mine.get_by_role("button", name="Copy the link").click()
    expect(mine.get_by_role("status")).to_contain_text("Copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    context.close()

    other = browser.new_context(locale="en-US").new_page()
    open_page(other, link)
    is_at(other, "/gan", step="rule", at="1")
    control(other, "next").click()
    is_at(other, "/probability", step="combines", at="2")
    expect(card(other)).to_contain_text("Second.")
    other.context.close()


@pytest.mark.slow
@pytest.mark.parametrize("code", ["ko", "en"])
@pytest.mark.parametrize("name", shelf.names())
def test_every_step_fits_a_projector_and_a_phone(page: Page, server: Server, name: str, code: str) -> None:
    """With its card open, under which nothing of the experiment lies on a wide screen."""
    course = shelf.course(name, code)
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, f"{server.url}/{course.steps[0].link}&course={name}&at=1&lang={code}")
    for at, step in enumerate(course.steps, start=1):
        if at > 1:
            control(page, "next").click()
        is_at(page, f"/{step.page}", at=str(at), lang=code)
        expect(card(page).get_by_role("heading")).to_contain_text(step.title)
        expect(page.locator("[data-testid=stAlert]")).to_have_count(0)  # the link asks nothing in vain
        becomes(page, lambda: page.evaluate(COVERED), [True, True, True])
        assert not page.evaluate(BELOW, ["stage", "rail"]), step.title
        for width, height in ((390, 844), (1280, 720)):
            page.set_viewport_size({"width": width, "height": height})
            becomes(page, lambda: page.evaluate(WIDER) <= 0, True)
            box = box_of(card(page).locator(".card"))
            assert 0 <= box["x"] and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
            assert box["height"] < 0.5 * height, step.title


@pytest.mark.slow
@pytest.mark.parametrize("code", ["ko", "en"])
def test_nothing_serious_is_found_on_a_step_and_where_courses_are(page: Page, server: Server, code: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(reduced_motion="reduce")
    open_page(page, f"{server.url}/gan?step=rule&course=why-gans-fail&at=2&lang={code}")
    for n in range(3):
        control(page, f"answer{n}").click()
    for theme in THEMES:
        look(page, theme)
        page.mouse.move(0, 0)
        assert findings(page) == []
    page.goto(f"{server.url}/courses?lang={code}&courses_own=open&courses_foundations_teacher=open")
    expect(page.get_by_role("button", name=re.compile("Copy the link|링크 복사"))).to_have_count(3)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.wait_for_timeout(500)
        assert findings(page) == []


@pytest.mark.slow
def test_a_teacher_leads_a_class_through_a_course_and_asks_its_question(person: Person, server: Server) -> None:
    teacher = person(f"{server.url}/gan?step=rule&course=why-gans-fail&at=2&lang=en")
    code = opened(teacher)
    student = joins(person(f"{server.url}/?room={code}"))
    is_at(student, "/gan", step="rule", course="why-gans-fail", at="2")
    room = live(teacher, "room-panel")
    room.locator(".opener").click()
    asks = shelf.course("why-gans-fail", "en").steps[1].question
    room.get_by_text("Ask everyone a question").click()
    room.get_by_role("button", name=f"Ask everyone: {asks.text}").click()
    expect(card(student).locator(".verdict")).to_contain_text("Your class is asked this")
    expect(card(student).locator(".card")).to_be_hidden()  # the class's question stands there
    live(student, "room-panel").get_by_role("button", name=asks.answers[asks.right]).click()
    for name in ("Show the answers", "Tell the answer"):
        room.get_by_role("button", name=name).click()
    expect(card(student).locator(".verdict")).to_contain_text("That is right")
    expect(card(student).locator(".because")).to_be_visible()
    room.get_by_role("button", name="Close the question").click()
    expect(card(teacher).locator(".card")).to_be_visible()
    control(teacher, "on").click()
    live(teacher, "room-panel").get_by_role("button", name="Send to everyone").click()
    is_at(student, "/gan", step="fail", at="3")
