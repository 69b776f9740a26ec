"""Pictures out of noise as code to take home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.ui.code import Code

HOW = ("sampler", "eta", "guidance", "extra", "extra_until")


def walked(walk: Mapping[str, Any]) -> Code:
    """A walk from noise, as the film component is told it."""
    return Code(
        "film",
        {
            "MODEL": walk["model"], "HOW": {name: walk[name] for name in HOW if name in walk},
            "ROWS": walk["rows"], "OTHER": walk.get("other", []), "SHARE": walk.get("share", 0.0),
            "STEPS": walk["steps"], "SEED": walk["seed"],
        },
    )  # fmt: skip
