"""A lesson goes on, and nothing is lost: a server killed, a full disk, no network, a laptop asleep, strangers."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from engines.comparison.rounds import puzzle
from tests.app.live.channel.test_slow_way import post
from tests.browser.room_actions import Person, asked, does, is_at, joins, opened, room
from tests.browser.wire import Wire
from tests.served import Server, serve, settled, until

RUNS = "window.ran=1"
NAME, MARKUP = "<img src=x onerror=f()>", f"<img src=x onerror={RUNS}>"
LINK = f'gan?step="><img/src=x/onerror={RUNS}>&gan_loss=<script>{RUNS}</script>'
# Every picture, script and frame of the page that markup has made, in its live parts, too.
MADE = """() => {
  const roots = [document, ...[...document.querySelectorAll("*")].map((e) => e.shadowRoot).filter(Boolean)];
  const made = roots.flatMap((root) => [...root.querySelectorAll("img[src=x], [onerror]")].map((e) => e.outerHTML));
  return [...made, ...(window.ran ? ["it has run"] : [])];
}"""


@contextmanager
def disk_full(server: Server) -> Iterator[None]:
    """The server's files grow no further than its log needs."""
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("only Linux bounds the files of another process")
    before = resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, before)


def answer(page: Page, text: str) -> Locator:
    return room(page).get_by_role("button", name=text, exact=True)


@pytest.mark.slow
def test_reloads_a_server_that_is_killed_and_a_full_disk_lose_nothing(person: Person, tmp_path: Path) -> None:
    with serve(log=tmp_path / "first") as first:
        teacher = person(first.url + "/compare?step=table")
        code = opened(teacher)
        student = joins(person(f"{first.url}/?room={code}"), "Ada")
        is_at(student, "/compare", "table")
        asked(teacher, "How many?", "none", "some of them", right=2)
        answer(student, "none").click()
        expect(room(teacher).locator(".card")).to_contain_text("Answered: 1 of 1")
        for page in (student, teacher):
            page.reload()
            settled(page)
        expect(answer(student, "none")).to_have_attribute("aria-pressed", "true")
        assert room(student).get_attribute("data-place") == "follows"
        plays_and_answers(first, code, "1" * 32)
        expect(room(teacher).locator(".card")).to_contain_text("Answered: 2 of 2")
        os.killpg(first.pid, signal.SIGKILL)
    with serve(log=tmp_path / "second", port=urlparse(first.url).port) as second:
        expect(room(teacher).locator(".card")).to_contain_text("Answered: 2 of 2", timeout=60_000)
        expect(room(student).locator(".card .question")).to_have_text("How many?")
        with disk_full(second):
            answer(student, "some of them").click()
            answer(teacher, "Show the answers").click()
            for page in (student, teacher):
                expect(room(page).locator(".notice")).to_contain_text("The server's disk is full")
                expect(room(page).locator(".card .question")).to_have_text("How many?")
            expect(answer(student, "none")).to_have_attribute("aria-pressed", "true")
        expect(answer(student, "some of them")).to_have_attribute("aria-pressed", "true")  # without another click
        answer(teacher, "Show the answers").click()
        counts = room(student).locator(".card .count")
        expect(counts).to_have_text(["0 (0 %)", "2 (100 %)"])
        for page in (student, teacher):
            expect(room(page).locator(".notice")).to_be_hidden()
        room(teacher).locator(".opener").click()
        expect(room(teacher).locator(".names")).to_contain_text("Ada")
        expect(room(teacher).locator(".game")).to_contain_text("Class: 1 of 1 right (100 %)")
        teacher.keyboard.press("Escape")
        expect(room(student).locator(".card .right")).to_have_count(0)
        room(teacher).get_by_role("button", name="Tell the answer").click()
        expect(room(student).locator(".card .right")).to_contain_text(["some of them"])
        settled(teacher)
        teacher.get_by_role("link", name="GAN").click()
        is_at(teacher, "/gan")
        does(teacher, "Send to everyone")
        is_at(student, "/gan")
        assert "Traceback" not in second.log.read_text()


