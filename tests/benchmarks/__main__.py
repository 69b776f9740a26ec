"""Every benchmark in turn: `python -m tests.benchmarks [--quick | NAME ...]`. Each prints its own table.

--quick leaves out those that train models anew. Each has a process of its own; compare figures of one run only.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
QUICK = ("startup", "script_time", "opening", "sixty_sessions", "drag", "em", "sampling", "painting", "filmstrip",
         "ask", "runs", "rooms", "fuzz", "thirty_viewers")  # fmt: skip
TRAINING = (
    "gan_speed",
    "autoencoder_speed",
    "picture_gan",
    "reproduction",
    "diffusion_pacgan",
    "pacgan",
)  # the longest last


def main(asked: list[str]) -> None:
    names = [*QUICK, *(() if asked == ["--quick"] else TRAINING)] if asked in ([], ["--quick"]) else asked
    if unknown := set(names) - {*QUICK, *TRAINING}:
        sys.exit(f"no benchmark {', '.join(sorted(unknown))}: choose --quick or of {', '.join(QUICK + TRAINING)}")
    for name in names:
        about = ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8")))
        print(f"\n== {about.splitlines()[0]}", flush=True)
        subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
