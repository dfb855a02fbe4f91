"""Users as the admin edits them. No first and last name, no groups: a display name, an organization, roles."""

from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import datasets
from accounts.models import RoleAssignment, User


class UserAddForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "name", "organization")

    def clean_username(self) -> str:
        """Refuse a name that differs from another in case only: people do not tell them apart."""
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(User._meta.get_field("username").error_messages["unique"], code="unique")
        return username


class UserEditForm(UserChangeForm):
    class Meta:
        model = User
        fields = ("username", "name", "organization", "email", "is_active")


class RoleForm(forms.ModelForm):
    """A role for one of the datasets there are, or for all. One that is gone stays with the roles that were given for it."""

    dataset = forms.ChoiceField(label=_("データ区分"), required=False)

    class Meta:
        model = RoleAssignment
        fields = ("user", "role", "dataset", "valid_from", "valid_until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held, field = self.instance.dataset, self.fields.get("dataset")
        if isinstance(field, forms.ChoiceField):  # absent where the page only shows the row
            offered = {"": gettext("すべて"), **dict(datasets.choices())}
            field.choices = list((offered | {held: offered.get(held, held)}).items())
