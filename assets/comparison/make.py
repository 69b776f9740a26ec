"""Compute the shipped comparison: `python -m assets.comparison.make [--data ring ...] [--models gan ...] [--seeds N]`.

Every model gets the same seconds of one thread, as steps (rates.json; `--rates` measures those anew). Written after
each run, so that it may be stopped at any time and goes on where it was: results.csv, floors.csv, runs.json, and the
unpicked samples of seed 0. What was made with other settings is made again. One thread, whatever the machine has.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from threadpoolctl import threadpool_limits

from engines.comparison import run as comparison
from engines.comparison.models import CLOSED_FORM, DATA, MODELS, POINTS, SHIPPED, build, kind_of, models_of
from engines.comparison.results import FOLDER, Results, Row, read_floors, write_floors, write_rows
from engines.comparison.run import SECONDS, SEEDS, Run, iterate
from engines.data.pixels import sheet
from engines.measures import scores
from engines.nets import weights

COMPARED = [*MODELS, *SHIPPED]
SHEET = (5, 8)  # rows and columns of pictures
N_SHOWN = 400  # points
SHOWN = {  # what `--show` prints
    "points": ("modes", "hq", "reverse_kl_knn", "sliced_wasserstein", "precision", "coverage", "log_likelihood",
               "train_seconds", "sample_seconds", "evaluations"),
    "pictures": ("frechet", "precision", "recall", "coverage", "classes", "sharpness", "bits_per_dim", "binary_bits",
                 "train_seconds", "sample_seconds", "evaluations"),
}  # fmt: skip
CALIBRATED = 3.0  # seconds of training that a rate is measured over


# ---- what has been made ----------------------------------------------------------------------------------------------


@dataclass
class Shelf:
    """The files of one folder, rewritten after every run."""

    folder: Path = FOLDER
    rows: list[Row] = field(init=False)
    runs: dict[str, dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "samples").mkdir(exist_ok=True)
        found = Results.load(self.folder)
        self.rows, self.runs = list(found.rows), {data: dict(models) for data, models in found.runs.items()}

    def holds(self, run: Run, record: dict[str, Any]) -> bool:
        """Whether these rows are here already, made with the same settings."""
        made = self.runs.get(run.data, {}).get(run.model)
        same = made is not None and {k: made[k] for k in record} == json.loads(json.dumps(record))
        return same and any((r.data, r.model, r.seed) == (run.data, run.model, run.seed) for r in self.rows)

    def put(self, run: Run, rows: tuple[Row, ...]) -> None:
        """Add or replace the rows of a run; those of other settings leave."""
        record, made = json.loads(json.dumps(run.record)), self.runs.get(run.data, {}).get(run.model, {})
        same = {k: made.get(k) for k in record} == record
        seeds = sorted({*(made.get("seeds", ()) if same else ()), run.seed})
        own = [r for r in self.rows if (r.data, r.model) == (run.data, run.model)]
        keep = [r for r in own if same and r.seed != run.seed]
        self.rows = sorted([*(r for r in self.rows if r not in own), *keep, *rows], key=place)
        command = f"python -m assets.comparison.make --data {run.data} --models {run.model}"
        self.runs.setdefault(run.data, {})[run.model] = record | {"seeds": seeds, "command": command}
        self.runs = {d: {m: self.runs[d][m] for m in COMPARED if m in self.runs[d]}
                     for d in DATA if d in self.runs}  # fmt: skip
        write_rows(self.folder / "results.csv", self.rows)
        part = self.folder / "runs.json.part"
        part.write_text(json.dumps(self.runs, indent=1) + "\n")
        part.replace(self.folder / "runs.json")


def place(row: Row) -> tuple[int, ...]:
    """Where a row stands in the table."""
    order = list(comparison.measures_of(row.data))
    return DATA.index(row.data), COMPARED.index(row.model), row.seed, order.index(row.metric)


# ---- floors and samples ----------------------------------------------------------------------------------------------


def make_floors(data: str, folder: Path) -> None:
    """What a perfect model scores, unless it is there at this sample size."""
    path, n = folder / "floors.csv", comparison.N_SAMPLES[kind_of(data)]
    floors = read_floors(path)
    if any(key[0] == data and floor.n == n for key, floor in floors.items()):
        return
    found = scores.point_floor(comparison.world(data), n) if data in POINTS else scores.picture_floor(data, n)
    floors = {key: floor for key, floor in floors.items() if key[0] != data}
    floors |= {(data, metric): floor for metric, floor in found.items()}
    write_floors(path, dict(sorted(floors.items(), key=lambda item: DATA.index(item[0][0]))))


def show(data: str, model: str, samples: np.ndarray, folder: Path) -> None:
    """Keep the first samples to look at: points in one file of all, pictures as a sheet for each model."""
    if data in POINTS:
        return show_points(f"{data}-{model}", samples, folder / "samples" / "points.safetensors")
    rows, columns = SHEET
    picture = sheet(samples[: rows * columns], columns, gap=0)
    Image.fromarray(picture).save(folder / "samples" / f"{data}-{model}.webp", quality=90)


def show_points(name: str, samples: np.ndarray, path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    kept = load_file(path) if path.exists() else {}
    save_file(dict(sorted((kept | {name: samples[:N_SHOWN].astype(np.float32)}).items())), path)


def show_real(data: str, folder: Path) -> None:
    """Real data to set beside the models'."""
    unseen = comparison.held_out(data, 0)
    if data not in POINTS:
        from engines.data.pixels import as_pictures

        unseen = as_pictures(data, unseen)
    show(data, "real", unseen, folder)


