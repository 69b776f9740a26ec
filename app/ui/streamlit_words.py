"""The few visible words that Streamlit itself writes, always in English: said in the session's language, or not at all.

Streamlit has no translations, so a style sheet hides its text and shows ours. Those of the file field: see upload.css.
"""

from __future__ import annotations

import json

from app.ui.language import t

SILENT = "[data-testid=InputInstructions]"  # our labels say what they would
MORE = "[data-testid=stTopNavSection] p"  # the navigation's rest, "2 more"


def style() -> str:
    more = json.dumps(t("More …"), ensure_ascii=False)
    return (
        f"<style>{SILENT} {{ display: none; }} {MORE} {{ font-size: 0 !important; }} "
        f"{MORE}::after {{ content: {more}; font-size: 1rem; }}</style>"
    )
