"""Reads that cross apps: which figures of the ledger belong to a programme, and what else names it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from finance.choices import SupportKind
from finance.models import ResearchSource, SupportScheme
from iconm.lib.choices import Measure
from iconm.lib.figure import Figure
from ledger.queries import Known
from programs.choices import ItemRole
from programs.models import BusinessLine, Flow, ProgramItem
from programs.queries.stated import stated_by
from ventures.models import Consortium, Venture

MOST_RELATED = 50
_GIVEN = (SupportKind.COST_SHARE, SupportKind.CONTRIBUTION)  # what is received for good; a loan and free land are stated elsewhere


@dataclass(frozen=True)
class ItemLink:
    """An item of the ledger that belongs to a programme. role: of ItemRole. indicator: code of the indicator it measures, mostly empty."""

    program: str
    item: str
    role: str
    indicator: str = ""


def item_links(programs: Iterable[str] = ()) -> tuple[ItemLink, ...]:
    """Return the items of the programmes, without any named of all, as their registers and those of finance state them. One query."""
    codes = tuple(programs)
    wanted = Q(program__code__in=codes) if codes else Q(program__isnull=False)
    amount, counted = Q(measure=Measure.AMOUNT), ~Q(measure=Measure.AMOUNT)
    sources, given = ResearchSource.objects.filter(wanted), SupportScheme.objects.filter(wanted, kind__in=_GIVEN, item__isnull=False)
    registered = ProgramItem.objects.filter(wanted)
    branches = (
        _linked(registered, role=F("role"), indicator=F("item__indicator__code"), order=F("order")),
        _linked(sources.filter(amount), role=Value(ItemRole.RECEIVED.value)),
        _linked(sources.filter(counted), role=Value(ItemRole.COUNT.value)),
        _linked(sources.filter(ceiling__isnull=False), role=Value(ItemRole.CEILING.value), item="ceiling__code"),
        _linked(given, role=Value(ItemRole.RECEIVED.value)),
    )
    first, *others = branches
    rows = first.union(*others).order_by("own_program", "own_role", "own_order", "own_item")
    return tuple(ItemLink(program, item, role, indicator or "") for program, item, role, indicator, _order in rows)


def _linked(rows: QuerySet[Any], *, role: Any, item: str = "item__code", indicator: Any = None, order: Any = None) -> QuerySet[Any, Any]:
    columns = {
        "own_program": F("program__code"),
        "own_item": F(item),
        "own_role": Cast(role, CharField()),
        "own_indicator": Cast(indicator or Value(""), CharField()),
        "own_order": order or Value(0),
    }
    linked: QuerySet[Any, Any] = rows.order_by().annotate(**columns).values_list(*columns)
    return linked


@dataclass(frozen=True)
class Related:
    """A row of another register that names the programme. slug: of the register's pages."""

    slug: str
    code: str
    name: str


def related(program: str, on: date) -> tuple[Related, ...]:
    """Return what names the programme: support, sources, businesses, flows, ventures, consortia. One query, bounded."""
    of = {
        "support-schemes": SupportScheme.objects.in_force(on).filter(stated_by(on)),
        "research-sources": ResearchSource.objects.in_force(on),
        "flows": Flow.objects.in_force(on).filter(stated_by(on)),
        "ventures": Venture.objects.in_force(on).filter(stated_by(on)),
        "consortia": Consortium.objects.in_force(on).filter(stated_by(on)),
    }
    branches = [_named(rows, program, slug=slug) for slug, rows in of.items()]
    funded = BusinessLine.objects.filter(stated_by(on))
    branches.append(_named(funded, program, slug="businesses", code="business__code", name="business__name"))
    first, *others = branches
    rows = first.union(*others).order_by("slug", "code_")[:MOST_RELATED]
    return tuple(Related(*row) for row in rows)


def _named(rows: QuerySet[Any], program: str, *, slug: str, code: str = "code", name: str = "name") -> QuerySet[Any, Any]:
    columns: Mapping[str, Any] = {
        "slug": Value(slug, output_field=CharField()),
        "code_": Cast(F(code), CharField()),
        "name_": Cast(F(name), CharField()),
    }
    named: QuerySet[Any, Any] = rows.filter(program__code=program).order_by().annotate(**columns).values_list(*columns)
    return named


def received(known: Known, item: str) -> Figure | None:
    """Return what a programme has brought in: the printed sum of several years, else the amount of the latest year that has one."""
    years = known.years([item])
    measured = (known.best(item, year, Measure.AMOUNT) for year in reversed(years))
    return known.spanning(item, Measure.AMOUNT) or next((figure for figure in measured if figure), None)
