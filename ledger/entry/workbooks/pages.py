"""What the pages of the Excel round trip are made of: the revision with what its pages name, the file to send, the frame."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from iconm.lib.choices import Basis
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.moments import moment
from iconm.lib.uploads import Rows
from iconm.lib.wareki import as_of_short
from ledger import registry
from ledger.actions.writing import LockedError, explain_refusal, target
from ledger.choices import EDITABLE
from ledger.entry.frame import basis_line, side_of, title_of
from ledger.exchange import kept
from ledger.grid.rows import load_grid
from ledger.models import Revision, Sheet
from ledger.workbook.lines import form_of
from ledger.workbook.preview import Preview
from ledger.workbook.preview import preview as compare
from ledger.workbook.read import read_filled
from ledger.workbook.write import file_name, workbook


def revision_of(pk: int) -> Revision:
    """Return the revision with its sheet. Raises Http404 with a sentence."""
    revision = Revision.objects.select_related("sheet").filter(pk=pk).first()
    if revision is None:
        raise Http404(_("この版は取り消されているか、登録されていません。"))
    return revision


def form_file(revision: Revision, *, by: User, at: datetime) -> bytes:
    """Return the workbook of the revision as it stands."""
    words = {
        "basis": basis_line(revision.sheet),
        "state": revision.get_state_display(),
        "at": moment(at),
        "by": by,
    }
    facts = _("区分：%(basis)s　状態：%(state)s　出力日時：%(at)s　出力者：%(by)s") % words
    grid = load_grid(revision, on=timezone.localdate(at))
    return workbook(form_of(grid, title=title_of(revision.sheet), facts=facts))


def form_name(revision: Revision) -> str:
    """Return 成果指標_R7(2025)_R7.12末_入力様式.xlsx."""
    sheet = revision.sheet
    kind = _("入力様式") if revision.state in EDITABLE else _("閲覧用")
    return file_name(registry.label(sheet.dataset), sheet.year_head, _day_or_basis(sheet), kind)


def _day_or_basis(sheet: Sheet) -> str:
    is_part_year = sheet.basis == Basis.ACTUAL and sheet.as_of < FiscalYear(sheet.fiscal_year).end
    return as_of_short(sheet.as_of) if is_part_year else basis_line(sheet)


def why_locked(revision: Revision) -> str:
    """Return why nothing can be taken over into the revision; empty for an open one."""
    if revision.state in EDITABLE:
        return ""
    try:
        explain_refusal(revision, seen=revision.lock_version)
    except LockedError as error:
        return " ".join(error.messages)


def preview_of(revision: Revision, rows: Rows, *, at: datetime) -> Preview:
    """Compare an upload with the draft. Raises UnreadableError for a file that is no form of this sheet."""
    return compare(load_grid(revision, on=timezone.localdate(at)), read_filled(rows))


def note_of(revision: Revision, *, sha256: str, name: str, by: User) -> kept.Note:
    """Return what the page carries about the file: which it is, whose, and the state of the draft it was compared with."""
    return kept.Note(sha256=sha256, name=name, model=target(revision), user=by.pk, digest=str(revision.lock_version))


def context_of(revision: Revision, *, at: datetime, here: str) -> dict[str, Any]:
    sheet = revision.sheet
    return {
        "breadcrumbs": [
            (_("実績入力"), reverse("entry:home")),
            (_("%(year)s年度 年度報告") % {"year": sheet.year_head}, f"{reverse('entry:home')}?year={sheet.fiscal_year}"),
            (title_of(sheet), reverse("entry:sheet", args=[sheet.pk])),
            (here, ""),
        ],
        "side": side_of(sheet.fiscal_year, on=timezone.localdate(at)),
        "sheet": sheet,
        "revision": revision,
        "title": title_of(sheet),
        "here": here,
    }
