"""The respondent's pages: what is asked, the grid to answer it in with a script or without, and taking an answer back."""

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.choices import Role
from ledger.actions import LockedError
from ledger.actions.answers import UnansweredError, retract_answers, save_answers, submit_answers
from ledger.choices import InquiryState
from ledger.entry.access import user_of
from ledger.entry.answers import answer_form, queries
from ledger.entry.answers.page import AnswerPage
from ledger.entry.answers.queries import InquiryRow
from ledger.entry.frame import title_of
from ledger.entry.grid import forms as grid_forms
from ledger.grid.questions import answers_of
from ledger.grid.reading import REASONS
from ledger.models import Inquiry

PAGE_SIZE = 50
CHECK = "check"  # in the address after an answer that was not complete: the page then says what is missing


@require_safe
def inquiry_list(request: HttpRequest) -> HttpResponse:
    """List what the respondent is asked, what is late first, and what they answered."""
    user, on = user_of(request), access.today()
    access.require(user, Role.RESPONDENT, on=on)
    page = Paginator(queries.listed(on=on, datasets=queries.datasets_of(user, on=on)), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [InquiryRow.of(inquiry, on) for inquiry in page]
    notices = queries.notices_of(row.inquiry for row in rows)
    context = {
        "breadcrumbs": [(_("照会への回答"), "")],
        "page": page,
        "rows": [(row, notices.get(row.inquiry.pk, [])) for row in rows],
    }
    return render(request, "inquiries/list.html", context)


@never_cache  # going back has to show what was saved on leaving
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request with its answer; a POST saves it whole, as the buttons without a script do."""
    found = of_respondent(request, pk)
    if request.method == "POST":
        return _posted(request, found)
    return _page(request, found, AnswerPage(answers_of(found, on=access.today()), is_checked=CHECK in request.GET))


@require_POST
def inquiry_save(request: HttpRequest, pk: int) -> JsonResponse:
    """Save the changed cells and return what the page has to show of them. Status 409: not open any more; 400: unreadable."""
    found = of_respondent(request, pk)
    try:
        seen, entries, marked = grid_forms.from_json(request)
        saved = save_answers(inquiry=found, entries=entries, by=user_of(request), at=timezone.now())
    except LockedError as error:
        return JsonResponse({"message": " ".join(error.messages)}, status=409)
    except ValidationError as error:
        return JsonResponse({"message": " ".join(error.messages)}, status=400)
    page = AnswerPage(saved.grid, conflicts=saved.conflicts)
    touched = {entry.key for entry in entries} | marked | {finding.cell for finding in page.findings}
    return JsonResponse(_changes(request, page, touched, seen=seen + 1))


@require_POST
def inquiry_retract(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a handed-over answer back, to change it."""
    found = of_respondent(request, pk)
    try:
        retract_answers(inquiry=found, by=user_of(request), at=timezone.now(), seen=seen_by(request, found))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("回答を取り戻しました。修正後に、もう一度提出してください。"))
    return redirect("inquiries:inquiry", pk)


def of_respondent(request: HttpRequest, pk: int) -> Inquiry:
    """Return a request to somebody who answers for its dataset. Raises Http404 with a sentence, PermissionDenied."""
    found = queries.found(pk)
    if found is None:
        raise Http404(_("この照会は登録されていません。"))
    access.require(user_of(request), Role.RESPONDENT, dataset=found.sheet.dataset, on=access.today())
    return found


def seen_by(request: HttpRequest, inquiry: Inquiry) -> int:
    """Return the lock version the page was made from; the newest where the form does not say."""
    text = str(request.POST.get("seen", ""))
    return int(text) if text.isascii() and text.isdigit() else inquiry.lock_version


def _posted(request: HttpRequest, found: Inquiry) -> HttpResponse:
    """Save what the form holds; then show it or hand it over, as the button says."""
    user, now = user_of(request), timezone.now()
    try:
        saved = save_answers(inquiry=found, entries=answer_form.from_form(request.POST), by=user, at=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        again = of_respondent(request, found.pk)
        kept = AnswerPage(answers_of(again, on=access.today()), kept=answer_form.kept(request.POST))
        return _page(request, again, kept, status=409)
    if saved.conflicts:
        messages.error(request, _("他の利用者が先に保存しました。両方の値を確認し、採用する値を選択してください。"))
        mine = answer_form.kept({f"{conflict.field}:{conflict.key}": conflict.mine for conflict in saved.conflicts})
        return _page(request, found, AnswerPage(saved.grid, conflicts=saved.conflicts, kept=mine), status=409)
    if request.POST.get("do") == "submit":
        return _submitted(request, found)
    messages.success(request, saved_sentence(now))
    return HttpResponseRedirect(reverse("inquiries:inquiry", args=[found.pk]) + answer_form.anchor(request.POST))


def _submitted(request: HttpRequest, found: Inquiry) -> HttpResponse:
    """Hand the answer over. Whoever else saved since the page was made has put something in it that nobody has seen together yet."""
    here = reverse("inquiries:inquiry", args=[found.pk])
    try:
        submit_answers(inquiry=found, by=user_of(request), at=timezone.now(), seen=seen_by(request, found) + 1)
    except UnansweredError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(f"{here}?{CHECK}=1")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(here)
    messages.success(request, _("回答を提出しました。内容が採用されるまでは、「回答を取り戻す」で修正できます。"))
    return redirect(here)


def _page(request: HttpRequest, found: Inquiry, page: AnswerPage, *, status: int = 200) -> HttpResponse:
    context = {
        "breadcrumbs": [(_("照会への回答"), reverse("inquiries:list")), (found.title, "")],
        "inquiry": found,
        "row": InquiryRow.of(found, access.today()),
        "notices": queries.notices_of([found])[found.pk],
        "page": page,
        "sheet_title": title_of(found.sheet),
        "base": json.dumps(page.base(), ensure_ascii=False),
        "is_editable": found.state == InquiryState.OPEN,
        "is_retractable": found.state == InquiryState.ANSWERED,
        "reasons": REASONS,
    }
    return render(request, "inquiries/inquiry.html", context, status=status)


def _changes(request: HttpRequest, page: AnswerPage, touched: set[str], *, seen: int) -> dict[str, Any]:
    """Return what static/js/grid.js puts into the page. seen: counted on from the page's own, so that another's save in between tells."""

    def part(template: str, **context: Any) -> str:
        return render_to_string(template, {"page": page, "is_editable": True} | context, request)

    base = page.base()
    return {
        "seen": seen,
        "saved": saved_sentence(timezone.now()),
        "summary": part("inquiries/summary.html"),
        "counts": part("inquiries/counts.html"),
        "ready": True,  # the button always answers: it says what is missing
        "cells": {
            line.key: {
                "shown": base[line.key],
                "state": line.state,
                "conflict": [conflict.field for conflict in line.conflicts],
                "remarks": part("inquiries/remarks.html", line=line),
            }
            for line in page.lines_of(touched)
        },
    }


def saved_sentence(at: datetime) -> str:
    time = date_format(timezone.localtime(at), "TIME_FORMAT")
    return _("一時保存しました（%(time)s）。回答はまだ提出していません。") % {"time": time}
