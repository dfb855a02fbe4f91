"""Reads: metrics with the names listed under them, activities and events, beside the figures known on a day. Two queries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import msgspec
from django.db.models import F

from iconm.lib.choices import Basis
from iconm.lib.figure import Figure
from ledger.queries import Known
from outreach.choices import Field
from outreach.models import DATASET, Activity, Metric
from programs.queries.names import name_on
from programs.queries.stated import is_stated, stated_by


@dataclass(frozen=True)
class MetricLine:
    """A line that is counted each year. parent: code of the metric it is part of. listed: names under it, in printed order."""

    code: str
    item: str
    unit: str
    name: str
    field: str
    mark: str
    order: int
    parent: str
    is_open_list: bool
    bears_month: bool
    listed: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"うち{self.name}" if self.parent else self.name


@dataclass(frozen=True)
class EventLine:
    """A single event; year and month of the western calendar, where they are known."""

    name: str
    year: int | None
    month: int | None
    held_on: date | None
    note: str


@dataclass(frozen=True)
class ActivityLine:
    """A line that is described and not counted each year. item: of the people it reached, where they were counted once.

    stated_on: the day of the paper that states it; None for one without a paper.
    """

    code: str
    name: str
    field: str
    parent: str
    mark: str
    order: int
    school: str
    grade: str
    contents: str
    item: str
    events: tuple[EventLine, ...]
    stated_on: date | None = None


@dataclass(frozen=True)
class OutreachFigures:
    """Everything about outreach on one day. Metrics and activities share one order, that of the paper."""

    known: Known
    metrics: tuple[MetricLine, ...]
    activities: tuple[ActivityLine, ...]

    def parts(self, metric: MetricLine) -> tuple[MetricLine, ...]:
        return tuple(line for line in self.metrics if line.parent == metric.code)

    def of_years(self, first: int, last: int) -> Known:
        """Return the figures without the totals over any other years than these: a total printed for R4～R7 says nothing of R4～R6."""
        kept = (
            figure for figure in self.known.figures if figure.period_end is None or (figure.fiscal_year, figure.period_end) == (first, last)
        )
        return Known(on=self.known.on, figures=tuple(kept))

    def stated(self, item: str, measure: str) -> Figure | None:
        """Return the actual that belongs to no year; of several the latest."""
        return self.known.one(item, measure, None, basis=Basis.ACTUAL)


def outreach_figures(known: Known) -> OutreachFigures:
    """Return the registers and their figures, each figure under its heading and its metric's name. Two queries."""
    return _figures(known, tuple(_activities(known.on)))


def counted_figures(known: Known) -> OutreachFigures:
    """Return the same without the events under the activities, of which there may be a million. Two queries."""
    return _figures(known, tuple(_described_activities(known.on)))


def _figures(known: Known, activities: tuple[ActivityLine, ...]) -> OutreachFigures:
    metrics = tuple(_metrics(known.on))
    labels = {line.item: (line.field, line.label) for line in metrics} | {line.item: (line.field, "") for line in activities}
    own = (_described(figure, labels) for figure in known.figures if figure.dataset == DATASET)
    return OutreachFigures(known=Known(on=known.on, figures=tuple(own)), metrics=metrics, activities=activities)


def _metrics(on: date) -> Iterable[MetricLine]:
    rows = (
        Metric.objects.in_force(on)
        .filter(stated_by(on))
        .order_by("order", "listed__order")
        .values_list(
            "code",
            "item__code",
            "item__unit",
            "name",
            "field",
            "mark",
            "order",
            "parent__code",
            "is_open_list",
            "bears_month",
            "listed__name",
            "listed__document__dated_on",
        )
    )
    for metric, group in groupby(rows, key=lambda row: row[:10]):
        code, item, unit, name, field, mark, order, parent, is_open, bears_month = metric
        listed = tuple(name for *_metric, name, dated in group if name is not None and is_stated(dated, on))
        yield MetricLine(code, item, unit, name, field, mark, order, parent or "", is_open, bears_month, listed)


_ACTIVITY = ("code", "name", "field", "parent__code", "mark", "order", "grade", "contents", "item__code", "document__dated_on")
_EVENT = ("name", "year", "month", "held_on", "note")


def _activities(on: date) -> Iterator[ActivityLine]:
    """Yield the activities with the events under them; events of metrics are counted in the ledger and never listed in a paper."""
    rows = (
        Activity.objects.in_force(on)
        .filter(stated_by(on))
        .order_by("order", F("events__year").desc(nulls_last=True), F("events__month").desc(nulls_last=True), "events__code")
        .values_list(name_on(on, "school"), *_ACTIVITY, *(f"events__{name}" for name in _EVENT), "events__document__dated_on")
    )
    columns = len(_ACTIVITY) + 1
    for activity, group in groupby(rows, key=lambda row: row[:columns]):
        events = tuple(EventLine(*row[columns:-1]) for row in group if row[columns] is not None and is_stated(row[-1], on))
        yield _activity(activity, events)


def _described_activities(on: date) -> Iterator[ActivityLine]:
    rows = Activity.objects.in_force(on).filter(stated_by(on)).order_by("order").values_list(name_on(on, "school"), *_ACTIVITY)
    return (_activity(row, ()) for row in rows)


def _activity(row: Sequence[Any], events: tuple[EventLine, ...]) -> ActivityLine:
    school, code, name, field, parent, mark, order, grade, contents, item, stated_on = row
    return ActivityLine(code, name, field, parent or "", mark, order, school or "", grade, contents, item or "", events, stated_on)


def _described(figure: Figure, labels: Mapping[str, tuple[str, str]]) -> Figure:
    if figure.item_code not in labels:
        return figure
    field, label = labels[figure.item_code]
    return msgspec.structs.replace(figure, group=str(Field(field).label), item_label=label or figure.item_label)
