"""A lesson whose rooms are in PostgreSQL, while that is started anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.room_actions import Person, asked, joins, opened, room
from tests.browser.test_rooms_faults import answer
from tests.postgres import cluster
from tests.served import serve


@pytest.mark.slow
def test_what_is_clicked_while_the_database_is_away_is_done_when_it_is_back(person: Person, tmp_path: Path) -> None:
    with cluster() as database, serve(log=tmp_path / "log", state=database.url()) as server:
        teacher = person(f"{server.url}/compare?step=table")
        student = joins(person(f"{server.url}/?room={opened(teacher)}"), "Ada")
        asked(teacher, "How many?", "none", "some of them", right=2)
        expect(room(student).locator(".card .question")).to_have_text("How many?")
        database.stop()
        answer(student, "some of them").click()
        for page in (student, teacher):
            expect(room(page).locator(".notice")).to_contain_text("busy", timeout=20_000)
            expect(room(page).locator(".card .question")).to_have_text("How many?")
        database.start()
        expect(answer(student, "some of them")).to_have_attribute("aria-pressed", "true", timeout=20_000)
        expect(room(teacher).locator(".card")).to_contain_text("Answered: 1 of 1")
        for page in (student, teacher):
            expect(room(page).locator(".notice")).to_be_hidden()
        answer(teacher, "Show the answers").click()
        expect(room(student).locator(".card .count")).to_have_text(["0 (0 %)", "1 (100 %)"])
        assert "Traceback" not in (tmp_path / "log").read_text()
