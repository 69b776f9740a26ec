"""What rooms say in Korean."""

from __future__ import annotations

import re

from babel.messages.pofile import read_po

from tests.served import ROOT

POLITE = re.compile(r"(?<!세)요(?=[.?!\s]|$)")  # 있어요, 할까요; 하세요 asks in either tone


def test_rooms_speak_in_one_tone() -> None:
    assert POLITE.search("닫혔어요.") and not POLITE.search("다시 해 보세요.")
    with (ROOT / "app/locale/ko/LC_MESSAGES/messages.po").open("rb") as file:
        said = [m.string for m in read_po(file) if any("live/rooms/" in path for path, _ in m.locations)]
    assert len(said) > 50
    assert not [words for words in said if POLITE.search(words.replace("필요", ""))]
