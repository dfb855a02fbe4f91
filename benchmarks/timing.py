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

HEAD = ("what", "median ms", "ratio", "queries")


@dataclass(frozen=True)
class Case:
    """One thing to time.

    group: cases of a group are compared; the first of a group is its bare limit. prepare: what has to be done before, outside the clock.
    most_rounds: of what takes too long to be timed as often as the rest; 0 means that the run which counts the queries is the only one.
    """

    group: str
    what: str
    run: Callable[[], object]
    prepare: Callable[[], object] = lambda: None
    most_rounds: int = 1_000


@dataclass(frozen=True)
class Result:
    """median_ms: of the rounds. ratio: to the bare limit of the group. queries: SQL statements of one run."""

    case: Case
    median_ms: float
    ratio: float
    queries: int


def measure(cases: Sequence[Case], *, rounds: int) -> list[Result]:
    """Run every case once to warm up and to count its queries, then `rounds` times: all cases in turn, every other round backwards.

    In turn, so that whatever else the machine does meanwhile falls on all of them alike.
    """
    counted = [_queries(case) for case in cases]
    queries = [count for count, _took in counted]
    samples: list[list[float]] = [[] if case.most_rounds else [took] for case, (_count, took) in zip(cases, counted, strict=True)]
    for number in range(rounds):
        order = range(len(cases)) if number % 2 == 0 else range(len(cases) - 1, -1, -1)
        for position in order:
            if number < cases[position].most_rounds:
                samples[position].append(_timed(cases[position]))
    medians = [statistics.median(sample) for sample in samples]
    limits: dict[str, float] = {}
    for case, median in zip(cases, medians, strict=True):
        limits.setdefault(case.group, median)
    return [Result(case, median, median / limits[case.group], count) for case, median, count in zip(cases, medians, queries, strict=True)]


def _timed(case: Case) -> float:
    case.prepare()
    gc.collect()  # nobody pays for what an earlier case left behind
    started = time.perf_counter()
    case.run()
    return (time.perf_counter() - started) * 1000


def _queries(case: Case) -> tuple[int, float]:
    """Return how many queries a run makes, and how many milliseconds it took with the counting."""
    case.prepare()
    count = 0

    def counted(execute: Callable[..., object], *asked: object) -> object:
        nonlocal count
        count += 1
        return execute(*asked)

    with connection.execute_wrapper(counted):  # Django's own log keeps no more than the last 9,000
        started = time.perf_counter()
        case.run()
        return count, (time.perf_counter() - started) * 1000


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
        lines.append(_line((f"  {result.case.what}", f"{result.median_ms:.2f}", f"{result.ratio:.2f}", str(result.queries)), widest))
    return "\n".join(lines)


def _line(cells: Sequence[str], widest: int) -> str:
    first, *numbers = cells
    return first + " " * (widest - _width(first)) + "".join(f"{number:>12}" for number in numbers)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
