"""The rule: the game in one formula, and the best judgement there is."""

# %% What it needs
import numpy as np

# isort: split

# %% Settings
from engines.data import shapes

WORLD = shapes.build("ring")
N = 10_000


# %% The value of the game, V = E[log D(x)] + E[log(1 − D(G(z)))], for the best D = p / (p + q)
def value(p, q):
    real, fake = p.sample(N, seed=0), q.sample(N, seed=1)

    def best(x):
        return 1 / (1 + np.exp(q.log_prob(x) - p.log_prob(x)))

    return best(real), np.log(best(real)).mean() + np.log(1 - best(fake)).mean()


# %% A forger that is off, and a perfect one
off, v_off = value(WORLD, WORLD.noised(1.0, 0.5))
even, v_even = value(WORLD, WORLD)
print(f"Forger that blurs, mean answer of D to real points: {off.mean()}")
print(f"Forger that blurs, V: {v_off}")
print(f"Perfect forger, mean answer of D to real points: {even.mean()}")
print(f"Perfect forger, V: {v_even} (−log 4 = {-np.log(4)})")
