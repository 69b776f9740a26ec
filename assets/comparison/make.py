"""Compute the shipped comparison: `python -m assets.comparison.make [--budget converged] [--data ring ...]
[--models gan ...] [--seeds N]`.

lesson: every model gets the same seconds of one thread, as steps (rates.json; `--rates` measures those anew).
converged: until its criterion has settled, in the folder of that name; many hours, the most telling runs first.
Written after each run, so that it may be stopped at any time and goes on where it was, in the middle of a training,
too: results.csv, floors.csv, runs.json, curves.csv, and the unpicked samples of seed 0. What was made with other
settings is made again. One thread, whatever the machine has.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from threadpoolctl import threadpool_limits

from assets.comparison.shelf import COMPARED, Shelf
from engines.comparison import run as comparison
from engines.comparison.budgets import BUDGETS, CONVERGED, LESSON, N_SAMPLES, SECONDS, SEEDS, seeds_of
from engines.comparison.models import CLOSED_FORM, DATA, POINTS, kind_of, models_of
from engines.comparison.results import FOLDER, Results, of_budget, read_floors, write_floors
from engines.comparison.run import Progress, Run, iterate
from engines.data.pixels import sheet
from engines.measures import extractor, scores
from engines.nets import weights
from engines.statistics import Floor

SHEET = (5, 8)  # rows and columns of pictures
N_SHOWN = 400  # points
SHOWN = {  # what `--show` prints
    "points": ("modes", "hq", "reverse_kl_knn", "sliced_wasserstein", "precision", "coverage", "log_likelihood",
               "train_seconds", "sample_seconds", "evaluations"),
    "pictures": ("frechet", "precision", "recall", "coverage", "classes", "sharpness", "bits_per_dim", "binary_bits",
                 "train_seconds", "sample_seconds", "evaluations"),
}  # fmt: skip
CALIBRATED = 3.0  # seconds of training that a rate is measured over
ANCHOR = "gan"  # whose rate tells how fast the machine is
SAVED = 120.0  # seconds of a training that are lost at most when it is stopped


# ---- floors and samples ----------------------------------------------------------------------------------------------


def make_floors(data: str, folder: Path, budget: str = LESSON) -> None:
    """What a perfect model scores, unless it is there at this sample size."""
    path, n = folder / "floors.csv", N_SAMPLES[budget][kind_of(data)]
    floors = read_floors(path)
    if any(key[0] == data and floor.n == n for key, floor in floors.items()):
        return
    found = scores.point_floor(comparison.world(data), n) if data in POINTS else picture_floor(data, n)
    floors = {key: floor for key, floor in floors.items() if key[0] != data}
    floors |= {(data, metric): floor for metric, floor in found.items()}
    write_floors(path, dict(sorted(floors.items(), key=lambda item: DATA.index(item[0][0]))))


def picture_floor(data: str, n: int) -> dict[str, Floor]:
    """At most half the training set can stand for samples. What is counted among as many as are held out is the same
    for more, the Fréchet distance of more was measured when the extractor was made, and of shares it is computed."""
    most = len(comparison.learned_from(data, 0).X) // 2
    if n <= most:
        return scores.picture_floor(data, n)
    found, half = (scores.picture_floor(data, k) for k in (most, most // 2))
    return found | {"frechet": extractor.floor(data, n)} | floors_of_shares(found, half, data, n)


def floors_of_shares(found: dict[str, Floor], half: dict[str, Floor], data: str, n: int) -> dict[str, Floor]:
    """Of n pictures, from those of as many as there are and of half as many. The KL of counted shares is
    chi squared over twice the count, so class_kl is proportional to 1/n + 1/m, m pictures to learn from; joint_kl, to
    the table itself, has besides what is misread, and is a + b/n."""
    one = found["class_kl"]
    m = len(comparison.learned_from(data, 0, CONVERGED).X)
    less = (1 / n + 1 / m) / (2 / one.n)
    floors = {"class_kl": Floor(less * one.mean, less * one.standard_error, n)}
    if "joint_kl" in found:
        one, two = found["joint_kl"], half["joint_kl"]
        share = (1 / one.n - 1 / n) / (1 / two.n - 1 / one.n)
        error = np.hypot((1 + share) * one.standard_error, share * two.standard_error)
        floors["joint_kl"] = Floor(one.mean - share * (two.mean - one.mean), float(error), n)
    return floors


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
    """Compute one run, unless it is there, and write it down; what is left of it, where it was begun."""
    fresh = Run(run.data, run.model, run.seed, run.seconds, run.steps, run.n_samples, budget=run.budget)
    fresh.contestant = fresh.built()  # an unknown model is refused before it is timed
    if shelf.holds(fresh):
        return
    begin = time.perf_counter()
    run = shelf.begun(run, fresh.record)
    *_, last = kept(run, shelf)
    if run.seed == 0:
        show(run.data, run.model, run.samples, shelf.folder)
    shelf.put(run, last.rows)  # last: rows that are there are not made again
    shelf.drop(run)
    figures = {r.metric: r.value for r in last.rows if r.value is not None}
    shown = ("sliced_wasserstein", "coverage") if run.data in POINTS else ("frechet", "recall")
    print(f"{run.data:9} {run.model:18} seed {run.seed}  trained {figures['train_seconds']:6.1f} s, in all "
          f"{time.perf_counter() - begin:6.1f} s  {figures['steps']:6.0f} steps  "
          + "  ".join(f"{name} {figures.get(name, np.nan):.4f}" for name in shown), flush=True)  # fmt: skip


def kept(run: Run, shelf: Shelf) -> Iterator[Progress]:
    """The run, written down now and then, so that it can go on from there."""
    saved = time.perf_counter()
    for progress in iterate(run):
        due = time.perf_counter() - saved > SAVED or progress.stage == "sample"  # to score may take minutes, too
        if run.n_steps and due:
            shelf.keep(run)
            saved = time.perf_counter()
        yield progress


def planned(data_sets: list[str], models: list[str], seeds: int | None, budget: str) -> list[tuple[str, str, int]]:
    """Data, model and seed of every run, in their order: points, which are quick, before pictures, and of the pictures
    one kind after the other; of the same the first training of every model before the second of any."""
    found = [
        (data, model, seed)
        for data in data_sets
        for model in (models_of(data, budget) if budget == CONVERGED else compared(data))
        if model in models
        for seed in (range(seeds) if seeds else seeds_of(data, model, budget))
    ]
    if budget == LESSON:
        return sorted(found, key=lambda one: (DATA.index(one[0]), one[2]))
    return sorted(found, key=lambda one: (0 if one[0] in POINTS else DATA.index(one[0]), one[2]))


def compared(data: str) -> list[str]:
    """The models of this data, and the shipped weights that there are."""
    kinds = {"vae-shipped": f"vae-{data}-16", "gan-shipped": f"gan-{data}", "diffusion-shipped": f"diffusion-{data}"}
    return [*models_of(data), *(model for model, name in kinds.items() if name in weights.names())]


def rate_of(data: str, model: str) -> tuple[float, float]:
    """Steps per second of one thread, and the seconds before the first."""
    run = Run(data, model, 0, steps=100_000)
    run.start()
    run.step()  # which prepares much
    setup, run.n_steps, run.train_seconds = run.train_seconds, 0, 0.0
    while run.train_seconds < CALIBRATED:
        run.step()
    return run.n_steps / run.train_seconds, setup


def measure_rates(data_sets: list[str], models: list[str]) -> None:
    """Steps per second of every model that learns in steps. Of some models alone: as fast as they would have been when
    the others were measured, since a machine is not always as fast. The GAN tells, measured before and after each."""
    path = FOLDER / "rates.json"
    known = json.loads(path.read_text())["rates"] if path.exists() else {}
    for data in data_sets:
        before = known.setdefault(data, {})
        for model in models_of(data):
            if model in CLOSED_FORM or model not in models:
                continue
            anchored = ANCHOR in before and ANCHOR not in models
            first = rate_of(data, ANCHOR)[0] if anchored else 0.0
            rate, setup = rate_of(data, model)
            if anchored:
                rate *= 2 * before[ANCHOR]["steps_per_second"] / (first + rate_of(data, ANCHOR)[0])
            before[model] = {"steps_per_second": float(f"{rate:.2g}"), "setup_seconds": round(setup, 1)}
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
    parser.add_argument("--budget", choices=BUDGETS, default=LESSON)
    parser.add_argument("--data", nargs="+", choices=DATA, default=list(DATA))
    parser.add_argument("--models", nargs="+", choices=COMPARED, default=COMPARED)
    parser.add_argument("--seeds", type=int, help=f"how many, from 0; by default {SEEDS}")
    parser.add_argument("--seconds", type=float, help=f"of training; by default {SECONDS}")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write")
    parser.add_argument("--rates", action="store_true", help="measure how many steps a second buys, and stop")
    parser.add_argument("--show", action="store_true", help="print the summaries of what there is, and stop")
    parser.add_argument("--parquet", type=Path, metavar="FILE", help="write the table there as Parquet, and stop")
    args = parser.parse_args()
    folder = of_budget(args.folder, args.budget)
    if args.show or args.parquet:
        results = Results.load(args.folder, args.budget)
        for data in args.data if args.show else ():
            print(f"\n{data}\n{table(results, data)}")
        return results.to_parquet(args.parquet) if args.parquet else None
    torch.set_num_threads(1)
    with threadpool_limits(limits=1):
        if args.rates:
            return measure_rates(args.data, args.models)
        shelf = Shelf(folder)
        for data in args.data:
            show_real(data, folder)
        for data, model, seed in planned(args.data, args.models, args.seeds, args.budget):
            make_floors(data, folder, args.budget)
            make(Run(data, model, seed, args.seconds, budget=args.budget), shelf)


if __name__ == "__main__":
    main()
