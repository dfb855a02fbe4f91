"""The guards of a sheet: what is wrong or doubtful in a grid, each said with what and why. No query, no arithmetic on floats."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from iconm.lib.choices import Basis
from iconm.lib.figure import Figure
from iconm.lib.numbers import NumberStyle, format_number
from iconm.lib.present import figure_text
from iconm.lib.units import Rounding, footing_gap_allowed, round_half_up
from ledger.calculations import foot
from ledger.choices import Kind, Weight
from ledger.grid.findings import Answer, Finding
from ledger.grid.reading import ReadingError, understand
from ledger.grid.rows import Grid, Row

Check = Callable[[Grid], Iterable[Finding]]
_STYLE = NumberStyle()
_SLIP = 10  # times last year's value: from here on a unit was more likely mistaken than a year extraordinary
_of_dataset: dict[str, tuple[Check, ...]] = {}


def register(dataset: str, *checks: Check) -> None:
    """Add the checks only the owner of a dataset can make. Raises ValueError when it has some already."""
    if _of_dataset.setdefault(dataset, checks) != checks:
        raise ValueError(f"the checks of {dataset!r} are registered twice")


def find(grid: Grid) -> tuple[Finding, ...]:
    """Return every finding about the grid, errors first, then in the order of its rows."""
    checks = (*GENERIC, *_of_dataset.get(grid.sheet.dataset, ()))
    found = [answered(finding, grid) for check in checks for finding in check(grid)]
    place = {key: number for number, key in enumerate(grid.by_key)}
    weights = list(Weight)
    return tuple(sorted(found, key=lambda finding: (weights.index(finding.weight), place.get(finding.cell, -1))))


def answered(finding: Finding, grid: Grid) -> Finding:
    """Return the finding, marked as answered where the cell holds what it wants."""
    row = grid.by_key.get(finding.cell)
    said = row.said if row else None
    if said is None or not finding.wants:
        return finding
    given = said.reason.strip() if finding.wants == "reason" else said.cause.strip() and said.response.strip()
    return replace(finding, is_answered=bool(given))


def unreadable(grid: Grid) -> Iterator[Finding]:
    for row in grid.rows:
        if row.value is None and row.cell and row.cell.typed:
            try:
                understand(row.cell.typed, unit=row.unit, decimals=row.decimals, allow_range=row.allows_range)
            except ReadingError as error:
                yield about(row, "unreadable", Weight.ERROR, str(error), suggestion=error.suggestion)


def not_entered(grid: Grid) -> Iterator[Finding]:
    for row in grid.rows:
        if row.is_removed:
            yield about(row, "removed", Weight.WARNING, _("承認済の値を取り消します。正しい場合は理由を入力してください。"), wants="reason")
        elif row.value is None and not row.text and row.is_expected:
            yield about(row, "empty", Weight.WARNING, _("未入力です。値がない場合は「未確定」「該当なし」などの理由を入力してください。"))


def outside_bounds(grid: Grid) -> Iterator[Finding]:
    for row, value in _numbers(grid):
        item = row.place.item
        if row.unit != item.unit:
            continue  # the bounds are in the item's unit
        if item.minimum is not None and value < item.minimum:
            message = _("下限（%(bound)s）を下回っています。値を確認してください。")
            yield about(row, "below", Weight.ERROR, message % {"bound": _shown(item.minimum, row)})
        if item.maximum is not None and value > item.maximum:
            message = _("上限（%(bound)s）を超えています。値を確認してください。")
            yield about(row, "above", Weight.ERROR, message % {"bound": _shown(item.maximum, row)})


def above_hundred(grid: Grid) -> Iterator[Finding]:
    for row, value in _numbers(grid):
        if row.unit == "%" and value > 100 and row.place.item.maximum is None:
            yield about(row, "rate", Weight.WARNING, _("割合が100%を超えています。正しい場合は理由を入力してください。"), wants="reason")


def falling(grid: Grid) -> Iterator[Finding]:
    """A cumulative count is never less than it was."""
    for row, value in _numbers(grid):
        if row.place.item.kind != Kind.CUMULATIVE:
            continue
        message = _("累計値が%(when)s（%(number)s）を下回っています。正しい場合は理由を入力してください。")
        for former, when in ((row.previous, _("前回")), (row.last, _("前年度"))):
            if former and former.value is not None and former.unit == row.unit and value < former.value:
                said = message % {"when": when, "number": figure_text(former)}
                yield about(row, "falling", Weight.WARNING, said, wants="reason", fact=_fact(former))
                break


def below_part_year(grid: Grid) -> Iterator[Finding]:
    """What a year has counted by December it still has in March."""
    for row, value in _numbers(grid):
        former = row.previous
        if row.place.item.kind != Kind.FLOW or former is None or former.basis == Basis.FORECAST or not former.is_part_year:
            continue
        if former.value is not None and former.unit == row.unit and value < former.value:
            message = _("年度途中の値（%(number)s）を下回っています。正しい場合は理由を入力してください。")
            said = message % {"number": figure_text(former)}
            yield about(row, "below-part-year", Weight.WARNING, said, wants="reason", fact=_fact(former))


def one_per_cent(grid: Grid) -> Iterator[Finding]:
    """A spreadsheet hands over 1 for 100 %."""
    for row, value in _numbers(grid):
        if _may_be_hundred(row, value):
            message = _("1%と読み取りました。100%の場合は、「100」と入力してください。1%で正しい場合は理由を入力してください。")
            former = _compared(row)
            fact = _fact(former) if former else ""
            yield about(row, "one-per-cent", Weight.WARNING, message, wants="reason", suggestion=_number(Decimal(100), row), fact=fact)


def unit_slip(grid: Grid) -> Iterator[Finding]:
    """A value ten times the former one, or a tenth of it, was more likely typed in another unit."""
    for row, value in _numbers(grid):
        former = _compared(row)
        if former is None or not former.value or not value or _may_be_hundred(row, value):
            continue
        ratio = abs(value / former.value)
        if ratio >= _SLIP:
            message = _("%(when)sの約%(times)s倍です。単位（%(unit)s）を確認してください。正しい場合は理由を入力してください。")
            times = ratio
        elif ratio * _SLIP <= 1 and _has_to_reach(row, former):
            message = _("%(when)sの約%(times)s分の1です。単位（%(unit)s）を確認してください。正しい場合は理由を入力してください。")
            times = 1 / ratio
        else:
            continue
        said = message % {"when": _("前年度") if former is row.last else _("前回"), "times": _rough(times), "unit": row.unit}
        yield about(row, "slip", Weight.WARNING, said, wants="reason", suggestion=_without_slip(value, ratio, row), fact=_fact(former))


def footing(grid: Grid) -> Iterator[Finding]:
    """A printed total against its parts: rounding is remarked, more than that wants an explanation."""
    for row, value in _numbers(grid):
        parts = _parts(grid, row)
        if not parts:
            continue
        gap = foot(value, parts).gap
        if not gap:
            continue
        computed = _shown(value - gap, row)
        shown = {"gap": _shown(abs(gap), row), "computed": computed}
        if footing_gap_allowed(gap, len(parts), Rounding.HALF_UP, decimals=row.decimals):
            message = _("内訳の計と合計に%(gap)sの差があります。端数処理の範囲内です。")
            yield about(row, "rounding", Weight.HINT, message % shown)
        else:
            message = _("内訳の計（%(computed)s）と合計が一致しません（差%(gap)s）。修正又は説明の入力後に、確認を依頼してください。")
            yield about(row, "footing", Weight.WARNING, message % shown, wants="reason")


def carried_over(grid: Grid) -> Iterator[Finding]:
    """What a year takes over is what the year before left."""
    for row, value in _numbers(grid):
        source, year = row.place.carried_from, row.key.fiscal_year
        left = grid.known.best(source, year - 1, row.key.measure) if source and year is not None else None
        if left and left.value is not None and left.unit == row.unit and left.value != value:
            message = _("前年度の%(source)s（%(number)s）と一致しません。正しい場合は理由を入力してください。")
            said = message % {"source": left.item_label, "number": figure_text(left)}
            yield about(row, "carry-over", Weight.WARNING, said, wants="reason", suggestion=_number(left.value, row), fact=_fact(left))


GENERIC: tuple[Check, ...] = (
    unreadable,
    not_entered,
    outside_bounds,
    above_hundred,
    one_per_cent,
    falling,
    below_part_year,
    unit_slip,
    footing,
    carried_over,
)


def about(
    row: Row, rule: str, weight: Weight, message: str, *, wants: Answer = "", suggestion: str | None = None, fact: str = ""
) -> Finding:
    """Return a finding about one row, for the checks of other apps."""
    return Finding(rule=rule, weight=weight, message=message, cell=str(row.key), wants=wants, suggestion=suggestion, fact=fact)


def _numbers(grid: Grid) -> Iterator[tuple[Row, Decimal]]:
    return ((row, row.value.value) for row in grid.rows if row.value and row.value.value is not None)


def _compared(row: Row) -> Figure | None:
    """Return the number a value should be near to: last year's, else the latest other one of its own year; None without one but zero."""
    return next((former for former in (row.last, row.previous) if former and former.value and former.unit == row.unit), None)


