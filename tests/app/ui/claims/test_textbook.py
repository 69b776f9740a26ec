"""The textbook's own words, against a copy of its chapters 4 and 5."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.ui.claims import results
from app.ui.claims.sentences import QUOTES, additions, original, sentences
from app.ui.claims.table import answer, is_it_wrong, quotation
from app.ui.language import catalogue
from engines.comparison.budgets import BUDGETS, CONVERGED
from engines.comparison.claims import ADDED, CLAIMS, COLUMNS, TEXTBOOK, judge
from engines.comparison.counted import CODES, beside
from engines.comparison.models import DATA, NETWORKS, POINTS, models_of
from engines.comparison.rule import Figure

SOURCE = (Path(__file__).parents[3] / "cases" / "textbook.ko.md").read_text(encoding="utf-8")
ROWS = {"VAE": "vae", "GAN": "gan", "Diffusion": "diffusion"}


def of_table() -> dict[tuple[str, str], list[str]]:
    """(model, column) -> its phrases, in their order."""
    rows = [[cell.strip() for cell in line.strip("| \n").split("|")] for line in SOURCE.splitlines() if "|" in line]
    return {
        (ROWS[row[0]], column): [phrase for phrase in re.split(r"(?<=\.) |, ", cell) if phrase]
        for row in rows
        if row[0] in ROWS
        for column, cell in zip(COLUMNS, row[1:], strict=True)
    }


def test_every_phrase_of_the_textbooks_table_is_quoted_word_for_word_in_its_cell() -> None:
    table = of_table()
    assert len(table) == 9
    for (model, column), phrases in table.items():
        quoted = [original(c) for c in TEXTBOOK if (c.model, c.column) == (model, column)]
        assert [q for q in dict.fromkeys(quoted) if q in phrases] == phrases


def test_nothing_is_quoted_that_the_textbook_does_not_say() -> None:
    for claim in TEXTBOOK:
        assert claim.quoted and original(claim) in SOURCE, claim.name
    assert {c.name for c in TEXTBOOK} == set(QUOTES) and {c.name for c in ADDED} == set(additions())
    assert not any(original(claim) for claim in ADDED)
    assert not any(said in SOURCE for said in map(catalogue("ko").get, additions().values()))


def test_the_quotation_stands_in_korean_and_in_english_beside_its_translation(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = next(c for c in CLAIMS if c.name == "vae-latent")
    for code in ("ko", "en"):
        monkeypatch.setattr("app.ui.language.language", lambda code=code: code)
        monkeypatch.setattr("app.ui.claims.table.language", lambda code=code: code)
        assert '<q lang="ko">잠재공간 학습</q>' in quotation(claim)
        assert (f"<q>{sentences()[claim.name]}</q>" in quotation(claim)) == (code == "en")


def test_no_verdict_contradicts_what_the_page_of_gans_shows() -> None:
    """There plain GANs collapse, fall back and lose modes before one's eyes, on points."""
    found = results.shipped(CONVERGED)
    for data in POINTS:
        values = results.figures(found, data)
        marks = {c.name: judge(c, data, values).mark for c in CLAIMS if c.of == "gan-plain"}
        assert len(marks) == 4 and "contradicted" not in marks.values()


@pytest.mark.parametrize("budget", BUDGETS)
@pytest.mark.parametrize("data", DATA)
def test_resources_are_counted_for_every_network(data: str, budget: str) -> None:
    networks = [m for m in NETWORKS if m in models_of(data, budget)]
    found = beside(data, budget, {(m, "steps"): Figure(1000.0, 0.0, 3) for m in networks})
    for model in networks:
        assert found[model, "train_operations"].mean > 1e9 and found[model, "sample_operations"].mean > 1e3
        assert found[model, "peak_memory"].mean > 0
    once, twice = (
        beside(data, budget, {("gan", "steps"): Figure(n)})["gan", "train_operations"].mean for n in (1.0, 2.0)
    )
    assert twice == 2 * once
    assert found["diffusion", "sample_operations"].mean > 10 * found["gan", "sample_operations"].mean  # many passes


@pytest.mark.parametrize("data", ["digits", "fashion"])
def test_the_space_of_codes_is_measured_beside_the_plain_autoencoder(data: str) -> None:
    found = beside(data, CONVERGED, {})
    for metric in CODES:
        assert 0 < found["ae", metric].mean < found["vae", metric].mean < 1


def test_where_a_sentence_of_the_textbook_is_contradicted_the_page_says_whether_it_is_wrong() -> None:
    good = {(m, "frechet"): Figure(v, 0.1, 3) for m, v in (("vae", 30.0), ("gan", 20.0), ("diffusion", 5.0))}
    bad = good | {("diffusion", "frechet"): Figure(90.0, 0.1, 3)}
    assert answer() in is_it_wrong(["diffusion"], "digits", bad)
    assert not is_it_wrong(["diffusion"], "digits", good) and not is_it_wrong(["gan"], "digits", bad)
    assert len(re.findall(r"[.]( |$)", answer())) == 2
