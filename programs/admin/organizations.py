from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from iconm.lib.wareki import date_long
from ledger.register_admin import RegisterAdmin, RegisterStacked
from programs.actions import rename_organization
from programs.forms import OrganizationForm, RenameForm
from programs.models import Organization, OrganizationName


class OrganizationNameInline(RegisterStacked):
    model = OrganizationName


@admin.register(Organization)
class OrganizationAdmin(RegisterAdmin):
    form = OrganizationForm
    change_form_template = "programs/organization_change_form.html"
    list_display = ("name", "kind", "parent", "successor", "valid_from", "valid_until")
    list_filter = ("kind",)
    search_fields = ("search_key", "code", "names__search_key")
    inlines = [OrganizationNameInline]

    def get_urls(self) -> list[URLPattern]:
        rename = self.admin_site.admin_view(self.rename_view)
        return [path("<int:pk>/rename/", rename, name="programs_organization_rename"), *super().get_urls()]

    def rename_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the new name and from which day it is, and write both names."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        row = Organization.objects.filter(pk=pk).first()
        if row is None:
            raise Http404(_("この団体は登録されていません。"))
        name, form = row.name, RenameForm(request.POST or None, instance=row)
        if request.method == "POST" and form.is_valid() and _renamed(request, row, form):
            return redirect(reverse("admin:programs_organization_change", args=[row.pk]))
        return render(request, "programs/rename.html", self._rename_context(request, form, name))

    def _rename_context(self, request: HttpRequest, form: RenameForm, name: str) -> dict[str, Any]:
        shown = {"title": _("名称変更の登録"), "opts": self.model._meta, "list": reverse("admin:programs_organization_changelist")}
        return self.admin_site.each_context(request) | shown | {"form": form, "name": name, "pk": form.instance.pk}


def _renamed(request: HttpRequest, row: Organization, form: RenameForm) -> bool:
    """Write the new name, or put beside the fields why it cannot be written."""
    told = form.told()
    try:
        rename_organization(organization=row, by=cast(User, request.user), at=timezone.now(), **told)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    words = {"old": told["seen"], "new": told["new"].name, "day": date_long(told["since"])}
    messages.success(request, _("「%(old)s」の名称を、%(day)sから「%(new)s」とする変更を登録しました。") % words)
    return True
