"""A row of the grid as its page shows it: what was understood, what is doubtful, what may be taken over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from iconm.lib.choices import Basis, Missing
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.present import SIGNS, cell_text
from iconm.lib.table import Cell
from iconm.lib.wareki import as_of_short
from ledger.actions.cells import Conflict, said
from ledger.choices import Weight
from ledger.entry.grid.beside import answer_of
from ledger.evidence.queries import NO_MARKS, Marks, Taken
from ledger.grid import crosschecks
from ledger.grid.checks import find
from ledger.grid.findings import Finding
from ledger.grid.reading import REASONS
from ledger.grid.rows import Grid, Row, reading_of

_STYLE = NumberStyle()
FIELDS = ("typed", "reason", "cause", "response", "note")


@dataclass(frozen=True)
class Line:
    """number: its place on the page, for ids. conflicts: what another person saved meanwhile. kept: what a refused form held, by field."""

    row: Row
    number: int
    sheet_as_of: date
    findings: tuple[Finding, ...] = ()
    marks: Marks = NO_MARKS
    conflicts: tuple[Conflict, ...] = ()
    opens_group: bool = False
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return str(self.row.key)

    @property
    def answer(self) -> Taken | None:
        return answer_of(self.row, self.marks)

    @property
    def text(self) -> str:
        """Return what the input shows; a person's own text where it was refused, or another saved something else."""
        return self._field("typed", self.row.text)

    def _field(self, name: str, held: str) -> str:
        return self.kept.get(name, held)

    @property
    def aside(self) -> str:
        """Return the year or the day of a value that has its own: a target of R9, a count of another day."""
        key = self.row.key
        year = FiscalYear(key.fiscal_year).header if key.fiscal_year is not None else ""
        is_sheets_own = key.as_of == self.sheet_as_of and key.period_end is None
        return "" if is_sheets_own else year

    @property
    def target(self) -> str:
        return _number(self.row.target, self.row.unit)

    @property
    def last(self) -> str:
        return _number(self.row.last, self.row.unit)

    @property
    def before(self) -> str:
        return _number(self.row.before, self.row.unit)

    @property
    def previous(self) -> str:
        return _number(self.row.previous, self.row.unit)

    @property
    def understood(self) -> str:
        """Say what was read where it does not look like what was typed; nothing otherwise."""
        value, cell = self.row.value, self.row.cell
        if value is None or cell is None or not cell.typed:
            return ""
        if value.missing:
            return _("値なし。理由は「%(reason)s」です。") % {"reason": value.get_missing_display()}
        said = f"{reading_of(value).text(self.row.decimals)}{self.row.unit}"
        return _("「%(typed)s」を%(number)sと読み取りました。") % {"typed": cell.typed, "number": said}

    @property
    def carry(self) -> str:
        """Return the text that would take over the latest known value into an empty cell; empty where there is nothing to offer."""
        if self.row.text:
            return ""
        former = self.row.previous or self.row.last
        if former is None or former.value is None or former.unit != self.row.unit:
            return ""
        return format_number(former.value, self.row.decimals, _STYLE)

    @property
    def carry_from(self) -> str:
        former = self.row.previous or self.row.last
        return _("前回") if former is self.row.previous else _("前年度")

    @property
    def is_empty(self) -> bool:
        return any(finding.rule == "empty" for finding in self.findings)

    @property
    def state(self) -> str:
        """Return error, warning or nothing: how the input is framed."""
        weights = {finding.weight for finding in self.findings if finding.blocks and finding.rule != "empty"}
        if self.conflicts or Weight.ERROR in weights:
            return "error"
        return "warning" if weights else ""

    @property
    def wants_reason(self) -> bool:
        return any(finding.wants == "reason" for finding in self.findings)

    @property
    def wants_explanation(self) -> bool:
        return any(finding.wants == "explanation" for finding in self.findings)

    @property
    def reasons_offered(self) -> tuple[Missing, ...]:
        """Return the reasons for having no value, where a dash asks for one."""
        return REASONS if any(finding.rule == "unreadable" for finding in self.findings) and _is_dash(self.row.text) else ()

    @property
    def reason(self) -> str:
        return self._field("reason", said(self.row, "reason"))

    @property
    def cause(self) -> str:
        return self._field("cause", said(self.row, "cause"))

    @property
    def response(self) -> str:
        return self._field("response", said(self.row, "response"))

    @property
    def note(self) -> str:
        return self._field("note", said(self.row, "note"))

    @property
    def shown(self) -> str:
        """Return the value of a sheet that is only read."""
        number = self.row.number
        return _number(number, self.row.unit) if number else ""


@dataclass(frozen=True)
class Heads:
    """What stands above the columns; empty for a column no row has anything for. before: of the approved revision that is corrected."""

    own: str
    before: str = ""
    target: str = ""
    last: str = ""
    previous: str = ""


