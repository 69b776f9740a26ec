"""What the networks of the library share: settings for each kind of data, shipped weights, training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np

from engines.core import Bounds, Config
from engines.library.estimator import Generative, numbers_of, trained
from engines.nets import weights


class Network(Generative):
    """A network; `presets` are the settings that each kind of data is learned with, `kind` is the first word of what
    its shipped weights are called."""

    presets: ClassVar[Mapping[str, Config]]
    kind: ClassVar[str]

    @staticmethod
    def engine() -> Any:
        """The class that computes."""
        raise NotImplementedError

    @classmethod
    def preset(cls, data: str) -> Self:
        """An unfitted model with the settings for data of a kind: points, which is any table of numbers and the
        default, digits, fashion or postcards. ValueError for another."""
        Bounds(choices=tuple(cls.presets)).check("data", data)
        return cls._of(cls.presets[data])

    @classmethod
    def pretrained(cls, name: str) -> Self:
        """A model with shipped weights, ready to sample; `genlab.weights()` lists their names.

        Its samples are pictures with levels from 0 to 1. ValueError for a name that is not shipped for this model.
        """
        names = [known for known in weights.names() if weights.kind_of(known) == cls.kind]
        Bounds(choices=tuple(names)).check("name", name)
        model = cls.engine().pretrained(name)
        found = cls._of(model.config)
        channels, height, width = model.config.shape
        found.picture_shape_ = (height, width) if channels == 1 else (height, width, channels)
        found.model_, found.n_features_in_ = model, channels * height * width
        return found

    @classmethod
    def _of(cls, config: Config) -> Self:
        known = cls._get_param_names()
        given = {name: value for name, value in config.as_dict().items() if name in known}
        found = cls(**given)
        return found.set_params(random_state=config.seed) if "random_state" in known else found

    def fit(self, X: Any, y: Any = None) -> Self:
        """Train for `steps` updates.

        Parameters
        ----------
        X : array, DataFrame or tensor, shape (n, d), or pictures (n, H, W) or (n, H, W, C)
            Numbers of any unit; samples come back in the same unit. Pictures are bytes, or from 0 to 1.
        y : array, shape (n,) or (n, k), or None
            Classes or factors, each from 0, where `n_classes` or `factors` says that there are some; ignored otherwise.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            For a parameter out of its bounds, data that hold NaN, infinity or text, and where training diverges; the
            text says what to change.
        """
        config, X = self.config(), self._learnable(X)
        self.model_ = trained(self.engine()(self._fitting(config, X)), X, numbers_of(y), self.verbose)
        return self

    def _fitting(self, config: Config, X: np.ndarray) -> Config:
        """The settings with those that follow from the data."""
        return config
