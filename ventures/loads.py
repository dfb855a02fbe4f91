"""Which registers of this app come from which fixture, in the order they refer to each other."""

from ledger.fixture_rows import RegisterLoad
from ledger.loads import ITEMS
from ventures import models

VENTURES = (
    ITEMS,
    RegisterLoad("venture", models.Venture),
    RegisterLoad("funding_round", models.FundingRound),
    RegisterLoad("patent", models.Patent),
    RegisterLoad("licence", models.Licence),
    RegisterLoad("trial", models.Trial),
    RegisterLoad("consortium", models.Consortium),
    RegisterLoad("tier", models.MemberTier),
    RegisterLoad("fee_class", models.FeeClass, key=("tier", "order")),
    RegisterLoad("activity", models.ConsortiumActivity, key=("consortium", "order")),
    RegisterLoad("care_site", models.CareSite),
    RegisterLoad("membership", models.Membership),
)
