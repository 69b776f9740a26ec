"""Widgets whose value is kept by the session and by the link (app/ui/link.py), whatever happens to the widget.

Streamlit's own bind="query-params" puts the *translated* label of an option into the URL, so a link made in Korean
would mean nothing in English; a list keeps its label in the browser, so that after a switch of the language Streamlit
finds it among no options and takes the default. Here the option itself is the value and is in the link; the label is
only its dress.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from app.ui import heard, link, moment
from app.ui.language import language, t
from engines.core import SEED, Bounds

MOST_DRAWS = 99_999
MINUS = str.maketrans("\N{MINUS SIGN}\N{EN DASH}\N{FIGURE DASH}", "---")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")  # 20,000


def choice(
    label: str,
    options: Mapping[Any, str],
    *,
    key: str,
    default: Any = None,
    always: bool = False,
    varies: bool = False,
    **widget: Any,
) -> Any:
    """One of `options` (value -> translated name) as segments; the first is the default.

    `always` puts the default into the link too, where it depends on who opens it. `varies`: the default depends on the
    language; it counts until somebody chooses.
    """
    default = next(iter(options)) if default is None else default
    untouched = None if varies else default
    held = prepare(label, key, link.one_of(_by_text(options)), default, options.__contains__, untouched=untouched)
    value = st.segmented_control(
        label, list(options), default=held, format_func=options.get, key=key, required=True,
        **link.at_once(key, heard.option(key, options)), **widget,
    )  # fmt: skip
    return keep(key, value, None if always else default, varies=varies)


def guess(label: str, options: Mapping[Any, str], *, key: str) -> Any:
    """One of `options` as segments without a visible label, or None as long as nothing is chosen."""
    held = prepare(label, key, link.one_of(_by_text(options)), None, lambda value: value is None or value in options)
    value = st.segmented_control(
        label, list(options), default=held, format_func=options.get, key=key, label_visibility="collapsed", wrap=True,
        **link.at_once(key, heard.option(key, options)),
    )  # fmt: skip
    return keep(key, value, None)


def pick(
    label: str, options: Mapping[Any, str], *, key: str, default: Any = None, varies: bool = False, **widget: Any
) -> Any:
    """One of many options as a list; the first is the default. `varies` as in `choice`."""
    default = next(iter(options)) if default is None else default
    values, untouched = list(options), None if varies else default
    held = prepare(label, key, link.one_of(_by_text(options)), default, options.__contains__, untouched=untouched)
    value = st.selectbox(
        label, values, index=values.index(held), format_func=options.get, key=key,
        **link.at_once(key, heard.option(key, options)), **widget,
    )  # fmt: skip
    return keep(key, value, default, varies=varies)


def some(label: str, options: Sequence[Any], *, key: str, default: Sequence[Any], **widget: Any) -> list[Any]:
    """Any of the options, in their order, chosen from a list."""
    one = link.one_of(_by_text(options))

    def read(text: str) -> list[Any]:
        return [one(part) for part in text.split(".")] if text != "none" else []

    held = prepare(label, key, read, list(default), lambda values: set(values) <= set(options))
    chosen = st.multiselect(label, options, default=held, key=key, **link.at_once(key), **widget)
    values = [option for option in options if option in chosen]
    text = ".".join(str(value) for value in values) or "none"
    link.keep(key, chosen, "" if values == list(default) else text)
    return values


def on_scale(label: str, bounds: Bounds, *, key: str, default: float, **widget: Any) -> float:
    """One of the scale's values, in their order, on a slider; the default joins them where it is none of them."""
    steps = sorted({*bounds.scale, default})
    held = prepare(label, key, link.one_of(_by_text(steps)), default, steps.__contains__)
    value = st.select_slider(label, steps, value=held, format_func=readable, key=key, **link.at_once(key), **widget)
    return keep(key, value, default)


def readable(value: float) -> str:
    """A number as a person reads it: 20,000, 0.0003."""
    return f"{value:,}" if isinstance(value, int) else f"{value:.6f}".rstrip("0").rstrip(".")


