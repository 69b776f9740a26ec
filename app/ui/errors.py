"""What an engine refuses, in the session's language: one sentence for each code of `engines.core.Refused`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.ui import file_words
from app.ui.language import t
from engines.core import Refused

SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = file_words.REFUSALS | {
    "point-count": lambda v: t("There are {n} points; give 2 to {most}.", n=f"{v['n']:,}", most=f"{v['most']:,}"),
    "empty-drawing": lambda v: t("The drawing is empty; paint something first."),
    "no-weight": lambda v: t("All weights are 0; give at least one a weight above 0."),
    "too-many-components": lambda v: t(
        "{n_components} hills for {n} points are too many; choose at most {n} hills.", **v
    ),
    "components-on-points": lambda v: t(
        "Each of the {n_components} hills sits on its own point; choose fewer hills or more points.", **v
    ),
    "collapsed-component": lambda v: t(
        "A hill has collapsed onto one point; add something to every variance, or choose fewer."
    ),
    "no-spread": lambda v: t("All points agree in column {n}; choose more points.", n=v["column"] + 1),
    "no-lonely-point": lambda v: t("No point stands alone, so nothing can collapse; choose more points."),
    "no-bandwidth": lambda v: t(
        "Half of all points coincide, so distances say little; choose data with more distinct points."
    ),
    "long-request": lambda v: t("Your request has {n} characters; write at most {most}.", **v),
    "long-word": lambda v: t("Your word is too long ({n}); write at most {most} syllables.", **v),
    "diverged": lambda v: t(
        "The training has diverged: its updates were too large. Try another seed or a shorter budget."
    ),
}  # fmt: skip


def explain(error: ValueError) -> str:
    """The error in words. What has no words of ours is said in general: never in another language, nor as Markdown."""
    if isinstance(error, Refused) and error.code in SENTENCES:
        return SENTENCES[error.code](error.values)
    return t("That cannot be computed with these values; change them and try again.")
