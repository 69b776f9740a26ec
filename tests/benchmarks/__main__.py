"""Every benchmark in turn: `make bench`. Each prints its own table; compare figures of one run only."""

from tests.benchmarks import drag, em, gan_speed, pacgan, painting, picture_gan, runs, sampling, startup

for benchmark in (startup, drag, em, sampling, painting, runs, gan_speed, picture_gan, pacgan):  # the longest last
    print(f"\n== {benchmark.__doc__.splitlines()[0]}", flush=True)
    benchmark.main()
