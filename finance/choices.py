"""Words of the finance app: stored code, Japanese label."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    INCOME = "income", _("収入")
    EXPENSE = "expense", _("支出")
    BALANCE = "balance", _("差引")


class SupportKind(TextChoices):
    """What the city gives in a scheme."""

    COST_SHARE = "cost_share", _("維持管理費の一部負担")
    CONTRIBUTION = "contribution", _("負担金")
    LOAN = "loan", _("貸付金")
    LAND = "land", _("土地の無償貸付")
