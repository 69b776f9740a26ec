"""Postcards drawn one by one from a table."""

from __future__ import annotations

from collections.abc import Sequence

from app.live.channel.mount import mount
from app.live.channel.place import about, read_place
from app.live.channel.words import transport_text
from app.ui.kept import Kept
from app.ui.language import t
from app.ui.moment import part

PLACE = Kept("tally_place", None, read_place)


@part()
def postcard_tally(weights: Sequence[float], lines: Sequence[str], *, law: bool, seed: int) -> None:
    """Postcards drawn one by one from the table of `weights`; `lines` are the translated names of its lines. `law`:
    whether what the law of large numbers expects is drawn, too."""
    from app.live.postcards.service import MAX_DRAWS

    data = {"about": about(list(weights), seed), "weights": list(weights),
            "lines": list(lines), "law": law, "seed": seed, "total": MAX_DRAWS,
            "autoplay": True}  # fmt: skip
    text = transport_text() | {
        "cards": t("The latest postcards drawn"),
        "curve": t("Distance between tally and table after n draws"),
        "law": t("(dashed: what the law of large numbers expects)"),
        "expected": t("What the law of large numbers expects"),
        "draws": t("draws"),
        "bars": t("Drawn (bar) and table (mark), in per cent"),
        "drawn": t("Postcards drawn"),
        "distance": t("Distance between tally and table"),
    }
    mount("postcards/tally", key="probability_tally", data=data, text=text, kept={"place": PLACE}, fill=True)
