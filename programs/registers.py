"""Which registers of this app have pages, and to which rows their parts belong."""

from ledger.registers import Part, RegisterPage
from programs import models

PAGES = (
    RegisterPage("organizations", models.Organization, ("kind", "parent", "successor"), ("kind",), names="names"),
    RegisterPage(
        "programs", models.FundingProgram, ("kind", "relation", "parent", "funder", "first_year", "last_year"), ("kind", "relation")
    ),
    RegisterPage("themes", models.Theme, ("program", "number", "target"), ("program",)),
    RegisterPage("agreements", models.Agreement, ("kind", "program", "first_year", "last_year"), ("kind",)),
    RegisterPage("joint-research", models.JointResearch, ("partner", "place", "starts_on", "ends_on")),
    RegisterPage(
        "milestones", models.Milestone, ("series", "year", "month", "program", "agreement", "is_planned"), ("series", "is_planned")
    ),
    RegisterPage("commitments", models.Commitment, ("agreement", "due_year", "evaluation", "decision"), ("agreement",)),
    RegisterPage("bodies", models.Body, ("host",)),
    RegisterPage("meetings", models.Meeting, ("body", "held_on"), ("body",)),
    RegisterPage("conclusions", models.Conclusion, ("kind", "meeting", "dated_on", "verdict"), ("kind",)),
    RegisterPage("businesses", models.Business, ("mark",)),
    RegisterPage("facilities", models.Facility, ("site", "owner", "land_owner", "opened_year")),
    RegisterPage(
        "flows", models.Flow, ("kind", "giver_label", "receiver_label", "program", "first_year", "last_year"), ("kind", "program")
    ),
    RegisterPage("tenants", models.Tenant, ("facility", "organization", "leased_area", "moved_in", "moved_out"), ("facility",)),
    RegisterPage("applications", models.GrantApplication, ("program", "applicant", "applied_on", "result"), ("program", "result")),
)
PARTS = (
    Part(models.OrganizationName, "organization", ("name", "kind")),
    Part(models.ProgramItem, "program", ("role", "item__name")),
    Part(models.ProgramOutline, "program", ("heading", "lines")),
    Part(models.Participation, "program", ("theme__name", "organization__name", "role")),
    Part(models.AgreementParty, "agreement", ("organization__name",)),
    Part(models.BodyCharter, "body", ("document__occasion", "section")),
    Part(models.BodyMember, "charter__body", ("side_label", "offices", "charter__document__occasion")),
    Part(models.BusinessLine, "business", ("kind", "name", "program__name")),
    Part(models.FacilityItem, "facility", ("label", "item__name")),
)
