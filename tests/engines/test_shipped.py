"""One function finds every shipped model, and loads each once."""

from __future__ import annotations

import pytest
import torch

from engines import shipped
from engines.autoencoder.model import Autoencoder
from engines.data import images
from engines.diffusion import curves
from engines.diffusion.model import Diffusion
from engines.gan.model import GAN
from engines.measures import extractor
from engines.nets import weights
from tests.engines.test_costs import held


@pytest.mark.parametrize(
    ("name", "kind"),
    [("ae-digits-2", Autoencoder), ("vae-digits-2", Autoencoder), ("gan-digits", GAN), ("diffusion-digits", Diffusion)],
)
def test_a_name_is_loaded_once_as_what_it_is(name: str, kind: type) -> None:
    first = shipped.model(name)
    assert type(first) is kind and shipped.model(name) is first


def test_every_other_way_to_a_shipped_model_shares_it() -> None:
    copied, there = curves.shipped("digits"), shipped.model("diffusion-digits")
    assert copied is not there and copied.averaged is there.averaged
    copied.set_params(eta=0.5)
    assert there.config.eta != 0.5
    assert extractor.shipped("digits") is extractor.shipped("digits")


@pytest.mark.parametrize("name", ["vae-postcards-16", "gan-digits", "diffusion-digits", "extractor-digits"])
def test_what_is_only_used_is_in_memory_once_without_gradients(name: str) -> None:
    model = extractor.shipped("digits") if name.startswith("extractor") else shipped.model(name)
    zeros = ("adam", "adam_g", "adam_d")  # that nothing has touched take no memory
    half_precision = (weights.FOLDER / f"{name}.safetensors").stat().st_size
    assert held(model, but=zeros) <= 2.3 * half_precision


@pytest.mark.parametrize("kind", [Autoencoder, extractor.Extractor])
def test_a_shipped_model_can_be_trained_on_and_its_average_follows(kind: type) -> None:
    digits = images.load("digits")
    model = kind.pretrained("vae-digits-2" if kind is Autoencoder else "digits")
    model.start(digits.images[:200], digits.labels[:200])
    assert model.net is not model.averaged
    before = [p.clone() for p in model.averaged.parameters()]
    model.step()
    moved = [not torch.equal(p, q) for p, q in zip(model.averaged.parameters(), before, strict=True)]
    apart = [not torch.equal(p, q) for p, q in zip(model.averaged.parameters(), model.net.parameters(), strict=True)]
    assert any(moved) and any(apart)


@pytest.mark.parametrize("name", ["vae-cats-16", "extractor-digits", ""])
def test_no_other_name_is_a_model(name: str) -> None:
    with pytest.raises(ValueError, match="choose one of ae-.*, vae-digits-2"):
        shipped.model(name)
    assert "vae-digits-2" in weights.names()
