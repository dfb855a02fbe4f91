"""A portal on one database, for benchmarks.pages.

fill: make the tables and load the real figures. serve: write the names of the pages, then for each name read on standard input
[milliseconds, queries], a line of JSON each.
"""

import importlib
import json
import sys
from functools import partial

import django

BARE = "bare"


def main(mode: str) -> int:
    if mode == "fill":
        _fill()
    else:
        _serve()
    return 0


def _fill() -> None:
    django.setup()
    from benchmarks import portal  # noqa: PLC0415  # models can be imported only now

    portal.fill()


def _serve() -> None:
    importlib.import_module("iconm.wsgi")  # started as the web server starts it
    from django.conf import settings  # noqa: PLC0415

    from benchmarks import addresses, portal  # noqa: PLC0415
    from benchmarks.timing import Case  # noqa: PLC0415

    settings.ROOT_URLCONF = "benchmarks.urls"
    client, pages = portal.sign_in(), addresses.pages()
    cases = {page: Case("", page, partial(portal.get, client, address)) for page, address in {BARE: "/empty/", **pages}.items()}
    for case in cases.values():
        case.take()  # what is asked for the first time waits for templates and caches
    _say(list(pages))
    for line in sys.stdin:
        sample = cases[line.strip()].count()
        _say([sample.ms, sample.queries])


def _say(answer: list[object]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
