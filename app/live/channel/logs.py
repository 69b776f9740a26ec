"""Logs for machines: with LIVE_LOG=json every line on standard error is one JSON object,
once Streamlit has said hello.

What is logged never holds what a person has typed. Addresses, what stands behind the ? of a link, codes of rooms and
whatever looks like a secret are taken out all the same, since an exception says what it likes.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import os
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from typing import Any

LEVELS = {"app": logging.INFO}  # what is said at all; the others as they are
ADDRESS = re.compile(
    r"(?<![\w/.])(?:(?:\d{1,3}\.){3}\d{1,3}(?!\w)"
    r"|(?:(?<!:)|(?<=\w:))[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:]))"
)
HIDDEN = {
    "?…": re.compile(r"\?[^\s\"'<>]*=[^\s\"'<>]*"),  # of a link
    "(code)": re.compile(r"\b[34679ACDEFGHJKMNPQRTWXY]{6}\b"),  # see rooms/codes.py
    "(secret)": re.compile(r"(?<![\w/.-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{20,}(?![\w/.-])"),
}


def clean(text: str) -> str:
    """Without addresses of people, codes and secrets. The address of a scheduler, tcp://..., is none of a person's."""
    for shown, pattern in HIDDEN.items():
        text = pattern.sub(shown, text)
    return ADDRESS.sub(_hidden_address, text)


def _hidden_address(found: re.Match[str]) -> str:
    try:
        ipaddress.ip_address(found[0])
    except ValueError:  # a time, perhaps
        return found[0]
    return "(address)"


def as_json(record: logging.LogRecord) -> str:
    """time (UTC, ISO 8601), level, logger, message and, where there is one, exception with its traceback."""
    said = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(), "logger": record.name, "message": clean(record.getMessage()),
    }  # fmt: skip
    if record.exc_info and record.exc_info[0]:
        said["exception"] = clean("".join(traceback.format_exception(*record.exc_info)).rstrip())
    return json.dumps(said, ensure_ascii=False)


def write_json() -> None:
    """From now on, if LIVE_LOG says so. Streamlit and uvicorn bring handlers of their own, also later: so all do."""
    if os.environ.get("LIVE_LOG", "") != "json":
        return
    logging.Handler.format = lambda self, record: as_json(record)
    logging.getLogger().addHandler(logging.StreamHandler())
    for name, level in LEVELS.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(True)
    sys.excepthook = lambda *error: _uncaught("the server", error)
    threading.excepthook = lambda hook: _uncaught(
        f"the thread {hook.thread.name if hook.thread else ''}", (hook.exc_type, hook.exc_value, hook.exc_traceback)
    )


def _uncaught(where: str, error: Any) -> None:
    logging.getLogger(__name__).error("live: %s has failed", where, exc_info=error)
