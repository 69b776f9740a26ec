"""The shipped models, as they were measured when they were made: `python -m tests.benchmarks shipped`.

Read from the records beside the weights. They are measured anew by `python -m assets.weights.make --measure NAME ...`,
`make classical` and `make combining`. After +- stands the standard error.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from engines.nets import weights

NAMES = ("digits", "fashion", "postcards")
ASSETS = Path(__file__).resolve().parents[2] / "assets"


def main() -> None:
    autoencoders()
    for kind in ("gan", "diffusion"):
        pictures(kind)
    postcards(weights.record("diffusion-postcards")["test"])
    letters(weights.record("diffusion-letters")["test"])
    combining("a black cat at sunset", "postcards")
    combining("a syllable that was kept back", "letters")
    classical(json.loads((ASSETS / "classical" / "digits.json").read_text(encoding="utf-8")))


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    rows = [heads, *rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
    print(f"\n{title}")
    for row in rows:
        first, *rest = row
        cells = [first.ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(rest, widths[1:], strict=True))]
        print("  ".join(cells).rstrip())


def share(found: Mapping[str, float] | None) -> str:
    """Of a share and its error, in per cent."""
    return f"{100 * found['share']:.1f} +- {100 * found['standard_error']:.1f}" if found else "-"


def minutes(record: Mapping[str, Any]) -> str:
    return f"{record['minutes']:.0f}"


def autoencoders() -> None:
    rows = []
    for data in NAMES:
        for size in (16, 2):
            for kind in ("vae", "ae"):
                record = weights.record(f"{kind}-{data}-{size}")
                test = record["test"]
                nll = f"{test['nll_iw200']:.1f} +- {test['nll_iw200_standard_error']:.1f}" if kind == "vae" else "-"
                error = test["reconstruction_standard_error"]
                restored = f"{test['reconstruction']:.1f} +- {error:.1f}"
                rows.append([f"{kind}-{data}-{size}", restored, nll, minutes(record)])
    table(
        "Autoencoders: nats per test picture; NLL importance-weighted, 200 samples; minutes of one thread",
        ["model and numbers in the code", "reconstruction", "NLL", "minutes"], rows,
    )  # fmt: skip


def pictures(kind: str) -> None:
    rows = []
    for data in NAMES:
        record = weights.record(f"{kind}-{data}")
        test = record["test"]
        floor = f"{test['floor']['mean']:.1f} +- {test['floor']['standard_error']:.1f}"
        right = test["as_asked"]["all"]["share"] if "as_asked" in test else test.get("obeyed")
        obeyed = f"{100 * right:.1f} %" if right else "-"
        classes = str(test["coverage"]["classes"])
        bits = "{per_dim:.3f} +- {standard_error:.3f}".format(**record["bits"]) if "bits" in record else "-"
        rows.append([f"{kind}-{data}", f"{test['frechet']:.1f}", floor, classes, obeyed, bits, minutes(record)])
    table(
        "10,000 samples: Frechet distance in the features of our own extractor, and of real pictures (floor)",
        ["model", "distance", "floor", "classes", "as asked", "bits a pixel", "minutes"], rows,
    )  # fmt: skip


def postcards(test: Mapping[str, Any]) -> None:
    asked, taught = test["as_asked"], test["taught"]["as_asked"]
    table(
        "diffusion-postcards: per cent of the pictures that show what was asked for, as the extractor reads them",
        ["factor", "all requests", "without the combination that it never saw"],
        [[name, share(asked[name]), share(taught[name])] for name in asked],
    )
    off = test["taught"]["off"]
    print(f"furthest share from its requests': {off['name']}, {off['points']:.2f} points")


def letters(test: Mapping[str, Any]) -> None:
    faces = list(test["held_out"]["written"])
    rows = [
        [f"{glyphs}, {by}", *(f"{100 * test[glyphs][by][face]['share']:.1f}" for face in faces)]
        for glyphs in ("held_out", "trained")
        for by in ("written", "real")
    ]
    error = 100 * test["held_out"]["written"]["all"]["standard_error"]
    title = f"diffusion-letters: per cent of glyphs with all three letters read (all, held out: +- {error:.1f})"
    table(title, ["syllables, by", *faces], rows)


def combining(asked: str, what: str) -> None:
    families = json.loads((ASSETS / "combining" / f"{what}.json").read_text(encoding="utf-8"))["families"]
    table(
        f"A combination that no family was shown ({asked}): per cent",
        ["family", "unasked", "on request"],
        [[name, share(found["unasked"]), share(found["requested"])] for name, found in families.items()],
    )


def classical(found: Mapping[str, Mapping[str, float]]) -> None:
    rows = [
        [name, *(f"{one[k]:.{n}f} +- {one[f'{k}_error']:.{n}f}" for k, n in (("nats", 0), ("bits", 2), ("gain", 0))),
         f"{100 * one['accuracy']:.1f} %"]
        for name, one in found.items()
    ]  # fmt: skip
    heads = ["p(x | y)", "nats", "bits a pixel", "over naive Bayes, nats", "classes right"]
    table("Densities of digits, 2,000 test pictures", heads, rows)


if __name__ == "__main__":
    main()
