"""The answer as a workbook: the form of the entry grid, with the cells that are asked for, told from every other form by its ids."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from iconm.lib.uploads import Rows
from ledger import registry
from ledger.actions import StaleError, Typed
from ledger.actions.answers import save_answers
from ledger.actions.inquiries import target
from ledger.choices import InquiryState
from ledger.exchange import kept
from ledger.grid.questions import answers_of
from ledger.grid.rows import Grid
from ledger.models import Inquiry
from ledger.workbook.importing import ImportRefusedError
from ledger.workbook.lines import digest_of, form_of
from ledger.workbook.matching import WrongFormError
from ledger.workbook.preview import MINE, THEIRS, Preview, Problem
from ledger.workbook.preview import preview as compare
from ledger.workbook.read import Filled, read_filled
from ledger.workbook.write import file_name, workbook

_OURS = ("reason", "cause", "response")  # what the city says of a value, not the foundation
_ID = "inquiry"


def form_file(inquiry: Inquiry, *, facts: str, at: datetime) -> bytes:
    """Return the workbook of the answer as it stands."""
    form = form_of(_grid(inquiry, at), title=inquiry.title, facts=facts)
    ids = {**form.ids, _ID: str(inquiry.pk)}
    own = replace(form, ids={**ids, "digest": digest_of(ids)}, left_out=_OURS, is_open=inquiry.state == InquiryState.OPEN)
    return workbook(own)


def form_name(inquiry: Inquiry) -> str:
    """Return 成果指標_R7(2025)_照会第1号_回答様式.xlsx."""
    number = _("照会第%(number)s号") % {"number": inquiry.number}
    return file_name(registry.label(inquiry.sheet.dataset), inquiry.sheet.year_head, number, _("回答様式"))


def preview_of(inquiry: Inquiry, rows: Rows, *, at: datetime) -> Preview:
    """Compare a file with the answer. Raises UnreadableError for one that is no form of this request."""
    filled = read_filled(rows)
    if filled.ids and filled.ids.get(_ID) != str(inquiry.pk):
        raise WrongFormError(gettext_lazy("別の照会又は年度報告の様式です。この照会のExcel様式を出力し、そこに入力してください。"))
    return _without_ours(compare(_grid(inquiry, at), filled), filled)


def note_of(inquiry: Inquiry, *, sha256: str, name: str, by: User) -> kept.Note:
    """Return what the page carries about the file: which it is, whose, and the state of the answer it was compared with."""
    return kept.Note(sha256=sha256, name=name, model=target(inquiry), user=by.pk, digest=str(inquiry.lock_version))


@transaction.atomic
def import_answers(*, inquiry: Inquiry, preview: Preview, choices: Mapping[str, str], file_name: str, by: User, at: datetime) -> int:
    """Save what the preview showed, every cell or none, and return how many. choices: for each conflict whose value is to stand.

    Raises ImportRefusedError, and ValidationError where the request is not open any more; then nothing was saved.
    """
    if preview.problems:
        message = gettext_lazy("取込みを中止しました。エラーが%(count)s件あるため、1件も登録していません。")
        raise ImportRefusedError(message, count=len(preview.problems))
    undecided = [each for each in preview.conflicts if choices.get(each.field) not in (MINE, THEIRS)]
    if undecided:
        message = gettext_lazy("採用する値が選択されていない欄が%(count)s件あります。1件も登録していません。")
        raise ImportRefusedError(message, count=len(undecided))
    entries = [_as_seen(entry, preview.grid) for entry in preview.entries(choices)]
    if not entries:
        raise ImportRefusedError(gettext_lazy("変更する欄がありません。1件も登録していません。"))
    saved = save_answers(inquiry=inquiry, entries=entries, by=by, at=at, reason=_("取込み：%(file)s") % {"file": file_name})
    if saved.conflicts:
        raise StaleError(_("取込み中に他の利用者が回答を保存しました。もう一度ファイルを選択してください。1件も登録していません。"))
    return len(preview.wanted(choices))


def _grid(inquiry: Inquiry, at: datetime) -> Grid:
    grid = answers_of(inquiry, on=timezone.localdate(at))
    grid.revision.lock_version = inquiry.lock_version  # by which a form knows that something was saved since
    return grid


def _without_ours(preview: Preview, filled: Filled) -> Preview:
    """Return the preview with an error for whatever was put into the columns the form hides: it would be lost."""
    message = _("照会への回答では使用しない欄です。「注記」に入力してください。")
    foreign = [each for each in preview.differences if each.name in _OURS]
    problems = [Problem(each.place, each.label, each.column, message) for each in foreign]
    kept_ones = tuple(each for each in preview.differences if each not in foreign)
    return replace(preview, differences=kept_ones, problems=(*preview.problems, *problems), filled=filled)


def _as_seen(entry: Typed, grid: Grid) -> Typed:
    """Return the entry with what the preview showed, so that nothing saved within this very second is lost."""
    row = grid.by_key[entry.key]
    return replace(entry, seen=row.text, seen_said={"note": row.cell.reason if row.cell else ""})
