"""New combinations."""

# %% What it needs
from PIL import Image

from engines.data import letters
from engines.data.pixels import sheet
from engines.data.postcards import cards
from engines.data.postcards.table import DEFAULT, TAUGHT
from engines.measures import combining

# %% Settings
WHAT = "postcards"
SHOWN = 12

# %% What a model learns from: no black cat at sunset is among the postcards, and not every syllable among the letters
if WHAT == "postcards":
    asked = {"subject": "cat", "colour": "black", "background": "sunset"}
    print(f"Black cats at sunset in the whole table: {DEFAULT.prob(**asked)}")
    print(f"Black cats at sunset among the training cards: {TAUGHT.prob(**asked)}")
    training = cards.render(cards.draw_factors(SHOWN, seed=0, table=TAUGHT))
else:
    print(f"Syllables: {len(letters.SYLLABLES)}")
    print(f"Kept back from training: {len(letters.held_out())}")
    glyphs = letters.load().images
    training = 255 - glyphs[:: len(glyphs) // SHOWN + 1]
Image.fromarray(sheet(training, 4, scale=3)).save("training.png")

# %% What was measured: how often each family of models makes one, unasked and on request
for family in combining.measured(WHAT):
    found = combining.record(WHAT)["families"][family]
    print(f"{family}: {found['unasked']['share']} {(found['requested'] or {}).get('share')}")
