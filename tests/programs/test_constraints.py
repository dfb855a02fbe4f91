"""What the database and the forms refuse: ends without a beginning, months without a year, days that do not exist."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from programs.models import BodyCharter, Facility, JointResearch, Tenant
from tests.ledger.factories import make_document
from tests.programs.factories import (
    make_agreement,
    make_body,
    make_conclusion,
    make_flow,
    make_milestone,
    make_organization,
    make_program,
)

pytestmark = pytest.mark.django_db


def make_joint_research(**fields: Any) -> JointResearch:
    return JointResearch.objects.create(code="lab", name="共創ラボ", partner=make_organization("partner"), **fields)


def make_tenant(**fields: Any) -> Tenant:
    facility = Facility.objects.create(code="annex", name="別館")
    return Tenant.objects.create(code="room", name="1室", facility=facility, organization=make_organization("tenant"), **fields)


def make_facility(**fields: Any) -> Facility:
    return Facility.objects.create(code="annex", name="別館", **fields)


@pytest.mark.parametrize(
    ("make", "fields"),
    [
        pytest.param(make_agreement, {"last_year": 2025}, id="agreement without first year"),
        pytest.param(make_agreement, {"first_year": 2025, "last_year": 2024}, id="agreement backward"),
        pytest.param(make_agreement, {"ends_on": date(2026, 3, 31)}, id="agreement that ends without any beginning"),
        pytest.param(make_agreement, {"signed_month": 3}, id="agreement signed in a month of no year"),
        pytest.param(make_joint_research, {"ends_on": date(2026, 3, 31)}, id="joint research without first day"),
        pytest.param(make_joint_research, {"signed_month": 3}, id="joint research signed in a month of no year"),
        pytest.param(make_program, {"last_year": 2025}, id="programme without first year"),
        pytest.param(make_program, {"adopted_year": 2025, "adopted_day": 24}, id="programme adopted on a day of no month"),
        pytest.param(make_program, {"rate_numerator": 1}, id="rate without denominator"),
        pytest.param(make_program, {"rate_denominator": 2}, id="rate without numerator"),
        pytest.param(make_conclusion, {"last_year": 2025}, id="conclusion without first year"),
        pytest.param(make_flow, {"last_year": 2025}, id="flow without first year"),
        pytest.param(make_facility, {"opened_month": 4}, id="facility opened in a month of no year"),
        pytest.param(make_tenant, {"moved_out": date(2026, 3, 31)}, id="tenant who never came"),
        pytest.param(make_tenant, {"moved_in": date(2026, 3, 31), "moved_out": date(2026, 3, 31)}, id="tenant of no day"),
    ],
)
def test_incomplete_term_is_refused(make: Any, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**fields)


def test_agreement_may_end_on_a_day_and_begin_in_a_year() -> None:
    """The basic agreement of 2015 does: 2022 prints its last day and seven years, no first day."""
    agreement = make_agreement(first_year=2015, ends_on=date(2022, 3, 31))

    agreement.full_clean(exclude=["kind"])


@pytest.mark.parametrize("fields", [{"action": "取組報告"}, {"target": "itself", "action": "取組報告"}, {"target": "other"}])
def test_body_acts_upon_another_in_words(fields: dict[str, str]) -> None:
    bodies = {"itself": make_body("itself"), "other": make_body("other", order=2)}
    target = bodies.get(fields.get("target", ""))

    with pytest.raises(IntegrityError), transaction.atomic():
        BodyCharter.objects.create(
            body=bodies["itself"],
            document=make_document(),
            purpose="目的",
            times_a_year=2,
            duties="検証",
            target=target,
            action=fields.get("action", ""),
        )


def test_day_that_does_not_exist_is_refused() -> None:
    milestone = make_milestone(year=2025, month=2, day=29)
    program = make_program(adopted_year=2025, adopted_month=6, adopted_day=31)

    with pytest.raises(ValidationError, match="2025年2月29日"):
        milestone.full_clean()
    with pytest.raises(ValidationError, match="2025年6月31日"):
        program.full_clean()


def test_leap_day_exists() -> None:
    make_milestone(year=2024, month=2, day=29).full_clean()
