"""Words of the ledger that nothing outside needs; those that tables and exports share are in iconm.lib.choices."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """How the yearly values of an item relate to each other."""

    FLOW = "flow", _("年間")
    STOCK = "stock", _("年度末時点")
    CUMULATIVE = "cumulative", _("累計")
    RATE = "rate", _("率")


class RevisionState(TextChoices):
    DRAFT = "draft", _("作成中")
    SUBMITTED = "submitted", _("確認依頼中")
    RETURNED = "returned", _("差戻し")
    APPROVED = "approved", _("承認済")


class Origin(TextChoices):
    """How a revision came to be."""

    ENTRY = "entry", _("入力")
    HISTORY = "history", _("移行")


# What may follow what. Approved is the end: a correction is a new revision.
TRANSITIONS = {
    RevisionState.DRAFT: {RevisionState.SUBMITTED},
    RevisionState.SUBMITTED: {RevisionState.RETURNED, RevisionState.APPROVED, RevisionState.DRAFT},  # the last when it is taken back
    RevisionState.RETURNED: {RevisionState.SUBMITTED},
    RevisionState.APPROVED: set(),
}
EDITABLE = (RevisionState.DRAFT, RevisionState.RETURNED)


class InquiryState(TextChoices):
    OPEN = "open", _("回答待ち")
    ANSWERED = "answered", _("回答済")
    CLOSED = "closed", _("確認済")
    WITHDRAWN = "withdrawn", _("取下げ")


class Decision(TextChoices):
    """What the clerk did with one answer."""

    TAKEN = "taken", _("採用")
    KEPT = "kept", _("不採用")


class Weight(TextChoices):
    """What a finding about a draft keeps from happening: an error blocks 確認依頼, a warning wants a reason, a hint nothing."""

    ERROR = "error", _("誤り")
    WARNING = "warning", _("要確認")
    HINT = "hint", _("参考")
