"""A programme: who takes part in what, and the figures of the ledger that belong to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.functional import Promise

from iconm.lib.chart import ChartSpec
from iconm.lib.choices import Basis
from iconm.lib.figure import Figure
from iconm.lib.present import figure_years
from iconm.lib.table import Cell, Head, Row, Table
from iconm.lib.wareki import date_short, month_short
from ledger import registers
from ledger.queries import Known
from programs.charts.amounts import amounts
from programs.choices import ItemRole, ParticipationRole
from programs.queries.lines import ProgramDetail, ProgramLine
from programs.queries.parties import Party
from programs.queries.projects import ThemeLine
from reporting.dashboards.pages.programs import Amount
from reporting.dashboards.program_items import ItemLink, Related

MOST_NAMES = 30  # of one role in one theme; the rest stand in the register
MOST_FIGURES = 50


@dataclass(frozen=True)
class RoleGroup:
    """Who plays one role, each once. total: how many; left: how many of them are not named here. is_open_list: 等 follows."""

    label: str | Promise
    parties: tuple[Party, ...]
    total: int
    is_open_list: bool

    @property
    def left(self) -> int:
        return self.total - len(self.parties)


@dataclass(frozen=True)
class ThemeBlock:
    theme: ThemeLine
    groups: tuple[RoleGroup, ...]


@dataclass(frozen=True)
class RelatedGroup:
    """Rows of one register. slug: of its pages."""

    label: str | Promise
    slug: str
    rows: tuple[Related, ...]


def role_groups(parties: Iterable[Party]) -> tuple[RoleGroup, ...]:
    """Return the parties by role, in the order of the roles."""
    order = ParticipationRole.values
    places = sorted(parties, key=lambda party: order.index(party.role))
    return tuple(_group(role, [*group]) for role, group in groupby(places, key=lambda party: party.role))


def theme_blocks(themes: Iterable[ThemeLine], parties: Sequence[Party]) -> list[ThemeBlock]:
    return [ThemeBlock(theme, role_groups(party for party in parties if party.theme == theme.code)) for theme in themes]


def adopted(line: ProgramLine) -> str:
    """Return R7.6.24, R4.10, or 2013年 where only the year is known."""
    year, month, day = line.adopted or (None, None, None)
    if year is None:
        return ""
    if month is None:
        return f"{year}年"
    return date_short(date(year, month, day)) if day else month_short(year, month)


def of_role(links: Iterable[ItemLink], known: Known, role: ItemRole) -> list[Amount]:
    """Return the latest figure of each item the programme has in that role."""
    found = (Amount.of(known.latest(link.item)) for link in links if link.role == role)
    return [amount for amount in found if amount]


def course(line: ProgramLine, links: Sequence[ItemLink], known: Known) -> ChartSpec | None:
    """Return the chart of the first item received that has yearly amounts, beside the ceiling. None for one of the neighbourhood."""
    if not line.is_own:
        return None
    ceiling = next((link.item for link in links if link.role == ItemRole.CEILING), "")
    charts = (amounts(known, item=link.item, ceiling=ceiling, name="program-amounts") for link in links if link.role == ItemRole.RECEIVED)
    return next((chart for chart in charts if chart), None)


def figure_table(links: Iterable[ItemLink], known: Known) -> Table | None:
    """Return every figure of the programme's items, each item's latest first, at most MOST_FIGURES; None where there is none."""
    rows = [_figure_row(link, figure) for link in links for figure in _newest_first(known.of(link.item))]
    if not rows:
        return None
    heads = tuple(Head(text=text) for text in ("内容", "項目", "年度", "区分", "数値"))
    return Table(name="program-figures", title="この事業の数値", head=(heads,), rows=tuple(rows[:MOST_FIGURES]), stub=2)


def indicators(links: Iterable[ItemLink], known: Known) -> list[tuple[str, str]]:
    """Return code and name of the indicators the programme is measured by."""
    named = ((link.indicator, known.latest(link.item)) for link in links if link.indicator)
    return [(code, figure.item_label) for code, figure in named if figure]


def related_groups(rows: Iterable[Related]) -> list[RelatedGroup]:
    """Return what names the programme by register, those without pages left out."""
    grouped = ((registers.page(slug), tuple(group)) for slug, group in groupby(rows, key=lambda row: row.slug))
    return [RelatedGroup(page.label, page.slug, group) for page, group in grouped if page]


def by_program(links: Iterable[ItemLink]) -> dict[str, list[ItemLink]]:
    found: dict[str, list[ItemLink]] = defaultdict(list)
    for link in links:
        found[link.program].append(link)
    return found


def money_of(detail: ProgramDetail, links: Mapping[str, Sequence[ItemLink]]) -> list[ProgramLine]:
    """Return the programmes next to this one that have figures: where to look when it has none."""
    return [line for line in detail.family if line != detail.line and links.get(line.code)]


def _group(role: str, places: Sequence[Party]) -> RoleGroup:
    once = {party.organization: party for party in reversed(places)}
    named = tuple(dict.fromkeys(once[party.organization] for party in places))
    is_open = any(party.is_open_list for party in places)
    return RoleGroup(ParticipationRole(role).label, named[:MOST_NAMES], len(named), is_open)


def _figure_row(link: ItemLink, figure: Figure) -> Row:
    heads = (Head(text=str(ItemRole(link.role).label)), Head(text=figure.item_label))
    cells = (Cell(text=figure_years(figure)), Cell(text=str(Basis(figure.basis).label)), Cell.of(figure))
    return Row(heads=heads, cells=cells)


def _newest_first(figures: Sequence[Figure]) -> list[Figure]:
    return sorted(figures, key=lambda figure: (figure.period_end or figure.fiscal_year or 0, figure.as_of or date.min), reverse=True)
