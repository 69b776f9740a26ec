"""Postcards drawn from a table while a person watches the tally."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from app.live.channel import frames
from app.live.channel.desk import Desk, Slices
from app.live.channel.messages import Message
from app.live.channel.service import Service
from engines.data.postcards import cards
from engines.data.postcards import table as postcards_table
from engines.data.postcards.factors import SHAPE
from engines.data.postcards.table import SCENES, JointTable
from engines.sampling.large_numbers import expected_distance, running_distance

# The lines of the table that a person edits: lines of the engine's default table, taken together.
LINES: dict[str, tuple[int, ...]] = {
    "cat on yellow": (0, 1),
    "black cat in a sunflower field": (2, 3),
    "black cat at sunset": (4,),
    "other cats": (5, 6, 7),
    "sunset over mountains": (8, 9),
    "mountains at night, Van Gogh style": (10,),
    "monochrome portrait": (11,),
    "portrait in colour": (12,),
    "apple": (13,),
    "sunflower, Van Gogh style": (14,),
}
DEFAULT = tuple(sum(SCENES[i].weight for i in rows) for rows in LINES.values())  # per cent
MAX_DRAWS = 10_000
BATCH = 250
PAINT_ALL = 240  # so many first draws are all painted, then every tenth: the eye cannot follow more
PAINTED = 60  # at most, for one answer: 0.1 to 0.3 s of one core, so that a class of thirty soon sees its first draws
SLICE = 20  # painted at a time; then others have a turn


class PostcardsService(Service):
    """Answers "draws" with draws [from, from + n) of a table, fewer where many are painted: their lines, the pictures,
    the tally's distance."""

    desk = Desk("postcards")

    def slices(self, message: Message) -> Slices[bytes]:
        if message.kind != "draws":
            raise message.refuse("bad_kind", "kind must be draws")
        start, n = message.whole("from", 0, MAX_DRAWS - 1), message.whole("n", 1, BATCH)
        weights = np.array(message.rows_of("weights", len(LINES), low=0, high=1000))
        seed, stop = message.whole("seed", 0, 2**31 - 1), min(start + n, MAX_DRAWS)
        try:
            table = table_of(weights)
        except ValueError as error:
            raise message.refuse("bad_weights", str(error)) from error
        painted = np.array([i for i in range(start, stop) if i < PAINT_ALL or i % 10 == 0], np.int32)
        if len(painted) > PAINTED:
            stop, painted = int(painted[PAINTED]), painted[:PAINTED]
        factors = cards.draw_factors(stop, seed=seed, table=table)
        labels = line_of(factors)
        p = weights / weights.sum()
        images = [np.zeros((0, 32, 32, 3), np.uint8)]
        for i in range(0, len(painted), SLICE):
            yield
            images.append(cards.render(factors[painted[i : i + SLICE]]))
        arrays = {
            "labels": labels[start:].astype(np.uint8),
            "distance": running_distance(labels, p)[start:].astype(np.float32),
            "painted": painted,
            "images": np.concatenate(images),
        }
        expected = float(expected_distance(p, 1))
        return frames.pack(arrays, id=message.id, kind="draws", expected=expected, p=p.tolist(), **{"from": start})


def table_of(weights: Sequence[float]) -> JointTable:
    """The joint table with these weights of LINES, spread inside a line as in the default. ValueError if all are 0."""
    if not sum(weights) > 0:
        raise ValueError("all weights are 0; give at least one postcard a weight above 0")
    scenes = []
    for weight, rows, default in zip(weights, LINES.values(), DEFAULT, strict=True):
        scenes += [replace(SCENES[i], weight=SCENES[i].weight * weight / default) for i in rows]
    return JointTable.of(scenes)


def line_of(factors: cards.Factors) -> np.ndarray:
    """Which line of LINES each postcard belongs to, int (n,)."""
    return _line_of_cell()[factors.cells()]


@cache
def _line_of_cell() -> np.ndarray:
    lines = np.zeros(int(np.prod(SHAPE)), int)
    for k, rows in enumerate(LINES.values()):
        for i in rows:
            lines[postcards_table.event_cells(**SCENES[i].event).ravel()] = k
    return lines
