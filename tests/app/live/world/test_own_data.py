"""A person's own table stays until another one replaces it: over bad files, pages, the other densities, links."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.live.world import own_data
from app.ui import kept
from tests.app.test_shell import PAGES, opened

RNG = np.random.default_rng(0)
ROWS = RNG.normal([150, 60, 7], [10, 8, 2], (60, 3)).round(1)
TABLE = "height,weight,shoe\n" + "\n".join(",".join(map(str, row)) for row in ROWS)
FIELD = "probability_file_0"


def given(language: str = "en") -> AppTest:
    at = opened("probability", language, step="landscape")
    at.segmented_control(key="probability_source").set_value("file").run()
    at.file_uploader(key=FIELD).upload("people.csv", TABLE.encode()).run()
    assert not at.exception and not at.error
    return at


def shown(at: AppTest) -> str:
    """What the page says of the table that is there."""
    (told,) = [text.value for text in at.text if "people.csv" in text.value] or [""]
    return told


def test_a_bad_file_after_a_good_one_leaves_the_good_one_there() -> None:
    at = given()
    assert shown(at) == "Shown: people.csv, 60 points."
    at.file_uploader(key=FIELD).upload("bad.csv", b"1\n2\n").run()
    assert len(at.error) == 1 and shown(at) == "Still shown: people.csv, 60 points."
    assert not at.exception and not at.info  # the density is still there, and all that follows from it


def test_no_file_means_no_density_and_no_world_of_ones_own() -> None:
    at = opened("probability", step="landscape")
    at.segmented_control(key="probability_source").set_value("file").run()
    assert any("As soon as there is a density here" in info.value for info in at.info)
    at.file_uploader(key=FIELD).upload("bad.csv", b"1\n2\n").run()
    at.switch_page(PAGES["gan"]).run()
    assert "My own" not in at.selectbox(key="gan_world").options


@pytest.mark.parametrize("source", ["hills", "named", "paint"])
def test_it_is_shown_again_after_other_densities_and_other_pages(source: str) -> None:
    at = given()
    at.segmented_control(key="probability_source").set_value(source).run()
    at.switch_page(PAGES["gan"]).run()
    assert "My own" in at.selectbox(key="gan_world").options
    at.switch_page(PAGES["probability"]).run()
    at.segmented_control(key="probability_source").set_value("file").run()
    assert shown(at) == "Shown: people.csv, 60 points."


def test_a_link_shows_the_same_table() -> None:
    link = given().query_params["own_data"]
    reader = opened("probability", step="landscape", probability_source="file", own_data=link, lang="en")
    assert shown(reader) == "Shown: people.csv, 60 points."


def test_removed_it_is_gone_until_it_is_given_again() -> None:
    at = given()
    at.button(key="own_data_remove").click().run()
    assert not shown(at) and "own_data" not in at.query_params
    at.file_uploader(key="probability_file_1").upload("people.csv", TABLE.encode()).run()
    assert shown(at)


def test_other_columns_can_be_chosen_and_the_axes_say_so() -> None:
    at = given()
    (first,) = [box for box in at.selectbox if box.label == "Column for x1"]
    assert first.options == ["height", "weight", "shoe"] and first.value == 0
    first.set_value(2).run()
    data = kept.reading(at.query_params["own_data"])
    assert data["columns"] == [2, 1] and [axis["name"] for axis in own_data.axes_of(data)] == ["shoe", "weight"]
    (second,) = [box for box in at.selectbox if box.label == "Column for x2"]
    second.set_value(2).run()  # the same for both changes their places
    assert kept.reading(at.query_params["own_data"])["columns"] == [1, 2]


def test_ones_own_points_are_shown_in_standard_units() -> None:
    data = own_data.made_of("people.csv", TABLE.encode())
    points = np.array(own_data.points_of(data))
    expected = (ROWS - ROWS.mean(0)) / ROWS.std(0)
    assert points == pytest.approx(expected[:, data["columns"]], abs=1e-3)
    axis = own_data.axes_of(data)[0]
    assert axis["mean"] + axis["sd"] * points[:, 0] == pytest.approx(ROWS[:, 0], abs=0.02)
