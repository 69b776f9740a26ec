"""A person's own picture for a model: the field for its file, and what was understood of it."""

from __future__ import annotations

import hashlib
from typing import Any

import streamlit as st

from app.ui import moment
from app.ui.errors import explain
from app.ui.language import t
from app.ui.upload import upload
from engines.core import Refused
from engines.data import uploads


def own_picture(*, key: str, about: str, channels: int, size: int, ink: bool) -> dict[str, Any] | None:
    """A person's own picture, made as small as the model's, shown as it was understood; errors in words.

    {nth, picture}: another `nth` is another picture, bytes. `about`: for which model or data; what could not be used
    leaves the picture before it in place. With `ink` strokes are cut out of their paper.
    """
    understood = st.session_state.setdefault(f"{key}_pictures_given", {})
    file = upload(
        t("PNG, JPEG, WebP, GIF or BMP, at most {mb} MB. It is made {n} pixels wide. The server forgets the file when"
          " you leave; the small picture stays in the link of this page, and whoever has the link sees it.",
          mb=f"{uploads.MOST_BYTES / 1e6:g}", n=size),
        key=f"{key}_file", most=uploads.MOST_BYTES,
    )  # fmt: skip
    if file is None:
        return understood.get(about)
    inverted = st.toggle(t("Invert"), key=f"{key}_file_inverted", on_change=moment.noted(),
                         help=t("Where light and dark were taken for each other."))  # fmt: skip
    raw = file.getvalue()
    try:
        picture = uploads.read(raw, channels=channels, size=size, ink=ink, inverted=inverted)
    except Refused as error:
        st.error(explain(error), icon=":material/error:")
        return understood.get(about)
    st.image(picture, caption=t("What the model is given"), width=4 * size)
    which = hashlib.sha256(raw + f"{about} {inverted}".encode()).hexdigest()[:16]
    understood[about] = {"nth": which, "picture": picture}
    return understood[about]
