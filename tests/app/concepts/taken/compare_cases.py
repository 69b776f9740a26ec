"""What the code of the experiments of /compare must print."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from app.ui.claims import results
from tests.app.concepts.taken.case import Case, Printed, mean, staged


def sheet(at: AppTest) -> Printed:
    from app.concepts.compare import sheets
    from engines.comparison.rounds import puzzle

    drawn_ = sheets.draw("digits", puzzle("digits", 3), 3)
    return {"Mean of the sheet": mean(drawn_), "Fine detail": [sheets.detail("digits", drawn_)]}


def row(at: AppTest) -> Printed:
    """The shipped row of the same model and seed."""
    order = staged(at, "row")
    asked = order["data"], order["model"], order["seed"]
    rows = [r for r in results.shipped().rows if (r.data, r.model, r.seed) == asked]
    return {r.metric: [r.value] for r in rows if r.metric in ("forward_kl", "sliced_wasserstein", "parameters")}


def shown(at: AppTest) -> Printed:
    """All that the card of the model on the stage may speak of."""
    data, (model,), budget = staged(at, "table")
    found = results.shipped(budget).summary().items()
    rows = {metric: s for (on, of, metric), s in found if (on, of) == (data, model) and not s.reason}
    return {f"{model}, {metric}": [s.mean, s.standard_error] for metric, s in rows.items()}


def side(at: AppTest) -> Printed:
    data, found = "digits", results.shipped("lesson").summary()
    there = [(m, found[data, m, "sharpness"]) for m in staged(at, "models") if (data, m, "sharpness") in found]
    return {f"{model}, sharpness": [s.mean, s.standard_error] for model, s in there}


CASES = [
    Case("compare", "game", sheet, {"compare_round": "3"}),
    Case("compare", "table", shown),
    Case("compare", "side", side, {"side_trained": "equal"}),
    Case("compare", "rerun", row, {"compare_rerun_data": "moons", "compare_rerun_seed": "1"}),
]  # fmt: skip
