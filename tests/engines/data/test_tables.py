"""Tables in every dialect that people's programs write: read, with a note of what was guessed or left out, or refused
with a code, its values and the remedy."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.core import Refused
from engines.data import numerals
from engines.data.numerals import Numerals
from engines.data.own_worlds import from_table
from engines.data.shapes import build
from engines.data.table_files import MAX_BYTES, MAX_COLUMNS, read_table
from engines.data.tables import MAX_ROWS, Table

CASES = Path(__file__).resolve().parents[2] / "cases"


def case(name: str) -> Table:
    return read_table((CASES / f"{name}.csv").read_bytes())


def codes(table: Table) -> list[str]:
    return [note.code for note in table.notes]


def chosen(text: str | bytes) -> list[list[float]]:
    """The points of the proposed pair."""
    table = read_table(text.encode() if isinstance(text, str) else text)
    return table.pair(*table.proposal).points.tolist()


# ---- the files that were sent ----------------------------------------------------------------------------------------

FIRST, LAST = [160.8, 49.3], [156.4, 62.0]


@pytest.mark.parametrize(
    ("name", "names", "first", "last", "notes"),
    [
        ("semicolon_decimal_comma", ("x", "y"), FIRST, LAST, []),
        ("pandas_index", ("height", "weight"), FIRST, LAST, ["index-column"]),
        ("three_columns_class", ("height", "weight"), FIRST, LAST, ["class-column"]),
        ("excel_trailing_comma", ("x", "y"), FIRST, LAST, []),
        ("excel_empty_rows", ("x", "y"), FIRST, LAST, []),
        ("quoted_thousands", ("income", "rent"), [1608, 986], [1564, 1240], ["commas"]),
        ("unicode_minus", ("x", "y"), [-6, -11], [-11, 2], []),
        ("outlier", ("x", "y"), FIRST, [9999999, 55], ["outlier"]),
        ("semicolon_last_total", ("x", "y"), FIRST, LAST, ["lines-left-out"]),
    ],
)
def test_every_file_that_was_sent_is_read(name: str, names: tuple, first: list, last: list, notes: list[str]) -> None:
    table = case(name)
    pair = table.pair(*table.proposal)
    assert len(pair.points) == 120 + (name == "outlier")
    assert (pair.names, pair.points[0].tolist(), pair.points[-1].tolist()) == (names, first, last)
    assert [note.code for note in (*table.notes, *pair.notes)] == notes


def test_notes_name_what_they_speak_of() -> None:
    assert case("pandas_index").notes[0].values == {"column": 1, "name": ""}
    assert case("three_columns_class").notes[0].values == {"column": 3, "name": "class"}
    assert case("semicolon_last_total").notes[0].values == {"n": 1, "line": 122, "cell": "합계;"}
    assert case("quoted_thousands").notes[0].values == {"cell": "1,608", "number": 1608}
    (note,) = case("outlier").pair(0, 1).notes
    assert note.values == {"column": 1, "name": "x", "n": 1, "value": 9999999, "line": 122}


# ---- dialects --------------------------------------------------------------------------------------------------------

POINTS = [[1.0, 2.0], [3.0, 4.5], [-5.0, 6.0]]
DIALECTS = {
    "plain": "1,2\n3,4.5\n-5e0,6\n",
    "header": "x,y\n1,2\n3,4.5\n-5,6",
    "quoted": '"height","weight"\r\n"1","2"\r\n3,4.5\r\n-5,6\r\n',
    "semicolons": "1;2\n3;4.5\n-5;6",
    "tabs": "a\tb\n1\t2\n3\t4.5\n-5\t6",
    "spaces": "1 2\n3   4.5\n -5 6",
    "blank lines": "\n\n1, 2\n\n3, 4.5\n-5, 6\n\n",
    "Korean": "키,몸무게\n1,2\n3,4.5\n-5,6",
    "decimal commas": "1,0;2,0\n3,0;4,5\n-5,0;6,0",
    "decimal commas between spaces": "x y\n1,0 2,0\n3,0 4,5\n-5,0 6,0",
    "trailing commas": "x,y,,\n1,2,,\n3,4.5,,\n-5,6,,\n",
    "trailing commas forgotten in between": "x,y,\n1,2,\n3,4.5\n-5,6,\n",
    "rows of commas": "x,y\n1,2\n,\n3,4.5\n-5,6\n,\n,\n",
    "a column of nothing": "x,,y\n1,,2\n3,,4.5\n-5,,6",
    "sep": "sep=;\nx;y\n1;2\n3;4.5\n-5;6",
    "a title": "Measured in May\nx,y\n1,2\n3,4.5\n-5,6",
    "numpy": "# x y\n1.0 2.0\n3.0 4.5\n-5.0 6.0\n",
    "R": '"x" "y" "z"\n"1" 1 2 0.1\n"2" 3 4.5 0.2\n"3" -5 6 0.1\n',
    "minus signs": "x,y\n1,2\n3,4.5\n−5,6",
    "full width": "x,y\n1,2\n3,4.5\n-5,6",
    "DOS": "1,2\r\n3,4.5\r\n-5,6\r\n\x1a",
    "a total": "x,y\n1,2\n3,4.5\n-5,6\nTotal:\n",
    "sums after semicolons": "x,y\n1,2\n3,4.5\n-5,6\n합계;\n",
    "words and dates": "day,x,y,who\n2026-01-01,1,2,Kim\n2026-01-02,3,4.5,Lee\n2026-01-03,-5,6,Park\n",
}


@pytest.mark.parametrize("text", DIALECTS.values(), ids=DIALECTS.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_dialect_in_every_encoding(text: str, encoding: str) -> None:
    assert chosen(text.encode(encoding, "replace" if "−" in text and encoding == "cp949" else "strict")) in (
        POINTS,
        POINTS[:2],  # where CP949 has no minus sign
    )


def test_european_excel_is_read() -> None:
    assert chosen("größe;gewicht\n1,0;2,0\n3,0;4,5\n-5,0;6,0".encode("cp1252")) == POINTS


@pytest.mark.parametrize(
    ("text", "points", "doubt"),
    [
        ('"1,608","986"\n"1,010","7"\n', [[1608, 986], [1010, 7]], True),
        ('"1,234,567","8"\n"2","3"\n', [[1234567, 8], [2, 3]], False),
        ('"1,234.5","8"\n"2","3"\n', [[1234.5, 8], [2, 3]], False),
        ("1,608;986\n2;3\n", [[1.608, 986], [2, 3]], True),
        ("1,608;49.3\n1,700;50.1\n", [[1608, 49.3], [1700, 50.1]], False),
        ("1.234,5;8\n2;3\n", [[1234.5, 8], [2, 3]], False),
        ("0,125;8\n2;3\n", [[0.125, 8], [2, 3]], False),
        ("1,608\t986\n1,700\t3\n", [[1608, 986], [1700, 3]], True),
        ("1 608;986\n1 700;3\n", [[1608, 986], [1700, 3]], False),
        ("1'608,986\n1'700,3\n", [[1608, 986], [1700, 3]], False),
    ],
)
def test_commas_in_numbers_and_where_they_are_in_doubt(text: str, points: list, doubt: bool) -> None:
    assert chosen(text) == points
    assert ("commas" in codes(read_table(text.encode()))) is doubt


@given(st.floats(-1e11, 1e11), st.sampled_from(["plain", "decimal comma", "thousands", "minus sign"]))
@settings(deadline=None, derandomize=True)
def test_a_number_is_the_same_in_every_writing(x: float, way: str) -> None:
    x = float(f"{x:.6f}")
    text = f"{x:,.6f}" if way == "thousands" else f"{x:.6f}"
    if way == "decimal comma":
        text = text.replace(".", ",")
    if way == "minus sign":
        text = text.replace("-", "−")
    assert numerals.looks(text)
    assert Numerals(way == "decimal comma").read(text) == x


@pytest.mark.parametrize("cell", ["", "-", ",", ".", "1_000", "0x10", "1,2,3", "nan", "inf", "1e", "--1", "1 2", "cat"])
def test_what_is_no_number_is_none(cell: str) -> None:
    assert not numerals.looks(cell)
    assert np.isnan(Numerals(False).read(cell)) and np.isnan(Numerals(True).read(cell))


@pytest.mark.parametrize("end", ["x", ",", ",,", ".,", "e", "e+"])
def test_a_cell_without_end_is_no_number_at_once(end: str) -> None:
    """Of a cell that is tried digit by digit anew, this one would take a quarter of an hour."""
    cell = "9" * 100_000 + end
    assert np.isnan(Numerals(False).read(cell)) and numerals.looks(cell) == (end == ",")


# ---- which columns ---------------------------------------------------------------------------------------------------


def test_every_column_of_numbers_can_be_chosen_also_the_index() -> None:
    table = case("pandas_index")
    assert table.names == ("", "height", "weight") and table.numbers == (1, 2, 3) and table.proposal == (1, 2)
    assert table.pair(0, 2).points[:2].tolist() == [[0, 49.3], [1, 50.5]]
    with pytest.raises(ValueError, match="two different ones from 0 to 2"):
        table.pair(1, 1)


@pytest.mark.parametrize(
    ("text", "proposal", "notes"),
    [
        ("id,h,w\n3,1,2\n7,3,4.5\n9,-5,6", (1, 2), ["index-column"]),
        ("h,w,class\n" + "1.5,2.5,0\n2,3,1\n4,4,2\n" * 9, (0, 1), ["class-column"]),
        ("1.5,2.5,0\n2,3,1\n4,4,2\n" * 9, (0, 1), ["class-column"]),
        ("class,h,w\n" + "0,1.5,2.5\n1,2,3\n2,4,4\n" * 9, (1, 2), ["class-column"]),
        ("day,y\n1,5\n2,7\n3,8", (0, 1), []),  # two columns are two columns
        ("h,rooms,w\n" + "1.5,1,2.5\n2,2,3\n4,3,4\n" * 9, (0, 1), []),
        ("h,same,w\n1,7,2\n3,7,4.5\n-5,7,6", (0, 2), []),
        ("id,class\n" + "".join(f"{i},{i % 2}\n" for i in range(30)), (0, 1), []),
    ],
)
def test_indices_classes_and_constants_are_not_proposed(text: str, proposal: tuple, notes: list[str]) -> None:
    table = read_table(text.encode())
    assert (table.proposal, codes(table)) == (proposal, notes)


def test_a_pair_knows_the_way_back_to_its_own_units() -> None:
    table = case("three_columns_class")
    pair = table.pair(0, 1)
    Z = pair.standard
    assert Z.mean(0) == pytest.approx([0, 0], abs=1e-12) and Z.std(0) == pytest.approx([1, 1])
    np.testing.assert_allclose(pair.mean + pair.sd * Z, pair.points, rtol=1e-12)
    world = from_table(table, 0, 1)
    assert world.mean == pytest.approx([0, 0], abs=1e-9)


# ---- gaps and outliers -----------------------------------------------------------------------------------------------


def test_rows_with_gaps_are_left_out_only_of_pairs_that_need_them() -> None:
    table = read_table(b"a,b,c\n1,2,3\n4,NA,6\n7,8,\n10,11,12\n13,oops,15\n16,17,1e300\n")
    assert len(table.pair(0, 1).points) == 4 and len(table.pair(0, 2).points) == 4 and len(table.pair(1, 2).points) == 2
    (note,) = table.pair(0, 1).notes
    assert note.code == "rows-left-out"
    assert note.values == {"n": 2, "line": 3, "cell": "NA", "column": 2, "name": "b"}
    assert table.pair(0, 2).notes[0].values == {"n": 2, "line": 4, "cell": "", "column": 3, "name": "c"}


@pytest.mark.parametrize(("far", "told"), [(9_999_999.0, True), (400.0, True), (190.0, False)])
def test_an_outlier_is_told_where_it_squeezes_the_rest(far: float, told: bool) -> None:
    x = np.random.default_rng(0).normal(160, 5, (120, 2))
    x[7, 1] = far
    text = "\n".join(f"{a},{b}" for a, b in x)
    notes = read_table(text.encode()).pair(0, 1).notes
    assert [note.code for note in notes] == ["outlier"] * told
    assert not told or notes[0].values == {"column": 2, "name": "", "n": 1, "value": far, "line": 8}


@pytest.mark.parametrize("law", ["normal", "uniform", "exponential", "standard_t", "lognormal"])
def test_ordinary_tails_are_no_outliers(law: str) -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_t(4, (5000, 2)) if law == "standard_t" else getattr(rng, law)(size=(5000, 2))
    assert read_table("\n".join(f"{a},{b}" for a, b in x).encode()).pair(0, 1).notes == ()


# ---- limits ----------------------------------------------------------------------------------------------------------


def test_what_numpy_saves_of_the_most_rows_is_read_whole() -> None:
    X = build("cat").sample(MAX_ROWS, seed=0)
    file = io.BytesIO()
    np.savetxt(file, X)
    table = read_table(file.getvalue())
    np.testing.assert_array_equal(table.values, X)
    world = from_table(table, 0, 1)
    assert world.n_components <= 200


BAD = {
    "empty": (b"", "few-columns"),
    "only a header": (b"x,y\n", "few-columns"),
    "blank lines": (b"\n \n\n", "few-columns"),
    "one point": (b"1,2\n", "few-rows"),
    "text": (b"the cat\nsat on the mat\n", "few-columns"),
    "a word in place of the second of two": (b"1,2\n3,cat\n", "few-rows"),
    "one column": (b"1\n2\n3\n", "few-columns"),
    "one column and classes": (b"h,c\n1,A\n2,A\n3,B\n4,B\n", "few-columns"),
    "decimal commas between commas": (b"x,y\n160,8,49,3\n163,8,50,5\n", "uneven-lines"),
    "thousands between commas": (b"x,y\n1,608,49\n986,50\n1,700,51\n1,800,52", "uneven-lines"),
    "one point many times": (b"1,2\n" * 100, "constant-column"),
    "no variance in one column": (b"1,2\n2,2\n3,2\n", "constant-column"),
    "too many rows": (b"1,2\n2,1\n" * 10_001, "many-rows"),
    "too many bytes": (b"1,2\n" * (MAX_BYTES // 4 + 1), "file-too-large"),
    "too many columns": (b",".join([b"1"] * (MAX_COLUMNS + 1)) + b"\n", "too-many-columns"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe" * 10, "not-text"),
    "a workbook": (b"PK\x03\x04" + b"\x14\x00" * 40, "workbook"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"\x14\x00" * 40, "workbook"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj", "few-columns"),
    "one endless line": (b"1" * 900_000, "few-columns"),
    "an endless quotation": (b'1,"2\n' + b"3,4\n" * 100_000, "many-rows"),
}


@pytest.mark.parametrize(("data", "code"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be_read_is_refused_with_its_code_and_in_words(data: bytes, code: str) -> None:
    with pytest.raises(Refused, match="; (give|save)") as error:
        table = read_table(data)
        table.pair(*table.proposal)
    assert error.value.code == code and len(str(error.value)) < 200


@given(st.binary(max_size=300) | st.text("0123456789.,;\t \n\"'-x−", max_size=300).map(str.encode))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_whatever_the_bytes_are_the_answer_is_a_table_or_a_refusal(data: bytes) -> None:
    try:
        table = read_table(data)
    except Refused:
        return
    assert table.values.shape == (len(table.lines), len(table.names)) and len(table.names) >= 2
    assert set(table.proposal) <= set(range(len(table.names))) and table.proposal[0] < table.proposal[1]
