"""The four numbers by which the accounts are known, and what is said beside them. Codes are those of fixtures/finance.toml."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from iconm.lib.choices import Basis

STATEMENT_BASES = (Basis.SETTLED, Basis.FORECAST)
INCOME, EXPENSE, CARRIED_OVER, CITY = "income-total", "expense-total", "carried-over", "income-city"
CARRIED_FORWARD = "income-carried-forward"
SUPPORT_PERSONNEL = "expense-support-personnel"  # what the city's contribution is measured against
CONTRIBUTION = "support-contribution"  # the same as CITY, as the city's own list of support states it
SITE, SITE_AREA = "facility", "facility-site-area"  # dataset and item of the land the city lends
RESEARCH = ("income-research", "income-joint-research")  # the accounts of what the list of sources states in detail
PERSONNEL = ("expense-research-personnel", "expense-support-personnel", "expense-facility-personnel")


@dataclass(frozen=True)
class Headline:
    """parts: items whose sum is stated beside the number, under one label. budget: item of next year's amount, if it is known."""

    item: str
    label: str | Promise
    parts: tuple[str, ...] = ()
    parts_label: str | Promise = ""
    budget: str = ""


HEADLINES = (
    Headline(INCOME, _("収入計"), (CARRIED_FORWARD,), _("繰越充当分")),
    Headline(EXPENSE, _("支出計"), PERSONNEL, _("人件費")),
    Headline(CARRIED_OVER, _("次年度繰越")),
    Headline(CITY, _("川崎市負担金"), budget=CONTRIBUTION),
)
