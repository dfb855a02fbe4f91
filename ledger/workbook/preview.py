"""What taking a file over would do to a draft, cell by cell. Reads only, and costs no query: the grid is loaded."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Literal

from django.utils.translation import gettext as _

from accounts.models import User
from iconm.lib.workbook_parts import Place
from ledger.actions.cells import LENGTHS, Typed, as_it_would_be
from ledger.choices import Weight
from ledger.grid.checks import find
from ledger.grid.findings import Finding
from ledger.grid.reading import ReadingError, understand
from ledger.grid.rows import Grid, Row, reading_of
from ledger.workbook.layout import BY_NAME, ENTRIES
from ledger.workbook.lines import held, labels_of
from ledger.workbook.matching import is_older, matched, require_same_sheet
from ledger.workbook.read import Entered, Filled

State = Literal["changed", "conflict"]
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A cell the file would change. now: what the draft holds. new: what the file does. stands, understood: the values these make, with
    their unit.

    by, at: who saved what the draft holds, and when.
    """

    key: str
    name: str
    label: str
    place: Place
    state: State
    now: str
    new: str
    stands: str = ""
    understood: str = ""
    by: User | None = None
    at: datetime | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def column(self) -> str:
        return str(BY_NAME[self.name].label)

    @property
    def field(self) -> str:
        """Return the name under which the page sends which of two values is to stand."""
        return f"{self.name}:{self.key}"

    @property
    def says_more(self) -> bool:
        """Tell whether what was read has to be told: it is not simply the number that was typed."""
        return bool(self.understood) and not self.understood.startswith(self.new)


@dataclass(frozen=True)
class Problem:
    """Why a cell of the file cannot be taken. suggestion: a text that could be, if it is what was meant."""

    place: Place
    label: str
    column: str
    message: str
    suggestion: str | None = None

    @property
    def number(self) -> int:
        return self.place[0] + 1


@dataclass(frozen=True)
class Preview:
    """unchanged: how many cells the file leaves as they are. is_older: the draft was saved after the file was made."""

    grid: Grid
    filled: Filled
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]
    unchanged: int = 0
    is_older: bool = False

    @cached_property
    def conflicts(self) -> tuple[Difference, ...]:
        return tuple(each for each in self.differences if each.state == "conflict")

    @property
    def changed(self) -> int:
        """Return how many cells would change without anybody being asked: one in error would not."""
        wrong = {problem.place for problem in self.problems}
        return sum(each.state == "changed" and each.place not in wrong for each in self.differences)

    @property
    def warnings(self) -> int:
        return len({finding for each in self.differences for finding in each.findings})

    @property
    def can_be_saved(self) -> bool:
        return bool(self.differences) and not self.problems

    def marks(self) -> dict[Place, str]:
        """Return every problem by the place of its cell in the sheet."""
        found: dict[Place, list[str]] = defaultdict(list)
        for problem in self.problems:
            offer = (
                _("「%(text)s」のことでしたら、そのように入力してください。") % {"text": problem.suggestion} if problem.suggestion else ""
            )
            found[problem.place].append(problem.message + offer)
        return {place: "\n".join(messages) for place, messages in found.items()}

    def wanted(self, choices: Mapping[str, str]) -> list[Difference]:
        """Return what is to be saved. choices: for each conflict, by its `field`, whose value is to stand."""
        return [each for each in self.differences if each.state == "changed" or choices.get(each.field) == MINE]

    def entries(self, choices: Mapping[str, str]) -> list[Typed]:
        return list(_entries(self.wanted(choices)))


