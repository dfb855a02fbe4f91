"""The wizard of a new plan period, and the list it starts from. Everyone who may enter the admin looks; the clerk of the dataset writes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import today
from accounts.choices import Role
from kpis.actions.creation import create_plan
from kpis.actions.drafts import GoneError, discard_draft, refuse_gone, save_draft, start_draft
from kpis.actions.withdrawal import created_rows, withdraw_plan
from kpis.forms.conflict import differences
from kpis.forms.posted import with_command, with_posted
from kpis.models import DATASET, PlanPeriod
from kpis.pages import Work, confirm_context, list_context, open_work, step_context, step_url, within_admin
from kpis.planning.draft import CONFIRM, STEPS, content_of
from ledger.actions import StaleError

NEXT = "next"


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """List the plans and what is being prepared."""
    _enter(request)
    return render(request, "kpis/planning/list.html", list_context() | {"can_write": _is_clerk(request)})


@require_POST
def plan_start(request: HttpRequest) -> HttpResponse:
    _enter(request)
    predecessor = get_object_or_404(PlanPeriod, code=request.POST.get("predecessor", ""))
    try:
        draft = start_draft(predecessor=predecessor, by=_user(request), at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("kpis:plan-list")
    return redirect(step_url(draft.key, STEPS[0]))


@require_http_methods(["GET", "HEAD", "POST"])
def plan_step(request: HttpRequest, key: str, step: str) -> HttpResponse:
    """Show one step of the wizard; a POST saves it as typed, right or wrong."""
    _enter(request)
    if step not in STEPS:
        raise Http404
    work = open_work(key, on=today())
    if work is None:
        return _gone(request)
    if request.method == "POST":
        return _save_step(request, work, step)
    return _render_step(request, work, step)


@require_POST
def plan_create(request: HttpRequest, key: str) -> HttpResponse:
    """Make the plan of the draft; on any refusal the confirmation stands as it was, with the reason."""
    _enter(request)
    work = open_work(key, on=today())
    if work is None:
        return _gone(request)
    plan = work.assembly.plan
    if plan is None:
        return redirect(step_url(key, CONFIRM))
    try:
        period = create_plan(plan=plan, old=work.old, draft=work.draft, seen=_version(request), by=_user(request), at=timezone.now())
    except GoneError:
        return _gone(request)
    except ValidationError as error:
        messages.error(request, _("作成していません。%(why)s") % {"why": " ".join(error.messages)})
        return redirect(step_url(key, CONFIRM))
    messages.success(
        request, _("「%(plan)s」を作成しました。目標値は作成中です。確認を依頼し、承認されると資料に表示されます。") % {"plan": period}
    )
    return redirect("kpis:plan-list")


@require_http_methods(["GET", "HEAD", "POST"])
def plan_discard(request: HttpRequest, key: str) -> HttpResponse:
    """Ask whether to give the draft up, then do it."""
    _enter(request)
    work = open_work(key, on=today())
    if work is None:
        return _gone(request)
    if request.method != "POST":
        context = {"work": work, "breadcrumbs": within_admin((_("下書きの取消し"), "")), "can_write": _is_clerk(request)}
        return render(request, "kpis/planning/discard.html", context)
    try:
        discard_draft(draft=work.draft, seen=_version(request), by=_user(request), at=timezone.now())
    except GoneError:
        return _gone(request)
    except StaleError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("kpis:plan-discard", key=key)
    messages.success(request, _("下書きを取り消しました。入力した内容は操作記録に残っています。"))
    return redirect("kpis:plan-list")


@require_http_methods(["GET", "HEAD", "POST"])
def plan_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the creation of a plan made, then remove it, with a reason."""
    _enter(request)
    plan = get_object_or_404(PlanPeriod, code=code)
    reason, problem = request.POST.get("reason", ""), ""
    if request.method == "POST":
        try:
            withdraw_plan(plan=plan, by=_user(request), at=timezone.now(), reason=reason)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, _("「%(plan)s」を取り消しました。") % {"plan": plan})
            return redirect("kpis:plan-list")
    try:
        rows = [(row._meta.verbose_name, row) for row in created_rows(plan)]
    except ValidationError as error:
        rows, problem = [], " ".join(error.messages)
    context = {"plan": plan, "rows": rows, "reason": reason, "problem": problem, "can_write": _is_clerk(request)}
    context["breadcrumbs"] = within_admin((_("作成した計画期間の取消し"), ""))
    return render(request, "kpis/planning/withdraw.html", context, status=422 if problem and request.method == "POST" else 200)


def _save_step(request: HttpRequest, work: Work, step: str) -> HttpResponse:
    assembly, command = work.assembly, request.POST.get("command", "")
    typed = with_posted(work.content, request.POST, step=step, years=assembly.years)
    typed = with_command(typed, command, assembly.offers.objectives)
    try:
        draft = save_draft(draft=work.draft, content=typed, seen=_version(request), by=_user(request), at=timezone.now())
    except GoneError:
        return _gone(request)
    except StaleError as error:
        mine = work.with_content(typed)
        conflict = {"stale": error.messages, "differences": differences(assembly, mine.assembly, step), "saved_by": work.draft}
        return _render_step(request, mine, step, status=409, **conflict)
    return _after_saving(request, work.with_content(content_of(draft)), step, command)


def _after_saving(request: HttpRequest, work: Work, step: str, command: str) -> HttpResponse:
    """Go on to the next step if that was wanted and nothing is wrong, else back to this one, where the line that was moved stands."""
    errors = sum(finding.is_error for finding in work.assembly.of_step(step))
    clock = timezone.localtime()
    saved = _("一時保存しました（%(hour)s時%(minute)s分）。") % {"hour": clock.hour, "minute": f"{clock.minute:02}"}
    if command == NEXT and errors:
        messages.warning(request, saved + _("誤りが%(number)s件あるため、次へ進めません。該当欄を修正してください。") % {"number": errors})
    elif command in ("", NEXT):
        messages.success(request, saved)
    following = STEPS[STEPS.index(step) + 1] if command == NEXT and not errors and step != CONFIRM else step
    return redirect(step_url(work.draft.key, following) + _place(work, command))


def _place(work: Work, command: str) -> str:
    """Return the fragment of the page to come back to after a button of the list."""
    verb, _colon, key = command.partition(":")
    if verb == "add":
        return "#goals" if key == "goal" else f"#line-{work.content.lines[-1].key}"
    return f"#line-{key}" if verb in ("up", "down") else ""


def _render_step(request: HttpRequest, work: Work, step: str, *, status: int = 200, **conflict: Any) -> HttpResponse:
    context = step_context(work, step, can_write=_is_clerk(request)) | conflict
    if step == CONFIRM:
        context |= confirm_context(work)
    return render(request, f"kpis/planning/{step}.html", context, status=status)


def _enter(request: HttpRequest) -> None:
    if not access.may_enter_admin(request.user, today()):
        raise PermissionDenied(_("実績入力（管理）を使用する役割がありません。システム管理者に確認してください。"))


def _is_clerk(request: HttpRequest) -> bool:
    return access.has_role(request.user, Role.CLERK, dataset=DATASET, on=today())


def _user(request: HttpRequest) -> Any:
    return request.user


def _version(request: HttpRequest) -> int:
    """Return the version the page was made from; 0, which no draft has, for a page that does not say."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() else 0


def _gone(request: HttpRequest) -> HttpResponse:
    try:
        refuse_gone()
    except GoneError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(reverse("kpis:plan-list"))
