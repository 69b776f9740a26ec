"""What is said of a person's file: in their language, with the true limits, and with their own text verbatim."""

from __future__ import annotations

import re

import pytest

from app.ui import errors
from app.ui import language as i18n
from app.ui.file_words import remark, verbatim
from engines.core import Refused
from engines.data import uploads
from engines.data.table_files import MAX_BYTES, MAX_COLUMNS, read_table
from engines.data.tables import MAX_ROWS, Note
from tests.engines.data.test_tables import BAD, CASES
from tests.engines.data.test_uploads import BAD_PICTURES

WORDS = r"MB|CSV|UTF|PNG|JPEG|HEIC|AVIF|iPhone|`[^`]*`"  # what stays in Korean


@pytest.fixture(params=["ko", "en"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(i18n, "language", lambda: request.param)
    return request.param


def is_in(language: str, sentence: str) -> bool:
    if language == "en":
        return (
            not re.search("[가-힣]", re.sub(WORDS, "", sentence)) and sentence[0] in "`0123456789" + sentence[0].upper()
        )
    return not re.search("[a-zA-Z]", re.sub(WORDS, "", sentence))


@pytest.mark.parametrize("data", [data for data, _ in BAD.values()], ids=BAD.keys())
def test_every_refusal_is_said_in_the_persons_language(language: str, data: bytes) -> None:
    with pytest.raises(Refused) as error:
        table = read_table(data)
        table.pair(*table.proposal)
    said = errors.explain(error.value)
    assert is_in(language, said) and "{" not in said and said != str(error.value)


@pytest.mark.parametrize("data", [data for data, _ in BAD_PICTURES.values()], ids=BAD_PICTURES.keys())
def test_every_picture_is_refused_in_the_persons_language(language: str, data: bytes) -> None:
    with pytest.raises(Refused) as error:
        uploads.read(data, channels=1, size=28, ink=True)
    said = errors.explain(error.value)
    assert is_in(language, said) and "{" not in said and said != str(error.value)


def test_a_picture_that_is_too_large_hears_the_true_limit(language: str) -> None:
    for name, limit in (("20000 x 20000", "40"), ("too many bytes", "25 MB")):
        with pytest.raises(Refused) as error:
            uploads.read(BAD_PICTURES[name][0], channels=1, size=28)
        assert limit in errors.explain(error.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("too many bytes", f"{MAX_BYTES / 1e6:g} MB"),
        ("too many rows", f"{MAX_ROWS:,}"),
        ("too many columns", f"{MAX_COLUMNS}"),
    ],
)
def test_limits_that_are_said_are_the_true_ones(language: str, name: str, said: str) -> None:
    with pytest.raises(Refused) as error:
        read_table(BAD[name][0])
    assert said in errors.explain(error.value)


@pytest.mark.parametrize("name", sorted(file.stem for file in CASES.glob("*.csv")))
def test_what_is_noted_of_the_files_that_were_sent_is_one_sentence_each(language: str, name: str) -> None:
    table = read_table((CASES / f"{name}.csv").read_bytes())
    notes = (*table.notes, *table.pair(*table.proposal).notes)
    for note in notes:
        assert is_in(language, remark(note)) and "{" not in remark(note)
    assert len({remark(note) for note in notes}) == len(notes)


def test_other_notes_are_sentences_too(language: str) -> None:
    table = read_table(b"a,b,who\n1,2,x\n3,,y\n5,-,z\n6,1,u\n7,2,v\nn,o,t\nt,a,b\n")
    said = [remark(note) for note in (*table.notes, *table.pair(0, 1).notes)]
    said.append(remark(Note("outlier", {"n": 2, "column": 1, "name": "", "value": 7.5, "line": 3})))
    assert len(set(said)) == 4 and all(is_in(language, sentence) for sentence in said)
    assert "7.5" in said[-1] and "3" in said[-1] and "1" in said[-1]


def test_a_cell_of_markdown_is_shown_as_it_is(language: str) -> None:
    wild = "![x](http://h/i.png) :red[a] $b$ `c`"
    assert verbatim(wild).count("`") == 2 and verbatim(wild).startswith("`![x](http")
    table = read_table(f"x,y\n1,2\n2,3\n4,{wild}\n".encode())
    said = remark(table.pair(0, 1).notes[0])
    assert said.count("`") == 4 and is_in(language, said)
