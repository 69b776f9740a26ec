"""The experiments of /autoencoder as code to take home."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.concepts.autoencoder.models import SIZES
from app.live.latent.component import PLANE, hand_of
from app.live.latent.encoding import noise_of, own_picture
from app.live.runs.code import trained
from app.ui.claims.code import claimed
from app.ui.code import Code, is_staged, staged
from app.ui.kept import peek
from app.ui.link import kept
from engines.data import images
from engines.nets import weights
from engines.nets.latent_space import REACH, space


def _models() -> list[str]:
    data, shown, size = kept("autoencoder_data"), kept("autoencoder_model"), kept("autoencoder_size")
    return [f"{kind}-{data}-{size}" for kind in (("ae", "vae") if shown == "both" else (shown,))]


def _hand(hand: str, models: list[str]) -> dict[str, list[float]]:
    """Where the hand is for each of the models; at first in the middle."""
    held = peek(hand_of(hand)) or {}
    return {name: held.get(name) or [0.0] * len(space(name).origin) for name in models}


def hand() -> Code:
    place = f"autoencoder-{kept('autoencoder_data')}-{kept('autoencoder_size')}"
    return Code("decoded", {"HAND": _hand(place, _models())})


def encode() -> Code:
    data, size = kept("autoencoder_data"), kept("autoencoder_size")
    drawn, eps = peek(own_picture(data)), peek(noise_of(size))
    if eps is None:
        draw = kept("autoencoder_draw", 0)
        eps = np.random.default_rng(draw).standard_normal(size).clip(-REACH, REACH).round(2).tolist()
    rows = np.flatnonzero(images.load(data, "test").labels == kept("autoencoder_class"))
    values = {
        "DATA": data, "MODELS": _models(), "NTH": int(rows[kept("autoencoder_nth", 1) - 1]),
        "DRAWING": drawn and drawn["bytes"], "EPS": eps,
    }  # fmt: skip
    return Code("autoencoder_encode", values)


def train() -> Code:
    if is_staged("job"):
        return trained(staged("job"))
    return Code("autoencoder_beta", {"NAME": "beta", "FIGURES": ["active", "restoring", "elbo"]})


def holes() -> Code:
    """Random codes, or the point under the hand."""
    data = kept("autoencoder_data")
    if kept("autoencoder_holes_view") == "hand":
        models = [f"ae-{data}-2", f"vae-{data}-2"]
        at = {name: space(name) for name in models}
        held = _hand(f"autoencoder-{data}-2", models)
        z = {name: np.float32(at[name].origin + np.array(h) * at[name].scale).tolist() for name, h in held.items()}
        return Code("autoencoder_holes", _holes(data, 2, "prior", 0) | {"HAND": z})
    size, law = kept("autoencoder_holes_size"), kept("autoencoder_holes_law")
    return Code("autoencoder_holes", _holes(data, size, law, kept("autoencoder_holes_draw", 0)) | {"HAND": {}})


def _holes(data: str, size: int, law: str, draw: int) -> dict[str, Any]:
    return {"DATA": data, "MODELS": {f"ae-{data}-{size}": law, f"vae-{data}-{size}": "prior"}, "DRAW": draw}


def walk() -> Code:
    kind, (model, ends) = kept("autoencoder_walk_kind"), staged("walk")
    plain = [end if isinstance(end, int) else end["bytes"] for end in ends]
    values = {"MODEL": model, "DATA": weights.data_of(model)}
    if kind == "between":
        return Code("autoencoder_walk", values | {"ENDS": plain})
    if kind == "plane":
        return Code("autoencoder_plane", values | {"ENDS": plain, "AT": list(peek(PLANE))})
    label = kept(f"autoencoder_walk_label_{weights.data_of(model)}")
    return Code("autoencoder_shift", values | {"START": plain[0], "LABEL": label})


def apples() -> Code:
    beta = kept("autoencoder_apples_beta")
    name = f"{'vae' if beta else 'ae'}-apples-{beta:g}"
    return Code("autoencoder_apples", {"MODEL": name, "BETA": beta, "HAND": _hand("apples", [name])[name]})


def blur() -> Code:
    return Code("autoencoder_blur", {"DATA": kept("autoencoder_data"), "SIZE": kept("autoencoder_size")})


def measured() -> Code:
    shipped = weights.names(kinds=("ae", "vae"))
    return claimed([name for name in shipped if name.split("-")[-1] in map(str, SIZES) and "apples" not in name])
