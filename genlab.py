"""Generative models as in scikit-learn: `GAN().fit(X).sample(1000, seed=0)`.

The public name of `engines.library`, with nothing of its own; `python -m genlab --help` is its command.
"""

from engines.library import *  # noqa: F403
from engines.library import __all__ as __all__


def main() -> int:
    """The command, as `genlab` and `python -m genlab` run it; its exit code."""
    from engines.library.command import main

    return main()


if __name__ == "__main__":
    raise SystemExit(main())
