"""The pages of the library say what its docstrings say, and these say what is needed."""

from __future__ import annotations

import inspect
import re

import pytest

from engines import library
from tests.api_pages import ALSO, FOLDER, methods, pages, told

MODELS = list(library.MODELS.values())


def test_the_pages_are_what_the_docstrings_say_now() -> None:
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*")} == pages(), "run make api"


def test_every_public_name_has_its_page() -> None:
    index = pages()["README.md"]
    assert all(f"`{name}`" in index for name in library.__all__)
    assert {target for target in re.findall(r"\]\((.*?)\)", index)} <= set(pages())
    assert "docs/api/README.md" in (FOLDER.parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_tells_shapes_units_errors_source_and_every_parameter(model: type) -> None:
    about = inspect.getdoc(model)
    assert re.search(r"(19|20)\d\d", about) or model.__name__ == "NaiveBayes", "where does it come from?"
    told_of = dict(re.findall(r"^(\w+) : .*\n((?:    .*)?)", about, re.M))
    assert set(told_of) >= set(model().get_params()) and all(told_of.values()), "a parameter without a word"
    fit, sample = (inspect.getdoc(getattr(model, name)) for name in ("fit", "sample"))
    assert "Raises" in fit and "ValueError" in fit and "shape (n, d)" in fit
    assert "shape (n_samples, d)" in sample and "seed" in sample
    if hasattr(model, "score_samples"):
        assert "nats" in inspect.getdoc(model.score_samples)
    assert set(methods(model)) >= {"fit", "sample", "save"}


@pytest.mark.parametrize("one", [*(getattr(library, name) for name in library.__all__ if name != "MODELS"), *ALSO])
def test_whatever_is_public_is_told_of(one: object) -> None:
    assert len(told(one)) > 30


def test_sections_become_lists_and_examples_become_code() -> None:
    def f() -> None:
        """Do it.

        >>> f()

        Parameters
        ----------
        n : int, default 3
            How many
            of them
        """

    assert (
        told(f)
        == "Do it.\n\n```python\n>>> f()\n```\n\n**Parameters**\n\n- `n`: int, default 3<br>\n  How many\n  of them"
    )
