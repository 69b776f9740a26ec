"""Every benchmark in turn: `make bench`. Each prints its own table; compare figures of one run only."""

from tests.benchmarks import drag, em, startup

for benchmark in (startup, drag, em):
    print(f"\n== {benchmark.__doc__.splitlines()[0]}", flush=True)
    benchmark.main()
