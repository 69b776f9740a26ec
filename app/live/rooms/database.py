"""What outlives the server: one SQLite file, its schema by version, and what goes wrong with it in words.

Any number of threads and processes may have it open. LAB_STATE names the file.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from app.live.channel import limits
from app.live.channel.messages import Refused

LOG = logging.getLogger(__name__)
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


def state_path() -> Path:
    """The file that LAB_STATE names, or one in the folder where this system keeps a user's state."""
    named = os.environ.get("LAB_STATE", "")
    if "://" in named:
        raise Refused("no_state", "LAB_STATE is the path of a file; other databases are not supported yet")
    if named:
        return Path(named).expanduser()
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA", "~"))
    elif sys.platform == "darwin":
        folder = Path("~/Library/Application Support")
    else:
        folder = Path(os.environ.get("XDG_STATE_HOME") or "~/.local/state")
    return folder.expanduser() / "generative-laboratory" / "lab.sqlite"


class Database:
    """One connection of this process, which its threads take turns at.

    `migrations`: the scripts that lead from an empty file to the present schema, one for each version. The file is
    opened at the first use, at most `megabytes` large.
    """

    def __init__(self, path: Path, migrations: Sequence[str], megabytes: float = 64.0) -> None:
        self.path, self.migrations, self.megabytes = path, migrations, megabytes
        self.turn = threading.RLock()
        self.connection: sqlite3.Connection | None = None

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """To read."""
        with self._in_words(), self.turn:
            yield self._open()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """To write: all of it, or nothing where something goes wrong."""
        with self._in_words(), self.turn:
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has rolled back already
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        with self.turn:
            if self.connection is not None:
                self.connection.close()
            self.connection = None

    def _open(self) -> sqlite3.Connection:
        if self.connection is None:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.touch(mode=0o600)
            found = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            try:
                found.row_factory = sqlite3.Row
                self._set_up(found)
            except BaseException:
                found.close()
                raise
            self.connection = found
        return self.connection

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
        if connection.execute("PRAGMA user_version").fetchone()[0] == len(self.migrations):
            return  # nothing is written, so that a full disk can be read
        connection.execute("BEGIN IMMEDIATE")  # of two servers that start at once, one makes the tables
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(self.migrations):
            connection.execute("ROLLBACK")
            raise Refused(
                "no_state", f"{self.path.name} was written by a newer version of this server; update this one"
            )
        for script in self.migrations[version:]:
            for statement in filter(str.strip, script.split(";")):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(self.migrations)}")
        connection.execute("COMMIT")

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

    def _begin_anew(self) -> None:
        """The next use opens the file again: what was in its way may be mended by then."""
        with suppress(sqlite3.Error):
            self.close()
