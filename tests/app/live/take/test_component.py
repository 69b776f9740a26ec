"""What the menu is asked, and what weights it offers."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.live.channel.routes import live_routes
from app.live.take import component
from app.ui.code import Code, Expression, notebook, script
from engines.nets import weights


@pytest.mark.parametrize("told", [None, 3, {}, {"nth": "a"}, {"nth": 3, "step": 1}, {"nth": "a", "step": 1, "more": 2}])
def test_a_strange_question_opens_nothing(told: object) -> None:
    assert component.read_asked(told) is None


@pytest.mark.parametrize("step", [None, -1, True, 1.5, "3", 10**10, [1]])
def test_a_strange_step_is_none(step: object) -> None:
    assert component.read_asked({"nth": "a", "step": step}) == {"nth": "a", "step": None}


def test_the_weights_of_a_setting_are_those_it_names() -> None:
    code = Code("decoded", {"HAND": {"vae-digits-16": [0.0]}})
    assert component.weights_of(code) == ["vae-digits-16.safetensors", "vae-digits-16.json"]
    assert component.weights_of(None) == component.weights_of(Code("gan_rule", {"N": 1})) == []


def test_shipped_weights_are_given_as_files_and_nothing_else() -> None:
    asking = TestClient(Starlette(routes=live_routes()))
    name = weights.names(kinds=("vae",))[0]
    given = asking.get(f"/live-weights/{name}.safetensors")
    assert given.status_code == 200 and given.content == (weights.FOLDER / f"{name}.safetensors").read_bytes()
    assert given.headers["content-disposition"] == f'attachment; filename="{name}.safetensors"'
    assert asking.get(f"/live-weights/{name}.json").json()["config"]
    for other in (f"{name}.png", "none.json", "../data/LICENSES.md", "%2e%2e/classical/digits.json", ""):
        assert asking.get(f"/live-weights/{other}").status_code == 404


def test_file_notebook_and_dialog_say_where_the_package_comes_from() -> None:
    """Nobody can install a folder that he has not: it is said whom to ask for it, in the menu before one saves, too."""
    made = Code("gan_rule", {"WORLD": Expression("shapes.build('ring')", ""), "N": 1})
    for told in (script(made, "", ""), notebook(made, "", ""), component._text()["codeNeeds"]):
        assert "pip install FOLDER" in told and "gave you this app or runs this server" in told


def test_what_is_not_drawn_yet_is_not_taken_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """As while the postcards are being painted: then there is no code, and no failure either."""
    from app.concepts.autoencoder.code import walk
    from app.ui.code import NothingYet

    kept = {"autoencoder_walk_kind": "between"}
    monkeypatch.setattr("app.concepts.autoencoder.code.kept", kept.get)
    with pytest.raises(NothingYet):
        walk()
