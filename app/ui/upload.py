"""A field for one file whose own words are in the session's language and name the true limit.

Streamlit's uploader speaks English only. Its words are replaced by style, where it draws them.
"""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st
from streamlit import config
from streamlit.runtime.uploaded_file_manager import UploadedFile
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from app.ui import moment
from app.ui.language import t

MOST_MB = 25  # that reach our own checks, which answer in words; beyond, the browser refuses by itself
STYLE = Path(__file__).with_suffix(".css")


def upload(label: str, *, key: str, most: int) -> UploadedFile | None:
    """One file of any type; `most` bytes are read of it, which the caller checks."""
    too_large = t("The file was not taken. Give one of at most {most} MB.", most=f"{most / 1e6:g}")
    framed = without_cookies()
    words = {
        "CHOOSE": t("Choose a file"),
        "DROP": t("Drop the file here"),
        "REFUSED": t("The file was not taken.") if framed else too_large,
    }
    style = STYLE.read_text(encoding="utf-8").replace("KEY", key)
    for name, text in words.items():
        style = style.replace(name, json.dumps(text, ensure_ascii=False))
    st.html(f"<style>{style}</style>")
    if framed:
        st.warning(
            t(
                "In a frame of another site the browser keeps this page's cookie back, so files are refused. Open the"
                " page in a window of its own, or set STREAMLIT_SERVER_XSRF_COOKIE_SAME_SITE=none on the server (see"
                " deploy/README.md)."
            ),
            icon=":material/cookie_off:",
        )
    return st.file_uploader(label, max_upload_size=MOST_MB, key=key, on_change=moment.noted())


def without_cookies() -> bool:
    """Whether the browser keeps back the cookie without which Streamlit takes no file."""
    asked = bool(st.context.headers) and config.get_option("server.enableXsrfProtection")
    return asked and XSRF_COOKIE_NAME not in st.context.cookies
