"""Reads: programmes with their themes, figures and participants, and joint research, as the papers known on a day state them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
from django.db.models import F, Q

from iconm.lib.figure import Figure
from ledger.queries import Known
from programs.choices import ItemRole
from programs.models import FundingProgram, JointResearch, Participation
from programs.queries.names import name_on
from programs.queries.stated import is_stated, stated_by

DATASET = "programs"


@dataclass(frozen=True)
class Member:
    """An organization in a programme. organization: its code, by which it is counted once. name: as printed, else as on the day.

    is_open_list: 等 follows it.
    """

    organization: str
    name: str
    role: str
    theme: str = ""
    is_open_list: bool = False


@dataclass(frozen=True)
class ThemeLine:
    code: str
    number: str
    name: str
    target: str
    outline: tuple[str, ...]
    is_open_list: bool
    members: tuple[Member, ...] = ()

    def with_role(self, role: str) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.role == role)


@dataclass(frozen=True)
class Project:
    """A programme. rate: the share the funder pays, as printed: 1/2; empty where none is set. members: those of no single theme."""

    code: str
    name: str
    short_name: str
    kind: str
    parent: str
    funder: str
    purpose: str
    eligible: str
    covers: str
    rate: str
    is_open_list: bool
    themes: tuple[ThemeLine, ...]
    items: Mapping[str, tuple[str, ...]]
    members: tuple[Member, ...]

    @property
    def label(self) -> str:
        return self.short_name or self.name


@dataclass(frozen=True)
class JointLine:
    """A contract with a company. signed: (year, month) of the western calendar. Days are inclusive."""

    name: str
    mark: str
    partner: str
    signed: tuple[int, int] | None
    starts_on: date | None
    ends_on: date | None
    place: str
    aim: str
    note: str


@dataclass(frozen=True)
class ProjectFigures:
    """Programmes by code, and joint research in printed order. known: the figures of this app, each grouped under its programme."""

    known: Known
    programs: Mapping[str, Project]
    joint_research: tuple[JointLine, ...]

    def children(self, code: str) -> tuple[Project, ...]:
        return tuple(program for program in self.programs.values() if program.parent == code)

    def figures(self, program: Project, role: ItemRole) -> tuple[Figure, ...]:
        """Return of each item the programme has in this role the latest figure, in printed order."""
        found = (self.known.latest(item) for item in program.items.get(role, ()))
        return tuple(figure for figure in found if figure)


@dataclass
class _Parts:
    """What the joined rows of one programme hold, each once."""

    row: dict[str, Any]
    themes: dict[str, dict[str, Any]] = field(default_factory=dict)
    items: dict[tuple[str, str], int] = field(default_factory=dict)


def project_figures(known: Known) -> ProjectFigures:
    """Return what was stated by that day. Three queries: programmes with themes and items, participations, joint research."""
    members = _members(known.on)
    programs = {parts.row["code"]: _project(parts, members) for parts in _programs(known.on)}
    groups = {item: program.label for program in programs.values() for items in program.items.values() for item in items}
    described = (_described(figure, groups) for figure in known.figures if figure.dataset == DATASET)
    return ProjectFigures(
        known=Known(on=known.on, figures=tuple(described)),
        programs=programs,
        joint_research=tuple(_joint(row) for row in _joint_research(known.on)),
    )


_THEME = ("themes__code", "themes__number", "themes__order", "themes__name", "themes__target", "themes__outline", "themes__is_open_list")
_PROGRAM = (
    *("code", "name", "short_name", "kind", "funder", "purpose", "eligible", "covers", "rate_numerator", "rate_denominator"),
    *("is_open_list", "parent__code", "themes__document__dated_on", "themes__valid_from", "themes__valid_until"),
    *("items__item__code", "items__role", "items__order"),
    *_THEME,
)


def _programs(on: date) -> Iterable[_Parts]:
    """Return each programme with the few themes and items that the join pairs with each other."""
    found: dict[str, _Parts] = {}
    rows = (
        FundingProgram.objects.in_force(on)
        .filter(stated_by(on))
        .order_by(*(F(name).asc(nulls_first=True) for name in ("adopted_year", "adopted_month")), "code")
    )
    for row in rows.values(*_PROGRAM):
        parts = found.setdefault(row["code"], _Parts(row))
        if row["themes__code"] and _has_theme(row, on):
            parts.themes[row["themes__code"]] = row
        if row["items__item__code"]:
            parts.items[row["items__role"], row["items__item__code"]] = row["items__order"]
    return found.values()


def _has_theme(row: Mapping[str, Any], on: date) -> bool:
    """Return whether the theme joined to a programme is stated and in force on that day."""
    valid_from, valid_until = row["themes__valid_from"], row["themes__valid_until"]
    is_in_force = (valid_from is None or valid_from <= on) and (valid_until is None or valid_until > on)
    return is_in_force and is_stated(row["themes__document__dated_on"], on)


def _members(on: date) -> Mapping[str, list[Member]]:
    """Return the participants in force, by code of the programme, in printed order."""
    rows = (
        Participation.objects.filter(stated_by(on))
        .filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gt=on))
        .order_by("program__code", "theme__order", "order", "pk")
        .values_list("program__code", "organization__code", "printed", "role", "theme__code", "is_open_list", name_on(on, "organization"))
    )
    members: dict[str, list[Member]] = defaultdict(list)
    for program, code, printed, role, theme, is_open_list, name in rows:
        members[program].append(Member(code, printed or name, role, theme or "", is_open_list))
    return members


def _project(parts: _Parts, members: Mapping[str, list[Member]]) -> Project:
    row = parts.row
    everyone = members.get(row["code"], [])
    themes = sorted(parts.themes.values(), key=lambda theme: int(theme["themes__order"]))
    items: dict[str, list[str]] = defaultdict(list)
    for role, item in sorted(parts.items, key=lambda pair: (parts.items[pair], pair)):
        items[role].append(item)
    return Project(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        kind=row["kind"],
        parent=row["parent__code"] or "",
        funder=row["funder"],
        purpose=row["purpose"],
        eligible=row["eligible"],
        covers=row["covers"],
        rate=f"{row['rate_numerator']}/{row['rate_denominator']}" if row["rate_numerator"] else "",
        is_open_list=row["is_open_list"],
        themes=tuple(_theme(theme, everyone) for theme in themes),
        items={role: tuple(codes) for role, codes in items.items()},
        members=tuple(member for member in everyone if not member.theme),
    )


def _theme(row: Mapping[str, Any], everyone: Iterable[Member]) -> ThemeLine:
    return ThemeLine(
        code=row["themes__code"],
        number=row["themes__number"],
        name=row["themes__name"],
        target=row["themes__target"],
        outline=tuple(row["themes__outline"].splitlines()),
        is_open_list=row["themes__is_open_list"],
        members=tuple(member for member in everyone if member.theme == row["themes__code"]),
    )


def _joint_research(on: date) -> Iterable[Any]:
    rows: Iterable[Any] = JointResearch.objects.in_force(on).filter(stated_by(on)).annotate(partner_name=name_on(on, "partner"))
    return rows


def _joint(row: Any) -> JointLine:
    signed = (row.signed_year, row.signed_month) if row.signed_year and row.signed_month else None
    return JointLine(row.name, row.mark, row.partner_name, signed, row.starts_on, row.ends_on, row.place, row.aim, row.note)


def _described(figure: Figure, groups: Mapping[str, str]) -> Figure:
    return msgspec.structs.replace(figure, group=groups[figure.item_code]) if figure.item_code in groups else figure
