"""What answers at each route, by socket and by post alike, and whose requests are taken."""

from __future__ import annotations

import importlib
from typing import Any
from urllib.parse import urlparse

from streamlit.web.server.server_util import allow_all_cross_origin_requests, is_allowed_origin

from app.live.channel.messages import Message

# The instruments that ask the server: route, folder and class (two_views: TwoViewsService) have one name. Every viewer
# has an own instance, which may remember what its viewer began.
SERVICES = (
    "latent", "world", "samplers", "postcards", "two_views", "runs", "em", "densities", "film", "pixel_factors",
    "share", "rooms",
)  # fmt: skip


def class_of(name: str) -> str:
    """What the class of an instrument's service is called."""
    return "".join(part.capitalize() for part in name.split("_")) + "Service"


def kind(name: str) -> type[Any]:
    """The class of the service called `name`, whose module is imported when it is first asked for."""
    return getattr(importlib.import_module(f"app.live.{name}.service"), class_of(name))


def service(name: str) -> Any:
    """A new instance of the service called `name`."""
    return kind(name)()


def warm_up() -> None:
    """Import and prepare once what the first viewer of each service would wait for."""
    for name in SERVICES:
        kind(name).warm_up()


async def left(service: Any) -> None:
    """The viewer of a service has gone: it lets go of what it holds for that viewer."""
    if hasattr(service, "leave"):
        await service.leave()


def origin_allowed(origin: str | None, host: str | None) -> bool:
    """Whether a page from `origin` may ask here: same host, or allowed by Streamlit's CORS settings.

    Without the header it is no browser, and there is nothing to protect. Unlike Streamlit's own check this one
    never asks the network for the machine's address, so a stranger cannot make the server wait.
    """
    if origin is None or urlparse(origin).netloc == host:
        return True
    return allow_all_cross_origin_requests() or is_allowed_origin(origin)


def pong(request: Message) -> bytes:
    """Somebody answers here: that is all that a page asks after trouble."""
    from app.live.channel import frames

    return frames.pack({}, id=request.id, kind="pong")
