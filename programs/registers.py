"""Which registers of this app have pages, and to which rows their parts belong."""

from django.utils.translation import gettext_lazy as _

from ledger.registers import Part, RegisterPage
from programs import models

FLOW_SCHEMES = {"proposal-2013": _("平成25年の整備提案"), "founding": _("運営開始時の整備"), "land-lease": _("用地の貸付")}
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
        "flows",
        models.Flow,
        ("kind", "giver_label", "receiver_label", "program", "first_year", "last_year"),
        ("kind", "program"),
        words={"scheme": FLOW_SCHEMES},
    ),
    RegisterPage("tenants", models.Tenant, ("facility", "organization", "leased_area", "moved_in", "moved_out"), ("facility",)),
    RegisterPage("applications", models.GrantApplication, ("program", "applicant", "applied_on", "result"), ("program", "result")),
)
PARTS = (
    Part(models.OrganizationName, "organization", ("name", "kind"), ("name", "kind", "valid_from", "valid_until", "document", "section")),
    Part(models.ProgramItem, "program", ("role", "item"), ("role", "item", "share")),
    Part(models.ProgramOutline, "program", ("heading", "lines"), ("heading", "lines", "open_word", "document", "section")),
    Part(
        models.Participation,
        "program",
        ("theme", "organization", "role"),
        ("theme", "organization", "role", "printed", "valid_from", "valid_until", "item", "document", "section"),
    ),
    Part(models.AgreementParty, "agreement", ("organization",)),
    Part(
        models.BodyCharter,
        "body",
        ("document", "section"),
        ("document", "section", "purpose", "年{times_a_year}回{times_qualifier}", "duties", "target", "action"),
    ),
    Part(
        models.BodyMember,
        "charter__body",
        ("side_label", "offices", "charter__document"),
        ("side_label", "side", "offices", "is_open_list", "charter__document"),
    ),
    Part(
        models.BusinessLine, "business", ("kind", "name", "program"), ("kind", "mark", "name", "detail", "program", "document", "section")
    ),
    Part(models.FacilityItem, "facility", ("label", "item"), ("label", "item", "document", "section")),
)
