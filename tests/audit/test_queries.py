from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test import RequestFactory

from accounts.address import answering
from audit.actions import record, seal
from audit.guards import GUARDS
from audit.models import Entry, Link
from audit.queries import Broken, Fault, entries_of, head, verify
from audit.sign_in import SIGNED_IN, SIGNED_OUT
from iconm.lib import guards
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def chain() -> Iterator[list[Entry]]:
    """Five sealed entries whose guards are gone: someone with all rights on the database. Whatever the test does is rolled back."""
    user = make_user("staff")
    with transaction.atomic():
        with answering(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")):
            entries = [record(action=SIGNED_IN, by=user, after={"n": n}, reason=f"理由{n}") for n in range(1, 6)]
        seal(now=NOW)
        connection.check_constraints()  # PostgreSQL alters no table with checks still to come
        guards.remove(connection, GUARDS)
        yield entries
        transaction.set_rollback(True)


def test_verify_untouched(chain: list[Entry]) -> None:
    assert verify() is None


def test_verify_empty() -> None:
    assert verify() is None


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param({"reason": "別の理由"}, id="reason"),
        pytest.param({"action": SIGNED_OUT}, id="action"),
        pytest.param({"actor": None}, id="actor"),
        pytest.param({"target": "accounts.user:1"}, id="target"),
        pytest.param({"difference": {"n": [None, 30]}}, id="difference"),
        pytest.param({"difference": {"n": [None, "3"]}}, id="difference, as text"),
        pytest.param({"address": "10.0.0.2"}, id="address"),
        pytest.param({"at": datetime(2026, 2, 9, 3, 0, tzinfo=UTC)}, id="time"),
    ],
)
def test_verify_names_the_altered_entry(chain: list[Entry], forged: dict[str, Any]) -> None:
    Entry.objects.filter(pk__gte=chain[2].pk).update(**forged)  # two more behind it: the first one is named
    assert verify() == Broken(sequence=3, entry_id=chain[2].pk, fault=Fault.ALTERED)


@pytest.mark.parametrize(
    ("forged", "fault"),
    [
        pytest.param({"digest": "f" * 64}, Fault.ALTERED, id="digest"),
        pytest.param({"previous": "f" * 64}, Fault.PREVIOUS, id="previous"),
        pytest.param({"sealed_at": datetime(2026, 2, 9, 3, 0, tzinfo=UTC)}, Fault.ALTERED, id="time of sealing"),
    ],
)
def test_verify_names_the_altered_link(chain: list[Entry], forged: dict[str, Any], fault: Fault) -> None:
    Link.objects.filter(sequence=4).update(**forged)
    assert verify() == Broken(sequence=4, entry_id=chain[3].pk, fault=fault)


def test_verify_sees_an_entry_sealed_anew(chain: list[Entry]) -> None:
    """Whoever recalculates the digest of what they altered breaks the link behind it."""
    chain[2].reason = "別の理由"
    chain[2].save()
    link = Link.objects.get(sequence=3)
    link.digest = link.expected_digest(chain[2])
    link.save()
    assert verify() == Broken(sequence=4, entry_id=chain[3].pk, fault=Fault.PREVIOUS)


def test_verify_entry_missing(chain: list[Entry]) -> None:
    Entry.objects.filter(pk=chain[4].pk)._raw_delete("default")
    assert verify() == Broken(sequence=5, entry_id=chain[4].pk, fault=Fault.MISSING)


def test_verify_link_missing(chain: list[Entry]) -> None:
    Link.objects.filter(sequence=2).delete()
    assert verify() == Broken(sequence=2, entry_id=None, fault=Fault.GAP)


def test_verify_link_missing_and_the_rest_moved_up(chain: list[Entry]) -> None:
    Link.objects.filter(sequence=2).delete()
    for sequence in (3, 4, 5):
        Link.objects.filter(sequence=sequence).update(sequence=F("sequence") - 1)
    assert verify() == Broken(sequence=2, entry_id=chain[2].pk, fault=Fault.PREVIOUS)


def test_head_shows_when_the_tail_is_cut_off(chain: list[Entry]) -> None:
    kept_in_a_backup = head()
    Link.objects.filter(sequence=5).delete()
    chain[4].delete()
    assert verify() is None
    assert head() != kept_in_a_backup


def test_head() -> None:
    assert head() == "0" * 64
    record(action=SIGNED_IN, by=None)
    assert head() == "0" * 64
    seal(now=NOW)
    assert head() == Link.objects.get(sequence=1).digest


def test_verify_streams(django_assert_num_queries: Any) -> None:
    Entry.objects.bulk_create([Entry(action=SIGNED_IN) for _ in range(1200)])
    seal(now=NOW)
    with django_assert_num_queries(7):  # 500, 500, 200 links with their entries, and an empty batch
        assert verify() is None


def test_entries_of() -> None:
    user = make_user("staff")
    first = record(action=SIGNED_IN, by=user, target="accounts.user:1")
    record(action=SIGNED_IN, by=user, target="accounts.user:11")
    last = record(action=SIGNED_OUT, by=user, target="accounts.user:1")
    assert list(entries_of("accounts.user:1")) == [last, first]
