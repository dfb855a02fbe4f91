"""Tables of the companies and the consortium."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from msgspec.structs import replace

from iconm.lib import wareki
from iconm.lib.choices import Measure, State
from iconm.lib.document import Entry, Listing
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.present import figure_text
from iconm.lib.table import Cell, Head, Note, Row, Table, TableInputError
from ventures.choices import VentureStatus, YearKind
from ventures.queries import Company, ConsortiumFigures, ConsortiumLine, Fee, Holdings, Site, Tier, VentureFigures

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


def portfolio(figures: VentureFigures, companies: Sequence[Company], held: Mapping[str, Holdings], *, name: str, title: str) -> Table:
    """Return these companies with where they came from, what became of them and, once any is registered, what each holds.

    held: by company code. A company without entries has empty cells: nothing registered is not zero. The notes have a column where there
    is one.
    """
    has_notes = any(company.note for company in companies)
    heads = ("企業名", "創設", "技術", "由来の事業", "その後", *(("説明",) if has_notes else ()), *(_HELD if held else ()))
    rows = ((company, _texts(*_origin(company), *((company.note,) if has_notes else ())), held.get(company.code)) for company in companies)
    return Table(
        name=name,
        title=title,
        head=(_heads(*heads),),
        rows=tuple(
            Row(heads=(Head(text=company.name),), cells=(*words, *(_held(figures, own) if held else ()))) for company, words, own in rows
        ),
        notes=() if held or not companies else (Note(text="企業ごとの資金調達・特許・ライセンスは、台帳に登録されていません。"),),
    )


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


def fee_income(figures: ConsortiumFigures, *, name: str, title: str, consortium: str = "") -> Table:
    """Return the membership table with what the fees of a year come to: members times fee, or why that cannot be said.

    consortium: its code; the oldest one without it.
    """
    table = membership(figures, name=name, title=title, consortium=consortium)
    line = _line(figures, consortium)
    incomes = [_income(figures, tier) for tier in line.tiers] if line else []
    first, *others = table.head
    rows = tuple(
        replace(row, cells=(*row.cells, Cell(text=_NOT_COMPUTED) if isinstance(income, str) else income))
        for row, income in zip(table.rows, incomes, strict=True)
    )
    head = ((*first, Head(text="会費収入（年額）", rowspan=len(table.head))), *others)
    reasons = (f"{tier.name}は、{why}。" for tier, why in zip(line.tiers if line else (), incomes, strict=True) if isinstance(why, str))
    notes = ("会費収入は「会員数×会費」の試算で、実際の収入ではありません。", *reasons)
    return replace(table, head=head, rows=rows, notes=tuple(Note(text=text) for text in notes))


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


def _origin(company: Company) -> tuple[str, ...]:
    return founded(company), company.technology, company.program_name, fate(company)


def _company(company: Company) -> tuple[str, str, str]:
    return founded(company), company.technology, fate(company)


def founded(company: Company) -> str:
    """Return the year as printed: H27, or R4年度 where it is known to be a fiscal one."""
    # Era years of the calendar and of fiscal years bear the same number; only the suffix tells them apart.
    return FiscalYear(company.founded_year).short + _YEAR_SUFFIX.get(YearKind(company.founded_kind), "")


def fate(company: Company) -> str:
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


_NOT_COMPUTED = "計算できません"


def _income(figures: ConsortiumFigures, tier: Tier) -> Cell | str:
    """Return members times fee, or why that cannot be said."""
    members = figures.latest(tier.item, Measure.COUNT)
    if members is None or members.value is None:
        return "会員数が登録されていないため、会費収入を計算できません"
    if any(not fee.is_for_all for fee in tier.fees):
        return "会費が社員数で異なり、社員数別の会員数が登録されていないため、会費収入を計算できません"
    fee = figures.latest(tier.fees[0].item, Measure.AMOUNT) if tier.fees else None
    if fee is None or fee.value is None:
        return "会費が登録されていないため、会費収入を計算できません"
    return Cell(value=members.value * fee.value, unit=fee.unit, decimals=fee.decimals, state=members.state)


_HELD = ("資金調達", "特許", "ライセンス")


def _held(figures: VentureFigures, own: Holdings | None) -> tuple[Cell, ...]:
    if own is None:
        return (Cell(),) * len(_HELD)
    return _raised(figures, own.rounds), _count(own.patents, "件"), _count(own.licences, "件")


def _raised(figures: VentureFigures, rounds: Sequence[str]) -> Cell:
    """Return the amount of a single round, which leads to where it comes from, or the amounts of several; they are never added up."""
    amounts = [figure for item in rounds if (figure := figures.latest(item, Measure.AMOUNT))]
    return Cell.of(amounts[0]) if len(amounts) == 1 else Cell(text="、".join(map(figure_text, amounts)))


def _count(number: int, unit: str) -> Cell:
    return Cell(value=Decimal(number), unit=unit, state=State.FINAL) if number else Cell()


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
