"""What was typed so far about a new plan, as it was typed. The forms read it; nothing here judges it.

It is kept whole in one `ledger.models.Draft` of the kind below. Its key names the plan before: a plan has one successor, so one draft.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from ledger.models import Draft

KIND = "plan-period"
PERIOD, INDICATORS, TARGETS, CONFIRM = "period", "indicators", "targets", "confirm"
STEPS = (PERIOD, INDICATORS, TARGETS, CONFIRM)

Raw = Mapping[str, str]


class RawLine(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of an indicator or a goal. key: tells it from its neighbours. old: code of the old indicator, empty for a new one."""

    key: str
    old: str = ""
    fields: dict[str, str]


class PlanDraft(msgspec.Struct, frozen=True, kw_only=True):
    """version: counts saves, so that nobody overwrites what a colleague saved meanwhile. saved: the steps somebody has saved.

    targets: by the key of the line, then by the name of the field; a year's target is under the year.
    """

    version: int = 1
    predecessor: str
    saved: tuple[str, ...] = ()
    period: dict[str, str]
    lines: tuple[RawLine, ...]
    goals: tuple[RawLine, ...]
    targets: dict[str, dict[str, str]]

    def flat(self) -> dict[str, str]:
        """Return every field by a name of its own, for the audit entry: `trials.label`."""
        return dict(self._flat())

    def _flat(self) -> Iterator[tuple[str, str]]:
        yield from ((f"period.{name}", text) for name, text in self.period.items())
        for line in (*self.lines, *self.goals):
            yield from ((f"{line.key}.{name}", text) for name, text in line.fields.items())
        for key, fields in self.targets.items():
            yield from ((f"{key}.target.{name}", text) for name, text in fields.items())


def key_of(predecessor: str) -> str:
    return f"after-{predecessor}"[:80]


def find(key: str) -> Draft | None:
    return Draft.objects.filter(kind=KIND, key=key).select_related("owner").first()


def content_of(draft: Draft) -> PlanDraft:
    return msgspec.convert(draft.content, PlanDraft)


def stored(content: PlanDraft) -> Any:
    """Return the content as the database keeps it. PostgreSQL's JSON has no NUL sign, which no keyboard types either."""
    return _without_nul(msgspec.to_builtins(content))


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, dict):
        return {key: _without_nul(entry) for key, entry in value.items()}
    return [_without_nul(entry) for entry in value] if isinstance(value, list | tuple) else value
