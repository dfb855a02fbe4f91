"""Reads: programmes as a list shows them, and one of them with those below it, as the papers known on a day state them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from iconm.lib.fiscal_year import FiscalYear, term_short
from ledger.models import SourceDocument
from programs.choices import ParticipationRole, Relation
from programs.models import FundingProgram
from programs.queries.parties import taking_part
from programs.queries.stated import stated_by


@dataclass(frozen=True)
class ProgramLine:
    """A programme without its parts. parent: code of the one above. adopted: western year, month and day as far as they are known.

    Years are fiscal, both inclusive. has_partners: whether institutions take part in themes of it.
    """

    code: str
    name: str
    short_name: str
    kind: str
    relation: str
    parent: str
    funder: str
    rate: str
    adopted: tuple[int, int | None, int | None] | None
    first_year: int | None
    last_year: int | None
    has_partners: bool = False

    @property
    def label(self) -> str:
        return self.short_name or self.name

    @property
    def is_own(self) -> bool:
        """Tell whether it is iCONM's. One of the neighbourhood is never counted with them."""
        return self.relation == Relation.OWN

    @property
    def term(self) -> str:
        return term_short(self.first_year, self.last_year)

    def runs_on(self, on: date) -> bool:
        """Tell whether the day falls into its term; one without a registered beginning or end is not known to run on any day."""
        year = FiscalYear.containing(on)
        return self.first_year is not None and self.last_year is not None and self.first_year <= year <= self.last_year

    @property
    def has_no_end(self) -> bool:
        """Tell whether it began and no end of it is registered: whether it still runs is not known."""
        return self.first_year is not None and self.last_year is None


@dataclass(frozen=True)
class ProgramDetail:
    """A programme with its words, the one above it and those below. source: where it was printed."""

    line: ProgramLine
    purpose: str
    eligible: str
    covers: str
    parent: ProgramLine | None
    children: tuple[ProgramLine, ...]
    source: str

    @property
    def family(self) -> tuple[ProgramLine, ...]:
        """Return the programme, the one above it and those below."""
        return (self.line, *((self.parent,) if self.parent else ()), *self.children)


def program_lines(on: date) -> tuple[ProgramLine, ...]:
    """Return every programme stated by that day, by code. One query."""
    partners = taking_part(on).filter(program=OuterRef("pk"), theme__isnull=False, role=ParticipationRole.PARTNER)
    rows = FundingProgram.objects.in_force(on).filter(stated_by(on)).annotate(has_partners=Exists(partners)).order_by("code")
    return tuple(_line(row) for row in rows.values(*_LINE, "has_partners"))


def program_detail(code: str, on: date) -> ProgramDetail | None:
    """Return a programme with those next to it; None when none of that code was stated by the day. One query."""
    near = Q(code=code) | Q(parent__code=code) | Q(children__code=code)
    rows = FundingProgram.objects.in_force(on).filter(stated_by(on), near).order_by("code").distinct()
    found = {row["code"]: row for row in rows.values(*_LINE, *_WORDS)}
    own = found.get(code)
    if own is None:
        return None
    return ProgramDetail(
        line=_line(own),
        purpose=own["purpose"],
        eligible=own["eligible"],
        covers=own["covers"],
        parent=_line(found[own["parent__code"]]) if own["parent__code"] in found else None,
        children=tuple(_line(row) for row in found.values() if row["parent__code"] == code),
        source=_source(own),
    )


_LINE = (
    *("code", "name", "short_name", "kind", "relation", "parent__code", "funder", "rate_numerator", "rate_denominator"),
    *("adopted_year", "adopted_month", "adopted_day", "first_year", "last_year"),
)
_WORDS = ("purpose", "eligible", "covers", "section", "document__name", "document__occasion", "document__dated_on")


def _line(row: Mapping[str, Any]) -> ProgramLine:
    return ProgramLine(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        kind=row["kind"],
        relation=row["relation"],
        parent=row["parent__code"] or "",
        funder=row["funder"],
        rate=f"{row['rate_numerator']}/{row['rate_denominator']}" if row["rate_numerator"] else "",
        adopted=(row["adopted_year"], row["adopted_month"], row["adopted_day"]) if row["adopted_year"] else None,
        first_year=row["first_year"],
        last_year=row["last_year"],
        has_partners=row.get("has_partners", False),
    )


def _source(row: Mapping[str, Any]) -> str:
    if row["document__dated_on"] is None:
        return ""
    paper = SourceDocument(name=row["document__name"], occasion=row["document__occasion"], dated_on=row["document__dated_on"])
    return f"{paper.citation} {row['section']}".strip()
