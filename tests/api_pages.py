"""Writes docs/api from the docstrings of the library: `make api`. A test holds the pages to them."""

from __future__ import annotations

import inspect
import re
from functools import cached_property
from pathlib import Path
from typing import Any

from engines import library
from engines.data.images import ImageSet
from engines.data.worlds import World
from engines.sampling.sampler import Sampler, Step

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "api"
ALSO = (World, ImageSet, Sampler, Step)  # what its functions give
SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.M)
INDEX = "README.md"
HEAD = "<!-- written from the docstrings by `make api`: change those -->\n\n"


def pages() -> dict[str, str]:
    """Every page by its file's name."""
    public = {name: getattr(library, name) for name in library.__all__}
    classes = [one for one in public.values() if inspect.isclass(one)]
    functions = [one for one in public.values() if inspect.isfunction(one)]
    found = {f"{one.__name__}.md": page_of(one) for one in (*classes, *ALSO)}
    found["functions.md"] = HEAD + "# Functions\n" + "".join(
        f"\n## `{called(one, 'genlab.')}`\n\n{told(one)}\n" for one in functions
    )  # fmt: skip
    found[INDEX] = index(classes, functions)
    return found


def index(classes: list[type], functions: list[Any]) -> str:
    def entry(name: str, target: str, one: Any) -> str:
        first = " ".join(inspect.getdoc(one).split("\n\n")[0].split())
        return f"- [`{name}`]({target}): {first}\n"

    return (
        f"{HEAD}# genlab\n\n{told(library)}\n\n## Models\n\n"
        + "".join(entry(one.__name__, f"{one.__name__}.md", one) for one in classes)
        + "\n`MODELS` is a dict of them, by the names that the command has.\n\n## Functions\n\n"
        + "".join(entry(one.__name__, "functions.md", one) for one in functions)
        + "\n## What functions give\n\n"
        + "".join(entry(one.__name__, f"{one.__name__}.md", one) for one in ALSO)
    )


def page_of(one: type) -> str:
    """A class and its public methods."""
    lines = [f"{HEAD}# {one.__name__}\n\n{told(one)}\n"]
    lines += [f"\n## `{called(method, name=name)}`\n\n{told(method)}\n" for name, method in methods(one).items()]
    lines += [f"\n## `{name}`\n\n{told(value)}\n" for name, value in properties(one)]
    if hasattr(one, "get_params"):
        lines.append("\nBesides, `get_params`, `set_params` and what else every estimator of scikit-learn has.\n")
    return "".join(lines)


def methods(one: type) -> dict[str, Any]:
    """The public methods that we have written and told of; what makes a model first, then in the order of names."""
    found = {
        name: getattr(value, "__func__", value)
        for name, value in inspect.getmembers(one, inspect.isroutine)
        if not name.startswith("_") and value.__module__.startswith("engines.") and value.__doc__
    }
    first = ["preset", "pretrained", "fit", "sample"]
    return {name: found[name] for name in sorted(found, key=lambda n: (first.index(n) if n in first else 9, n))}


def properties(one: type) -> list[tuple[str, Any]]:
    """Its public properties that have a word."""
    found = inspect.getmembers(one, lambda value: isinstance(value, property | cached_property) and value.__doc__)
    return [(name, value) for name, value in found if not name.startswith("_")]


def called(function: Any, prefix: str = "", name: str = "") -> str:
    """How it is called, without types: `sample(n_samples=1, *, seed=None)`."""
    shown, stars = [], False
    for one in inspect.signature(function).parameters.values():
        if one.name in ("self", "cls"):
            continue
        if one.kind is one.KEYWORD_ONLY and not stars:
            shown.append("*")
            stars = True
        argument = f"**{one.name}" if one.kind is one.VAR_KEYWORD else one.name
        shown.append(argument if one.default is one.empty else f"{argument}={one.default!r}")
    return f"{prefix}{name or function.__name__}({', '.join(shown)})"


def told(one: Any) -> str:
    """A docstring as Markdown: sections of numpydoc as lists, examples as code."""
    head, *parts = SECTION.split(inspect.getdoc(one) or "")
    text = examples(head.strip())
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        text += f"\n\n**{title}**\n\n{entries(body)}"
    return text


def examples(text: str) -> str:
    """Lines of the prompt >>> in blocks of code."""
    blocks = text.split("\n\n")
    return "\n\n".join(f"```python\n{block}\n```" if block.startswith(">>>") else block for block in blocks)


def entries(body: str) -> str:
    """`name : kind` and the indented text below it, as a list."""
    found: list[str] = []
    for line in body.strip().splitlines():
        if not line.startswith(" "):
            name, colon, kind = line.partition(" : ")
            found.append(f"- `{name}`: {kind}" if colon else f"- `{line}`" if line[0] == "*" else f"- {line}")
        else:
            found[-1] += ("\n  " if found[-1].count("\n") else "<br>\n  ") + line.strip()
    return "\n".join(found)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.md"):
        path.unlink()
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
