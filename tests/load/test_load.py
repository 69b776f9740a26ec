"""The load generator itself: a small class gets all its figures, and what goes wrong is told."""

from __future__ import annotations

import asyncio

import pytest

from tests.load.__main__ import Plan, figures, lesson
from tests.load.people import Notes, Student
from tests.served import Server


@pytest.mark.slow
def test_a_small_class_is_served(server: Server) -> None:
    said = "\n".join(asyncio.run(lesson(server, Plan(students=10, viewers=2, trainings=1, seconds=4.0), pages=3)))
    assert "went wrong: 0" in said, said
    for figure in ("opened: 10,", "drags: ", "frames a second of 3 viewers", "memory of the server", "steps of the "):
        assert figure in said, said
    steps = said.rsplit(": ", 1)[1]
    assert int(steps.replace(",", "")) > 0


def test_what_goes_wrong_is_counted_and_a_bar_that_is_missed_is_said() -> None:
    notes = Notes(clicks=[0.1, 0.7, 0.7], trouble=["ConnectionClosedError: gone"] * 2)
    said = "\n".join(figures(notes, [12.0, 9.0], [2**20, 3 * 2**20]))
    assert "went wrong: 2" in said and "2 times ConnectionClosedError: gone" in said
    assert "clicks: 3" in said and said.count("MISSED") == 2  # one viewer had too few frames
    assert "1 MB in the first half, 3 MB in the second" in said


@pytest.mark.parametrize("n", [0, 7])
def test_the_same_seed_is_the_same_class(n: int) -> None:
    one, again, other = (Student(n, seed) for seed in (1, 1, 2))
    assert [one.somewhere() for _ in range(9)] == [again.somewhere() for _ in range(9)]
    assert [one.rng.random() for _ in range(9)] != [other.rng.random() for _ in range(9)]
