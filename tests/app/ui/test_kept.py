"""What a person makes is packed into a link, or kept by the server under the hash of its content."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.ui import kept


def drawing(n: int, seed: int = 0) -> dict:
    """Lines of 30 points each, as a hand makes them, n points in all."""
    rng = np.random.default_rng(seed)
    lines = [np.clip(np.cumsum(rng.normal(0, 0.05, (30, 2)), axis=0), -3, 3).round(2).tolist() for _ in range(n // 30)]
    return {"strokes": lines, "thickness": 0.1}


def test_a_drawing_of_some_hundred_points_is_in_the_link_itself() -> None:
    text = kept.written(drawing(600))
    assert len(text) <= kept.MOST_CHARACTERS and kept.reading(text) == drawing(600)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_a_longer_one_is_kept_under_its_hash() -> None:
    text = kept.written(drawing(3000))
    assert text.startswith(kept.HASHED) and len(text) < 40
    assert kept.reading(text) == drawing(3000)
    assert kept.written(drawing(3000)) == text != kept.written(drawing(3000, seed=1))


def test_the_store_is_bounded_in_bytes_and_forgets_what_was_used_longest_ago() -> None:
    store = kept.Store(most=1000)
    names = [store.put(bytes([i]) * 300) for i in range(3)]
    store.get(names[0])
    store.put(b"x" * 300)
    assert store.bytes <= 1000 and store.get(names[0]) == b"\0" * 300
    with pytest.raises(ValueError, match="no longer"):
        store.get(names[1])


@pytest.mark.parametrize("text", ["", "!", "eNq", "ä", "~", "~00", kept.written("0" * 50_000_000), "AAAA"])
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        kept.reading(text)


def page() -> None:
    """A component's Python end, without the component: what it committed lies in the session."""
    import streamlit as st

    from app.ui import kept, link

    link.on_page("page", link.arrive())

    def read(value):
        if not isinstance(value, int):
            raise ValueError("give a whole number")
        return value

    st.session_state["given"] = kept.made("editor", {"n": kept.Kept("n", 0, read)})


def committed(at: AppTest, value: object, mount: str, revision: int, **more: str) -> dict:
    at.session_state["editor"] = {"made": {"values": {"n": value}, "rev": [mount, revision], **more}}
    return at.run().session_state["given"]


def test_a_commit_is_kept_and_never_given_back_as_another_edition() -> None:
    at = AppTest.from_function(page).run()
    first = at.session_state["given"]
    assert first["values"] == {"n": 0}
    given = committed(at, 5, "a", 1)
    assert given == {"of": "editor", "values": {"n": 5}, "edition": first["edition"], "rev": ["a", 1]}
    assert kept.reading(at.query_params["n"]) == 5
    assert committed(at, 0, "a", 2)["values"] == {"n": 0} and "n" not in at.query_params  # the default needs no link


def test_what_is_committed_before_a_newer_edition_has_been_heard_of_counts_and_is_shown_again() -> None:
    at = AppTest.from_function(page).run()
    before = at.session_state["given"]["edition"]
    at.session_state["kept_editions"] = {"n": "new"}  # as of another link
    newer = at.run().session_state["given"]["edition"]
    given = committed(at, 5, "a", 1, edition=before)
    assert given["values"] == {"n": 5} and given["edition"] not in (before, newer)
    again = committed(at, 6, "a", 2, edition=given["edition"])
    assert again["values"] == {"n": 6} and again["edition"] == given["edition"]
    assert committed(at, 7, "a", 3, edition="m:new")["values"] == {"n": 6}  # about another thing


def test_an_older_commit_a_repeated_one_and_an_odd_one_change_nothing() -> None:
    at = AppTest.from_function(page).run()
    committed(at, 5, "a", 2)
    for value, mount, revision in ((4, "a", 1), (4, "a", 2), ("x", "a", 3), (None, "a", "b")):
        assert committed(at, value, mount, revision)["values"] == {"n": 5}
    assert committed(at, 7, "b", 1)["values"] == {"n": 7}  # mounted anew, it counts from 1 again


def test_a_value_of_a_link_is_another_edition_and_a_bad_one_is_the_default() -> None:
    editions = set()
    for text, value in ((kept.written(3), 3), (kept.written("x"), 0), ("nonsense", 0)):
        at = AppTest.from_function(page)
        at.query_params["n"] = text
        given = at.run().session_state["given"]
        assert given["values"] == {"n": value}
        editions.add(given["edition"])
    assert len(editions) == 3


def test_what_is_nested_too_deeply_is_no_value() -> None:
    with pytest.raises(ValueError, match="nested"):
        kept.unpacked(zlib.compress(b"[" * 100_000))
