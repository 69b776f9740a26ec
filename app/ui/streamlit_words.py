"""The few words that Streamlit itself writes, always in English: said in the session's language, or not at all.

Streamlit has no translations, so a style sheet hides its text and shows ours. Those of the file field: see upload.css.
What only a screen reader hears is replaced in the browser, by assets/live/channel/spoken.js.
"""

from __future__ import annotations

import json

import streamlit as st

from app.ui.language import language, t

SILENT = "[data-testid=InputInstructions]"  # our labels say what they would
MORE = "[data-testid=stTopNavSection] p"  # the navigation's rest, "2 more"


def spoken() -> dict[str, str]:
    """What Streamlit's parts on our pages say to a screen reader; {name}: of the part or the file."""
    return {
        "Main menu": t("Main menu"),
        "App pages": t("Pages"),
        "Sidebar": t("Sidebar"),
        "Expand sidebar": t("Open the list of pages"),
        "Collapse sidebar": t("Close the list of pages"),
        "Navigate to home page": t("To the first page"),
        "Notifications": t("Notices"),
        "Running...": t("Being computed"),
        "Close": t("Close"),
        "Open": t("Open"),
        "Clear value": t("Clear the choice"),
        "Clear all": t("Clear all"),
        "Clear entry": t("Clear the entry"),
        "Selected values": t("Chosen"),
        "Selectbox options": t("Choices"),
        "Add files": t("Choose a file"),
        "file upload": t("File field"),
        "Upload {name}": t("Choose a file: {name}"),
        "Remove {name}": t("Remove {name}"),
        "Help for {name}": t("Help: {name}"),
        "Link to heading": t("Link to this heading"),
        "Shortcut {name}": t("Key: {name}"),
        "Fullscreen: {name}": t("In full: {name}"),
        "progress": t("Progress"),
        "Increment": t("More by one step"),
        "Decrement": t("Less by one step"),
        "Theme": t("Light or dark"),
        "System": t("As this device"),
        "Light": t("Light"),
        "Dark": t("Dark"),
        "Print": t("Print"),
        "Record screen": t("Record the screen"),
        "Stop recording": t("Stop recording"),
        "Copy version to clipboard": t("Copy the version"),
        "More …": t("More …"),
    }


def style() -> str:
    more = json.dumps(t("More …"), ensure_ascii=False)
    return (
        f"<style>{SILENT} {{ display: none; }} {MORE} {{ font-size: 0 !important; }} "
        f"{MORE}::after {{ content: {more}; font-size: 1rem; }}</style>"
    )


def speak() -> None:
    """Tell the document what to say in Streamlit's place; in English Streamlit says it itself."""
    words = json.dumps(spoken() if language() != "en" else {}, ensure_ascii=False)
    script = f"document.documentElement.dataset.words = {json.dumps(words, ensure_ascii=False)}"
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
