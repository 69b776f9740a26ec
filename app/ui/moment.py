"""Changes of one moment. The browser sends them together and asks for one run, and where one of them belongs to a part
of the page (`st.fragment`), for a run of that part alone: another language, chosen in the moment in which a training
tells its name, would be known and not shown; and of a part that is no longer there nothing runs at all. So a change of
the page asks for the whole page, wherever it comes; one in a part is noted until that is drawn anew, and where another
part alone has run, the whole page does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

CHANGED = "changed_places"  # of the session: the keys of components that have changed and are not drawn yet
Parameters = ParamSpec("Parameters")


def _changed() -> set[str]:
    return st.session_state.setdefault(CHANGED, set())


def noted(change: Callable[..., Any] = lambda: None, place: str = "") -> Callable[..., Any]:
    """What a widget of the page does when it changes: `change`, and the whole page runs. `place`: of a component its
    key; it is drawn by what calls `drawn`."""

    @wraps(change)
    def note(*args: Any) -> None:
        change(*args)
        if place:
            _changed().add(place)
        elif alone():
            st.rerun()  # which a callback may: Streamlit runs the others, too, and then the page

    return note


def drawn(place: str) -> None:
    """The component is drawn with all that it has told."""
    _changed().discard(place)


def begin() -> None:
    """A run of the whole page begins: it draws everything."""
    _changed().clear()


def part(run_every: float | None = None) -> Callable[[Callable[Parameters, None]], Callable[Parameters, None]]:
    """A part of the page that can run alone, as after a change in it, or every so many seconds."""

    def decorate(function: Callable[Parameters, None]) -> Callable[Parameters, None]:
        @st.fragment(run_every=run_every)
        @wraps(function)
        def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
            function(*args, **kwargs)
            if _changed() and alone() == 1:  # of several, another may draw it yet
                st.rerun()

        return run

    return decorate


def alone() -> int:
    """How many parts run; none where the whole page does."""
    return len(getattr(get_script_run_ctx(), "fragment_ids_this_run", None) or [])
