"""Learn p(x) from points alone, and set a copier beside it."""

# %% What it needs
from engines.classical.em import MixtureConfig
from engines.classical.kernel_density import KernelDensity, KernelDensityConfig
from engines.classical.mixture import GaussianMixture
from engines.measures.neighbours import copying
from engines.statistics import mean_and_error

# isort: split

# %% Settings
from engines.data import shapes

WORLD = shapes.build("ring")
N = 200
K = 3

# %% The points that are learned from, and fresh ones
train, fresh = WORLD.sample(N, seed=0), WORLD.sample(2000, seed=1)

# %% A mixture learns; a copier repeats its points, hardly moved
mixture = GaussianMixture(MixtureConfig(n_components=K, reg_covar=1e-4, steps=100, tol=1e-4, seed=0)).fit(train)
copier = KernelDensity(KernelDensityConfig(bandwidth=0.003)).fit(train)

# %% The true distribution judges: how likely are fresh points?
true, learned, copied = (
    mean_and_error(scores)
    for scores in (WORLD.log_prob(fresh), mixture.score_samples(fresh), copier.score_samples(fresh))
)
print(f"True distribution, mean log p in nats: {true[0]}")
print(f"Mixture, mean log p in nats: {learned[0]} ± {learned[1]}")
print(f"Still missing, in nats: {true[0] - learned[0]}")
print(f"Copier, mean log p in nats: {copied[0]} ± {copied[1]}")

# %% Who copies?
for name, model in {"mixture": mixture, "copier": copier}.items():
    found = copying(model.sample(2000, seed=2), train, fresh)
    print(f"{name}: {found}")
