"""The slow way: the same requests by HTTP POST, where no WebSocket comes through. A viewer keeps one service, too."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.live.channel import limits
from app.live.channel.messages import BadMessage, Message, parse
from app.live.channel.metrics import counted
from app.live.channel.people import Person, person_of
from app.live.channel.services import left, origin_allowed, pong, service

VIEWERS, VIEWERS_PER_ADDRESS = 400, 200  # whose services are kept; the one that was used longest ago goes
HEADER = "x-live-viewer"  # a name that the page gives itself; it guards nothing, and says which services are its own


class Key(NamedTuple):
    person: Person
    name: str  # of the service
    viewer: str


@dataclass(eq=False)
class Viewer:
    service: Any
    pace: limits.Pace = field(default_factory=limits.Pace)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # as on a socket, one request after the other


_viewers: OrderedDict[Key, Viewer] = OrderedDict()


async def live_post(name: str, request: Request) -> Response:
    """Answer one request to the service called `name` with one frame."""
    if not origin_allowed(request.headers.get("origin"), request.headers.get("host")):
        return PlainTextResponse("another origin", 403)
    raw = await body_of(request)
    if raw is None:
        return PlainTextResponse("too big", 413)
    person = person_of(request)
    viewer = await viewer_of(Key(person, name, request.headers.get(HEADER, "")[:64]))
    async with viewer.turn:
        if delay := viewer.pace.delay():
            await asyncio.sleep(delay)
        frame = await frame_of(viewer.service, raw, person, name)
    return Response(frame, media_type="application/octet-stream", headers={"Cache-Control": "no-store"})


async def body_of(request: Request) -> bytes | None:
    """What was sent, or None where it is far too much."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > limits.FRAME_BYTES:
            return None
    return raw


async def viewer_of(key: Key) -> Viewer:
    if key not in _viewers:
        made = await asyncio.to_thread(service, key.name)  # its imports must not hold up the others
        made.person = key.person
        _viewers.setdefault(key, Viewer(made))
    _viewers.move_to_end(key)
    theirs = [other for other in _viewers if other.person.address == key.person.address]
    mine = _viewers[key]
    gone = theirs[: max(0, len(theirs) - VIEWERS_PER_ADDRESS)]
    gone += [other for other in _viewers if other not in gone][: max(0, len(_viewers) - len(gone) - VIEWERS)]
    for viewer in [_viewers.pop(other) for other in gone]:
        await left(viewer.service)
    return mine


async def frame_of(service: Any, raw: bytes, person: Person, name: str) -> bytes:
    """The answer; whatever goes wrong is an error frame."""
    from app.live.channel import frames

    try:
        with counted(name) as one:
            one.request = parse(raw)
            return await answer(service, one.request, person)
    except BadMessage as error:
        limits.say(str(error), kind=error.code)
        return frames.error(error.message_id, error.code, str(error))
    except Exception as error:
        limits.say_failed(error)
        return frames.error(None, "failed", "the server could not compute this picture")


async def answer(service: Any, request: Message, person: Person) -> bytes:
    from app.live.channel.memory import MEMORY

    if request.kind == "ping":
        return pong(request)
    if hasattr(service, "reply"):  # it waits for news, which must not hold a thread
        return await service.reply(request)
    with MEMORY.using(service, person):
        return await asyncio.wrap_future(service.worker(request).ask(service.slices(request), person))
