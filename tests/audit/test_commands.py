from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit.actions import record
from audit.guards import GUARDS
from audit.models import Entry
from audit.queries import head
from audit.sign_in import SIGNED_IN
from iconm.lib import guards

pytestmark = pytest.mark.django_db


def run(name: str) -> str:
    out = StringIO()
    call_command(name, stdout=out)
    return out.getvalue().strip()


def test_seal_then_verify() -> None:
    for _ in range(2):
        record(action=SIGNED_IN, by=None)
    assert run("seal_audit") == f"操作記録を2件封印しました。末尾のハッシュ値：{head()}"
    assert run("verify_audit") == f"操作記録2件に異常はありません。末尾のハッシュ値：{head()}"


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
