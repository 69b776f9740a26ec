"""What a person sets inside live components stays: over the other language and a reload."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.test_made import rests
from tests.served import FIND, Server, becomes, live, open_page, settled

DRAWN = f"(name) => Number({FIND}?.dataset.frame) > 0 || {FIND}?.dataset.state === 'idle'"


def there(page: Page, name: str) -> Locator:
    """The component, once it has drawn; a run that nobody has begun shows what would be trained."""
    live(page, name).first.wait_for(timeout=60_000)
    live(page, name).first.evaluate("(root) => (root.parentNode.host ?? root).scrollIntoView()")
    page.wait_for_function(DRAWN, arg=name, timeout=60_000)
    return live(page, name).first


def in_korean_and_after_a_reload(page: Page, name: str, shows: str) -> None:
    """`shows`, a function of the component's root, says the same in another language, and in another session."""
    before = live(page, name).first.evaluate(shows)
    page.get_by_role("radio", name="한국어").click()
    page.wait_for_url("**lang=ko**")
    settled(page, 0)
    becomes(page, lambda: there(page, name).evaluate(shows), before)
    page.reload()
    settled(page, 0)
    becomes(page, lambda: there(page, name).evaluate(shows), before)


BOXES = "(root) => [...root.querySelectorAll('.layers input')].map((box) => box.checked)"


@pytest.mark.parametrize(
    ("address", "key"),
    [pytest.param("/gan?step=watch", "gan", marks=pytest.mark.slow), ("/diffusion?step=points", "diffusion")],
)
def test_layers_and_the_moment_of_a_run(page: Page, server: Server, address: str, key: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_page(page, server.url + address)
    player = there(page, "run-player")
    player.locator(".layers input").first.click()
    said = rests(page, f"{key}_looks")
    shows = BOXES
    if key == "diffusion":
        player.locator(".time input").fill("0.25")
        rests(page, f"{key}_looks", said)
        shows = f"(root) => [({BOXES})(root), root.querySelector('.time input').value]"
    in_korean_and_after_a_reload(page, "run-player", shows)


def test_the_place_in_a_recorded_training(page: Page, server: Server) -> None:
    open_page(page, server.url + "/gan?step=pictures")
    there(page, "run-recorded").get_by_role("slider", name="Timeline").fill("3")
    rests(page, "recorded")
    in_korean_and_after_a_reload(page, "run-recorded", "(root) => [root.dataset.step, root.dataset.state]")


def test_the_four_densities_settings(page: Page, server: Server) -> None:
    open_page(page, server.url + "/classical?step=four")
    component = there(page, "densities")
    component.get_by_role("slider", name="Points to learn from").fill("4")
    said = rests(page, "four_densities")
    component.get_by_role("button", name="Other points").click()
    said = rests(page, "four_densities", said)
    component.get_by_role("checkbox").click()
    rests(page, "four_densities", said)
    settings = "(root) => [...root.querySelectorAll('input')].map((input) => [input.value, input.checked])"
    in_korean_and_after_a_reload(page, "densities", settings)


def test_the_pixel_and_its_digit(page: Page, server: Server) -> None:
    open_page(page, server.url + "/classical?step=naive")
    component = there(page, "pixel-factors")
    component.get_by_role("button", name="Another digit").click()
    said = rests(page, "pixel")
    component.locator(".pad").press("ArrowRight")
    rests(page, "pixel", said)
    in_korean_and_after_a_reload(page, "pixel-factors", "(root) => [root.dataset.pixel, root.dataset.label]")


def test_where_the_hand_is(page: Page, server: Server) -> None:
    open_page(page, server.url + "/autoencoder")
    there(page, "latent-pad").locator(".pad").first.press("Shift+ArrowRight")
    said = rests(page, "hand_autoencoder-digits-2")
    slider = there(page, "latent-sliders").locator("input").first
    slider.fill("1.5")
    rests(page, "hand_autoencoder-digits-2", said)
    ring = "(root) => [...root.querySelectorAll('.ring')].map((ring) => ring.style.left)"
    before = there(page, "latent-pad").evaluate(ring)
    in_korean_and_after_a_reload(page, "latent-sliders", "(root) => root.querySelector('input').value")
    becomes(page, lambda: there(page, "latent-pad").evaluate(ring), before)
    page.go_back()
    page.wait_for_url("**lang=en**")
    rests(page, "hand_autoencoder-digits-2")
    becomes(page, lambda: there(page, "latent-pad").evaluate(ring), before)


COMMITTED = """async () => {
  const { Made } = await import("/live-assets/drawing/made.js");
  const sent = [], rest = () => new Promise((over) => setTimeout(over, 500));
  let value = 0;
  const setStateValue = (_, { values }) => sent.push(values.value);
  const made = new Made({ name: "a test", data: {}, setStateValue }, { give: () => ({ value }), take: () => {} });
  const commits = (n) => { while (n--) { value++; made.commit(); } };
  const seen = [];
  commits(20); seen.push([...sent]);
  await rest(); seen.push([...sent]);
  commits(1); seen.push(sent.at(-1));
  commits(1); dispatchEvent(new Event("sharing")); seen.push(sent.at(-1));
  commits(1); dispatchEvent(new Event("pointerdown")); seen.push(sent.at(-1));
  commits(1); made.leave(); seen.push(sent.at(-1));
  return seen;
}"""


def test_of_many_changes_in_quick_succession_the_page_is_told_the_first_and_the_last(
    page: Page, server: Server
) -> None:
    """A held key commits thirty times a second; and nothing waits for a link, the next press, or the part's end."""
    open_page(page, server.url + "/gan?lang=en")
    assert page.evaluate(COMMITTED) == [[1], [1, 20], 21, 22, 23, 24]
