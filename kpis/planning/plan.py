"""A plan period that is to be made: everything read and typed out, nothing stored yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpis.choices import Change, Fate, Scheme, SuccessionKind
from ledger.choices import Weight


@dataclass(frozen=True, kw_only=True)
class NewDocument:
    """A paper that is registered together with the plan, because it words the indicators."""

    code: str
    name: str
    body: str
    occasion: str
    dated_on: date


@dataclass(frozen=True, kw_only=True)
class NewGoal:
    text: str
    target_year: int


@dataclass(frozen=True, kw_only=True)
class NewTarget:
    """The target of one year: a number, a range from value to upper, or the reason why there is none."""

    year: int
    value: Decimal | None = None
    upper: Decimal | None = None
    missing: str = ""


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """An indicator's place in the new plan.

    key: under which the draft knows it. old: code of the indicator of the plan before, empty for a new one. code: of the indicator this
    place will have. minimum, maximum: what its values may reach, in its unit. note: why the targets are right although doubted.
    """

    key: str
    fate: Fate
    old: str
    code: str
    label: str
    objective: str
    unit: str
    kind: str
    direction: str
    decimals: int
    definition: str = ""
    succession: str = SuccessionKind.REDEFINED
    succession_note: str = ""
    target_type: str
    narrative: str = ""
    scheme: str = Scheme.MET.value
    significance: str = ""
    mark: str = ""
    footnote: str = ""
    targets: tuple[NewTarget, ...] = ()
    note: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    @property
    def is_new_indicator(self) -> bool:
        return self.fate in (Fate.NEW, Fate.REDEFINED)

    @property
    def change(self) -> Change:
        """Return what the papers will mark, as `kpis.queries.plans` finds it once the plan stands (docs/decisions/0006)."""
        if self.fate == Fate.NEW:
            return Change.NEW
        return Change(self.succession) if self.fate == Fate.REDEFINED else Change.NONE


@dataclass(frozen=True, kw_only=True)
class NewPlan:
    """years: fiscal, both inclusive. lines: in the order of the paper, ended ones among them. document: a code, or a paper to register."""

    code: str
    name: str
    name_en: str = ""
    reading: str = ""
    predecessor: str
    first_year: int
    last_year: int
    gap_reason: str = ""
    goals_note: str = ""
    document: str | NewDocument
    goals: tuple[NewGoal, ...] = ()
    lines: tuple[NewLine, ...] = ()

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @property
    def document_code(self) -> str:
        return self.document if isinstance(self.document, str) else self.document.code

    def going_on(self) -> Iterator[NewLine]:
        """Yield the lines the new plan has."""
        return (line for line in self.lines if line.fate != Fate.ENDED)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is wrong or doubtful. step, anchor: the page and the id of the field to go to."""

    weight: Weight
    step: str
    anchor: str
    label: str
    message: str

    @property
    def is_error(self) -> bool:
        return self.weight == Weight.ERROR
