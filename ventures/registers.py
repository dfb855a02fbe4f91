"""Which registers of this app have pages, and to which rows their parts belong."""

from ledger.registers import Part, RegisterPage
from ventures import models

PAGES = (
    RegisterPage("ventures", models.Venture, ("founded_year", "technology", "status", "merged_into", "program"), ("status", "program")),
    RegisterPage("funding-rounds", models.FundingRound, ("venture", "kind", "dated_on", "item"), ("venture", "kind")),
    RegisterPage("patents", models.Patent, ("number", "owner", "status", "is_basic", "applied_on", "granted_on"), ("status", "is_basic")),
    RegisterPage("licences", models.Licence, ("licensee", "patent", "signed_on", "ended_on")),
    RegisterPage("trials", models.Trial, ("kind", "sponsor", "phase", "target", "started_on", "ended_on"), ("kind",)),
    RegisterPage("consortia", models.Consortium, ("program", "founded_year", "founded_month")),
    RegisterPage("member-tiers", models.MemberTier, ("consortium", "item"), ("consortium",)),
    RegisterPage("memberships", models.Membership, ("tier", "organization", "joined_on", "left_on"), ("tier",)),
    RegisterPage("care-sites", models.CareSite, ("consortium", "organization", "examples"), ("consortium",)),
)
PARTS = (
    Part(models.FeeClass, "tier", ("label", "item"), ("label", "item", "employees_from", "employees_to", "document", "section")),
    Part(models.ConsortiumActivity, "consortium", ("name",), ("name", "document", "section")),
)
