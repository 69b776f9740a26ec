"""The rooms in a PostgreSQL database, which servers on several machines share: LAB_STATE=postgresql://...

It is asked what SQLite is asked, but for what stands here. Who writes has a lock of the whole laboratory, so that here,
too, one writes at a time. Nothing waits for the database without end, and after a restart of it the next use connects
anew. The address holds a password: it is in no message and in no log.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from app.live.channel import limits
from app.live.channel.messages import Refused
from app.live.state.state import Connection, State

LOCK = 0x4C61_6221  # any number: the same one in every server
CONNECT_SECONDS = 3  # to wait for a connection
TURN_SECONDS = 4.0  # for another server that writes
STATEMENT_SECONDS = 5.0  # for a statement: then the database gives up
SILENT_SECONDS = 7.0  # for a database that has not even given up: then the connection is cut
HELD_SECONDS = 10.0  # that a server which has stopped in the middle of a change keeps the others from theirs
RETRY_SECONDS = 1.0  # after a failed connection, until the next is tried: others do not wait for it in vain
RESTART_SECONDS = 60.0  # a database that was there so long ago may be on its way up again
OWN_WORDS = (("BLOB", "BYTEA"), ("REAL", "DOUBLE PRECISION"), (" WITHOUT ROWID", ""))
AWAY = ("busy", "the database of the rooms is away at the moment; try again")
BUSY = ("busy", "the database of the rooms is in use; try again")
TROUBLE = {  # SQLSTATE, or how it begins: what it is called, and what to do
    "53100": ("disk_full", "the disk of the database is full; make room on it"),
    "58": ("disk_full", "the disk of the database does not take any more; look at it"),
    "25006": ("no_state", "the database of the rooms takes no changes; set LAB_STATE to one that does"),
    "42501": ("no_state", "the user of LAB_STATE may not make or change tables in that database; allow it"),
    "XX": ("no_state", "the database of the rooms is damaged; look at its own log"),
    "55P03": BUSY,  # the lock
    "40": BUSY,
    "57014": BUSY,  # took too long
    "25P03": AWAY,
    "57P": AWAY,  # shut down, or starting
    "53": AWAY,
    "08": AWAY,
}


class Row(tuple):
    """As sqlite3's: each value by its place or by its name."""

    places: dict[str, int]

    def __getitem__(self, at: Any) -> Any:
        return super().__getitem__(self.places[at] if isinstance(at, str) else at)


def rows(cursor: psycopg.Cursor) -> Callable[[Sequence[Any]], Row]:
    places = {column.name: n for n, column in enumerate(cursor.description or ())}

    def row(values: Sequence[Any]) -> Row:
        made = Row(values)
        made.places = places
        return made

    return row


class Impatient(psycopg.Connection):
    """It is cut where the database takes what it is sent and never answers."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout or SILENT_SECONDS)
        except psycopg.errors._WaitTimeout:
            self.close()
            raise psycopg.OperationalError(f"no answer within {SILENT_SECONDS:g} seconds") from None

    def execute(self, statement: str, values: Sequence[Any] = ()) -> psycopg.Cursor:
        return super().execute(statement.replace("?", "%s"), values or None)


class Postgres(State):
    """The database at an address as libpq reads them."""

    LOOK = "SELECT 1"  # whether the connection still holds
    CHANGE = f"BEGIN; SELECT pg_advisory_xact_lock({LOCK})"
    name = "the database of the rooms"

    def __init__(self, address: str, migrations: Sequence[str]) -> None:
        super().__init__(migrations)
        self.how = {"connect_timeout": CONNECT_SECONDS, **_read(address), "client_encoding": "utf8"}
        self.reached, self.again = -math.inf, -math.inf  # when it was last, and when it may be tried next

    def _begin(self, statement: str) -> Connection:
        """Where the connection was lost since its last use, another one; nothing was asked of it yet."""
        before = self.connection
        try:
            found = super()._begin(statement)
        except psycopg.OperationalError:
            if before is None or not before.broken:
                raise
            self._begin_anew()
            found = super()._begin(statement)
        self.reached = time.monotonic()
        return found

    def _connect(self) -> Impatient:
        if time.monotonic() < self.again:
            raise self._unreached()
        try:
            # Nothing is prepared for the next time: CHANGE is two statements.
            found = Impatient.connect(**self.how, autocommit=True, prepare_threshold=None, row_factory=rows)
        except (psycopg.Error, OSError) as error:
            self.again = time.monotonic() + RETRY_SECONDS
            limits.say(f"the database of the rooms cannot be reached ({_line(error)})", kind="rooms away")
            raise self._unreached() from None
        bounds = {"statement_timeout": STATEMENT_SECONDS, "lock_timeout": TURN_SECONDS,
                  "idle_in_transaction_session_timeout": HELD_SECONDS}  # fmt: skip
        try:
            found.execute("; ".join(f"SET {name} = '{seconds:g}s'" for name, seconds in bounds.items()))
        except BaseException:
            found.close()
            raise
        return found

    def _unreached(self) -> Refused:
        if time.monotonic() - self.reached < RESTART_SECONDS:
            return Refused(*AWAY)
        return Refused("no_state", "the database that LAB_STATE names cannot be reached; the server's log says why")

    def _version(self, connection: Impatient) -> int:
        there = "SELECT 1 FROM pg_tables WHERE tablename = 'lab_version' AND schemaname = ANY (current_schemas(false))"
        if not connection.execute(there).fetchone():
            return 0
        return connection.execute("SELECT max(version) FROM lab_version").fetchone()[0]

    def _note_version(self, connection: Impatient) -> None:
        connection.execute("CREATE TABLE IF NOT EXISTS lab_version (version INTEGER NOT NULL)")
        connection.execute("INSERT INTO lab_version VALUES (?)", (len(self.migrations),))

    def _spoken(self, script: str) -> str:
        for theirs, own in OWN_WORDS:
            script = script.replace(theirs, own)
        return script

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            self._begin_anew()
            state = error.sqlstate or ("08" if isinstance(error, psycopg.OperationalError) else "")
            known = [told for begin, told in TROUBLE.items() if state.startswith(begin)]
            if not known:
                raise
            code, text = known[0]
            limits.say(f"{text} ({_line(error)})", kind=f"rooms {code}")
            raise Refused(code, text) from None


def _read(address: str) -> dict[str, Any]:
    """What the address says. One whose password holds an @ or / as it is would be taken for another, and then what
    libpq says of it would hold a part of the password."""
    try:
        found = conninfo_to_dict(address)
    except psycopg.Error:  # its text quotes the address
        found = {"port": "none"}
    if any("@" in str(found.get(name, "")) for name in ("host", "dbname")) or re.search(
        r"[^\d,]", str(found.get("port", ""))
    ):
        text = "LAB_STATE is no address of a database: postgresql://user:password@host/name, with %40 for an @ in it"
        raise Refused("no_state", text)
    return found


def _line(error: Exception) -> str:
    """What libpq says, which names host and user but no password, on one line."""
    return " ".join(str(error).split())