def plays_and_answers(server: Server, code: str, student: str) -> None:
    """One more student, without a browser."""
    me = {"id": 1, "code": code, "student": student}
    play = {"kind": "play", "game": 1, "data": "digits", "round": 1, "guess": puzzle("digits", 1)}
    for message in ({"kind": "join"}, play, {"kind": "answer", "asked": 1, "choice": 1}):
        assert post(server, me | message, "rooms")[0]["kind"] in ("room", "played", "answered")


def renderers(browser: Browser) -> set[int]:
    """The processes that run pages."""
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return {process["id"] for process in found if process["type"] == "renderer"}


@contextmanager
def asleep(processes: set[int]) -> Iterator[None]:
    """Nothing of these pages runs, as on a laptop that is shut."""
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


def goes_on_without(teacher: Page, seconds: float) -> None:
    """The teacher, for longer than the server keeps a request waiting."""
    teacher.get_by_role("radio", name="③ Words").click()
    is_at(teacher, "/", "words")
    does(teacher, "Send to everyone")
    asked(teacher, "Still there?", "yes", "no", right=1)
    teacher.wait_for_timeout(1000 * seconds)


def is_with_the_class_again(teacher: Page, student: Page) -> None:
    is_at(student, "/", "words")
    answer(student, "yes").click()
    expect(room(teacher).locator(".card")).to_contain_text("Answered: 1 of 1")


@pytest.mark.slow
def test_who_had_no_network_is_where_the_class_is_and_what_was_answered_meanwhile_counts(
    person: Person, server: Server
) -> None:
    teacher = person(server.url + "/?step=map")
    student = joins(person(f"{server.url}/?room={opened(teacher)}"))
    is_at(student, "/", "map")
    asked(teacher, "Ready?", "yes", "no", right=1)
    expect(answer(student, "yes")).to_be_visible()
    student.context.set_offline(True)
    for said in ("yes", "no"):
        answer(student, said).click()
    expect(room(student).locator(".notice")).to_contain_text("The server does not answer")
    student.context.set_offline(False)
    expect(answer(student, "no")).to_have_attribute("aria-pressed", "true")
    expect(room(teacher).locator(".card")).to_contain_text("Answered: 1 of 1")
    student.context.set_offline(True)
    goes_on_without(teacher, 10)
    student.context.set_offline(False)
    is_with_the_class_again(teacher, student)


@pytest.mark.slow
def test_a_laptop_that_has_slept_is_where_the_class_is(person: Person, browser: Browser, server: Server) -> None:
    teacher = person(server.url + "/?step=map")
    code, others = opened(teacher), renderers(browser)
    student = joins(person(f"{server.url}/?room={code}"))
    is_at(student, "/", "map")
    theirs = renderers(browser) - others
    student.evaluate("window.beats = 0; setInterval(() => window.beats += 1, 100)")
    with asleep(theirs):
        goes_on_without(teacher, 10)
    assert student.evaluate("window.beats") < 50, "it did not sleep"
    is_with_the_class_again(teacher, student)


MINUTE = 60.0  # longer than the server waits for pings, and than a student counts as there


@pytest.mark.slow
@pytest.mark.parametrize("how", ["no word", "asleep"])
def test_a_minute_without_a_word_from_the_network_loses_nothing(
    person: Person, browser: Browser, server: Server, how: str
) -> None:
    """Nobody is told that the connections are gone: they are as they were, and silent. Asleep the page runs neither."""
    teacher = person(server.url + "/?step=map")
    code, others = opened(teacher), renderers(browser)
    wire = Wire(server)
    try:
        student = joins(person(f"{wire.url}/?room={code}"), "Ada")
        is_at(student, "/", "map")
        asked(teacher, "Ready?", "yes", "no", right=1)
        answer(student, "no").click()
        expect(room(teacher).locator(".card")).to_contain_text("Answered: 1 of 1")
        theirs = renderers(browser) - others if how == "asleep" else set()
        with wire.cut(), asleep(theirs):
            if how == "no word":
                answer(student, "yes").click()
            teacher.wait_for_timeout(1000 * MINUTE)
            expect(room(teacher).locator(".opener")).to_contain_text("· 0")
        until(teacher, lambda: "· 1" in room(teacher).locator(".opener").text_content())
        expect(answer(student, "yes" if how == "no word" else "no")).to_have_attribute("aria-pressed", "true")
        goes_on_without(teacher, 0)
        is_with_the_class_again(teacher, student)
        room(teacher).locator(".opener").click()
        room(teacher).get_by_text("Who is here").click()
        expect(room(teacher).locator(".names")).to_have_text("Ada")
    finally:
        wire.close()


