"""人事異動: an administrator moves the roles of one person to another; the paper tells the successor what is open."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import today
from accounts.choices import Role
from accounts.models import RoleAssignment, User
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.forms import DayField
from iconm.lib.wareki import date_long
from ledger import registry
from ledger.actions.handover import READERS, hand_over
from ledger.entry.access import entry_form, entry_page, user_of
from ledger.entry.frame import side_of, title_of
from ledger.handover import MovedRole, Tasks, drafts_of, paper, papers, roles_to_move, tasks_of


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name}（{obj.username}、{obj.get_organization_display()}）"


class HandoverForm(forms.Form):
    predecessor = PersonField(User.objects.none(), label=gettext_lazy("前任者"))
    successor = PersonField(User.objects.none(), label=gettext_lazy("後任者"))
    valid_from = DayField(label=gettext_lazy("引継ぎの日"), help_text=gettext_lazy("後任者はこの日から、前任者はこの前日まで。例：R8.4.1"))

    def __init__(self, data: Any = None, *, people: QuerySet[User]) -> None:
        super().__init__(data)
        for name, choices in (("predecessor", people), ("successor", people.filter(is_active=True))):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = choices

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("predecessor") and data["predecessor"] == data.get("successor"):
            self.add_error("successor", _("前任者と後任者には、別の利用者を選択してください。"))
        return data


@require_http_methods(["GET", "HEAD", "POST"])
@entry_form(Role.ADMINISTRATOR)
def handover(request: HttpRequest) -> HttpResponse:
    """Ask who follows whom and from when, show what would move, then move it."""
    on = today()
    access.require(request.user, *READERS, on=on)
    asked = request.POST if request.method == "POST" else request.GET
    people = User.objects.exclude(pk=user_of(request).pk)
    form = HandoverForm(asked if any(name in asked for name in HandoverForm.base_fields) else None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            entry = hand_over(**form.cleaned_data, by=user_of(request), at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            told = _("役割を引き継ぎました。引継ぎの日は%(day)sです。引継ぎ書を印刷し、後任者に渡してください。")
            messages.success(request, told % {"day": date_long(form.cleaned_data["valid_from"])})
            return redirect("entry:handover-paper", entry.pk)
    extra: dict[str, Any] = {"form": form, "papers": papers(), "may_write": access.has_role(request.user, Role.ADMINISTRATOR, on=on)}
    if form.is_bound and form.is_valid():
        extra |= _preview(**form.cleaned_data)
    context = _context(_("人事異動の引継ぎ"), "") | extra
    return render(request, "entry/handover.html", context, status=422 if form.errors and request.method == "POST" else 200)


@require_safe
@entry_page
def handover_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was handed over and what is open today; the two people it concerns may read it as well."""
    found = paper(pk)
    if found is None:
        raise Http404
    if request.user not in (found.predecessor, found.successor):
        access.require(request.user, *READERS, on=today())
    may_list = access.has_role(request.user, *READERS, on=today())
    context = _context(_("引継ぎ書"), reverse("entry:handover") if may_list else "") | _shown(tasks_of(found.roles, on=today()))
    extra = {"paper": found, "drafts": drafts_of(found.predecessor)}
    return render(request, "entry/handover_paper.html", context | extra)


def _preview(*, predecessor: User, successor: User, valid_from: date) -> dict[str, Any]:
    """Return what would move, and what an administrator should look at twice: roles that four eyes keep apart, people of another house."""
    roles = [MovedRole.of(each) for each in roles_to_move(predecessor, on=valid_from)]
    held = [MovedRole.of(each) for each in RoleAssignment.objects.filter(user=successor).in_force(on=valid_from)]
    both = {Role.CLERK, Role.APPROVER} <= {role.role for role in (*roles, *held)}
    people = {"predecessor": predecessor, "successor": successor, "valid_from": valid_from}
    warned = {"holds_both": both, "moves_house": predecessor.organization != successor.organization}
    return (
        _shown(tasks_of(roles, on=today()))
        | people
        | warned
        | {"roles": roles, "is_previewed": bool(roles), "drafts": drafts_of(predecessor)}
    )


def _shown(tasks: Tasks) -> dict[str, Any]:
    on = today()
    return {
        "tasks": tasks,
        "sheets": [(title_of(each.sheet), each, bool(each.sheet.due_on and each.sheet.due_on < on)) for each in tasks.sheets],
        "inquiries": [(title_of(each.sheet), each, each.due_on < on) for each in tasks.inquiries],
        "comments": [(title_of(each.sheet), each) for each in tasks.comments],
        "exceptions": [
            (f"{FiscalYear(each.book.fiscal_year).header}　{registry.label(each.dataset)}", each.valid_until - timedelta(days=1), each)
            for each in tasks.exceptions
        ],
    }


def _context(page: str, parent: str) -> dict[str, Any]:
    crumbs = (
        [(_("実績入力"), reverse("entry:home")), (_("人事異動の引継ぎ"), parent), (page, "")]
        if parent
        else [
            (_("実績入力"), reverse("entry:home")),
            (page, ""),
        ]
    )
    return {"breadcrumbs": crumbs, "side": side_of(int(FiscalYear.containing(today())), on=today())}
