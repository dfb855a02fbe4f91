"""Charts of the companies and the consortium: who was founded when and what became of them, and the members over time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from iconm.lib.chart import Bar, ChartSpec, Lane, Mark, Series, Tick, TimelineSpec
from iconm.lib.chart_marks import mark
from iconm.lib.choices import Basis, Measure, State
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.present import cell_text, figure_text
from iconm.lib.table import Cell, Head, Row, Table
from iconm.lib.wareki import as_of_short, date_short
from ventures.choices import VentureStatus, YearKind
from ventures.queries import Company, ConsortiumFigures, ConsortiumLine, Tier
from ventures.tables import fate, founded

GONE = (VentureStatus.MERGED, VentureStatus.EXITED, VentureStatus.DISSOLVED)
MOST_DAYS = 24  # of members: columns beyond that could not be told apart
MOST_FATES = 5
_ROOM = timedelta(days=60)  # before the first mark, which would be cut in half


def companies_timeline(shown: Sequence[Company], companies: Sequence[Company], *, name: str, on: date) -> TimelineSpec | None:
    """Return the life of each company shown, None for none. companies: all there are, of which the title speaks."""
    if not shown:
        return None
    title = summary(companies)
    return TimelineSpec(
        name=name,
        title=title,
        table=_fates(shown, name=name),
        notes=tuple(_notes(shown)),
        lanes=tuple(Lane(name=_lane(company)) for company in shown),
        bars=tuple(_bar(lane, company) for lane, company in enumerate(shown)),
        marks=tuple(each for lane, company in enumerate(shown) for each in _marks(lane, company)),
        first=FiscalYear.containing(min(founded_on(company) for company in shown)).start - _ROOM,
        last=FiscalYear.containing(max(on, *(founded_on(company) for company in shown))).end,
        today=on,
    )


def founded_on(company: Company) -> date:
    """Return where a company begins in a picture: the first day of its year, a fiscal one unless it is known to be a calendar year."""
    year = company.founded_year
    return date(year, 1, 1) if company.founded_kind == YearKind.CALENDAR else FiscalYear(year).start


def summary(companies: Sequence[Company]) -> str:
    """Return how many companies were founded from when to when, and how many of them are gone; empty for none."""
    if not companies:
        return ""
    years = [company.founded_year for company in companies]
    words = {"first": FiscalYear(min(years)).short, "last": FiscalYear(max(years)).short, "count": len(companies), "gone": _gone(companies)}
    if words["gone"]:
        return _("%(first)sから%(last)sまでに%(count)s社が創設され、うち%(gone)sです。") % words
    return _("%(first)sから%(last)sまでに%(count)s社が創設されました。") % words


def _gone(companies: Sequence[Company]) -> str:
    counts = Counter(VentureStatus(company.status) for company in companies if company.status in GONE)
    told = (_("%(status)s%(count)s社") % {"status": status.label, "count": counts[status]} for status in GONE if counts[status])
    return _("、").join(told)


def _lane(company: Company) -> str:
    return f"{company.name}（{VentureStatus(company.status).label}）" if company.status in GONE else company.name


def _bar(lane: int, company: Company) -> Bar:
    """Return the bar; of a company that is gone and nobody registered since when, no more than the year of its foundation."""
    start, text = founded_on(company), f"{founded(company)}～ {fate(company)}".strip()
    if company.status not in GONE:
        return Bar(lane=lane, start=start, end=None, text=text)
    if day := _gone_on(company):
        return Bar(lane=lane, start=start, end=max(day, start), text=text, role="ended")
    return Bar(lane=lane, start=start, end=FiscalYear.containing(start).end, text=f"{text}（{_('時期の登録なし')}）", role="unknown")


def _gone_on(company: Company) -> date | None:
    return company.merged_on or company.ended_on


def _marks(lane: int, company: Company) -> Iterator[Mark]:
    yield Mark(lane=lane, day=founded_on(company), text=_("%(year)s創設") % {"year": founded(company)})
    day = _gone_on(company)
    if day and company.status in GONE:
        yield Mark(lane=lane, day=day, text=f"{date_short(day)} {fate(company)}")


def _notes(companies: Sequence[Company]) -> Iterator[str]:
    gone = [company for company in companies if company.status in GONE]
    for company in gone[:MOST_FATES]:
        yield _("%(name)sは、%(fate)s（%(when)s）。") % {"name": company.name, "fate": fate(company), "when": _when(company)}
    if gone:
        yield _("灰色の線は、吸収合併・売却・解散した企業です。")
    if any(_gone_on(company) is None for company in gone):
        yield _("「→？」は、その時期の登録がないため、創設の年度だけを示しているものです。")
    if any(company.founded_kind == YearKind.UNSTATED for company in companies):
        yield _("創設年が暦年か年度かは資料に記載がないため、年度の初めから線を引いています。")


def _when(company: Company) -> str:
    day = _gone_on(company)
    return date_short(day) if day else _("時期の登録なし")


def _fates(companies: Sequence[Company], *, name: str) -> Table:
    heads = tuple(Head(text=text) for text in ("企業名", "創設", "その後", "時期"))
    rows = ((company.name, founded(company), fate(company), date_short(day) if (day := _gone_on(company)) else "") for company in companies)
    body = tuple(Row(heads=(Head(text=own),), cells=tuple(Cell(text=text) for text in rest)) for own, *rest in rows)
    return Table(name=name, title="ベンチャー企業の創設とその後", head=(heads,), rows=body)


Counted = tuple[Tier, tuple[Figure | None, ...]]


def members_chart(figures: ConsortiumFigures, line: ConsortiumLine, *, name: str) -> ChartSpec | None:
    """Return the members of each tier on every day they were counted, one on the other; None where nobody has counted any."""
    days = _days(figures, line)
    counted = [(tier, tuple(_count(figures, tier, day) for day in days)) for tier in line.tiers]
    counted = [(tier, found) for tier, found in counted if any(found)]
    if not counted:
        return None
    totals = [_total([found[place] for _tier, found in counted]) for place in range(len(days))]
    parts = tuple(_members_series(tier, found) for tier, found in counted)
    total = Series(name=_("計"), points=tuple(map(mark, totals)), role="line")
    return ChartSpec(
        name=name,
        title=_members_title(counted, totals, days),
        kind="stacked",
        size="normal" if len(days) > 1 else "small",
        unit=_unit(counted),
        axis=tuple(Tick(label=as_of_short(day), below=f"({FiscalYear.containing(day).western})") for day in days),
        series=(*parts, total) if len(parts) > 1 else parts,
        table=_members_table(counted, totals, days, name=name, title=f"{line.name}の会員数"),
    )


def _days(figures: ConsortiumFigures, line: ConsortiumLine) -> list[date]:
    days = {figure.as_of for tier in line.tiers for figure in figures.known.of(tier.item, Measure.COUNT) if _is_count(figure)}
    return sorted(day for day in days if day)[-MOST_DAYS:]


def _is_count(figure: Figure) -> bool:
    return figure.basis == Basis.ACTUAL and figure.as_of is not None


def _count(figures: ConsortiumFigures, tier: Tier, day: date) -> Figure | None:
    on_day = (figure for figure in figures.known.of(tier.item, Measure.COUNT) if figure.as_of == day and _is_count(figure))
    return next(on_day, None)


def _unit(counted: Sequence[Counted]) -> str:
    return next(figure.unit for _tier, found in counted for figure in found if figure)


def _total(found: Sequence[Figure | None]) -> Cell:
    """Return the sum of all tiers; an empty cell as long as one of them is missing or counted in another unit."""
    numbers = [figure for figure in found if figure and figure.value is not None]
    if len(numbers) < len(found) or len({figure.unit for figure in numbers}) > 1:
        return Cell()
    is_final = all(figure.state == State.FINAL for figure in numbers)
    value = sum((figure.value for figure in numbers if figure.value is not None), Decimal(0))
    return Cell(value=value, unit=numbers[0].unit, state=State.FINAL if is_final else State.INTERIM)


def _members_series(tier: Tier, found: Sequence[Figure | None]) -> Series:
    return Series(name=tier.name, points=tuple(mark(Cell.of(figure)) for figure in found), role="part", stack="members")


def _members_title(counted: Sequence[Counted], totals: Sequence[Cell], days: Sequence[date]) -> str:
    told = _("、").join(f"{tier.name}{figure_text(found[-1])}" for tier, found in counted if found[-1])
    words = {"day": as_of_short(days[-1]), "told": told, "total": cell_text(totals[-1])}
    if totals[-1].value is None or len(counted) == 1:
        return _("会員は、%(day)sで%(told)sです。") % words
    said = _("会員は、%(day)sで計%(total)s（%(told)s）です。") % words
    before = next((cell for cell in reversed(totals[:-1]) if cell.value is not None), None)
    return said + _change(before, totals[-1]) if before else said


def _change(before: Cell, now: Cell) -> str:
    gap = (now.value or Decimal(0)) - (before.value or Decimal(0))
    words = {"gap": format_number(abs(gap), 0, NumberStyle()) + now.unit}
    if gap > 0:
        return _("前の時点から%(gap)s増えました。") % words
    return _("前の時点から%(gap)s減りました。") % words if gap else _("前の時点と同じです。")


def _members_table(counted: Sequence[Counted], totals: Sequence[Cell], days: Sequence[date], *, name: str, title: str) -> Table:
    heads = (Head(text="会員区分"), *(Head(text=as_of_short(day)) for day in days))
    rows = [Row(heads=(Head(text=tier.name),), cells=tuple(map(Cell.of, found))) for tier, found in counted]
    if len(rows) > 1:
        rows.append(Row(heads=(Head(text="計"),), cells=tuple(totals), kind="total"))
    return Table(name=name, title=title, head=(heads,), rows=tuple(rows), unit=_unit(counted))
