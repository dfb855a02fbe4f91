"""Taking a file over: whole or not at all, once in the trail."""

from typing import Any

import pytest

from accounts.models import User
from audit.models import Entry
from ledger import actions
from ledger.actions import LockedError, Saved, StaleError
from ledger.models import Cell, Revision, Value
from ledger.workbook.importing import IMPORTED, ImportRefusedError, import_cells
from ledger.workbook.preview import MINE, THEIRS, Preview
from tests.conftest import World
from tests.ledger.factories import NOON
from tests.ledger.workbook import forms
from tests.ledger.workbook.forms import fill, look

LICENCES = ("ライセンス", "値")


def take(preview: Preview, by: User, **choices: str) -> Saved:
    return import_cells(preview=preview, choices=choices, file_name="様式.xlsx", by=by, at=NOON)


def values(revision: Revision) -> dict[str, Any]:
    return {value.item.code: value.missing or value.value for value in revision.values.select_related("item")}


def everything() -> tuple[list[Any], list[Any], int]:
    return list(Value.objects.order_by("pk").values()), list(Cell.objects.order_by("pk").values()), Entry.objects.count()


def test_import_saves_every_cell_with_one_entry(draft: Revision, world: World) -> None:
    cells = {
        LICENCES: 12,
        ("収入", "値"): "0.015億円",
        ("入居率", "値"): 0.95,
        ("満足度", "値"): "未確定",
        ("収入", "理由（要確認の場合）"): "補助金",
    }
    preview = look(draft, fill(forms.form(draft, world.clerk), cells))
    before = Entry.objects.count()
    take(preview, world.clerk)
    assert values(draft) == {"licences": 12, "income": 1500, "rate": 95, "content": "pending"}
    assert {cell.item.code: (cell.typed, cell.reason) for cell in draft.cells.select_related("item")} == {
        "licences": ("", ""),
        "income": ("0.015億円", "補助金"),
        "rate": ("", ""),
        "content": ("", ""),
    }
    entry = Entry.objects.order_by("pk").last()
    assert entry is not None and Entry.objects.count() == before + 1
    assert (entry.action, entry.actor, entry.reason) == (IMPORTED, world.clerk, "取込み：様式.xlsx")


def test_import_clears_emptied_cells(draft: Revision, world: World) -> None:
    forms.save(draft, "licences", "11", by=world.clerk)
    take(look(draft, fill(forms.form(draft, world.clerk), {LICENCES: None})), world.clerk)
    assert values(draft) == {}


def test_import_with_an_error_saves_nothing(draft: Revision, world: World) -> None:
    preview = look(draft, fill(forms.form(draft, world.clerk), {LICENCES: 12, ("収入", "値"): "多数"}))
    before = everything()
    with pytest.raises(ImportRefusedError, match="エラーが1件あるため、1件も登録していません"):
        take(preview, world.clerk)
    assert everything() == before


@pytest.mark.parametrize(("choice", "standing"), [(MINE, 12), (THEIRS, 11)])
def test_conflict_is_decided_by_the_user(choice: str, standing: int, draft: Revision, world: World) -> None:
    content = forms.form(draft, world.clerk)
    forms.save(draft, "licences", "11", by=world.clerk)
    preview = look(draft, fill(content, {LICENCES: 12, ("収入", "値"): 1100}))
    take(preview, world.clerk, **{preview.conflicts[0].field: choice})
    assert values(draft) == {"licences": standing, "income": 1100}


def test_undecided_conflict_saves_nothing(draft: Revision, world: World) -> None:
    content = forms.form(draft, world.clerk)
    forms.save(draft, "licences", "11", by=world.clerk)
    preview = look(draft, fill(content, {LICENCES: 12, ("収入", "値"): 1100}))
    with pytest.raises(ImportRefusedError, match="採用する値が選択されていない欄が1件"):
        take(preview, world.clerk)
    assert values(draft) == {"licences": 11}


def test_nothing_to_change_is_said(draft: Revision, world: World) -> None:
    with pytest.raises(ImportRefusedError, match="変更する欄がありません"):
        take(look(draft, forms.form(draft, world.clerk)), world.clerk)


def test_draft_saved_after_the_preview_is_not_overwritten(draft: Revision, world: World) -> None:
    preview = look(draft, fill(forms.form(draft, world.clerk), {LICENCES: 12}))
    forms.save(draft, "licences", "11", by=world.clerk)
    with pytest.raises(StaleError):
        take(preview, world.clerk)
    assert values(draft) == {"licences": 11}


def test_submitted_revision_takes_nothing(draft: Revision, world: World) -> None:
    for code, typed in (("licences", "10"), ("income", "1000"), ("rate", "90"), ("content", "99")):
        forms.save(draft, code, typed, by=world.clerk)
    preview = look(draft, fill(forms.form(draft, world.clerk), {LICENCES: 12}))
    actions.submit_revision(revision=forms.current(draft), by=world.clerk, at=NOON)
    with pytest.raises(LockedError):
        take(look(draft, fill(forms.form(draft, world.clerk), {LICENCES: 12})), world.clerk)
    with pytest.raises((LockedError, StaleError)):
        take(preview, world.clerk)
    assert values(draft)["licences"] == 10
