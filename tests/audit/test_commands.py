from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit.actions import record
from audit.guards import GUARDS
from audit.models import Entry, Link
from audit.queries import head
from audit.sign_in import SIGNED_IN
from iconm.lib import guards

pytestmark = pytest.mark.django_db


def run(name: str, **options: str) -> str:
    out = StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue().strip()


def test_seal_then_verify() -> None:
    for _ in range(2):
        record(action=SIGNED_IN, by=None)
    assert run("seal_audit") == f"操作記録を2件封印しました。末尾のハッシュ値：{head()}"
    assert run("verify_audit") == f"操作記録2件に異常はありません（未封印0件）。末尾のハッシュ値：{head()}"


def test_verify_broken() -> None:
    record(action=SIGNED_IN, by=None)
    entry = record(action=SIGNED_IN, by=None)
    run("seal_audit")
    connection.check_constraints()
    guards.remove(connection, GUARDS)
    Entry.objects.filter(pk=entry.pk).update(reason="forged")
    with pytest.raises(CommandError, match=f"連番2（操作記録{entry.pk}）：操作記録又は封印が書き換えられています") as caught:
        run("verify_audit")
    assert caught.value.returncode == 1
    assert "その前の1件に異常はありません。" in str(caught.value)


def test_verify_tells_what_is_not_sealed_and_writes_nothing() -> None:
    record(action=SIGNED_IN, by=None)
    run("seal_audit")
    record(action=SIGNED_IN, by=None)
    assert "操作記録1件に異常はありません（未封印1件）。" in run("verify_audit")
    assert Entry.objects.count() == 2


def test_verify_against_a_head_that_was_kept() -> None:
    record(action=SIGNED_IN, by=None)
    run("seal_audit")
    kept = head()
    record(action=SIGNED_IN, by=None)
    run("seal_audit")
    assert "操作記録2件に異常はありません" in run("verify_audit", head=kept)
    connection.check_constraints()
    guards.remove(connection, GUARDS)
    Link.objects.all().delete()
    run("seal_audit")  # somebody who makes the whole chain anew
    with pytest.raises(CommandError, match="指定されたハッシュ値は連鎖にありません") as caught:
        run("verify_audit", head=kept)
    assert caught.value.returncode == 1
