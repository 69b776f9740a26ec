"""The command genlab, as a person types it."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engines.data.shapes import WORLDS
from engines.gan.losses import LOSSES
from engines.library import GAN, MODELS, Mixture, load, weights, world
from engines.library.command import main
from engines.library.listing import LISTS

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are named as they lie in the folder."""
    monkeypatch.chdir(tmp_path)


def said(line: str, capsys: pytest.CaptureFixture) -> str:
    """What it prints when all goes well."""
    assert main(line.split()) == 0
    return capsys.readouterr().out


def refused(line: str, capsys: pytest.CaptureFixture) -> str:
    """What it prints when it cannot: one line, and exit code 2."""
    try:
        code = main(line.split())
    except SystemExit as end:
        code = end.code
    out, err = capsys.readouterr()
    assert code == 2 and out == "" and err.startswith("genlab: error: ") and err.count("\n") == 1
    return err


def test_help_says_what_there_is(capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    out = capsys.readouterr().out
    assert end.value.code == 0 and all(name in out for name in ("list", "train", "sample", "score", "compare"))


def test_list_names_what_is_registered(capsys: pytest.CaptureFixture) -> None:
    everything = said("list", capsys)
    for what, names in {"worlds": WORLDS, "models": MODELS, "losses": LOSSES, "weights": weights()}.items():
        lines = said(f"list {what}", capsys).splitlines()
        assert [line.split()[0] for line in lines] == list(names)
        assert f"\n{what}:" in f"\n{everything}" and all(line in everything for line in lines)
    assert "hamiltonian" in said("list samplers", capsys) and "ddim" in said("list samplers", capsys)
    assert "postcards" in said("list pictures", capsys) and set(LISTS) >= {"samplers", "pictures"}


def test_a_model_goes_through_a_file_to_the_same_samples(capsys: pytest.CaptureFixture) -> None:
    told = said("train gan --data ring --rows 300 --seed 3 --set steps=5 --set loss=hinge --out m.safetensors", capsys)
    assert "rows     300" in told and "m.safetensors" in told
    same = GAN(steps=5, loss="hinge", random_state=3, verbose=False).fit(world("ring").sample(300, seed=3))
    said("sample m.safetensors -n 20 --seed 4 --out s.npy", capsys)
    assert np.array_equal(np.load("s.npy"), same.sample(20, seed=4))
    said("sample m.safetensors -n 20 --seed 4 --out s.csv", capsys)
    assert np.array_equal(np.loadtxt("s.csv", delimiter=",", skiprows=1, dtype=np.float32), same.sample(20, seed=4))
    printed = said("sample m.safetensors -n 20 --seed 4", capsys)
    assert printed == Path("s.csv").read_text()


def test_a_world_is_sampled_exactly(capsys: pytest.CaptureFixture) -> None:
    rows = list(csv.reader(said("sample moons -n 5 --seed 2", capsys).splitlines()))
    assert rows[0] == ["x1", "x2"]
    assert np.array_equal(np.array(rows[1:], float), world("moons").sample(5, seed=2))


def test_a_table_is_learned_with_its_columns_and_labels(capsys: pytest.CaptureFixture) -> None:
    X, k = world("blobs").sample(80, seed=0, return_labels=True)
    lines = [f"{a};{b};{'left' if j == 0 else 'right'}" for (a, b), j in zip(X.tolist(), k, strict=True)]
    Path("t.csv").write_text("length;width;side\n" + "\n".join(lines) + "\n")
    said("train naive-bayes --data t.csv --label side --out m.safetensors", capsys)
    model = load("m.safetensors")
    assert list(model.classes_) == ["left", "right"] and model.n_features_in_ == 2
    assert said("sample m.safetensors -n 3", capsys).startswith("length,width\n")
    error = refused("train kde --data t.csv --out m.safetensors", capsys)
    assert "t.csv, line 2: " in error and "is no number" in error
    assert "no column 'colour'" in refused("train kde --data t.csv --label colour --out m.safetensors", capsys)


def test_pictures_are_learned_and_drawn(capsys: pytest.CaptureFixture) -> None:
    said("sample vae-digits-2 -n 9 --out s.png", capsys)
    with Image.open("s.png") as sheet:
        assert sheet.size == (3 * 29 - 1, 3 * 29 - 1)
    said("sample vae-digits-2 -n 2 --out s.npy", capsys)
    assert np.load("s.npy").shape == (2, 28, 28)
    assert ".png or .npy" in refused("sample vae-digits-2 -n 2", capsys)


def test_samples_are_scored_beside_perfect_ones(capsys: pytest.CaptureFixture) -> None:
    X = world("ring").sample(300, seed=5)
    np.save("good.npy", X)
    np.save("few.npy", X[X[:, 0] > 0])
    rows = {line.split()[0]: line.split()[1:] for line in said("score good.npy --like ring", capsys).splitlines()}
    assert rows["measure"] == ["samples", "perfect", "better"] and rows["modes"] == ["8", "8", "high"]
    assert rows["log_likelihood"][0] == "no-density"
    assert int(said("score few.npy --like ring", capsys).splitlines()[1].split()[1]) < 8
    said("train mixture --data ring --set n_components=8 --out m.safetensors", capsys)
    mean = said("score good.npy --model m.safetensors", capsys).splitlines()[1].split()[-1]
    assert float(mean) == pytest.approx(load("m.safetensors").score(X), rel=1e-5)
    both = said("score good.npy --model m.safetensors --like ring", capsys)
    assert "no-density" not in both


@pytest.mark.slow
def test_models_are_compared_on_any_world(capsys: pytest.CaptureFixture) -> None:
    table = said("compare --data blobs --models naive-bayes,mixture --seconds 0.05 --out c.csv", capsys).splitlines()
    assert table[0].split() == ["measure", "naive-bayes", "mixture", "better"]
    found = {row["measure"]: row for row in csv.DictReader(Path("c.csv").read_text().splitlines())}
    assert found["log_likelihood"]["mixture"] == next(line.split()[2] for line in table if line.startswith("log_"))
    truth = world("blobs")
    assert float(found["log_likelihood"]["mixture"]) == pytest.approx(
        truth.log_prob(truth.sample(9000, seed=0)).mean(), abs=0.1
    )


def test_samples_are_scored_beside_rows_of_a_file(capsys: pytest.CaptureFixture) -> None:
    ring = world("ring")
    for name, rows in {
        "real": ring.sample(400, seed=1),
        "good": ring.sample(200, seed=2),
        "bad": ring.mean + np.random.default_rng(0).standard_normal((200, 2)),
    }.items():
        np.savetxt(f"{name}.csv", rows * [1, 1000], delimiter=",", header="a,b", comments="")
    good, bad = (
        {line.split()[0]: line.split()[1:] for line in said(f"score {name}.csv --like real.csv", capsys).splitlines()}
        for name in ("good", "bad")
    )
    assert set(good) == {"measure", "sliced_wasserstein", "mmd", "mmd_p", "precision", "recall", "density", "coverage",
                         "memorisation", "diversity", "log_likelihood"}  # fmt: skip
    for measure in ("precision", "coverage"):
        assert float(good[measure][0]) > 0.8 > 0.5 > float(bad[measure][0])
        assert float(good[measure][0]) == pytest.approx(float(good[measure][1]), abs=0.1), "as good as perfect ones"


@pytest.mark.slow
def test_models_are_compared_on_a_table(capsys: pytest.CaptureFixture) -> None:
    np.save("t.npy", world("ring").sample(1000, seed=0))
    table = said("compare --data t.npy --models naive-bayes,kde,gan,diffusion --seconds 0.5", capsys).splitlines()
    found = {line.split()[0]: line.split()[1:] for line in table}
    assert found["measure"] == ["naive-bayes", "kde", "gan", "diffusion", "better"]
    bayes, kde, *others, _ = found["log_likelihood"]
    assert float(kde) > float(bayes) + 1 and others == ["no-density", "not-computed"]
    assert float(found["precision"][1]) > 0.8 > float(found["precision"][0])


@pytest.mark.slow
def test_pictures_are_scored_and_compared(capsys: pytest.CaptureFixture) -> None:
    said("sample gan-digits -n 200 --out s.npy", capsys)
    np.save("noise.npy", np.random.default_rng(0).random((200, 28, 28)))
    drawn, noise = (said(f"score {name}.npy --like digits", capsys).splitlines() for name in ("s", "noise"))
    for name, lines in {"drawn": drawn, "noise": noise}.items():
        frechet, perfect = (float(cell) for cell in lines[1].split()[1:3])
        assert lines[1].startswith("frechet") and (frechet < 2 * perfect) == (name == "drawn")
    table = said("compare --data digits --models naive-bayes,vae --seconds 2", capsys).splitlines()
    assert table[0].split()[1:3] == ["naive-bayes", "vae"] and any(line.startswith("frechet") for line in table)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "COMMAND"),
        ("paint", "invalid choice: 'paint'"),
        ("train gan --data rign --out m.safetensors", "data is 'rign'; give a .csv or .npy file"),
        ("train gan --data ring --set lr=1 --out m.safetensors", "--set lr=1: give NAME=VALUE with one of"),
        ("train gan --data ring --set lr_g=9 --out m.safetensors", "lr_g is 9; give a number from 0.0 to 0.1"),
        ("train gan --data ring --rows 0 --out m.safetensors", "rows is 0"),
        ("train kde --data nothing.csv --out m.safetensors", "No such file"),
        ("train kde --data ring --out no/m.safetensors", "there is no folder no"),
        ("train kde --data ring --out m.pkl", "m.pkl is no .safetensors file"),
        ("sample ring --out s.png", "these samples are no pictures"),
        ("sample nothing", "which is no file, no world and no shipped weights"),
        ("sample ring -n 5 --out s.txt", "s.txt is no .csv or .npy or .png file"),
        ("score nothing.npy --like rign", "like is 'rign'; give a .csv"),
        ("sample ring --seed -1", "seed is -1"),
        ("score nothing.npy --like ring", "No such file"),
        ("score nothing.npy", "give --like, the truth, or --model"),
        ("compare --seconds 0", "seconds is 0"),
        ("compare --models ganz", "choose one of naive-bayes, mixture"),
    ],
)
def test_an_error_is_one_line_and_exit_code_2(line: str, why: str, capsys: pytest.CaptureFixture) -> None:
    assert why in refused(line, capsys)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "holds no rows"),
        ("a,b\n", "holds no rows"),
        ("1,2\n3\n", "line 2: 1 cells where others have 2"),
        ("a,b\n1,2\n3,x\n", "line 3: 'x' is no number"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_line(text: str, why: str, capsys: pytest.CaptureFixture) -> None:
    Path("t.csv").write_text(text)
    assert why in refused("train kde --data t.csv --out m.safetensors", capsys)


def test_a_file_that_holds_code_is_not_run(capsys: pytest.CaptureFixture) -> None:
    np.save("t.npy", np.array([Mixture()], dtype=object), allow_pickle=True)
    assert "no array of numbers" in refused("train kde --data t.npy --out m.safetensors", capsys)
    Path("t.csv").write_bytes(b"\xff\xfe\x00")
    assert "no text in UTF-8" in refused("train kde --data t.csv --out m.safetensors", capsys)
