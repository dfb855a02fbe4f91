"""Reads: the businesses with their funds, the facilities, and what flows between the parties, as stated by a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from iconm.lib.figure import Figure
from ledger.queries import Known
from programs.choices import LineKind
from programs.models import Business, Facility, Flow
from programs.queries.stated import is_stated, stated_by


@dataclass(frozen=True)
class LineOfBusiness:
    """An activity, or a source of funds with what it comes from."""

    mark: str
    name: str
    detail: str


@dataclass(frozen=True)
class BusinessBlock:
    """outline: what the business is, in the words of the latest paper."""

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
    """A facility and where it stands. items: label and code of each figure."""

    code: str
    site: str
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
        return self.known.latest(item)


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
        flows=tuple(_flow(flow) for flow in flows),
    )


def _businesses(on: date) -> Iterable[BusinessBlock]:
    rows = (
        Business.objects.in_force(on)
        .filter(stated_by(on))
        .order_by("order", "lines__kind", "lines__order")
        .values_list("code", "mark", "name", "lines__document__dated_on", "lines__kind", "lines__mark", "lines__name", "lines__detail")
    )
    for (_code, mark, name), group in groupby(rows, key=lambda row: row[:3]):
        lines: dict[str, list[LineOfBusiness]] = defaultdict(list)
        for dated_on, kind, *line in (row[3:] for row in group):
            if kind is not None and is_stated(dated_on, on):
                lines[kind].append(LineOfBusiness(*line))
        overview = lines[LineKind.OVERVIEW]
        yield BusinessBlock(
            mark,
            name,
            outline=overview[-1].name if overview else "",
            activities=tuple(lines[LineKind.ACTIVITY]),
            funds=tuple(lines[LineKind.FUNDS]),
        )


def _facilities(on: date) -> Iterable[FacilityBlock]:
    rows = (
        Facility.objects.in_force(on)
        .filter(stated_by(on))
        .order_by("code", "items__order")
        .values_list("code", "site", "items__label", "items__item__code", "items__document__dated_on")
    )
    for (code, site), group in groupby(rows, key=lambda row: row[:2]):
        items = ((label, item) for _code, _site, label, item, dated_on in group if label is not None and is_stated(dated_on, on))
        yield FacilityBlock(code, site, tuple(items))


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
