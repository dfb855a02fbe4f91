"""Tables of the businesses, the facility, and what the parties give each other."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from iconm.lib.fiscal_year import term_short
from iconm.lib.table import Cell, Head, Row, Table, TableInputError
from programs.queries.operation import BusinessFigures, FlowLine, LineOfBusiness, SiteFigures


def businesses(figures: BusinessFigures, *, name: str, title: str) -> Table:
    """Return the businesses with what they do and what pays for it."""
    heads = tuple(Head(text=text) for text in ("事業", "事業概要", "取組", "主な財源"))
    rows = tuple(
        Row(
            heads=(Head(text=f"{business.mark} {business.name}".strip()),),
            cells=(
                Cell(text=business.outline),
                Cell(text=_lines(business.activities, "{name}：{detail}")),
                Cell(text=_lines(business.funds, "{name}（{detail}）")),
            ),
        )
        for business in figures.businesses
    )
    return Table(name=name, title=title, head=(heads,), rows=rows)


def facility(figures: SiteFigures, *, name: str, title: str, facility: str) -> Table:
    """Return where a facility stands and how large it is."""
    if facility not in figures.facilities:
        words = {"facility": facility, "facilities": "・".join(figures.facilities) or "—"}
        raise TableInputError(_("施設「%(facility)s」は登録されていません。登録済み：%(facilities)s") % words)
    block = figures.facilities[facility]
    facts = (
        ("施設設置場所", Cell(text=block.site)),
        *((label, Cell.of(figures.figure(item))) for label, item in block.items),
    )
    rows = tuple(Row(heads=(Head(text=label),), cells=(cell,)) for label, cell in facts)
    return Table(name=name, title=title, head=((Head(text="項目"), Head(text="内容")),), rows=rows)


def flows(figures: SiteFigures, *, name: str, title: str, scheme: str) -> Table:
    """Return what the parties of a scheme give each other; a column of amounts and terms where one of them has any."""
    schemes = tuple(dict.fromkeys(line.scheme for line in figures.flows))
    if scheme not in schemes:
        words = {"scheme": scheme, "schemes": "・".join(schemes) or "—"}
        raise TableInputError(_("仕組み「%(scheme)s」は登録されていません。登録済み：%(schemes)s") % words)
    lines = [line for line in figures.flows if line.scheme == scheme]
    has_amounts = any(line.item for line in lines)
    heads = ("出し手", "受け手", "内容", "条件", *(("金額・年数",) if has_amounts else ()))
    rows = tuple(
        Row(
            heads=(Head(text=line.giver),),
            cells=(
                Cell(text=line.receiver + (" 等" if line.is_open_list else "")),
                Cell(text=line.name),
                Cell(text="\n".join(_terms(line))),
                *((Cell.of(figures.figure(line.item)),) if has_amounts else ()),
            ),
        )
        for line in lines
    )
    return Table(name=name, title=title, head=(tuple(Head(text=text) for text in heads),), rows=rows)


def _lines(lines: Sequence[LineOfBusiness], with_detail: str) -> str:
    return "\n".join(
        f"{line.mark} {with_detail.format(name=line.name, detail=line.detail) if line.detail else line.name}".strip() for line in lines
    )


def _terms(line: FlowLine) -> Iterator[str]:
    if term := term_short(line.first_year, line.last_year):
        yield term
    if line.rate:
        yield f"補助率 {line.rate[0]}/{line.rate[1]}"
    if line.terms:
        yield line.terms
