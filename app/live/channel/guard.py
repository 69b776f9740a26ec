"""What stands before every route: whom the server answers, what it says about itself, how much is sent to it."""

from __future__ import annotations

import ipaddress
import logging
import os
import re
import socket
from collections import Counter
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from app.live.channel import limits
from app.live.channel.connections import Connections, protocol_of
from app.live.channel.metrics import PAGES
from app.live.channel.people import Person, Places, person_of
from app.live.channel.routes import POLICY_VIOLATION, TRY_LATER

LOG = logging.getLogger(__name__)
HOSTS = tuple(name.lower() for name in os.environ.get("LIVE_HOSTS", "").replace(",", " ").split())
FRAME_ANCESTORS = os.environ.get("LIVE_FRAME_ANCESTORS", "'self'")
METRICS = os.environ.get("LIVE_METRICS", "") == "1"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": f"frame-ancestors {FRAME_ANCESTORS}",
}
# A cookie for frames of other sites. Most browsers keep it only where it is apart for each of these sites (CHIPS,
# https://developer.mozilla.org/docs/Web/Privacy/Guides/Privacy_sandbox/Partitioned_cookies); Streamlit does not say so.
IN_FRAMES, PARTITIONED = "; SameSite=None; Secure", "; Partitioned"
UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+$")


class Guard:
    """ASGI middleware, the outermost."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.connections = Connections()
        self.pages = Places(limits.PAGES, limits.PAGES_PER_ADDRESS, limits.PAGES_PER_BROWSER)
        self.uploading: Counter[str] = Counter()  # bytes under way, by session
        self.senders: dict[str, Person] = {}  # of the sessions that have sent something

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        self.connections.watch(receive)
        headers = Headers(scope=scope)
        host = name_of(headers.get("host", ""))
        if not host_allowed(host, scope):
            limits.say(f"refused the name {host[:80]!r}; if it is this server's, set LIVE_HOSTS", kind="host")
            await self._refuse(scope, receive, send, 421, f"This server does not answer as {host[:80]}. {REMEDY}")
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._request(scope, receive, send, headers)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, status: int, text: str) -> None:
        if scope["type"] == "websocket":
            await WebSocket(scope, receive, send).close(POLICY_VIOLATION)
        else:
            await PlainTextResponse(text, status, HEADERS)(scope, receive, send)

    # ---- sockets --------------------------------------------------------------------------------------------------

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ours are read up to what we answer, Streamlit's are counted."""
        ours, protocol = "/_stcore/" not in scope["path"], protocol_of(receive)
        if protocol is not None:  # beyond these sizes, it closes with 1009 and reads no more
            protocol.conn.max_message_size = limits.FRAME_BYTES if ours else limits.PAGE_FRAME_BYTES
            scope["live.abort"] = protocol.transport.abort
        if ours:
            await self.app(scope, receive, send)
            return
        seat = self.pages.enter(person_of(HTTPConnection(scope)))
        if seat is None:
            limits.say("refused a page, this browser or address has too many open", kind="pages")
            await WebSocket(scope, receive, send).close(TRY_LATER)
            return
        try:
            with PAGES.track_inprogress():
                await self.app(scope, receive, send)
        finally:
            self.pages.exit(seat)

    # ---- requests -------------------------------------------------------------------------------------------------

    async def _request(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        path, upload = scope["path"], UPLOAD.search(scope["path"])
        if path.endswith("/metrics") and not METRICS:
            await self._refuse(scope, receive, send, 404, "Not found")
        elif upload and scope["method"] == "PUT":
            await self._upload(upload[1], scope, receive, send, headers)
        else:
            await self.app(scope, receive, with_headers(send))

    async def _upload(self, session: str, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        """Files of one page together are bounded, and those of a browser, an address and of all."""
        length = headers.get("content-length", "")
        if not length.isdecimal():
            await self._refuse(scope, receive, send, 411, "Say how long the file is")
            return
        if not self._has_room(session, person_of(HTTPConnection(scope)), int(length)):
            limits.say("refused an upload, this page, browser or address has sent too much", kind="upload")
            await self._refuse(scope, receive, send, 413, "The files of this page are too large together")
            return
        self.uploading[session] += int(length)
        try:
            await self.app(scope, receive, with_headers(send))
        finally:
            self.uploading[session] -= int(length)
            self.uploading += Counter()  # drops what is 0

    def _has_room(self, session: str, person: Person, length: int) -> bool:
        """Whether so many bytes more may be kept; what is under way counts."""
        self.senders[session] = person
        held = {one: kept_of(one) + self.uploading[one] for one in self.senders}
        self.senders = {one: who for one, who in self.senders.items() if held[one] or one == session}
        held = {one: held[one] for one in self.senders}
        of_browser = sum(n for one, n in held.items() if person.browser and self.senders[one] == person)
        of_address = sum(n for one, n in held.items() if self.senders[one].address == person.address)
        most = limits.uploaded()
        return (
            held[session] + length <= limits.UPLOAD_BYTES
            and of_browser + length <= max(most // 4, limits.UPLOAD_BYTES)
            and of_address + length <= max(most // 2, limits.UPLOAD_BYTES)
            and sum(held.values()) + length <= max(most, limits.UPLOAD_BYTES)
        )


def with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if headers.get("set-cookie", "").endswith(IN_FRAMES):
                headers["set-cookie"] += PARTITIONED
        await send(message)

    return sending


def kept_of(session: str) -> int:
    """Bytes of the files that Streamlit keeps for a page."""
    from streamlit import runtime

    if not runtime.exists():
        return 0
    files: Any = runtime.get_instance().uploaded_file_mgr
    return sum(len(file.data) for file in list(files.file_storage.get(session, {}).values()))


# ---- names of this server --------------------------------------------------------------------------------------------

REMEDY = "If the name is yours, start the server with LIVE_HOSTS set to it."


def name_of(host: str) -> str:
    """The Host header without its port."""
    match = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^:@/]*)(:\d*)?", host.strip())
    return match[1].strip("[]").lower().rstrip(".") if match else "?"


def host_allowed(name: str, scope: Scope) -> bool:
    """Whether the server answers under this name.

    A page of another site can point its own name at this address (DNS rebinding) and read what only this computer
    or network sees. A number, localhost, the computer's own name and names without a dot cannot be had by strangers,
    so they are always answered. With LIVE_HOSTS only these and its names are. Without, a public name is refused where
    a rebinding would gain something and nobody can mean it: asked by this very computer, and not through a proxy
    (which says whom it asks for, so that the client is another).
    """
    if not name or is_number(name) or name in own_names() or "." not in name or name.endswith(OWN_ENDINGS):
        return True
    if HOSTS:
        return any(name == host or (host.startswith("*.") and name.endswith(host[1:])) for host in HOSTS)
    client = (scope.get("client") or ("",))[0].removeprefix("::ffff:")
    return not (is_number(client) and ipaddress.ip_address(client).is_loopback)


OWN_ENDINGS = (".localhost", ".local")


def own_names() -> tuple[str, ...]:
    from streamlit import config

    return ("localhost", socket.gethostname().lower(), str(config.get_option("browser.serverAddress")).lower())


def is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
