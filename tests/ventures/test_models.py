"""Dates that cannot be: an end before its start, or without one."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from programs.models import Organization
from tests.ventures.factories import make_consortium, make_tier, make_venture
from ventures.models import Licence, Membership, Patent, Trial

EARLIER, LATER = date(2024, 4, 1), date(2025, 4, 1)


def company() -> Organization:
    return Organization.objects.create(code="company", name="(株)会社", kind="company")


def patent(first: date | None, last: date | None) -> models.Model:
    return Patent(code="row", name="特許", owner=company(), status="granted", applied_on=first, granted_on=last)


def licence(first: date | None, last: date | None) -> models.Model:
    return Licence(code="row", name="契約", licensee=company(), signed_on=first, ended_on=last)


def trial(first: date | None, last: date | None) -> models.Model:
    return Trial(code="row", name="治験", kind="trial", sponsor=company(), started_on=first, ended_on=last)


def member(first: date | None, last: date | None) -> models.Model:
    return Membership(code="row", name="会員", tier=make_tier(make_consortium()), organization=company(), joined_on=first, left_on=last)


MAKERS = [patent, licence, trial, member]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("days", [(LATER, EARLIER), (None, LATER)])
def test_an_end_wants_an_earlier_start(db, make: Callable[..., models.Model], days: tuple[date | None, date]) -> None:
    row = make(*days)

    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("days", [(EARLIER, LATER), (EARLIER, None), (None, None)])
def test_what_is_not_known_may_stay_open(db, make: Callable[..., models.Model], days: tuple[date | None, date | None]) -> None:
    row = make(*days)
    row.full_clean()
    row.save()

    assert row.pk


@pytest.mark.parametrize(("status", "is_taken"), [("active", False), ("dissolved", True), ("exited", True)])
def test_only_a_company_that_has_gone_has_a_last_day(db, status: str, is_taken: bool) -> None:
    venture = make_venture(status=status)
    venture.ended_on = LATER

    if is_taken:
        venture.full_clean()
    else:
        with pytest.raises(ValidationError, match="解散・売却日"):
            venture.full_clean()
