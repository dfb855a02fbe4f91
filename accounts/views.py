from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import demo
from accounts.models import User
from accounts.signals import password_changed
from iconm.lib.moments import moment_long


class SignInView(auth_views.LoginView):
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        previous = form.get_user().last_login  # read first: signing in overwrites it
        response = super().form_valid(form)
        messages.info(self.request, _previous_sentence(previous))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"demo_users": demo.USERS, "demo_password": demo.PASSWORD} if settings.DEMO else {}
        return super().get_context_data(**kwargs) | shown


class SignOutView(auth_views.LogoutView):
    template_name = "accounts/signed_out.html"

    def get_success_url(self) -> str:
        """Stay here, which renders the template: on a shared machine people want to see that they are out."""
        return self.request.get_full_path()


class PasswordChangeView(auth_views.PasswordChangeView):
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:password-change-done")
    extra_context = {"breadcrumbs": [(gettext_lazy("パスワードの変更"), "")]}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        password_changed.send(sender=User, request=self.request, user=self.request.user)
        return response


class PasswordChangeDoneView(auth_views.PasswordChangeDoneView):
    template_name = "accounts/password_change_done.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [(_("パスワードの変更"), reverse("accounts:password-change")), (_("変更完了"), "")]
        return super().get_context_data(**kwargs) | {"breadcrumbs": crumbs}


def _previous_sentence(previous: Any) -> str:
    """Say when the account was last used, so that people notice someone else in it."""
    if previous is None:
        return _("サインインしました。今回が初めてのサインインです。")
    return _("サインインしました。前回のサインイン：%(at)s。心当たりがない場合は、システム管理者に連絡してください。") % {
        "at": moment_long(previous)
    }
