"""The courses that come with the app: a folder of assets/courses each, with the course and its teacher's page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app.live.courses.course import Course, read
from app.live.courses.rows import rows
from app.ui.language import SOURCE

SHELF = Path(__file__).resolve().parents[3] / "assets" / "courses"


def names() -> list[str]:
    """Their names in a link, in the order in which they are shown."""
    return sorted(path.name for path in SHELF.iterdir() if path.is_dir())


def source(name: str, language: str) -> str:
    """The Markdown of a course; in English where a language has no such file."""
    return _text(name, language, "{}.md")


def teachers_page(name: str, language: str) -> str:
    """Aims, timing, answers, and what goes wrong in class: Markdown."""
    return _text(name, language, "teacher.{}.md")


@cache
def course(name: str, language: str) -> Course:
    return read(source(name, language), rows())


def _text(name: str, language: str, file: str) -> str:
    path = SHELF / name / file.format(language)
    return (path if path.exists() else path.with_name(file.format(SOURCE))).read_text(encoding="utf-8")
