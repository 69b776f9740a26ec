"""What the server says comes late: what a person does meanwhile counts, and nothing falls back to a default."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from app.ui.kept import reading
from tests.browser.changing import change, link, shown
from tests.browser.test_made import experiment, has_lines, line, painting, rests, says
from tests.served import Server, becomes, live, open_page, settled, until, wait_for_frame


class Late:
    """Streamlit's messages to the page, which come at once, or when they are let through, a run at a time."""

    def __init__(self, page: Page) -> None:
        self.page, self.holding, self.held = page, False, []
        page.route_web_socket("**/_stcore/stream", self.connected)

    def connected(self, socket: WebSocketRoute) -> None:
        self.socket = socket
        socket.connect_to_server().on_message(self.said)

    def said(self, message: str | bytes) -> None:
        if self.holding:
            self.held.append(message)
        else:
            self.socket.send(message)

    def runs(self) -> int:
        """How many runs have ended that the page has not heard of."""
        return sum(ForwardMsg.FromString(message).HasField("script_finished") for message in self.held)

    def hold(self, runs: int) -> None:
        """Hold what comes, until so many runs have ended."""
        self.holding = True
        until(self.page, lambda: self.runs() == runs, 60)

    def let_through(self) -> None:
        """One run."""
        before = self.runs()
        while self.runs() == before:
            self.socket.send(self.held.pop(0))

    def begin(self) -> None:
        """Until the page knows which page it is to be."""
        until(self.page, lambda: any(self.begins(message) for message in self.held), 60)
        while not self.begins(message := self.held.pop(0)):
            self.socket.send(message)
        self.socket.send(message)

    @staticmethod
    def begins(message: str | bytes) -> bool:
        return ForwardMsg.FromString(message).HasField("navigation")

    def go_on(self) -> None:
        for message in self.held:
            self.socket.send(message)
        self.held, self.holding = [], False


def test_what_was_undone_before_the_page_had_heard_of_it_stays_so_and_the_painting_is_still_the_density(
    page: Page, server: Server
) -> None:
    late = Late(page)
    pad = painting(page, server)
    line(page, pad, 0.2)
    one = rests(page, "painting")
    line(page, pad, 0.6)
    two = rests(page, "painting", one)
    late.holding = True
    experiment(page, "Sampling")
    late.hold(1)
    experiment(page, "A landscape")  # the browser still has the widgets, and says so
    late.hold(2)
    pad.focus()
    page.keyboard.press("Control+z")
    late.hold(3)
    late.let_through()
    expect(live(page, "sampler-player")).to_be_visible(timeout=60_000)  # the pad is gone, and its settings
    late.let_through()
    wait_for_frame(page, "world-editor", timeout=60_000)
    has_lines(pad, (0.2,))  # though this run knew of both
    late.go_on()
    settled(page)
    says(page, "painting", one)
    live(page, "world-editor").get_by_role("button", name="Redo").click()
    says(page, "painting", two)
    says(page, "probability_source", "paint")
    has_lines(pad, (0.2, 0.6))


