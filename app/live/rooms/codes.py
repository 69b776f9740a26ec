"""The codes of rooms: six letters and digits, none of which is taken for another, read from a wall or heard."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from hashlib import sha256

# Without 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, U and V: read from a wall they are each other.
SIGNS = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 6  # 148 million codes


def new_code(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    return "".join(choose(SIGNS) for _ in range(LENGTH))


def typed(text: str) -> str:
    """The code that a person has typed, in whatever case and with whatever between the signs; "" where it is none."""
    code = "".join(sign for sign in text.upper() if sign.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(SIGNS) else ""


def hashed(*parts: str) -> bytes:
    """What is kept of a secret. It is random and long, so that nothing slower than this hash is needed."""
    return sha256("\0".join(parts).encode()).digest()
