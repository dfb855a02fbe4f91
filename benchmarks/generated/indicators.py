"""The indicators: in which plans each stands, what it continues, and its numbers. Pure arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from benchmarks.generated.size import PLAN_YEARS, Size, code
from iconm.lib.choices import Missing
from kpis.choices import Direction, TargetType

# Unit, kind, decimals, first target, what each year adds, and the word after the name.
_KINDS = (
    ("件", "cumulative", 0, 10, "3", "（累計）"),
    ("件", "flow", 0, 40, "2", "（年間）"),
    ("%", "rate", 1, 70, "0.5", "（率）"),
    ("千円", "flow", 0, 300_000, "2000", "（年額）"),
    ("社", "stock", 0, 12, "1", "（年度末）"),
    ("日", "flow", 0, 90, "-1", "（所要日数）"),
)
_PERMANENT = 10  # each tenth indicator stands in every plan
_SUCCEEDING = 12  # of each twelfth that is new it is known what it took the place of
_MISSING_OF = 23  # one value of so many is missing


@dataclass(frozen=True)
class Generated:
    """An indicator. plans: the numbers of those it stands in, from 0 on. follows: the number of the indicator it took the place of."""

    number: int
    plans: range
    follows: int | None = None

    @property
    def code(self) -> str:
        return code("indicator", self.number)

    @property
    def item(self) -> str:
        return code("kpi", self.number)

    @cached_property
    def _kind(self) -> tuple[str, str, int, int, str, str]:
        return _KINDS[self.number % len(_KINDS)]

    @property
    def unit(self) -> str:
        return self._kind[0]

    @property
    def kind(self) -> str:
        return self._kind[1]

    @property
    def decimals(self) -> int:
        return self._kind[2]

    @property
    def word(self) -> str:
        return self._kind[5]

    @property
    def direction(self) -> Direction:
        return Direction.DOWN if self._kind[4].startswith("-") else Direction.UP

    @property
    def target_type(self) -> TargetType:
        if self.direction == Direction.DOWN:
            return TargetType.AT_MOST
        return TargetType.RANGE if self.number % 20 == 7 else TargetType.AT_LEAST

    def years(self, size: Size) -> range:
        """Return the years with actuals, counted from the first generated one."""
        return range(self.plans.start * PLAN_YEARS, min(self.plans.stop * PLAN_YEARS, size.years))

    def target(self, year: int) -> Decimal:
        _unit, _kind, _decimals, first, step, _word = self._kind
        return Decimal(first + self.number % 7) + Decimal(step) * year

    def actual(self, year: int) -> Decimal:
        """Return what was reached: mostly the target and a little more, now and then less; a cumulative count never falls."""
        step = abs(Decimal(self._kind[4]))
        return self.target(year) + step * ((self.number * 7 + year * 5) % 6 - 2) / 2 if self.kind != "cumulative" else self._counted(year)

    def _counted(self, year: int) -> Decimal:
        return self.target(year) + (self.number + year) % 4 - 1

    def missing(self, year: int) -> str:
        """Return why there is no actual, each reason in turn; empty where there is one."""
        if (self.number + 7 * year) % _MISSING_OF:
            return ""
        return Missing.values[(self.number + year) % len(Missing.values)]


def indicators(size: Size) -> tuple[Generated, ...]:
    """Return the indicators: a tenth of them in every plan, the others in one to three, some in the place of one that ended."""
    found: list[Generated] = []
    ended: dict[int, list[int]] = {}
    for number in range(1, size.indicators + 1):
        plans = _plans(number, size.plans)
        before = ended.get(plans.start, ())
        follows = ended[plans.start].pop() if before and number % _SUCCEEDING == 5 else None
        found.append(Generated(number, plans, follows))
        ended.setdefault(plans.stop, []).append(number)
    return tuple(found)


def _plans(number: int, plans: int) -> range:
    if number % _PERMANENT == 1:
        return range(plans)
    first = number % plans
    return range(first, min(first + 1 + number // plans % 3, plans))


def successions(found: tuple[Generated, ...]) -> Iterator[tuple[Generated, Generated]]:
    """Yield what ended and what took its place."""
    by_number = {each.number: each for each in found}
    return ((by_number[each.follows], each) for each in found if each.follows is not None)
