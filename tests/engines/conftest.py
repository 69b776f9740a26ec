"""One torch thread: where the other core is busy, two were measured four times slower than one."""

from __future__ import annotations

import torch

torch.set_num_threads(1)
