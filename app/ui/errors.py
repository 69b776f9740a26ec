"""What an engine says of bad input, in the session's language. The engines speak English, with the values in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from app.ui.file_words import refusal
from app.ui.i18n import t
from engines.core import Refused


@cache
def _patterns() -> list[tuple[re.Pattern[str], Callable[..., str]]]:
    """A pattern for each message that a person can cause, and the same sentence with the values filled in."""
    say = [
        (r"there are (\d+) points; .*", lambda a: t("There are {a} points; give 2 to 20,000.", a=a)),
        (r"all weights are 0; .*", lambda: t("All weights are 0; give at least one a weight above 0.")),
        (
            r"n_components is (\d+), but there are (\d+) points; .*",
            lambda a, b: t("{a} components for {b} points are too many; choose at most {b} components.", a=a, b=b),
        ),
        (
            r"every point is the mean of one of the (\d+) components.*",
            lambda a: t(
                "Each of the {a} components sits on its own point; choose fewer components or more points.", a=a
            ),
        ),
        (
            r"component (\d+) has collapsed: .*",
            lambda a: t("A component has collapsed onto one point; add something to every variance, or choose fewer."),
        ),
        (
            r"all points agree in column (\d+).*",
            lambda a: t("All points agree in column {a}; choose more points.", a=a),
        ),
        (
            r"point (\d+) has a twin .*",
            lambda a: t("No point stands alone, so nothing can collapse; choose more points."),
        ),
        (
            r"half of all distances are 0, .*",
            lambda: t("Half of all points coincide, so distances say little; choose data with more distinct points."),
        ),
        (
            r"\w+ became .*: the updates were too large\..*",
            lambda: t("The training has diverged: its updates were too large. Try another seed or a shorter budget."),
        ),
        (r"the drawing is empty; .*", lambda: t("The drawing is empty; paint something first.")),
    ]
    return [(re.compile(pattern, re.S), sentence) for pattern, sentence in say]


def explain(error: ValueError) -> str:
    """The error in words. What has no words of ours is said in general: never in another language, nor as Markdown."""
    if isinstance(error, Refused):
        return refusal(error)
    for pattern, sentence in _patterns():
        if found := pattern.fullmatch(str(error)):
            return sentence(*found.groups())
    return t("That cannot be computed with these values; change them and try again.")
