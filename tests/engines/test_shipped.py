"""One function finds every shipped model, and loads each once."""

from __future__ import annotations

import pytest

from engines import shipped
from engines.autoencoder.model import Autoencoder
from engines.diffusion import curves
from engines.diffusion.model import Diffusion
from engines.gan.model import GAN
from engines.measures import extractor
from engines.nets import weights


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


@pytest.mark.parametrize("name", ["vae-cats-16", "extractor-digits", ""])
def test_no_other_name_is_a_model(name: str) -> None:
    with pytest.raises(ValueError, match="choose one of ae-.*, vae-digits-2"):
        shipped.model(name)
    assert "vae-digits-2" in weights.names()
