"""The image of deploy/Dockerfile, as far as it can be tried without Docker: what it copies, sets and asks."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlparse

import pytest
import requests
import yaml

from app.live.channel import limits
from app.live.state.database import the_state
from app.live.state.schema import MIGRATIONS
from tests import served

DOCKERFILE = (served.ROOT / "deploy" / "Dockerfile").read_text().replace("\\\n", " ")
ELSEWHERE = {"LAB_STATE", "STREAMLIT_SERVER_ADDRESS", "STREAMLIT_SERVER_PORT"}  # in a test


def test_what_the_image_holds_is_enough_and_its_health_check_asks_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = re.findall(r"^COPY --chmod=755 (\S+) (\S+)$", DOCKERFILE, re.MULTILINE)  # readable by the user inside
    assert {"app", "assets", "engines"} == {source for source, _ in copied}
    for source, target in copied:
        if source == "assets":  # large, and read only
            (tmp_path / target).symlink_to(served.ROOT / source)
        else:
            shutil.copytree(served.ROOT / source, tmp_path / target, ignore=shutil.ignore_patterns("__pycache__"))
    for name, value in re.findall(r"\b([A-Z_]+)=(\S+)", re.search(r"^ENV (.*)", DOCKERFILE, re.MULTILINE)[1]):
        if name not in ELSEWHERE:
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "lab")
    monkeypatch.setattr(served, "ROOT", tmp_path)  # nothing is found beside it
    with served.serve(tmp_path / "app" / "main.py", log=tmp_path / "log", cwd=tmp_path, path="/lab") as server:
        assert "<title>" in requests.get(f"{server.url}/gan", timeout=30).text
        port = urlparse(server.url).port
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # Docker hands on that of its own settings
        for path in ("lab", "/lab/"):  # Streamlit takes both
            monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", path)
            assert healthy(port)
    assert not healthy(port)
    for line in (tmp_path / "log").read_text().splitlines():  # from the first: there is no greeting
        assert json.loads(line)["level"]


def healthy(port: int) -> bool:
    """What the image's own check says."""
    check = re.search(r"^HEALTHCHECK .*? CMD (.*)$", DOCKERFILE, re.MULTILINE)[1]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = os.environ | {"STREAMLIT_SERVER_PORT": str(port), "PATH": path}
    return subprocess.run(["sh", "-c", check], env=env, capture_output=True).returncode == 0


def test_nothing_of_whoever_builds_comes_into_the_image_and_no_name_stays_on_its_machine() -> None:
    left_out = (served.ROOT / "deploy" / "Dockerfile.dockerignore").read_text().split()
    unfinished = re.findall(
        r"^(?:app|assets|engines)/.*?(\w+)/?$", (served.ROOT / ".gitignore").read_text(), re.MULTILINE
    )
    assert unfinished and {f"**/{name}" for name in (*unfinished, "secrets.toml")} <= set(left_out)
    assert not re.search("^VOLUME", DOCKERFILE, re.MULTILINE)  # it would outlive its container


def test_a_containers_bound_is_the_servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CGROUP", tmp_path)
    machine = limits.machine_bytes()
    (tmp_path / "memory").mkdir()
    for name in ("memory/memory.limit_in_bytes", "memory.max"):  # control groups of version 1 and 2
        (tmp_path / name).write_text(f"{2**26}\n")
        assert limits.machine_bytes() == 2**26
        (tmp_path / name).write_text(f"{2**63 - 4096}\n" if "limit" in name else "max\n")
        assert limits.machine_bytes() == machine > 2**26


def test_what_the_image_installs_is_there() -> None:
    names = re.search(r"^COPY (requirements.*) \./$", DOCKERFILE, re.MULTILINE)[1].split()
    assert all((served.ROOT / name).is_file() for name in names)
    pattern = re.search(r"grep -E '(\S+)'", DOCKERFILE)[1]
    lines = (served.ROOT / names[0]).read_text().splitlines()
    found = [re.match(r"\w+", line)[0] for line in lines if re.match(pattern, line)]
    assert found == ["torch", "torchvision"]


def test_the_app_of_compose_finds_its_database_and_its_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    services = yaml.safe_load((served.ROOT / "deploy" / "compose.yaml").read_text())["services"]
    app, database = services["app"], services["database"]
    monkeypatch.setenv("LAB_STATE", app["environment"]["LAB_STATE"].replace("${STATE_PASSWORD}", "hush"))
    how, its = the_state(MIGRATIONS, 64).how, database["environment"]
    assert (how["host"], how["user"], how["dbname"]) == ("database", its["POSTGRES_USER"], its["POSTGRES_DB"])
    assert its["POSTGRES_PASSWORD"].startswith("${STATE_PASSWORD:?")
    assert urlparse(app["environment"]["LIVE_RUN_EXECUTOR"]).hostname in services
    for name in ("database", "scheduler"):  # within reach of the app, and of nobody outside
        assert set(services[name]["networks"]) & set(app["networks"]) and "ports" not in services[name]
