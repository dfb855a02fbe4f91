"""The pages managers open, on PostgreSQL: with the real figures, and with generated ones beside them (benchmarks.generated).

Each of the two databases has a process of its own, as each portal has, so that neither finds what the other keeps in memory. They are
asked in turn.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial

import psycopg2

from benchmarks.generated.size import Size
from benchmarks.page_process import BARE
from benchmarks.timing import Case, Sample
from tests.services import postgres

LIMIT = "bare limit: empty page, signed in, same middleware"
REAL, GENERATED = "real figures", "generated"
RUNS = 6  # in each round, so that eleven rounds say something about the slowest of twenty


@dataclass(frozen=True)
class PageCase(Case):
    """A page that another process gets, times and counts the queries of: `run` returns its sample."""

    def take(self) -> Sample:
        sample = self.run()
        if not isinstance(sample, Sample):
            raise TypeError(f"{self.what}: {sample!r} is no sample")
        return sample

    def count(self) -> Sample:
        return self.take()


class Portal:
    """A process with one database. pages: what it can be asked for."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.pages: list[str] = self._answer()

    def ask(self, page: str) -> Sample:
        assert self._process.stdin  # noqa: S101  # we opened it
        self._process.stdin.write(f"{page}\n")
        self._process.stdin.flush()
        return Sample(*self._answer())

    def _answer(self) -> list:
        assert self._process.stdout  # noqa: S101  # we opened it
        line = self._process.stdout.readline()
        if not line:
            raise LookupError("the process with the pages ended; its last words are above")
        return list(json.loads(line))


@contextmanager
def cases(size: Size) -> Iterator[list[Case]]:
    """Start PostgreSQL and both portals; yield the cases of their pages."""
    with postgres() as url, ExitStack() as stack:
        server = url.rpartition("/")[0]
        _run(f"{server}/postgres", "benchmarks.page_process", "fill")
        _copy(url)
        _run(f"{server}/generated", "benchmarks.load_data", "--yes", *_options(size))
        real, generated = (stack.enter_context(_portal(f"{server}/{name}")) for name in ("postgres", "generated"))
        yield list(_cases(real, generated, size))


def _options(size: Size) -> list[str]:
    return [f"--years={size.years}", f"--indicators={size.indicators}", f"--events={size.events}"]


def _cases(real: Portal, generated: Portal, size: Size) -> Iterator[Case]:
    group = f"pages on PostgreSQL; {GENERATED}: {size.years} years, {size.indicators} indicators, {size.events:,} events"
    yield PageCase(group, LIMIT, partial(real.ask, BARE), runs=RUNS)
    yield PageCase(group, f"the same, {GENERATED}", partial(generated.ask, BARE), runs=RUNS, grows_from=LIMIT)
    for page in real.pages:
        little = f"{page}, {REAL}"
        yield PageCase(group, little, partial(real.ask, page), runs=RUNS)
        yield PageCase(group, f"{page}, {GENERATED}", partial(generated.ask, page), runs=RUNS, grows_from=little)


def _copy(url: str) -> None:
    """Copy the database of the real figures; nobody may be connected to it meanwhile."""
    folder = url.partition("@/")[2].rpartition("/")[0]
    connection = psycopg2.connect(host=f"/{folder.lstrip('/')}", user="iconm", dbname="template1")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE generated TEMPLATE postgres")
    connection.close()


def _run(database: str, module: str, *arguments: str) -> None:
    """Run a module with that database to its end; what it says goes to standard error. Raises CalledProcessError."""
    subprocess.run(_command(module, arguments), env=_environment(database), check=True, stdout=sys.stderr)


@contextmanager
def _portal(database: str) -> Iterator[Portal]:
    command = _command("benchmarks.page_process", ["serve"])
    with subprocess.Popen(command, env=_environment(database), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Portal(process)
        finally:
            with suppress(BrokenPipeError):
                process.communicate()  # closes its input, at which it ends


def _command(module: str, arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def _environment(database: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": database}
