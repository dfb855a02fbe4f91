"""The admin site: entered by role, signed in to where everyone signs in, and unable to write without an audit entry."""

from collections.abc import Hashable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import get_script_prefix, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import has_role, held, may_enter_admin, today
from accounts.choices import Role
from audit.admin_base import AuditedAdminMixin
from ledger.entry.desk.counts import desk

MENUS = 200  # of the menus that are kept; people hold few kinds of roles


class PortalAdminSite(admin.AdminSite):
    site_header = gettext_lazy("実績入力（管理）")
    site_title = gettext_lazy("実績入力（管理）")
    index_title = gettext_lazy("管理メニュー")
    index_template = "accounts/admin_index.html"
    logout_template = "accounts/signed_out.html"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._menus: dict[Hashable, list[Any]] = {}

    def register(self, model_or_iterable: Any, admin_class: type[admin.ModelAdmin] | None = None, **options: Any) -> None:
        super().register(model_or_iterable, audited(admin_class or admin.ModelAdmin), **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter_admin(request.user, today())

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Send people to the portal's sign-in, and tell those who are signed in already that this place is not theirs."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse(f"{self.name}:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted, str(settings.LOGIN_URL))
        if not self.has_permission(request):
            raise PermissionDenied(_("実績入力（管理）を使用する役割がありません。システム管理者に確認してください。"))
        return redirect(f"{self.name}:index")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        shown = {"desk": desk(on=today()), "writes_registers": has_role(request.user, Role.CLERK, on=today())}
        return super().index(request, shown | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the menu, made once for all who hold the same roles: two hundred questions for permissions, a third of the time of a page.

        No permission for a whole model may ask for anything but roles.
        """
        key = (frozenset(held(request.user, today())), app_label, get_language(), get_script_prefix(), len(self._registry))
        menu = self._menus.get(key)
        if menu is None:
            if len(self._menus) >= MENUS:
                self._menus.clear()  # meanwhile another thread may be reading
            self._menus[key] = menu = super().get_app_list(request, app_label)
        return [{**app, "models": [*app["models"]]} for app in menu]

    def password_change(self, *_args: Any, **_kwargs: Any) -> HttpResponse:  # type: ignore[override]  # a redirect
        return redirect("accounts:password-change")

    def get_log_entries(self, *_args: Any) -> QuerySet[LogEntry]:
        return LogEntry.objects.none()  # Django's own log stays empty: no second history beside the audit trail


def audited(admin_class: type[admin.ModelAdmin]) -> type[admin.ModelAdmin]:
    """Return the admin class with the audit trail in front of it."""
    if issubclass(admin_class, AuditedAdminMixin):
        return admin_class
    return type(admin_class.__name__, (AuditedAdminMixin, admin_class), {"__module__": admin_class.__module__})
