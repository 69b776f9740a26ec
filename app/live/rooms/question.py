"""The class's question: what a teacher may ask, and how it stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from unicodedata import category, normalize

NAME_LETTERS, QUESTION_LETTERS, ANSWER_LETTERS = 24, 300, 120
FEWEST, MOST = 2, 8  # answers to one question
NONE, ASKED, OPENED, TOLD = "", "asked", "opened", "told"  # answers are taken while it is asked; told: the truth, too
STAGES = (ASKED, OPENED, TOLD)


@dataclass(frozen=True)
class Question:
    """A question with its answers; `right` is the number of the true one, None where nobody knows or will say.
    `about` is the name of the question of an experiment, whose page knows the truth; "" for a teacher's own."""

    text: str
    answers: tuple[str, ...]
    right: int | None = None
    about: str = ""

    def written(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Question:
        fields = json.loads(text)
        return cls(fields["text"], tuple(fields["answers"]), fields["right"], fields["about"])


def tidied(text: str, most: int) -> str:
    """A line that a person has typed, as it is shown: cut, without signs that are unseen or turn the writing round."""
    kept = (" " if sign.isspace() else sign for sign in normalize("NFC", text))
    visible = "".join(sign for sign in kept if category(sign)[0] != "C")
    return " ".join(visible.split())[:most].strip()


def counted(choices: Sequence[tuple[int, int]], answers: int) -> list[int]:
    """How many have chosen each of so many answers, from pairs (answer, how many)."""
    found = dict(choices)
    return [found.get(n, 0) for n in range(answers)]
