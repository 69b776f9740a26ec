"""Ways to draw x ~ p(x), one step at a time, so that every proposal can be seen, accepted or refused.

`SAMPLERS` lists them: a class with its label, whose settings have bounds and labels, is all that a new sampler needs.

A sampler advances `config.chains` points at once and emits a `Step` per `step()`; iterating over it never ends.
It can be pickled between steps, random state included: same configuration, same steps. Ancestral sampling, the
inverse CDF, rejection and importance sampling yield independent points; the other four are Markov chains.
`step_size` is a length in the plane for all of them. `sampler_quality` says how well they do.
"""

from __future__ import annotations

from engines.sampling.ancestral import Ancestral
from engines.sampling.hamiltonian import Hamiltonian
from engines.sampling.importance import Importance
from engines.sampling.inverse_cdf import InverseCDF
from engines.sampling.langevin import MALA, Langevin
from engines.sampling.metropolis import Metropolis
from engines.sampling.rejection import Rejection
from engines.sampling.sampler import Sampler

SAMPLERS: dict[str, type[Sampler]] = {
    "ancestral": Ancestral,
    "inverse-cdf": InverseCDF,
    "rejection": Rejection,
    "importance": Importance,
    "metropolis": Metropolis,
    "langevin": Langevin,
    "mala": MALA,
    "hamiltonian": Hamiltonian,
}
