"""The few visible words that Streamlit itself writes, always in English: said in the session's language, or not at all.

Streamlit has no translations, so a style sheet hides its text and shows ours.
"""

from __future__ import annotations

import json

from app.ui.language import t

SILENT = ("InputInstructions", "stFileUploaderDropzoneInstructions")  # our labels say what they would


def style() -> str:
    """Of the navigation's rest ("2 more"), and of the button that opens a file."""
    said = {
        "[data-testid=stTopNavSection] p": t("More …"),
        "[data-testid=stFileUploaderDropzone] button p": t("Choose a file"),
    }
    hidden = ", ".join(f"[data-testid={name}]" for name in SILENT)
    rules = [f"{hidden} {{ display: none; }}"]
    for where, words in said.items():
        quoted = json.dumps(words, ensure_ascii=False)
        rules += [
            f"{where} {{ font-size: 0 !important; }}",
            f"{where}::after {{ content: {quoted}; font-size: 1rem; }}",
        ]
    return f"<style>{' '.join(rules)}</style>"
