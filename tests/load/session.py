"""What a browser speaks with the server, without drawing: Streamlit's socket, and the live channel's."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.app.live.channel.test_routes import read
from tests.served import Server

ANSWER_SECONDS = 120


class Page:
    """A session of Streamlit that goes from page to page."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.hashes = socket, dict[str, str]()
        self.pictured = 0.0  # when the last of what stands on the stage had come, by time.perf_counter

    @classmethod
    async def opened(cls, stack: AsyncExitStack, server: Server) -> Page:
        address = server.url.replace("http", "ws") + "/_stcore/stream"
        stream = connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None, open_timeout=ANSWER_SECONDS)
        return cls(await stack.enter_async_context(stream))

    async def go(self, path: str) -> None:
        """Ask for the page as a browser does that goes back in its history, and receive all of it. RuntimeError where
        it shows an exception."""
        where, asked = urlsplit(path), BackMsg()
        asked.rerun_script.query_string = where.query
        name = where.path.strip("/")
        if self.hashes:
            asked.rerun_script.page_script_hash = self.hashes[name]
            asked.rerun_script.is_history_navigation = True
        else:
            asked.rerun_script.page_name = name
        await self.socket.send(asked.SerializeToString())
        stage: list[int] = []
        while True:
            async with asyncio.timeout(ANSWER_SECONDS):  # wait_for of Python 3.11 loses a cancellation now and then
                message = ForwardMsg.FromString(await self.socket.recv())
            for page in message.navigation.app_pages:
                self.hashes["" if page.is_default else page.url_pathname] = page.page_script_hash
            if message.delta.add_block.id.endswith("-stage"):
                stage = list(message.metadata.delta_path)
            if stage and list(message.metadata.delta_path[: len(stage)]) == stage:
                self.pictured = time.perf_counter()
            if message.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(f"{path}: {message.delta.new_element.exception.message}")
            over = message.WhichOneof("type") == "script_finished"
            if over and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return


class Channel:
    """A live socket of one component, in a browser of its own."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.n, self.turn = socket, 0, asyncio.Lock()

    @classmethod
    async def opened(cls, stack: AsyncExitStack, server: Server, route: str) -> Channel:
        cookie = {"Cookie": f"{XSRF_COOKIE_NAME}={generate_xsrf_token_string()}"}
        address = f"{server.url.replace('http', 'ws')}/live/{route}"
        stream = connect(address, max_size=None, open_timeout=ANSWER_SECONDS, additional_headers=cookie)
        return cls(await stack.enter_async_context(stream))

    async def send(self, message: dict[str, Any]) -> None:
        self.n += 1
        await self.socket.send(json.dumps({**message, "id": self.n}))

    async def receive(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        async with asyncio.timeout(ANSWER_SECONDS):
            return read(await self.socket.recv())

    async def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """The answer's meta. RuntimeError for an error frame."""
        async with self.turn:
            await self.send(message)
            meta, _ = await self.receive()
        if meta["kind"] == "error":
            raise RuntimeError(f"{message['kind']}: {meta['code']}, {meta['text']}")
        return meta
