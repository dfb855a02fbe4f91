"""The grid of an answer as its page shows it: the sheet's own columns, what was understood, what is in the way of handing it over."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from ledger.choices import Weight
from ledger.entry.grid.lines import GridPage, Line
from ledger.grid.checks import find
from ledger.grid.findings import Finding

_NOT_ASKED = "explanation"  # why a target was missed is for the city to say


class AskPage(GridPage):
    """The cells of a sheet to choose from: what is doubtful about them is not the question here, and costs nothing."""

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return ()


@dataclass(frozen=True)
class AnswerPage(GridPage):
    """grid: from `ledger.grid.questions.answer_grid`. is_checked: somebody wanted to hand it over, so that what is empty is an error now.

    The guards of the sheet only advise here: of an answer nothing more is demanded than that it can be read.
    """

    is_checked: bool = False

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        found = [finding for finding in find(self.grid) if finding.rule != "empty" and finding.wants != _NOT_ASKED]
        return (*self._empty(), *found) if self.is_checked else tuple(found)

    def _empty(self) -> tuple[Finding, ...]:
        message = _("未回答です。値がない場合は「未確定」「該当なし」などの理由を入力してください。")
        rows = (row for row in self.grid.rows if not row.text)
        return tuple(Finding(rule="unanswered", weight=Weight.ERROR, message=message, cell=str(row.key)) for row in rows)

    @property
    def in_the_way(self) -> tuple[tuple[Finding, Line | None], ...]:
        """Return the errors in the order of the rows."""
        errors = (pair for pair in self.blocking if pair[0].weight == Weight.ERROR)
        return tuple(sorted(errors, key=lambda pair: pair[1].number if pair[1] else 0))

    @property
    def is_ready(self) -> bool:
        return self.entered == len(self.grid.rows)

    def base(self) -> dict[str, list[str]]:
        """Return by key what the page shows of each cell, in the fields of the entry grid: the note is the last."""
        return {line.key: [line.row.text, "", "", "", line.reason] for line in self.lines}

    def lines_of(self, keys: Collection[str]) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.key in keys)
