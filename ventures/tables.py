"""Tables of the companies and the consortium."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from iconm.lib import wareki
from iconm.lib.choices import Measure
from iconm.lib.document import Entry, Listing
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.present import figure_text
from iconm.lib.table import Cell, Head, Note, Row, Table, TableInputError
from ventures.choices import VentureStatus, YearKind
from ventures.queries import Company, ConsortiumFigures, ConsortiumLine, Fee, Site, Tier, VentureFigures

OPEN_END = "など"
_YEAR_SUFFIX = {YearKind.CALENDAR: "年", YearKind.FISCAL: "年度"}


def companies(figures: VentureFigures, *, name: str, title: str, program: str = "", raised: str = "") -> Table:
    """Return the companies with what became of them.

    program: code of the programme they came out of; all companies without it. raised: code of the item of what they raised together,
    which then stands as a note.
    """
    chosen = [company for company in figures.companies if program in ("", company.program)]
    if figures.companies and not chosen:
        raise TableInputError(_("「%(code)s」から設立されたベンチャー企業は登録されていません。") % {"code": program})
    rows = tuple(Row(heads=(Head(text=company.name),), cells=_texts(*_company(company))) for company in chosen)
    return Table(name=name, title=title, head=(_heads("企業名", "創設", "技術", "備考"),), rows=rows, notes=_funding(figures, raised))


def membership(figures: ConsortiumFigures, *, name: str, title: str, consortium: str = "") -> Table:
    """Return the tiers with their members, and the yearly fee by size of the member, a column a size.

    A fee that does not depend on size stands in the column of every size. consortium: its code; the oldest one without it.
    """
    line = _line(figures, consortium)
    tiers = line.tiers if line else ()
    sizes = tuple(dict.fromkeys(fee.label for tier in tiers for fee in tier.fees if not fee.is_for_all))
    members = [figures.latest(tier.item, Measure.COUNT) for tier in tiers]
    rows = tuple(
        Row(heads=(Head(text=tier.name),), cells=(Cell.of(count), *_fees(figures, tier, sizes)))
        for tier, count in zip(tiers, members, strict=True)
    )
    return Table(name=name, title=title, head=_membership_head(sizes, _as_of(members)), rows=rows)


def activities(figures: ConsortiumFigures, *, consortium: str = "") -> Listing:
    """Return what the consortium does, numbered. consortium: its code; the oldest one without it."""
    line = _line(figures, consortium)
    names = line.activities if line else ()
    return Listing(entries=tuple(Entry(text=text, mark=f"{number}.") for number, text in enumerate(names, start=1)))


def care_sites(figures: ConsortiumFigures, *, name: str, title: str, consortium: str = "") -> Table:
    """Return the places of care with the examples the paper names. consortium: its code; the oldest one without it."""
    line = _line(figures, consortium)
    rows = tuple(Row(heads=(Head(text=site.name),), cells=_texts(_examples(site))) for site in (line.sites if line else ()))
    return Table(name=name, title=title, head=(_heads("看護の現場", "例示"),), rows=rows)


def consortium(figures: ConsortiumFigures, *, name: str, title: str, consortium: str = "") -> Table:
    """Return what the consortium is, a row a fact. consortium: its code; the oldest one without it."""
    line = _line(figures, consortium)
    rows = tuple(Row(heads=(Head(text=label),), cells=(cell,)) for label, cell in _facts(figures, line)) if line else ()
    return Table(name=name, title=title, head=(_heads("項目", "内容"),), rows=rows)


def _heads(*texts: str) -> tuple[Head, ...]:
    return tuple(Head(text=text) for text in texts)


def _texts(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text=text) for text in texts)


def _company(company: Company) -> tuple[str, str, str]:
    # Era years of the calendar and of fiscal years bear the same number; only the suffix would tell them apart.
    founded = FiscalYear(company.founded_year).short + _YEAR_SUFFIX.get(YearKind(company.founded_kind), "")
    return founded, company.technology, _fate(company)


def _fate(company: Company) -> str:
    """Return ナノキャリア(株)（現NANO MRNA(株)）に吸収合併, 解散, or nothing for a company that carries on."""
    if company.status in (VentureStatus.UNSTATED, VentureStatus.ACTIVE):
        return ""
    if company.status != VentureStatus.MERGED:
        return str(VentureStatus(company.status).label)
    former = company.successor_formerly
    successor = f"{former}（現{company.successor}）" if former else company.successor
    return f"{successor}に吸収合併"


def _funding(figures: VentureFigures, item: str) -> tuple[Note, ...]:
    raised = figures.latest(item, Measure.AMOUNT)
    if raised is None:
        return ()
    as_of = _as_of([raised])
    return (Note(text=f"資金調達額 {figure_text(raised)}" + (f" ※{as_of}" if as_of else "")),)


def _as_of(figures: Sequence[Figure | None]) -> str:
    """Return R7.12時点 where all the figures there are describe the same day, else nothing."""
    days = {figure.as_of for figure in figures if figure}
    day = days.pop() if len(days) == 1 else None
    return f"{wareki.month_short(day.year, day.month)}時点" if day else ""


def _line(figures: ConsortiumFigures, code: str) -> ConsortiumLine | None:
    if code and code not in figures.consortia:
        raise TableInputError(_("「%(code)s」というコンソーシアムは登録されていません。") % {"code": code})
    return figures.consortia[code] if code else next(iter(figures.consortia.values()), None)


def _membership_head(sizes: Sequence[str], as_of: str) -> tuple[tuple[Head, ...], ...]:
    members = "会員数" + (f"({as_of})" if as_of else "")
    if not sizes:
        return (_heads("会員区分", members, "会費"),)
    upper = (Head(text="会員区分", rowspan=2), Head(text=members, rowspan=2), Head(text="会費", colspan=len(sizes)))
    return upper, _heads(*sizes)


def _fees(figures: ConsortiumFigures, tier: Tier, sizes: Sequence[str]) -> Iterator[Cell]:
    """Yield the fee for each size, or the one fee where no tier asks for a size."""
    return (_fee(figures, tier.fees, size) for size in sizes or ("",))


def _fee(figures: ConsortiumFigures, fees: Sequence[Fee], size: str) -> Cell:
    fee = next((fee for fee in fees if fee.is_for_all or fee.label == size), None)
    return Cell.of(figures.latest(fee.item, Measure.AMOUNT)) if fee else Cell()


def _examples(site: Site) -> str:
    return site.examples + (OPEN_END if site.is_open_list else "")


def _facts(figures: ConsortiumFigures, line: ConsortiumLine) -> list[tuple[str, Cell]]:
    """Return the facts that are known, each under its label."""
    facts = [
        ("名称", Cell(text=line.name)),
        ("創設", Cell(text=wareki.month_short(*line.founded))),
        ("目的", Cell(text=line.purpose)),
        ("取組", Cell(text=line.efforts)),
        ("看護の現場から", Cell(text=line.from_sites)),
        ("看護の現場へ", Cell(text=line.to_sites)),
        ("業種", Cell(text="、".join(line.industries) + ("等" if line.industries and line.is_open_list else ""))),
        ("協定書締結や連携をしている市内の看護の現場", Cell.of(figures.latest(line.sites_item, Measure.COUNT))),
        ("名称の由来", Cell(text="\n".join(line.meanings))),
    ]
    return [(label, cell) for label, cell in facts if cell.text or cell.figure]
