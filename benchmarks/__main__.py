"""Set the environment of one run, time every case in it, print the table."""

import argparse
import sys

import django

from benchmarks import environment


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="how often each case is timed; the median counts (default 11)")
    parser.add_argument(
        "--import-rows", type=int, nargs="*", default=[400, 10_000], help="lines of the files to import (default 400 10000)"
    )
    asked = parser.parse_args()
    rounds = asked.rounds
    if rounds < 1:
        parser.error("--rounds has to be 1 or more")
    with environment.temporary() as folder:
        django.setup()
        from benchmarks import cases, portal, timing  # noqa: PLC0415  # models can be imported only now

        with portal.filled(folder) as databases:
            results = timing.measure(cases.all_cases(databases, asked.import_rows), rounds=rounds)
    print(timing.machine(rounds))
    print()
    print(timing.table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
