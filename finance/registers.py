"""Which registers of this app have pages."""

from finance import models
from ledger.registers import RegisterPage

PAGES = (
    RegisterPage("accounts", models.Account, ("side", "parent", "item", "is_total"), ("side", "is_total")),
    RegisterPage("research-sources", models.ResearchSource, ("mark", "parent", "program", "item", "measure"), ("measure",)),
    RegisterPage("support-schemes", models.SupportScheme, ("kind", "first_year", "last_year", "program", "item"), ("kind",)),
    RegisterPage("contribution-policies", models.ContributionPolicy, ("item", "first_year", "last_year", "covers", "is_wage_linked")),
)
