"""Reads that cross apps and no figure comes from: what is late, what was found, what happened last."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, CharField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, ExtractDay, ExtractMonth, ExtractYear

from iconm.lib.wareki import date_short, month_short
from ledger import registry
from ledger.choices import EDITABLE, RevisionState, Weight
from ledger.entry.due import Due, due_state
from ledger.entry.frame import title_of
from ledger.models import CrossCheck, Revision, Sheet
from programs.choices import Series
from programs.models import Agreement, Conclusion, JointResearch, Milestone
from programs.queries.stated import stated_by
from ventures.models import Consortium

MOST_EVENTS = 6
MOST_LATE = 10


@dataclass(frozen=True)
class LateSheet:
    """A report whose due date presses and that nobody has handed in."""

    pk: int
    title: str
    dataset: str
    due: Due
    due_on: date

    @property
    def due_text(self) -> str:
        return date_short(self.due_on)


@dataclass(frozen=True)
class Event:
    """Something that happened or is planned. day None: only the month is known."""

    year: int
    month: int
    day: int | None
    text: str
    is_planned: bool

    @property
    def when(self) -> str:
        """Return R8.2.10 or R7.10."""
        return date_short(date(self.year, self.month, self.day)) if self.day else month_short(self.year, self.month)


@dataclass(frozen=True)
class Verdict:
    """How a meeting judged the years, in its own words."""

    text: str
    dated_on: date
    body: str


def late_sheets(*, on: date) -> list[LateSheet]:
    """Return what is overdue or due within a week, the oldest due date first. One query."""
    newest = Revision.objects.filter(sheet=OuterRef("pk")).order_by("-number")
    sheets = Sheet.objects.exclude(due_on=None).annotate(newest_state=Coalesce(Subquery(newest.values("state")[:1]), Value("")))
    handed_in = (RevisionState.SUBMITTED, RevisionState.APPROVED)
    waiting = sheets.exclude(newest_state__in=handed_in).order_by("due_on", "pk")[:MOST_LATE]
    found = ((sheet, due_state(sheet.due_on, sheet.newest_state, on=on)) for sheet in waiting)
    return [
        LateSheet(sheet.pk, title_of(sheet), registry.label(sheet.dataset), due, sheet.due_on)
        for sheet, due in found
        if due and sheet.due_on
    ]


def open_findings() -> int:
    """Return how many findings of errors and warnings stand against what is being worked on. One query."""
    checks = CrossCheck.objects.filter(revision__state__in=EDITABLE).values_list("findings", flat=True)
    return sum(finding.get("weight") in (Weight.ERROR, Weight.WARNING) for findings in checks for finding in findings)


def latest_events(*, on: date) -> list[Event]:
    """Return what happened last and what is planned, the newest first. One query, whatever the number of rows."""
    branches = [_dated(rows, words=words, **when) for rows, words, when in _eventful(on)]
    first, *others = branches
    newest = first.union(*others, all=True).order_by(F("y").desc(), F("m").desc(), F("d").desc(nulls_last=True), "words")
    # PostgreSQL gives what it took out of a day as Decimal.
    return [Event(int(y), int(m), None if d is None else int(d), words, planned) for y, m, d, words, planned in newest[:MOST_EVENTS]]


def _eventful(on: date) -> Iterator[tuple[QuerySet[Any], Any, dict[str, Any]]]:
    """Yield the rows of each register that tell of an event, how it is worded, and when it was."""
    signed = Q(signed_year__isnull=False, signed_month__isnull=False)
    in_month = {"y": F("signed_year"), "m": F("signed_month")}
    milestones = Milestone.objects.in_force(on).filter(stated_by(on), series=Series.HISTORY)
    yield milestones, F("name"), {"y": F("year"), "m": F("month"), "d": F("day"), "planned": F("is_planned")}
    agreements = Agreement.objects.in_force(on).filter(stated_by(on), signed, milestones=None)
    yield agreements, Concat(F("name"), Value("を締結")), in_month
    yield JointResearch.objects.in_force(on).filter(stated_by(on), signed), Concat(F("name"), Value("を開始")), in_month
    founded = {"y": F("founded_year"), "m": F("founded_month")}
    yield Consortium.objects.in_force(on).filter(stated_by(on)), Concat(F("name"), Value("を創設")), founded
    concluded = Conclusion.objects.in_force(on).filter(dated_on__lte=on).exclude(meeting=None)
    on_day = {"y": ExtractYear("dated_on"), "m": ExtractMonth("dated_on"), "d": ExtractDay("dated_on")}
    yield concluded, F("name"), on_day


def _dated(rows: QuerySet[Any], *, words: Any, y: Any, m: Any, d: Any = None, planned: Any = None) -> QuerySet[Any, Any]:
    """Return the rows as year, month, day or nothing, words and whether it is still to come: the columns of an Event."""
    no_day, happened = Value(None, output_field=IntegerField()), Value(False, output_field=BooleanField())
    columns = {"y": y, "m": m, "d": d or no_day, "words": Cast(words, CharField()), "planned": planned or happened}
    shown: QuerySet[Any, Any] = rows.order_by().annotate(**columns).values_list(*columns)
    return shown


def verdict_on(first: int, last: int, *, on: date) -> Verdict | None:
    """Return the latest verdict on exactly these fiscal years. One query."""
    judged = Conclusion.objects.in_force(on).filter(dated_on__lte=on, first_year=first, last_year=last).exclude(verdict="")
    row = judged.order_by("-dated_on", "code").values_list("verdict", "dated_on", "meeting__body__name").first()
    return Verdict(row[0], row[1], row[2] or "") if row else None
