from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import access
from accounts.choices import Role
from accounts.models import User
from jobs.actions import request_verification
from jobs.choices import JobState
from jobs.models import Job

LOOK_AGAIN = 2  # seconds


@never_cache
@require_GET
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a job to whoever asked for it, auditors and administrators; as JSON if the client prefers that."""
    job = get_object_or_404(Job, pk=pk)
    if job.requested_by_id != request.user.pk:
        access.require(request.user, Role.ADMINISTRATOR, Role.AUDITOR, on=access.today())
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse(as_json(job))
    shown = {"job": job, "states": JobState, "breadcrumbs": [(_("処理の状況"), "")]}
    response = render(request, [f"jobs/{job.name}.html", "jobs/job.html"], shown)  # a job whose result says something has a page of its own
    if not job.is_finished:
        response["Refresh"] = str(LOOK_AGAIN)  # the page follows the job without a script
    return response


@require_POST
def trail_verify(request: HttpRequest) -> HttpResponse:
    """Have the audit trail verified and show how far that is."""
    job = request_verification(by=cast(User, request.user), at=timezone.now())
    return redirect("jobs:job-detail", job.pk)


def as_json(job: Job) -> dict[str, Any]:
    """Return what a page needs to follow the job. The error text is for the admin: it may name tables and files."""
    return {
        "id": job.pk,
        "name": job.name,
        "state": job.state,
        "progress": job.progress,
        "message": job.message,
        "result": job.result,
        "is_finished": job.is_finished,
    }
