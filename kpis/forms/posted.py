"""What a page sent, put into the draft exactly as typed; then the buttons that change the list itself."""

from collections.abc import Mapping

import msgspec

from iconm.lib.fiscal_year import FiscalYear
from kpis.forms.fields import Choices, typed_into
from kpis.forms.lines import GoalForm, LineForm
from kpis.forms.period import PeriodForm
from kpis.planning.draft import INDICATORS, PERIOD, PlanDraft, RawLine
from kpis.planning.suggest import new_goal, new_line

TARGET_FIELDS = ("target_type", "narrative", "note")


def with_posted(content: PlanDraft, posted: Mapping[str, str], *, step: str, years: range | None) -> PlanDraft:
    """Return the draft with the fields of a step as they were sent."""
    saved = content.saved if step in content.saved else (*content.saved, step)
    if step == PERIOD:
        return msgspec.structs.replace(content, saved=saved, period=typed_into(PeriodForm, posted, before=content.period))
    if step == INDICATORS:
        lines, goals = (_retyped(content.lines, LineForm, posted), _retyped(content.goals, GoalForm, posted))
        return msgspec.structs.replace(content, saved=saved, lines=lines, goals=goals)
    targets = dict(content.targets)
    for line in content.lines:
        targets[line.key] = _targets(targets.get(line.key, {}), posted, line.key, years or range(0))
    return msgspec.structs.replace(content, saved=saved, targets={key: fields for key, fields in targets.items() if fields})


def with_command(content: PlanDraft, command: str, objectives: Choices) -> PlanDraft:
    """Return the draft with its lines in order, after a button: `up:key`, `down:key`, `remove:key`, `add:indicator`, `add:goal`."""
    content = msgspec.structs.replace(content, lines=in_order(content.lines, objectives))
    verb, _colon, key = command.partition(":")
    if verb == "add" and key == "goal":
        return msgspec.structs.replace(content, goals=(*content.goals, new_goal(content)))
    if verb == "add":
        added = (*content.lines, new_line(content, objectives[-1][0] if objectives else ""))
        return msgspec.structs.replace(content, lines=in_order(added, objectives))
    if verb == "remove":
        return _without(content, key)
    if verb in ("up", "down"):
        return msgspec.structs.replace(content, lines=_moved(content.lines, key, -1 if verb == "up" else 1))
    return content


def in_order(lines: tuple[RawLine, ...], objectives: Choices) -> tuple[RawLine, ...]:
    """Return the lines as the papers list them, by objective and number, and numbered anew. What is no number keeps its place."""
    places = {code: place for place, (code, _name) in enumerate(objectives)}
    numbered = list(enumerate(lines, start=1))
    numbered.sort(key=lambda pair: (places.get(pair[1].fields.get("objective", ""), len(places)), _number(pair[1], pair[0]), pair[0]))
    return tuple(_with(line, order=str(place)) for place, (_was, line) in enumerate(numbered, start=1))


def _retyped(lines: tuple[RawLine, ...], form: type[LineForm | GoalForm], posted: Mapping[str, str]) -> tuple[RawLine, ...]:
    return tuple(msgspec.structs.replace(line, fields=typed_into(form, posted, prefix=line.key, before=line.fields)) for line in lines)


def _targets(before: dict[str, str], posted: Mapping[str, str], key: str, years: range) -> dict[str, str]:
    """Return the targets of a line. Years that are no longer the plan's are kept: the period may have been mistyped."""
    names = (*TARGET_FIELDS, *(str(year) for year in years))
    return before | {name: posted[f"{key}-{name}"] for name in names if f"{key}-{name}" in posted}


def _without(content: PlanDraft, key: str) -> PlanDraft:
    """Leave out a new indicator or a goal. An indicator of the plan before stays in the list: it ends by being marked so."""
    return msgspec.structs.replace(
        content,
        lines=tuple(line for line in content.lines if line.key != key or line.old),
        goals=tuple(goal for goal in content.goals if goal.key != key),
    )


def _moved(lines: tuple[RawLine, ...], key: str, by: int) -> tuple[RawLine, ...]:
    """Change places with the neighbour of the same objective; at the end of its objective a line stays where it is."""
    place = next((place for place, line in enumerate(lines) if line.key == key), None)
    if place is None or not 0 <= place + by < len(lines):
        return lines
    line, neighbour = lines[place], lines[place + by]
    if line.fields.get("objective") != neighbour.fields.get("objective"):
        return lines
    changed = list(lines)
    changed[place + by], changed[place] = _with(line, order=str(place + by + 1)), _with(neighbour, order=str(place + 1))
    return tuple(changed)


def _with(line: RawLine, **fields: str) -> RawLine:
    return msgspec.structs.replace(line, fields=line.fields | fields)


def _number(line: RawLine, otherwise: int) -> int:
    typed = line.fields.get("order", "").strip()
    return int(typed) if typed.isdecimal() else otherwise


def years_of(content: PlanDraft, years: range | None) -> str:
    """Return R12～R15 for the head of a page; empty while the years are not known."""
    return f"{FiscalYear(years[0]).short}～{FiscalYear(years[-1]).short}" if years and content.period else ""
