from datetime import UTC, datetime
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.test import RequestFactory

from accounts.address import answering
from accounts.models import User
from audit.actions import record, seal
from audit.models import Entry, Link
from audit.queries import verify
from audit.registry import UnknownActionError
from audit.sign_in import PASSWORD_CHANGED, SIGNED_IN
from tests.accounts.factories import make_user

NOW = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)


def write(number: int) -> list[Entry]:
    return [record(action=SIGNED_IN, by=None, target=f"accounts.user:{index}") for index in range(number)]


@pytest.mark.django_db
def test_record() -> None:
    user = make_user("staff")
    entry = record(
        action=PASSWORD_CHANGED,
        by=user,
        target="finance.account:3",
        before={"amount": Decimal("1.50"), "unit": "千円"},
        after={"amount": Decimal("2"), "unit": "千円"},
        reason="転記誤りのため",
    )
    assert Entry.objects.values("actor", "action", "target", "difference", "reason", "address").get(pk=entry.pk) == {
        "actor": user.pk,
        "action": "accounts.password.changed",
        "target": "finance.account:3",
        "difference": {"amount": ["1.50", "2"]},
        "reason": "転記誤りのため",
        "address": None,
    }


@pytest.mark.django_db
def test_record_in_a_request_tells_where_it_came_from() -> None:
    with answering(RequestFactory().get("/", REMOTE_ADDR="2001:db8::1")):
        inside = record(action=SIGNED_IN, by=None)
    outside = record(action=SIGNED_IN, by=None)
    assert list(Entry.objects.filter(pk__in=[inside.pk, outside.pk]).order_by("pk").values_list("address", flat=True)) == [
        "2001:db8::1",
        None,
    ]


@pytest.mark.django_db
def test_record_by_the_system() -> None:
    assert record(action=SIGNED_IN, by=None).actor is None


@pytest.mark.django_db
def test_record_unknown_action() -> None:
    with pytest.raises(UnknownActionError):
        record(action="accounts.user.vanished", by=None)
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_record_float() -> None:
    with pytest.raises(TypeError):
        record(action=SIGNED_IN, by=None, after={"amount": 0.1})
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_entry_goes_with_the_change_it_records() -> None:
    def change_and_fail() -> None:
        with transaction.atomic():
            record(action=SIGNED_IN, by=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_user_with_entries_cannot_be_deleted() -> None:
    user = make_user("staff")
    record(action=SIGNED_IN, by=user)
    with pytest.raises(ProtectedError):
        user.delete()
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.django_db
def test_seal_oldest_first() -> None:
    entries = write(3)
    assert seal(now=NOW) == 3
    links = list(Link.objects.all())
    assert [(link.sequence, link.entry_id, link.sealed_at) for link in links] == [(n, entry.pk, NOW) for n, entry in enumerate(entries, 1)]
    assert [link.previous for link in links] == ["0" * 64, links[0].digest, links[1].digest]
    assert verify() is None


@pytest.mark.django_db
def test_seal_again_is_harmless() -> None:
    write(2)
    seal(now=NOW)
    before = list(Link.objects.values())
    assert seal(now=NOW) == 0
    assert list(Link.objects.values()) == before


@pytest.mark.django_db
def test_seal_nothing() -> None:
    assert seal(now=NOW) == 0


@pytest.mark.django_db
def test_seal_more_than_a_batch() -> None:
    Entry.objects.bulk_create([Entry(action=SIGNED_IN) for _ in range(1001)])
    assert seal(now=NOW) == 1001
    assert list(Link.objects.values_list("sequence", flat=True)) == list(range(1, 1002))
    assert verify() is None


@pytest.mark.django_db
def test_seal_entry_that_was_committed_late() -> None:
    """On PostgreSQL a long transaction may commit a lower id after higher ones were sealed."""
    Entry.objects.create(pk=9_000_002, action=SIGNED_IN)
    seal(now=NOW)
    Entry.objects.create(pk=9_000_001, action=SIGNED_IN)
    assert seal(now=NOW) == 1
    assert list(Link.objects.values_list("sequence", "entry_id")) == [(1, 9_000_002), (2, 9_000_001)]
    assert verify() is None


def test_two_sealers_at_once(committed: None) -> None:
    write(40)
    start, sealed = Barrier(2), []

    def work() -> None:
        start.wait()
        sealed.append(seal(now=NOW))
        connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sealed) == [0, 40]
    assert verify() is None
    assert Link.objects.count() == 40
