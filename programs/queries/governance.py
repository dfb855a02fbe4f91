"""Reads: the bodies as each paper describes them, what they concluded, and what was promised, as they stood on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Q

from iconm.lib.fiscal_year import FiscalYear
from ledger.queries import Known
from programs.choices import CommitmentState
from programs.models import Body, Commitment, Conclusion
from programs.queries.stated import stated_by


@dataclass(frozen=True)
class MemberLine:
    """The seats of one side. is_open_list: 他 follows the last office."""

    side: str
    offices: str
    is_open_list: bool


@dataclass(frozen=True)
class CharterLine:
    """What one paper says of a body. document: its code. target, action: the body it acts upon, and how; empty without one."""

    document: str
    purpose: str
    times_a_year: int
    times_qualifier: str
    duties: tuple[str, ...]
    target: str
    action: str
    members: tuple[MemberLine, ...]


@dataclass(frozen=True)
class BodyLine:
    code: str
    name: str
    host: str
    charters: tuple[CharterLine, ...]

    def charter(self, document: str) -> CharterLine | None:
        return next((charter for charter in self.charters if charter.document == document), None)


@dataclass(frozen=True)
class ConclusionLine:
    """A verdict, decision, report or result. text: with places for figures. Years are fiscal, both inclusive."""

    name: str
    kind: str
    body: str
    dated_on: date
    first_year: int | None
    last_year: int | None
    verdict: str
    text: str
    document: str


@dataclass(frozen=True)
class AnswerLine:
    """The conclusion that answered a promise."""

    name: str
    dated_on: date


@dataclass(frozen=True)
class CommitmentLine:
    """A promise. stated_in: the agreement that holds it, else the paper with its section."""

    code: str
    name: str
    text: str
    stated_in: str
    due_year: int | None
    due_printed: str
    is_yearly: bool
    evaluation: AnswerLine | None
    decision: AnswerLine | None

    def state(self, on: date) -> CommitmentState:
        """Return how the promise stands on that day; the last year's 31 March is still in time."""
        if self.decision:
            return CommitmentState.DECIDED
        if self.evaluation:
            return CommitmentState.EVALUATED
        is_past = self.due_year is not None and FiscalYear(self.due_year).end < on
        if self.is_yearly:
            return CommitmentState.ENDED if is_past else CommitmentState.YEARLY
        return CommitmentState.OVERDUE if is_past else CommitmentState.OPEN


@dataclass(frozen=True)
class GovernanceFigures:
    """Bodies and promises in printed order, conclusions by date."""

    known: Known
    bodies: tuple[BodyLine, ...]
    conclusions: tuple[ConclusionLine, ...]
    commitments: tuple[CommitmentLine, ...]


def governance_figures(known: Known) -> GovernanceFigures:
    """Return who judges, what was concluded up to the day, and what was promised up to it. Three queries."""
    return GovernanceFigures(
        known=known,
        bodies=tuple(_bodies(known.on)),
        conclusions=tuple(_conclusion(row) for row in _conclusions(known.on)),
        commitments=commitments(known.on),
    )


def commitments(on: date) -> tuple[CommitmentLine, ...]:
    """Return the promises made by that day, in printed order. One query."""
    return tuple(_commitment(row, on) for row in _commitments(on))


def _bodies(on: date) -> Iterable[BodyLine]:
    rows = (
        Body.objects.in_force(on)
        .order_by("order", "code", "charters__document__dated_on", "charters__pk", "charters__members__order")
        .values_list(
            "code",
            "name",
            "host_label",
            "charters__document__dated_on",
            "charters__document__code",
            "charters__purpose",
            "charters__times_a_year",
            "charters__times_qualifier",
            "charters__duties",
            "charters__target__name",
            "charters__action",
            "charters__members__side_label",
            "charters__members__offices",
            "charters__members__is_open_list",
        )
    )
    for (code, name, host), group in groupby(rows, key=lambda row: row[:3]):
        # A body no paper has described by that day has no charter.
        stated = (row[4:] for row in group if row[3] is not None and row[3] <= on)
        yield BodyLine(code, name, host, tuple(_charters(stated)))


def _charters(rows: Iterable[tuple[Any, ...]]) -> Iterable[CharterLine]:
    for (document, purpose, times, qualifier, duties, target, action), group in groupby(rows, key=lambda row: row[:7]):
        members = tuple(MemberLine(*row[7:]) for row in group if row[7] is not None)
        yield CharterLine(document, purpose, times, qualifier, tuple(duties.strip().splitlines()), target or "", action, members)


def _conclusions(on: date) -> Iterable[Conclusion]:
    in_time = Conclusion.objects.in_force(on).filter(dated_on__lte=on)
    return in_time.select_related("meeting__body", "document").order_by("dated_on", "code")


def _conclusion(row: Conclusion) -> ConclusionLine:
    return ConclusionLine(
        name=row.name,
        kind=row.kind,
        body=row.meeting.body.name if row.meeting else "",
        dated_on=row.dated_on,
        first_year=row.first_year,
        last_year=row.last_year,
        verdict=row.verdict,
        text=row.text.strip(),
        document=row.document.code if row.document else "",
    )


def _commitments(on: date) -> Iterable[Commitment]:
    """Return the promises made by that day; one without a date of its own counts from the paper that reports it."""
    in_time = Commitment.objects.in_force(on).filter(Q(made_on__lte=on) | Q(made_on=None) & stated_by(on))
    return in_time.select_related("agreement", "document", "evaluation", "decision").only(*_COMMITMENT).order_by("order", "code")


_COMMITMENT = (
    *("code", "name", "text", "section", "due_year", "due_printed", "is_yearly", "agreement__name"),
    *("document__name", "document__occasion", "document__dated_on"),
    *("evaluation__name", "evaluation__dated_on", "decision__name", "decision__dated_on"),
)


def _commitment(row: Commitment, on: date) -> CommitmentLine:
    paper = f"{row.document.citation} {row.section}".strip() if row.document else ""
    return CommitmentLine(
        code=row.code,
        name=row.name,
        text=row.text.strip(),
        stated_in=row.agreement.name if row.agreement else paper,
        due_year=row.due_year,
        due_printed=row.due_printed,
        is_yearly=row.is_yearly,
        evaluation=_answer(row.evaluation, on),
        decision=_answer(row.decision, on),
    )


def _answer(row: Conclusion | None, on: date) -> AnswerLine | None:
    return AnswerLine(row.name, row.dated_on) if row and row.dated_on <= on else None
