"""Tables of what happened and what was planned, and of the agreements."""

from datetime import date

from django.utils.translation import gettext as _

from iconm.lib import wareki
from iconm.lib.document import Entry, Listing
from iconm.lib.fiscal_year import term_short
from iconm.lib.table import Cell, Head, Row, Table, TableInputError
from ledger.sentences import fill
from programs.choices import AgreementKind, MonthPart, Series
from programs.queries.history import AgreementLine, HistoryFigures, MilestoneLine

WEEKDAYS = "月火水木金土日"
DATE_HEADS = {Series.HISTORY: "年月", Series.CALL: "日程", Series.PLAN: "日程"}


def milestones(figures: HistoryFigures, *, name: str, title: str, series: str) -> Table:
    """Return the entries of a series (history, call, plan) with their figures filled in, dated as its paper dates them."""
    if series not in Series.values:
        known = {"series": series, "known": "・".join(Series.values)}
        raise TableInputError(_("「%(series)s」という一覧はありません。使えるもの：%(known)s") % known)
    rows = [
        Row(heads=(Head(text=_when(line)),), cells=(Cell(text=fill(line.text, figures.known)),))
        for line in figures.milestones
        if line.series == series
    ]
    return Table(name=name, title=title, head=((Head(text=DATE_HEADS[Series(series)]), Head(text="内容")),), rows=tuple(rows))


def agreements(figures: HistoryFigures, *, name: str, title: str, kind: str = "") -> Table:
    """Return the agreements, of one kind or all, with their parties and terms."""
    if kind and kind not in AgreementKind.values:
        known = {"kind": kind, "known": "・".join(AgreementKind.values)}
        raise TableInputError(_("「%(kind)s」という種別の協定はありません。使えるもの：%(known)s") % known)
    heads = tuple(Head(text=text) for text in ("締結", "名称", "当事者", "期間", "内容", "根拠", "終了・見直しの条件"))
    rows = tuple(_agreement_row(line) for line in figures.agreements if kind in ("", line.kind))
    return Table(name=name, title=title, head=(heads,), rows=rows, stub=2)


def memoranda(figures: HistoryFigures) -> Listing:
    """Return with whom there are memoranda; 等 follows the party with which the paper leaves its list open."""
    lines = (line for line in figures.agreements if line.kind == AgreementKind.MEMORANDUM)
    return Listing(entries=tuple(Entry(mark="・", text=_memorandum(line)) for line in lines))


def _agreement_row(line: AgreementLine) -> Row:
    texts = (
        "、".join(line.parties) + _and_others(line),
        term_short(line.first_year, line.last_year),
        line.terms,
        line.legal_basis,
        line.termination,
    )
    return Row(heads=(Head(text=_signed(line)), Head(text=line.name)), cells=tuple(Cell(text=text) for text in texts))


def _signed(line: AgreementLine) -> str:
    """Return the month of signing, else the day it begins."""
    if line.signed:
        return wareki.month_short(*line.signed)
    return wareki.date_short(line.starts_on) if line.starts_on else ""


def _memorandum(line: AgreementLine) -> str:
    """Return スペイン・カタルーニャ国際大学(UIC-Barcelona)との覚書（MoU）等; without a party besides iCONM the name."""
    others = "、".join(line.parties[1:])
    return f"{others}{_and_others(line)}との{AgreementKind.MEMORANDUM.label}" if others else line.name


def _and_others(line: AgreementLine) -> str:
    return "等" if line.is_open_list else ""


def _when(line: MilestoneLine) -> str:
    """Return H25.3 for history, 平成25年2月12日（火） or 平成25年3月下旬まで for the call, 2月13日 or 3月上旬 for the plan."""
    if line.series == Series.HISTORY:
        return wareki.month_short(line.year, line.month)
    day = date(line.year, line.month, line.day or 1)
    era_year = wareki.year_long(day) if line.series == Series.CALL else ""
    weekday = f"（{WEEKDAYS[day.weekday()]}）" if line.day and line.series == Series.CALL else ""
    within = f"{line.day}日" if line.day else str(MonthPart(line.part).label) if line.part else ""
    return f"{era_year}{line.month}月{within}{weekday}{'まで' if line.is_deadline else ''}"