def test_a_part_that_comes_when_the_address_is_already_another_pages_finds_its_modules(
    page: Page, server: Server
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    late = Late(page)
    open_page(page, f"{server.url}/?lang=en")
    late.holding = True
    page.locator("[data-testid=stTopNavLink][href$='/autoencoder']").first.click()
    late.begin()
    page.wait_for_url("**/autoencoder**")
    page.evaluate("history.replaceState(history.state, '', '/diffusion?lang=en')")  # as Back does, at once
    late.go_on()
    until(page, lambda: any("/latent/" in url for url in asked))
    assert not [url for url in asked if "/diffusion/live-assets/" in url]


@pytest.mark.parametrize("of_a_part", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_link_that_comes_when_the_address_is_already_another_pages_is_not_left_there(
    page: Page, server: Server, of_a_part: bool
) -> None:
    late = Late(page)
    open_page(page, f"{server.url}/compare?lang=en&compare_round=5")
    page.locator("[data-testid=stTopNavLink][href$='/gan']").first.click()
    page.wait_for_url("**/gan?**gan_run=**")
    settled(page)
    late.holding = True
    if of_a_part:
        live(page, "run-player").locator("input[type=checkbox]").first.click()
    else:
        change(page, "gan_world", "stSelectbox")
    until(page, lambda: late.runs() > 0)
    page.go_back()
    page.wait_for_url("**/compare?**")
    until(page, lambda: late.runs() > 1)
    late.let_through()
    if of_a_part:  # a whole run says its page, too
        page.wait_for_timeout(500)
        assert "gan" not in page.url
    late.go_on()
    settled(page)
    becomes(page, lambda: page.url, f"{server.url}/compare?lang=en&compare_round=5")
    page.go_forward()
    page.wait_for_url("**/gan?**gan_run=**")


def type_round(page: Page, text: str) -> None:
    box = page.locator(".st-key-compare_round").get_by_role("textbox")
    box.fill(text)
    box.press("Enter")


def agrees(page: Page, said: dict[str, str]) -> None:
    """The link says this, what is shown agrees, and both are so after a reload."""
    settled(page)
    assert link(page) == {"lang": "en"} | said
    before = shown(page)
    assert before["compare_round"] == ["stTextInput", said["compare_round"]]
    page.reload()
    settled(page)
    assert link(page) == {"lang": "en"} | said and shown(page) == before


def test_what_is_set_before_the_answer_to_back_has_come_counts_and_everything_else_has_gone_back(
    page: Page, server: Server
) -> None:
    late = Late(page)
    page.emulate_media(reduced_motion="reduce")
    open_page(page, f"{server.url}/compare?lang=en")
    type_round(page, "5")
    page.wait_for_url("**compare_round=5**")
    settled(page)
    first = shown(page)["compare_game_data"]
    change(page, "compare_game_data", "stSelectbox")
    page.wait_for_url("**compare_game_data=**")
    settled(page)
    late.holding = True
    page.go_back()
    until(page, lambda: late.runs() > 0)
    type_round(page, "7")
    until(page, lambda: late.runs() > 1)
    late.go_on()
    agrees(page, {"compare_round": "7"})
    assert shown(page)["compare_game_data"] == first


def test_what_is_set_before_the_other_language_has_come_undoes_nothing(page: Page, server: Server) -> None:
    late = Late(page)
    page.emulate_media(reduced_motion="reduce")
    open_page(page, f"{server.url}/compare?lang=ko")
    change(page, "compare_game_data", "stSelectbox")
    page.wait_for_url("**compare_game_data=**")
    settled(page)
    data = link(page)["compare_game_data"]
    late.holding = True
    page.get_by_role("radio", name="English").click()
    until(page, lambda: late.runs() > 0)
    type_round(page, "7")
    until(page, lambda: late.runs() > 1)
    late.go_on()
    agrees(page, {"compare_game_data": data, "compare_round": "7"})


def test_what_a_hand_moves_before_the_answer_to_back_has_come_stays_so(page: Page, server: Server) -> None:
    late = Late(page)
    page.emulate_media(reduced_motion="reduce")
    open_page(page, f"{server.url}/diffusion?lang=en&step=freeze")
    time = live(page, "freezer").get_by_role("slider", name="Time:")
    for share in ("0.3", "0.6"):
        before = page.url
        time.press("Shift")  # a hand moves it
        time.fill(share)
        until(page, lambda before=before: page.url != before)
        settled(page)
    late.holding = True
    page.go_back()
    until(page, lambda: late.runs() > 0)
    time.press("Shift")
    time.fill("0.8")
    until(page, lambda: late.runs() > 1)
    late.let_through()
    becomes(page, time.input_value, "0.3")  # Back's answer, for a moment
    late.go_on()
    settled(page)
    for _ in range(2):
        becomes(page, time.input_value, "0.8")
        settled(page)
        becomes(page, lambda: reading(link(page)["frozen_share"]), 0.8)
        page.reload()
        settled(page)
