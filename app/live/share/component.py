"""What stands beside the title of every experiment: its link to share, and the stage alone for a class."""

from __future__ import annotations

import streamlit as st

from app.live.channel.mount import mount
from app.ui.kept import too_long
from app.ui.language import t


def share() -> None:
    """A button that shows the browser's link as it is at that moment: to read, to copy, and as a QR code."""
    text = {
        "share": t("Share"),
        "title": t("Share this experiment"),
        "lead": t("Whoever opens this link sees the same experiment with the same settings."),
        "link": t("Link"),
        "copy": t("Copy"),
        "copied": t("Copied."),
        "notCopied": t("The browser does not let the page copy: the link is selected, copy it yourself."),
        "code": t("QR code of the link"),
        "leftOut": t(
            "The whole link is too long for a QR code: the code leaves out the largest of what was drawn, moved or"
            " uploaded here. The link above has everything."
        ),
        "noCode": t("This link is too long for a QR code."),
        "kept": too_long(),
        "close": t("Close"),
    }
    with st.container(key="share", width="content"):
        mount("share/link", key="share_link", data={}, text=text)


def presenter() -> None:
    """A button that leaves the stage alone on the screen, in large type."""
    text = {
        "present": t("Present"),
        "lead": t(
            "The stage alone, in large type. Page Down, Page Up or a remote clicker lead from experiment to experiment."
        ),
        "keys": t("Presenting. Page Down: on. Page Up: back. Escape: end."),
        "back": t("Experiment before"),
        "on": t("Next experiment"),
        "end": t("End the presentation"),
    }
    with st.container(key="present", width="content"):
        mount("share/presenter", key="share_presenter", data={}, text=text)
