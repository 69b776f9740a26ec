"""How many threads numpy's linear algebra takes: one."""

from __future__ import annotations

from functools import cache


@cache
def one_thread() -> None:
    """From now on, in this process. For small matrices more threads only wait for each other.

    Measured: an EM fit of 3 components to 400 points takes 3 to 5 times as long with 2 threads while the other core
    is busy.
    """
    import scipy.linalg  # noqa: F401  (brings its own library, besides numpy's; only what is loaded can be limited)
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)


@cache
def ready() -> None:
    """Import torch, for one thread: two take 4 times as long for a step while the other core is busy (measured)."""
    import torch

    torch.set_num_threads(1)
    one_thread()
