"""照会 as the clerk has it: the list, a new request, and the answers with what is done about each."""

import json
from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.choices import Role
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.wareki import date_long
from ledger.actions.answers import Choice, Taken, decline_answers, take_answers
from ledger.actions.inquiries import send_inquiry
from ledger.entry.access import entry_form, entry_page, user_of
from ledger.entry.answers import queries
from ledger.entry.answers.forms import InquiryFilterForm, InquiryForm, suggested
from ledger.entry.answers.queries import InquiryRow
from ledger.entry.frame import side_of, title_of
from ledger.entry.inquiries import page as pages
from ledger.models import Inquiry, Sheet

PAGE_SIZE = 50


@entry_page
@require_safe
def inquiry_list(request: HttpRequest) -> HttpResponse:
    """List the requests, 50 a page, filtered by the URL."""
    on = access.today()
    form = InquiryFilterForm(request.GET, sheets=queries.asked_sheets())
    wanted = form.wanted()
    page = Paginator(queries.listed(on=on, **wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "breadcrumbs": [(_("実績入力"), reverse("entry:home")), (_("照会と回答"), "")],
        "side": side_of(wanted.get("year") or FiscalYear.containing(on), on=on),
        "filter_form": form,
        "page": page,
        "rows": [InquiryRow.of(inquiry, on) for inquiry in page],
        "is_filtered": any(value is not None and value != "" for value in wanted.values()),
    }
    return render(request, "entry/inquiry_list.html", context, status=200 if form.is_valid() else 400)


@entry_form(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a new request; the buttons that tick cells send the form without sending the request."""
    sheet, on = pages.sheet_of(pk), access.today()
    access.require(user_of(request), Role.CLERK, dataset=sheet.dataset, on=on)
    if request.method != "POST":
        return _new_page(request, sheet, InquiryForm(initial=suggested(sheet, on=on)), ticked=None)
    keys = request.POST.getlist("choose")
    if request.POST.get("tick"):
        every = [line.line.key for line in pages.ask_lines(sheet, on=on, ticked=())] if request.POST["tick"] == "all" else []
        return _new_page(request, sheet, InquiryForm(initial=request.POST.dict()), ticked=every)
    form = InquiryForm(request.POST)
    if form.is_valid():
        try:
            inquiry = send_inquiry(sheet=sheet, keys=keys, by=user_of(request), at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("照会第%(number)s号を送付しました。回答期限は%(day)sです。回答の状況は、この画面で確認できます。")
            messages.success(request, said % {"number": inquiry.number, "day": date_long(inquiry.due_on)})
            return redirect("entry:inquiry", inquiry.pk)
    return _new_page(request, sheet, form, ticked=keys, status=400)


@entry_page
@require_safe
def inquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request, its answers beside what the sheet holds, and what may be done."""
    return inquiry_response(request, pages.inquiry_of(pk))


@entry_form(Role.CLERK)
@require_POST
def inquiry_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over or decline the chosen answers, or take over all that replace nothing."""
    found, on = pages.inquiry_of(pk), access.today()
    takes_all = request.POST.get("do") == "take-all"
    keys = pages.answers_of(found, on=on).free if takes_all else request.POST.getlist("choose")
    if takes_all and not keys:
        messages.info(request, _("現在の入力を置き換えずに採用できる回答はありません。両方の値を確認し、選択して採用してください。"))
        return redirect("entry:inquiry", pk)
    try:
        if request.POST.get("do") == "decline":
            decline_answers(inquiry=found, keys=keys, by=user_of(request), at=timezone.now(), seen=seen_by(request, found))
            messages.success(request, _("選択した回答を不採用としました。"))
        else:
            _tell_taken(request, _take(request, found, keys))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return inquiry_response(request, pages.inquiry_of(pk), ticked=keys, status=409)
    return redirect("entry:inquiry", pk)


def inquiry_response(
    request: HttpRequest, found: Inquiry, *, ticked: list[str] | None = None, status: int = 200, forms: Mapping[str, Form] | None = None
) -> HttpResponse:
    """Render the page of a request. forms: those that were refused, by the name of their act; their words stand there again."""
    on = access.today()
    answers = pages.answers_of(found, on=on, ticked=ticked)
    context = pages.context_of(found, answers, user=user_of(request), on=on, forms=forms or {})
    context["base"] = json.dumps(answers.base(), ensure_ascii=False)
    context["reason"] = request.POST.get("reason") or _("照会第%(number)s号の回答による訂正") % {"number": found.number}
    return render(request, "entry/inquiry.html", context, status=status)


def seen_by(request: HttpRequest, inquiry: Inquiry) -> int:
    """Return the lock version the page was made from; the newest where the form does not say."""
    text = str(request.POST.get("seen", ""))
    return int(text) if text.isascii() and text.isdigit() else inquiry.lock_version


def _take(request: HttpRequest, found: Inquiry, keys: list[str]) -> Taken:
    shown = _base(request.POST.get("base", ""))
    choices = [Choice(key=key, seen=shown.get(key, ("", ""))[0], seen_reason=shown.get(key, ("", ""))[1]) for key in keys]
    return take_answers(
        inquiry=found,
        choices=choices,
        by=user_of(request),
        at=timezone.now(),
        seen=seen_by(request, found),
        reason=str(request.POST.get("reason", "")),
    )


def _base(text: str) -> dict[str, tuple[str, str]]:
    try:
        return {str(key): (str(held), str(reason)) for key, (held, reason) in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise ValidationError(_("送信された内容を読み取れません。画面を読み込み直してください。")) from error


def _tell_taken(request: HttpRequest, taken: Taken) -> None:
    if taken.taken:
        done = ngettext(
            "%(count)s件の回答を採用し、第%(number)s版（作成中）に登録しました。",
            "%(count)s件の回答を採用し、第%(number)s版（作成中）に登録しました。",
            len(taken.taken),
        )
        messages.success(request, done % {"count": len(taken.taken), "number": taken.revision.number})
    if taken.left:
        names = "、".join(question.label for question in taken.left)
        left = _("画面の表示後に年度報告が変更されたため、採用していません：%(names)s。両方の値を確認し、もう一度選択してください。")
        messages.warning(request, left % {"names": names})


def _new_page(request: HttpRequest, sheet: Sheet, form: InquiryForm, *, ticked: list[str] | None, status: int = 200) -> HttpResponse:
    on = access.today()
    lines = pages.ask_lines(sheet, on=on, ticked=ticked)
    context = {
        "breadcrumbs": [
            (_("実績入力"), reverse("entry:home")),
            (_("照会と回答"), reverse("entry:inquiry-list")),
            (_("照会の作成"), ""),
        ],
        "side": side_of(sheet.fiscal_year, on=on),
        "sheet": sheet,
        "sheet_title": title_of(sheet),
        "form": form,
        "lines": lines,
        "is_proposed": ticked is None,
        "has_ticked": any(each.is_ticked for each in lines),
    }
    return render(request, "entry/inquiry_new.html", context, status=status)
