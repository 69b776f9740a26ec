"""Reading a run's settings from a message."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

from app.live.channel.messages import is_number
from engines.core import Config


class Configured:
    """A job, frozen data, whose `config` are the settings of an engine."""

    config: Any

    def with_settings(self, changes: Mapping[str, Any]) -> Self:
        return dataclasses.replace(self, config=self.config.replace(**read_settings(type(self.config), changes)))

    def placed(self, model: Any) -> Any:
        """The model, where this process computes it."""
        return model


def read_settings(config: type[Config], settings: Any) -> dict[str, Any]:
    """Settings from a browser as fields of a configuration, whole numbers where it wants them. ValueError if not."""
    fields = {f.name: f for f in dataclasses.fields(config)}
    if not isinstance(settings, Mapping) or set(settings) - set(fields):
        raise ValueError(f"config must be an object with some of {', '.join(fields)}")
    read = {}
    for name, value in settings.items():
        if not (isinstance(value, str) or is_number(value)):
            raise ValueError(f"{name} is {str(value)[:40]!r}; give a number or a text")
        whole = fields[name].type in ("int", int)
        read[name] = int(value) if whole and not isinstance(value, str) and value == int(value) else value
    return read
