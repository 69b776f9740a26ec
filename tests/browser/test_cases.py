"""Files as people have them, given through the pages' own file fields: tables, and photographs of a digit."""

from __future__ import annotations

import io
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import trustme
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Locator, Page, expect

from tests.engines.data.test_uploads import png_header
from tests.served import Server, becomes, live, open_page, serve, settled

CASES = Path(__file__).resolve().parents[1] / "cases"
TABLES = sorted(CASES.glob("*.csv"))
WRONG = "[data-testid=stAlertContentError], [data-testid=stException], [data-testid=stFileChip] [role=alert]"
KOREAN = pytest.param("ko", marks=pytest.mark.slow)
FIELD = "[data-testid=stFileUploaderDropzone] input[type=file]"


@pytest.mark.parametrize("language", ["en", KOREAN])
def test_every_table_is_read_through_the_file_field(page: Page, server: Server, language: str) -> None:
    open_page(page, f"{server.url}/probability?step=landscape&probability_source=file&lang={language}")
    field = page.locator(FIELD)
    before = ""
    assert len(TABLES) > 8
    for table in TABLES:
        field.set_input_files(table, timeout=60_000)
        page.wait_for_function(
            "(before) => location.search.includes('own_data=') && location.search !== before",
            arg=before,
            timeout=60_000,
        )
        settled(page)
        before = page.evaluate("location.search")
        expect(page.locator(WRONG)).to_have_count(0)
        expect(live(page, "world-editor")).to_be_visible(timeout=30_000)


# ---- pictures --------------------------------------------------------------------------------------------------------


@cache
def fifty_megapixels() -> bytes:
    """A telephone's photograph of a seven, written with a thick pen."""
    paper = Image.new("L", (8160, 6120), 205)
    ImageDraw.Draw(paper).line([(3000, 1700), (5100, 1700), (3900, 4500)], fill=40, width=330, joint="curve")
    buffer = io.BytesIO()
    paper.save(buffer, "JPEG", quality=30)
    return buffer.getvalue()


SEVENS = ("phone_photo_dim.jpg", "phone_photo_bright.jpg", "photo.jfif", "white_on_transparent.png")
# What cannot be read, and of what the sentence speaks in either language.
REFUSED = {
    "live.heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100, "HEIC.*PNG"),
    "large.png": (png_header(20_000, 20_000), "20000 × 20000"),
    "words.png": (b"no picture", "PNG.*JPEG|JPEG.*PNG"),
}


def opened(page: Page, server: Server, language: str) -> Locator:
    """The field for one's own picture of a digit."""
    open_page(page, f"{server.url}/diffusion?step=freeze&lang={language}")
    expect(live(page, "freezer")).to_be_visible(timeout=60_000)
    page.locator(".st-key-diffusion_upload button").first.click()
    return page.locator(FIELD)


def give(page: Page, field: Locator, file: Path) -> None:
    """A file, until the field has it."""
    field.set_input_files(file, timeout=60_000)
    expect(page.locator(f"[data-testid=stFileChipName][title='{file.name}']")).to_be_visible(timeout=30_000)


# The grey values of a picture, made as small as the model's.
GREY = """async (img) => {
  await img.decode();
  const c = Object.assign(document.createElement("canvas"), { width: 28, height: 28 }).getContext("2d");
  c.drawImage(img, 0, 0, 28, 28);
  return [...c.getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 0);
}"""


def understood(page: Page, before: str) -> tuple[str, np.ndarray]:
    """Another picture than `before` that the page shows as given to the model: its address, and itself (28, 28)."""
    shown = page.locator(f"[data-testid=stImage] img:not([src='{before}'])")
    expect(shown).to_be_visible(timeout=60_000)
    return shown.get_attribute("src"), np.uint8(shown.evaluate(GREY)).reshape(28, 28)


@pytest.mark.parametrize("language", ["en", KOREAN])
def test_photographs_are_legible_through_the_file_field_and_the_rest_is_refused(
    page: Page, server: Server, language: str, tmp_path: Path
) -> None:
    from engines.measures.extractor import Extractor

    field, reader, address = opened(page, server, language), Extractor.pretrained("digits"), ""
    large = tmp_path / "fifty.jpg"
    large.write_bytes(fifty_megapixels())
    for file in [*(CASES / name for name in SEVENS), large]:
        give(page, field, file)
        address, picture = understood(page, address)
        expect(page.locator(WRONG)).to_have_count(0)
        assert reader.predict_proba(picture[None])["class"][0, 7] > 0.9, file.name
    for name, (data, told) in REFUSED.items():
        (tmp_path / name).write_bytes(data)
        give(page, field, tmp_path / name)
        said = page.locator("[data-testid=stAlertContentError]")
        expect(said).to_have_text(re.compile(told), timeout=30_000)
        assert bool(re.search("[가-힣]", said.inner_text())) == (language == "ko")


