"""What a file of rooms and a database of rooms have in common: turns, changes that are whole, a schema by version.

Statements are written once, in what both understand, with ? for values.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Protocol

from app.live.channel.messages import Refused


class Connection(Protocol):
    """What rooms need of one, of either kind: rows are read by place and by name."""

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Any: ...
    def close(self) -> None: ...


class State:
    """One connection of this process, which its threads take turns at, opened at the first use.

    `migrations`: the scripts that lead from nothing to the present schema, one for each version.
    """

    LOOK, CHANGE = "", "BEGIN IMMEDIATE"  # the first statement of one who reads, and of one who writes: no other does

    def __init__(self, migrations: Sequence[str]) -> None:
        self.migrations, self.turn = migrations, threading.RLock()
        self.connection: Connection | None = None

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """To read."""
        with self.turn, self._in_words():
            yield self._begin(self.LOOK)

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """To write: all of it, or nothing where something goes wrong."""
        with self.turn, self._in_words():
            connection = self._begin(self.CHANGE)
            with self._all_or_nothing(connection):
                yield connection

    def close(self) -> None:
        with self.turn:
            if self.connection is not None:
                self.connection.close()
            self.connection = None

    def _begin(self, statement: str) -> Connection:
        connection = self._open()
        if statement:
            connection.execute(statement)
        return connection

    @contextmanager
    def _all_or_nothing(self, connection: Connection) -> Iterator[None]:
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            with suppress(Exception):  # a full disk has rolled back already, and so has a database that is away
                connection.execute("ROLLBACK")
            raise

    def _open(self) -> Connection:
        if self.connection is None:
            found = self._connect()
            try:
                if self._version(found) != len(self.migrations):  # else nothing is written: a full disk can be read
                    found.execute(self.CHANGE)  # of two servers that start at once, one makes the tables
                    with self._all_or_nothing(found):
                        self._bring_up(found)
            except BaseException:
                found.close()
                raise
            self.connection = found
        return self.connection

    def _bring_up(self, connection: Connection) -> None:
        version = self._version(connection)
        if version > len(self.migrations):
            text = f"{self.name} was written by a newer version of this server; update this one"
            raise Refused("no_state", text)
        for script in self.migrations[version:]:
            for statement in filter(str.strip, self._spoken(script).split(";")):
                connection.execute(statement)
        self._note_version(connection)

    def _begin_anew(self) -> None:
        """The next use opens it again: what was in its way may be mended by then."""
        with suppress(Exception):
            self.close()
        self.connection = None

    # ---- what each kind has of its own ----------------------------------------------------------------------------

    name = "the state"

    def _connect(self) -> Connection:
        """Every statement is by itself in it, but between the CHANGE and a COMMIT."""
        raise NotImplementedError

    def _version(self, connection: Connection) -> int:
        raise NotImplementedError

    def _note_version(self, connection: Connection) -> None:
        raise NotImplementedError

    def _in_words(self) -> AbstractContextManager[None]:
        """Around every use: what goes wrong becomes Refused."""
        raise NotImplementedError

    def _spoken(self, script: str) -> str:
        """A migration, which is written for SQLite, in the database's own types."""
        return script
