"""The live channel's routes on Streamlit's own port: a WebSocket per live component, and the components' JavaScript."""

from __future__ import annotations

import asyncio
import threading
from functools import cache, partial
from typing import Any

from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit import config

from app.live.channel import limits, services
from app.live.channel.by_post import live_post
from app.live.channel.messages import BadMessage, Message, parse
from app.live.channel.metrics import SOCKETS, counted, healthz, metrics
from app.live.channel.modules import ASSETS, Modules, Weights
from app.live.channel.people import Places, Seat, person_of
from app.live.channel.services import SERVICES, left, origin_allowed, pong, service

HISTORIES = ASSETS.parent / "histories"  # recorded training, as pictures
WEIGHTS = ASSETS.parent / "weights"  # of the shipped models
GOING_AWAY, POLICY_VIOLATION, TOO_BIG, TRY_LATER = 1001, 1008, 1009, 1013  # WebSocket close codes, RFC 6455


def live_routes() -> list[BaseRoute]:
    """The routes, below `server.baseUrlPath` as Streamlit's own are."""
    base = config.get_option("server.baseUrlPath").strip("/")
    prefix = f"/{base}" if base else ""
    return [
        *(WebSocketRoute(f"{prefix}/live/{name}", partial(live_socket, name)) for name in SERVICES),
        *(Route(f"{prefix}/live/{name}", partial(live_post, name), methods=["POST"]) for name in SERVICES),
        Route(f"{prefix}/healthz", healthz),
        Route(f"{prefix}/metrics", metrics),
        Mount(f"{prefix}/live-assets", Modules(directory=ASSETS)),
        Mount(f"{prefix}/live-histories", Modules(directory=HISTORIES, check_dir=False)),
        Mount(f"{prefix}/live-weights", Weights(directory=WEIGHTS, check_dir=False)),
    ]


def warm_up() -> None:
    """Prepare the services when the first page is likely there, so that neither it nor their first viewers wait."""
    timer = threading.Timer(limits.WARM_UP_SECONDS, services.warm_up)
    timer.daemon = True
    timer.start()


async def live_socket(name: str, socket: WebSocket) -> None:
    """Answer one viewer's requests to one service, one after the other, until the viewer leaves."""
    if not origin_allowed(socket.headers.get("origin"), socket.headers.get("host")):
        limits.say("refused a socket from another origin")
        await socket.close(POLICY_VIOLATION)
        return
    seat = places().enter(person_of(socket))
    if seat is None:
        limits.say("refused a socket, all places are taken by viewers who are being answered")
        await socket.close(TRY_LATER)
        return
    answering = None
    try:
        await socket.accept()
        answering = await asyncio.to_thread(service, name)  # its imports must not hold up the others
        answering.person = seat.person
        with SOCKETS.track_inprogress():
            await Conversation(socket, seat, answering, name).hold()
    except TimeoutError:
        await socket.close(GOING_AWAY, "idle")  # the viewer opens it again with the next move
    except WebSocketDisconnect:
        pass
    finally:
        places().exit(seat)
        await left(answering)


@cache
def places() -> Places:
    return Places(limits.SOCKETS, limits.SOCKETS_PER_ADDRESS, limits.SOCKETS_PER_BROWSER)


class Conversation:
    """One socket: requests are read ahead by one, so that a viewer who leaves is noticed while an answer is made."""

    def __init__(self, socket: WebSocket, seat: Seat, answering: Any, name: str) -> None:
        self.socket, self.seat, self.answering, self.name = socket, seat, answering, name
        self.pace = limits.Pace()
        self.reading: asyncio.Task[Any] | None = None

    async def hold(self) -> None:
        """Until the viewer leaves. TimeoutError when nothing was asked for long, or the place is needed."""
        try:
            while (message := await self._next()) is not None:
                if delay := self.pace.delay():
                    await asyncio.sleep(delay)
                frame, over = await self._frame(message)
                if frame is None or (frame and not await self._send(frame)):
                    return
                if over:
                    await self.socket.close(TOO_BIG, "message too big")
                    return
        finally:
            if self.reading is not None:
                self.reading.cancel()

    async def _next(self) -> Any:
        """The next message; None when the viewer has left."""
        loop = asyncio.get_running_loop()
        self.reading = self.reading or asyncio.create_task(self.socket.receive())
        async with asyncio.timeout(limits.IDLE_SECONDS) as patience:
            self.seat.leave = lambda: patience.reschedule(loop.time())
            try:
                message = await self.reading
            finally:
                self.seat.leave = None
        self.reading = None
        places().use(self.seat)
        return None if message["type"] == "websocket.disconnect" else message

    async def _frame(self, message: Any) -> tuple[bytes | None, bool]:
        """The answer, or what went wrong in words, and whether this was the last; None when the viewer has left.

        Empty where nothing more is to be said: the viewer asked for something else, or has taken nothing.
        """
        from app.live.channel import frames  # safetensors comes with the first viewer, not with the server

        try:
            with counted(self.name) as one:
                one.request = parse(message.get("text") or message.get("bytes") or b"")
                return await self._answer(one.request), False
        except BadMessage as error:
            limits.say(str(error), kind=error.code)
            return frames.error(error.message_id, error.code, str(error)), error.code == "too_big"
        except Exception as error:  # an engine's fault is this viewer's error frame, never the server's end
            limits.say_failed(error)
            return frames.error(None, "failed", "the server could not compute this picture"), False

    async def _answer(self, request: Message) -> bytes | None:
        """None when the viewer has left meanwhile; then nothing more is computed for it."""
        from app.live.channel.memory import MEMORY

        answering = self.answering
        if request.kind == "ping":
            return pong(request)
        if hasattr(answering, "reply"):  # it waits for news, which must not hold a thread
            news = asyncio.create_task(answering.reply(request, self._send))
            return await self._unless_left(news, another=b"" if request.kind == "watch" else None)
        with MEMORY.using(answering, self.seat.person):
            asked = answering.worker(request).ask(answering.slices(request), self.seat.person)
            return await self._unless_left(asyncio.wrap_future(asked))

    async def _unless_left(self, answer: asyncio.Future[bytes], another: bytes | None = None) -> bytes | None:
        """The answer; None when the viewer has left; `another`, if given, as soon as something else is asked."""
        self.reading = asyncio.create_task(self.socket.receive())
        try:
            await asyncio.wait({answer, self.reading}, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done() and self.reading.result()["type"] == "websocket.disconnect":
                return None
            return await answer if answer.done() or another is None else another
        finally:
            answer.cancel()

    async def _send(self, frame: bytes) -> bool:
        """Whether the viewer took it: one that does not read must not be kept waiting for."""
        try:
            async with asyncio.timeout(limits.SEND_SECONDS):
                await self.socket.send_bytes(frame)
        except TimeoutError:
            limits.say("closed a socket that does not read its answers")
            self.socket.scope.get("live.abort", lambda: None)()
            return False
        except (
            RuntimeError,
            WebSocketDisconnect,
        ):  # closed meanwhile: for a message that was too long, or by the viewer
            return False
        return True
