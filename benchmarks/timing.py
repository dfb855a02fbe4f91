"""Timing in rounds, and the table of it. Ratios say something on any machine; milliseconds only about this one."""

import gc
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

import django
from django.db import connection

HEAD = ("what", "median ms", "p95 ms", "ratio", "growth", "queries")


@dataclass(frozen=True)
class Sample:
    """One run. queries: SQL statements, where they were counted."""

    ms: float
    queries: int = 0


@dataclass(frozen=True)
class Case:
    """One thing to time.

    group: cases of a group are compared; the first of a group is its bare limit. prepare: what has to be done before, outside the clock.
    most_rounds: of what takes too long to be timed as often as the rest; 0 means that the run which counts the queries is the only one.
    runs: in each round; more than one where the slowest of twenty counts too.
    grows_from: the case of its group that does the same with less.
    """

    group: str
    what: str
    run: Callable[[], object]
    prepare: Callable[[], object] = lambda: None
    most_rounds: int = 1_000
    runs: int = 1
    grows_from: str = ""

    def take(self) -> Sample:
        self.prepare()
        gc.collect()  # nobody pays for what an earlier case left behind
        started = time.perf_counter()
        self.run()
        return Sample((time.perf_counter() - started) * 1000)

    def count(self) -> Sample:
        """Run once and count the queries; the time is with the counting."""
        self.prepare()
        count = 0

        def counted(execute: Callable[..., object], *asked: object) -> object:
            nonlocal count
            count += 1
            return execute(*asked)

        with connection.execute_wrapper(counted):  # Django's own log keeps no more than the last 9,000
            started = time.perf_counter()
            self.run()
            return Sample((time.perf_counter() - started) * 1000, count)


@dataclass(frozen=True)
class Result:
    """median_ms: of the runs. p95_ms: 95 of 100 runs were quicker; None where they were too few.

    ratio: to the bare limit of the group. growth: to the case it grows from. queries: SQL statements of one run.
    """

    case: Case
    median_ms: float
    p95_ms: float | None
    ratio: float
    growth: float | None
    queries: int


def measure(cases: Sequence[Case], *, rounds: int) -> list[Result]:
    """Run every case once to warm up and to count its queries, then `rounds` times: all cases in turn, every other round backwards.

    In turn, so that whatever else the machine does meanwhile falls on all of them alike.
    """
    counted = [case.count() for case in cases]
    samples = [[] if case.most_rounds else [first.ms] for case, first in zip(cases, counted, strict=True)]
    for number in range(rounds):
        order = range(len(cases)) if number % 2 == 0 else range(len(cases) - 1, -1, -1)
        for position in order:
            if number < cases[position].most_rounds:
                samples[position] += [cases[position].take().ms for _ in range(cases[position].runs)]
    return _results(cases, samples, [first.queries for first in counted])


def _results(cases: Sequence[Case], samples: Sequence[Sequence[float]], queries: Sequence[int]) -> list[Result]:
    medians = [statistics.median(sample) for sample in samples]
    limits: dict[str, float] = {}
    for case, median in zip(cases, medians, strict=True):
        limits.setdefault(case.group, median)
    of_case = {(case.group, case.what): median for case, median in zip(cases, medians, strict=True)}
    return [
        Result(
            case=case,
            median_ms=median,
            p95_ms=_p95(sample) if case.runs > 1 else None,
            ratio=median / limits[case.group],
            growth=median / of_case[case.group, case.grows_from] if case.grows_from else None,
            queries=count,
        )
        for case, median, sample, count in zip(cases, medians, samples, queries, strict=True)
    ]


def _p95(sample: Sequence[float]) -> float:
    return statistics.quantiles(sample, n=20, method="inclusive")[-1]


def machine(rounds: int) -> str:
    """Return the line of facts without which a time means nothing."""
    return (
        f"Python {platform.python_version()}, Django {django.__version__}, SQLite {sqlite3.sqlite_version}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; median of {rounds} rounds, all cases in turn"
    )


def table(results: Sequence[Result]) -> str:
    """Return the results as plain text, a block a group; the first line of a block is its bare limit."""
    widest = max(_width(result.case.what) for result in results) + 2
    lines = [_line(HEAD, widest)]
    group = ""
    for result in results:
        if result.case.group != group:
            group = result.case.group
            lines += ["", group]
        lines.append(_line((f"  {result.case.what}", *_numbers(result)), widest))
    return "\n".join(lines)


def _numbers(result: Result) -> tuple[str, ...]:
    measured = (result.median_ms, result.p95_ms, result.ratio, result.growth)
    return (*("" if number is None else f"{number:.2f}" for number in measured), str(result.queries))


def _line(cells: Sequence[str], widest: int) -> str:
    first, *numbers = cells
    return first + " " * (widest - _width(first)) + "".join(f"{number:>12}" for number in numbers)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
