"""Room for runs: what one may cost, how many there may be, and which have to go where they would hold too much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from app.live.channel import limits
from app.live.channel.messages import Refused
from app.live.runs.run import Run
from app.live.runs.task import Job


def check_budget(job: Job) -> None:
    """Refused if the job takes more than this server gives one run."""
    cost = job.cost()
    for value, most, what, remedy in (
        (cost.step, limits.RUN_FLOPS, "one step is", "lower width, depth, batch or updates"),
        (cost.look, limits.LOOK_FLOPS, "one look at it is", "lower width, depth or the number of evaluations"),
        (cost.part, limits.PART_FLOPS, "one update is", "lower width, depth or batch"),
        (cost.memory, limits.RUN_BYTES, "its memory is", "lower width, depth, batch or the number of seeds"),
    ):
        if value > most:
            raise Refused("too_large", f"{what} {value / most:.3g} times what this server allows; {remedy}")
    if job.config.steps > limits.RUN_STEPS:
        raise Refused(
            "too_many_steps", f"{job.config.steps:,} steps are too many for this server; give {limits.RUN_STEPS:,}"
        )


def in_its_way(runs: Iterable[Run], run: Run, job: Job) -> list[Run]:
    """The runs that have to end where this one, with this job, would be too many or hold too much."""
    others = [r for r in runs if r is not run]
    size = run.history.most_bytes + job.cost().held
    own = [r for r in others if run.owner == r.owner or run.person == r.person]
    gone = _too_many(own, run, size, limits.RUNS_PER_OWNER, limits.OWNER_BYTES, "own")
    others = [r for r in others if r not in gone]
    return gone + _too_many(others, run, size, limits.RUNS, limits.RUNS_BYTES, "all")


def _too_many(runs: list[Run], run: Run, size: float, most: int, most_bytes: float, whose: str) -> list[Run]:
    """Refused where they are too many, or hold too much, and none of them is to go."""
    gone: list[Run] = []
    while len(runs) >= most or sum(r.bytes for r in runs) + size > most_bytes:
        next_ = _dispensable(runs, run.person)
        if next_ is None and len(runs) >= most:
            text = {"own": "close a page that shows one", "all": "try again in a few minutes"}[whose]
            raise Refused(f"too_many_runs_{whose}", f"{most} runs are being watched, no more are allowed; {text}")
        if next_ is None:
            raise Refused(
                f"too_much_memory_{whose}",
                f"with this run {(sum(r.bytes for r in runs) + size) / 2**20:.0f} MB would be held, "
                f"{most_bytes / 2**20:.0f} are allowed; choose a smaller width or batch, or close another run",
            )
        runs.remove(next_)
        gone.append(next_)
    return gone


def _dispensable(runs: list[Run], person: Hashable) -> Run | None:
    """The run that was left by its viewers first; else the oldest of whoever has two more than this person."""
    left = [r for r in runs if not r.viewed]
    if left:
        return min(left, key=lambda r: r.seen)
    many = Counter(r.person for r in runs)
    if not many:
        return None
    richest, n = many.most_common(1)[0]
    return next(r for r in runs if r.person == richest) if n >= many[person] + 2 else None
