"""The first draft of a plan: what the plan before has, one period later. Only structure is taken over, never a number."""

import re

from iconm.lib.fiscal_year import FiscalYear
from kpis.choices import Direction, Fate, Scheme, SuccessionKind, TargetType
from kpis.planning.draft import PlanDraft, Raw, RawLine
from kpis.queries.planning import OldLine, OldPlan
from ledger.bounds import bound_text
from ledger.choices import Kind

_NUMBER = re.compile(r"[0-9]+")


def first_draft(old: OldPlan) -> PlanDraft:
    first = old.last_year + 1
    last = first + old.last_year - old.first_year
    return PlanDraft(
        predecessor=old.code,
        period={
            "name": counted_on(old.name),
            "code": counted_on(old.code) if counted_on(old.code) != old.code else f"plan-{first}",
            "first_year": FiscalYear(first).header,
            "last_year": FiscalYear(last).header,
            "goals_note": old.goals_note,
        },
        lines=tuple(RawLine(key=line.code, old=line.code, fields=_fields(line, position)) for position, line in enumerate(old.lines, 1)),
        goals=tuple(
            RawLine(
                key=f"goal-{number}",
                fields={
                    "text": goal.text,
                    "target_year": FiscalYear(last if goal.target_year == old.last_year else goal.target_year).header,
                },
            )
            for number, goal in enumerate(old.goals, 1)
        ),
        targets={},
    )


def counted_on(name: str) -> str:
    """Return a name with its last number one higher: plan-4 is followed by plan-5, 第4期 by 第5期; a name without one stays."""
    numbers = list(_NUMBER.finditer(name))
    if not numbers:
        return name
    last = numbers[-1]
    return f"{name[: last.start()]}{int(last[0]) + 1}{name[last.end() :]}"


def new_line(content: PlanDraft, objective: str) -> RawLine:
    """Return an empty line for an indicator the plan before did not have, at the end of the list."""
    taken = {line.key for line in content.lines}
    number = next(number for number in range(1, len(taken) + 2) if f"new-{number}" not in taken)
    return RawLine(
        key=f"new-{number}",
        fields={
            "fate": Fate.NEW.value,
            "order": str(len(content.lines) + 1),
            "objective": objective,
            "code": f"{content.period.get('code', '')}-{number}".strip("-"),
            "kind": Kind.FLOW.value,
            "direction": Direction.UP.value,
            "scheme": Scheme.MET.value,
            "decimals": "0",
            "succession": SuccessionKind.REDEFINED.value,
        },
    )


def new_goal(content: PlanDraft) -> RawLine:
    taken = {goal.key for goal in content.goals}
    number = next(number for number in range(1, len(taken) + 2) if f"goal-{number}" not in taken)
    return RawLine(key=f"goal-{number}", fields={"text": "", "target_year": content.period.get("last_year", "")})


def target_type_of(line: RawLine, old: OldPlan) -> str:
    """Return the kind of target to begin with: the old one, or what the direction of a new indicator asks for."""
    before = old.line(line.old)
    if before:
        return before.target_type
    return (TargetType.AT_MOST if line.fields.get("direction") == Direction.DOWN else TargetType.AT_LEAST).value


def _fields(line: OldLine, position: int) -> dict[str, str]:
    return {
        "fate": Fate.KEPT.value,
        "order": str(position),
        "objective": line.objective,
        "label": line.label,
        "scheme": line.scheme,
        "significance": line.significance,
        "mark": line.mark,
        "footnote": line.footnote,
        **redefinition_of(line),
    }


def redefinition_of(line: OldLine) -> Raw:
    """Return what a redefined indicator would have, were its definition not changed; code: its own, as a code never changes hands."""
    return {
        "code": f"{line.code}-2",
        "unit": line.unit,
        "kind": line.kind,
        "direction": line.direction,
        "decimals": str(line.decimals),
        "minimum": bound_text(line.minimum),
        "maximum": bound_text(line.maximum),
        "definition": line.definition,
        "succession": SuccessionKind.REDEFINED.value,
    }
