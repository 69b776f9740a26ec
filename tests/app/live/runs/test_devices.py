"""Where picture models train: on a graphics card where there is one, and otherwise as ever."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import torch

from app.live.channel import limits
from app.live.runs import devices
from app.live.runs.carried import carry, opened
from app.live.runs.picture_jobs import PictureDiffusionJob, PictureGanJob
from engines.diffusion.config import DiffusionConfig
from engines.gan.config import GANConfig

GAN = PictureGanJob("digits", GANConfig(net="conv", width=8, noise_dim=4, batch=8, size=28, r1=0.1, ema=0.9))
DIFFUSION = PictureDiffusionJob("digits", DiffusionConfig(net="unet", width=16, batch=8, size=28, n_classes=10))
CARD = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else ""


@pytest.fixture(autouse=True)
def anew() -> None:
    devices.device.cache_clear()
    yield
    devices.device.cache_clear()


@pytest.fixture(params=[GAN, DIFFUSION], ids=["gan", "diffusion"])
def job(request: pytest.FixtureRequest) -> PictureGanJob | PictureDiffusionJob:
    while not request.param.prepared():
        pass
    return request.param


def losses(job: PictureGanJob | PictureDiffusionJob, n: int = 3) -> list[dict[str, float]]:
    """Of a model that travels to another process after each step."""
    model, found = job.begin(), []
    for _ in range(n):
        found.append(dict(model.step()))
        model = opened(job, pickle.loads(pickle.dumps(carry(job, model))))
    return found


def test_here_it_is_what_torch_can_use(monkeypatch: pytest.MonkeyPatch) -> None:
    assert devices.device() == ("cuda" if torch.cuda.is_available() else "cpu")


def test_a_device_that_is_not_there_is_told_and_the_processor_trains(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(limits, "_SAYINGS", limits.Sayings())
    monkeypatch.setattr(devices, "DEVICE", "cuda:77")
    assert devices.device() == "cpu"
    assert "LIVE_DEVICE is 'cuda:77'" in caplog.text and "processor" in caplog.text


def test_on_the_processor_a_model_that_travels_is_one_that_stays(
    job: PictureGanJob | PictureDiffusionJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "DEVICE", "cpu")
    stays = job.begin()
    assert losses(job) == [dict(stays.step()) for _ in range(3)]


@pytest.mark.skipif(not CARD, reason="torch finds no graphics card here")
def test_on_a_card_it_learns_the_same_but_for_rounding(
    job: PictureGanJob | PictureDiffusionJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {}
    for name in ("cpu", CARD):
        devices.device.cache_clear()
        monkeypatch.setattr(devices, "DEVICE", name)
        found[name] = losses(job)
        model = job.begin()
        net = getattr(model, "g", getattr(model, "net", None))
        assert net.theta.device.type == name
    for here, there in zip(*found.values(), strict=True):
        assert here.keys() == there.keys()
        np.testing.assert_allclose(list(here.values()), list(there.values()), rtol=0.02, atol=1e-3)


class Elsewhere:
    """Notes what of a module is asked to be on another device, as no card is there to be asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def to(self, device: str) -> None:
        self.asked.append(device)


def test_a_model_that_comes_from_elsewhere_is_placed_again(
    job: PictureGanJob | PictureDiffusionJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.live.runs.picture_jobs.device", lambda: "card")
    somewhere = Elsewhere()
    assert job.placed(somewhere) is somewhere and somewhere.asked == ["card"]
