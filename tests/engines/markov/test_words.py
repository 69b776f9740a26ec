"""Words: clean lists, and Korean by syllable or by letter."""

from __future__ import annotations

import pytest

from engines.markov import model as markov
from engines.markov import words as markov_words
from tests.engines.markov.counted import model


@pytest.mark.parametrize(("language", "low", "high"), [("en", "a", "z"), ("ko", "가", "힣")])
def test_word_lists_are_clean(language: str, low: str, high: str) -> None:
    for category in ("animals", "plants", "towns"):
        words = markov_words.words(language, category)
        assert len(words) > 100
        text = (markov.DATA / f"words_{language}.txt").read_text(encoding="utf-8")
        block = text.split(f"# {category}\n")[1].split("#")[0]
        assert len(block.split()) == len(words), "a word stands twice in its list"
    everything = markov_words.words(language)
    assert len(everything) > 500 and all(low <= letter <= high for word in everything for letter in word)


def test_words_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="choose en or ko"):
        markov_words.words("fr")
    with pytest.raises(ValueError, match="choose one of animals, plants, towns"):
        markov_words.words("en", "cars")
    with pytest.raises(ValueError, match="choose character or jamo"):
        markov_words.spell("cat", "byte")


def test_korean_is_spelt_by_syllable_or_by_letter() -> None:
    assert markov_words.spell("호랑이") == ("호", "랑", "이")
    letters = markov_words.spell("호랑이", "jamo")
    assert len(letters) == 7 and markov_words.join(letters) == "호랑이"  # h o, r a ng, (silent) i
    fitted = model(2, sequences=[markov_words.spell(word, "jamo") for word in markov_words.words("ko")])
    drawn = [markov_words.join(tokens) for tokens in fitted.sample(100, seed=0)]
    assert all("가" <= letter <= "힣" for word in drawn for letter in word)  # letters always form whole syllables
    assert sum(word not in markov_words.words("ko") for word in drawn) > 50
