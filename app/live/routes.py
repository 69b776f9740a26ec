"""The live channel's routes on Streamlit's own port: a WebSocket per live component, and the components' JavaScript."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from urllib.parse import urlparse

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit import config
from streamlit.web.server.server_util import allow_all_cross_origin_requests, is_allowed_origin

from app.live import limits
from app.live.messages import BadMessage, parse

LOG = logging.getLogger(__name__)
ASSETS = Path(__file__).resolve().parents[2] / "assets" / "live"
POLICY_VIOLATION, TOO_BIG, TRY_LATER = 1008, 1009, 1013  # WebSocket close codes, RFC 6455

_open_sockets: set[WebSocket] = set()


class Revalidated(StaticFiles):
    """Static files that a browser asks for again each time, so that an update is never half old."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def live_routes() -> list[BaseRoute]:
    """The routes, below `server.baseUrlPath` as Streamlit's own are."""
    base = config.get_option("server.baseUrlPath").strip("/")
    prefix = f"/{base}" if base else ""
    return [
        WebSocketRoute(f"{prefix}/live/latent", latent_socket),
        Mount(f"{prefix}/live-assets", Revalidated(directory=ASSETS)),
    ]


def origin_allowed(origin: str | None, host: str | None) -> bool:
    """Whether a page from `origin` may open a socket here: same host, or allowed by Streamlit's CORS settings.

    Without the header it is no browser, and there is nothing to protect. Unlike Streamlit's own check this one
    never asks the network for the machine's address, so a stranger cannot make the server wait.
    """
    if origin is None or urlparse(origin).netloc == host:
        return True
    return allow_all_cross_origin_requests() or is_allowed_origin(origin)


async def latent_socket(socket: WebSocket) -> None:
    """Answer decode, map and encode requests, one after the other, until the viewer leaves."""
    if not origin_allowed(socket.headers.get("origin"), socket.headers.get("host")):
        LOG.warning("live: refused a socket from another origin")
        await socket.close(POLICY_VIOLATION)
        return
    await socket.accept()
    if len(_open_sockets) >= limits.SOCKETS:
        await socket.close(TRY_LATER, "too many viewers; try again in a minute")
        return
    _open_sockets.add(socket)
    try:
        await _serve(socket)
    except WebSocketDisconnect:
        pass
    finally:
        _open_sockets.discard(socket)


async def _serve(socket: WebSocket) -> None:
    from app.live import frames, latent  # numpy and safetensors come with the first viewer, not with the server

    pace = limits.Pace()
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        await asyncio.sleep(pace.delay())
        text = message.get("text") or ""
        try:
            frame = await latent.answer(parse(text or message.get("bytes") or b""))
        except BadMessage as error:
            LOG.warning("live: %s", error)
            frame = frames.error(error.message_id, error.code, str(error))
            if error.code == "too_big":
                await socket.send_bytes(frame)
                await socket.close(TOO_BIG, "message too big")
                return
        except Exception as error:  # an engine's fault is this viewer's error frame, never the server's end
            LOG.error("live: %s in the latent engine: %s", type(error).__name__, str(error).splitlines()[:1])
            frame = frames.error(None, "failed", "the server could not compute this picture")
        await socket.send_bytes(frame)
