"""Which registers of this app come from which fixture, in the order they refer to each other."""

from ledger.fixture_rows import RegisterLoad
from ledger.loads import ITEMS
from programs import models

ORGANIZATIONS = (
    RegisterLoad("organization", models.Organization),
    RegisterLoad("organization_name", models.OrganizationName, key=("organization", "name")),
)
PROGRAMS = (
    ITEMS,
    RegisterLoad("program", models.FundingProgram),
    RegisterLoad("program_item", models.ProgramItem, key=("program", "item", "role")),
    RegisterLoad("program_outline", models.ProgramOutline, key=("program", "order")),
    RegisterLoad("theme", models.Theme),
    RegisterLoad("participation", models.Participation, key=("program", "theme", "organization", "role")),
    RegisterLoad("application", models.GrantApplication),
    RegisterLoad("agreement", models.Agreement),
    RegisterLoad("agreement_party", models.AgreementParty, key=("agreement", "organization")),
    RegisterLoad("joint_research", models.JointResearch),
    RegisterLoad("milestone", models.Milestone),
)
GOVERNANCE = (
    RegisterLoad("body", models.Body),
    RegisterLoad("body_charter", models.BodyCharter, key=("body", "document")),
    RegisterLoad("body_member", models.BodyMember, key=("charter", "order"), references={"charter": ("body__code", "document__code")}),
    RegisterLoad("meeting", models.Meeting),
    RegisterLoad("conclusion", models.Conclusion),
    RegisterLoad("commitment", models.Commitment),
)
OPERATION = (
    ITEMS,
    RegisterLoad("business", models.Business),
    RegisterLoad("business_line", models.BusinessLine, key=("business", "kind", "order")),
    RegisterLoad("facility", models.Facility),
    RegisterLoad("facility_item", models.FacilityItem, key=("facility", "item")),
    RegisterLoad("flow", models.Flow),
    RegisterLoad("tenant", models.Tenant),
)
