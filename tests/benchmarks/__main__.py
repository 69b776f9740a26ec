"""Every benchmark in turn: `make bench`. Each prints its own table; compare figures of one run only."""

from tests.benchmarks import (
    diffusion_pacgan,
    drag,
    em,
    filmstrip,
    fuzz,
    gan_speed,
    pacgan,
    painting,
    picture_gan,
    reproduction,
    runs,
    sampling,
    script_time,
    startup,
    thirty_viewers,
)  # fmt: skip

for benchmark in (
    startup,
    script_time,
    drag,
    em,
    sampling,
    painting,
    filmstrip,
    fuzz,
    thirty_viewers,
    runs,
    gan_speed,
    picture_gan,
    reproduction,
    diffusion_pacgan,
    pacgan,
):  # fmt: skip  (the longest last)
    print(f"\n== {benchmark.__doc__.splitlines()[0]}", flush=True)
    benchmark.main()
