"""`make load-data`: fill the portal's database with generated data beside the real figures."""

import argparse
import os
import sys
import time

import django

from deploy import local


def main(arguments: list[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    if "DATABASE_URL" in os.environ:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iconm.settings")
        django.setup()
    else:  # the trial's own database, which `make setup` has made or this makes
        try:
            local.prepare()
        except local.SetupError as error:
            return local.fail(str(error))
    from django.conf import settings  # noqa: PLC0415  # only now are they what was asked for

    if not (settings.DEMO or asked.yes):
        return local.fail(
            "generated data is for trials, and this is none (ICONM_DEMO is off): --yes fills the database all the same", code=2
        )
    return _fill(asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load_data", description=__doc__)
    for name, default in (("years", 30), ("indicators", 300), ("events", 1_000_000)):
        parser.add_argument(f"--{name}", type=_positive, default=default, help=f"how many {name} (default {default:,})")
    parser.add_argument("--yes", action="store_true", help="fill a database that is not a trial's")
    return parser


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("has to be 1 or more")
    return number


def _fill(asked: argparse.Namespace) -> int:
    from django.db import DatabaseError  # noqa: PLC0415  # models can be imported only now
    from django.utils import timezone  # noqa: PLC0415

    from benchmarks.generated.load import NotPossibleError, load  # noqa: PLC0415
    from benchmarks.generated.size import Size  # noqa: PLC0415

    started = time.monotonic()
    try:
        added = load(Size(asked.years, asked.indicators, asked.events), at=timezone.now(), tell=local.say)
    except (NotPossibleError, DatabaseError) as error:
        return local.fail(str(error).splitlines()[0])
    took = time.monotonic() - started
    parts = ", ".join(f"{count:,} {word}" for word, count in added.items() if count)
    local.say(f"{parts or 'nothing'} added, as generated data, in {took:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
