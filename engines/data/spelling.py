"""Names and words in Hangul: as they are, or offered for Latin letters by a simple table.

Korean names are read as the Revised Romanization writes them (korean.go.kr, 2000), backwards, with the usual other
spellings of names; whatever it cannot read is spelled letter by letter, as Korean spells foreign words: a consonant
without a vowel takes ㅡ. English does not say how it sounds, so this is an offer, to be corrected by the person.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from engines.core import Refused
from engines.data.letters import FINALS, FIRST, INITIALS, LAST, MEDIALS, SYLLABLES, syllable_of

MOST = 8  # syllables of a word
LONGEST = 40  # characters that are read at all
IGNORED = " \t-'’"  # what names are parted by
COMMON = frozenset(SYLLABLES)

WHOLE = {  # names that no rule spells as Korea does
    "kim": "김", "lee": "이", "yi": "이", "park": "박", "choi": "최", "chung": "정", "jung": "정", "kang": "강",
    "cho": "조", "lim": "임", "kwon": "권", "oh": "오", "ahn": "안", "noh": "노", "ryu": "류", "ko": "고",
    "gangwon": "강원", "james": "제임스", "john": "존", "michael": "마이클", "david": "데이비드", "daniel": "대니얼",
    "peter": "피터", "mary": "메리", "jane": "제인", "kate": "케이트", "alice": "앨리스", "amy": "에이미",
    "grace": "그레이스", "jack": "잭", "mike": "마이크", "ryan": "라이언", "luke": "루크", "paul": "폴",
    "george": "조지", "charlie": "찰리", "ethan": "이선", "leo": "레오", "max": "맥스", "zoe": "조이",
    "chloe": "클로이", "hello": "헬로", "london": "런던", "paris": "파리",
}  # fmt: skip
USUAL = {  # how people write syllables of names
    "hyun": "현", "young": "영", "yung": "영", "kyung": "경", "myung": "명", "byung": "병", "jung": "정", "sung": "성",
    "hee": "희", "woo": "우", "chul": "철", "kook": "국", "kyu": "규", "wook": "욱", "suk": "석",
}  # fmt: skip
ONSETS = {
    "": "ㅇ", "g": "ㄱ", "kk": "ㄲ", "n": "ㄴ", "d": "ㄷ", "tt": "ㄸ", "r": "ㄹ", "l": "ㄹ", "m": "ㅁ", "b": "ㅂ",
    "pp": "ㅃ", "s": "ㅅ", "ss": "ㅆ", "j": "ㅈ", "jj": "ㅉ", "ch": "ㅊ", "k": "ㅋ", "t": "ㅌ", "p": "ㅍ", "h": "ㅎ",
}  # fmt: skip
VOWELS = {
    "a": "ㅏ", "ae": "ㅐ", "ya": "ㅑ", "yae": "ㅒ", "eo": "ㅓ", "e": "ㅔ", "yeo": "ㅕ", "ye": "ㅖ", "o": "ㅗ",
    "wa": "ㅘ", "wae": "ㅙ", "oe": "ㅚ", "yo": "ㅛ", "u": "ㅜ", "wo": "ㅝ", "we": "ㅞ", "wi": "ㅟ", "wee": "ㅟ",
    "yu": "ㅠ", "eu": "ㅡ", "ui": "ㅢ", "i": "ㅣ", "ee": "ㅣ", "oo": "ㅜ",
}  # fmt: skip
CODAS = {"": "", "k": "ㄱ", "n": "ㄴ", "t": "ㅅ", "l": "ㄹ", "m": "ㅁ", "p": "ㅂ", "ng": "ㅇ"}

FOREIGN = ONSETS | {"f": "ㅍ", "v": "ㅂ", "z": "ㅈ", "sh": "ㅅ", "th": "ㅌ", "ts": "ㅊ", "ng": "ㅇ"}
SOFT = {"ㅏ": "ㅑ", "ㅐ": "ㅒ", "ㅓ": "ㅕ", "ㅔ": "ㅖ", "ㅗ": "ㅛ", "ㅜ": "ㅠ"}  # after sh: 샤
REWRITTEN = (
    (r"^x", "z"), (r"x", "ks"), (r"chr", "kr"), (r"sch", "sh"), (r"ph", "f"), (r"wh", "w"), (r"qu", "kw"), (r"q", "k"),
    (r"gh", "g"), (r"ck", "k"), (r"c(?=[eiy])", "s"), (r"c(?!h)", "k"), (r"tz", "ts"), (r"([^aeioulmn])\1", r"\1"),
    (r"(?<=[aeiouy])(.*[^aeiouy])e(?=s?$)", r"\1"),  # a silent e
    (r"er(?![aeiouy])", "eo_"), (r"(?<=[aeiou])r(?![aeiouy])", "_"),  # an r that English does not say
    (r"y(?![aeou])", "i"), (r"wu", "u"), (r"w(?![aeio])", "u"), (r"th(?![aeiouyrw])", "s"),
    (r"(?<=[aeou])h(?![aeiouyw])", ""),
)  # fmt: skip
NOT_KOREAN = re.compile("[fqvxz]|(?<!n)gh|[pstw]h|c(?!h)")
SOUND = re.compile("_|ng(?![aeiouyw])|" + "|".join(sorted({*FOREIGN, *VOWELS} - {"", "ng"}, key=len, reverse=True)))


@dataclass(frozen=True)
class Spelled:
    """syllables: in Hangul; offered: some were Latin letters, so the person should look at them.

    refused: characters that cannot be written, once each; lone: those of them that are Hangul, but letters that stand
    alone. outside: syllables beyond the common ones, which can be written but were in no training.
    """

    syllables: tuple[str, ...]
    offered: bool
    refused: tuple[str, ...]
    lone: tuple[str, ...]
    outside: tuple[str, ...]


def spelled(text: str) -> Spelled:
    """A name or word in syllables of Hangul. Refused: more than MOST of them."""
    if len(text) > LONGEST:
        raise _too_long(len(text))
    syllables, refused, offered = [], [], False
    for part in re.findall(r"[a-z]+|[^a-z]", _plain(text)):
        if part.isascii() and part.isalpha():
            syllables += latin(part)
            offered = True
        elif FIRST <= ord(part) <= LAST:
            syllables.append(part)
        elif part not in IGNORED:
            refused.append(part)
    if len(syllables) > MOST:
        raise _too_long(len(syllables))
    lone = [c for c in refused if unicodedata.name(c, "").startswith("HANGUL")]
    outside = [s for s in syllables if s not in COMMON]
    return Spelled(tuple(syllables), offered, *(tuple(dict.fromkeys(found)) for found in (refused, lone, outside)))


def _too_long(n: int) -> Refused:
    return Refused("long-word", f"the word is {n} long; give at most {MOST} syllables", n=n, most=MOST)


def _plain(text: str) -> str:
    """Hangul composed, Latin letters small and without accents."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(_base(c) for c in composed).lower()


