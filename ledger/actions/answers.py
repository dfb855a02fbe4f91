"""回答: the foundation fills in a request, hands it over or takes it back; the clerk takes the answers into the sheet one by one."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.actions import record
from ledger.actions.cells import Conflict, Typed, save_cells
from ledger.actions.inquiries import change_inquiry, refuse, target
from ledger.actions.notices import Event, tell
from ledger.actions.revisions import start_revision
from ledger.choices import Decision, InquiryState, RevisionState
from ledger.grid.questions import Question, answer_grid, asked, lines_of, newest_grid
from ledger.grid.rows import Grid
from ledger.models import Inquiry, InquiryLine, Revision

FILLED, ANSWERED, RETRACTED = "ledger.inquiry.filled", "ledger.inquiry.answered", "ledger.inquiry.retracted"
TAKEN, DECLINED = "ledger.inquiry.taken", "ledger.inquiry.declined"
TYPED_AT_MOST, NOTE_AT_MOST = 200, 400  # characters: what `InquiryLine.typed` and the field of the workbook hold


class UnansweredError(ValidationError):
    """The answer is not complete. questions: what is empty or cannot be read."""

    def __init__(self, message: str, questions: Sequence[Question]) -> None:
        super().__init__(message)
        self.questions = tuple(questions)


@dataclass(frozen=True)
class Filled:
    """grid: the answers as they stand now. conflicts: what another person changed too, left as they saved it."""

    grid: Grid
    conflicts: tuple[Conflict, ...]
    is_changed: bool


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An answer the clerk ticked. key: `CellKey` as text.

    seen, seen_reason: what the sheet held when they did; anything else that stands there now is left alone.
    """

    key: str
    seen: str = ""
    seen_reason: str = ""


@dataclass(frozen=True)
class Taken:
    """revision: where the answers went. left: those whose cell holds something else than the clerk saw."""

    revision: Revision
    taken: tuple[Question, ...]
    left: tuple[Question, ...]


@transaction.atomic
def save_answers(*, inquiry: Inquiry, entries: Sequence[Typed], by: User, at: datetime, reason: str = "") -> Filled:
    """Keep what was typed into an open request, readable or not, and count one more save of it.

    Of an entry the text and the note count. A field that another person changed too is left as it is and returned as a conflict: told by
    what was seen of it, not by the count. reason: by what way it came, where not by the page.
    Raises LockedError for a request that is not open, ValidationError for a cell it does not ask for or a text that is too long.
    """
    on = timezone.localdate(at)
    access.require(by, Role.RESPONDENT, dataset=inquiry.sheet.dataset, on=on)
    _count_save(inquiry)
    grid = newest_grid(inquiry.sheet, on=on)
    questions = {question.key: question for question in asked(lines_of(inquiry), grid)}
    _check(entries, questions)
    conflicts = tuple(conflict for entry in entries for conflict in _conflicts(entry, questions[entry.key].line))
    lost = {(conflict.key, conflict.field) for conflict in conflicts}
    changes = [change for entry in entries if (change := _Change.of(entry, questions[entry.key].line, lost)).is_any]
    if changes:
        _write(changes, questions, inquiry=inquiry, by=by, reason=reason)
    return Filled(answer_grid(questions.values(), grid), conflicts, bool(changes))


@transaction.atomic
def submit_answers(*, inquiry: Inquiry, by: User, at: datetime, seen: int) -> Inquiry:
    """Hand the answer over to the clerk. Raises UnansweredError while a line is empty or cannot be read."""
    on = timezone.localdate(at)
    access.require(by, Role.RESPONDENT, dataset=inquiry.sheet.dataset, on=on)
    if inquiry.state == InquiryState.OPEN:  # else the state is what stands in the way, and said below
        _require_answers(asked(lines_of(inquiry), newest_grid(inquiry.sheet, on=on)))
    change_inquiry(inquiry, seen=seen, allowed=(InquiryState.OPEN,), state=InquiryState.ANSWERED, answered_by=by, answered_at=at)
    record(action=ANSWERED, by=by, target=target(inquiry))
    tell(Event.ANSWERED, sheet=inquiry.sheet, actor=by, inquiry=inquiry)
    return inquiry


