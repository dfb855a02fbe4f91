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
    RevisionState.SUBMITTED: {RevisionState.RETURNED, RevisionState.APPROVED},
    RevisionState.RETURNED: {RevisionState.SUBMITTED},
    RevisionState.APPROVED: set(),
}
EDITABLE = (RevisionState.DRAFT, RevisionState.RETURNED)
