"""A recorded training of pictures, scrubbed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.live.channel.mount import mount
from app.live.channel.place import read_place
from app.live.channel.words import transport_text
from app.ui import code
from app.ui.kept import Kept
from app.ui.language import t
from app.ui.moment import part

PLACE = Kept("recorded", None, read_place)


@part()
def recorded(name: str, *, charts: Sequence[Mapping[str, Any]], text: Mapping[str, str]) -> None:
    """A recorded training of assets/histories, to be scrubbed; `charts` are as the `curves` of `run_player`."""
    from engines.gan import histories

    record = histories.meta(name)
    code.on_stage(recorded=name)
    data = dict(record) | {"src": f"live-histories/{name}.webp", "charts": list(charts)}
    mount(
        "runs/recorded", key="gan_history", data=data,
        text=transport_text() | {"steps": t("steps")} | dict(text), kept={"place": PLACE}, fill="full",
    )  # fmt: skip
