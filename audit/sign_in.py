"""Sign-ins, sign-outs, refused sign-ins and password changes in the trail: with audit/roles.py the only signals the portal listens to."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.signals import password_changed
from audit import registry
from audit.actions import record
from audit.choices import Area

SIGNED_IN = "accounts.sign_in.succeeded"
REFUSED = "accounts.sign_in.refused"
LOCKED = "accounts.sign_in.locked"
SIGNED_OUT = "accounts.sign_out.done"
PASSWORD_CHANGED = "accounts.password.changed"  # noqa: S105  (an action code)


def listen() -> None:
    registry.register(SIGNED_IN, _("サインインしました"), Area.PEOPLE)
    registry.register(REFUSED, _("サインインに失敗しました"), Area.PEOPLE)
    registry.register(LOCKED, _("サインインの停止中に試みました"), Area.PEOPLE)
    registry.register(SIGNED_OUT, _("サインアウトしました"), Area.PEOPLE)
    registry.register(PASSWORD_CHANGED, _("自分のパスワードを変更しました"), Area.PEOPLE)
    user_logged_in.connect(on_signed_in, dispatch_uid="audit-signed-in")
    user_logged_out.connect(on_signed_out, dispatch_uid="audit-signed-out")
    user_login_failed.connect(on_refused, dispatch_uid="audit-refused")
    password_changed.connect(on_password_changed, dispatch_uid="audit-password-changed")


def on_signed_in(*, user: User, **_kwargs: Any) -> None:
    _record(SIGNED_IN, user)


def on_signed_out(*, user: User | None, **_kwargs: Any) -> None:
    if user is not None:  # None: somebody signs out who was not signed in
        _record(SIGNED_OUT, user)


def on_password_changed(*, user: User, **_kwargs: Any) -> None:
    _record(PASSWORD_CHANGED, user)


def on_refused(*, credentials: dict[str, Any], request: HttpRequest | None = None, **_kwargs: Any) -> None:
    """Record the refusal. Not the name as typed: people type their password there."""
    meant = get_user_model().objects.filter(username=credentials.get("username")).first()
    locked = getattr(request, "axes_locked_out", False)  # axes hears the signal before us: it stands first in INSTALLED_APPS
    record(action=LOCKED if locked else REFUSED, by=None, target=_target(meant))


def _record(action: str, user: User) -> None:
    record(action=action, by=user, target=_target(user))


def _target(user: User | None) -> str:
    return f"accounts.user:{user.pk}" if user else ""