# What the field and the tooltip over it draw: elements' own words, and those that a style sheet adds.
DRAWN = """() => {
  const words = [];
  const roots = document.querySelectorAll("[class*=st-key]:has(> [data-testid=stFileUploader]), [role=tooltip]");
  for (const e of [...roots].flatMap((root) => [root, ...root.querySelectorAll("*")])) {
    if (!e.checkVisibility() || e.closest("[data-testid=stWidgetLabel], [data-testid=stFileChipName]")) continue;
    const own = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("");
    const seen = getComputedStyle(e).fontSize !== "0px" && e.getBoundingClientRect().width > 2;
    if (own && seen && e.dataset.testid !== "stIconMaterial") words.push(own);
    const added = getComputedStyle(e, "::after").content.replaceAll('"', "");
    if (added && !["none", "normal"].includes(added)) words.push(added);
  }
  return words;
}"""


@pytest.mark.parametrize(
    ("language", "choose", "refused"),
    [("en", "Choose a file", "The file was not taken. Give one of at most 25 MB."),
     ("ko", "파일 고르기", "파일을 받지 못했습니다. 25 MB 이하의 파일을 올려 주세요.")],
)  # fmt: skip
def test_the_field_says_everything_once_and_in_the_persons_language(
    page: Page, server: Server, language: str, choose: str, refused: str, tmp_path: Path
) -> None:
    field = opened(page, server, language)
    expect(page.locator("[data-testid=stFileUploaderDropzone] button")).to_be_visible()
    expect(page.get_by_text("SAME_SITE")).to_have_count(0)  # that is for frames
    becomes(page, lambda: page.evaluate(DRAWN), [choose])
    give(page, field, CASES / "photo.jfif")
    becomes(page, lambda: page.evaluate(DRAWN), ["4.3KB"])
    large = tmp_path / "large.jpg"
    large.write_bytes(b"0" * 26_000_000)
    give(page, field, large)
    page.locator("[data-testid=stFileChip]").last.hover()
    expect(page.get_by_role("tooltip").locator("[data-testid=stTooltipErrorContent]")).to_be_visible(timeout=15_000)
    becomes(page, lambda: sorted(set(page.evaluate(DRAWN)) - {"4.3KB", "26.0MB"}), [refused])


class Elsewhere(BaseHTTPRequestHandler):
    """Another site, whose page shows ours in a frame."""

    framed = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        page = f"{self.framed}/diffusion?step=freeze&lang=en"
        self.wfile.write(f'<!doctype html><iframe src="{page}" width="1200" height="900"></iframe>'.encode())

    def log_message(self, *about: object) -> None:
        pass


@contextmanager
def elsewhere(certificate: trustme.LeafCert | None = None) -> Iterator[str]:
    """The other site's address: 127.0.0.1, which to the browser is another site than localhost."""
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as other:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(context)
            other.socket = context.wrap_socket(other.socket, server_side=True)
        Thread(target=other.serve_forever, daemon=True).start()
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{other.server_port}"
        other.shutdown()


SETTING = ("STREAMLIT_SERVER_XSRF_COOKIE_SAME_SITE", "none")


@pytest.mark.slow
def test_in_a_frame_of_another_site_it_says_what_to_set_for_files(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "=".join(SETTING) in (CASES.parents[1] / "deploy" / "README.md").read_text(encoding="utf-8")
    with elsewhere() as address:
        monkeypatch.setenv("LIVE_FRAME_ANCESTORS", address)
        with serve(log=tmp_path / "log") as framed:
            monkeypatch.setattr(Elsewhere, "framed", framed.url)
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            page.goto(address)
            app = page.frame_locator("iframe")
            app.locator(".st-key-diffusion_upload button").first.click(timeout=120_000)
            expect(app.get_by_text("=".join(SETTING))).to_be_visible(timeout=60_000)
            page.close()


@pytest.mark.slow
def test_in_a_frame_of_another_site_it_takes_files_with_that_set(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By HTTPS, in a window that keeps no cookies of frames but those that are apart for each site."""
    certificate = trustme.CA().issue_cert("localhost", "127.0.0.1")
    certificate.private_key_pem.write_to_path(tmp_path / "key")
    certificate.cert_chain_pems[0].write_to_path(tmp_path / "certificate")
    options = [f"--server.sslCertFile={tmp_path / 'certificate'}", f"--server.sslKeyFile={tmp_path / 'key'}"]
    with elsewhere(certificate=certificate) as address:
        monkeypatch.setenv("LIVE_FRAME_ANCESTORS", address)
        monkeypatch.setenv(*SETTING)
        with serve(log=tmp_path / "log", options=options) as framed:
            monkeypatch.setattr(Elsewhere, "framed", framed.url)
            window = browser.new_context(viewport={"width": 1280, "height": 1000}, ignore_https_errors=True)
            page = window.new_page()
            page.goto(address)
            app = page.frame_locator("iframe")
            app.locator(".st-key-diffusion_upload button").first.click(timeout=120_000)
            app.locator("input[type=file]").set_input_files(str(CASES / "photo.jfif"))
            expect(app.get_by_text("What the model is given")).to_be_visible(timeout=60_000)
            expect(app.get_by_text(SETTING[0])).to_have_count(0)
            window.close()
