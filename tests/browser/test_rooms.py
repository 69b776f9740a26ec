"""A class in one room: a teacher and two students, each in a browser of their own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.fitting import assert_it_fits_every_screen
from tests.browser.room_actions import Person, does, is_at, joins, opened, room
from tests.served import Server, box_of, live, open_page, settled, until


def test_a_class_follows_goes_on_alone_and_comes_back(person: Person, server: Server) -> None:
    teacher = person(server.url + "/classical?step=naive")
    code = opened(teacher)
    expect(room(teacher).locator(".act")).to_have_text("Whoever joins comes here")  # nobody has it yet
    ada = joins(person(f"{server.url}/?room={code}"), "Ada")
    phone = {"locale": "ko-KR", "viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
    emmy = person(server.url + "/compare", **phone)
    room(emmy).get_by_role("button", name="교실", exact=True).click()
    room(emmy).get_by_label("교실 코드").fill(f" {code[:3].lower()}-{code[3:]} ")
    joins(emmy)
    for student, language in ((ada, "en"), (emmy, "ko")):
        is_at(student, "/classical", "")  # the page's first experiment needs no name
        assert f"lang={language}" in student.url  # everybody keeps their own
    expect(room(teacher).locator(".opener")).to_contain_text("· 2")

    teacher.get_by_role("radio", name="The number of hills").click()
    is_at(teacher, "/classical", "components")
    is_at(ada, "/classical", "")  # until it is sent
    does(teacher, "Send to everyone")
    is_at(ada, "/classical", "components")
    is_at(emmy, "/classical", "components")

    ada.get_by_role("link", name="GAN").click()  # who goes elsewhere has let go
    is_at(ada, "/gan")
    expect(room(ada)).to_have_attribute("data-place", "alone")
    does(emmy, "혼자 둘러보기")
    teacher.get_by_role("link", name="Diffusion").click()
    is_at(teacher, "/diffusion")
    does(teacher, "Send to everyone")
    expect(room(teacher).locator(".act")).to_have_text("Everyone has this")
    is_at(ada, "/gan")
    is_at(emmy, "/classical", "components")
    does(ada, "Back to the class")
    is_at(ada, "/diffusion")
    does(emmy, "수업으로 돌아가기")
    is_at(emmy, "/diffusion")

    room(teacher).locator(".opener").click()
    room(teacher).get_by_text("Everyone follows wherever I go").click()
    teacher.keyboard.press("Escape")
    teacher.get_by_role("link", name="Autoencoder").click()
    is_at(ada, "/autoencoder")
    is_at(emmy, "/autoencoder")

    room(teacher).locator(".opener").click()
    expect(room(teacher).get_by_label("Link into the room")).to_have_value(f"{server.url}/?step=map&room={code}")
    room(teacher).get_by_text("Who is here").click()
    expect(room(teacher).locator(".names")).to_have_text("Ada · without a nickname: 1")
    room(emmy).locator(".opener").click()
    room(emmy).get_by_role("button", name="교실에서 나가기").click()
    expect(room(emmy)).to_have_attribute("data-role", "none")
    expect(room(teacher).locator(".there")).to_have_text("Students here: 1")
    room(teacher).get_by_role("button", name="End the room").click()
    room(teacher).get_by_role("button", name="Everything in it is deleted").click()
    expect(room(teacher)).to_have_attribute("data-role", "none")
    expect(room(ada)).to_have_attribute("data-role", "none")
    expect(room(ada).locator(".notice")).to_have_text("This room has ended.")


def test_whoever_opens_a_room_leads_until_they_let_go(person: Person, server: Server) -> None:
    teacher = person(server.url + "/classical?step=naive")
    code = opened(teacher, leads=True)
    expect(room(teacher).locator(".act")).to_have_text("Everyone follows you")
    student = joins(person(f"{server.url}/?room={code}"))
    is_at(student, "/classical")
    teacher.get_by_role("radio", name="The number of hills").click()
    is_at(student, "/classical", "components")
    room(teacher).locator(".opener").click()
    room(teacher).get_by_label("Everyone follows wherever I go").uncheck()
    teacher.keyboard.press("Escape")
    teacher.get_by_role("radio", name="The steps of EM").click()
    is_at(teacher, "/classical", "em")
    expect(room(teacher).locator(".act")).to_have_text("Send to everyone")
    is_at(student, "/classical", "components")


def test_the_question_of_an_experiment_is_the_classs(person: Person, server: Server) -> None:
    """Held back on every page until it is told; then each sees the truth, with the own answer as the guess."""
    teacher = person(server.url + "/gan?step=rule")
    code = opened(teacher)
    ada = joins(person(f"{server.url}/?room={code}"))
    emmy = joins(person(f"{server.url}/?room={code}", locale="ko-KR", viewport={"width": 390, "height": 844}))
    for student in (ada, emmy):
        is_at(student, "/gan", "rule")
    room(teacher).locator(".opener").click()
    room(teacher).get_by_text("Ask everyone a question").click()
    room(teacher).get_by_role("button", name="Ask everyone: Suppose that the forger becomes perfect").click()
    for page in (teacher, ada, emmy):
        expect(page.locator("[class*=_card] [role=radio]")).to_have_count(0)
    room(ada).get_by_role("button", name="½").click()
    room(emmy).get_by_role("button", name="1: “틀림없이 진짜”").click()  # the same question in everybody's language
    expect(room(teacher).locator(".card")).to_contain_text("Answered: 2 of 2")
    room(teacher).get_by_role("button", name="Show the answers").click()
    for page in (ada, emmy):
        expect(room(page).locator(".card .count")).to_have_text(["1 (50 %)", "1 (50 %)", "0 (0 %)"])
        expect(page.locator("[data-testid=stAlert]")).to_have_count(0)
    room(teacher).get_by_role("button", name="Tell the answer").click()
    alert = "[class*=_card] [data-testid=stAlert]"
    expect(teacher.locator(alert)).to_contain_text("The answer: ½")
    expect(ada.locator(alert)).to_contain_text("That is right: ½")
    expect(emmy.locator(alert)).to_contain_text("½")
    expect(room(emmy).locator(".card details[open] [role=status]")).to_contain_text(
        "아닙니다. 답은 '½"
    )  # where she looks
    expect(room(teacher).locator(".card .right .words")).to_contain_text(["½"])
    room(teacher).get_by_role("button", name="Close the question").click()
    expect(room(ada).locator(".card")).to_be_hidden()
    expect(ada.locator(alert)).to_contain_text("That is right: ½")


def test_guesses_are_everybodys_own(person: Person, server: Server) -> None:
    """A teacher's would give the answer away, and a link from the teacher does not undo a student's."""
    teacher = person(server.url + "/gan?step=rule")
    student = joins(person(f"{server.url}/?room={opened(teacher)}"))
    is_at(student, "/gan", "rule")
    for page in (teacher, student):
        assert "predict" not in page.url
    teacher.locator("[class*=_card] [role=radio]").first.click()
    until(teacher, lambda: "_predict_" in teacher.url)
    settled(teacher)
    does(
        teacher, "Send to everyone" if room(teacher).get_attribute("data-place") == "elsewhere" else "Everyone has this"
    )
    settled(student)
    assert "predict" not in student.url
    student.locator("[class*=_card] [role=radio]").last.click()
    until(student, lambda: "_predict_" in student.url)
    settled(student)
    guess = re.search(r"[a-z_]+_predict_[^&]*", student.url)[0]
    does(teacher, "Everyone has this")
    settled(student, 1500)
    assert guess in student.url


def test_who_has_no_sockets_is_in_the_room_too(browser: Browser, person: Person, server: Server) -> None:
    teacher = person(server.url + "/?step=map")
    code = opened(teacher)
    context = browser.new_context(locale="en-US")
    student = context.new_page()
    student.route_web_socket(re.compile("/live/"), lambda socket: socket.close())
    open_page(student, f"{server.url}/?room={code}")
    joins(student)
    is_at(student, "/", "map")
    teacher.get_by_role("radio", name="③ Words").click()
    is_at(teacher, "/", "words")
    does(teacher, "Send to everyone")
    is_at(student, "/", "words")
    expect(room(student)).to_have_attribute("data-transport", "fallback")
    context.close()


def test_a_wrong_code_is_told_and_what_is_typed_stays(person: Person, server: Server) -> None:
    page = person(server.url + "/?room=AAAAAA")
    for code, told in (("AAAAAA", "There is no room with this code"), ("A1", "A code has six letters and digits")):
        room(page).get_by_label("Code of the room").fill(code)
        room(page).get_by_role("button", name="Join").click()
        expect(room(page).locator(".trouble")).to_contain_text(told)
        expect(room(page).get_by_label("Code of the room")).to_have_value(code)


@pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.slow)])
def test_a_room_fits_every_screen(person: Person, server: Server, language: str) -> None:
    teacher = person(f"{server.url}/autoencoder?lang={language}")
    code = opened(teacher)
    student = joins(person(f"{server.url}/?room={code}&lang={language}"))
    is_at(student, "/autoencoder")
    for page in (teacher, student):
        assert_it_fits_every_screen(page, language)
        for width, height in ((390, 844), (1280, 720)):
            page.set_viewport_size({"width": width, "height": height})
            for part in (".opener", ".act"):
                box = box_of(room(page).locator(part))
                assert 0 <= box["x"] and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
            if width == 390:  # what is beside the button lies over nothing
                assert box["y"] >= page.evaluate(
                    "document.querySelector('[data-testid=stMain]').getBoundingClientRect().bottom"
                )
            room(page).locator(".opener").click()
            box = box_of(room(page).get_by_role("dialog"))
            assert 0 <= box["x"] and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
            assert room(page).get_by_role("dialog").evaluate("(e) => e.scrollWidth <= e.clientWidth")
            page.keyboard.press("Escape")
    live(teacher, "share-presenter").locator("button.opener").click()
    act = box_of(room(teacher).locator(".act"))
    assert act["y"] + act["height"] <= box_of(teacher.locator(".st-key-stage"))["y"]
