"""A world of the plane as code to take home."""

from __future__ import annotations

from typing import Any

from app.live.channel.messages import Message
from app.live.world.choice import world_of
from app.live.world.service import read_strokes
from app.ui.code import Expression


def world(spec: dict[str, Any]) -> Expression:
    """What builds the world of a description; of an uploaded table its hills, for the points stay where they are."""
    if "name" in spec:
        return Expression(f"shapes.build({spec['name']!r})", "from engines.data import shapes")
    if "strokes" in spec:
        lines = [line.tolist() for line in read_strokes(Message(0, "world", spec))]
        text = f"own_worlds.from_strokes({lines}, thickness={spec.get('thickness', 0.1)})"
        return Expression(text, "from engines.data import own_worlds")
    if "components" in spec:
        rows = spec["components"]
        weights, means = [row[0] for row in rows], [row[1:3] for row in rows]
        covariances = [[[s11, s12], [s12, s22]] for *_, s11, s12, s22 in rows]
    else:
        built = world_of(spec)
        weights, means, covariances = (a.tolist() for a in (built.weights, built.means, built.covariances))
    return Expression(f"World({weights}, {means}, {covariances})", "from engines.data.worlds import World")
