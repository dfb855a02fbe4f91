"""What the clerk's pages of a request show: the cells to ask for, the answers beside what the sheet holds, what may be done."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import User
from ledger.choices import Decision, InquiryState, RevisionState
from ledger.entry.answers import queries
from ledger.entry.answers.forms import ExtendForm, MessageForm
from ledger.entry.answers.page import AnswerPage, AskPage
from ledger.entry.answers.queries import InquiryRow
from ledger.entry.frame import side_of, title_of
from ledger.entry.grid.lines import Line
from ledger.grid.questions import Question, answer_grid, asked, lines_of, newest_grid
from ledger.grid.rows import Grid
from ledger.models import Inquiry, Sheet

_SPOKEN = ("remind", "return", "withdraw")  # acts with words of the clerk's
_ICONS = {"": "pending", str(Decision.TAKEN): "done", str(Decision.KEPT): "none"}


@dataclass(frozen=True)
class AskLine:
    """A cell that may be asked for. asked_in: the number of the open request that asks for it already."""

    line: Line
    is_ticked: bool
    asked_in: int | None


@dataclass(frozen=True)
class TakeLine:
    """An answer beside what the sheet holds."""

    question: Question
    line: Line
    is_ticked: bool

    @property
    def icon(self) -> str:
        return _ICONS[self.question.line.decision]

    @property
    def may_be_taken(self) -> bool:
        return self.question.is_answered and self.question.is_in_sheet


@dataclass(frozen=True)
class Answers:
    """The answers of a request as the clerk decides on them. ticked: the keys chosen so far; None for those that replace nothing."""

    inquiry: Inquiry
    questions: tuple[Question, ...]
    grid: Grid
    ticked: Collection[str] | None = None

    @cached_property
    def page(self) -> AnswerPage:
        return AnswerPage(answer_grid(self.questions, self.grid))

    @cached_property
    def lines(self) -> tuple[TakeLine, ...]:
        pairs = zip(self.questions, self.page.lines, strict=True)
        return tuple(TakeLine(question, line, self._is_ticked(question)) for question, line in pairs)

    @property
    def free(self) -> list[str]:
        """Return the keys that nobody decided on and that replace nothing: what 全て採用 takes."""
        return [question.key for question in self.questions if _is_free(question)]

    @property
    def is_correction(self) -> bool:
        """Tell whether taking over begins a correction of what was approved."""
        return bool(self.grid.revision.pk) and self.grid.revision.state == RevisionState.APPROVED

    @property
    def is_with_approver(self) -> bool:
        return self.grid.revision.state == RevisionState.SUBMITTED

    @property
    def undecided(self) -> int:
        return sum(not question.line.decision for question in self.questions)

    def base(self) -> dict[str, list[str]]:
        """Return by key what the sheet holds: text and reason."""
        return {question.key: [question.held, question.held_reason] for question in self.questions}

    def _is_ticked(self, question: Question) -> bool:
        return question.key in self.ticked if self.ticked is not None else _is_free(question)


def _is_free(question: Question) -> bool:
    return not question.line.decision and question.is_answered and question.is_in_sheet and not question.differs


def inquiry_of(pk: int) -> Inquiry:
    """Return the request with what its page names. Raises Http404 with a sentence."""
    inquiry = queries.found(pk)
    if inquiry is None:
        raise Http404(_("この照会は登録されていません。"))
    return inquiry


def sheet_of(pk: int) -> Sheet:
    sheet = Sheet.objects.filter(pk=pk).first()
    if sheet is None:
        raise Http404(_("この年度報告は登録されていません。"))
    return sheet


def answers_of(inquiry: Inquiry, *, on: date, ticked: Collection[str] | None = None) -> Answers:
    """Return the answers beside the sheet's newest revision. Five queries."""
    grid = newest_grid(inquiry.sheet, on=on)
    return Answers(inquiry, asked(lines_of(inquiry), grid), grid, ticked)


def ask_lines(sheet: Sheet, *, on: date, ticked: Collection[str] | None = None) -> list[AskLine]:
    """Return the cells of the sheet. ticked: None for those nothing was entered in and nobody asks for yet. Five queries."""
    under_way = queries.being_asked(sheet)
    lines = AskPage(newest_grid(sheet, on=on)).lines
    return [AskLine(line, _is_chosen(line, ticked, under_way), under_way.get(line.key)) for line in lines]


def _is_chosen(line: Line, ticked: Collection[str] | None, under_way: Mapping[str, int]) -> bool:
    return line.key in ticked if ticked is not None else not line.row.text and line.key not in under_way


def context_of(inquiry: Inquiry, answers: Answers, *, user: User, on: date, forms: Mapping[str, Form]) -> dict[str, Any]:
    """Return what the page of a request shows. forms: those that were sent and refused, by the name of their act."""
    sheet = inquiry.sheet
    is_clerk = access.has_role(user, Role.CLERK, dataset=sheet.dataset, on=on)
    return {
        "breadcrumbs": [
            (_("実績入力"), reverse("entry:home")),
            (_("照会と回答"), reverse("entry:inquiry-list")),
            (_("照会第%(number)s号") % {"number": inquiry.number}, ""),
        ],
        "side": side_of(sheet.fiscal_year, on=on),
        "sheet": sheet,
        "sheet_title": title_of(sheet),
        "inquiry": inquiry,
        "row": InquiryRow.of(inquiry, on),
        "notices": queries.notices_of([inquiry])[inquiry.pk],
        "answers": answers,
        "is_clerk": is_clerk,
        "is_open": inquiry.state == InquiryState.OPEN,
        "may_decide": is_clerk and inquiry.state == InquiryState.ANSWERED,
        "forms": {"extend": ExtendForm(), **{name: MessageForm(auto_id=f"{name}-%s") for name in _SPOKEN}, **forms},
        "refused": dict.fromkeys(forms, True),
    }
