"""Mounting live components: their source, the texts that all share, and the slow way when no socket opens."""

from __future__ import annotations

import base64
import json
import logging
import threading
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from app.live.messages import BadMessage, parse
from app.live.people import XSRF_COOKIE_NAME, Person, person
from app.live.routes import service
from app.ui.i18n import language, t
from app.ui.kept import Kept, absorb, made, note

LOG = logging.getLogger(__name__)
ASSETS = Path(__file__).resolve().parents[2] / "assets" / "live"


def mount(
    name: str,
    route: str | None,
    *,
    key: str,
    page: str,
    data: Mapping[str, Any],
    text: Mapping[str, str],
    kept: Mapping[str, Kept] | None = None,
    states: Sequence[str] = (),
    style: str = "",
) -> dict[str, Any]:
    """Mount assets/live/NAME.js; `data` and `text` are what it reads. Returns the values of `kept`.

    `route` names the service that answers it (None: it asks nothing), `page` is the URL path of the page, `kept` what a
    person makes in it, by name, `states` what else it may tell Python, `style` another component whose sheet it shares.
    A request that comes through a rerun, because the socket could not open, is answered by the same service with the
    same frame.
    """
    kept = kept or {}
    asked = st.session_state.get(key, {}).get("ask")
    common = {
        "undo": t("Undo"),
        "redo": t("Redo"),
        "fallback": t("The live connection could not be opened; pictures now come the slow way."),
        "failed": t("This could not be computed."),
        "notLoaded": t("This part of the page could not be loaded; reload the page."),
        "error_too_many": t("Too many viewers at once; try again in a minute."),
        "error_unknown_world": t("This drawing is no longer here; draw or upload it again."),
        "error_bad_world": t(
            "No density can be made of this: give every hill a width, and some weight to at least one."
        ),
        "error_bad_components": t("Give 1 to 12 hills, none of them far outside the picture."),
        "error_bad_strokes": t("The drawing is empty or too long; clear it and draw again."),
        "error_bad_settings": t("The sampler cannot run with these settings; move them back a little."),
        "error_lost_run": t(
            "The connection was lost, and this run is too long to repeat; change a setting to begin anew."
        ),
        "error_bad_weights": t("All weights are 0; give at least one a weight above 0."),
        "error_bad_points": t("No model can be fitted to these points: spread them out, and keep both classes."),
        "error_out_of_range": t("A number is larger or smaller than allowed; move it back a little."),
        "error_too_big": t("This is more than the server takes at once; make it smaller and try again."),
    }
    data = {
        **data,
        "made": made(key, kept) if kept else None,
        "text": common | dict(text),
        "page": page,
        "lang": language(),
        "reply": _reply(route, key, asked) if route and asked else None,
    }
    changes = {f"on_{state}_change": lambda: None for state in ("ask", *states)}
    if kept:  # before the page runs, which may be another one by now
        changes["on_made_change"] = lambda: absorb(key, kept)
    _component(name, style or name)(key=key, data=data, **changes)
    note(kept)
    return data["made"]["values"] if kept else {}


@cache
def _component(name: str, style: str) -> Any:
    js = (ASSETS / "loader.js").read_text(encoding="utf-8").replace("NAME", name)
    sheets = [path for path in (ASSETS / "live.css", ASSETS / f"{style}.css") if path.exists()]
    return st.components.v2.component(name, js=js, css="\n".join(p.read_text(encoding="utf-8") for p in sheets))


class SlowWay:
    """One component's requests that come through reruns: each is answered once, however often the page runs again.

    Every rerun brings the latest request of every component on the page, and a rerun may be cut short by the next one
    before the reply is out. So a command would be done again and again, and all answers computed with each of them.
    """

    def __init__(self, route: str) -> None:
        self.route, self.service = route, service(route)  # services remember what their viewer began
        self.asked, self.reply = "", ""
        self.lock = threading.Lock()  # the run that is cut short may still be answering

    def answer(self, asked: Any, person: Person) -> str:
        """The frame in base64."""
        with self.lock:
            message = json.dumps(asked, sort_keys=True)
            if message != self.asked:
                self.reply = base64.b64encode(self._frame(message, person)).decode()
                self.asked = message
            return self.reply

    def _frame(self, message: str, person: Person) -> bytes:
        from app.live import frames
        from app.live.memory import MEMORY
        from app.live.service import Service

        self.service.person = person
        try:
            request = parse(message)
            with MEMORY.using(self.service, person) if isinstance(self.service, Service) else nullcontext():
                return self.service.answer(request)
        except BadMessage as error:
            return frames.error(error.message_id, error.code, str(error))
        except Exception:  # an engine's fault is an error frame, on the slow way too
            LOG.exception("live: the %s service failed", self.route)
            return frames.error(None, "failed", "the server could not compute this")


def _reply(route: str, key: str, asked: Any) -> str:
    name = f"live-slow-{key}"
    if name not in st.session_state:
        st.session_state[name] = SlowWay(route)
    return st.session_state[name].answer(asked, person(st.context.ip_address, st.context.cookies.get(XSRF_COOKIE_NAME)))
