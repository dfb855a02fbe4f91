"""The years: opened by the clerks, closed and corrected after that by the approvers. Everyone in the admin looks."""

from collections.abc import Container, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import today
from accounts.choices import Role
from iconm.lib.fiscal_year import FiscalYear, FiscalYearError
from iconm.lib.wareki import date_long, date_short
from ledger import registry
from ledger.actions import yearbook
from ledger.actions.handover import READERS as HANDOVER_READERS
from ledger.actions.years import closed_sentence
from ledger.entry.access import entry_form, entry_page, user_of
from ledger.entry.frame import basis_line, side_of, title_of
from ledger.entry.years.forms import ExceptionForm, OpenYearForm, ReasonForm
from ledger.entry.years.queries import exceptions, years_of
from ledger.models import Sheet, YearBook
from ledger.years import Obstacles, obstacles_of, usual_sheets

FORM = ["GET", "HEAD", "POST"]


@require_safe
@entry_page
def years(request: HttpRequest) -> HttpResponse:
    on = today()
    extra = {
        "rows": years_of(on=on),
        "exceptions": list(exceptions(on=on)),
        "is_clerk": access.has_role(request.user, Role.CLERK, on=on),
        "is_approver": access.has_role(request.user, Role.APPROVER, on=on),
        "may_close": yearbook.may_close(user_of(request), on=on),
        "may_hand_over": access.has_role(request.user, *HANDOVER_READERS, on=on),
        "recent": FiscalYear.containing(on) - 1,
    }
    return render(request, "entry/years.html", _context(FiscalYear.containing(on)) | extra)


@require_http_methods(FORM)
@entry_form(Role.CLERK)
def year_open(request: HttpRequest, year: int) -> HttpResponse:
    """Offer the sheets of the years before and open those that are ticked; for a year that is open, add to it."""
    fiscal_year, on = _year(year), today()
    mine = _datasets_of_clerk(request)
    sheets, there = usual_sheets(year), list(Sheet.objects.filter(fiscal_year=year))
    form = OpenYearForm(request.POST if request.method == "POST" else None, sheets=sheets, there=there, mine=mine, today=on)
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        try:
            yearbook.open_year(fiscal_year=year, sheets=chosen, by=user_of(request), at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _opened(fiscal_year, chosen))
            return redirect(f"{reverse('entry:home')}?year={year}")
    book = _book(year)
    locked = closed_sentence(book) if book and book.closed_at else ""
    is_first = book is None and fiscal_year.end >= on
    title = (_("%(year)sを開始する") if is_first else _("%(year)sに年度報告を追加する")) % {"year": fiscal_year.long}
    extra = {"form": form, "locked": locked, "may_write": bool(mine), "title": title, "example": date_short(fiscal_year.end)}
    return render(request, "entry/year_open.html", _context(fiscal_year, title) | extra, status=422 if form.errors else 200)


