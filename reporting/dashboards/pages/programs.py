"""事業・協定: the programmes as a tree, the agreements, the promises and the milestones, put in the order they are read in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import term_short
from iconm.lib.present import figure_text, figure_years
from iconm.lib.wareki import date_short, month_short
from ledger.queries import Known
from programs.charts import strips
from programs.charts.timeline import runs_on
from programs.choices import AgreementKind, CommitmentState, ItemRole, ProgramKind, Relation
from programs.queries.governance import CommitmentLine
from programs.queries.history import AgreementLine, MilestoneLine
from programs.queries.lines import ProgramLine
from programs.tables.governance import due_text
from reporting.dashboards.program_items import ItemLink, received

MOST_ROWS = 30  # of one list on the page; what is more stands in the register


@dataclass(frozen=True)
class Amount:
    """A figure of the ledger as a list prints it. year: to which years it belongs, empty for a fact without one."""

    figure: Figure
    text: str
    year: str

    @classmethod
    def of(cls, figure: Figure | None) -> "Amount | None":
        return cls(figure, figure_text(figure), figure_years(figure)) if figure else None


@dataclass(frozen=True)
class ProgramRow:
    """depth: 1 below another programme of the list."""

    line: ProgramLine
    depth: int
    is_running: bool
    ceilings: tuple[Amount, ...]
    received: tuple[Amount, ...]

    @property
    def kind(self) -> str | Promise:
        return ProgramKind(self.line.kind).label


@dataclass(frozen=True)
class Group:
    """iCONM's programmes, or those of the neighbourhood, which are never counted with them."""

    relation: str | Promise
    is_own: bool
    rows: tuple[ProgramRow, ...]


@dataclass(frozen=True)
class AgreementRow:
    line: AgreementLine
    kind: str | Promise
    signed: str
    term: str
    parties: str
    is_running: bool


@dataclass(frozen=True)
class StateOfPromise:
    icon: str
    tone: str = ""


@dataclass(frozen=True)
class PromiseRow:
    line: CommitmentLine
    due: str
    state: CommitmentState

    @property
    def look(self) -> StateOfPromise:
        return _LOOKS[self.state]


@dataclass(frozen=True)
class MilestoneRow:
    line: MilestoneLine
    when: str


@dataclass(frozen=True)
class Summary:
    """How many there are, and which promises are overdue."""

    own: int
    neighbours: int
    agreements: int
    running: int
    overdue: tuple[str, ...]


_LOOKS = {
    CommitmentState.OPEN: StateOfPromise("planned"),
    CommitmentState.YEARLY: StateOfPromise("running"),
    CommitmentState.EVALUATED: StateOfPromise("reached", "good"),
    CommitmentState.DECIDED: StateOfPromise("done", "good"),
    CommitmentState.OVERDUE: StateOfPromise("warning", "bad"),
    CommitmentState.ENDED: StateOfPromise("none"),
}
# What waits longest comes first, what is settled last.
_URGENCY = (
    CommitmentState.OVERDUE,
    CommitmentState.OPEN,
    CommitmentState.YEARLY,
    CommitmentState.EVALUATED,
    CommitmentState.DECIDED,
    CommitmentState.ENDED,
)


def summary(lines: Sequence[ProgramLine], agreed: Sequence[AgreementLine], promises: Sequence[PromiseRow], on: date) -> Summary:
    own = sum(line.is_own for line in lines)
    overdue = tuple(row.line.name for row in promises if row.state == CommitmentState.OVERDUE)
    return Summary(own, len(lines) - own, len(agreed), sum(runs_on(line, on) for line in agreed), overdue)


def groups(lines: Sequence[ProgramLine], links: Iterable[ItemLink], known: Known) -> list[Group]:
    """Return the programmes by whose they are, each below its parent; iCONM's first, within them the latest first. At most MOST_ROWS."""
    items: dict[tuple[str, str], list[str]] = defaultdict(list)
    for link in links:
        items[link.program, link.role].append(link.item)
    rows = [_row(line, depth, items, known) for line, depth in _tree(lines)][:MOST_ROWS]
    found = ((relation, tuple(row for row in rows if row.line.relation == relation)) for relation in Relation)
    return [Group(relation.label, relation == Relation.OWN, members) for relation, members in found if members]


