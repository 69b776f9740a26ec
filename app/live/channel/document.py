"""The document that Streamlit serves gains scripts of ours, which have to be there before Streamlit's own begin."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.live.channel.modules import edition

SCRIPTS = ("history", "theme", "arrival", "menu", "spoken", "reach", "answer")


def scripts() -> str:
    return "".join(f'<script src="./live-assets/{edition()}/channel/{name}.js"></script>' for name in SCRIPTS)


class WithHistory:
    """ASGI middleware: every HTML document begins with our scripts of assets/live/channel."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = dict(scope.get("headers", ()))
        if scope["type"] != "http" or b"text/html" not in asked.get(b"accept", b""):
            await self.app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: list[Message] = []
        body: list[bytes] = []

        async def insert(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.append(message)
                return
            body.append(message.get("body", b""))
            if message.get("more_body"):
                return
            headers = MutableHeaders(raw=start[0]["headers"])
            document = b"".join(body)
            if headers.get("content-type", "").startswith("text/html"):
                document = document.replace(b"<head>", b"<head>" + scripts().encode(), 1)
                headers["content-length"] = str(len(document))
            await send(start[0])
            await send({"type": "http.response.body", "body": document})

        await self.app(scope | {"headers": plain}, receive, insert)
