"""Measure everything that /autoencoder says in numbers: `python -m assets.autoencoder.make` (half an hour of one core).

It adds what is missing to apples.json, beta.json, holes.json and space.json, and goes on where it was stopped.
`--anew` begins all of them again, and trains the models of the apples again: their first seeds are shipped in
assets/weights.
"""

from __future__ import annotations

import argparse

from assets.autoencoder import apples, beta, holes, space

MEASURED = (apples, beta, holes, space)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--anew", action="store_true", help="forget what has been measured")
    if parser.parse_args().anew:
        for record in MEASURED:
            record.FILE.unlink(missing_ok=True)
    for record in MEASURED:
        record.main()


if __name__ == "__main__":
    main()
