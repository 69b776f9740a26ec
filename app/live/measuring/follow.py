"""How far an order is, on the page: a bar, what is being done, Stop."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from app.live.channel.messages import Refused
from app.live.measuring.desk import Order, Work, desk
from app.ui import moment
from app.ui.errors import explain
from app.ui.language import t
from app.ui.moment import part

PATIENCE = 0.5  # seconds that a page waits before it shows how far something is


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


class Answers:
    """What has been measured for one person is there for all who ask the same."""

    def __init__(self, most: int = 64) -> None:
        self.most, self.lock = most, threading.Lock()
        self.orders: OrderedDict[Hashable, Order] = OrderedDict()

    def ask(self, about: Hashable, begin: Callable[[], Work]) -> Order:
        """The order of it, a new one unless it is under way or done."""
        with self.lock:
            order = self.orders.get(about)
            if order is None or order.state in ("cancelled", "error"):
                order = self.orders[about] = desk().order({}, begin, line="answers")
            self.orders.move_to_end(about)
            while len(self.orders) > self.most:
                self.orders.popitem(last=False)
            return order


ANSWERS = Answers()


def answered(key: str, about: Hashable, begin: Callable[[], Work]) -> Any | None:
    """What the work returns; None while it is under way, which is shown, or was stopped. What is quick comes at once.

    Ask with the same key and an equal `about`, and the same order is followed, whoever gave it.
    """
    stopped = f"{key}_stopped"
    if stopped in st.session_state and st.session_state[stopped] == about:
        st.button(
            t("Measure now"), key=f"{key}_again", on_click=moment.noted(st.session_state.pop), args=(stopped, None)
        )
        return None
    try:
        order = ANSWERS.ask((key, about), begin)
    except Refused:
        st.error(t("Too many people are waiting for a run; try again in a minute."), icon=":material/error:")
        return None
    order.look()
    order.wait(PATIENCE)
    if order.active:
        # It is others' order, too: it ends when nobody looks any more.
        stop = partial(st.session_state.__setitem__, stopped, about)
        follow(lambda: order, key=f"{key}_stop", label=t("Stop"), stop=stop)
    elif order.state != "done":
        st.error(explain(order.error) if order.error else t("This could not be computed."), icon=":material/error:")
    return order.answer


def follow(
    newest: Callable[[], Order],
    *,
    key: str,
    label: str,
    title: str = "",
    words: Callable[[Order], str] | None = None,
    stop: Callable[[], None] | None = None,
) -> None:
    """How far the order is, once a second; the whole page anew when it has ended."""

    @part(run_every=1.0)
    def look() -> None:
        order = newest()
        order.look()
        if not order.active:
            st.rerun()
        with st.container(border=True, key=f"{key}_under_way"):
            if title:
                st.markdown(f"**{title}**")
            row = st.container(horizontal=True, vertical_alignment="center", gap="small")
            row.progress(order.share, text=(words or _words)(order))
            row.button(label, key=key, icon=":material/stop:", on_click=moment.noted(stop or order.cancel))

    look()


def _words(order: Order) -> str:
    return waiting(order) or t(order.said or "Starting …", **order.values)


def waiting(order: Order) -> str:
    """How many are before it, while it has not begun."""
    return t("Waiting in line: {n} before you.", n=desk().ahead(order)) if order.state == "waiting" else ""
