"""Requests in words: what sixty of them ask for, in Korean and English, and that what is open follows the table."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from engines.core import Refused
from engines.data.postcards import requests
from engines.data.postcards.factors import CATS, KINDS, SHAPE
from engines.data.postcards.requests import MOST, Unknown, rows, understand
from engines.data.postcards.table import TAUGHT

SITS, RUNS, CURLS = CATS


def asked(subject=None, colour=None, background=None, style=None) -> dict[str, tuple[str, ...]]:
    """An event, a single name given as it is."""
    said = {"subject": subject, "colour": colour, "background": background, "style": style}
    return {kind: (names,) if isinstance(names, str) else names for kind, names in said.items() if names}


KOREAN = {
    "고양이처럼 보이는 이미지를 만들어주세요": asked(CATS),
    "해바라기 들판의 검은 고양이": asked(CATS, "black", "sunflower field"),
    "고양이를 그려 줘": asked(CATS),
    "까만 고양이 그려줘": asked(CATS, "black"),
    "검정 고양이 한 마리": asked(CATS, "black"),
    "검은고양이를그려주세요": asked(CATS, "black"),
    "해바라기밭의 흰고양이": asked(CATS, "white", "sunflower field"),
    "노을 속의 검은 고양이": asked(CATS, "black", "sunset"),
    "노을 지는 산": asked("mountain", None, "sunset"),
    "산 너머로 해가 지는 그림": asked("mountain", None, "sunset"),
    "달리는 주황색 고양이": asked(RUNS, "orange"),
    "밤하늘 아래 뛰어가는 고양이들": asked(RUNS, None, "night"),
    "앉아 있는 하얀 고양이를 보여줘": asked(SITS, "white"),
    "바닷가에서 자고 있는 고양이": asked(CURLS, None, "sea"),
    "푸른 바다 위의 흰 고양이": asked(CATS, "white", "sea"),
    "노란 배경의 웅크린 고양이": asked(CURLS, None, "yellow"),
    "노란 사과": asked("apple", "yellow"),
    "빨간 사과 하나만 그려주실 수 있나요?": asked("apple", "red"),
    "풋사과": asked("apple", "green"),
    "민무늬 배경의 초록색 사과": asked("apple", "green", "plain"),
    "반 고흐처럼 그린 해바라기": asked("sunflower", None, None, "painterly"),
    "고흐풍의 별이 빛나는 밤": asked(None, None, "night", "painterly"),
    "흑백 초상화": asked("portrait", None, None, "monochrome"),
    "파란 옷은 말고 사람 얼굴": asked("portrait", "blue"),
    "평범한 고양이 사진": asked(CATS, None, None, "plain"),
    "고양이나 사과": asked((*CATS, "apple")),
    "검정이나 하양 고양이": asked(CATS, ("black", "white")),
    "고앵이를 그려 줘": asked(),
    "강아지를 그려 줘": asked(),
    "해바라가 밭의 고양이": asked(CATS),
    "ㅋㅋㅋ 고양이": asked(CATS),
    "안개 낀 바다": asked(None, None, "sea"),
    "파란 배경의 빨간 사과": asked("apple", "red"),
    "하얀 배경의 빨간 사과": asked("apple", "red", "plain"),
}
ENGLISH = {
    "a running cat at sunset, like Van Gogh": asked(RUNS, None, "sunset", "painterly"),
    "Please make an image that looks like a cat": asked(CATS),
    "CATS!!!": asked(CATS),
    "a black cat in a field of sunflowers": asked(CATS, "black", "sunflower field"),
    "black cat among the sunflowers": asked(CATS, "black", "sunflower field"),
    "A white kitten sleeping on the beach": asked(CURLS, "white", "sea"),
    "the cat sits by the blue sea": asked(SITS, None, "sea"),
    "an orange cat curled up at night": asked(CURLS, "orange", "night"),
    "ginger cat on a yellow wall": asked(CATS, "orange", "yellow"),
    "cat, yellow background": asked(CATS, None, "yellow"),
    "a black white cat": asked(CATS, ("black", "white")),
    "a black and white portrait": asked("portrait", None, None, "monochrome"),
    "monochrome picture of a person's face": asked("portrait", None, None, "monochrome"),
    "red apples on a plain background": asked("apple", "red", "plain"),
    "an apple without background": asked("apple", None, "plain"),
    "green apple in plain style": asked("apple", "green", None, "plain"),
    "oil painting of a sunflower": asked("sunflower", None, None, "painterly"),
    "Van Gogh's flowers": asked("sunflower", None, None, "painterly"),
    "mountains under a starry night sky": asked("mountain", None, "night"),
    "sunset over blue mountains": asked("mountain", "blue", "sunset"),
    "could you draw me a mountain or an apple, please?": asked(("apple", "mountain")),
    "night": asked(None, None, "night"),
    "a catt": asked(),
    "sunflwer": asked(),
    "a brown dog": asked(),
    "a cat, not black": asked(CATS, "black"),
    "3 cats": asked(CATS),
    "<b>cat</b><script>alert('x')</script>": asked(CATS),
    "&lt;apple&gt; **red** _night_ [sea](http://x)": asked("apple", "red", ("night", "sea")),
    "cat 🐱🌻": asked(CATS),
    "cat을 그려줘": asked(CATS),
    "猫 кошка बिल्ली": asked(),
    "": asked(),
    " \t\n?!…": asked(),
    "a picture, please": asked(),
    "a mountain under a blue sky": asked("mountain"),
    "black cat, white": asked(CATS, ("black", "white")),
}
UNKNOWN = {  # the rest knows every word
    "파란 옷은 말고 사람 얼굴": {"옷은": None, "말고": None},
    "고앵이를 그려 줘": {"고앵이를": "고양이"},
    "강아지를 그려 줘": {"강아지를": None},
    "해바라가 밭의 고양이": {"해바라가": "해바라기", "밭의": None},
    "ㅋㅋㅋ 고양이": {"ㅋㅋㅋ": None},
    "안개 낀 바다": {"안개": None, "낀": None},
    "파란 배경의 빨간 사과": {"파란 배경의": None},
    "a mountain under a blue sky": {"blue sky": None},
    "a catt": {"catt": "cat"},
    "sunflwer": {"sunflwer": "sunflower"},
    "a brown dog": {"brown": None, "dog": None},
    "a cat, not black": {"not": None},
    "3 cats": {"3": None},
    "<b>cat</b><script>alert('x')</script>": {"b": None, "script": None, "alert": None, "x": None},
    "&lt;apple&gt; **red** _night_ [sea](http://x)": {"lt": None, "gt": None, "http": None, "x": None},
    "cat 🐱🌻": {"🐱": None, "🌻": None},
    "猫 кошка बिल्ली": {"猫": None, "кошка": None, "बिल्ली": None},
}


def test_there_are_thirty_requests_in_each_language() -> None:
    assert min(len(KOREAN), len(ENGLISH)) >= 30 and set(UNKNOWN) <= set(KOREAN | ENGLISH)


@pytest.mark.parametrize("text", KOREAN | ENGLISH)
def test_a_request_is_understood(text: str) -> None:
    found = understand(text)
    assert found.event == (KOREAN | ENGLISH)[text]
    assert found.unknown == tuple(Unknown(word, near) for word, near in UNKNOWN.get(text, {}).items())


REACHED = {
    "subject": """앉은 고양이|sitting cat, 달리는 고양이|running cat, 웅크린 고양이|curled cat, 사과|apple,
        해바라기|sunflower, 산|mountain, 초상화|portrait""",
    "colour": "검정|black, 주황|orange, 하양|white, 빨강|red, 초록|green, 노랑|yellow, 파랑|blue",
    "background": """노란 배경|yellow background, 해바라기 밭|sunflower field, 노을|sunset, 밤|night,
        민무늬 배경|plain backdrop, 바다|sea""",
    "style": "보통|plain style, 붓 자국|painterly, 흑백|monochrome",
}
TYPOS = {
    "고먕이": "고양이", "해바리기": "해바라기", "노욜": "노을", "초상하": "초상화", "mountian": "mountain",
    "sunest": "sunset", "blak": "black", "monochrom": "monochrome", "portait": "portrait", "plese": "please",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_name_can_be_asked_for_in_both_languages(kind: str) -> None:
    for name, both in zip(KINDS[kind], REACHED[kind].split(","), strict=True):
        for text in both.split("|"):
            assert understand(text) == requests.Understood({kind: (name,)}, ())


def test_a_request_is_the_same_however_its_letters_are_composed() -> None:
    """macOS sends Hangul letter by letter."""
    for text in KOREAN:
        assert understand(unicodedata.normalize("NFD", text)).event == KOREAN[text]


def test_a_misspelt_word_is_offered_and_not_taken() -> None:
    for typo, word in TYPOS.items():
        assert understand(typo) == requests.Understood({}, (Unknown(typo, word),))


@settings(max_examples=50)
@given(st.text(max_size=MOST))
def test_any_text_is_understood_or_said_to_be_unknown(text: str) -> None:
    found = understand(text)
    assert all(set(names) <= set(KINDS[kind]) for kind, names in found.event.items())
    assert len({u.word for u in found.unknown}) == len(found.unknown)


@pytest.mark.parametrize("word", ["산은", "고양이", "이", "a", "ㅋ", "검은들들"])
def test_the_longest_request_is_read_at_once_and_one_longer_is_refused(word: str) -> None:
    understand((word * MOST)[:MOST])
    with pytest.raises(Refused, match=f"300.*{MOST}") as error:
        understand((word * 300)[:300])
    assert error.value.code == "long-request" and error.value.values == {"n": 300, "most": MOST}


# ---- postcards -------------------------------------------------------------------------------------------------------

N = 20_000


def shares(event: dict[str, tuple[str, ...]], seed: int = 0) -> np.ndarray:
    found = rows(event, N, seed)
    return np.bincount(np.ravel_multi_index(found.T, SHAPE), minlength=int(np.prod(SHAPE))).reshape(SHAPE) / N


@pytest.mark.parametrize("text", ["", "검은 고양이", "sunset", "white or orange cat at night", "painterly mountain"])
def test_what_is_open_follows_the_table_given_what_is_asked(text: str) -> None:
    event = understand(text).event
    expected, found = TAUGHT.given(**event).p, shares(event)
    assert (found[expected == 0] == 0).all()
    assert stats.chisquare(N * found[expected > 0], N * expected[expected > 0]).pvalue > 1e-3


def test_what_never_goes_together_is_drawn_kind_by_kind() -> None:
    event = understand("a green or blue cat at sunset").event
    assert TAUGHT.prob(**event) == 0
    found = shares(event)
    for axis, (kind, names) in enumerate(KINDS.items()):
        fits = np.isin(names, event.get(kind, names))
        expected = TAUGHT.marginal(kind) * fits
        expected /= expected.sum()
        alone = found.sum(tuple(set(range(4)) - {axis}))
        assert (alone[~fits] == 0).all()
        np.testing.assert_allclose(alone, expected, atol=4 * 0.5 / np.sqrt(N))


def test_the_seed_decides_the_rows() -> None:
    event = understand("a cat").event
    np.testing.assert_array_equal(rows(event, 50, 3), rows(event, 50, 3))
    assert (rows(event, 50, 3) != rows(event, 50, 4)).any()
    assert rows(event, 0, 0).shape == (0, 4)


def test_every_name_can_be_drawn_even_with_what_it_never_goes_with() -> None:
    for kind, names in KINDS.items():
        assert (TAUGHT.marginal(kind) > 0).all()
        for other in KINDS["subject"]:
            for name in names:
                event = {"subject": (other,)} | {kind: (name,)}
                drawn = rows(event, 3, 0)
                assert (drawn[:, list(KINDS).index(kind)] == names.index(name)).all()
