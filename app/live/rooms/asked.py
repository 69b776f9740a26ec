"""What may stand in a message about rooms, read and checked."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from app.live.channel.messages import Message
from app.live.rooms import settings
from app.live.rooms.codes import typed
from app.live.rooms.question import (
    ANSWER_LETTERS,
    FEWEST,
    MOST,
    NAME_LETTERS,
    QUESTION_LETTERS,
    Question,
    tidied,
)
from engines.comparison.rounds import is_right

LONGEST_TYPED = 40  # of a code, with what stands between its signs
SECRET = re.compile(r"[0-9a-f]{32,64}")  # 128 bits and more, made by the browser
TOKEN = re.compile(r"([0-9a-f]{16})?")  # of one request, made by the browser
ABOUT = re.compile(r"[\w.:,~+-]{0,120}", re.ASCII)
LINK = re.compile(r"[a-z]{0,40}(\?[!-~]*)?")  # below the app's address, so that it leads nowhere else

NOT_SENT = re.compile(r"^(lang|room)$|_predict_|_teacher$")  # a person's language and guesses, and what teachers read


def read_code(message: Message) -> str:
    text = message.fields.get("code")
    code = typed(text) if isinstance(text, str) and len(text) <= LONGEST_TYPED else ""
    if not code:
        raise message.refuse("bad_code", "a code has six letters and digits, without those that look alike")
    return code


def read_secret(message: Message, name: str) -> str:
    secret = message.fields.get(name)
    if not isinstance(secret, str) or not SECRET.fullmatch(secret):
        raise message.refuse("bad_secret", f"{name} must be 32 to 64 hexadecimal digits")
    return secret


def read_token(message: Message) -> str:
    """Of a request that may come twice; "" where it has none."""
    token = message.fields.get("token", "")
    if not isinstance(token, str) or not TOKEN.fullmatch(token):
        raise message.refuse("bad_token", "token must be 16 hexadecimal digits, the same ones where it is sent again")
    return token


def read_link(message: Message) -> str:
    """Without what is not for a class, whatever the browser has left in it."""
    link = message.fields.get("link")
    if not isinstance(link, str) or len(link) > settings.LINK_BYTES or not LINK.fullmatch(link):
        raise message.refuse("bad_link", "link must be a page of this app with its settings, below the app's address")
    page, _, query = link.partition("?")
    kept = [part for part in query.split("&") if not NOT_SENT.search(unquote_plus(part.partition("=")[0]))]
    return f"{page}?{said}" if (said := "&".join(kept)) else page


def read_name(message: Message) -> str:
    """A nickname, or none."""
    return _line(message, message.fields.get("name", ""), NAME_LETTERS, "name")


def read_question(message: Message) -> Question:
    text, about = _line(message, message.fields.get("text"), QUESTION_LETTERS, "text"), message.fields.get("about", "")
    if not isinstance(about, str) or not ABOUT.fullmatch(about):
        raise message.refuse("bad_about", "about must be the name of a question of a page")
    answers, right = message.fields.get("answers"), message.fields.get("right")
    if not isinstance(answers, list) or not FEWEST <= len(answers) <= MOST:
        raise message.refuse("bad_question", f"answers must be a list of {FEWEST} to {MOST} texts")
    lines = tuple(_line(message, answer, ANSWER_LETTERS, "answers") for answer in answers)
    if not text or not all(lines) or len(set(lines)) < len(lines):
        raise message.refuse("bad_question", "give a question, and answers that are not the same")
    return Question(text, lines, None if right is None else message.whole("right", 0, len(lines) - 1), about)


def read_play(message: Message) -> tuple[str, bool]:
    """The round of the game that is answered, and whether that is right: what a browser says of that counts nothing."""
    data, guess, nth = message.fields.get("data"), message.fields.get("guess"), message.whole("round", 0, 2**53)
    right = is_right(data, nth, guess) if isinstance(data, str) and isinstance(guess, str) else None
    if right is None:
        raise message.refuse("bad_round", "there is no such round of the game, or no such maker in it")
    return f"{data}/{nth}", right


def _line(message: Message, text: object, most: int, name: str) -> str:
    if not isinstance(text, str) or len(text) > 4 * most:
        raise message.refuse(f"bad_{name}", f"{name} must be a text of at most {most} letters")
    return tidied(text, most)
