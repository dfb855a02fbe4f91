"""Write what an upload changes: all of it or nothing, in bulk, with an audit entry for each row and one for the import."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit import registry
from audit.actions import RowChange, record, record_many
from audit.snapshots import fields_of, target_of
from iconm.lib.registers import Register
from iconm.lib.text import UnreadableError
from iconm.lib.uploads import Sheet
from ledger.exchange.lines import Line, Plan
from ledger.exchange.plan import plan_import

IMPORTED = "ledger.register.imported"


class ImportRefusedError(UnreadableError):
    """Why nothing was written."""


def apply_import(
    *,
    model: type[Model],
    sheet: Sheet,
    file_name: str,
    sha256: str,
    digest: str,
    by: User,
    told_apart_by: Sequence[str] = (),
    may_repeat_names: bool = False,
) -> Plan:
    """Write the sheet as the preview showed it; digest: of that preview. may_repeat_names: similar names were confirmed.

    Raises ImportRefusedError, and then nothing was written.
    """
    try:
        with transaction.atomic():
            plan = plan_import(model=model, sheet=sheet, told_apart_by=told_apart_by, lock=True)
            _check(plan, digest, may_repeat_names=may_repeat_names)
            _write(plan, by=by, file_name=file_name, sha256=sha256)
    except IntegrityError:
        # A row that somebody added this very moment, or two rows that exchange what may occur only once.
        message = gettext_lazy("他の行と重なる値があるため、取り込めませんでした。値を入れ替える場合は、2回に分けて取り込んでください。")
        raise ImportRefusedError(message) from None
    return plan


def _check(plan: Plan, digest: str, *, may_repeat_names: bool) -> None:
    if plan.digest() != digest:
        message = gettext_lazy("確認画面を表示した後に、台帳が変更されました。もう一度ファイルを選択し、変更内容を確認してください。")
        raise ImportRefusedError(message)
    if plan.error_count:
        raise ImportRefusedError(
            gettext_lazy("取込みを中止しました。エラーが%(count)s件あるため、1件も登録していません。"), count=plan.error_count
        )
    if not plan.written:
        raise ImportRefusedError(gettext_lazy("変更する行がありません。"))
    if plan.doubtful and not may_repeat_names:
        raise ImportRefusedError(
            gettext_lazy("似た名称の行が%(count)s件あります。別のものとして登録する場合は、確認欄に印を付けてください。"),
            count=len(plan.doubtful),
        )


def _write(plan: Plan, *, by: User, file_name: str, sha256: str) -> None:
    written = plan.written
    for line in written:
        if isinstance(line.row, Register):
            line.row.fill_keys()
    added, changed = [line for line in written if line.is_new], [line for line in written if not line.is_new]
    plan.model._default_manager.bulk_create([line.row for line in added])
    _update(plan.model, [line.row for line in changed])
    record_many(by=by, changes=_entries(written), reason=_("取込み：%(file)s") % {"file": file_name})
    told = {"file": file_name, "sha256": sha256, "added": len(added), "changed": len(changed)}
    record(action=IMPORTED, by=by, target=plan.model._meta.label_lower, after=told)


def _update(model: type[Model], rows: Sequence[Any]) -> None:
    """Overwrite rows that are there: an insert that always meets its own key costs a fifth of bulk_update."""
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    if rows:
        key = [model._meta.pk.name]
        model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=key, update_fields=names)


def _entries(lines: Sequence[Line]) -> Iterator[RowChange]:
    for line in lines:
        verb = registry.ADDED if line.is_new else registry.CHANGED
        yield RowChange(registry.model_code(type(line.row), verb), target_of(line.row), line.before, fields_of(line.row))
