"""The components' modules: named all at once, kept for as long as nothing in them has changed."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from app.live.channel import modules
from tests.served import Server

LIVE_JS = "channel/live.js"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, code in {"a": 'import { b } from "./in/b.js";', "in/b": 'export { c } from "../c.js";', "c": ""}.items():
        (tmp_path / f"{name}.js").parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.js").write_text(code)
    (tmp_path / "other.js").write_text("")
    monkeypatch.setattr(modules, "ASSETS", tmp_path)
    modules.needed.cache_clear()
    yield tmp_path
    modules.needed.cache_clear()


def test_all_that_a_module_needs_is_named_itself_first(folder: Path) -> None:
    assert modules.needed("a") == ("a.js", "in/b.js", "c.js")
    assert modules.needed("c") == ("c.js",)


def test_the_edition_is_another_one_after_any_change(folder: Path) -> None:
    seen = [modules.edition()]
    assert modules.edition() == seen[0]
    (folder / "in/b.js").write_text("export const b = 12;")
    seen.append(modules.edition())
    (folder / "c.js").unlink()
    seen.append(modules.edition())
    assert len(set(seen)) == 3


@pytest.mark.parametrize(("before", "kept"), [("{now}/", True), ("@an-old-one/", False), ("", False)])
def test_only_the_present_edition_is_kept(server: Server, before: str, kept: bool) -> None:
    answer = requests.get(f"{server.url}/live-assets/{before.format(now=modules.edition())}{LIVE_JS}", timeout=10)
    assert answer.status_code == 200 and "export class Live" in answer.text
    assert ("immutable" in answer.headers["cache-control"]) == kept != ("no-cache" in answer.headers["cache-control"])
