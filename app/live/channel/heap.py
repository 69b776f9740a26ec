"""What stays for as long as the server is taken out of the rubbish collector's sight.

Streamlit collects after every run of a page. Nine tenths of what it looks through then are the objects of imported
modules, which never go: torch's, plotly's and scikit-learn's took a quarter of a second of one core from everybody,
for each page that somebody opened.
"""

from __future__ import annotations

import gc
import sys
import threading

LOOK_SECONDS = 1.0
MODULES = 20  # fewer new ones are not worth a collection of their own


class Heap:
    """Freezes what is there whenever modules were imported, once no more come."""

    def __init__(self) -> None:
        self.frozen, self.seen = 0, len(sys.modules)  # modules: when it last froze, when it last looked

    def look(self) -> bool:
        """Whether it froze. What is rubbish at that moment is collected first: frozen, it would stay."""
        last, self.seen = self.seen, len(sys.modules)
        if self.seen > last or self.seen < self.frozen + MODULES:
            return False
        gc.collect()
        gc.freeze()
        self.frozen = self.seen
        return True


def keep_frozen() -> None:
    """Look every second, for as long as this process lives."""
    heap, never = Heap(), threading.Event()

    def looking() -> None:
        while not never.wait(LOOK_SECONDS):
            heap.look()

    threading.Thread(target=looking, name="heap", daemon=True).start()
