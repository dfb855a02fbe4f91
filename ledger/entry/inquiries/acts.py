"""What the clerk does with a request beside its answers: closes, sends back, withdraws, gives more time, reminds."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.choices import Role
from iconm.lib.wareki import date_long
from ledger.actions.inquiries import close_inquiry, extend_inquiry, remind_inquiry, return_inquiry, withdraw_inquiry
from ledger.entry.access import entry_form, user_of
from ledger.entry.answers.forms import ExtendForm, MessageForm
from ledger.entry.inquiries.page import inquiry_of
from ledger.entry.inquiries.views import inquiry_response, seen_by

Act = Callable[..., object]


@entry_form(Role.CLERK)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    return _acted(request, pk, close_inquiry, _("照会を確認済にしました。"))


@entry_form(Role.CLERK)
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _said(
        request, pk, "return", return_inquiry, _("回答を差し戻しました。財団回答者が修正して、もう一度提出します。"), argument="reason"
    )


@entry_form(Role.CLERK)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _said(request, pk, "withdraw", withdraw_inquiry, _("照会を取り下げました。"), argument="reason")


@entry_form(Role.CLERK)
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    return _said(request, pk, "remind", remind_inquiry, _("催促しました。財団回答者の画面に表示します。"), argument="message")


@entry_form(Role.CLERK)
@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    form = ExtendForm(request.POST)
    given = {"due_on": form.cleaned_data["due_on"]} if form.is_valid() else {}
    done = _("回答期限を%(day)sまで延長しました。") % {"day": date_long(given["due_on"])} if given else ""
    return _acted(request, pk, extend_inquiry, done, form=("extend", form), **given)


def _said(request: HttpRequest, pk: int, name: str, act: Act, done: str, *, argument: str) -> HttpResponse:
    form = MessageForm(request.POST, auto_id=f"{name}-%s")
    given = {argument: form.cleaned_data["text"]} if form.is_valid() else {}
    return _acted(request, pk, act, done, form=(name, form), **given)


def _acted(request: HttpRequest, pk: int, act: Act, done: str, *, form: tuple[str, forms.Form] | None = None, **given: Any) -> HttpResponse:
    """Do it and come back; what was refused is shown where it was entered, with the words in place."""
    found = inquiry_of(pk)
    if form and not form[1].is_valid():
        return inquiry_response(request, found, status=400, forms=dict([form]))
    try:
        act(inquiry=found, by=user_of(request), at=timezone.now(), seen=seen_by(request, found), **given)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return inquiry_response(request, inquiry_of(pk), status=409, forms=dict([form]) if form else None)
    messages.success(request, done)
    return redirect("entry:inquiry", pk)