def _base(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[0]
    return base if base.isascii() and base.isalpha() else character


def latin(word: str) -> str:
    """Hangul for small Latin letters."""
    if word in WHOLE:
        return WHOLE[word]
    word = re.sub(r"(?<=[aeiouy])l(?=[aeiouy])", "ll", word)  # Korean says such an l twice
    return "".join((None if NOT_KOREAN.search(word) else korean(word)) or foreign(word))


# ---- Korean ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def korean(word: str) -> tuple[str, ...] | None:
    """The fewest syllables that are romanised so, None if none are; a consonant before a vowel begins the next."""
    if not word:
        return ()
    best = None
    for read, syllable in _syllables(word):
        rest = korean(word[read:])
        if rest is not None and (best is None or len(rest) + 1 < len(best)):
            best = (syllable, *rest)
    return best


def _syllables(word: str) -> list[tuple[int, str]]:
    """How many letters the first syllable may have, and which it is then: the usual ones first."""
    found = [(len(usual), syllable) for usual, syllable in USUAL.items() if word.startswith(usual)]
    for onset in _starts(word, ONSETS):
        for vowel in _starts(word[len(onset) :], VOWELS):
            read = len(onset + vowel)
            for coda in reversed(_starts(word[read:], CODAS)):
                found.append((read + len(coda), composed(ONSETS[onset], VOWELS[vowel], CODAS[coda])))
    return found


def _starts(word: str, table: dict[str, str]) -> list[str]:
    return sorted((key for key in table if word.startswith(key)), key=len, reverse=True)


def composed(initial: str, medial: str, final: str = "") -> str:
    """The syllable of three letters."""
    return syllable_of(INITIALS.index(initial), MEDIALS.index(medial), FINALS.index(final))


# ---- other words -----------------------------------------------------------------------------------------------------


def foreign(word: str) -> tuple[str, ...]:
    """Letter by letter: a consonant goes to the vowel after it, else below the one before, else it takes ㅡ or ㅣ."""
    for pattern, sound in REWRITTEN:
        word = re.sub(pattern, sound, word)
    sounds, found = SOUND.findall(word), []  # of each syllable: initial, medial, final
    for i, sound in enumerate(sounds):
        before, after = sounds[i - 1] if i else "", sounds[i + 1] if i + 1 < len(sounds) else ""
        if sound in VOWELS:
            medial = SOFT.get(VOWELS[sound], VOWELS[sound]) if before == "sh" else VOWELS[sound]
            found.append([FOREIGN.get(before, "ㅇ"), medial, ""])
        elif after not in VOWELS and sound != "_":
            if before in VOWELS and sound in CODAS:
                found[-1][2] = CODAS[sound]
            else:
                found.append([FOREIGN[sound], "ㅣ" if sound in ("ch", "j", "sh") else "ㅡ", ""])
    return tuple(composed(*letters) for letters in found)
