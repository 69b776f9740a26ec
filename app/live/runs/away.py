"""Tasks that are done in another process or on another machine."""

from __future__ import annotations

from dataclasses import replace

from app.live.channel.passport import away
from app.live.runs.carried import carry
from app.live.runs.task import Slice, Task, advance


@away
def far(task: Task) -> Slice:
    """Do the task; the model comes back as it travels."""
    done = advance(task)
    if done.progress is None:
        return done
    return replace(done, progress=replace(done.progress, model=carry(task.job, done.progress.model)))
