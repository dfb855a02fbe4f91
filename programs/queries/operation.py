"""Reads: the businesses with their funds, the facilities, and what flows between the parties, as stated by a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from iconm.lib.figure import Figure
from ledger.queries import Known
from programs.choices import LineKind
from programs.models import Business, Facility, Flow
from programs.queries.stated import stated_by


@dataclass(frozen=True)
class LineOfBusiness:
    """An activity, or a source of funds with what it comes from."""

    mark: str
    name: str
    detail: str


@dataclass(frozen=True)
class BusinessBlock:
    mark: str
    name: str
    outline: str
    activities: tuple[LineOfBusiness, ...]
    funds: tuple[LineOfBusiness, ...]


@dataclass(frozen=True)
class BusinessFigures:
    """The businesses in printed order."""

    known: Known
    businesses: tuple[BusinessBlock, ...]


@dataclass(frozen=True)
class FacilityBlock:
    """opened: (year, month) of the western calendar. items: label and code of each figure."""

    code: str
    name: str
    site: str
    owner: str
    land_owner: str
    opened: tuple[int, int] | None
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FlowLine:
    """is_open_list: 等 follows the receivers. rate: (numerator, denominator) of its programme. item: of its amount or term."""

    scheme: str
    name: str
    giver: str
    receiver: str
    is_open_list: bool
    terms: str
    rate: tuple[int, int] | None
    item: str
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True)
class SiteFigures:
    """facilities: by code. flows: in the order of their schemes."""

    known: Known
    facilities: dict[str, FacilityBlock]
    flows: tuple[FlowLine, ...]

    def figure(self, item: str) -> Figure | None:
        """Return the figure of an item that describes the latest day: an area, an amount, a number of years."""
        return max(self.known.of(item), key=lambda figure: (figure.as_of or date.min, figure.period_end or 0), default=None)


def business_figures(known: Known) -> BusinessFigures:
    """Return the businesses with what they do and what pays for it. One query."""
    return BusinessFigures(known=known, businesses=tuple(_businesses(known.on)))


def site_figures(known: Known) -> SiteFigures:
    """Return the facilities and what the parties give each other. Two queries."""
    flows = (
        Flow.objects.in_force(known.on).filter(stated_by(known.on)).select_related("item", "program").order_by("scheme", "order", "code")
    )
    return SiteFigures(
        known=known,
        facilities={facility.code: facility for facility in _facilities(known.on)},
        flows=tuple(_flow(flow) for flow in flows.order_by("scheme", "order", "code")),
    )


def _businesses(on: date) -> Iterable[BusinessBlock]:
    rows = (
        Business.objects.in_force(on)
        .filter(stated_by(on))
        .order_by("order", "lines__kind", "lines__order")
        .values_list("code", "mark", "name", "outline", "lines__kind", "lines__mark", "lines__name", "lines__detail")
    )
    for (_code, mark, name, outline), group in groupby(rows, key=lambda row: row[:4]):
        lines = [(row[4], LineOfBusiness(*row[5:])) for row in group if row[4] is not None]
        yield BusinessBlock(
            mark,
            name,
            outline,
            activities=tuple(line for kind, line in lines if kind == LineKind.ACTIVITY),
            funds=tuple(line for kind, line in lines if kind == LineKind.FUNDS),
        )


def _facilities(on: date) -> Iterable[FacilityBlock]:
    rows = (
        Facility.objects.in_force(on)
        .filter(stated_by(on))
        .order_by("code", "items__order")
        .values_list(
            "code",
            "name",
            "site",
            "owner__name",
            "land_owner__name",
            "opened_year",
            "opened_month",
            "items__label",
            "items__item__code",
        )
    )
    for facility, group in groupby(rows, key=lambda row: row[:7]):
        yield _facility(facility, tuple((row[7], row[8]) for row in group if row[7] is not None))


def _facility(row: tuple[Any, ...], items: tuple[tuple[str, str], ...]) -> FacilityBlock:
    code, name, site, owner, land_owner, year, month = row
    opened = (year, month) if year and month else None
    return FacilityBlock(code, name, site, owner or "", land_owner or "", opened, items)


def _flow(flow: Flow) -> FlowLine:
    program = flow.program
    return FlowLine(
        scheme=flow.scheme,
        name=flow.name,
        giver=flow.giver_label,
        receiver=flow.receiver_label,
        is_open_list=flow.is_open_list,
        terms=flow.terms,
        rate=(program.rate_numerator, program.rate_denominator)
        if program and program.rate_numerator and program.rate_denominator
        else None,
        item=flow.item.code if flow.item else "",
        first_year=flow.first_year,
        last_year=flow.last_year,
    )