@dataclass(frozen=True)
class GridPage:
    """The grid of a revision with everything its page says about it."""

    grid: Grid
    marks: Mapping[str, Marks] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return (*find(self.grid), *crosschecks.stored(self.grid))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        group, lines = None, []
        for number, row in enumerate(self.grid.rows, start=1):
            key = str(row.key)
            lines.append(
                Line(
                    row=row,
                    number=number,
                    sheet_as_of=self.grid.sheet.as_of,
                    findings=tuple(finding for finding in self.findings if finding.cell == key),
                    marks=self.marks.get(key, NO_MARKS),
                    conflicts=tuple(conflict for conflict in self.conflicts if conflict.key == key),
                    opens_group=bool(row.place.group) and row.place.group != group,
                    kept={name.partition(":")[0]: text for name, text in self.kept.items() if name.partition(":")[2] == key},
                )
            )
            group = row.place.group
        return tuple(lines)

    @cached_property
    def blocking(self) -> tuple[tuple[Finding, "Line | None"], ...]:
        """Return what keeps the sheet from being submitted, each with its row; empty cells apart, which are counted."""
        by_key = {line.key: line for line in self.lines}
        return tuple((finding, by_key.get(finding.cell)) for finding in self.findings if finding.blocks and finding.rule != "empty")

    @property
    def errors(self) -> int:
        return sum(finding.weight == Weight.ERROR for finding, _line in self.blocking)

    @property
    def warnings(self) -> int:
        return sum(finding.weight == Weight.WARNING for finding, _line in self.blocking)

    @property
    def empty(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_empty)

    @property
    def entered(self) -> int:
        return sum(row.value is not None for row in self.grid.rows)

    @property
    def is_ready(self) -> bool:
        return self.entered > 0 and not any(finding.blocks for finding in self.findings)

    @property
    def is_part_year(self) -> bool:
        return not any(row.is_final for row in self.grid.rows)

    @property
    def is_cross_checked(self) -> bool:
        return crosschecks.is_current(self.grid.revision)

    @cached_property
    def heads(self) -> Heads:
        sheet, rows = self.grid.sheet, self.grid.rows
        year = FiscalYear(sheet.fiscal_year)
        return Heads(
            own=_own_head(sheet),
            before=_("承認済") if any(row.before for row in rows) else "",
            target=_("%(year)s目標") % {"year": year.short} if any(row.target for row in rows) else "",
            last=_head_of(row.last for row in rows),
            previous=_head_of(row.previous for row in rows),
        )

    def base(self) -> dict[str, list[str]]:
        """Return by key what the page shows of each cell, for telling later whether somebody else changed it."""
        return {str(row.key): [row.text, *(said(row, name) for name in ("reason", "cause", "response", "note"))] for row in self.grid.rows}

    @property
    def unsaved(self) -> list[tuple[str, str]]:
        """Return with the names of their rows the texts of a refused form that are stored nowhere."""
        base = self.base()
        texts = [(line, line.kept.get(name, held), held) for line in self.lines for name, held in zip(FIELDS, base[line.key], strict=True)]
        return [(line.row.place.label, text) for line, text, held in texts if text.strip() and text.strip() != held]


def _own_head(sheet: Any) -> str:
    return f"{_day_of(sheet.fiscal_year, sheet.as_of)} {_word_of(sheet.basis)}"


def _head_of(figures: Iterable[Figure | None]) -> str:
    """Return the head of a column of former values, R6実績 or R7.12末: that of most of them."""
    heads = [_figure_head(figure) for figure in figures if figure and figure.fiscal_year is not None]
    return max(dict.fromkeys(heads), key=heads.count, default="")


def _figure_head(figure: Figure) -> str:
    word = "" if figure.is_part_year and figure.basis == Basis.ACTUAL else _word_of(figure.basis)
    # Translators: R6実績, the head of a column; a blank between them where words have blanks.
    return (_("%(year)s%(word)s") % {"year": _day_of(figure.fiscal_year or 0, figure.as_of), "word": word}).strip()


def _day_of(year: int, as_of: date | None) -> str:
    is_part_year = as_of is not None and as_of < FiscalYear(year).end
    return as_of_short(as_of) if is_part_year and as_of else FiscalYear(year).short


def _word_of(basis: str) -> str:
    return str(Basis(basis).label)


def _number(figure: Figure | None, unit: str) -> str:
    """Return a former value as the column shows it: its unit only where it is not the row's."""
    if figure is None:
        return ""
    if figure.value is None:
        return SIGNS[figure.state] or str(figure.state.label)
    return cell_text(Cell.of(figure), unit=unit)


def _is_dash(text: str) -> bool:
    return bool(text) and not any(character.isalnum() for character in text)
