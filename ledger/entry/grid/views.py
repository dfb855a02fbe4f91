"""The grid of a revision: one page to enter a year, with a script or without."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.choices import Role
from accounts.models import User
from ledger.actions import Conflict, LockedError, Saved, StaleError, Typed, locked_sentence, save_cells
from ledger.actions.checking import check_draft
from ledger.choices import EDITABLE, RevisionState
from ledger.entry.access import entry_form, user_of
from ledger.entry.frame import basis_line, side_of, title_of
from ledger.entry.grid import forms
from ledger.entry.grid.beside import return_of, with_return
from ledger.entry.grid.lines import FIELDS, GridPage
from ledger.evidence.queries import marks_of
from ledger.grid import crosschecks
from ledger.grid.reading import REASONS
from ledger.grid.rows import Grid, load_grid
from ledger.models import Revision

CONFLICT = gettext_lazy("他の利用者が先に保存しました。両方の値を確認し、採用する値を選択してください。")
_ATTEMPTS = 3  # how often a save is tried again that met another one at the same moment


@never_cache  # going back has to show what was saved on leaving
@entry_form(Role.CLERK)
@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the grid of a revision; a POST saves it whole, as the buttons without a script do."""
    revision = _revision(pk)
    if request.method == "POST":
        return _posted(request, revision)
    return _page(request, _whole(load_grid(revision, on=access.today())))


@entry_form(Role.CLERK)
@require_POST
def grid_save(request: HttpRequest, pk: int) -> JsonResponse:
    """Save the changed cells and return what the page has to show of them. Status 409: not open any more; 400: unreadable."""
    try:
        _seen, entries, marked = forms.from_json(request)
        saved = _save(pk, entries, by=user_of(request))
    except LockedError as error:
        return JsonResponse({"message": " ".join(error.messages)}, status=409)
    except ValidationError as error:
        return JsonResponse({"message": " ".join(error.messages)}, status=400)
    page = GridPage(saved.grid, conflicts=saved.conflicts)
    touched = {entry.key for entry in entries} | marked | {finding.cell for finding in page.findings}
    return JsonResponse(_changes(request, page, touched))


def _posted(request: HttpRequest, revision: Revision) -> HttpResponse:
    """Save what the form holds; then show it, check it or go on to 確認依頼, as the button says."""
    on, now = access.today(), timezone.now()
    try:
        entries = forms.from_form(request.POST, load_grid(revision, on=on))
        saved = _save(revision.pk, entries, by=user_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        again = load_grid(_revision(revision.pk), on=on)
        return _page(request, _whole(again, kept=_kept(request.POST)))
    if saved.conflicts:
        messages.error(request, CONFLICT)
        contested = {f"{conflict.field}:{conflict.key}": conflict.mine for conflict in saved.conflicts}
        return _page(request, _whole(saved.grid, conflicts=saved.conflicts, kept=contested))
    if request.POST.get("do") == "submit":
        return redirect("entry:submit", revision.pk)
    said = saved_sentence(now)
    if request.POST.get("do") == "check" and (found := check_draft(revision_id=revision.pk, at=now)) is not None:
        said = checked_sentence(now, found if crosschecks.are_registered(revision.sheet.dataset) else None)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("entry:grid", args=[revision.pk]) + _anchor(request.POST.get("take", "")))


def _whole(grid: Grid, *, conflicts: tuple[Conflict, ...] = (), kept: Mapping[str, str] | None = None) -> GridPage:
    """Return the page of the grid with what stands beside its values. One query."""
    return GridPage(grid, marks_of(grid.sheet), conflicts, kept=kept or {})


def _anchor(take: str) -> str:
    return f"#row-{take.partition('|')[0]}" if take else ""


def _save(pk: int, entries: list[Typed], *, by: User) -> Saved:
    """Save. Two saves at the same moment queue up instead of refusing each other."""
    for attempt in range(1, _ATTEMPTS + 1):
        revision = _revision(pk)
        try:
            return save_cells(revision=revision, entries=entries, by=by, at=timezone.now())
        except StaleError:
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _revision(pk: int) -> Revision:
    """Return the revision with what its page names. Raises Http404 with a sentence."""
    with_people = Revision.objects.select_related("sheet", "cross_check", "approved_by", "submitted_by", "started_by")
    revision = with_return(with_people).filter(pk=pk).first()
    if revision is None:
        raise Http404(_("この版は取り消されているか、登録されていません。"))
    return revision


