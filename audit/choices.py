from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Area(TextChoices):
    """What part of the work an action belongs to, for choosing one on the auditor's page."""

    ENTRY = "entry", _("入力")
    APPROVAL = "approval", _("確認・承認")
    INQUIRY = "inquiry", _("照会と回答")
    YEAR = "year", _("年度・引継ぎ")
    REGISTER = "register", _("台帳")
    OUTPUT = "output", _("出力")
    PEOPLE = "people", _("利用者・サインイン")
    TRAIL = "trail", _("操作記録")
