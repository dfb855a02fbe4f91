"""Who funds and runs what, under which agreement, judged by whom."""

from programs.models.agreements import Agreement, AgreementParty, JointResearch, Milestone
from programs.models.funding import FundingProgram, GrantApplication, Participation, ProgramItem, ProgramOutline, Theme
from programs.models.governance import Body, BodyCharter, BodyMember, Commitment, Conclusion, Meeting
from programs.models.operation import Business, BusinessLine, Facility, FacilityItem, Flow, Tenant
from programs.models.organizations import Organization, OrganizationName

__all__ = [
    "Agreement",
    "AgreementParty",
    "Body",
    "BodyCharter",
    "BodyMember",
    "Business",
    "BusinessLine",
    "Commitment",
    "Conclusion",
    "Facility",
    "FacilityItem",
    "Flow",
    "FundingProgram",
    "GrantApplication",
    "JointResearch",
    "Meeting",
    "Milestone",
    "Organization",
    "OrganizationName",
    "Participation",
    "ProgramItem",
    "ProgramOutline",
    "Tenant",
    "Theme",
]
