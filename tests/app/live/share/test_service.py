"""The QR code of a link: what it leaves out, and which links it refuses."""

from __future__ import annotations

import pytest

from app.live.channel.messages import BadMessage
from app.live.share.service import MOST_BYTES, MOST_LINK, ShareService, shortened
from tests.app.live.asking import ask

QR = {"id": 1, "kind": "qr", "link": "http://a/gan?lang=ko&step=seeds"}
LONG = "painting=" + "x" * MOST_BYTES


def test_only_the_longest_values_are_left_out() -> None:
    long = f"http://a/gan?lang=ko&{LONG}&step=seeds&gan_seed=3"
    assert shortened(long) == "http://a/gan?lang=ko&step=seeds&gan_seed=3"
    assert shortened("http://a/gan?lang=ko") == "http://a/gan?lang=ko"
    assert len(shortened("http://" + "a" * MOST_BYTES + "/?lang=ko")) > MOST_BYTES


def test_the_code_says_whether_it_leaves_something_out() -> None:
    whole, _ = ask(ShareService(), QR)
    cut, _ = ask(ShareService(), QR | {"link": f"{QR['link']}&{LONG}"})
    assert whole["svg"].startswith("<svg") and not whole["left_out"]
    assert cut["svg"] == whole["svg"] and cut["left_out"]
    none, _ = ask(ShareService(), QR | {"link": "http://" + "a" * MOST_BYTES})
    assert not none["svg"]


@pytest.mark.parametrize(
    "change", [{"kind": "code"}, {"link": 3}, {"link": "javascript:alert(1)"}, {"link": "http://" + "a" * MOST_LINK}]
)
def test_what_is_no_link_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadMessage):
        ask(ShareService(), QR | change)
