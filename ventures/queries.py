"""Reads: the companies and the consortium as the papers order them, beside the figures known on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import CharField, Count, F, FilteredRelation, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from iconm.lib.choices import Basis
from iconm.lib.figure import Figure
from ledger.queries import Known
from programs.queries.names import gone_by, name_on
from programs.queries.stated import is_stated, stated_by
from ventures.choices import FundingKind
from ventures.models import DATASET, CareSite, Consortium, ConsortiumActivity, FundingRound, Licence, Patent, Venture


@dataclass(frozen=True)
class Company:
    """A venture under the name its organization bore on the day. program: code of what it came out of; program_name: as it
    is called for short.

    successor: who absorbed it, and the former name the papers know that one by. merged_on, ended_on: the days, where they are known.
    """

    code: str
    name: str
    program: str
    founded_year: int
    founded_kind: str
    technology: str
    status: str
    successor: str
    successor_formerly: str
    program_name: str
    note: str
    merged_on: date | None
    ended_on: date | None


@dataclass(frozen=True)
class Holdings:
    """What is registered of a company one by one. rounds: items of the amounts it raised, by their codes."""

    rounds: tuple[str, ...] = ()
    patents: int = 0
    licences: int = 0


@dataclass(frozen=True)
class VentureFigures:
    known: Known
    companies: tuple[Company, ...]

    def latest(self, item: str, measure: str) -> Figure | None:
        return self.known.latest(item, measure, basis=Basis.ACTUAL)


@dataclass(frozen=True)
class Fee:
    """item: of the yearly fee. is_for_all: the fee does not depend on the size of the member."""

    label: str
    item: str
    is_for_all: bool


@dataclass(frozen=True)
class Tier:
    """item: of the number of members; empty where nobody counts them."""

    code: str
    name: str
    item: str
    fees: tuple[Fee, ...]


@dataclass(frozen=True)
class Site:
    name: str
    examples: str
    is_open_list: bool


@dataclass(frozen=True)
class ConsortiumLine:
    """founded: (year, month) of the western calendar. sites_item: of the number of places it works with.

    efforts: what its activities work towards; from_sites, to_sites: what passes between the places of care and the members.
    """

    code: str
    name: str
    founded: tuple[int, int]
    purpose: str
    industries: tuple[str, ...]
    is_open_list: bool
    meanings: tuple[str, ...]
    efforts: str
    from_sites: str
    to_sites: str
    sites_item: str
    tiers: tuple[Tier, ...] = ()
    activities: tuple[str, ...] = ()
    sites: tuple[Site, ...] = ()


@dataclass(frozen=True)
class ConsortiumFigures:
    """consortia: by code, the oldest first."""

    known: Known
    consortia: Mapping[str, ConsortiumLine]

    def latest(self, item: str, measure: str) -> Figure | None:
        return self.known.latest(item, measure, basis=Basis.ACTUAL)


def venture_figures(known: Known) -> VentureFigures:
    """Return the companies in printed order. One query."""
    return VentureFigures(known=_own(known), companies=tuple(_companies(known.on)))


def consortium_figures(known: Known) -> ConsortiumFigures:
    """Return the consortia with tiers, fees, activities and places of care. Three queries."""
    activities, sites = _activities(known.on), _sites(known.on)
    consortia = (
        replace(line, activities=activities.get(line.code, ()), sites=sites.get(line.code, ())) for line in _consortia_with_tiers(known.on)
    )
    return ConsortiumFigures(known=_own(known), consortia={line.code: line for line in consortia})


def holdings(on: date) -> dict[str, Holdings]:
    """Return by company code what is registered of it; companies without any are left out. One query, whatever the number of rows."""
    raised = FundingRound.objects.filter(kind__in=(FundingKind.ROUND, FundingKind.GRANT)).exclude(item=None)
    branches = (
        _counted(raised, on, kind="round", company="venture__code", item=F("item__code")),
        _counted(Patent.objects.all(), on, kind="patent", company="owner__venture__code"),
        _counted(Licence.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on)), on, kind="licence", company="licensee__venture__code"),
    )
    first, *others = branches
    rows = sorted(first.union(*others, all=True), key=lambda row: row[:3])
    return {company: _holdings(list(group)) for company, group in groupby(rows, key=lambda row: row[0])}


def _counted(rows: QuerySet[Any], on: date, *, kind: str, company: str, item: F | None = None) -> QuerySet[Any, Any]:
    """Return company, kind, item and number of the rows in force on that day; rows of other organizations are left out."""
    valid = (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_until=None) | Q(valid_until__gt=on))
    own = rows.filter(valid, stated_by(on), **{f"{company}__isnull": False}).order_by()
    words = {"own": Cast(company, CharField()), "what": Value(kind), "of": Cast(item or Value(""), CharField())}
    counted: QuerySet[Any, Any] = own.values(**words).annotate(n=Count("pk")).values_list("own", "what", "of", "n")
    return counted


def _holdings(rows: list[tuple[str, str, str, int]]) -> Holdings:
    counts = {what: number for _company, what, item, number in rows if not item}
    rounds = tuple(item for _company, _what, item, _number in rows if item)
    return Holdings(rounds=rounds, patents=counts.get("patent", 0), licences=counts.get("licence", 0))


def _own(known: Known) -> Known:
    return Known(on=known.on, figures=tuple(figure for figure in known.figures if figure.dataset == DATASET))


def _companies(on: date) -> Iterable[Company]:
    former = FilteredRelation("merged_into__names", condition=gone_by(on, "merged_into__names"))
    rows = (
        Venture.objects.in_force(on)
        .filter(stated_by(on))
        .annotate(former=former)
        .order_by("order", "founded_year", "code", "former__pk")
        .values_list(
            "code",
            name_on(on, "organization"),
            "program__code",
            "founded_year",
            "founded_kind",
            "technology",
            "status",
            name_on(on, "merged_into"),
            "former__name",
            Coalesce(NullIf("program__short_name", Value("")), "program__name"),
            "note",
            "merged_on",
            "ended_on",
        )
    )
    for _code, group in groupby(rows, key=lambda row: row[0]):
        # A successor with several former names stands in as many rows; the name it bore first is the one the papers give.
        *words, merged_on, ended_on = next(group)
        yield Company(*(*_texts(words), merged_on, ended_on))


def _consortia_with_tiers(on: date) -> Iterable[ConsortiumLine]:
    in_force = (Q(tiers__valid_from=None) | Q(tiers__valid_from__lte=on)) & (Q(tiers__valid_until=None) | Q(tiers__valid_until__gt=on))
    rows = (
        Consortium.objects.in_force(on)
        .filter(stated_by(on))
        .annotate(tier=FilteredRelation("tiers", condition=in_force))
        .order_by("founded_year", "founded_month", "code", "tier__order", "tier__fees__order")
        .values_list(
            "code",
            "name",
            "founded_year",
            "founded_month",
            "purpose",
            "industries",
            "is_open_list",
            "meanings",
            "efforts",
            "from_sites",
            "to_sites",
            "sites_item__code",
            "tier__code",
            "tier__name",
            "tier__item__code",
            "tier__document__dated_on",
            "tier__fees__document__dated_on",
            "tier__fees__label",
            "tier__fees__item__code",
            "tier__fees__employees_from",
            "tier__fees__employees_to",
        )
    )
    for consortium, group in groupby(rows, key=lambda row: row[:12]):
        yield _consortium(consortium, tuple(_tiers((row[12:] for row in group), on)))


def _consortium(row: tuple[Any, ...], tiers: tuple[Tier, ...]) -> ConsortiumLine:
    code, name, year, month, purpose, industries, is_open, meanings, efforts, from_sites, to_sites, sites_item = row
    return ConsortiumLine(
        code=code,
        name=name,
        founded=(year, month),
        purpose=purpose,
        industries=tuple(industries.splitlines()),
        is_open_list=is_open,
        meanings=tuple(meanings.splitlines()),
        efforts=efforts,
        from_sites=from_sites,
        to_sites=to_sites,
        sites_item=sites_item or "",
        tiers=tiers,
    )


def _tiers(rows: Iterable[tuple[Any, ...]], on: date) -> Iterable[Tier]:
    for (code, name, item, dated), group in groupby(rows, key=lambda row: row[:4]):
        if code is not None and is_stated(dated, on):
            yield Tier(code, name, item or "", tuple(_fees((row[4:] for row in group), on)))


def _fees(rows: Iterable[tuple[Any, ...]], on: date) -> Iterable[Fee]:
    return (_fee(*fee) for dated, *fee in rows if fee[0] is not None and is_stated(dated, on))


def _fee(label: str, item: str, smallest: int | None, largest: int | None) -> Fee:
    return Fee(label=label, item=item, is_for_all=smallest is None and largest is None)


def _activities(on: date) -> dict[str, tuple[str, ...]]:
    stated = ConsortiumActivity.objects.filter(stated_by(on))
    rows = stated.order_by("consortium__code", "order").values_list("consortium__code", "name")
    return {code: tuple(name for _code, name in group) for code, group in groupby(rows, key=lambda row: row[0])}


def _sites(on: date) -> dict[str, tuple[Site, ...]]:
    rows = (
        CareSite.objects.in_force(on)
        .filter(stated_by(on))
        .order_by("consortium__code", "order", "code")
        .values_list("consortium__code", "name", "examples", "is_open_list")
    )
    return {code: tuple(Site(*row[1:]) for row in group) for code, group in groupby(rows, key=lambda row: row[0])}


def _texts(row: Iterable[Any]) -> tuple[Any, ...]:
    return tuple("" if entry is None else entry for entry in row)
