"""The live component that encodes a picture as it is drawn."""

from __future__ import annotations

import math
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from app.live.channel.messages import Message
from app.live.channel.mount import mount
from app.live.latent.component import by_activity
from app.ui.colours import COLOURS, INKS
from app.ui.kept import Kept, replace
from app.ui.language import t
from engines.data.pixels import SHAPES
from engines.nets import weights
from engines.nets.latent_space import REACH, space


def read_own(value: Any, data: str) -> dict[str, str]:
    """{bytes}: a picture that was drawn or uploaded, in base64. ValueError where it is none of the size of these."""
    size = math.prod(SHAPES[data])
    if not isinstance(value, dict) or set(value) != {"bytes"} or not isinstance(value["bytes"], str):
        raise ValueError("give a picture as {bytes}")
    if len(b64decode(value["bytes"], validate=True)) != size:
        raise ValueError(f"a picture has {size} bytes")
    return value


def own_picture(data: str) -> Kept:
    """What was drawn or uploaded, see `read_own`; None is the test picture."""
    return Kept(f"encoded_{data}", None, lambda value: None if value is None else read_own(value, data))


def inks_of(data: str) -> list[list[int]]:
    """What one paints with: full ink on grey pictures, or colours."""
    return [[255]] if SHAPES[data][0] == 1 else [list(ink) for ink in INKS]


def noise_of(d: int) -> Kept:
    """The noise that the hand has set, d numbers; None: as it was drawn."""

    def read(value: Any) -> list[float] | None:
        return None if value is None else Message(0, "noise", {"eps": value}).rows_of("eps", d, low=-REACH, high=REACH)

    return Kept(f"encoded_noise_{d}", None, read)


def put_picture(data: str, picture: np.ndarray | None) -> None:
    """Encode a person's picture, uint8 (H, W[, 3]), or with None the test picture again."""
    replace(own_picture(data), None if picture is None else {"bytes": _packed(picture)})


def encoder(
    models: Mapping[str, str], *, data: str, picture: np.ndarray, eps: Sequence[float], told: bool
) -> np.ndarray:
    """A picture encoded and restored by `models`, names of weights -> titles, as it is drawn; it begins with `picture`
    (H, W[, 3]), bytes, and the noise `eps` (d,). Until `told` nothing is decoded from z to be seen. Returns the picture
    that is encoded."""
    names, main = list(models), len(models) - 1
    spaces = [space(name) for name in names]
    s = spaces[main]
    values = {
        "models": [{"name": name, "title": title} for name, title in models.items()],
        "main": main, "order": by_activity([s]), "reach": REACH, "shape": list(picture.shape),
        "picture": _packed(picture), "eps": list(eps), "told": told,
        "bounds": weights.record(names[main])["test"].get("bounds"), "colours": list(COLOURS),
        "inks": inks_of(data),
        "space": {"origin": s.origin.tolist(), "plane": s.plane.tolist()},
    }  # fmt: skip
    kept = {"picture": own_picture(data), "eps": noise_of(len(s.origin))}
    made = mount("latent/encoder", key="latent-encoder", data=values, text=_text(), kept=kept, fill="tall")
    drawn = made["picture"]
    return picture if drawn is None else np.frombuffer(b64decode(drawn["bytes"]), np.uint8).reshape(picture.shape)


def given_once(name: str, what: Any, data: str, picture: np.ndarray | None) -> None:
    """Show another test picture (None), or an uploaded one, when it has been chosen; a drawing stays until then, also
    one that came with the link."""
    taken = st.session_state.setdefault("encoder_taken", {})
    if taken.get(name) != what and (name in taken or picture is not None):
        put_picture(data, picture)
    taken[name] = what


def _packed(picture: np.ndarray) -> str:
    return b64encode(np.ascontiguousarray(picture, np.uint8).tobytes()).decode()


def _text() -> dict[str, str]:
    return {
        "own": t("x: draw on it"),
        "drawHelp": t("Paint with the pointer; or move the pen with the arrow keys and press space to paint."),
        "restored": t("restored from μ"),
        "fromZ": t("decoded from z"),
        "later": t("from z: guess first"),
        "clear": t("Clear and draw"),
        "inks": t("Colours"),
        "noNoise": t("No noise: ε = 0"),
        "noise": t("noise, −3 to 3: other noise, another z, the same μ and σ"),
        "dimension": t("Latent dimension"),
        "map": t("Map of codes by class, the cloud, z"),
        "likeness": t("ELBO, a lower bound of log p(x): test pictures (bars), this one (line)"),
        "tested": t("test pictures"),
        "nats": t("nats"),
        "alike": t("{elbo} nats: {share} % of {n} test pictures have less. It is like the data."),
        "unlike": t("{elbo} nats: only {share} % of {n} test pictures have less. It is unlike the data."),
        "beyond": t("{elbo} nats, less than all of {n} test pictures: it is unlike the data."),
        "noElbo": t("An AE has no σ and no ELBO: nothing says how likely a picture is."),
        "error_bad_picture": t("This picture cannot be used; choose another one."),
    }