@dataclass
class _Build:
    grid: Grid
    filled: Filled
    labels: Mapping[str, str]
    differences: list[Difference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0

    def take(self, line: Entered, row: Row) -> None:
        for name in ENTRIES:
            if name in line.faults:
                self.refuse(line, name, line.faults[name])
            elif name in line.texts:
                self.compare(line, row, name)

    def compare(self, line: Entered, row: Row, name: str) -> None:
        new, now = _tidy(line.texts[name], row, name), held(row, name)
        seen = line.seen.get(name, now)
        if _same(new, seen, row, name) or _same(new, now, row, name):
            self.unchanged += 1
        elif len(new) > LENGTHS[name]:
            words = {"label": BY_NAME[name].label, "most": LENGTHS[name]}
            self.refuse(line, name, _("%(label)sが長すぎます（%(most)s文字まで）。") % words)
        else:
            state: State = "changed" if _same(seen, now, row, name) else "conflict"
            self.differences.append(self.difference(line, row, name, new, state))

    def difference(self, line: Entered, row: Row, name: str, new: str, state: State) -> Difference:
        return Difference(
            key=str(row.key),
            name=name,
            label=self.labels[str(row.key)],
            place=self.filled.place(line, name),
            state=state,
            now=row.text if name == "typed" else held(row, name),
            new=new,
            stands=_valued(row) if name == "typed" else "",
            by=row.cell.updated_by if row.cell and row.cell.updated_by_id else None,  # nobody, for the answer to a request
            at=row.cell.updated_at if row.cell else None,
        )

    def refuse(self, line: Entered, name: str, message: str) -> None:
        self.problems.append(Problem(self.filled.place(line, name), line.label, str(BY_NAME[name].label), message))


def preview(grid: Grid, filled: Filled) -> Preview:
    """Compare the file with the draft. Raises WrongFormError for a file of another sheet."""
    require_same_sheet(grid, filled)
    build = _Build(grid, filled, dict(zip(grid.by_key, labels_of(grid), strict=True)))
    for line, key, problem in matched(grid, filled.lines):
        if problem:
            build.refuse(line, "typed", problem)
        else:
            build.take(line, grid.by_key[key])
    differences, errors = _checked(grid, build.differences)
    problems = sorted((*build.problems, *errors), key=lambda problem: problem.place)
    return Preview(grid, filled, differences, tuple(problems), build.unchanged, is_older(grid, filled))


def _checked(grid: Grid, differences: Sequence[Difference]) -> tuple[tuple[Difference, ...], list[Problem]]:
    """Run the guards over the grid as it would be: errors of changed values become problems, doubts go to the first cell of their row."""
    after = as_it_would_be(grid, list(_entries(differences)))
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in find(after):
        findings[finding.cell].append(finding)
    marked, problems = [], []
    for each in differences:
        row, found = after.by_key[each.key], findings.pop(each.key, [])
        problems += [*_errors(each, found), *_lost_note(each, row)]
        doubts = tuple(finding for finding in found if _is_doubt(finding))
        marked.append(replace(each, findings=doubts, understood=_understood(each, row)))
    return tuple(marked), problems


def _is_doubt(finding: Finding) -> bool:
    return finding.weight == Weight.WARNING and not finding.is_answered and finding.rule != "empty"  # an empty cell says that by itself


def _errors(difference: Difference, findings: Sequence[Finding]) -> Iterator[Problem]:
    """What was wrong with a value before stays with the draft: only a value the file changes is held against the file."""
    if difference.name == "typed":
        for finding in findings:
            if finding.weight == Weight.ERROR:
                yield Problem(difference.place, difference.label, difference.column, finding.message, finding.suggestion)


def _lost_note(difference: Difference, row: Row) -> Iterator[Problem]:
    """A note belongs to a value: without one there is nothing to keep it with."""
    if difference.name == "note" and difference.new and row.value is None:
        message = _("注記は、値（又は値がない理由）のある行に入力してください。")
        yield Problem(difference.place, difference.label, difference.column, message)


def _understood(difference: Difference, row: Row) -> str:
    """Return the value as the draft would hold it, for the cells of values."""
    return _valued(row) if difference.name == "typed" else ""


def _valued(row: Row) -> str:
    return reading_of(row.value).text(row.decimals) + ("" if row.value.missing else row.unit) if row.value else ""


def _tidy(text: str, row: Row, name: str) -> str:
    """Return a plain number as the grid writes it, and every other text as typed. Of 90% in a row of % the sign says nothing new."""
    if name != "typed":
        return text
    try:
        reading = understand(text, unit=row.unit, decimals=row.decimals, allow_range=row.allows_range)
    except ReadingError:
        return text
    is_number = reading.value is not None and reading.upper is None
    return reading.text(row.decimals) if is_number and (reading.is_plain or row.unit == "%") else text


def _same(one: str, other: str, row: Row, name: str) -> bool:
    """Tell whether two texts say the same: of values, whether they are read as the same."""
    if one == other:
        return True
    return name == "typed" and (read := _read(one, row)) is not None and read == _read(other, row)


def _read(text: str, row: Row) -> tuple[object, ...] | None:
    try:
        reading = understand(text, unit=row.unit, decimals=row.decimals, allow_range=row.allows_range)
    except ReadingError:
        return None
    return reading.value, reading.upper, reading.missing


def _entries(differences: Sequence[Difference]) -> Iterator[Typed]:
    by_key: dict[str, dict[str, str]] = defaultdict(dict)
    for each in differences:
        by_key[each.key][each.name] = each.new
    for key, texts in by_key.items():
        said = {name: texts.get(name) for name in ENTRIES}
        yield Typed(key=key, typed=said["typed"], note=said["note"], reason=said["reason"], cause=said["cause"], response=said["response"])