def agreement_rows(lines: Sequence[AgreementLine], on: date) -> list[AgreementRow]:
    """Return the agreements in force on the day, then the others, the latest first. At most MOST_ROWS."""
    latest = sorted(lines, key=lambda line: (runs_on(line, on), line.signed or (line.first_year or 0, 0)), reverse=True)
    return [_agreement(line, on) for line in latest[:MOST_ROWS]]


def promise_rows(lines: Iterable[CommitmentLine], on: date) -> list[PromiseRow]:
    """Return the promises, what is overdue first and what is settled last. At most MOST_ROWS."""
    rows = [PromiseRow(line, due_text(line), line.state(on)) for line in lines]
    rows.sort(key=lambda row: (_URGENCY.index(row.state), row.line.due_year or 9999))
    return rows[:MOST_ROWS]


def milestone_rows(lines: Iterable[MilestoneLine], series: str) -> list[MilestoneRow]:
    """Return the milestones of one list, or of all, the newest first."""
    dated = [(strips.milestone(line), line) for line in lines if series in ("", line.series)]
    dated.sort(key=lambda pair: pair[0].day, reverse=True)
    return [MilestoneRow(line, moment.when) for moment, line in dated]


def default_themes(lines: Iterable[ProgramLine], on: date) -> str:
    """Return the programme whose themes are shown without being asked for: iCONM's, running, the latest; empty where there is none."""
    themed = [line for line in lines if line.has_partners]
    latest = max(themed, key=lambda line: (line.is_own, line.runs_on(on), line.first_year or 0), default=None)
    return latest.code if latest else ""


def _tree(lines: Sequence[ProgramLine]) -> Iterator[tuple[ProgramLine, int]]:
    """Yield each programme with its depth: those without a parent in the list, the latest first, each followed by its own."""
    codes = {line.code: line.relation for line in lines}
    below: dict[str, list[ProgramLine]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (-_begins(line), line.label)):
        has_parent = codes.get(line.parent) == line.relation
        below[line.parent if has_parent else ""].append(line)
    for relation in Relation:
        for line in below[""]:
            if line.relation == relation:
                yield from _branch(line, below, 0)


def _branch(line: ProgramLine, below: Mapping[str, Sequence[ProgramLine]], depth: int) -> Iterator[tuple[ProgramLine, int]]:
    yield line, min(depth, 3)
    for child in below.get(line.code, ()):
        yield from _branch(child, below, depth + 1)


def _begins(line: ProgramLine) -> int:
    return line.first_year or (line.adopted[0] if line.adopted else 0)


def _row(line: ProgramLine, depth: int, items: Mapping[tuple[str, str], Sequence[str]], known: Known) -> ProgramRow:
    ceilings = (Amount.of(known.latest(item)) for item in items.get((line.code, ItemRole.CEILING), ()))
    # Money of the neighbourhood is never shown as received: the register refuses it, and the page does not look.
    codes = items.get((line.code, ItemRole.RECEIVED), ()) if line.is_own else ()
    sums = (Amount.of(received(known, item)) for item in codes)
    return ProgramRow(line, depth, line.runs_on(known.on), tuple(each for each in ceilings if each), tuple(each for each in sums if each))


def _agreement(line: AgreementLine, on: date) -> AgreementRow:
    return AgreementRow(
        line=line,
        kind=AgreementKind(line.kind).label,
        signed=month_short(*line.signed) if line.signed else "",
        term=term_short(line.first_year, line.last_year) or (f"{date_short(line.starts_on)}～" if line.starts_on else ""),
        parties="、".join(line.parties) + ("等" if line.is_open_list else ""),
        is_running=runs_on(line, on),
    )
