"""The live channel's routes on Streamlit's own port: a WebSocket per live component, and the components' JavaScript."""

from __future__ import annotations

import asyncio
import importlib
import logging
import threading
from functools import partial
from pathlib import Path
from typing import Any
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
HISTORIES = ASSETS.parent / "histories"  # recorded training, as pictures
GOING_AWAY, POLICY_VIOLATION, TOO_BIG, TRY_LATER = 1001, 1008, 1009, 1013  # WebSocket close codes, RFC 6455

# route -> what answers there; every socket has its own instance, which may remember what its viewer began
SERVICES = {
    "latent": "app.live.latent:LatentService",
    "world": "app.live.world:WorldService",
    "sampling": "app.live.sampling:SamplingService",
    "postcards": "app.live.postcards:PostcardService",
    "classify": "app.live.classify:ClassifyService",
    "runs": "app.live.run_service:RunService",
    "mixture": "app.live.mixture_fit:MixtureFitService",
    "densities": "app.live.four_densities:FourDensitiesService",
    "film": "app.live.film:FilmService",
    "digits": "app.live.pixel_factors:PixelFactorsService",
}

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
        *(WebSocketRoute(f"{prefix}/live/{name}", partial(live_socket, name)) for name in SERVICES),
        Mount(f"{prefix}/live-assets", Revalidated(directory=ASSETS)),
        Mount(f"{prefix}/live-histories", Revalidated(directory=HISTORIES, check_dir=False)),
    ]


def warm_up() -> None:
    """Import torch when the first page is likely there, so that neither it nor the first run is held up."""
    timer = threading.Timer(limits.WARM_UP_SECONDS, lambda: importlib.import_module("app.live.hub").warm_up())
    timer.daemon = True
    timer.start()


def origin_allowed(origin: str | None, host: str | None) -> bool:
    """Whether a page from `origin` may open a socket here: same host, or allowed by Streamlit's CORS settings.

    Without the header it is no browser, and there is nothing to protect. Unlike Streamlit's own check this one
    never asks the network for the machine's address, so a stranger cannot make the server wait.
    """
    if origin is None or urlparse(origin).netloc == host:
        return True
    return allow_all_cross_origin_requests() or is_allowed_origin(origin)


def service(name: str) -> Any:
    """A new instance of the service called `name`; its module is imported with its first viewer."""
    module, _, kind = SERVICES[name].partition(":")
    return getattr(importlib.import_module(module), kind)()


async def live_socket(name: str, socket: WebSocket) -> None:
    """Answer one viewer's requests to one service, one after the other, until the viewer leaves."""
    if not origin_allowed(socket.headers.get("origin"), socket.headers.get("host")):
        LOG.warning("live: refused a socket from another origin")
        await socket.close(POLICY_VIOLATION)
        return
    if len(_open_sockets) >= limits.SOCKETS:
        LOG.warning("live: refused a socket, %d are open", len(_open_sockets))
        await socket.close(TRY_LATER)
        return
    _open_sockets.add(socket)
    try:
        await socket.accept()
        await _serve(socket, await asyncio.to_thread(service, name))  # its imports must not hold up the others
    except TimeoutError:
        await socket.close(GOING_AWAY, "idle")  # the viewer opens it again with the next move
    except WebSocketDisconnect:
        pass
    finally:
        _open_sockets.discard(socket)


async def _serve(socket: WebSocket, answering: Any) -> None:
    from app.live import frames  # safetensors comes with the first viewer, not with the server

    pace, loop = limits.Pace(), asyncio.get_running_loop()
    while True:
        async with asyncio.timeout(limits.IDLE_SECONDS):
            message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        if delay := pace.delay():
            await asyncio.sleep(delay)
        try:
            request = parse(message.get("text") or message.get("bytes") or b"")
            if hasattr(answering, "reply"):  # it waits for news, which must not hold a thread
                frame = await answering.reply(request)
            else:
                frame = await loop.run_in_executor(answering.worker(request), answering.answer, request)
        except BadMessage as error:
            LOG.warning("live: %s", error)
            frame = frames.error(error.message_id, error.code, str(error))
            if error.code == "too_big":
                await socket.send_bytes(frame)
                await socket.close(TOO_BIG, "message too big")
                return
        except Exception:  # an engine's fault is this viewer's error frame, never the server's end
            LOG.exception("live: the service failed")
            frame = frames.error(None, "failed", "the server could not compute this picture")
        await socket.send_bytes(frame)
