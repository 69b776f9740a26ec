"""Libraries that are imported by one thread while another one computes.

SciPy and scikit-learn ask of everything whether it is a `torch.Tensor`, as soon as somebody has begun to import torch.
Half way through it has none yet, and whoever asks then fails: a page opened in a server's first seconds, for example.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType


class Nothing:
    """Stands for torch.Tensor until that is there: there are no tensors yet."""


class Whole(Loader):
    """Runs a module that has a class Tensor from the beginning."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def __getattr__(self, name: str) -> object:  # its file, its source: as the real one says
        return getattr(self.loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.Tensor = Nothing
        self.loader.exec_module(module)


class TorchFinder(MetaPathFinder):
    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name == "torch" else None
        if spec and spec.loader:
            spec.loader = Whole(spec.loader)
        return spec


def torch_while_others_compute() -> None:
    """From now on SciPy can be used by others while torch is imported."""
    if not any(isinstance(finder, TorchFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, TorchFinder())
