"""What is mine to do: by what each role moves on, the pressing first."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.models import Entry
from ledger.actions.writing import target
from ledger.choices import InquiryState, RevisionState
from ledger.entry.due import Due, due_state
from ledger.entry.frame import title_of
from ledger.models import Inquiry, Revision, Sheet, YearBook
from ledger.queries import open_revisions


class TaskKind(TextChoices):
    """What is to be done, in the order of the page."""

    RETURNED = "returned", gettext_lazy("差戻し")
    ENTRY = "entry", gettext_lazy("入力")
    APPROVAL = "approval", gettext_lazy("確認依頼")
    ANSWER = "answer", gettext_lazy("照会への回答")
    ANSWERED = "answered", gettext_lazy("照会の回答の確認")


@dataclass(frozen=True)
class Task:
    """One thing to do. fact: what else is worth knowing about it, a return's reason first of all. button: what its link says."""

    kind: TaskKind
    title: str
    url: str
    button: str
    due_on: date | None = None
    due: Due | None = None
    fact: str = ""


TaskSource = Callable[[User, date], Iterable[Task]]
_sources: list[TaskSource] = []


def register(source: TaskSource) -> None:
    """Let an app add what its own pages leave to do. One query a source at most."""
    if source not in _sources:
        _sources.append(source)


def tasks_of(user: User, *, on: date) -> list[Task]:
    """Return what this person can move on: overdue, then due soon, then by kind. Four queries at most, beside those of other apps."""
    opened = list(open_revisions()) if access.has_role(user, Role.CLERK, Role.APPROVER, on=on) else []
    found = [*_own_reports(user, opened, on), *_requests(user, opened, on), *_inquiries(user, on)]
    found += [task for source in _sources for task in source(user, on)]
    press, kinds = [Due.OVERDUE, Due.SOON, None], list(TaskKind)
    return sorted(found, key=lambda task: (press.index(task.due), task.due_on or date.max, kinds.index(task.kind)))


def _own_reports(user: User, opened: Iterable[Revision], on: date) -> Iterator[Task]:
    """Yield a clerk's drafts and returns, and what nobody has begun: reports with a due date, and all of a year that was opened."""
    if not access.has_role(user, Role.CLERK, on=on):
        return
    revisions = [each for each in opened if each.state != RevisionState.SUBMITTED and _is(user, Role.CLERK, each.sheet, on)]
    reasons = _reasons(revision for revision in revisions if revision.state == RevisionState.RETURNED)
    for revision in revisions:
        yield _of_draft(revision, reasons.get(revision.pk, ""), on)
    opened_years = YearBook.objects.filter(closed_at=None).values("fiscal_year")
    awaited = Q(due_on__isnull=False) | Q(fiscal_year__in=opened_years)
    for sheet in Sheet.objects.filter(awaited, revisions=None).order_by("as_of", "dataset", "basis"):
        if _is(user, Role.CLERK, sheet, on):
            due = due_state(sheet.due_on, "", on=on)
            url = reverse("entry:sheet", args=[sheet.pk])
            fact = _("未着手") if sheet.due_on else _("未着手（提出期限なし）")
            yield Task(TaskKind.ENTRY, title_of(sheet), url, _("入力を開始"), sheet.due_on, due, fact)


def _requests(user: User, opened: Iterable[Revision], on: date) -> Iterator[Task]:
    """Yield what an approver is asked to look at. Whether they entered a part of it themselves, its page tells."""
    for revision in opened:
        is_own = user.pk in (revision.submitted_by_id, revision.started_by_id)
        if revision.state != RevisionState.SUBMITTED or is_own or not _is(user, Role.APPROVER, revision.sheet, on):
            continue
        url = reverse("entry:approval", args=[revision.pk])
        fact = _("確認依頼：%(who)s") % {"who": revision.submitted_by}
        yield Task(TaskKind.APPROVAL, title_of(revision.sheet), url, _("確認する"), revision.sheet.due_on, None, fact)


def _inquiries(user: User, on: date) -> Iterator[Task]:
    """Yield what a respondent is asked, and the answers a clerk has to look at."""
    wanted = {InquiryState.OPEN: Role.RESPONDENT, InquiryState.ANSWERED: Role.CLERK}
    states = [state for state, role in wanted.items() if access.has_role(user, role, on=on)]
    if not states:
        return
    for inquiry in Inquiry.objects.filter(state__in=states).select_related("sheet", "answered_by"):
        if _is(user, wanted[InquiryState(inquiry.state)], inquiry.sheet, on):
            yield _of_inquiry(inquiry, on)


def _of_inquiry(inquiry: Inquiry, on: date) -> Task:
    title = _("照会第%(number)s号　%(title)s") % {"number": inquiry.number, "title": inquiry.title}
    if inquiry.state == InquiryState.ANSWERED:
        url = reverse("entry:inquiry", args=[inquiry.pk])
        fact = _("回答：%(who)s") % {"who": inquiry.answered_by}
        return Task(TaskKind.ANSWERED, title, url, _("回答を確認する"), None, None, fact)
    due = due_state(inquiry.due_on, "", on=on)
    url = reverse("inquiries:inquiry", args=[inquiry.pk])
    return Task(TaskKind.ANSWER, title, url, _("回答する"), inquiry.due_on, due, title_of(inquiry.sheet))


def _of_draft(revision: Revision, reason: str, on: date) -> Task:
    sheet = revision.sheet
    is_returned = revision.state == RevisionState.RETURNED
    return Task(
        kind=TaskKind.RETURNED if is_returned else TaskKind.ENTRY,
        title=title_of(sheet),
        url=reverse("entry:grid", args=[revision.pk]),
        button=_("修正する") if is_returned else _("入力を続ける"),
        due_on=sheet.due_on,
        due=due_state(sheet.due_on, revision.state, on=on),
        fact=_("差戻しの理由：%(reason)s") % {"reason": reason} if reason else "",
    )


def _is(user: User, role: Role, sheet: Sheet, on: date) -> bool:
    return access.has_role(user, role, dataset=sheet.dataset, on=on)


def _reasons(revisions: Iterable[Revision]) -> dict[int, str]:
    """Return by the id of a revision the first line of why it was last sent back. One query, none where nothing was."""
    by_target = {target(revision): revision.pk for revision in revisions}
    if not by_target:
        return {}
    entries = Entry.objects.filter(target__in=list(by_target), action="ledger.revision.returned").order_by("id")
    return {by_target[entry.target]: entry.reason.strip().splitlines()[0] for entry in entries if entry.reason.strip()}
