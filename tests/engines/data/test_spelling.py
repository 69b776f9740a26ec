"""Names and words in Hangul: as they are, by the table for Latin letters, and what cannot be written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.core import Refused
from engines.data import letters
from engines.data.spelling import LONGEST, MOST, latin, spelled

ROMANISED = """minji 민지, seoul 서울, busan 부산, gwangju 광주, incheon 인천, jeju 제주, suwon 수원, daegu 대구,
    uijeongbu 의정부,
    hangeul 한글, seojun 서준, doyun 도윤, jiwoo 지우, hyunwoo 현우, younghee 영희, chaeyoung 채영, minyoung 민영,
    jungkook 정국, hyejin 혜진, soyeon 소연, eunji 은지, yuna 유나, mina 미나, kim 김, park 박, silla 실라"""
FOREIGN = """emma 엠마, tom 톰, olivia 올리비아, julia 줄리아, lily 릴리, henry 헨리, oliver 올리버, sophia 소피아,
    chris 크리스,
    smith 스미스, betty 베티, nick 닉, anna 안나, mark 마크, robert 로버트, william 윌리암, sasha 사샤, sarah 사라,
    max 맥스,
    james 제임스, thomas 토마스"""


@pytest.mark.parametrize("pair", [pair.split() for pair in f"{ROMANISED},{FOREIGN}".split(",")], ids=lambda p: p[0])
def test_a_name_in_latin_letters_is_offered_in_hangul(pair: list[str]) -> None:
    word, hangul = pair
    for typed in (word, word.title(), word.upper()):
        found = spelled(typed)
        assert "".join(found.syllables) == hangul and found.offered and not found.refused


@pytest.mark.parametrize("word", ["김민지", "사랑", "뷁", "가나다라마바사아"])
def test_hangul_stays_as_it_is_however_it_is_composed(word: str) -> None:
    for typed in (word, unicodedata.normalize("NFD", word), f" {word} "):
        found = spelled(typed)
        assert "".join(found.syllables) == word and not found.offered and not found.refused


def test_both_scripts_may_be_mixed_and_parted() -> None:
    assert spelled("Kim Min-ji").syllables == ("김", "민", "지")
    assert spelled("민지 & tom") == spelled("민지&Töm")
    assert spelled("민지 & tom").syllables == ("민", "지", "톰")


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("민지2", "2"),
        ("ㅋㅋ민", "ㅋ"),
        ("🐱고양이", "🐱"),
        ("猫", "猫"),
        ("<민>", "<>"),
        ("имя", "имя"),
        ("12 12", "12"),
        ("ㅏ!", "ㅏ!"),
    ],
)
def test_what_cannot_be_written_is_refused_by_character(text: str, refused: str) -> None:
    found = spelled(text)
    assert found.refused == tuple(refused)
    assert found.lone == tuple(c for c in refused if "ㄱ" <= c <= "ㅣ")
    assert "".join(found.syllables) == "".join(c for c in text if "가" <= c <= "힣")


def test_syllables_beyond_the_common_ones_are_written_and_named() -> None:
    found = spelled("뷁똠방각하")
    assert "".join(found.syllables) == "뷁똠방각하" and found.outside == ("뷁", "똠") and not found.refused
    assert not set(found.outside) & set(letters.SYLLABLES)


@pytest.mark.parametrize("text", ["", " ", "- '"])
def test_nothing_is_nothing(text: str) -> None:
    assert spelled(text) == spelled("") and spelled("").syllables == ()


@pytest.mark.parametrize("text", ["가" * (MOST + 1), "banana" * 3, "x" * (LONGEST + 1), "1" * 300])
def test_what_is_too_long_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=f"at most {MOST}") as error:
        spelled(text)
    assert error.value.code == "long-word" and error.value.values["n"] > MOST


@settings(max_examples=100)
@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=16))
def test_every_latin_word_has_a_spelling(word: str) -> None:
    assert latin(word) and all(letters.letters_of(s) for s in latin(word))


@settings(max_examples=100)
@given(st.text(max_size=LONGEST))
def test_any_text_is_spelled_or_refused(text: str) -> None:
    try:
        found = spelled(text)
    except Refused:
        return
    assert all(letters.letters_of(s) for s in found.syllables) and len(found.syllables) <= MOST
    assert set(found.lone) <= set(found.refused)
