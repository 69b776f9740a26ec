"""Asked in words in a real Chromium: Enter, and another picture comes out of noise; it is kept, scrubbed, and read."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_film import PICTURE, messages
from tests.served import Server, becomes, live, open_page, settled, until


def whole(page: Page, url: str) -> Locator:
    """The live part, once it has played to its end."""
    open_page(page, url)
    part = live(page, "asked")
    expect(part).to_have_attribute("data-state", "done", timeout=60_000)
    return part


def large(part: Locator) -> Locator:
    return part.locator(".large canvas")


def ask(page: Page, text: str, label: str = "What should the picture show?") -> None:
    box = page.get_by_label(label)
    box.fill(text)
    box.press("Enter")


def test_enter_brings_another_picture_which_link_and_reload_keep(page: Page, server: Server) -> None:
    part = whole(page, server.url)
    expect(large(part)).to_have_attribute("aria-label", re.compile("^Told: .* cat"))
    seen = large(part).evaluate(PICTURE)
    ask(page, "an apple, <b>please</b>")
    expect(large(part)).to_have_attribute("aria-label", re.compile("^Told: apple"))
    expect(part).to_have_attribute("data-state", "done")
    until(page, lambda: large(part).evaluate(PICTURE) != seen)
    expect(page.locator(".st-key-stage b")).to_have_count(0)
    page.wait_for_url("**home_ask=**")
    page.reload()
    part = live(page, "asked")
    expect(large(part)).to_have_attribute("aria-label", re.compile("^Told: apple"), timeout=60_000)
    expect(page.get_by_label("What should the picture show?")).to_have_value("an apple, <b>please</b>")


def test_an_unknown_word_is_said_and_its_nearest_taken(page: Page, server: Server) -> None:
    part = whole(page, server.url)
    ask(page, "a sunflwer")
    page.get_by_role("button", name="“sunflower” instead of “sunflwer”").click()
    expect(large(part)).to_have_attribute("aria-label", re.compile("^Told: sunflower"))
    expect(page.get_by_label("What should the picture show?")).to_have_value("a sunflower")


def test_another_of_the_same_request_is_chosen_and_time_moves_without_the_server(page: Page, server: Server) -> None:
    sent = messages(page)
    part = whole(page, server.url)
    others, time = part.locator(".others button"), part.get_by_role("slider", name="Time:")
    first = large(part).evaluate(PICTURE)
    sent.clear()
    others.nth(2).focus()
    page.keyboard.press("Enter")
    expect(others.nth(2)).to_have_attribute("aria-pressed", "true")
    second = large(part).evaluate(PICTURE)
    assert second != first
    time.fill("0")
    until(page, lambda: large(part).evaluate(PICTURE) != second)
    time.fill("1")
    until(page, lambda: large(part).evaluate(PICTURE) == second)
    assert not [message for message in sent if "walk" in message]
    page.wait_for_url("**home_ask_view=**")
    page.reload()
    expect(live(page, "asked").locator(".others button").nth(2)).to_have_attribute("aria-pressed", "true")


def test_two_guidances_stand_on_the_same_noise(page: Page, server: Server) -> None:
    part = whole(page, f"{server.url}/diffusion?step=ask&diffusion_ask_data=digits&diffusion_ask_beside=guidance")
    time = part.get_by_role("slider", name="Time:")
    expect(large(part)).to_have_count(2)
    one, other = (canvas.evaluate(PICTURE) for canvas in large(part).all())
    assert one != other
    time.fill("0")
    until(page, lambda: len({canvas.evaluate(PICTURE) for canvas in large(part).all()}) == 1)
    expect(part.locator("h2")).to_have_text(["A: guidance 2", "B: guidance 8"])
    expect(part.locator(".time output")).to_contain_text("signal")


def test_who_wants_less_motion_sees_the_picture_as_far_as_it_has_come(page: Page, server: Server) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_page(page, server.url)
    part = live(page, "asked")
    expect(part.locator(".time output")).to_have_text("100 % signal", timeout=60_000)
    expect(part).to_have_attribute("data-state", "paused")


def test_a_word_is_written_and_its_syllable_that_was_never_seen_is_marked(page: Page, server: Server) -> None:
    part = whole(page, f"{server.url}/?home_ask_what=word")
    ask(page, "서울 <3", "A name or a word")
    expect(large(part).first).to_have_attribute("aria-label", "서")
    expect(part.locator(".large em").filter(visible=True)).to_have_text(["never seen"])
    expect(part.locator(".large figcaption span")).to_have_text(["ㅅ s + ㅓ eo", "ㅇ – + ㅜ u + ㄹ l"])
    expect(page.get_by_text("Not written: “<3”")).to_be_visible()
    expect(part).to_have_attribute("data-state", "done")
    expect(part.locator(".others button").first).to_have_attribute("aria-label", "서 울")
    page.wait_for_url("**home_ask_word=**")


def test_a_moment_that_is_held_in_one_experiment_is_held_there_whatever_is_held_in_another(
    page: Page, server: Server
) -> None:
    page.emulate_media(reduced_motion="reduce")
    for link, part, share in (("step=film", "filmstrip", "0.4"), ("step=ask", "asked", "0.7")):
        if part == "filmstrip":
            open_page(page, f"{server.url}/diffusion?{link}")
        else:
            page.get_by_role("radio", name="Ask for it").click()
        expect(live(page, part)).to_have_attribute("data-ready", "21", timeout=60_000)
        live(page, part).get_by_role("slider", name="Time:").fill(share)
        page.wait_for_url("**_view=**")
        settled(page)
    page.get_by_role("radio", name="Pictures out of noise").click()
    strip = live(page, "filmstrip")
    expect(strip).to_have_attribute("data-ready", "21", timeout=60_000)
    becomes(page, strip.get_by_role("slider", name="Time:").input_value, "0.4")


def test_where_a_person_has_put_the_time_the_second_of_two_films_leaves_it(page: Page, server: Server) -> None:
    page.emulate_media(reduced_motion="reduce")  # it follows what comes, until a hand takes it
    page.goto(server.url + "/_stcore/health")
    found = page.evaluate(
        """async () => {
          const { Scrubbed } = await import("/live-assets/film/film.js");
          const live = Object.assign(Object.create(Scrubbed.prototype), {
            root: document.body, data: { made: { values: {} }, about: "" }, follows: true, held: false, films: [],
            made: { later() {} }, channel: { request() {} }, connect() {}, redraw() {},
            time: { share: 0, playing: null, still() {}, go(share) { this.share = Math.min(share, live.end); } },
          });
          live.want([{ steps: 4, request: "A" }, { steps: 4, request: "B" }]);
          const comes = (film, have, n) => live.frame(
            { have, t: Array(n).fill(0), signal: [], n_evals: [], whole: false }, { x: [], x0: [], eps: [] },
            { film, wanted: film.wanted });
          const [first, second] = live.films;
          for (const film of live.films) film.take = function (meta) {
            this.list = [...this.list, ...meta.t];
            const begins = this.shown !== this.wanted;
            this.shown = this.wanted;
            return begins;
          };
          comes(first, 0, 1);
          const followed = live.following;
          live.hold();
          comes(second, 0, 3);
          comes(first, 1, 2);
          return [followed, live.held, live.following, live.time.share];
        }"""
    )
    assert found == [True, True, False, 0]
