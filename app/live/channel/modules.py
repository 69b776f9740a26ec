"""The components' modules as a browser gets them: all of one at once, and those it already has not again.

A module names those it needs, so a browser alone would learn of them one after another, and at each visit it would ask
for each whether it is still the same. So the page names them all, under an address that changes with any of them.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from functools import cache, lru_cache
from hashlib import blake2s
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

ASSETS = Path(__file__).resolve().parents[3] / "assets" / "live"
IMPORT = re.compile(r'^(?:import|export)\b[^"]*?\bfrom "(\.[^"]+)"', re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/[ \t]*)\n", re.MULTILINE | re.DOTALL)  # with lines of its own
BEHIND = re.compile(r"^([^\"'`\n]*[;{}(,]) // [^\n]*$", re.MULTILINE)  # code without any text in quotation marks
YEAR = 365 * 24 * 3600  # seconds
SCRIPT = ("text/javascript", "application/javascript")
MARK = "@"  # before an edition in an address


def edition() -> str:
    """What comes before a module's name in its address: another one within a second after any module has changed."""
    return _edition(int(time.monotonic()))


@lru_cache(1)
def _edition(second: int) -> str:
    found = sorted((entry.path, stat.st_mtime_ns, stat.st_size) for entry, stat in _files(ASSETS))
    return MARK + blake2s(repr(found).encode(), digest_size=8).hexdigest()


def _files(folder: Path | str) -> Iterator[tuple[os.DirEntry, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path)
            elif entry.name.endswith(".js"):
                yield entry, entry.stat()


@cache
def needed(name: str) -> tuple[str, ...]:
    """The modules that assets/live/NAME.js needs, itself first, by their paths below assets/live."""
    found, left = [], [ASSETS / f"{name}.js"]
    while left:
        path = left.pop()
        if path not in found:
            found.append(path)
            imports = IMPORT.findall(path.read_text(encoding="utf-8"))
            left += [Path(os.path.normpath(path.parent / other)) for other in imports]  # links are not followed
    return tuple(path.relative_to(ASSETS).as_posix() for path in found)


@cache
def small(path: Path, changed: int) -> bytes:
    """A module without comments: a sixth less to be sent. Only those that no text can hold are known as such."""
    return BEHIND.sub(r"\1", COMMENT.sub("", path.read_text(encoding="utf-8"))).encode()


class Weights(StaticFiles):
    """Shipped weights and what is known of them, to be kept by who asks."""

    ENDINGS = (".safetensors", ".json")

    async def get_response(self, path: str, scope: Scope) -> Response:
        if not path.endswith(self.ENDINGS):
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        response.headers["Content-Disposition"] = f'attachment; filename="{Path(path).name}"'
        return response


class Modules(StaticFiles):
    """What lies in a folder: of the present edition it may be kept for ever, else a browser asks for it each time."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        first, *rest = Path(path).parts or ("",)
        response = await super().get_response(str(Path(*rest)) if first.startswith(MARK) else path, scope)
        if isinstance(response, FileResponse) and response.status_code == 200 and response.media_type in SCRIPT:
            response = Response(
                small(Path(response.path), os.stat(response.path).st_mtime_ns), media_type=response.media_type,
                headers={name: response.headers[name] for name in ("etag", "last-modified")},
            )  # fmt: skip
        lasting = first.startswith(MARK) and first == edition() and response.status_code == 200
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if lasting else "no-cache"
        return response