# ---- running ---------------------------------------------------------------------------------------------------------


def make(run: Run, shelf: Shelf) -> None:
    """Compute one run, unless it is there, and write it down."""
    build(run.data, run.model, run.seed, run.steps)  # an unknown model is refused before it is timed
    fresh = Run(run.data, run.model, run.seed, run.seconds, run.steps, run.n_samples)
    fresh.contestant = build(run.data, run.model, run.seed, run.steps)
    if shelf.holds(run, fresh.record):
        return
    begin = time.perf_counter()
    *_, last = iterate(run)
    if run.seed == 0:
        show(run.data, run.model, run.samples, shelf.folder)
    shelf.put(run, last.rows)  # last: rows that are there are not made again
    figures = {r.metric: r.value for r in last.rows if r.value is not None}
    shown = ("sliced_wasserstein", "coverage") if run.data in POINTS else ("frechet", "recall")
    print(f"{run.data:9} {run.model:18} seed {run.seed}  trained {figures['train_seconds']:6.1f} s, in all "
          f"{time.perf_counter() - begin:6.1f} s  "
          + "  ".join(f"{name} {figures.get(name, np.nan):.4f}" for name in shown), flush=True)  # fmt: skip


def compared(data: str) -> list[str]:
    """The models of this data, and the shipped weights that there are."""
    kinds = {"vae-shipped": f"vae-{data}-16", "gan-shipped": f"gan-{data}", "diffusion-shipped": f"diffusion-{data}"}
    return [*models_of(data), *(model for model, name in kinds.items() if name in weights.names())]


def measure_rates(data_sets: list[str], models: list[str]) -> None:
    """Steps per second of one thread, for every model that learns in steps."""
    path = FOLDER / "rates.json"
    known = json.loads(path.read_text())["rates"] if path.exists() else {}
    for data in data_sets:
        for model in models_of(data):
            if model in CLOSED_FORM or model not in models:
                continue
            run = Run(data, model, 0, steps=100_000)
            run.start()
            run.step()  # which prepares much
            setup, run.n_steps, run.train_seconds = run.train_seconds, 0, 0.0
            while run.train_seconds < CALIBRATED:
                run.step()
            rate = run.n_steps / run.train_seconds
            known.setdefault(data, {})[model] = {
                "steps_per_second": float(f"{rate:.2g}"),
                "setup_seconds": round(setup, 1),
            }
            print(f"{data:9} {model:10} {rate:8.1f} steps a second after {setup:.1f} s", flush=True)
            record = {"threads": 1, "machine": platform.machine(), "torch": torch.__version__.split("+")[0],
                      "command": "python -m assets.comparison.make --rates", "rates": known}  # fmt: skip
            path.write_text(json.dumps(record, indent=1) + "\n")


def table(results: Results, data: str) -> str:
    """The summary of one data set in Markdown: mean ± standard error over seeds; first what a perfect model scores."""
    found, columns = results.summary(), SHOWN[kind_of(data)]
    models = [m for m in COMPARED if (data, m, columns[-1]) in found]
    floors = [f"{results.floors[data, c].mean:.4g}" if (data, c) in results.floors else "-" for c in columns]
    lines = [["", *columns], ["---"] * (1 + len(columns)), ["perfect", *floors]]
    for model in models:
        cells = [found[data, model, c] for c in columns]
        lines.append([model, *(f"{s.mean:.4g} ± {s.standard_error:.2g}" if s.n_seeds else s.reason for s in cells)])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", nargs="+", choices=DATA, default=list(DATA))
    parser.add_argument("--models", nargs="+", choices=COMPARED, default=COMPARED)
    parser.add_argument("--seeds", type=int, help=f"how many, from 0; by default {SEEDS}")
    parser.add_argument("--seconds", type=float, help=f"of training; by default {SECONDS}")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write")
    parser.add_argument("--rates", action="store_true", help="measure how many steps a second buys, and stop")
    parser.add_argument("--show", action="store_true", help="print the summaries of what there is, and stop")
    parser.add_argument("--parquet", type=Path, metavar="FILE", help="write the table there as Parquet, and stop")
    args = parser.parse_args()
    if args.show or args.parquet:
        results = Results.load(args.folder)
        for data in args.data if args.show else ():
            print(f"\n{data}\n{table(results, data)}")
        return results.to_parquet(args.parquet) if args.parquet else None
    torch.set_num_threads(1)
    with threadpool_limits(limits=1):
        if args.rates:
            return measure_rates(args.data, args.models)
        shelf = Shelf(args.folder)
        for data in args.data:
            make_floors(data, args.folder)
            show_real(data, args.folder)
            for seed in range(args.seeds or SEEDS[kind_of(data)]):
                for model in compared(data):
                    if model in args.models:
                        make(Run(data, model, seed, args.seconds), shelf)


if __name__ == "__main__":
    main()
