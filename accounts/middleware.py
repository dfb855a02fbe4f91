"""Between the server and the pages: where people come from, how long they stay signed in; signed in is not yet entitled."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import roles_of, today
from accounts.address import answering
from accounts.models import User
from iconm.lib.wareki import date_long

GetResponse = Callable[[HttpRequest], HttpResponse]
EXTEND_AFTER = timedelta(minutes=5)
EXTENDED_AT = "extended_at"  # key of the session: seconds since 1970


def remember_address(get_response: GetResponse) -> GetResponse:
    """Let whatever the request writes know where it came from."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with answering(request):
            return get_response(request)

    return middleware


def begin_session(*, request: HttpRequest, **_: Any) -> None:
    """Note when the session began: its first page has nothing to extend yet. Listens to Django's sign-in signal."""
    request.session[EXTENDED_AT] = int(timezone.now().timestamp())


def extend_session(get_response: GetResponse) -> GetResponse:
    """Let the session of somebody at work live on, with one write in five minutes in place of one a page.

    It ends after 55 to 60 minutes without a request: SESSION_COOKIE_AGE after it was last written.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.session.accessed and SESSION_KEY in request.session:
            now = int(timezone.now().timestamp())
            if now - request.session.get(EXTENDED_AT, 0) >= EXTEND_AFTER.total_seconds():
                request.session[EXTENDED_AT] = now
        return response

    return middleware


class RoleRequiredMiddleware:
    """Refuse every page to people without a role in force, but for their own account's pages and those open to all.

    A transfer ends roles, not accounts: without this, whoever left in April would go on reading. Costs the one query about roles that the
    frame of the page asks anyway.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any) -> None:
        user: User | AnonymousUser = request.user
        if not user.is_authenticated or not getattr(view, "login_required", True):
            return
        match = request.resolver_match
        if match and "accounts" in match.namespaces:
            return
        if not roles_of(user, today()):
            raise PermissionDenied(_why_refused(user, today()))


def _why_refused(user: User, on: date) -> str:
    """Return from which day the person may come in, or whom to ask. One query."""
    first = user.role_assignments.filter(valid_from__gt=on).order_by("valid_from").values_list("valid_from", flat=True).first()
    if first:
        return _("役割は%(day)sからです。その日から利用できます。") % {"day": date_long(first)}
    return _("使用できる役割がありません。役割の期間が終了している場合は、システム管理者に確認してください。")
