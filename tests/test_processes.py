"""The processes of `make test` take whole files: what a file prepares once is prepared once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.conftest import group_of
from tests.served import ROOT

PROBE = (
    "import os, pytest\n@pytest.mark.parametrize('n', range(6))\ndef test_it(n): print('took', __file__, os.getpid())\n"
)


@pytest.mark.slow
def test_a_process_takes_whole_files(tmp_path: Path) -> None:
    for name in "abcd":
        (tmp_path / f"test_{name}.py").write_text(PROBE)
    shared = re.search(r"pytest (--dist .*)", (ROOT / "Makefile").read_text())[1].split()
    command = [sys.executable, "-m", "pytest", *shared, "-n", "2", "-p", "tests.conftest", "--noconftest", "-rP"]
    done = subprocess.run(
        [*command, "--rootdir", str(tmp_path), "-c", os.devnull, str(tmp_path)],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    processes = defaultdict(set)
    for line in done.stdout.splitlines():
        if line.startswith("took "):
            processes[line.split()[1]].add(line.split()[2])
    assert len(processes) == 4 and len(set.union(*processes.values())) == 2, done.stdout
    assert all(len(of_file) == 1 for of_file in processes.values()), processes


def test_the_walk_of_all_experiments_is_shared_out_page_by_page() -> None:
    walk = "tests/browser/test_experiments.py::test_an_experiment_answers"
    assert group_of(f"{walk}[gan-watch]") == group_of(f"{walk}[gan-fail]") != group_of(f"{walk}[home-ask]")
    assert group_of("tests/engines/test_a.py::test_b[gan-watch]") == group_of("tests/engines/test_a.py::test_c")