@transaction.atomic
def retract_answers(*, inquiry: Inquiry, by: User, at: datetime, seen: int) -> Inquiry:
    """Take the answer back to change it. Raises ValidationError once the clerk took something over."""
    access.require(by, Role.RESPONDENT, dataset=inquiry.sheet.dataset, on=timezone.localdate(at))
    if inquiry.state == InquiryState.ANSWERED and inquiry.lines.filter(decision=Decision.TAKEN).exists():
        raise ValidationError(_("回答が採用されているため、取り戻せません。修正が必要な場合は、照会者に差戻しを依頼してください。"))
    change_inquiry(inquiry, seen=seen, allowed=(InquiryState.ANSWERED,), state=InquiryState.OPEN, answered_by=None, answered_at=None)
    inquiry.lines.exclude(decision="").update(decision="", decided_by=None, decided_at=None)
    record(action=RETRACTED, by=by, target=target(inquiry))
    return inquiry


@transaction.atomic
def take_answers(*, inquiry: Inquiry, choices: Sequence[Choice], by: User, at: datetime, seen: int, reason: str = "") -> Taken:
    """Write the chosen answers into the sheet's draft, each with its explanation as the reason; begin the draft where there is none.

    reason: why an approved sheet is corrected; wanted only there. Raises LockedError while the sheet is with the approver or the year is
    closed, StaleError when somebody dealt with the answers since `seen`, ValidationError for no choice or a cell the sheet has no more.
    """
    on = timezone.localdate(at)
    access.require(by, Role.CLERK, dataset=inquiry.sheet.dataset, on=on)
    change_inquiry(inquiry, seen=seen, allowed=(InquiryState.ANSWERED,))
    grid = newest_grid(inquiry.sheet, on=on)
    chosen = {choice.key: choice for choice in choices}
    picked = _picked(asked(lines_of(inquiry), grid), chosen)
    ready = [question for question in picked if _is_as_seen(question, chosen[question.key])]
    revision = _draft(grid.revision, by=by, at=at, reason=reason) if ready else grid.revision
    left = [question for question in picked if question not in ready]
    if ready:
        words = _("照会第%(number)s号の回答") % {"number": inquiry.number}
        entries = [_typed(question, chosen[question.key]) for question in ready]
        saved = save_cells(revision=revision, entries=entries, by=by, at=at, reason=words, action="ledger.values.taken")
        lost = {conflict.key for conflict in saved.conflicts}
        left += [question for question in ready if question.key in lost]
    taken = [question for question in picked if question not in left]
    if taken:
        _decide(taken, Decision.TAKEN, by=by, at=at)
        record(action=TAKEN, by=by, target=target(inquiry), after={question.key: question.text for question in taken})
    return Taken(revision, tuple(taken), tuple(left))


@transaction.atomic
def decline_answers(*, inquiry: Inquiry, keys: Sequence[str], by: User, at: datetime, seen: int) -> Inquiry:
    """Say that answers will not be used. Raises ValidationError for one that was taken: its value stands in the sheet."""
    on = timezone.localdate(at)
    access.require(by, Role.CLERK, dataset=inquiry.sheet.dataset, on=on)
    change_inquiry(inquiry, seen=seen, allowed=(InquiryState.ANSWERED,))
    picked = _picked(asked(lines_of(inquiry), newest_grid(inquiry.sheet, on=on)), keys)
    if any(question.line.decision == Decision.TAKEN for question in picked):
        raise ValidationError(_("採用済みの回答は不採用にできません。値を戻す場合は、年度報告の入力画面で修正してください。"))
    _decide(picked, Decision.KEPT, by=by, at=at)
    record(action=DECLINED, by=by, target=target(inquiry), after={question.key: question.text for question in picked})
    return inquiry


def _count_save(inquiry: Inquiry) -> None:
    """Count one more save of an open request, whoever saved last: which lines clash is told apart line by line."""
    rows = Inquiry.objects.filter(pk=inquiry.pk, state=InquiryState.OPEN)
    if not rows.update(lock_version=F("lock_version") + 1):
        refuse(inquiry, (InquiryState.OPEN,))
    inquiry.refresh_from_db(fields=["lock_version", "state"])


def _check(entries: Iterable[Typed], questions: Mapping[str, Question]) -> None:
    for entry in entries:
        if entry.key not in questions:
            raise ValidationError(_("この照会にない項目です。画面を開き直してください。"))
        words = {"label": questions[entry.key].label}
        if len(entry.typed or "") > TYPED_AT_MOST:
            raise ValidationError(_("「%(label)s」の回答が長すぎます（%(most)s文字まで）。") % {**words, "most": TYPED_AT_MOST})
        if len(entry.note or "") > NOTE_AT_MOST:
            raise ValidationError(_("「%(label)s」の説明が長すぎます（%(most)s文字まで）。") % {**words, "most": NOTE_AT_MOST})


