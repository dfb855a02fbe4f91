"""How the rows of accounts are called in the trail: that app lies below and cannot say so itself."""

from django.utils.translation import gettext as _

from accounts.choices import Role


def user(name: str, username: str) -> str:
    return f"{name}（{username}）" if name else username


def role(user_name: str, code: str, dataset: str) -> str:
    label = Role(code).label if code in Role.values else code
    return _("%(user)s：%(role)s（%(dataset)s）") % {"user": user_name, "role": label, "dataset": dataset or _("全ての対象データ")}
