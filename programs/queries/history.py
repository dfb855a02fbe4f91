"""Reads: milestones, and agreements with their parties, as the papers known on a day state them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from ledger.queries import Known
from programs.models import Agreement, Milestone
from programs.queries.names import name_on
from programs.queries.stated import stated_by


@dataclass(frozen=True)
class MilestoneLine:
    """When: a day, a part (early, middle, late) of a month, or a month. text: a line an entry, with places for figures."""

    code: str
    name: str
    series: str
    year: int
    month: int
    day: int | None
    part: str
    is_deadline: bool
    is_planned: bool
    text: str


@dataclass(frozen=True)
class AgreementLine:
    """signed: (year, month) of the western calendar. Fiscal years and days of the term are inclusive.

    parties: as they were named on the day; is_open_list: 等 follows the last. program: code of the one it is about, mostly empty.
    """

    code: str
    name: str
    kind: str
    signed: tuple[int, int] | None
    starts_on: date | None
    ends_on: date | None
    first_year: int | None
    last_year: int | None
    terms: str
    legal_basis: str
    termination: str
    is_open_list: bool
    parties: tuple[str, ...] = ()
    program: str = ""


@dataclass(frozen=True)
class HistoryFigures:
    """known: every figure of the day, since a milestone may name one of any app."""

    known: Known
    milestones: tuple[MilestoneLine, ...]
    agreements: tuple[AgreementLine, ...]


def history_figures(known: Known) -> HistoryFigures:
    """Return what was stated by that day, oldest first. Two queries."""
    return HistoryFigures(known=known, milestones=milestones(known.on), agreements=agreements(known.on))


def milestones(on: date, *, program: str = "") -> tuple[MilestoneLine, ...]:
    """Return the milestones by their lists, oldest first. program: only those about it or about one of its agreements. One query."""
    rows = Milestone.objects.in_force(on).filter(stated_by(on)).order_by("series", "year", "month", "order", "code")
    if program:
        rows = rows.filter(Q(program__code=program) | Q(agreement__program__code=program))
    return tuple(MilestoneLine(*row) for row in rows.values_list(*_MILESTONE))


_MILESTONE = ("code", "name", "series", "year", "month", "day", "part", "is_deadline", "is_planned", "text")


_AGREEMENT = (
    *("code", "name", "kind", "signed_year", "signed_month", "starts_on", "ends_on", "first_year", "last_year"),
    *("terms", "legal_basis", "termination", "is_open_list", "program__code"),
)


def agreements(on: date, *, program: str = "") -> tuple[AgreementLine, ...]:
    """Return agreements as they were signed, then those of which no paper says when, by their first year. One query."""
    rows = (
        Agreement.objects.in_force(on)
        .filter(stated_by(on), *([Q(program__code=program)] if program else []))
        .order_by(*(F(name).asc(nulls_last=True) for name in ("signed_year", "signed_month", "first_year")), "code", "parties__order")
        .values(*_AGREEMENT, party=name_on(on, "parties__organization"))
    )
    first: dict[str, Mapping[str, Any]] = {}
    parties: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        first.setdefault(row["code"], row)
        parties[row["code"]] += filter(None, [row["party"]])
    return tuple(_agreement(row, parties[code]) for code, row in first.items())


def _agreement(row: Mapping[str, Any], parties: Iterable[str]) -> AgreementLine:
    return AgreementLine(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        signed=(row["signed_year"], row["signed_month"]) if row["signed_year"] and row["signed_month"] else None,
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        first_year=row["first_year"],
        last_year=row["last_year"],
        terms=row["terms"],
        legal_basis=row["legal_basis"],
        termination=row["termination"],
        is_open_list=row["is_open_list"],
        parties=tuple(parties),
        program=row["program__code"] or "",
    )
