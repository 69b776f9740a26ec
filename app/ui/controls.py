"""Widgets whose value is part of the link.

Streamlit's own bind="query-params" puts the *translated* label of an option into the URL, so a link made in Korean
would mean nothing in English. These put the option itself there, and keep it when the person visits another page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st


def choice(
    label: str, options: Mapping[Any, str], *, key: str, default: Any = None, always: bool = False, **widget: Any
) -> Any:
    """One of `options` (value -> translated name) as segments; the first is the default.

    `always` puts the default into the link too, where it depends on who opens it.
    """
    default = next(iter(options)) if default is None else default
    _from_link(key, {str(option): option for option in options}, default)
    value = st.segmented_control(
        label, list(options), format_func=options.get, key=key, required=True, persist_state="session", **widget
    )
    return _to_link(key, value, None if always else default)


def pick(label: str, options: Mapping[Any, str], *, key: str, **widget: Any) -> Any:
    """One of many options as a list; the first is the default."""
    default = next(iter(options))
    _from_link(key, {str(option): option for option in options}, default)
    value = st.selectbox(label, list(options), format_func=options.get, key=key, persist_state="session", **widget)
    return _to_link(key, value, default)


def whole_number(label: str, low: int, high: int, *, key: str, default: int, **widget: Any) -> int:
    """A whole number from `low` to `high`."""
    _from_link(key, {str(n): n for n in range(low, high + 1)}, default)
    value = st.number_input(label, low, high, key=key, persist_state="session", **widget)
    return _to_link(key, value, default)


def on_scale(label: str, values: Sequence[float], *, key: str, default: float, **widget: Any) -> float:
    """One of `values`, in their order, on a slider; the default joins them where it is none of them."""
    steps = sorted({*values, default})
    _from_link(key, {str(v): v for v in steps}, default)
    value = st.select_slider(label, steps, format_func=readable, key=key, persist_state="session", **widget)
    return _to_link(key, value, default)


def readable(value: float) -> str:
    """A number as a person reads it: 20,000, 0.0003."""
    return f"{value:,}" if isinstance(value, int) else f"{value:.6f}".rstrip("0").rstrip(".")


def amount(label: str, low: float, high: float, *, key: str, default: float, step: float, **widget: Any) -> float:
    """A number from `low` to `high` on a slider; whole where the default is."""
    linked = _number(st.query_params.get(key, ""), type(default))
    allowed = {str(linked): linked} if linked is not None and low <= linked <= high else {}
    _from_link(key, allowed, default)
    value = st.slider(label, low, high, step=step, key=key, persist_state="session", **widget)
    return _to_link(key, value, default)


def _number(text: str, kind: type) -> float | None:
    try:
        return kind(text)
    except ValueError:
        return None


def _from_link(key: str, allowed: Mapping[str, Any], default: Any) -> None:
    """The widget starts at the link's value where that is allowed, and follows a link that has become another one.

    That happens when the person goes back; a link without the key is another page's and says nothing.
    """
    link = st.query_params.get(key, "")
    if key not in st.session_state:
        st.session_state[key] = allowed.get(link, default)
    elif link in allowed and link != st.session_state.get(_written(key)):
        st.session_state[key] = allowed[link]
    st.session_state[_written(key)] = link


def _to_link(key: str, value: Any, default: Any) -> Any:
    """The link carries every value that is not the default."""
    st.session_state[_written(key)] = "" if value == default else str(value)
    if value == default:
        if key in st.query_params:
            del st.query_params[key]
    elif st.query_params.get(key) != str(value):
        st.query_params[key] = str(value)
    return value


def _written(key: str) -> str:
    """Where the session remembers what the link of a widget says."""
    return f"link-{key}"
