"""The live components that show pictures on their way from noise and into it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from app.live.channel.messages import Message
from app.live.channel.mount import mount
from app.live.channel.place import about, read_about
from app.live.film.service import ANY, MOST, config
from app.ui import code
from app.ui.colours import INKS
from app.ui.kept import Kept, replace
from app.ui.language import t
from app.ui.moment import part
from engines.data.postcards import requests
from engines.data.postcards.factors import KINDS


def read_view(value: Any) -> dict[str, Any] | None:
    """{about, share, chosen}: where in time a person holds which film, None where it plays, and the chain's picture."""
    if value is None:
        return None
    film = read_about(value, "share", "chosen")
    chosen = Message(0, "view", value).whole("chosen", 0, MOST - 1)
    return {"about": film, "share": read_share(value["share"]), "chosen": chosen}


def view_in(place: str) -> Kept:
    """The view that a person holds in one experiment: what is held in another is another one."""
    return Kept(f"{place}_view", None, read_view)


STRIP = 16  # pictures of a filmstrip


@part()
def filmstrip(model: str, how: Mapping[str, Any]) -> None:
    """Sixteen pictures from noise to data; `how` has sampler, eta, guidance, y (-1: any class), seed and steps."""
    how = told(model, how, STRIP)
    code.on_stage(walk={"model": model, **how})
    text = _text() | {
        "which": t("picture {n} of {all} in the chain"), "before": t("Picture before"), "after": t("Next picture"),
        "told": t("t = {t}: {signal} % signal; network evaluations so far: {n}"),
    }  # fmt: skip
    data = {"walk": {"model": model, **how}, "about": about(model, dict(how))}
    mount("film/filmstrip", key="filmstrip", data=data, text=text, kept={"view": view_in("film")}, fill="full")


@part()
def asked(
    films: Sequence[Mapping[str, Any]], *, place: str, panes: Sequence[Mapping[str, Any]], told: str,
    ways: Sequence[str] = ("p",),
) -> None:  # fmt: skip
    """What was asked for, out of noise, in the experiment `place`: films of `asking.Request`, and panes {film, show,
    title}, where `show` is x, x0 or eps. `told`: what is said of a moment, with {t}, {signal} and {n} evaluations."""
    code.on_stage(films=list(films))
    text = _text() | {
        "told": told, "thaw": t("▶ Play"), "unseen": t("never seen"),
        "others": t("The same request, other noise: choose one"),
    }  # fmt: skip
    data = {"films": list(films), "panes": list(panes), "ways": list(ways), "about": about([f["walk"] for f in films])}
    mount("film/asked", key="asked", data=data, text=text, kept={"view": view_in(place)}, fill="rows")


@part()
def freezer(model: str, how: Mapping[str, Any], *, tests: np.ndarray, given: Mapping[str, Any] | None = None) -> None:
    """One picture into noise and back. `tests` (n, H, W[, C]) bytes: what it may be; `given`: nth and picture (bytes)
    of an uploaded one, shown once per new nth."""
    c, how = config(model), told(model, how, 1)
    code.on_stage(model=model, how=how, tests=len(tests))
    text = _text() | {
        "clean": t("clean picture x₀: draw on it"), "another": t("Another test picture"),
        "clear": t("Clear and draw"), "inks": t("Colours"),
        "drawHelp": t("Paint with the pointer; or move the pen with the arrow keys and press space to paint."),
        "told": t("t = {t}: {signal} % signal"),
    }  # fmt: skip
    data = {
        "model": model, "how": dict(how), "size": c.size, "channels": c.channels, "tests": encoded(tests),
        "inks": [[255]] if c.channels == 1 else [list(ink) for ink in INKS],
    }  # fmt: skip
    made = {"picture": picture_of(model), "share": SHARE}
    taken = st.session_state.setdefault("freezer_taken", {})
    if given is not None and taken.get(model) != given["nth"]:
        taken[model] = given["nth"]
        replace(made["picture"], {"bytes": encoded(given["picture"])})
    mount("film/freezer", key="freezer", data=data, text=text, style="film/filmstrip", kept=made,
          fill="full")  # fmt: skip


def told(model: str, how: Mapping[str, Any], n: int) -> dict[str, Any]:
    """`how` for n pictures that are told one class, the first factor of the model's condition; what else a postcard
    shows is drawn from the table."""
    conditions, y = config(model).conditions, how["y"]
    if y == ANY or len(conditions) == 1:
        rows = [[y, *[ANY] * (len(conditions) - 1)]] * n
    else:
        rows = requests.rows({"subject": (KINDS["subject"][y],)}, n, how["seed"]).tolist()
    return {name: value for name, value in how.items() if name != "y"} | {"rows": rows}


def picture_of(model: str) -> Kept:
    """The picture that is frozen, {nth} of the tests or {bytes}: drawn or uploaded; None is the first test."""
    c = config(model)

    def read(value: Any) -> dict[str, Any] | None:
        if value is None:
            return None
        if not isinstance(value, dict) or set(value) not in ({"nth"}, {"bytes"}):
            raise ValueError("give a picture as {nth} or {bytes}")
        if "nth" in value:
            return {"nth": Message(0, "picture", value).whole("nth", 0, 10_000)}
        if (
            not isinstance(value["bytes"], str)
            or len(b64decode(value["bytes"], validate=True)) != c.size**2 * c.channels
        ):
            raise ValueError(f"a picture has {c.size} x {c.size} x {c.channels} bytes")
        return value

    return Kept(f"frozen_{model}", None, read)


def read_share(value: Any) -> float | None:
    return None if value is None else Message(0, "share", {"share": value}).number("share", 0, 1)


SHARE = Kept("frozen_share", None, read_share)  # where in time it is held: 0 noise, 1 the clean picture


def encoded(pictures: np.ndarray) -> str:
    return b64encode(np.ascontiguousarray(pictures, np.uint8).tobytes()).decode()


def _text() -> dict[str, str]:
    return {
        "x": t("xₜ: picture and noise"), "x0": t("predicted clean picture"), "eps": t("predicted noise"),
        "time": t("Time: from noise to data"), "thaw": t("▶ Thaw"), "freeze": t("◀ Freeze"), "stop": t("❚❚ Stop"),
        "chain": t("The chain from noise to the picture x₀; choose a moment"), "goTo": t("Go to"),
        "error_bad_picture": t("This picture cannot be used; choose another one."),
    }  # fmt: skip
