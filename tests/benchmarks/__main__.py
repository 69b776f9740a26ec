"""Every benchmark in turn: `make bench`. Each prints its own table; compare figures of one run only."""

from functools import partial

from tests.benchmarks import drag, gan_speed, pacgan, startup

short_pacgan = partial(pacgan.main, seeds=5, turns=3000)  # the protocol itself: python -m tests.benchmarks.pacgan

for benchmark, run in ((startup, startup.main), (drag, drag.main), (gan_speed, gan_speed.main), (pacgan, short_pacgan)):
    print(f"\n== {benchmark.__doc__.splitlines()[0]}", flush=True)
    run()
