"""Users as the admin edits them. No first and last name, no groups: a display name, an organization, roles."""

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm

from accounts.models import User


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
