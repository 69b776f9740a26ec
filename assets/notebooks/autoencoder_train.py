"""An AE and a VAE, trained side by side."""

# %% What it needs
from engines.autoencoder.config import LOOKED_AT
from engines.autoencoder.pair import Pair
from engines.autoencoder.views import of_pictures, of_points
from engines.data import images

# isort: split

# %% Settings
from engines.autoencoder.config import AutoencoderConfig
from engines.data import shapes

DATA = shapes.build("moons")
CONFIG = AutoencoderConfig(net="mlp", likelihood="gaussian", latent_dim=1, warmup=50, decay="none", seed=0)
STEPS = 200

# %% What they learn from, and what they are not shown
if isinstance(DATA, str):
    train, held_out = images.load(DATA).images, images.load(DATA, "test").images[:LOOKED_AT]
else:
    train, held_out = DATA.sample(20_000, seed=CONFIG.seed), DATA.sample(500, seed=12345)

# %% Learn: the same batches for both
pair = Pair(CONFIG)
pair.start(train)
for _ in range(STEPS):
    metrics = pair.step()

# %% What comes out
seen = (of_pictures if isinstance(DATA, str) else of_points)(pair, held_out)
for name, value in {**metrics, **seen.metrics}.items():
    print(f"{name}: {value}")
