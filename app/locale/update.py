"""Collect every t("...") of the app, every msgid("..."), and the words of scripts to take home, into the catalogues:
`make messages`.

English is the source language, so its catalogue repeats it; the others keep what is translated and gain empty entries
for what is new. A test fails while one of Korean's is empty.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.ui.code import SCRIPTS, words_of
from app.ui.language import LANGUAGES, LOCALE

ROOT = LOCALE.parents[1]
KEYWORDS = {"app": {"t": None, "msgid": None}, "engines": {"msgid": None}}


def extracted() -> Catalog:
    """All messages of app/**/*.py, engines/**/*.py and the scripts to take home, with the files they stand in."""
    catalogue = Catalog(charset="utf-8")
    for folder, keywords in KEYWORDS.items():
        for file, _, message, _, _ in extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=keywords):
            catalogue.add(message, locations=[(f"engines/{file}" if folder == "engines" else file, 1)])
    for file in sorted(SCRIPTS.glob("*.py")):
        for message in words_of(file.stem):
            catalogue.add(message, locations=[(f"assets/notebooks/{file.name}", 1)])
    return catalogue


def path(code: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / "messages.po"


def update(code: str) -> Catalog:
    """The catalogue of one language with new messages added and gone ones dropped."""
    old = Catalog()
    if path(code).exists():
        with path(code).open("rb") as file:
            old = read_po(file)
    new = Catalog(charset="utf-8", project="generative laboratory")
    for message in sorted(extracted(), key=lambda m: str(m.id)):
        if message.id:
            before = old.get(message.id)
            text = str(message.id) if code == "en" else (before.string if before else "")
            new.add(message.id, text, locations=sorted({(file, None) for file, _ in message.locations}))
    return new


def main() -> None:
    for code in LANGUAGES:
        catalogue = update(code)
        path(code).parent.mkdir(exist_ok=True)
        with path(code).open("wb") as file:
            write_po(file, catalogue, width=110, omit_header=True, ignore_obsolete=True)
        empty = [m.id for m in catalogue if m.id and not m.string]
        print(f"{code}: {len(catalogue)} messages, {len(empty)} to translate")


if __name__ == "__main__":
    main()