def _may_be_hundred(row: Row, value: Decimal) -> bool:
    former = _compared(row)
    return row.unit == "%" and value == 1 and (former is None or former.value is None or former.value >= _SLIP)


def _has_to_reach(row: Row, former: Figure) -> bool:
    """Tell whether a value far below the former one is doubtful: within the year there is simply less than in a whole one so far."""
    return row.is_final or (former is row.previous and former.basis != Basis.FORECAST)


def _parts(grid: Grid, row: Row) -> list[tuple[int, Decimal]]:
    """Return the signed parts of a total; nothing as long as one of them is still to come. What was not applicable counts as nothing."""
    found = []
    for part in row.place.parts:
        other = grid.by_item.get((part.item_id, row.key.measure, row.key.fiscal_year))
        if other is None or other.value is None or other.unit != row.unit:
            return []
        if other.value.value is not None:
            found.append((part.sign, other.value.value))
        elif other.value.missing != "not_applicable":
            return []
    return found


def _shown(value: Decimal, row: Row) -> str:
    return _number(value, row) + row.unit


def _number(value: Decimal, row: Row) -> str:
    return format_number(value, row.decimals, _STYLE)


def _rough(times: Decimal) -> str:
    """Return 1,000 for 1,027: what was multiplied is easier to see in a round number."""
    power = len(str(int(times))) - 1
    return format_number(round_half_up(times / 10**power) * 10**power, 0, _STYLE)


def _without_slip(value: Decimal, ratio: Decimal, row: Row) -> str | None:
    """Return the value in the row's unit where it was clearly typed in another: a thousandth, if that comes near last year's."""
    thousandth = value / 1000
    is_whole = round_half_up(thousandth, row.decimals) == thousandth
    return _number(thousandth, row) if 200 <= ratio <= 5000 and is_whole else None


def _fact(figure: Figure) -> str:
    return f"{figure_text(figure)} {figure.source}".strip()