@pytest.mark.slow
def test_a_teacher_in_two_browsers_leads_from_both_and_another_who_claims_the_code_from_none(
    person: Person, server: Server
) -> None:
    wall = person(server.url + "/?step=map")
    code = opened(wall)
    desk = person(server.url + "/gan", storage_state=wall.context.storage_state())
    expect(room(desk)).to_have_attribute("data-role", "teacher")
    student = joins(person(f"{server.url}/?room={code}"))
    is_at(student, "/", "map")
    forged = {"name": "room", "value": json.dumps({"code": code, "secret": "f" * 48})}
    state = {"cookies": [], "origins": [{"origin": server.url, "localStorage": [forged]}]}
    stranger = person(server.url + "/", storage_state=state)
    expect(room(stranger)).to_have_attribute("data-role", "none")
    expect(room(stranger).locator(".notice")).to_have_text("This room has ended.")

    does(desk, "Send to everyone")
    is_at(student, "/gan")
    asked(desk, "How many?", "none", "some", right=2)
    answer(student, "none").click()
    for teacher in (desk, wall):
        expect(room(teacher).locator(".card")).to_contain_text("Answered: 1 of 1")
    answer(wall, "Show the answers").click()
    expect(room(desk).locator(".card .count")).to_have_text(["1 (100 %)", "0 (0 %)"])
    does(wall, "Send to everyone")
    is_at(student, "/", "map")


def test_markup_in_a_nickname_a_question_an_answer_and_a_link_is_text(person: Person, server: Server) -> None:
    teacher = person(server.url + "/?step=map")
    code = opened(teacher)
    student = joins(person(f"{server.url}/?room={code}"), NAME)
    stranger = person(f"{server.url}/?room={MARKUP}")
    pages = (teacher, student, stranger)
    wanted: list[str] = []
    for page in pages:
        page.on("request", lambda request: wanted.append(request.url))
        page.on("dialog", lambda dialog: wanted.append(dialog.message))
    asked(teacher, f"{MARKUP} How many?", MARKUP, f"{MARKUP} none", right=2)
    answer(student, MARKUP).click()
    answer(teacher, "Show the answers").click()
    answer(teacher, "Tell the answer").click()
    for page in (teacher, student):
        expect(room(page).locator(".card .question")).to_have_text(f"{MARKUP} How many?")
        expect(room(page).locator(".card .words")).to_have_text([MARKUP, f"{MARKUP} none"])
    room(teacher).locator(".opener").click()
    room(teacher).get_by_text("Who is here").click()
    expect(room(teacher).locator(".names")).to_have_text(NAME)
    teacher.keyboard.press("Escape")
    room(student).locator(".opener").click()
    expect(room(student).get_by_role("dialog")).to_contain_text(f"you are {NAME}")
    student.keyboard.press("Escape")
    expect(room(stranger).get_by_label("Code of the room")).to_be_visible()

    secret = json.loads(teacher.evaluate("localStorage.room"))["secret"]
    post(server, {"id": 1, "kind": "send", "code": code, "secret": secret, "link": LINK}, "rooms")
    is_at(student, "/gan")
    for page in pages:
        settled(page)
        assert page.evaluate(MADE) == []
    assert not [url for url in wanted if url.endswith("/x") or RUNS in url.rpartition("/live")[2]], wanted
