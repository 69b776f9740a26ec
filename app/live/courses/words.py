"""What is said of a course's file that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.ui.errors import explain
from app.ui.language import t
from engines.core import Refused

SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "course-bytes": lambda v: t(
        "The file has {size} KB; give at most {most} KB.", size=f"{v['size'] / 1024:.0f}", most=v["most"] // 1024
    ),
    "course-text": lambda v: t("The file is not text; save it as Markdown or as plain text (UTF-8) and try again."),
    "course-title": lambda v: t("A course begins with its title: `# Title`."),
    "course-heading": lambda v: t("Only the title (`#`) and the steps (`##`) have headings."),
    "course-steps": lambda v: t(
        "A course has 1 to {most} steps. Each begins with a heading: `## [Title](/gan?step=watch) 5 min`.", **v
    ),
    "course-link": lambda v: t(
        "The heading of a step is a link to an experiment, and how long it takes: `## [Title](/gan?step=watch) 5 min`."
    ),
    "course-minutes": lambda v: t("After the link stands how long the step takes, 1 to {most} minutes: `5 min`.", **v),
    "course-page": lambda v: t("The link leads to no page of this laboratory. The pages are: {pages}.", **v),
    "course-experiment": lambda v: t("That page has no such experiment. It has: {keys}.", **v),
    "course-questions": lambda v: t("A step may ask one question."),
    "course-answers": lambda v: t(
        "Under a question, `? …`, stand {fewest} to {most} different answers, exactly one of them right: `- [ ] wrong`,"
        " `- [x] right`.",
        **v,
    ),
    "course-letters": lambda v: t("Here stand 1 to {most} characters.", **v),
    "course-words": lambda v: t("Words hold no links and no pictures; put the link into the heading of a step."),
}


def told(error: ValueError) -> str:
    """Why a file is refused, and in which line, as Markdown."""
    if not isinstance(error, Refused) or error.code not in SENTENCES:
        return explain(error)
    what = SENTENCES[error.code](error.values)
    return t("Line {line}: {what}", line=line, what=what) if (line := error.values["line"]) else what
