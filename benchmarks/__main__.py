"""Set the environment of one run, time every case in it, print the tables."""

import argparse
import signal
import sys

import django

from benchmarks import environment


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="how often each case is timed; the median counts (default 11)")
    parser.add_argument(
        "--import-rows", type=int, nargs="*", default=[400, 10_000], help="lines of the files to import (default 400 10000)"
    )
    for name, default in (("years", 30), ("indicators", 300), ("events", 1_000_000)):
        parser.add_argument(f"--{name}", type=int, default=default, help=f"how many {name} to generate for the pages (default {default:,})")
    asked = parser.parse_args()
    rounds = asked.rounds
    if rounds < 1:
        parser.error("--rounds has to be 1 or more")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are ended too
    with environment.temporary() as folder:
        django.setup()
        from benchmarks import cases, pages, portal, timing  # noqa: PLC0415  # models can be imported only now
        from benchmarks.generated.size import Size  # noqa: PLC0415

        with portal.filled(folder) as databases:
            results = timing.measure(cases.all_cases(databases, asked.import_rows), rounds=rounds)
        with pages.cases(Size(asked.years, asked.indicators, asked.events)) as found:
            results += timing.measure(found, rounds=rounds)
    print(timing.machine(rounds))
    print()
    print(timing.table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
