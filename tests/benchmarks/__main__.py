"""Every benchmark in turn: `python -m tests.benchmarks [--quick | NAME ...]`. What each prints is kept in
docs/measurements.md.

--quick leaves out those that train models anew, and the twenty minutes of a class. Each has a process of its own;
compare figures of one run only.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.benchmarks import report

HERE = Path(__file__).parent
QUICK = ("shipped", "startup", "script_time", "opening", "pages", "sixty_sessions", "drag", "em", "sampling",
         "painting", "filmstrip", "ask", "runs", "rooms", "fuzz", "thirty_viewers")  # fmt: skip
LONG = ("load", "gan_speed", "autoencoder_speed", "picture_gan", "reproduction", "diffusion_pacgan",
        "pacgan")  # fmt: skip
NAMED = ("lighthouse",)  # only when asked for by name: they want what pip does not bring
ELSEWHERE = {"load": ("tests.load", "--minutes", "20")}  # module and arguments, where it is no file beside this one


def main(asked: list[str]) -> None:
    names = [*QUICK, *(() if asked == ["--quick"] else LONG)] if asked in ([], ["--quick"]) else asked
    if unknown := set(names) - {*QUICK, *LONG, *NAMED}:
        sys.exit(f"no benchmark {', '.join(sorted(unknown))}: choose --quick or of {', '.join(QUICK + LONG + NAMED)}")
    for name in names:
        print(f"\n== {about(name)}", flush=True)
        report.write(name, printed(ELSEWHERE.get(name, (f"tests.benchmarks.{name}",))))


def about(name: str) -> str:
    """The first line of what a benchmark says of itself."""
    path = HERE / f"{name}.py" if name not in ELSEWHERE else HERE.parents[1] / "tests" / name / "__main__.py"
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))).splitlines()[0]


def printed(module: tuple[str, ...]) -> str:
    """What it prints, which is also shown as it comes."""
    lines = []
    with subprocess.Popen([sys.executable, "-u", "-m", *module], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    if process.returncode:
        sys.exit(f"{module[0]} has failed")
    return "".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
