"""A field for one file whose own words are in the session's language and name the true limit.

Streamlit's uploader speaks English only. Its words are replaced by style, where it draws them.
"""

from __future__ import annotations

import json

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.ui.language import t

MOST_MB = 25  # that reach our own checks, which answer in words; beyond, the browser refuses by itself

STYLE = """<style>
.st-key-KEY {
  [data-testid="stFileUploaderDropzoneInstructions"], [data-testid="stFileChip"] [role="alert"] { display: none }
  [data-testid="stFileUploaderDropzone"] button *,
  [data-testid="stFileUploaderDropzoneInput"] + :not(:has(button)),
  [data-testid="stFileUploaderDropzoneInput"] + :not(:has(button)) * { font-size: 0 }
  [data-testid="stFileUploaderDropzone"] button::after { content: CHOOSE; font-size: 1rem }
  [data-testid="stFileUploaderDropzoneInput"] + :not(:has(button))::after { content: DROP; font-size: 1rem }
  &:has([data-testid="stFileChipIconError"])::after { content: REFUSED; color: var(--st-red-text-color, red) }
}
</style>"""


def upload(label: str, *, key: str, most: int) -> UploadedFile | None:
    """One file of any type; `most` bytes are read of it, which the caller checks."""
    words = {
        "KEY": key,
        "CHOOSE": json.dumps(t("Choose a file"), ensure_ascii=False),
        "DROP": json.dumps(t("Drop the file here"), ensure_ascii=False),
        "REFUSED": json.dumps(t("The file was not taken. Give one of at most {most} MB.", most=f"{most / 1e6:g}"),
                              ensure_ascii=False),
    }  # fmt: skip
    style = STYLE
    for name, text in words.items():
        style = style.replace(name, text)
    st.html(style)
    return st.file_uploader(label, max_upload_size=MOST_MB, key=key)
