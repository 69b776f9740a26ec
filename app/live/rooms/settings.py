"""How many rooms there may be, how large, and for how long."""

from __future__ import annotations

import os

ROOMS = int(os.environ.get("LIVE_ROOMS", "200"))  # open at once
ROOMS_PER_ADDRESS = int(os.environ.get("LIVE_ROOMS_PER_ADDRESS", "40"))  # a school may share one
ROOM_SECONDS = 3600 * float(os.environ.get("LIVE_ROOM_HOURS", "8"))  # then it ends and is deleted
STUDENTS = int(os.environ.get("LIVE_ROOM_STUDENTS", "500"))  # of one room
STUDENTS_PER_BROWSER = int(os.environ.get("LIVE_ROOM_STUDENTS_PER_BROWSER", "3"))  # who share a computer
STUDENTS_NO_COOKIES = int(
    os.environ.get("LIVE_ROOM_STUDENTS_WITHOUT_COOKIES", "400")
)  # of one address: a class in a frame
WRONG_CODES = int(os.environ.get("LIVE_ROOM_WRONG_CODES", "120"))  # tried in a minute, of all together
WRONG_CODES_PER_ADDRESS = int(os.environ.get("LIVE_ROOM_WRONG_CODES_PER_ADDRESS", "80"))
WRONG_CODES_PER_BROWSER = int(os.environ.get("LIVE_ROOM_WRONG_CODES_PER_BROWSER", "10"))

SEEN_SECONDS = 5.0  # between two notes that a student is there
SILENT_SECONDS = 20.0  # then a student counts as gone: one who is there asks every WATCH_SECONDS
AWAY_SECONDS = 60.0  # then another may have the place, where the room is full; who comes back gets one again
LINK_BYTES = 8000  # a proxy takes no longer address
