"""The tables of the state: a script for each version, which leads to it from the one before."""

MIGRATIONS = (
    """
    CREATE TABLE rooms (code TEXT PRIMARY KEY, secret BLOB NOT NULL UNIQUE, opener TEXT NOT NULL, ends REAL NOT NULL,
        version INTEGER NOT NULL DEFAULT 1, link TEXT NOT NULL, sent INTEGER NOT NULL DEFAULT 1,
        asked INTEGER NOT NULL DEFAULT 0, stage TEXT NOT NULL DEFAULT '', question TEXT NOT NULL DEFAULT '');
    CREATE TABLE students (room TEXT NOT NULL REFERENCES rooms ON DELETE CASCADE, student BLOB NOT NULL,
        name TEXT NOT NULL, seen REAL NOT NULL, PRIMARY KEY (room, student)) WITHOUT ROWID;
    CREATE TABLE answers (room TEXT NOT NULL REFERENCES rooms ON DELETE CASCADE, student BLOB NOT NULL,
        choice INTEGER NOT NULL, PRIMARY KEY (room, student)) WITHOUT ROWID;
    CREATE TABLE ended (code TEXT PRIMARY KEY, since REAL NOT NULL);
    """,
    """
    CREATE TABLE games (room TEXT PRIMARY KEY REFERENCES rooms ON DELETE CASCADE, number INTEGER NOT NULL DEFAULT 1,
        "right" INTEGER NOT NULL DEFAULT 0, answers INTEGER NOT NULL DEFAULT 0, players INTEGER NOT NULL DEFAULT 0,
        told INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE plays (room TEXT NOT NULL REFERENCES rooms ON DELETE CASCADE, student BLOB NOT NULL,
        round TEXT NOT NULL, "right" INTEGER NOT NULL, PRIMARY KEY (room, student, round)) WITHOUT ROWID;
""",
    "ALTER TABLE rooms ADD COLUMN done TEXT NOT NULL DEFAULT '';",
    "ALTER TABLE students ADD COLUMN whose TEXT NOT NULL DEFAULT '';",
    "ALTER TABLE rooms ADD COLUMN seen REAL NOT NULL DEFAULT 0;",
    "CREATE TABLE servers (name TEXT PRIMARY KEY, address TEXT NOT NULL, seen REAL NOT NULL);",
    "ALTER TABLE plays ADD COLUMN whose TEXT NOT NULL DEFAULT '';",
)
