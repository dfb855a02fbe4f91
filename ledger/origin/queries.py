"""Everything the portal knows about one number: sheet, revision, who entered and approved it, earlier revisions, proof, questions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.present import figure_text
from ledger import registry
from ledger.cells import CellKey
from ledger.entry.frame import title_of
from ledger.grid.findings import from_plain
from ledger.models import Comment, CrossCheck, Evidence, Revision, Sheet, Value
from ledger.queries import end_of, figure_of


@dataclass(frozen=True)
class Edition:
    """What one revision said. text: the number as printed, or the sign for having none."""

    revision: Revision
    figure: Figure
    text: str


@dataclass(frozen=True)
class Origin:
    """A number with its card. editions: what the approved revisions said, the newest first.

    withdrawn: the revision in force, where it no longer states the number; the newest edition is then one of the past.
    """

    sheet: Sheet
    editions: tuple[Edition, ...]
    evidence: tuple[Evidence, ...]
    open_comments: int
    findings: tuple[str, ...]
    withdrawn: Revision | None = None

    @property
    def figure(self) -> Figure:
        return self.editions[0].figure

    @property
    def text(self) -> str:
        return self.editions[0].text

    @property
    def revision(self) -> Revision:
        return self.editions[0].revision

    @property
    def earlier(self) -> tuple[Edition, ...]:
        return self.editions[1:]

    @property
    def title(self) -> str:
        return title_of(self.sheet)

    @property
    def year(self) -> str:
        """Return R7(2025); nothing for a fact without a year."""
        return FiscalYear(self.figure.fiscal_year).header if self.figure.fiscal_year else ""

    @property
    def dataset(self) -> str:
        return registry.label(self.figure.dataset)


def origins_of(key: CellKey, *, on: date) -> list[Origin]:
    """Return the number as each sheet that states it gives it on that day; nothing where none does. Five queries at most."""
    by_sheet: dict[int, list[Value]] = {}
    for value in _values(key, on):
        by_sheet.setdefault(value.revision.sheet_id, []).append(value)
    if not by_sheet:
        return []
    evidence = list(Evidence.objects.filter(sheet__in=by_sheet, removed_at=None, cell__in=("", str(key)), added_at__lt=end_of(on)))
    in_force = {revision.sheet_id: revision for revision in Revision.objects.in_force(on).filter(sheet__in=by_sheet)}
    unresolved = list(
        Comment.objects.filter(sheet__in=by_sheet, resolved_at=None, cell=str(key), at__lt=end_of(on)).values_list("sheet_id", flat=True)
    )
    checks = list(CrossCheck.objects.filter(revision__in=[values[0].revision_id for values in by_sheet.values()]))
    beside = _Beside(evidence, unresolved, checks)
    return [_origin(values, key, in_force[sheet], beside) for sheet, values in by_sheet.items()]


def _values(key: CellKey, on: date) -> QuerySet[Value]:
    """Return what every approved revision known by the day says of the cell, the newest of each sheet first."""
    of_cell = Value.objects.filter(
        item__code=key.item,
        measure=key.measure,
        fiscal_year=key.fiscal_year,
        period_end=key.period_end,
        basis=key.basis,
        as_of=key.as_of,
        revision__in=Revision.objects.approved().filter(known_on__lte=on),
    )
    people = ("revision__sheet", "revision__started_by", "revision__submitted_by", "revision__approved_by")
    return of_cell.select_related("item__parent", "document", *people).order_by("revision__sheet", "-revision__number")


class _Beside(NamedTuple):
    """What stands beside the values of several sheets. unresolved: the sheet of each open comment."""

    evidence: Sequence[Evidence]
    unresolved: Sequence[int]
    checks: Sequence[CrossCheck]


def _origin(values: Sequence[Value], key: CellKey, in_force: Revision, beside: _Beside) -> Origin:
    sheet = values[0].revision.sheet
    found = [each for check in beside.checks if check.revision_id == values[0].revision_id for each in check.findings]
    return Origin(
        sheet=sheet,
        editions=tuple(Edition(value.revision, figure_of(value), figure_text(figure_of(value))) for value in values),
        evidence=tuple(file for file in beside.evidence if file.sheet_id == sheet.pk),
        open_comments=beside.unresolved.count(sheet.pk),
        findings=tuple(_said(finding) for finding in found if finding.get("cell") == str(key)),
        withdrawn=in_force if in_force.pk != values[0].revision_id else None,
    )


def _said(row: dict[str, Any]) -> str:
    """Return a finding about an approved value: what wanted an answer was answered, else nobody could have handed it in."""
    finding = from_plain(row)
    answered = replace(finding, is_answered=bool(finding.wants))
    return f"{answered.said}（{_('説明済')}）" if answered.is_answered else answered.said