@require_http_methods(FORM)
@entry_form(Role.APPROVER)
def year_close(request: HttpRequest, year: int) -> HttpResponse:
    """Show what is unfinished, then close."""
    fiscal_year, on = _year(year), today()
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            yearbook.close_year(fiscal_year=year, by=user_of(request), at=timezone.now(), reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("reason" if isinstance(error, yearbook.UnfinishedError) and not error.obstacles.open else None, error.messages)
        else:
            messages.success(request, _("%(year)sを締め切りました。") % {"year": fiscal_year.long})
            return redirect("entry:years")
    obstacles = obstacles_of(year)
    title = _("%(year)sを締め切る") % {"year": fiscal_year.long}
    extra = {"form": form, "obstacles": obstacles, "title": title, "may_write": yearbook.may_close(user_of(request), on=on)}
    extra |= {"has_ended": fiscal_year.end < on, "book": _book(year), "lists": _lists(obstacles, year, _datasets_of_clerk(request))}
    extra["open"] = [(title_of(each.sheet), each) for each in obstacles.open]
    return render(request, "entry/year_close.html", _context(fiscal_year, title) | extra, status=422 if form.errors else 200)


@require_http_methods(FORM)
@entry_form(Role.APPROVER)
def year_reopen(request: HttpRequest, year: int) -> HttpResponse:
    """Ask for the reason, then take the closing back."""
    fiscal_year = _year(year)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            yearbook.reopen_year(fiscal_year=year, by=user_of(request), at=timezone.now(), reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("reason", error.messages)
        else:
            messages.success(request, _("%(year)sの締切を取り消しました。") % {"year": fiscal_year.long})
            return redirect("entry:years")
    title = _("%(year)sの締切を取り消す") % {"year": fiscal_year.long}
    extra = {"form": form, "book": _book(year), "title": title, "may_write": yearbook.may_close(user_of(request), on=today())}
    return render(request, "entry/year_reopen.html", _context(fiscal_year, title) | extra, status=422 if form.errors else 200)


@require_http_methods(FORM)
@entry_form(Role.APPROVER)
def year_exception(request: HttpRequest, year: int) -> HttpResponse:
    """Let one dataset of a closed year be corrected for a while."""
    fiscal_year, on = _year(year), today()
    mine = [each for each in registry.datasets() if access.has_role(request.user, Role.APPROVER, dataset=each.code, on=on)]
    form = ExceptionForm(request.POST if request.method == "POST" else None, datasets=[(each.code, each.label) for each in mine])
    if request.method == "POST" and form.is_valid():
        try:
            yearbook.grant_exception(fiscal_year=year, by=user_of(request), at=timezone.now(), **form.granted())
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            words = {"year": fiscal_year.long, "day": date_long(form.cleaned_data["last_on"])}
            messages.success(request, _("%(year)sの訂正を%(day)sまで認めました。入力担当が「訂正版を作成」から訂正できます。") % words)
            return redirect("entry:years")
    title = _("%(year)sの締切後の訂正を認める") % {"year": fiscal_year.long}
    extra = {"form": form, "book": _book(year), "title": title, "may_write": bool(mine)}
    return render(request, "entry/year_exception.html", _context(fiscal_year, title) | extra, status=422 if form.errors else 200)


def _opened(year: FiscalYear, made: Sequence[yearbook.NewSheet]) -> str:
    """Return what was made, with each day that was read as a due date."""
    days = sorted({sheet.due_on for sheet in made if sheet.due_on})
    words = {"year": year.long, "number": len(made), "days": "、".join(map(date_long, days))}
    if not days:
        return _("%(year)sの年度報告を%(number)s件作成しました。値は引き継いでいません。") % words
    return _("%(year)sの年度報告を%(number)s件作成しました。提出期限は%(days)sです。値は引き継いでいません。") % words


def _year(number: int) -> FiscalYear:
    try:
        return FiscalYear(number)
    except FiscalYearError as error:
        raise Http404(str(error)) from error


def _book(year: int) -> YearBook | None:
    return YearBook.objects.select_related("closed_by").filter(fiscal_year=year).first()


def _context(year: FiscalYear, page: str = "") -> dict[str, Any]:
    crumbs = [(_("実績入力"), reverse("entry:home")), (_("年度の開始と締切"), reverse("entry:years"))]
    if page:
        crumbs.append((page, ""))
    return {"year": year, "side": side_of(int(year), on=today()), "breadcrumbs": crumbs}


def _datasets_of_clerk(request: HttpRequest) -> list[str]:
    codes = (dataset.code for dataset in registry.datasets())
    return [code for code in codes if access.has_role(request.user, Role.CLERK, dataset=code, on=today())]


def _lists(obstacles: Obstacles, year: int, mine: Container[str]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return what is unfinished without forbidding to close: a head, and (what, address, link) of each.

    Without an address for what is not the reader's to do; the link then says whose it is. mine: the datasets the reader is a clerk of.
    """
    add, others = (reverse("entry:year-open", args=[year]), _("追加する")), ("", _("このデータ区分の入力担当が追加できます。"))
    missing = obstacles.missing
    found = [
        (
            _("前年度にあって、この年度にない年度報告"),
            [(f"{registry.label(sheet.dataset)} {basis_line(sheet)}", *(add if sheet.dataset in mine else others)) for sheet in missing],
        ),
        (
            _("未着手の年度報告"),
            [(title_of(sheet), reverse("entry:sheet", args=[sheet.pk]), _("開く")) for sheet in obstacles.unreported],
        ),
        (
            _("完了していない照会"),
            [
                (f"{each.title}（{each.get_state_display()}）", reverse("entry:inquiry", args=[each.pk]), _("開く"))
                for each in obstacles.waiting
            ],
        ),
    ]
    return [(head, rows) for head, rows in found if rows]
