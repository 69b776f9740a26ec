"""The signs: density, probability, bits and nats."""

# %% What it needs
import math

# %% Settings
SD = 0.2
REACH = 0.2

# %% A bell of width σ: its height is a density, the area under a part of it a probability
density = 1 / (SD * math.sqrt(2 * math.pi))
chance = math.erf(REACH / SD / math.sqrt(2))
print(f"Density at the top: {density}")
print(f"Probability of the shaded part: {chance}")

# %% How surprising it is to land there
print(f"Surprise in bits: {max(0.0, -math.log2(chance))}")
print(f"Surprise in nats: {max(0.0, -math.log(chance))}")