def _conflicts(entry: Typed, line: InquiryLine) -> Iterator[Conflict]:
    fields = (("typed", entry.typed, entry.seen or ""), ("note", entry.note, (entry.seen_said or {}).get("note", line.note)))
    for name, mine, seen in fields:
        theirs = getattr(line, name)
        if mine is not None and theirs not in (seen, mine.strip()):
            yield Conflict(key=entry.key, field=name, theirs=theirs, mine=mine, by=None, at=None)


@dataclass(frozen=True)
class _Change:
    """A line, and what it is to hold."""

    line: InquiryLine
    typed: str
    note: str

    @classmethod
    def of(cls, entry: Typed, line: InquiryLine, lost: Container[tuple[str, str]]) -> "_Change":
        wanted = {name: getattr(entry, name) for name in ("typed", "note") if (entry.key, name) not in lost}
        return cls(line, *(getattr(line, name) if wanted.get(name) is None else wanted[name].strip() for name in ("typed", "note")))

    @property
    def is_any(self) -> bool:
        return (self.typed, self.note) != (self.line.typed, self.line.note)


def _write(changes: Sequence[_Change], questions: dict[str, Question], *, inquiry: Inquiry, by: User, reason: str) -> None:
    """Put the answers into their lines and questions. An answer that changed is to be decided on anew."""
    before = {change.line.key: _shown(change.line) for change in changes}
    for change in changes:
        line = change.line
        line.typed, line.note = change.typed, change.note
        question = questions[line.key] = replace(questions[line.key], line=line)
        line.value, line.missing = (question.reading.value, question.reading.missing) if question.reading else (None, "")
        line.decision, line.decided_by, line.decided_at = "", None, None
    lines = [change.line for change in changes]
    InquiryLine.objects.bulk_update(lines, ["typed", "note", "value", "missing", "decision", "decided_by", "decided_at"])
    after = {line.key: _shown(line) for line in lines}
    record(action=FILLED, by=by, target=target(inquiry), before=before, after=after, reason=reason)


def _shown(line: InquiryLine) -> str:
    return " | ".join(part for part in (line.typed, line.note) if part)


def _require_answers(questions: Sequence[Question]) -> None:
    missing = [question for question in questions if not question.is_answered]
    if missing:
        message = _("未回答又は読み取れない項目が%(number)s件あるため、提出していません。該当欄を確認してください。")
        raise UnansweredError(message % {"number": len(missing)}, missing)


def _picked(questions: Iterable[Question], wanted: Iterable[str]) -> list[Question]:
    keys = set(wanted)
    picked = [question for question in questions if question.key in keys]
    if not picked:
        raise ValidationError(_("回答を1つ以上選択してください。"))
    if len(picked) != len(keys):
        raise ValidationError(_("この照会にない項目です。画面を開き直してください。"))
    for question in picked:
        words = {"label": question.label}
        if not question.is_in_sheet:
            raise ValidationError(_("「%(label)s」の欄は、年度報告にもうありません。選択を外してください。") % words)
        if not question.is_answered:
            raise ValidationError(_("「%(label)s」の回答を読み取れません。差し戻して修正を依頼してください。") % words)
    return picked


def _is_as_seen(question: Question, choice: Choice) -> bool:
    """Tell whether the sheet still holds what the clerk saw, or what the answer says anyway."""
    is_value_seen = question.held == choice.seen or question.is_held
    return is_value_seen and question.held_reason in (choice.seen_reason, question.line.note)


def _typed(question: Question, choice: Choice) -> Typed:
    """Return what to enter. The explanation becomes the reason of the cell, which no paper prints; without one the reason stays."""
    said = {"reason": question.line.note, "seen_said": {"reason": choice.seen_reason}} if question.line.note else {}
    fields: dict[str, Any] = {"key": question.key, "typed": question.text, "seen": choice.seen, **said}
    return Typed(**fields)


def _draft(newest: Revision, *, by: User, at: datetime, reason: str) -> Revision:
    """Return the open revision to write into; a new one where none was begun or the last is approved."""
    if newest.pk and newest.state != RevisionState.APPROVED:
        return newest
    return start_revision(sheet=newest.sheet, by=by, at=at, reason=reason)


def _decide(questions: Iterable[Question], decision: Decision, *, by: User, at: datetime) -> None:
    lines = [question.line.pk for question in questions]
    InquiryLine.objects.filter(pk__in=lines).update(decision=decision, decided_by=by, decided_at=at)
