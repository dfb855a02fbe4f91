"""Rows of the programmes app with fixed readable values."""

from datetime import date
from typing import Any

from programs.choices import AgreementKind, ConclusionKind, FlowKind, OrganizationKind, ParticipationRole, Series
from programs.models import (
    Agreement,
    Body,
    Business,
    Commitment,
    Conclusion,
    Flow,
    FundingProgram,
    Milestone,
    Organization,
    Participation,
    Theme,
)


def make_organization(code: str = "city", **fields: Any) -> Organization:
    return Organization.objects.create(code=code, **{"name": f"団体{code}", "kind": OrganizationKind.COMPANY} | fields)


def make_program(code: str = "programme", **fields: Any) -> FundingProgram:
    return FundingProgram.objects.create(code=code, **{"name": f"事業{code}"} | fields)


def make_theme(program: FundingProgram, order: int = 1, **fields: Any) -> Theme:
    return Theme.objects.create(program=program, order=order, **{"code": f"{program.code}-{order}", "name": f"課題{order}"} | fields)


def make_participation(program: FundingProgram, organization: Organization, **fields: Any) -> Participation:
    return Participation.objects.create(
        program=program, organization=organization, **{"role": ParticipationRole.PARTNER, "order": 1} | fields
    )


def make_agreement(code: str = "agreement", **fields: Any) -> Agreement:
    return Agreement.objects.create(code=code, **{"name": f"協定{code}", "kind": AgreementKind.BASIC} | fields)


def make_milestone(code: str = "opening", **fields: Any) -> Milestone:
    return Milestone.objects.create(
        code=code, **{"name": "運営開始", "series": Series.HISTORY, "year": 2015, "month": 4, "text": "運営開始"} | fields
    )


def make_body(code: str = "meeting", **fields: Any) -> Body:
    host = fields.pop("host", None) or make_organization(f"{code}-host")
    return Body.objects.create(code=code, host=host, **{"name": f"会議{code}", "host_label": "市主催", "order": 1} | fields)


def make_conclusion(code: str = "evaluation", **fields: Any) -> Conclusion:
    return Conclusion.objects.create(
        code=code, **{"name": f"結論{code}", "kind": ConclusionKind.EVALUATION, "dated_on": date(2026, 1, 20)} | fields
    )


def make_commitment(code: str = "promise", **fields: Any) -> Commitment:
    return Commitment.objects.create(
        code=code, **{"name": f"約束{code}", "text": "評価検証する。", "made_on": date(2022, 1, 27), "due_year": 2025} | fields
    )


def make_business(code: str = "business", **fields: Any) -> Business:
    return Business.objects.create(code=code, **{"name": f"区分{code}", "order": 1} | fields)


def make_flow(code: str = "flow", **fields: Any) -> Flow:
    return Flow.objects.create(
        code=code,
        **{"name": "土地貸付", "scheme": "lease", "kind": FlowKind.LAND, "giver_label": "市", "receiver_label": "財団", "order": 1}
        | fields,
    )
