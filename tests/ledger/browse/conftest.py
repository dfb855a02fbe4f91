"""The day, the reader and the few organizations that the tests of the register pages share."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from programs.models import Organization
from tests.conftest import World
from tests.ledger.browse.pages import NOON, organization


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def reader(client: Client, world: World) -> Client:
    client.force_login(world.manager)
    return client


@pytest.fixture
def few(db: None) -> dict[str, Organization]:
    city = organization("city", "川崎市", reading="かわさきし", name_en="City of Kawasaki", kind="municipality")
    return {
        "city": city,
        "nano": organization("nano", "NANO MRNA(株)", reading="なのえむあーるえぬえー"),
        "bank": organization("bank", "(株)横浜銀行", reading="よこはまぎんこう", kind="bank", parent=city),
        "ended": organization("ended", "アキュルナ(株)", valid_until=date(2022, 4, 1)),
    }
