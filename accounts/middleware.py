"""Between sign-in and the pages: signed in is not yet entitled."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.access import roles_of, today
from accounts.models import User


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
            raise PermissionDenied(_("使用できる役割がありません。役割の期間が終了している場合は、システム管理者に確認してください。"))
