"""Of what is changed in one moment, nothing waits for a run that does not come."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.ui import moment


class Anew(Exception):
    """The whole page is to run."""


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The parts that run alone."""
    parts: list[str] = []

    def rerun() -> None:
        raise Anew

    st = SimpleNamespace(session_state={}, fragment=lambda **_: lambda function: function, rerun=rerun)
    monkeypatch.setattr(moment, "st", st)
    monkeypatch.setattr(moment, "get_script_run_ctx", lambda: SimpleNamespace(fragment_ids_this_run=parts or None))
    return parts


def pad() -> None:
    moment.part()(lambda: moment.drawn("pad"))()


def test_a_part_that_has_changed_runs_alone(runs: list[str]) -> None:
    moment.noted(place="pad")()
    runs[:] = ["a"]
    pad()


def test_with_another_part_the_page_runs(runs: list[str]) -> None:
    for place in ("pad", "film"):
        moment.noted(place=place)()
    runs[:] = ["a"]
    with pytest.raises(Anew):
        pad()
    runs.clear()
    moment.begin()  # the whole page runs
    pad()
    runs[:] = ["a"]
    pad()  # and everything has been drawn


def test_the_other_part_runs_too(runs: list[str]) -> None:
    moment.noted(place="film")()
    runs[:] = ["a", "b"]
    pad()


def test_a_change_of_the_page_asks_for_it_whatever_part_runs_and_whether_it_is_still_there(runs: list[str]) -> None:
    found: list[int] = []
    moment.noted(found.append)(1)  # the page runs already
    runs[:] = ["gone"]
    with pytest.raises(Anew):
        moment.noted(found.append)(2)
    assert found == [1, 2]
