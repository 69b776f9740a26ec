"""How much memory a piece of work takes: the most that this process held during it, above what it held before."""

from __future__ import annotations

from pathlib import Path

STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Peak:
    """A context; afterwards `megabytes` (10^6 bytes), or None where the system does not tell (only Linux does).

    `base`: MB held before the work, by default what is held on entering; it is kept, for later parts of the same work.
    """

    megabytes: float | None = None

    def __init__(self, base: float | None = None) -> None:
        self.base = base

    def __enter__(self) -> Peak:
        try:
            RESET.write_text("5")  # the peak begins anew at what is held now
            self.base = held("VmRSS") if self.base is None else self.base
        except OSError:
            self.base = None
        return self

    def __exit__(self, *error: object) -> None:
        if self.base is not None:
            self.megabytes = max(0.0, held("VmHWM") - self.base)


def held(name: str) -> float:
    """Resident memory, now (VmRSS) or at its peak (VmHWM), MB."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024 / 1e6
