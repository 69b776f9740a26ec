"""What outlives the server: one SQLite file, and what goes wrong with it in words.

Any number of threads and processes may have it open. LAB_STATE names the file, or a PostgreSQL database, which servers
on several machines share: postgres.py.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from app.live.channel import limits
from app.live.channel.messages import Refused
from app.live.state.schema import MIGRATIONS
from app.live.state.state import State

LOG = logging.getLogger(__name__)
MEGABYTES = float(os.environ.get("LIVE_ROOM_MEGABYTES", "64"))  # of the file
BUSY_SECONDS = 5.0  # to wait for another process that writes
PAGE_BYTES = 4096
TROUBLE = {  # SQLite's primary result codes: what it is called, and what to do
    sqlite3.SQLITE_BUSY: ("busy", "the file of the rooms is in use; try again"),
    sqlite3.SQLITE_FULL: ("disk_full", "the disk of the server is full, or its file of rooms; make room on it"),
    sqlite3.SQLITE_IOERR: ("disk_full", "the disk of the server does not take any more; look at it"),
    sqlite3.SQLITE_READONLY: ("no_state", "the file of the rooms cannot be written; set LAB_STATE to one that can"),
    sqlite3.SQLITE_CANTOPEN: ("no_state", "the file of the rooms cannot be opened; set LAB_STATE to one that can"),
    sqlite3.SQLITE_CORRUPT: ("no_state", "the file of the rooms is damaged; move it away, and begin with a new one"),
    sqlite3.SQLITE_NOTADB: ("no_state", "LAB_STATE names a file that is no SQLite database; name another"),
}

# The file can still be read, and opened again on a full disk it could not: its index beside it takes room.
PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)


def state_named() -> str:
    return os.environ.get("LAB_STATE", "")


def the_state(migrations: Sequence[str], megabytes: float) -> State:
    """What LAB_STATE names: a file, at most so large, or a database somewhere."""
    kind, address, _ = state_named().partition("://")
    if not address:
        return Database(state_path(), migrations, megabytes)
    if kind not in ("postgresql", "postgres"):
        raise Refused("no_state", "LAB_STATE is neither the path of a file nor postgresql://user:password@host/name")
    try:
        from app.live.state.postgres import Postgres
    except ImportError as error:
        text = "the package `psycopg` is not installed; install requirements-cluster.txt"
        raise Refused("no_state", text) from error
    return Postgres(state_named(), migrations)


@cache
def shared() -> State:
    """The state of this process; nothing is opened before the first use."""
    return the_state(MIGRATIONS, MEGABYTES)


def state_path() -> Path:
    """The file that LAB_STATE names, or one in the folder where this system keeps a user's state."""
    if named := state_named():
        return Path(named).expanduser()
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA", "~"))
    elif sys.platform == "darwin":
        folder = Path("~/Library/Application Support")
    else:
        folder = Path(os.environ.get("XDG_STATE_HOME") or "~/.local/state")
    return folder.expanduser() / "generative-laboratory" / "lab.sqlite"


class Database(State):
    """A file, at most `megabytes` large."""

    def __init__(self, path: Path, migrations: Sequence[str], megabytes: float = 64.0) -> None:
        super().__init__(migrations)
        self.path, self.megabytes, self.name = path, megabytes, path.name

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path.touch(mode=0o600)
        found = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            found.row_factory = sqlite3.Row
            self._set_up(found)
        except BaseException:
            found.close()
            raise
        return found

    def _set_up(self, connection: sqlite3.Connection) -> None:
        for pragma in (
            "journal_mode = WAL",  # readers and a writer at once; a killed process leaves nothing half done
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "secure_delete = ON",  # names of students who have gone are not left in the file
            f"journal_size_limit = {2**20}",
            f"max_page_count = {int(self.megabytes * 2**20 / PAGE_BYTES)}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    def _version(self, connection: sqlite3.Connection) -> int:
        return connection.execute("PRAGMA user_version").fetchone()[0]

    def _note_version(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA user_version = {len(self.migrations)}")

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if kind not in TROUBLE:
                raise
            if kind not in PASSING and error.sqlite_errorcode not in PASSING:
                self._begin_anew()
            code, text = TROUBLE[kind]
            limits.say(f"{text} ({self.path.name}: {error})", kind=f"rooms {code}")
            raise Refused(code, text) from error
        except OSError as error:  # its folder
            limits.say(f"the file of the rooms cannot be opened ({error})", kind="rooms no_state")
            raise Refused(*TROUBLE[sqlite3.SQLITE_CANTOPEN]) from error
