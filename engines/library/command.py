"""The command genlab: list, train, sample, score, compare. An error is one line and exit code 2."""

from __future__ import annotations

import argparse
import ast
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from sklearn.exceptions import NotFittedError

from engines.core import SEED, Bounds
from engines.data.shapes import WORLDS
from engines.library import judging, tables
from engines.library.listing import LISTS, listed
from engines.library.network import Network
from engines.library.sources import MODELS, PICTURES, load, pictures, pretrained, weights, world
from engines.library.tables import Rows


class Parser(argparse.ArgumentParser):
    """Errors without the usage in front of them."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"genlab: error: {' '.join(message.split())} (see {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    asked = parser().parse_args(arguments)
    try:
        asked.act(asked)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (ValueError, OSError, NotFittedError) as error:
        print(f"genlab: error: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    whole = Parser(prog="genlab", description="Generative models of points, tables and pictures.")
    commands = whole.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)

    def command(name: str, act: Any, about: str, **more: Any) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".", **more)
        one.set_defaults(act=act)
        return one

    def seed(one: argparse.ArgumentParser, of: str) -> None:
        one.add_argument("--seed", type=int, default=0, metavar="N", help=f"of {of}; default 0")

    def label(one: argparse.ArgumentParser, what: str) -> None:
        one.add_argument("--label", default="", metavar="COLUMN", help=f"of CSV files: {what}")

    one = command("list", show, "list worlds, pictures, models, losses, samplers and shipped weights")
    one.add_argument("what", nargs="?", choices=tuple(LISTS), help="only these")

    one = command("train", train, "train a model and write it to a file")
    one.add_argument("model", choices=tuple(MODELS))
    one.add_argument("--data", required=True, help="a world, digits, fashion, postcards, or a .csv or .npy file")
    one.add_argument("--rows", type=int, default=2000, metavar="N", help="drawn from a world; default 2000")
    label(one, "the classes, for naive-bayes")
    one.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter, e.g. steps=2000")
    one.add_argument("--out", required=True, type=Path, metavar="FILE", help="a .safetensors file")
    seed(one, "the rows and of the training")

    one = command("sample", sample, "draw samples from a model or a world")
    one.add_argument("model", help="a file of train, the name of shipped weights, or a world")
    one.add_argument("-n", type=int, default=1000, metavar="N", help="how many; default 1000")
    one.add_argument("--out", type=Path, metavar="FILE", help="a .csv or .npy file, .png for pictures; default: prints")
    seed(one, "the samples")

    one = command("score", score, "score samples beside the truth, or rows by a model's density")
    one.add_argument("samples", type=Path, help="a .csv or .npy file")
    one.add_argument("--like", metavar="DATA", help="what they should be like: a world, pictures or a file of rows")
    one.add_argument("--model", type=Path, metavar="FILE", help="a file of train: how likely are the rows?")
    label(one, "a column to leave out")
    seed(one, "the points that samples are compared with")

    one = command("compare", compare, "train several models for the same seconds and score them")
    one.add_argument("--data", default="ring", metavar="DATA", help="a world, pictures or a file; default ring")
    one.add_argument("--models", default="", metavar="A,B", help="default: all that there are for these data")
    one.add_argument("--seconds", type=float, metavar="S", help="of training for each; default 6, of pictures 15")
    label(one, "a column to leave out")
    one.add_argument("--out", type=Path, metavar="FILE", help="also writes the scores as a .csv file")
    seed(one, "the rows and of the trainings")
    return whole


# ---- the commands ----------------------------------------------------------------------------------------------------


def show(asked: argparse.Namespace) -> None:
    for what in [asked.what] if asked.what else LISTS:
        if not asked.what:
            print(f"{what}:")
        judging.table(listed(what), margin="" if asked.what else "  ")


def train(asked: argparse.Namespace) -> None:
    tables.need_place(asked.out, (".safetensors",))
    data = rows_of(asked)
    model_class = MODELS[asked.model]
    fresh = model_class.preset(asked.data) if asked.data in PICTURES and issubclass(model_class, Network) else None
    model = (fresh or model_class()).set_params(**settings_of(asked, model_class))
    begin = time.perf_counter()
    model.fit(data.X, data.y)
    if data.columns:
        model.columns_ = data.columns
    model.save(asked.out)
    judging.table([
        ("model", asked.model), ("rows", len(data.X)), ("columns", model.n_features_in_),
        ("seconds", f"{time.perf_counter() - begin:.1f}"), ("file", asked.out),
    ])  # fmt: skip


def rows_of(asked: argparse.Namespace) -> Rows:
    """What is learned from."""
    if asked.data in WORLDS:
        Bounds(1, 10**8).check("rows", asked.rows)
        return Rows(world(asked.data).sample(asked.rows, seed=seed_in(asked)))
    if asked.data in PICTURES:
        found = pictures(asked.data)
        return Rows(found.images, (), found.labels)
    return file_of("data", asked.data, asked.label)


def other_rows(name: str, value: str, label: str) -> np.ndarray | None:
    """The rows of a file, (n, d); None for a world or pictures."""
    return None if value in (*WORLDS, *PICTURES) else file_of(name, value, label).X


def file_of(name: str, value: str, label: str) -> Rows:
    """A file of rows. ValueError for what is neither one nor a world nor pictures."""
    if Path(value).suffix not in (".csv", ".npy"):
        raise ValueError(f"{name} is {value!r}; give a .csv or .npy file, {', '.join(PICTURES)}, or a world: "
                         f"{', '.join(WORLDS)}")  # fmt: skip
    return tables.read(Path(value), label)


def settings_of(asked: argparse.Namespace, model: type) -> dict[str, Any]:
    """The parameters of --set, and the seed."""
    known, found = model().get_params(), {}
    for text in asked.set:
        name, sign, value = text.partition("=")
        if not sign or name not in known:
            raise ValueError(f"--set {text}: give NAME=VALUE with one of {', '.join(known)}")
        found[name] = literal(value)
    return ({"random_state": seed_in(asked)} if "random_state" in known else {}) | found


def literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def seed_in(asked: argparse.Namespace) -> int:
    SEED.check("seed", asked.seed)
    return asked.seed


def sample(asked: argparse.Namespace) -> None:
    Bounds(1, 10**8).check("n", asked.n)
    tables.need_place(asked.out, (".csv", ".npy", ".png"))
    model = source(asked.model)
    tables.write(model.sample(asked.n, seed=seed_in(asked)), asked.out, getattr(model, "columns_", ()))


def source(name: str) -> Any:
    """What has `sample`: a world, shipped weights or a file."""
    if name in WORLDS:
        return world(name)
    if name in weights():
        return pretrained(name)
    if not Path(name).exists():
        raise ValueError(f"model is {name!r}, which is no file, no world and no shipped weights; see genlab list")
    return load(name)


def score(asked: argparse.Namespace) -> None:
    if not (asked.like or asked.model):
        raise ValueError("give --like, the truth, or --model, a file of train, or both")
    real = other_rows("like", asked.like, asked.label) if asked.like else None
    X, model = tables.read(asked.samples, asked.label).X, load(asked.model) if asked.model else None
    if asked.like:
        judging.table(judging.of_samples(X, asked.like, real, model, seed_in(asked)))
        return
    if not hasattr(model, "score_samples"):
        raise ValueError(f"{type(model).__name__} has no density; give --like")
    each = np.asarray(model.score_samples(X), float)
    judging.table([("rows", len(X)), ("log density, nats a row", f"{each.mean():.6g}"), ("least", f"{each.min():.6g}")])


def compare(asked: argparse.Namespace) -> None:
    if asked.seconds is not None:
        Bounds(0.01, 1e5).check("seconds", asked.seconds)
    tables.need_place(asked.out, (".csv",))
    real = other_rows("data", asked.data, asked.label)
    names = asked.models.split(",") if asked.models else ()
    rows = judging.compared(asked.data if real is None else real, names, asked.seconds, seed_in(asked))
    judging.table(rows)
    if asked.out:
        judging.write(rows, asked.out)
