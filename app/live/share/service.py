"""The QR code of a link."""

from __future__ import annotations

import segno

from app.live.channel import frames
from app.live.channel.desk import Desk
from app.live.channel.messages import Message
from app.live.channel.service import Service

MOST_BYTES = 1273  # version 25, 117 modules a side: more are too fine for a camera at the back of a room
MOST_LINK = 20_000
QUIET = 4  # light modules around the code, ISO/IEC 18004


class ShareService(Service):
    """Answers "qr" with the code of a `link` as SVG, and whether something was left out of it. Where nothing that
    could be left out makes the link short enough, there is no SVG."""

    desk = Desk("share")

    def answer(self, message: Message) -> bytes:
        if message.kind != "qr":
            raise message.refuse("bad_kind", "kind must be qr")
        link = message.fields.get("link")
        if not isinstance(link, str) or not link.startswith(("http://", "https://")):
            raise message.refuse("bad_link", "link must begin with http:// or https://")
        if len(link) > MOST_LINK:
            raise message.refuse("out_of_range", f"link has {len(link)} characters; {MOST_LINK} are allowed")
        short = shortened(link)
        svg = code(short) if len(short.encode()) <= MOST_BYTES else ""
        return frames.pack({}, id=message.id, kind="qr", svg=svg, left_out=short != link)


def shortened(link: str, most: int = MOST_BYTES) -> str:
    """The link without its longest values, until it has at most `most` bytes: they are what a person has made."""
    address, _, query = link.partition("?")
    parts = query.split("&") if query else []
    while len(link.encode()) > most and parts:
        parts.remove(max(parts, key=len))
        link = f"{address}?{'&'.join(parts)}" if parts else address
    return link


def code(text: str) -> str:
    """The QR code of a text as an SVG element, one unit per module, dark on light in either theme."""
    made = segno.make(text, error="l", micro=False, boost_error=True)
    return made.svg_inline(border=QUIET, dark="#000", light="#fff", omitsize=True)
