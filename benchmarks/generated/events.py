"""A million events of the metrics that are counted each year: the papers list none of these, they print the ledger's totals.

Events of an activity are listed one by one in a paper, so none is generated there. Ten thousand are made here; the database copies
them as often as needed under other numbers. Through the ORM a million would take five minutes.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from django.db import connection, transaction

from audit.actions import record
from benchmarks.generated.size import MARK, PREFIX, READING, Size
from iconm.lib.fiscal_year import FiscalYear
from outreach.choices import EventKind
from outreach.models import Event, Metric

SET = 10_000
_CODE = f"{PREFIX}event-"
# How the number of its set stands in the columns that bear it. The keys keep digits and 組 as they are.
_SET = "{:03}組"
_NUMBERED = {"code": "-{:03}-", "name": _SET, "reading": _SET, "search_key": _SET, "sort_key": _SET}


def add(size: Size, *, first_year: int, tell: Callable[[str], None]) -> int:
    """Add the events that are not there yet and return how many: a run that broke off goes on behind its last set."""
    there = done = Event.objects.filter(code__startswith=_CODE).count()
    while done < size.events:
        with transaction.atomic():
            done += _add_first(done, size, first_year) if done < SET else _copy(done, size.events)
        if done % 100_000 == 0:
            tell(f"  {done:,} of {size.events:,} events")
    if done > there:
        record(action="ledger.register.loaded", by=None, target=f"{PREFIX}events", after={"loaded": done - there})
    return done - there


def _add_first(there: int, size: Size, first_year: int) -> int:
    events = list(_events(range(there, min(SET, size.events)), first_year=first_year, years=size.years))
    Event.objects.bulk_create(events, batch_size=1_000)
    return len(events)


def _copy(there: int, wanted: int) -> int:
    """Copy as much of the first set as the set that `there` is in still lacks; return how many."""
    number, done = divmod(there, SET)
    rows = min(SET, wanted - number * SET) - done
    columns = [str(field.column) for field in Event._meta.concrete_fields if not field.primary_key]
    taken = ", ".join(f"replace({column}, %s, %s)" if column in _NUMBERED else column for column in columns)
    words = [_NUMBERED[column].format(which) for column in columns if column in _NUMBERED for which in (0, number)]
    table = Event._meta.db_table
    statement = (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {taken} FROM {table}"  # noqa: S608  # our own names
        " WHERE code LIKE %s ORDER BY code LIMIT %s OFFSET %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*words, f"{_CODE}000-%", rows, done])
    return rows


def _events(numbers: range, *, first_year: int, years: int) -> Iterator[Event]:
    metrics = list(Metric.objects.order_by("order").values_list("pk", flat=True))
    start = FiscalYear(first_year).start
    days = (FiscalYear(first_year + years - 1).end - start).days + 1
    for number in numbers:
        event = _event(number, metrics, start + timedelta(days=number * 7919 % days))
        event.fill_keys()
        yield event


def _event(number: int, metrics: Sequence[int], day: date) -> Event:
    """Return an event. Of one in ten only the month is known; of one in three nobody counted who came."""
    return Event(
        code=f"{_CODE}000-{number:04}",
        name=f"{MARK}催し000組{number:04}",
        reading=f"{READING}もよおし000組{number:04}",
        kind=EventKind.values[number % len(EventKind.values)],
        metric_id=metrics[number % len(metrics)],
        year=day.year,
        month=day.month,
        held_on=None if number % 10 == 3 else day,
        place=f"{MARK}会場{number % 97:02}",
        participants=None if number % 3 == 1 else 5 + number * 104_729 % 296,
    )
