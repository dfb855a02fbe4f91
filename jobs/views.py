from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import access
from accounts.choices import Role
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
    response = render(request, "jobs/job.html", {"job": job, "states": JobState, "breadcrumbs": [(_("処理の状況"), "")]})
    if not job.is_finished:
        response["Refresh"] = str(LOOK_AGAIN)  # the page follows the job without a script
    return response


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
