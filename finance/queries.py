"""Reads: accounts, sources and support as the papers order them, joined to the figures known on a day. Five queries of its own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import msgspec
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat

from finance.choices import Side, SupportKind
from finance.headline import STATEMENT_BASES
from finance.models import DATASETS, STATEMENT, Account, ContributionPolicy, ResearchSource, SupportScheme
from iconm.lib.choices import Basis, Measure
from iconm.lib.common_unit import common_unit, in_unit
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from ledger.calculations import Footing, foot
from ledger.models import Mention, Sourced, TotalPart
from ledger.queries import Known
from programs.models import FundingProgram
from programs.queries.stated import is_stated, stated_by

MEASURES = (SupportKind.COST_SHARE, SupportKind.CONTRIBUTION)  # a loan and free land are stated apart


@dataclass(frozen=True)
class AccountLine:
    """A line of the statement; depth 1 stands under another line."""

    item: str
    label: str
    side: str
    group: str
    depth: int
    is_total: bool


@dataclass(frozen=True)
class SourceLine:
    """A source of research money. adopted: (year, month) of the western calendar. ceiling: item of the largest sum promised."""

    item: str
    label: str
    mark: str
    measure: str
    depth: int
    adopted: tuple[int, int] | None
    ceiling: str


@dataclass(frozen=True)
class PolicyLine:
    """How the yearly contribution is set for a term; last_year None while it has no end."""

    item: str
    label: str
    first_year: int
    last_year: int | None
    covers: str
    is_wage_linked: bool
    terms: str

    def is_for(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


@dataclass(frozen=True)
class SupportLine:
    """Something the city gives.

    mark: its place in the list of support, empty outside it. program: the programme it pays for, by name.
    """

    item: str
    label: str
    mark: str
    kind: str
    first_year: int
    last_year: int | None
    term_printed: str
    program: str
    purpose: str
    result: str


@dataclass(frozen=True)
class MeasureLine:
    """A programme the city pays for, under the name by which the latest paper calls it, with what it is for."""

    name: str
    purpose: str


@dataclass(frozen=True)
class FinanceFigures:
    """Everything about money on one day, in printed order."""

    known: Known
    accounts: tuple[AccountLine, ...]
    sources: tuple[SourceLine, ...]
    policies: tuple[PolicyLine, ...]
    schemes: tuple[SupportLine, ...]
    measures: tuple[MeasureLine, ...]
    parts: Mapping[str, tuple[tuple[str, int], ...]]

    @cached_property
    def statement_unit(self) -> str:
        """Return the unit of most amounts of the statement: a value in another one is converted before it is drawn or added up."""
        return common_unit(figure for figure in self.known.figures if figure.item_code in self.labels and figure.basis in STATEMENT_BASES)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Return the name of each account, by item."""
        return {line.item: line.label for line in reversed(self.accounts)}

    @cached_property
    def stated(self) -> Mapping[tuple[str, int], Figure]:
        """Return each amount of the statement as registered, the most settled of its year, by item and year."""
        named = {(figure.item_code, figure.fiscal_year) for figure in self.known.figures if figure.basis in STATEMENT_BASES}
        found = ((item, year, self.amount(item, year, bases=STATEMENT_BASES)) for item, year in named if year is not None)
        return {(item, year): figure for item, year, figure in found if figure}

    @cached_property
    def _bases(self) -> Mapping[int, str]:
        """Return on what each year of the statement stands: the most settled basis any account has."""
        found = {(year, figure.basis) for (item, year), figure in self.stated.items() if item in self.labels}
        return {year: basis for basis in reversed(STATEMENT_BASES) for year, own in found if own == basis}

    def basis_word(self, year: int) -> str:
        """Return 決算 or 見込 of a year of the statement; nothing for one that has no figures."""
        return str(Basis(self._bases[year]).label) if year in self._bases else ""

    def amount(self, item: str, year: int, *, bases: tuple[str, ...]) -> Figure | None:
        """Return the amount of a year on the first of the bases that has one."""
        found = (self.known.one(item, Measure.AMOUNT, year, basis=basis) for basis in bases)
        return next((figure for figure in found if figure), None)

    def footings(self, year: int, *, bases: tuple[str, ...]) -> dict[str, Footing]:
        """Return, by item, each printed total of the statement beside the sum of its printed parts, in the unit of the statement.

        Parts without a number in it count as nothing; a total without one, or without any part that has one, has no footing.
        """
        footings = {}
        for total, parts in self.parts.items():
            printed = in_unit(self.amount(total, year, bases=bases), self.statement_unit)
            addends = [
                (sign, figure.value)
                for item, sign in parts
                if (figure := in_unit(self.amount(item, year, bases=bases), self.statement_unit)) and figure.value is not None
            ]
            if printed and printed.value is not None and addends:
                footings[total] = foot(printed.value, addends)
        return footings