def amount(label: str, bounds: Bounds, *, key: str, default: float, **widget: Any) -> float:
    """A number that is offered on a slider, in some hundred steps or more; whole where the default is."""
    kind, offered = type(default), bounds.offered
    low, high = kind(offered.low), kind(offered.high)
    step = 1 if kind is int else 10.0 ** math.floor(math.log10((high - low) / 100))

    def read(text: str) -> float:
        return _within(kind(text), low, high)

    held = prepare(label, key, read, default, lambda value: low <= value <= high)
    return keep(key, st.slider(label, low, high, held, step, key=key, **link.at_once(key), **widget), default)


def section(label: str, *, key: str, icon: str, opened: bool = False, linked: bool = True) -> Any:
    """A part of the page that a person opens and closes; its `open` says which, and so does the link, if `linked`."""
    prepare(label, key, link.one_of({"open": True, "closed": False}), opened, lambda value: True)
    part = st.expander(label, key=key, icon=icon, on_change=moment.noted())
    link.keep(key, part.open, "" if part.open == opened or not linked else "open" if part.open else "closed")
    return part


def another(label: str, *, counter: str, key: str, icon: str, first: int = 0, **button: Any) -> int:
    """A button for another draw; returns which one it is, kept under `counter`."""

    def draw() -> None:
        link.state().values[counter] += 1

    nth = link.from_link(counter, lambda text: int(_within(whole(text), first, MOST_DRAWS)), first, label)
    st.button(label, key=key, icon=icon, on_click=moment.noted(draw), **button)
    return keep(counter, nth, first)


def pressed(label: str, *, key: str, **button: Any) -> bool:
    """A button; whether it was pressed, told once. Streamlit forgets a press when another change interrupts its run
    before it comes here; this one waits for the next run of the same experiment."""

    def note(place: int) -> None:
        st.session_state[f"{key}_pressed"] = place

    here = link.place()  # where it stands: a double click is one press, of one place
    st.button(label, key=key, on_click=moment.noted(note), args=(here,), **button)
    return st.session_state.pop(f"{key}_pressed", None) == here


def table(
    rows: Sequence[str],
    headings: tuple[str, str],
    *,
    key: str,
    default: Sequence[float],
    high: float,
    step: float,
    width: int,
) -> list[float]:
    """A number from 0 to `high` for each of the rows, typed into a table."""

    def read(text: str) -> list[float]:
        values = [_within(number(part), 0, high) for part in text.split("_")]
        if len(values) != len(default):
            raise ValueError(f"{len(values)} numbers for {len(default)} rows")
        return values

    # Streamlit keeps the edits of a table, not the table: with every new beginning there is another editor.
    # With every visit, too: the browser forgets what was typed into one that was away.
    begun = link.taken(key, read, list(default), headings[1]) is not link.NOTHING
    nth, first, place = st.session_state.get(f"{key}_editor", (0, link.kept(key), link.place()))
    nth += begun or place != link.place()
    if f"{key}_{language()}_{nth}" not in st.session_state:
        first = link.kept(key)
    st.session_state[f"{key}_editor"] = (nth, first, link.place())
    name, number_of = headings
    column = st.column_config.NumberColumn(min_value=0, max_value=high, step=step, required=True)
    edited = st.data_editor(
        {name: list(rows), number_of: [float(v) for v in first]}, column_config={number_of: column}, disabled=[name],
        hide_index=True, on_change=moment.noted(), key=f"{key}_{language()}_{nth}", width=width,
    )  # fmt: skip
    values = [float(v) if v is not None and 0 <= v <= high else 0.0 for v in edited[number_of]]
    link.keep(key, values, "" if values == [float(v) for v in default] else "_".join(f"{v:g}" for v in values))
    return values


# ---- numbers to type ------------------------------------------------------------------------------------------------


