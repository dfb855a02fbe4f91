"""Which line of a file belongs to which row of the grid, and whether the file is a form of this sheet at all."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iconm.lib.choices import Basis
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.text import UnreadableError
from iconm.lib.wareki import date_long
from ledger import registry
from ledger.cells import CellKey, CellKeyError
from ledger.grid.rows import Grid
from ledger.models import Sheet
from ledger.workbook.layout import FORMAT
from ledger.workbook.lines import digest_of, ids_of, labels_of
from ledger.workbook.read import Entered, Filled

TELLING = ("dataset", "year", "basis", "as_of")  # what makes two workbooks forms of the same sheet


class WrongFormError(UnreadableError):
    """A file that was made for something else; the sentence says for what."""


def require_same_sheet(grid: Grid, filled: Filled) -> None:
    """Raise WrongFormError for the form of another sheet. Without ids, as in CSV, the keys of the lines tell."""
    ids = filled.ids
    if not ids:
        _require_own_keys(grid, filled.lines)
        return
    if ids.get("digest") != digest_of(ids):
        raise WrongFormError(gettext_lazy("様式の識別情報が書き換えられています。もう一度Excel様式を出力し、そこに入力してください。"))
    if ids.get("format") != FORMAT:
        raise WrongFormError(gettext_lazy("様式の版が異なるため読み取れません。もう一度Excel様式を出力し、そこに入力してください。"))
    own = ids_of(grid.revision)
    if any(ids.get(name) != own[name] for name in TELLING):
        raise _other(*(ids.get(name, "") for name in TELLING), sheet=grid.sheet)


def is_older(grid: Grid, filled: Filled) -> bool:
    """Tell whether the draft was saved, or begun anew, after the file was made. False where the file does not say."""
    own = ids_of(grid.revision)
    return bool(filled.ids) and any(filled.ids.get(name) != own[name] for name in ("revision", "lock_version"))


def _require_own_keys(grid: Grid, lines: Sequence[Entered]) -> None:
    keys = [line.key for line in lines if line.key]
    if not keys or any(key in grid.by_key for key in keys):
        return
    try:
        foreign = CellKey.parse(keys[0])
    except CellKeyError:
        return  # the line is told of by itself
    dataset = grid.sheet.dataset if any(row.key.item == foreign.item for row in grid.rows) else ""
    raise _other(dataset, str(foreign.fiscal_year or ""), foreign.basis, str(foreign.as_of or ""), sheet=grid.sheet)


def _other(dataset: str, year: str, basis: str, as_of: str, *, sheet: Sheet) -> WrongFormError:
    message = gettext_lazy("別の年度報告（%(other)s）の様式です。「%(own)s」の様式を出力し、そこに入力してください。")
    own = _words(sheet.dataset, str(sheet.fiscal_year), sheet.basis, sheet.as_of.isoformat())
    return WrongFormError(message, other=_words(dataset, year, basis, as_of), own=own)


def _words(dataset: str, year: str, basis: str, as_of: str) -> str:
    """Return 成果指標 R7(2025)年度 実績 令和8年3月31日; what cannot be read is left as it is."""
    head = _("%(year)s年度") % {"year": FiscalYear(int(year)).header if year.isdigit() else year} if year else ""
    word = str(Basis(basis).label) if basis in Basis.values else basis
    return " ".join(part for part in (registry.label(dataset), head, word, _day(as_of)) if part)


def _day(text: str) -> str:
    try:
        return date_long(date.fromisoformat(text))
    except ValueError:
        return text


def matched(grid: Grid, lines: Sequence[Entered]) -> Iterator[tuple[Entered, str, str]]:
    """Yield each line that says something, with the key of its row, or with why it has none.

    By the key where there is one, else by the label where only one row of the grid and one line of the file bear it.
    """
    by_label = _unique_labels(grid)
    said = [line for line in lines if line.key or not line.is_blank]
    keys = [line.key or by_label.get(line.label, "") for line in said]
    times = Counter(keys)
    for line, key in zip(said, keys, strict=True):
        yield line, key, _problem(line, key, grid, times)


def _unique_labels(grid: Grid) -> dict[str, str]:
    labels = labels_of(grid)
    times = Counter(labels)
    return {label: key for label, key in zip(labels, grid.by_key, strict=True) if times[label] == 1}


def _problem(line: Entered, key: str, grid: Grid, times: Mapping[str, int]) -> str:
    if not key:
        return _("どの項目の値か分かりません。項目名を様式のとおりにするか、この行の入力を消してください。")
    if key not in grid.by_key:
        return _("この年度報告にない行です（%(label)s）。様式の行を使用してください。") % {"label": line.label or line.key}
    if times[key] > 1:
        return _("「%(label)s」の行が%(times)s行あります。1行にしてください。") % {"label": line.label, "times": times[key]}
    return ""
