"""Which registers of this app come from which fixture, in the order they refer to each other."""

from finance import models
from ledger.fixture_rows import RegisterLoad
from ledger.loads import ITEMS, TOTAL_PARTS

FINANCE = (
    ITEMS,
    TOTAL_PARTS,
    RegisterLoad("account", models.Account),
    RegisterLoad("research_source", models.ResearchSource),
    RegisterLoad("support_scheme", models.SupportScheme),
    RegisterLoad("contribution_policy", models.ContributionPolicy),
)
