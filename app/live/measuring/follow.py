"""How far an order is, on the page: a bar, what is being done, Stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from app.live.channel.messages import Refused
from app.live.measuring.desk import Order, Work, desk
from app.ui.errors import explain
from app.ui.language import t


def give(key: str, about: Mapping[str, Any], begin: Callable[[], Work]) -> None:
    """Order it; `collected` of the same key has it from here on. A press that comes too late in line says so."""
    try:
        st.session_state[f"{key}_order"] = desk().order(about, begin)
    except Refused:
        st.error(t("Too many people are waiting for a run; try again in a minute."), icon=":material/error:")


def collected(key: str) -> Order | None:
    """The order of this key that has been done; while it is under way its progress, and why it has failed."""
    order: Order | None = st.session_state.get(f"{key}_order")
    if order is not None and order.active:
        follow(lambda: order, key=f"{key}_stop", label=t("Stop"))
    elif order is not None and order.state == "error":
        failed = t("The run has failed; try another seed or budget.")
        st.error(explain(order.error) if order.error else failed, icon=":material/error:")
    return order if order is not None and order.state == "done" else None


def follow(
    newest: Callable[[], Order], *, key: str, label: str, title: str = "", words: Callable[[Order], str] | None = None
) -> None:
    """How far the order is, once a second; the whole page anew when it has ended."""

    @st.fragment(run_every=1.0)
    def look() -> None:
        order = newest()
        order.look()
        if not order.active:
            st.rerun()
        with st.container(border=True):
            if title:
                st.markdown(f"**{title}**")
            st.progress(order.share, text=(words or _words)(order))
            st.button(label, key=key, icon=":material/stop:", on_click=order.cancel)

    look()


def _words(order: Order) -> str:
    return waiting(order) or order.said or t("Starting …")


def waiting(order: Order) -> str:
    """How many are before it, while it has not begun."""
    return t("Waiting in line: {n} before you.", n=desk().ahead(order)) if order.state == "waiting" else ""
