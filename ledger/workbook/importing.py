"""Take a file over into a draft as its preview showed it: every cell or none, with one audit entry."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from iconm.lib.text import UnreadableError
from ledger.actions.cells import Saved, save_cells
from ledger.workbook.preview import MINE, THEIRS, Preview

IMPORTED = "ledger.values.imported"


class ImportRefusedError(UnreadableError):
    """Why nothing was saved."""


def import_cells(*, preview: Preview, choices: Mapping[str, str], file_name: str, by: User, at: datetime) -> Saved:
    """Save what the preview showed. choices: for each conflict, by its `field`, whose value is to stand.

    Raises ImportRefusedError, and LockedError or StaleError where the draft is no longer the one of the preview; then nothing was saved.
    """
    if preview.problems:
        message = gettext_lazy("取込みを中止しました。エラーが%(count)s件あるため、1件も登録していません。")
        raise ImportRefusedError(message, count=len(preview.problems))
    undecided = [each for each in preview.conflicts if choices.get(each.field) not in (MINE, THEIRS)]
    if undecided:
        message = gettext_lazy("採用する値が選択されていない欄が%(count)s件あります。1件も登録していません。")
        raise ImportRefusedError(message, count=len(undecided))
    entries = preview.entries(choices)
    if not entries:
        raise ImportRefusedError(gettext_lazy("変更する欄がありません。1件も登録していません。"))
    revision = preview.grid.revision
    reason = _("取込み：%(file)s") % {"file": file_name}
    return save_cells(revision=revision, entries=entries, by=by, at=at, reason=reason, action=IMPORTED)
