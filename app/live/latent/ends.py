"""The live component in which the pictures of a walk are chosen from a strip, or drawn."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import numpy as np

from app.live.channel.messages import Message
from app.live.channel.mount import mount
from app.live.latent.encoding import inks_of, read_own
from app.ui.kept import Kept
from app.ui.language import t
from app.ui.names import picture_classes
from engines.data import images

MOST = 3  # of one walk
OF_EACH = 2  # pictures of a class on the strip
LAST = 10_000  # test pictures are fewer

End = int | dict[str, str]  # the number of a test picture, or {bytes} of a drawn one, in base64


def ends_of(data: str) -> Kept:
    """What has been chosen for each end; None is what stands there at first."""

    def one(value: Any) -> End:
        if isinstance(value, dict):
            return read_own(value, data)
        return Message(0, "end", {"nth": value}).whole("nth", 0, LAST)

    def read(value: Any) -> list[End] | None:
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != MOST:
            raise ValueError(f"give {MOST} ends")
        return [one(end) for end in value]

    return Kept(f"walk_ends_{data}", None, read)


def on_strip(data: str) -> list[int]:
    """The numbers of the test pictures to choose from: the first of every class, then the second."""
    labels = images.load(data, "test").labels
    classes = range(len(images.load(data, "test").classes))
    return [int(np.flatnonzero(labels == c)[nth]) for nth in range(OF_EACH) for c in classes]


def latent_ends(data: str, labels: Sequence[str], *, first: Sequence[int]) -> list[End]:
    """A strip of pictures for each of the `labels`, those of the classes `first` chosen at first. Returns the ends."""
    test, numbers, classes = images.load(data, "test"), on_strip(data), picture_classes(data)
    shown = test.images[numbers]
    begins = [numbers[c] for c in first]
    values = {
        "labels": list(labels), "numbers": numbers, "classes": [classes[c] for c in test.labels[numbers]],
        "pictures": b64encode(shown.tobytes()).decode(), "shape": list(shown.shape[1:]), "first": begins,
        "inks": inks_of(data),
    }  # fmt: skip
    text = {
        "own": t("Your own drawing"),
        "drawHelp": t("Paint with the pointer; or move the pen with the arrow keys and press space to paint."),
        "clear": t("Clear and draw"),
        "inks": t("Colours"),
    }
    made = mount("latent/ends", key="latent-ends", data=values, text=text, kept={"ends": ends_of(data)})
    return (made["ends"] or begins)[: len(labels)]


def label_of(data: str, end: End) -> int | None:
    """The class of a test picture, None of a drawing."""
    return int(images.load(data, "test").labels[end]) if isinstance(end, int) else None
