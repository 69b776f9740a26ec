"""How long the script of an experiment runs when it has run before: `python -m tests.benchmarks.script_time`.

One session at a time, without a browser, beside a page of a title and five widgets in the same run.
"""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

from streamlit.testing.v1 import AppTest

from app.ui import course
from tests.experiments import PAGES, keys_of

RUNS = 9
BAR = 100  # milliseconds
HERE = Path(__file__).parent
SHELL = HERE.parents[1] / "app" / "shell.py"


def milliseconds(at: AppTest) -> tuple[float, float]:
    """Median and longest of RUNS runs."""
    spent = []
    for _ in range(RUNS):
        before = time.perf_counter()
        at.run()
        spent.append(1000 * (time.perf_counter() - before))
    assert not at.exception, at.exception
    return median(spent), max(spent)


def opened(page: str, key: str) -> AppTest:
    at = AppTest.from_file(SHELL, default_timeout=120)
    at.query_params.update({"lang": "en"} | ({"step": key} if key else {}))
    at.run()
    if page != "home":
        at.switch_page(course.page(page).script).run()
    at.run()
    return at


def main() -> None:
    plain = milliseconds(AppTest.from_file(HERE / "plain_app.py", default_timeout=60).run())
    print(f"a title and five widgets: median {plain[0]:.0f} ms, longest {plain[1]:.0f}")
    over = []
    for page in PAGES:
        for key in keys_of(page) or [""]:
            took, longest = milliseconds(opened(page, key))
            print(
                f"{page} {key}: median {took:.0f} ms, longest {longest:.0f}, {took / plain[0]:.1f} times the plain page"
            )
            over += [f"{page} {key}"] * (took > BAR)
    print(f"over {BAR} ms: {', '.join(over) or 'none'}")


if __name__ == "__main__":
    main()
