"""New combinations."""

# %% What it needs
from PIL import Image

from engines.data.pixels import sheet
from engines.data.postcards import cards
from engines.data.postcards.table import DEFAULT, TAUGHT
from engines.measures import combining

# %% Settings
SHOWN = 12

# %% The postcards that a model learns from: no black cat at sunset among them
asked = {"subject": "cat", "colour": "black", "background": "sunset"}
print(f"Black cats at sunset in the whole table: {DEFAULT.prob(**asked)}")
print(f"Black cats at sunset among the training cards: {TAUGHT.prob(**asked)}")
training = cards.render(cards.draw_factors(SHOWN, seed=0, table=TAUGHT))
Image.fromarray(sheet(training, 4, scale=3)).save("training.png")

# %% What was measured: how often each family of models makes one, unasked and on request
for family in combining.measured():
    found = combining.record()["families"][family]
    print(f"{family}: {found['unasked']['share']} {(found['requested'] or {}).get('share')}")
