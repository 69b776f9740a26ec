"""What no training picture showed, asked of the families of models: `python -m assets.combining.make [NAME ...]
[--of postcards]` (forty minutes of one core) writes postcards.json and letters.json, and strips of pictures.

Each family makes pictures unasked, and those that take requests are asked. See `of_postcards` and `of_letters`.
"""

from __future__ import annotations

import argparse
import json
from types import ModuleType
from typing import Any

import numpy as np
import torch
from PIL import Image

from assets.combining import of_letters, of_postcards
from assets.weights.measure_factors import share
from engines.data.pixels import as_pictures, sheet, to_bytes
from engines.measures import combining
from engines.measures.combining import EXACT, FAMILIES, FOLDER, SHOWN, WHAT
from engines.nets import weights

OF: dict[str, ModuleType] = {"postcards": of_postcards, "letters": of_letters}


def keep(what: str, name: str, way: str, X: np.ndarray) -> None:
    """The pictures as a strip."""
    strip = Image.fromarray(sheet(to_bytes(as_pictures(what, X)), SHOWN, gap=0))
    strip.save(FOLDER / what / f"{name}-{way}.webp", lossless=True, quality=100, method=6)


def measured(what: str, name: str) -> dict[str, Any]:
    """What one family makes; writes its strips: unasked, those that look most like it, and on request the first."""
    of = OF[what]
    unasked, asked = of.MADE[name]()
    there, order = of.look(unasked)
    keep(what, name, "unasked", unasked[order[:SHOWN]])
    if asked is not None:
        keep(what, name, "requested", asked[:SHOWN])
    if name in EXACT:
        return of.exact()[name]
    requested = None if asked is None else share(of.granted(asked))
    found = {"unasked": share(there), "requested": requested}
    return found | {"restored": of_postcards.restored()} if (what, name) == ("postcards", "vae") else found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    known = sorted({name for of in FAMILIES.values() for name in of})
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--of", choices=WHAT, help="only this; by default both")
    args = parser.parse_args()
    if unknown := set(args.names) - set(known):
        raise SystemExit(f"unknown: {', '.join(unknown)}; choose from {', '.join(known)}")
    torch.set_num_threads(1)
    for what in [args.of] if args.of else WHAT:
        of, file = OF[what], FOLDER / f"{what}.json"
        found = json.loads(file.read_text())["families"] if file.exists() else {}
        for name in [name for name in FAMILIES[what] if name in args.names or not args.names]:
            if name in of.NEEDED and of.NEEDED[name] not in weights.names():
                print(f"{name}: left out, the shipped weights {of.NEEDED[name]} are not there")
                continue
            found[name] = measured(what, name)
            print(f"{what} {name}: {found[name]}", flush=True)
            record = {"command": "python -m assets.combining.make", "images": of.IMAGES, "asked": of.N_ASKED}
            file.write_text(json.dumps(record | {"families": found}, indent=2) + "\n")
    combining.record.cache_clear()


if __name__ == "__main__":
    main()
