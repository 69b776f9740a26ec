"""What a run has shown so far: packed frames in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass

from app.live.channel import limits


@dataclass(frozen=True)
class Shown:
    """One packed frame of a run."""

    serial: int
    step: int
    data: bytes


class History:
    """Frames of the whole run in bounded memory: when it is full, every second one of the past goes."""

    def __init__(self, most: int | None = None, most_bytes: int | None = None) -> None:
        self.most, self.most_bytes = most or limits.HISTORY_FRAMES, most_bytes or limits.HISTORY_BYTES
        self.shown: list[Shown] = []
        self.size = 0
        self.stride = 1  # every so many frames are kept

    def add(self, shown: Shown) -> None:
        """Append; the newest frame is always there, and takes its predecessor's place until it falls due."""
        if len(self.shown) > 1 and self.shown[-1].serial % self.stride:
            self.size -= len(self.shown.pop().data)
        self.shown.append(shown)
        self.size += len(shown.data)
        while len(self.shown) > 2 and (len(self.shown) > self.most or self.size > self.most_bytes):
            self.stride *= 2
            kept = [s for s in self.shown[:-1] if s.serial % self.stride == 0]
            self.shown = [*([] if kept and kept[0] is self.shown[0] else self.shown[:1]), *kept, self.shown[-1]]
            self.size = sum(len(s.data) for s in self.shown)

    @property
    def newest(self) -> Shown | None:
        return self.shown[-1] if self.shown else None