def finance_figures(known: Known) -> FinanceFigures:
    """Return the finance registers and their figures, each figure grouped as the statement groups it. Five queries."""
    accounts = tuple(_account(account) for account in Account.objects.select_related("item", "parent").order_by("order"))
    sources = tuple(_source(source) for source in _sources())
    schemes = _schemes(known.on)
    groups = {line.item: line.group for line in accounts}
    described = (_described(figure, groups) for figure in known.figures if figure.dataset in DATASETS)
    return FinanceFigures(
        known=Known(on=known.on, figures=tuple(described)),
        accounts=accounts,
        sources=sources,
        policies=tuple(_policy(policy) for policy in _policies(known.on)),
        schemes=tuple(_scheme(scheme) for scheme, _name in schemes if _is_stated(scheme, known.on)),
        measures=tuple(_measures(schemes, known.on)),
        parts=_parts(),
    )


def _account(account: Account) -> AccountLine:
    side = Side(account.side).label if account.side != Side.BALANCE else ""
    group = "／".join(part for part in (str(side), account.parent.name if account.parent else "") if part)
    return AccountLine(account.item.code, account.name, account.side, group, 1 if account.parent_id else 0, account.is_total)


def _sources() -> list[ResearchSource]:
    return list(ResearchSource.objects.select_related("item", "program", "ceiling").order_by("order"))


def _source(source: ResearchSource) -> SourceLine:
    program = source.program
    adopted = (program.adopted_year, program.adopted_month) if program and program.adopted_year and program.adopted_month else None
    return SourceLine(
        item=source.item.code,
        label=source.name,
        mark=source.mark,
        measure=source.measure,
        depth=1 if source.parent_id else 0,
        adopted=adopted,
        ceiling=source.ceiling.code if source.ceiling else "",
    )


def _policies(on: date) -> Iterable[ContributionPolicy]:
    return ContributionPolicy.objects.in_force(on).filter(stated_by(on)).select_related("item").order_by("first_year")


def _policy(policy: ContributionPolicy) -> PolicyLine:
    return PolicyLine(
        item=policy.item.code,
        label=policy.name,
        first_year=policy.first_year,
        last_year=policy.last_year,
        covers=policy.covers,
        is_wage_linked=policy.is_wage_linked,
        terms=policy.terms,
    )


def _schemes(on: date) -> list[tuple[SupportScheme, str | None]]:
    """Return every scheme in force with what the latest paper by the day calls its programme.

    Whether it is stated or not: an earlier paper may state the programme it pays for.
    """
    printed = Mention.objects.filter(
        subject=Concat(Value(f"{FundingProgram._meta.label_lower}:"), OuterRef("program__code")), aspect="name", document__dated_on__lte=on
    )
    name = Subquery(printed.order_by("-document__dated_on", "-is_in_force").values("printed")[:1])
    rows = SupportScheme.objects.in_force(on).select_related("item", "program__document", "document").annotate(program_name=name)
    return [(row, row.program_name) for row in rows.order_by("order", "first_year", "code")]


def _is_stated(row: Sourced, on: date) -> bool:
    return is_stated(row.document.dated_on if row.document else None, on)


def _measures(schemes: Iterable[tuple[SupportScheme, str | None]], on: date) -> Iterator[MeasureLine]:
    """Yield the programmes that had begun and were stated by that day, each once."""
    this_year = FiscalYear.containing(on)
    begun = ((scheme, name) for scheme, name in schemes if scheme.kind in MEASURES and scheme.first_year <= this_year)
    programs = {scheme.program: name for scheme, name in begun if scheme.program and _is_stated(scheme.program, on)}
    return (MeasureLine(name or program.name, program.purpose) for program, name in programs.items())


def _scheme(scheme: SupportScheme) -> SupportLine:
    return SupportLine(
        item=scheme.item.code if scheme.item else "",
        label=scheme.name,
        mark=scheme.mark,
        kind=scheme.kind,
        first_year=scheme.first_year,
        last_year=scheme.last_year,
        term_printed=scheme.term_printed,
        program=scheme.program.name if scheme.program else "",
        purpose=scheme.purpose,
        result=scheme.result,
    )


def _parts() -> dict[str, tuple[tuple[str, int], ...]]:
    parts: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in TotalPart.objects.filter(total__dataset=STATEMENT).select_related("total", "part").order_by("total__order", "part__order"):
        parts[row.total.code].append((row.part.code, row.sign))
    return {total: tuple(rows) for total, rows in parts.items()}


def _described(figure: Figure, groups: Mapping[str, str]) -> Figure:
    return msgspec.structs.replace(figure, group=groups[figure.item_code]) if figure.item_code in groups else figure


BUDGET_BASES = (Basis.REVISED, Basis.INITIAL, Basis.PROPOSED)
CONTRIBUTION_BASES = (Basis.SETTLED, Basis.ACTUAL, Basis.FORECAST, *BUDGET_BASES)
