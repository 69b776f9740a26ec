"""A table of chances, and postcards drawn from it."""

# %% What it needs
from dataclasses import replace

import numpy as np
from PIL import Image

from engines.data.pixels import sheet
from engines.data.postcards import cards
from engines.data.postcards.table import SCENES, JointTable, event_cells
from engines.sampling.large_numbers import expected_distance, running_distance

# %% Settings
LINES = [[0, 1], [2, 3], [4], [5, 6, 7], [8, 9], [10], [11], [12], [13], [14]]
WEIGHTS = [15.0, 2.0, 5.0, 18.0, 15.0, 10.0, 10.0, 10.0, 10.0, 5.0]
SEED = 0

# %% The table: a line is one scene or several, which share its weight as they always do
scenes, line_of = [], np.zeros(int(np.prod(JointTable.of(SCENES).p.shape)), int)
for k, (rows, weight) in enumerate(zip(LINES, WEIGHTS, strict=True)):
    default = sum(SCENES[i].weight for i in rows)
    scenes += [replace(SCENES[i], weight=SCENES[i].weight * weight / default) for i in rows]
    for i in rows:
        line_of[event_cells(**SCENES[i].event).ravel()] = k
table = JointTable.of(scenes)
print(f"p(cat): {table.prob(subject='cat')}")

# %% 10,000 postcards are drawn: how far is the tally from the table?
factors = cards.draw_factors(10_000, seed=SEED, table=table)
p = np.array(WEIGHTS) / sum(WEIGHTS)
distance = running_distance(line_of[factors.cells()], p)
for n in (100, 1_000, 10_000):
    print(f"After {n} draws: {distance[n - 1]} (expected: {expected_distance(p, n)})")
Image.fromarray(sheet(cards.render(factors[np.arange(12)]), 6, scale=3)).save("postcards.png")
