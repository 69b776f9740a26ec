"""An experiment as code to take home: a short script over the engines, with the settings of the moment, as a Python
file and as a notebook.

The scripts are files of assets/notebooks that run as they are. Their cells begin with `# %% title`; the one called
SETTINGS is replaced by what a person has chosen. Titles and printed words are translated like all others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from pprint import pformat
from typing import Any

import streamlit as st

from app.ui.language import t
from engines.core import Config

SCRIPTS = Path(__file__).resolve().parents[2] / "assets" / "notebooks"
SETTINGS = "Settings"
STAGE, STEP = "on_stage", "step_on_stage"  # in the session
SPLIT = "# isort: split"  # keeps the imports of the settings apart, for the linter
CELL = re.compile(r"^# %% (.+)\n", re.MULTILINE)
PRINTED = re.compile(r'(?<=\bprint\(f")([A-Z][^"{}]*)(?=: \{)|(?<=\bprint\(")([A-Z][^"{}]*)(?=")')
WIDTH = 100


@dataclass(frozen=True)
class Expression:
    """A setting that is written as Python: its text, and the line that imports what it names."""

    text: str
    imports: str


@dataclass(frozen=True)
class Code:
    """A script of assets/notebooks, and what its settings are; `values` by their names there, in their order."""

    script: str
    values: Mapping[str, Any] = field(default_factory=dict)


def clear() -> None:
    """Another stage is drawn, or the same anew."""
    st.session_state[STAGE] = {}


def on_stage(**values: Any) -> None:
    """What the stage shows now, for the code of its experiment: noted where it is drawn."""
    st.session_state.setdefault(STAGE, {}).update(values)


class NothingYet(LookupError):
    """The stage is not drawn yet, as where pictures are still being painted: there is nothing to take home."""


def staged(name: str) -> Any:
    """What was noted last under a name. NothingYet where nothing was."""
    try:
        return st.session_state[STAGE][name]
    except KeyError:
        raise NothingYet(name) from None


def is_staged(name: str) -> bool:
    return name in st.session_state.get(STAGE, {})


def step(most: int, otherwise: int) -> int:
    """Up to where a run has come on the stage, as the browser tells when the code is asked for; at most `most`."""
    told = st.session_state.get(STEP)
    return min(told if isinstance(told, int) else otherwise, most)


def config(settings: Config) -> Expression:
    """A configuration with all that is not its default, and the seed."""
    kind, default = type(settings), type(settings)().as_dict()
    chosen = {name: v for name, v in settings.as_dict().items() if v != default[name] or name == "seed"}
    arguments = ", ".join(f"{name}={value!r}" for name, value in chosen.items())
    return Expression(f"{kind.__name__}({arguments})", f"from {kind.__module__} import {kind.__name__}")


@cache
def cells(script: str) -> list[tuple[str, str]]:
    """Title and code of every cell of a script."""
    _, *parts = CELL.split((SCRIPTS / f"{script}.py").read_text(encoding="utf-8"))
    return [(title, code.replace(SPLIT, "").strip()) for title, code in zip(parts[::2], parts[1::2], strict=True)]


def words_of(script: str) -> set[str]:
    """All that is translated of a script: its titles, and what it prints before its numbers."""
    parts = cells(script)
    return {title for title, _ in parts} | {found[0] for _, text in parts for found in PRINTED.finditer(text)}


def settings_of(script: str) -> list[str]:
    """The names that a script has for its settings."""
    return re.findall(r"^(\w+) = ", dict(cells(script))[SETTINGS], re.MULTILINE)


def written(code: Code) -> list[tuple[str, str]]:
    """The cells with these settings, in the language of the session. ValueError where they are others."""
    if list(code.values) != settings_of(code.script):
        raise ValueError(f"{code.script} has the settings {settings_of(code.script)}, not {list(code.values)}")
    return [
        (t(title), _settings(code.values) if title == SETTINGS else PRINTED.sub(lambda found: t(found[0]), text))
        for title, text in cells(code.script)
    ]


def _settings(values: Mapping[str, Any]) -> str:
    imports = sorted({value.imports for value in values.values() if isinstance(value, Expression)})
    lines = [f"{name} = {_text(value)}" for name, value in values.items()]
    return "\n".join([*imports, *[""] * bool(imports), *lines])


def _text(value: Any) -> str:
    return value.text if isinstance(value, Expression) else pformat(value, width=WIDTH, sort_dicts=False)


def script(code: Code, title: str, words: str) -> str:
    """The Python file: `title` and `words` say what it is."""
    lead = '"""' + "\n\n".join([title, words.strip(), how()]).replace("\\", "\\\\").replace('"""', "'''") + '\n"""'
    return "\n\n".join([lead, *(f"# %% {name}\n{text}" for name, text in written(code))]) + "\n"


def notebook(code: Code, title: str, words: str) -> str:
    """The same cells as a notebook (nbformat 4.5)."""
    found = [_cell("markdown", f"# {title}\n\n{words.strip()}\n\n{how()}")]
    for name, text in written(code):
        found += [_cell("markdown", f"### {name}"), _cell("code", text)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": [cell | {"id": f"cell-{i}"} for i, cell in enumerate(found)], "metadata": about}
    return json.dumps(whole | {"nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False, indent=1)


def _cell(kind: str, text: str) -> dict[str, Any]:
    more = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)} | more


def how() -> str:
    """What a program needs; where this server may be reached from, and whether the folder is public, it cannot know."""
    return t(
        "It needs Python 3.11 or newer and this laboratory's folder: ask whoever gave you this app or runs this server"
        " for it. Then `pip install FOLDER`, with the path of that folder."
    )
