"""Live components on bad networks: sockets that do not open, are cut, or swallow everything; a server started anew."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.live.channel.document import SCRIPTS
from tests.browser.test_made import experiment, line, painting, rests, says
from tests.browser.wire import LIVE, Sockets
from tests.experiments import PAGES, keys_of, path_of
from tests.served import FIND, Server, live, open_page, serve, settled, still, until, wait_for_frame

# How many parts of the page have not begun, and those that draw, brought into sight one after the other, since what is
# out of sight is not drawn. Sharing and taking home have nothing to draw, and what is remembered shows nothing.
PARTS = """async () => {
  const hosts = [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")];
  const inside = (name) => hosts.map((host) => host.shadowRoot?.querySelector(name)).filter(Boolean);
  const begun = inside("[data-live], figure").length + document.querySelectorAll("[class*=st-key-remembered_]").length;
  const parts = inside("[data-live]:not([data-live=share-link], [data-live=take-menu])");
  for (const root of parts) {
    root.scrollIntoView();
    await new Promise((seen) => setTimeout(seen, 100));
  }
  const told = ({ dataset: { live, frame, transport } }) => [live, Number(frame), transport];
  return [hosts.length - begun, parts.map((root) => [...told(root), root.translate, root.lang])];
}"""
SILENT = """const Real = WebSocket;
  window.WebSocket = class extends EventTarget {
    static OPEN = 1;
    constructor(url, ...more) {
      super();
      if (!String(url).includes("/live/")) return new Real(url, ...more);
      this.readyState = 0;
    }
    close() {}
  };"""
WITHIN = 8.0  # seconds: 5, and what a busy machine adds


def drawn_within(page: Page, seconds: float) -> list[list]:
    """The parts of the page that draw: name, frames, way, whether it may be translated, language; all have drawn."""
    until, pending, parts = time.monotonic() + seconds, 1, []
    while time.monotonic() < until and (pending or not all(frames for _, frames, *_ in parts)):
        pending, parts = page.evaluate(PARTS)
    assert not pending and all(frames for _, frames, *_ in parts), (pending, parts)
    return parts


def walked(page: Page, server: Server, name: str, seconds: float) -> list[list]:
    """Show every experiment of a page, one after the other; the parts, which have all drawn in time."""
    open_page(page, server.url + path_of(name, "", lang="en"))  # the first experiment
    row = page.locator(".st-key-experiments [role=radio]")
    expect(row).to_have_count(len(keys_of(name)), timeout=60_000)
    seen = []
    for n in range(row.count()):
        if n:
            before = page.url
            row.nth(n).click()
            page.wait_for_function("(before) => location.href !== before", arg=before)
        settled(page, 0)
        seen += drawn_within(page, seconds)
    assert seen or name == "compare"
    return seen


@pytest.mark.slow
@pytest.mark.parametrize("how", ["refused", "silent"])
@pytest.mark.parametrize("name", PAGES)
def test_without_sockets_every_component_draws_within_five_seconds(
    page: Page, server: Server, name: str, how: str
) -> None:
    if how == "refused":
        page.route_web_socket(LIVE, lambda socket: socket.close())
    else:  # never opens: a route that is not answered opens at once, so the address leads nowhere
        page.add_init_script(SILENT)
    for part, _, way, translated, language in walked(page, server, name, WITHIN):
        assert (way, translated, language) in (("fallback", False, "en"), (None, False, "en")), part


# What Safari 16.4, the oldest that Streamlit itself serves, has not; OffscreenCanvas is missing where it is turned off.
TOO_NEW = """for (const [owner, names] of [
  [window, ["OffscreenCanvas", "requestIdleCallback", "Iterator"]], [Object, ["groupBy"]], [Map, ["groupBy"]],
  [Promise, ["withResolvers", "try"]], [AbortSignal, ["any"]], [URL, ["canParse"]],
  [Element.prototype, ["checkVisibility"]],
  [HTMLElement.prototype, ["showPopover"]], [Set.prototype, ["union", "difference", "intersection", "isSubsetOf"]],
  [CanvasRenderingContext2D.prototype, ["filter", "reset"]],
  [Object.getPrototypeOf(Object.getPrototypeOf([].values())), ["map", "filter", "take", "toArray", "some", "every"]],
]) for (const name of names) delete owner[name];"""


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_every_component_draws_in_the_oldest_safari_that_is_served(page: Page, server: Server, name: str) -> None:
    page.add_init_script(TOO_NEW)
    assert all(way in ("socket", None) for _, _, way, *_ in walked(page, server, name, 60))


def test_a_component_that_hides_what_all_have_is_refused(page: Page, server: Server) -> None:
    page.goto(server.url + "/_stcore/health")
    said = page.evaluate(
        """async () => {
          const { Live, mounter } = await import("/live-assets/channel/live.js");
          class Wrong extends Live { say(kind, fields) {} }
          try { mounter(Wrong); } catch (error) { return error.message; }
        }"""
    )
    assert said == "Wrong.say hides a method that all live components have"


def test_every_module_loads(page: Page, server: Server) -> None:
    """Each one's check of names runs as it loads."""
    files = sorted(str(path.relative_to("assets/live")) for path in Path("assets/live").rglob("*.js"))
    assert len(files) > 30
    page.goto(server.url + "/_stcore/health")
    other = {"loader", *SCRIPTS}  # a pattern, filled in by the server; what the document itself begins with
    for file in files:
        if Path(file).stem not in other:
            page.evaluate("(url) => import(url).then(() => true)", f"/live-assets/{file}")


def test_the_notice_goes_when_the_socket_is_back(page: Page, server: Server) -> None:
    sockets = Sockets(page)
    open_page(page, server.url + "/autoencoder?autoencoder_model=vae")
    wait_for_frame(page, "latent-pad", timeout=60_000)
    sockets.blocked = True
    sockets.cut()
    notice = live(page, "latent-pad").locator(".notice")
    live(page, "latent-pad").locator(".pad").press("ArrowRight")
    expect(notice).to_contain_text("slow way", timeout=15_000)
    sockets.blocked = False
    expect(notice).to_be_hidden(timeout=20_000)  # without anybody touching it
    expect(live(page, "latent-pad")).to_have_attribute("data-transport", "socket")


# Which sockets are opened in the very moment in which the network is back.
AT_ONCE = """{
  const Real = window.WebSocket;
  let back = false;
  window.atOnce = [];
  window.WebSocket = class extends Real {
    constructor(...more) { super(...more); if (back) window.atOnce.push(String(more[0])); }
  };
  addEventListener("online", () => { back = true; setTimeout(() => { back = false; }); });
}"""


def test_the_hand_moves_at_once_when_the_network_is_back(page: Page, server: Server) -> None:
    Sockets(page)
    page.add_init_script(AT_ONCE)
    open_page(page, server.url + "/autoencoder?autoencoder_model=vae")
    before = wait_for_frame(page, "latent-sliders", timeout=60_000)
    page.context.set_offline(True)
    live(page, "latent-sliders").locator("input").first.press("End")
    expect(live(page, "latent-sliders").locator(".notice")).to_contain_text("does not answer")
    page.context.set_offline(False)
    until(page, lambda: any("live/latent" in url for url in page.evaluate("atOnce")))  # not at the next attempt
    page.wait_for_function(f"([name, n]) => Number({FIND}.dataset.frame) > n", arg=["latent-sliders", before])


LATE = """{ const send = WebSocket.prototype.send; // what a page says of its widgets comes a second later
  WebSocket.prototype.send = function (...data) {
    if (this.url.includes("_stcore")) setTimeout(() => send.apply(this, data), 1200); else send.apply(this, data);
  }; }"""


def test_going_to_and_fro_over_a_slow_network_is_no_error(page: Page, server: Server) -> None:
    """The server names long messages that the browser says it has, and the browser must have kept them."""
    page.add_init_script(LATE)
    pad, editor = painting(page, server), live(page, "world-editor")
    line(page, pad, 0.2)
    drawn = rests(page, "painting")
    experiment(page, "Sampling")
    expect(live(page, "sampler-player")).to_be_visible(timeout=60_000)
    experiment(page, "A landscape")
    editor.get_by_role("button", name="Clear").click(timeout=60_000)
    rests(page, "painting", drawn)
    experiment(page, "Sampling")
    expect(page.get_by_text("As soon as there is a density here").last).to_be_visible(timeout=60_000)
    experiment(page, "A landscape")
    pad.focus(timeout=60_000)
    page.keyboard.press("Control+z")
    says(page, "painting", drawn)
    expect(page.get_by_text("Connection error")).to_have_count(0)
    settled(page)


@pytest.mark.slow
def test_a_black_hole_is_told(page: Page, server: Server) -> None:
    sockets = Sockets(page)
    open_page(page, server.url + "/gan?gan_width=16&gan_batch=64")
    player = live(page, "run-player").first
    expect(player).to_have_attribute("data-state", "running", timeout=60_000)
    sockets.swallowing = True
    page.route(LIVE, lambda route: None)  # nor does anything else answer
    expect(player.locator(".notice")).to_contain_text("does not answer", timeout=25_000)
    expect(player).not_to_have_attribute("data-state", "running")


def test_a_server_started_anew_says_that_the_run_is_lost(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    with serve(log=tmp_path / "first") as first:
        open_page(page, first.url + "/gan?gan_width=16&gan_batch=64")
        player = live(page, "run-player").first
        page.wait_for_function(f"(name) => Number({FIND}?.dataset.step) > 20", arg="run-player", timeout=90_000)
        picture = "(canvas) => canvas.toDataURL()"
    port = int(first.url.rsplit(":", 1)[1])
    with serve(log=tmp_path / "second", port=port):
        expect(player.locator(".foreign")).to_contain_text(re.compile("no longer there|lost"), timeout=60_000)
        expect(player).to_have_attribute("data-state", "ended")
        settled(page)
        shown = player.locator("canvas.pad").first
        kept = still(page, lambda: shown.evaluate(picture))  # the message has taken some height from the picture
        page.wait_for_timeout(1500)
        assert shown.evaluate(picture) == kept and int(player.get_attribute("data-step")) > 20
        player.get_by_role("button", name="Start a new run").click()
        expect(player).to_have_attribute("data-state", "running", timeout=60_000)
    page.close()
