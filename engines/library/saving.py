"""A fitted model as a file, and back: its numbers as safetensors, its parameters as JSON in the header. No pickle, so a
file from elsewhere runs no code. What is kept is what a model is used with; training does not go on from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.utils.validation import check_is_fitted

from engines.classical.kernel_density import KernelDensity, KernelDensityConfig
from engines.classical.mixture import GaussianMixture
from engines.classical.naive_bayes import NaiveBayes

if TYPE_CHECKING:
    import torch
    from torch import nn

    from engines.autoencoder.model import Autoencoder
    from engines.diffusion.model import Diffusion
    from engines.gan.model import GAN

HEADER = "genlab"
Arrays = dict[str, np.ndarray]


def save(model: Any, path: str | Path) -> None:
    """Write a fitted model of the library. NotFittedError for another; OSError where it cannot be written."""
    from safetensors import SafetensorError
    from safetensors.numpy import save_file

    check_is_fitted(model)
    arrays, more = KEPT[type(model).__name__].taken(model.model_)
    params = model.get_params(deep=False)
    if not isinstance(params.get("random_state", 0), (int, np.integer)):
        params["random_state"] = None
    about = {
        "model": type(model).__name__, "params": params, "config": model.model_.config.as_dict(), "more": more,
        "n_features": model.n_features_in_, "picture_shape": model.picture_shape_,
        "names": list(getattr(model, "feature_names_in_", [])), "columns": list(getattr(model, "columns_", [])),
    }  # fmt: skip
    arrays = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    try:
        save_file(arrays, path, metadata={HEADER: json.dumps(about, default=lambda value: value.item())})
    except SafetensorError as error:
        raise OSError(f"{path} cannot be written: {error}") from error


def load(path: str | Path, models: Mapping[str, type]) -> Any:
    """The fitted model in a file, of one of these classes by name. ValueError for a file that holds none."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "np") as file:
            about = json.loads((file.metadata() or {})[HEADER])
            arrays = {name: file.get_tensor(name) for name in file.keys()}
        kept, model_class = KEPT[about["model"]], models[about["model"]]
    except (SafetensorError, KeyError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} holds no model of genlab; write one with save") from error
    params, config = ({k: tuple(v) if isinstance(v, list) else v for k, v in about[part].items()} for part in
                      ("params", "config"))  # fmt: skip
    model = model_class(**params)
    model.model_ = kept.restored(config, arrays, about["more"], about["n_features"])
    model.n_features_in_, shape = about["n_features"], about["picture_shape"]
    model.picture_shape_ = shape and tuple(shape)
    if about["names"]:
        model.feature_names_in_ = np.array(about["names"], dtype=object)
    if about["columns"]:
        model.columns_ = about["columns"]
    if hasattr(model.model_, "classes"):
        model.classes_ = model.model_.classes
    return model


# ---- what is kept of each engine -------------------------------------------------------------------------------------


def of_mixture(model: GaussianMixture) -> tuple[Arrays, dict]:
    arrays = {name: getattr(model, name) for name in ("weights", "means", "covariances")}
    return arrays, {"n_steps": model.n_steps, "gain": model.gain}


def to_mixture(config: dict, arrays: Arrays, more: dict, n: int) -> GaussianMixture:
    model = GaussianMixture(GaussianMixture().config.replace(**config))
    model.__dict__.update(arrays, **more)
    return model


def of_naive_bayes(model: NaiveBayes) -> tuple[Arrays, dict]:
    arrays = {name: getattr(model, name) for name in ("log_prior", "means", "variances")}
    return arrays, {"classes": model.classes.tolist(), "dtype": model.classes.dtype.str}


def to_naive_bayes(config: dict, arrays: Arrays, more: dict, n: int) -> NaiveBayes:
    model = NaiveBayes(NaiveBayes().config.replace(**config))
    model.__dict__.update(arrays, classes=np.array(more["classes"], more["dtype"]))
    return model


def of_kernels(model: KernelDensity) -> tuple[Arrays, dict]:
    return {"X": model.X}, {}


