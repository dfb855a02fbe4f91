from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person does here. Duties are kept apart: no role contains another."""

    CLERK = "clerk", _("入力担当")
    APPROVER = "approver", _("承認者")
    RESPONDENT = "respondent", _("財団回答者")
    MANAGER = "manager", _("財団管理者")
    AUDITOR = "auditor", _("監査")
    ADMINISTRATOR = "administrator", _("システム管理者")


class Organization(TextChoices):
    """Whose staff the user is."""

    CITY = "city", _("川崎市")
    FOUNDATION = "foundation", _("川崎市産業振興財団")
    OTHER = "other", _("その他")
