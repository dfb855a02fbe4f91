"""Who opens the pages of entry: those who enter the admin. What they may write there, the actions decide."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from accounts.access import may_enter_admin, today
from accounts.models import User

View = Callable[..., HttpResponseBase]


def entry_page(view: View) -> View:
    """Refuse the page to everyone without a role in the admin."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_enter_admin(request.user, today()):
            raise PermissionDenied(_("実績入力（管理）を使用する役割がありません。システム管理者に確認してください。"))
        return view(request, *args, **kwargs)

    return checked


def user_of(request: HttpRequest) -> User:
    """Return who is asking. Raises PermissionDenied for nobody, whom no page of entry lets in anyway."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