def to_kernels(config: dict, arrays: Arrays, more: dict, n: int) -> KernelDensity:
    return KernelDensity(KernelDensityConfig(**config)).fit(arrays["X"])


def of_autoencoder(model: Autoencoder) -> tuple[Arrays, dict]:
    state = {f"net.{name}": p.numpy(force=True) for name, p in model.averaged.state_dict().items()}
    return state | in_units(model), {"n_steps": model.n_steps}


def to_autoencoder(config: dict, arrays: Arrays, more: dict, n: int) -> Autoencoder:
    from engines.autoencoder.model import Autoencoder, AutoencoderConfig

    model = Autoencoder(AutoencoderConfig(**config))
    read_into(model.averaged, "net.", arrays)
    model.net = model.averaged
    return with_units(model, arrays, more)


def of_gan(model: GAN) -> tuple[Arrays, dict]:
    arrays = {"g": model.shown.theta.numpy(), "d": model.d.theta.numpy()} | in_units(model)
    arrays |= {f"uv.{i}": part.numpy() for i, part in enumerate(vectors(model.d))}
    return arrays, {"n_steps": model.n_steps, "pictures": model.pictures}


def to_gan(config: dict, arrays: Arrays, more: dict, n: int) -> GAN:
    import torch

    from engines.gan.model import GAN, GANConfig

    model = GAN(GANConfig(**config))
    model.build(n)
    for net in (model.g, model.averaged):
        net.theta.copy_(torch.from_numpy(arrays["g"]))
    model.d.theta.copy_(torch.from_numpy(arrays["d"]))
    for i, part in enumerate(vectors(model.d)):
        part.copy_(torch.from_numpy(arrays[f"uv.{i}"]))
    return with_units(model, arrays, more)


def of_diffusion(model: Diffusion) -> tuple[Arrays, dict]:
    net = model.averaged if model.config.ema else model.net
    low, high = (edge.numpy() for edge in model.bounds)
    return {"net": net.theta.numpy(), "low": low, "high": high} | in_units(model), {"n_steps": model.n_steps}


def to_diffusion(config: dict, arrays: Arrays, more: dict, n: int) -> Diffusion:
    import torch

    from engines.diffusion.model import Diffusion, DiffusionConfig

    model = Diffusion(DiffusionConfig(**config))
    model.build(n)
    for net in (model.net, model.averaged):
        net.theta.copy_(torch.from_numpy(arrays["net"]))
    model.box = None
    model.bounds = tuple(torch.from_numpy(arrays[edge]) for edge in ("low", "high"))
    return with_units(model, arrays, more)


def in_units(model: Any) -> Arrays:
    """How a network's inner units become those of the data."""
    return {"shift": model.shift.numpy(), "scale": model.scale.numpy()}


def with_units(model: Any, arrays: Arrays, more: dict) -> Any:
    import torch

    model.shift, model.scale = (torch.from_numpy(arrays[name]) for name in ("shift", "scale"))
    model.__dict__.update(more)
    return model


def read_into(net: nn.Module, prefix: str, arrays: Arrays) -> None:
    import torch

    state = {k.removeprefix(prefix): torch.from_numpy(a) for k, a in arrays.items() if k.startswith(prefix)}
    net.load_state_dict(state)


def vectors(net: Any) -> list[torch.Tensor]:
    """The singular vectors of a network with spectral norms, in their order; of points and of pictures."""
    return [v for pair in net.uv for v in pair] if hasattr(net, "uv") else list(net.module.buffers())


class Kept(NamedTuple):
    taken: Callable[[Any], tuple[Arrays, dict]]
    restored: Callable[[dict, Arrays, dict, int], Any]


KEPT = {
    "Mixture": Kept(of_mixture, to_mixture),
    "NaiveBayes": Kept(of_naive_bayes, to_naive_bayes),
    "KDE": Kept(of_kernels, to_kernels),
    "AE": Kept(of_autoencoder, to_autoencoder),
    "VAE": Kept(of_autoencoder, to_autoencoder),
    "GAN": Kept(of_gan, to_gan),
    "Diffusion": Kept(of_diffusion, to_diffusion),
}
