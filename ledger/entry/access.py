"""Who opens the pages of entry: those who enter the admin. What they may write there, the actions decide."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from accounts.access import may_enter_admin, require, today
from accounts.choices import Role
from accounts.models import User

View = Callable[..., HttpResponseBase]


def entry_page(view: View) -> View:
    """Refuse the page to everyone without a role in the admin."""
    return _checked(view, ())


def entry_form(*writers: Role) -> Callable[[View], View]:
    """Refuse the page to everyone without a role in the admin, and what it sends to everyone without one of the roles.

    Whoever may not write is told so before anything they sent is looked at; for which datasets they may, the action decides.
    """
    return lambda view: _checked(view, writers)


def _checked(view: View, writers: tuple[Role, ...]) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_enter_admin(request.user, today()):
            raise PermissionDenied(_("実績入力（管理）を使用する役割がありません。システム管理者に確認してください。"))
        if writers and request.method not in ("GET", "HEAD", "OPTIONS"):
            require(request.user, *writers, on=today())
        return view(request, *args, **kwargs)

    return checked


def user_of(request: HttpRequest) -> User:
    """Return who is asking. Raises PermissionDenied for nobody, whom no page of entry lets in anyway."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
