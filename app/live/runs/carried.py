"""Models on their way to another process or machine, and back.

A model travels as bytes, without the pictures that it learns from: every machine has them, loaded once. The hub keeps
the bytes as they are; only whoever takes the model further opens them.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.live.runs.task import Job


@dataclass(frozen=True)
class Carried:
    """A model on its way."""

    data: bytes


def carry(job: Job, model: Any) -> Carried:
    """The model of a job as it travels."""
    packed = io.BytesIO()
    packer = pickle.Pickler(packed, pickle.HIGHEST_PROTOCOL)
    lent = {id(thing): n for n, thing in enumerate(job.lent())}
    packer.persistent_id = lambda thing: lent.get(id(thing))
    packer.dump(model)
    return Carried(packed.getvalue())


def opened(job: Job, model: Any) -> Any:
    """The model itself, where its data are loaded: see `job.prepared`."""
    if not isinstance(model, Carried):
        return model
    unpacker = pickle.Unpickler(io.BytesIO(model.data))
    unpacker.persistent_load = job.lent().__getitem__
    return job.placed(unpacker.load())
