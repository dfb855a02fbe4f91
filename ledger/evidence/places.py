"""What of a sheet is meant by the text of a cell, and how people call it."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from iconm.lib.choices import Basis, Measure
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.wareki import as_of_short
from ledger.cells import CellKey, CellKeyError
from ledger.models import Item, Sheet


def labels_of(sheet: Sheet, cells: Collection[str]) -> Mapping[str, str]:
    """Return what people call each cell: the item, then what differs from the sheet. "" is the whole sheet. One query at most.

    A text that names no cell of the sheet stands for itself.
    """
    keys = {cell: key for cell in cells if (key := _parsed(cell))}
    codes = {key.item for key in keys.values()}
    found = Item.objects.filter(dataset=sheet.dataset, code__in=codes).order_by().values_list("code", "name") if codes else ()
    names = dict(found)
    known = {cell: _label(sheet, key, names[key.item]) for cell, key in keys.items() if key.item in names}
    return {cell: known.get(cell, cell) if cell else _("年度報告全体") for cell in cells}


def _parsed(cell: str) -> CellKey | None:
    try:
        return CellKey.parse(cell) if cell else None
    except CellKeyError:
        return None


def _label(sheet: Sheet, key: CellKey, name: str) -> str:
    told = [
        FiscalYear(key.fiscal_year).short if key.fiscal_year and key.fiscal_year != sheet.fiscal_year else "",
        str(Measure(key.measure).label) if key.measure == Measure.PEOPLE else "",
        str(Basis(key.basis).label) if key.basis in Basis.values and key.basis != sheet.basis else "",
        as_of_short(key.as_of) if key.as_of and key.as_of != sheet.as_of else "",
    ]
    differing = "・".join(filter(None, told))
    return f"{name}（{differing}）" if differing else name