def _page(request: HttpRequest, page: GridPage) -> HttpResponse:
    revision, sheet = page.grid.revision, page.grid.sheet
    may_write = access.has_role(user_of(request), Role.CLERK, dataset=sheet.dataset, on=access.today())
    is_editable = may_write and revision.state in EDITABLE
    context = {
        "breadcrumbs": [
            (_("実績入力"), reverse("entry:home")),
            (_("%(year)s年度 年度報告") % {"year": sheet.year_head}, f"{reverse('entry:home')}?year={sheet.fiscal_year}"),
            (title_of(sheet), reverse("entry:sheet", args=[sheet.pk])),
            (_("入力"), ""),
        ],
        "side": side_of(sheet.fiscal_year, on=access.today()),
        "sheet": sheet,
        "revision": revision,
        "returned": return_of(revision),
        "page": page,
        "title": title_of(sheet),
        "basis": basis_line(sheet),
        "base": json.dumps(page.base(), ensure_ascii=False),
        "is_editable": is_editable,
        "locked": _why_locked(revision, may_write=may_write),
        "reasons": REASONS,
        "unsaved": [] if is_editable else page.unsaved,
        "states": _states(revision),
    }
    return render(request, "entry/grid.html", context)


def _kept(form: Mapping[str, str]) -> dict[str, str]:
    """Return by `field:key` what a refused form held: it is shown again instead of what is stored."""
    return {name: text for name, text in form.items() if name.partition(":")[0] in FIELDS and ":" in name}


def _states(revision: Revision) -> list[tuple[str, bool]]:
    """Return the way of a report with where it stands."""
    way = [RevisionState.DRAFT, RevisionState.SUBMITTED, RevisionState.APPROVED]
    if revision.state == RevisionState.RETURNED:
        way[0] = RevisionState.RETURNED
    return [(str(state.label), state == revision.state) for state in way]


def _why_locked(revision: Revision, *, may_write: bool) -> str:
    if revision.state == RevisionState.APPROVED:
        return locked_sentence(revision)
    if revision.state == RevisionState.SUBMITTED:
        return _("確認依頼中のため変更できません。変更が必要な場合は、提出を取り下げるか、承認者に差戻しを依頼してください。")
    return "" if may_write else _("閲覧のみです。入力には「入力担当」の役割が必要です。")


def _changes(request: HttpRequest, page: GridPage, touched: set[str]) -> dict[str, Any]:
    """Return what the script puts into the page: texts, remarks and states of the touched cells, and the summary."""
    lines, base = [line for line in page.lines if line.key in touched], page.base()

    def part(template: str, **context: Any) -> str:
        return render_to_string(template, {"page": page, "is_editable": True} | context, request)

    return {
        "seen": page.grid.revision.lock_version,
        "saved": str(CONFLICT) if page.conflicts else saved_sentence(timezone.now()),
        "summary": part("entry/grid_summary.html"),
        "counts": part("entry/grid_counts.html"),
        "ready": page.is_ready,
        "cells": {
            line.key: {
                "shown": base[line.key],
                "state": line.state,
                "conflict": [conflict.field for conflict in line.conflicts],
                "remarks": part("entry/grid_remarks.html", line=line),
            }
            for line in lines
        },
    }


def saved_sentence(at: datetime) -> str:
    return _("一時保存しました（%(time)s）。確認依頼はまだ行っていません。") % {"time": _time(at)}


def checked_sentence(at: datetime, found: int | None) -> str:
    """Say that the checks ran. found: how many findings those across tables made, answered or not; None where the dataset has none."""
    across = ""
    if found is not None:
        across = _("他の表・台帳との照合の指摘は%(number)s件です。") % {"number": found}
    words = {"time": _time(at), "across": across}
    return _("一時保存し、入力内容を確認しました（%(time)s）。%(across)s確認依頼はまだ行っていません。") % words


def _time(at: datetime) -> str:
    return date_format(timezone.localtime(at), "TIME_FORMAT")
