"""Lighthouse's mark for accessibility, of 100, of every page: `python -m tests.benchmarks lighthouse`.

The first experiment of each page as a new visitor opens it, on a desk and on a phone, in both languages. Wants
Node; `npx` fetches Lighthouse.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.experiments import PAGES, keys_of, path_of
from tests.served import FLAGS, serve

VERSION, WANTED = "12.8.2", 95
LOOKS = {"desk": ("--preset=desktop",), "phone": ()}


def mark(url: str, look: str, report: Path) -> int:
    """The mark of one page; prints what costs marks."""
    command = ["npx", "--yes", f"lighthouse@{VERSION}", url, *LOOKS[look], "--only-categories=accessibility", "--quiet",
               "--output=json", f"--output-path={report}", f"--chrome-flags=--headless {' '.join(FLAGS)}"]  # fmt: skip
    subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}, timeout=300)
    found = json.loads(report.read_text(encoding="utf-8"))
    weights = {audit["id"]: audit["weight"] for audit in found["categories"]["accessibility"]["auditRefs"]}
    for name, audit in found["audits"].items():
        if audit["score"] == 0 and weights.get(name):
            print(f"  {name}: {audit['title']}")
    return round(100 * found["categories"]["accessibility"]["score"])


def main() -> None:
    marks = {}
    with tempfile.TemporaryDirectory() as folder, serve(log=Path(folder) / "log") as server:
        for page in PAGES:
            for look in LOOKS:
                for language in ("en", "ko"):
                    url = server.url + path_of(page, keys_of(page)[0], lang=language)
                    marks[page, look, language] = mark(url, look, Path(folder) / "report.json")
    for page in PAGES:
        print(
            f"{page:12}", *(f"{look} {code} {m:3}" for (name, look, code), m in marks.items() if name == page), sep="  "
        )
    print(f"least {min(marks.values())} (wanted: {WANTED})")


if __name__ == "__main__":
    main()
