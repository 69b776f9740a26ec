"""The live channel over a real socket: answers, errors in words, and nobody disturbed by a stranger."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.live.channel import limits
from engines.nets.latent_space import REACH
from tests.served import Server

MODEL = "vae-digits-2"
GOOD = {"id": 1, "kind": "decode", "points": [{"model": MODEL, "z": [0.5, -0.5]}]}


def address(server: Server) -> str:
    return server.url.replace("http", "ws") + "/live/latent"


def too_big(closed: ConnectionClosed) -> bool:
    """The server's word, unless the network dropped it with the rest of what was being sent."""
    return closed.rcvd is None or closed.rcvd.code == 1009


@pytest.fixture
def socket(server: Server) -> Iterator[ClientConnection]:
    with connect(address(server)) as connection:
        yield connection


def read(frame: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """meta and arrays of a frame, with an independent reader of the header."""
    length = struct.unpack("<Q", frame[:8])[0]
    meta = json.loads(frame[8 : 8 + length]).get("__metadata__", {})
    return {k: json.loads(v) for k, v in meta.items()}, load(frame)


def ask(socket: ClientConnection, message: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    socket.send(message if isinstance(message, (str, bytes)) else json.dumps(message))
    return read(socket.recv(timeout=60))


def test_a_point_is_decoded_as_the_engine_decodes_it(socket: ClientConnection) -> None:
    from engines.autoencoder.model import Autoencoder

    meta, arrays = ask(socket, GOOD)
    expected = Autoencoder.pretrained(MODEL).decode(np.array([[0.5, -0.5]], np.float32)).reshape(28, 28)
    assert meta == {"id": 1, "kind": "decode"}
    assert arrays["pictures"].shape == (1, 28, 28)
    np.testing.assert_allclose(arrays["pictures"][0] / 255, expected, atol=0.5 / 255 + 1e-3)


def test_two_models_follow_one_hand(socket: ClientConnection) -> None:
    points = [{"model": MODEL, "z": [0, 0]}, {"model": "ae-digits-2", "z": [0, 0]}]
    _, arrays = ask(socket, GOOD | {"points": points})
    assert arrays["pictures"].shape == (2, 28, 28)
    assert (arrays["pictures"][0] != arrays["pictures"][1]).any()


def test_map_of_pictures_agrees_with_single_points(socket: ClientConnection) -> None:
    meta, arrays = ask(socket, {"id": 2, "kind": "map", "model": MODEL, "layer": "pictures"})
    rows, columns = arrays["pictures"].shape[:2]
    assert meta["layer"] == "pictures" and rows == columns
    _, corner = ask(socket, GOOD | {"points": [{"model": MODEL, "z": [-REACH, REACH]}]})
    assert np.abs(arrays["pictures"][0, 0].astype(int) - corner["pictures"][0]).max() <= 1


def test_map_of_points_shows_every_class(socket: ClientConnection) -> None:
    _, arrays = ask(socket, {"id": 3, "kind": "map", "model": MODEL, "layer": "points"})
    assert arrays["points"].shape == (3000, 2) and set(arrays["labels"]) == set(range(10))
    assert (np.abs(arrays["points"]) < 2 * REACH).mean() > 0.99


BAD = [
    ("", "not_json"),
    ("{", "not_json"),
    ("[" * 5000, "not_json"),
    (b"\xff\xfe\x00", "not_json"),
    ('{"id": NaN, "kind": "decode"}', "not_json"),
    ("[]", "not_object"),
    ("null", "not_object"),
    ({}, "bad_id"),
    ({"id": -1, "kind": "decode"}, "bad_id"),
    ({"id": True, "kind": "decode"}, "bad_id"),
    ({"id": 2**60, "kind": "decode"}, "bad_id"),
    ({"id": 1}, "bad_kind"),
    ({"id": 1, "kind": "__import__('os')"}, "bad_kind"),
    ({"id": 1, "kind": "map", "model": MODEL, "layer": "heat"}, "bad_layer"),
    ({"id": 1, "kind": "map", "model": "../../etc/passwd", "layer": "points"}, "unknown_model"),
    (GOOD | {"points": []}, "bad_points"),
    (GOOD | {"points": {}}, "bad_points"),
    (GOOD | {"points": GOOD["points"] * (limits.POINTS + 1)}, "bad_points"),
    (GOOD | {"points": [3]}, "bad_point"),
    (GOOD | {"points": [{"model": MODEL}]}, "bad_point"),
    (GOOD | {"points": [{"model": MODEL, "z": ["1", "2"]}]}, "bad_number"),
    (GOOD | {"points": [{"model": MODEL, "z": [None, 0]}]}, "bad_number"),
    (GOOD | {"points": [{"model": MODEL, "z": [True, 0]}]}, "bad_number"),
    (GOOD | {"points": [{"model": 7, "z": [0, 0]}]}, "bad_model"),
    (GOOD | {"points": [{"model": "gan", "z": [0, 0]}]}, "unknown_model"),
    (GOOD | {"points": [{"model": MODEL, "z": [0]}]}, "bad_dimension"),
    (GOOD | {"points": [{"model": MODEL, "z": [0] * 64}]}, "bad_dimension"),
    (GOOD | {"points": [{"model": MODEL, "z": [0, REACH * 1.01]}]}, "out_of_range"),
    (GOOD | {"points": [{"model": MODEL, "z": [0, 10**400]}]}, "out_of_range"),
    ('{"id": 1, "kind": "decode", "points": [{"model": "vae-digits-2", "z": [1e999, 0]}]}', "bad_number"),
    ('{"id": 1, "kind": "decode", "points": [{"model": "vae-digits-2", "z": [NaN, 0]}]}', "not_json"),
    ('{"id": 1, "kind": "decode", "points": [{"model": "vae-digits-2", "z": [-Infinity, 0]}]}', "not_json"),
]


@pytest.mark.parametrize(("message", "code"), BAD)
def test_a_bad_message_gets_an_error_in_words(socket: ClientConnection, message: Any, code: str) -> None:
    meta, arrays = ask(socket, message)
    assert meta["kind"] == "error" and meta["code"] == code and len(meta["text"]) > 10
    assert not arrays
    assert ask(socket, GOOD)[0]["kind"] == "decode"  # the same socket goes on


def test_an_oversized_message_is_refused_and_the_socket_closed(socket: ClientConnection) -> None:
    meta, _ = ask(socket, "x" * (limits.MESSAGE_BYTES + 1))
    assert meta["code"] == "too_big"
    with pytest.raises(ConnectionClosed):
        socket.recv(timeout=10)


def test_a_far_too_long_message_is_not_even_read(socket: ClientConnection) -> None:
    with pytest.raises(ConnectionClosed) as closed:
        ask(socket, "x" * 2**23)
    assert too_big(closed.value)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost.evil.example:1"])
def test_another_origin_is_refused(server: Server, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        connect(address(server), origin=origin)
    assert refusal.value.response.status_code == 403


def test_the_own_origin_is_welcome(server: Server) -> None:
    with connect(address(server), origin=server.url) as socket:
        assert ask(socket, GOOD)[0]["kind"] == "decode"


def strange(rng: random.Random, i: int) -> str | bytes:
    """One of three kinds of bad message: known, far too long, or good before some bytes were changed and cut."""
    if i % 4 == 0:
        return "x" * rng.randint(limits.MESSAGE_BYTES + 1, 10 * limits.MESSAGE_BYTES)
    if i % 2 == 0:
        message = rng.choice(BAD)[0]
        return json.dumps(message) if isinstance(message, dict) else message
    raw = bytearray(json.dumps(GOOD).encode())
    for _ in range(rng.randint(1, 6)):
        raw[rng.randrange(len(raw))] = rng.randrange(256)
    return bytes(raw[: rng.randint(0, len(raw) - 1)])


def test_200_bad_messages_leave_the_others_served_and_one_line_of_each_kind(server: Server) -> None:
    rng = random.Random(0)
    before = server.log.read_text().count("\n")
    with connect(address(server)) as bystander:
        for i in range(200):
            with connect(address(server)) as stranger:
                try:
                    assert ask(stranger, strange(rng, i))[0]["kind"] == "error"
                except ConnectionClosed as closed:
                    assert too_big(closed)
            if i % 20 == 0:
                assert ask(bystander, GOOD)[0]["kind"] == "decode"
    lines = [line for line in server.log.read_text().split("\n")[before:] if line]
    assert len(lines) <= 2 * len({code for _, code in BAD}) + 2  # the test may last more than a minute
    assert all("live: " in line for line in lines)


def test_what_viewers_did_wrong_is_said_once_a_minute() -> None:
    sayings = limits.Sayings()
    assert [sayings.due("a"), sayings.due("a"), sayings.due("b"), sayings.due("a")] == ["", None, "", None]
    sayings.since["a"] = (sayings.since["a"][0] - limits.SAYING_SECONDS, 2)
    assert "2 more" in sayings.due("a")
