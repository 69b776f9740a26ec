"""What the browser is told of a widget (AppTest)."""

from __future__ import annotations

import ast
from pathlib import Path

from streamlit.testing.v1 import AppTest

LINK = {"lang": "en", "choice": "b", "guess": "b", "pick": "b", "some": "b.c", "scale": "30", "amount": "0.7",
        "typed": "41", "section": "open", "table": "1_5"}  # fmt: skip


def page() -> None:
    """A widget of every kind, and a switch that leaves them out, as another experiment would."""
    import streamlit as st

    from app.ui import controls, link
    from engines.core import Bounds

    link.on_page("page", link.arrive())
    names = {"a": "A", "b": "B", "c": "C"}
    link.to_link(link.STEP, "away" if st.session_state.get("away") else "")
    if not st.session_state.get("away"):
        controls.choice("x", names, key="choice")
        controls.guess("x", names, key="guess")
        controls.pick("x", names, key="pick")
        controls.some("x", list(names), key="some", default=["a"])
        controls.on_scale("x", Bounds(10, 30, scale=(10, 20, 30)), key="scale", default=10)
        controls.amount("x", Bounds(0.0, 1.0), key="amount", default=0.5)
        controls.whole_number("x", Bounds(0, 100), key="typed", default=0)
        controls.section("x", key="section", icon=":material/tune:")
        controls.table(["one", "two"], ("row", "n"), key="table", default=[1, 1], high=9, step=1, width=200)
    link.leave_out_the_rest()


def opened() -> AppTest:
    at = AppTest.from_function(page, default_timeout=30)
    at.query_params.update(LINK)
    return at.run()


def makes(at: AppTest) -> dict:
    """What a browser that has none of the widgets makes of what it is told."""
    choice, guess = at.get("button_group")
    return {
        "choice": [choice.options[n] for n in choice.proto.default],
        "guess": [guess.options[n] for n in guess.proto.default],
        "pick": at.selectbox[0].options[at.selectbox[0].proto.default],
        "some": [at.multiselect[0].options[n] for n in at.multiselect[0].proto.default],
        "scale": at.select_slider[0].proto.options[int(at.select_slider[0].proto.default[0])],
        "amount": at.slider[0].proto.default[0],
        "typed": at.text_input[0].proto.default,
        "section": at.expander[0].proto.expanded,
    }


HELD = {"choice": ["B"], "guess": ["B"], "pick": "B", "some": ["b", "c"], "scale": "30", "amount": 0.7, "typed": "41",
        "section": True}  # fmt: skip


def test_a_widget_that_the_browser_makes_anew_has_what_is_held_whichever_run_it_hears_of() -> None:
    """A slow network's browser may hear of two runs at once, and makes what it has lost from the later one alone."""
    at = opened()
    assert makes(at) == HELD
    at.run()
    assert not any(part.proto.set_value for part in (*at.get("button_group"), *at.selectbox, *at.slider))
    assert makes(at) == HELD


def test_no_default_makes_another_widget() -> None:
    """Whoever is typing or dragging goes on in the same one."""
    at = opened()
    before = [part.proto.id for part in (*at.get("button_group"), *at.selectbox, *at.multiselect, *at.slider)]
    at.segmented_control(key="choice").set_value("c")
    at.selectbox(key="pick").set_value("c")
    at.multiselect(key="some").set_value(["a"])
    at.slider(key="amount").set_value(0.2).run()
    parts = (*at.get("button_group"), *at.selectbox, *at.multiselect, *at.slider)
    assert [part.proto.id for part in parts] == before and makes(at)["amount"] == 0.2


def hurried() -> None:
    """Buttons whose run another change may interrupt before it comes to them."""
    import streamlit as st

    from app.ui import controls, link

    link.on_page("page", link.arrive())
    link.to_link(link.STEP, st.session_state.get("step", ""))
    if st.session_state.get("interrupted"):
        st.stop()
    st.session_state["nth"] = controls.another("x", counter="nth", key="draw", icon=":material/casino:")
    st.session_state["acts"] = st.session_state.get("acts", 0) + controls.pressed("x", key="act")


def test_a_press_counts_though_another_change_interrupts_its_run() -> None:
    at = AppTest.from_function(hurried, default_timeout=30).run()
    for button in ("draw", "act"):
        at.session_state["interrupted"] = True
        at.button(key=button).click().run()
        at.session_state["interrupted"] = False
        at.run()
    assert (at.session_state["nth"], at.session_state["acts"]) == (1, 1)
    at.run()
    assert (at.session_state["nth"], at.session_state["acts"]) == (1, 1)  # once


def test_a_press_does_not_wait_for_another_visit() -> None:
    at = AppTest.from_function(hurried, default_timeout=30).run()
    at.session_state["interrupted"] = True
    at.button(key="act").click().run()
    for step in ("elsewhere", ""):
        at.session_state["interrupted"], at.session_state["step"] = False, step
        at.run()
    assert at.session_state["acts"] == 0


def test_no_button_of_the_app_is_heard_by_its_own_run_alone(root: Path) -> None:
    """`if st.button(...)` loses a press that another change interrupts: `pressed`, or on_click."""
    calls = [
        (path.name, node)
        for path in (root / "app").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "button"
    ]
    deaf = [(name, node.lineno) for name, node in calls if "on_click" not in {word.arg for word in node.keywords}]
    assert len(calls) > 5 and not deaf


def test_a_table_that_was_away_is_another_editor_and_has_what_was_typed() -> None:
    at = opened()
    (before,) = at.dataframe
    for away in (True, False):
        at.session_state["away"] = away
        at.run()
    (after,) = at.dataframe
    assert after.proto.id != before.proto.id and list(after.value["n"]) == [1, 5]