def whole_number(
    label: str, bounds: Bounds, *, key: str, default: int, width: int = 160, help: str | None = None
) -> int:
    """A whole number that is offered, typed. Streamlit's own box drops letters and signs without a word, and so makes 5
    of -5, and 12 of 1e2; this one says what it cannot read, and the last number stays."""
    low, high = bounds.offered.low, bounds.offered.high

    def read(text: str) -> int:
        return int(_within(whole(text), low, high))

    held = prepare(label, key, read, default, lambda text: isinstance(text, str), show=str)
    with st.container(width=width):
        text = st.text_input(label, held, key=key, help=help, **link.at_once(key, read))
        try:
            value = read(text)
        except ValueError:
            value = link.kept(key)
            told = t(
                "“{text}” is no whole number from {low} to {high}.", text=text[:12], low=f"{low:,}", high=f"{high:,}"
            )
            st.caption(f":red[{told}] " + t("{value} stays.", value=value))
    return keep(key, value, default)


def seed_control(*, key: str, default: int = 0, width: int = 130, label: str = "") -> int:
    """The seed of what is drawn, typed."""
    return whole_number(label or t(SEED.label), SEED, key=key, default=default, width=width)


def whole(text: str) -> int:
    """A whole number as people type it: 20,000, 1e2, full-width digits, any minus sign. ValueError for others."""
    value = number(text.replace(",", "") if GROUPED.fullmatch(text.strip()) else text)
    if value != int(value):
        raise ValueError(f"{text} is not whole")
    return int(value)


def number(text: str) -> float:
    """A finite number as people type it: 1e2, 3,5 or 3.5, full-width digits, any minus sign. ValueError for others."""
    plain = unicodedata.normalize("NFKC", text).translate(MINUS).strip()
    value = float(plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain)
    if not math.isfinite(value):
        raise ValueError(f"{text} is not finite")
    return value


def _within(value: float, low: float, high: float) -> float:
    if not low <= value <= high:
        raise ValueError(f"{value} is not from {low} to {high}")
    return value


# ---- what all share -------------------------------------------------------------------------------------------------


def _by_text(options: Iterable[Any]) -> dict[str, Any]:
    return {str(option): option for option in options}


def prepare(
    label: str,
    key: str,
    read: Callable[[str], Any],
    default: Any,
    possible: Callable[[Any], bool],
    show: Callable[[Any], Any] = lambda value: value,
    untouched: Any = link.NOTHING,
) -> Any:
    """Give the widget what it holds before it is drawn, and return that: the link's value, where that is new; else what
    the person has just set, where it is possible here; else what is kept.

    It is the widget's default, too. A browser that has lost the widget meanwhile, as where the network is slow, makes
    it anew with its default, and the next thing that a person does would set that.

    `show` makes what the widget holds of a value. `untouched` is kept in place of the default as long as nobody has
    chosen, and stands for another default when there is one.
    """
    first = default if untouched is link.NOTHING else untouched

    drawn: dict[str, tuple[Any, Any]] = st.session_state.setdefault("drawn_widgets", {})
    dress = (language(), link.place())
    worn, old_default = drawn.get(key, (None, default))
    new = link.taken(key, read, first, label)
    if new is link.NOTHING:
        known = [st.session_state[key]] if key in st.session_state else []
        kept = link.kept(key)
        held = next((held for held in (*known, show(kept)) if possible(held)), show(default))
        if kept == first and held == show(old_default):
            held = show(default)
    else:
        held = show(default if new == first else new)
    # In another language the browser still holds the old label, and in another experiment, where the widget stands
    # elsewhere, sometimes nothing at all; nor after Back and Back again, quicker than the page between was drawn. A
    # value that is set anew makes it take the new one.
    if key not in st.session_state or st.session_state[key] != held or worn != dress:
        heard.give(key, held)
    drawn[key] = (dress, default)
    return held


def keep(key: str, value: Any, default: Any, *, varies: bool = False, write: Callable[[Any], str] = str) -> Any:
    """The link carries every value that is not the default; of one that varies, every value that somebody chose."""
    untouched = varies and value == default and link.kept(key) is None
    silent = untouched or (value == default and not varies)
    link.keep(key, None if untouched else value, "" if silent else write(value))
    return value
