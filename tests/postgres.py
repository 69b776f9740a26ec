"""A PostgreSQL of a test's own, from the system's package: on a free port of this machine, in a folder that goes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

try:
    import psycopg
except ImportError:
    psycopg = None

PASSWORD = "p@ss:word/1"  # with what an address has to write otherwise
QUICK = ("fsync=off", "max_connections=40", "shared_buffers=16MB", "autovacuum=off")  # nothing here outlives a machine


def programs() -> Path | None:
    """The folder of the newest `postgres` and `initdb`."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    found += [Path(on_path).resolve()] if on_path and not found else []
    return found[-1].parent if found else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def missing() -> str:
    """What of it is not installed; "" where all is."""
    if psycopg is None:
        return "psycopg is not installed (requirements-cluster.txt)"
    return "" if programs() else "PostgreSQL is not installed (Debian: apt-get install postgresql)"


class Cluster:
    """One server with one database. PostgreSQL refuses to run as root: there it runs as its package's own user."""

    def __init__(self, folder: Path, bin: Path) -> None:
        self.folder, self.bin = folder, bin
        as_root = hasattr(os, "geteuid") and os.geteuid() == 0
        self.user = {"user": "postgres", "group": "postgres", "extra_groups": []} if as_root else {}
        if self.user:
            shutil.chown(folder, "postgres", "postgres")
        password = folder / "password"
        password.write_text(PASSWORD)
        password.chmod(0o644)
        how = ["--auth=scram-sha-256", "--username=lab", f"--pwfile={password}", "--encoding=UTF8", "--locale=C"]
        done = subprocess.run(
            [bin / "initdb", "--no-sync", *how, "-D", folder / "data"], cwd=folder, capture_output=True, text=True,
            **self.user,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        self.port = free_port()

    def url(self, name: str = "postgres", password: str = PASSWORD) -> str:
        written = "".join(sign if sign.isalnum() else f"%{ord(sign):02x}" for sign in password)
        return f"postgresql://lab:{written}@127.0.0.1:{self.port}/{name}"

    def emptied(self) -> str:
        """The address of the database, with nothing in it any more."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return self.url()

    def start(self) -> None:
        where = ("listen_addresses=127.0.0.1", f"port={self.port}", f"unix_socket_directories={self.folder}")
        options = [part for setting in (*where, *QUICK) for part in ("-c", setting)]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [self.bin / "postgres", "-D", self.folder / "data", *options],
                cwd=self.folder, stdout=log, stderr=log, start_new_session=True, **self.user,
            )  # fmt: skip
        until = time.monotonic() + 30
        while True:
            try:
                return psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                assert self.process.poll() is None and time.monotonic() < until, (self.folder / "log").read_text()
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: at once, and in order. SIGQUIT: as it lies."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Running. Where it cannot be, the test is skipped."""
    if why := missing():
        pytest.skip(why)
    with tempfile.TemporaryDirectory(prefix="lab-postgres-", ignore_cleanup_errors=True) as folder:
        made = Cluster(Path(folder), programs())
        try:
            made.start()
            yield made
        finally:
            if hasattr(made, "process"):
                made.stop(signal.SIGQUIT)
