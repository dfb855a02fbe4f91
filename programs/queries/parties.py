"""Reads: who takes part in a programme and its themes, by kind and role."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from programs.models import Participation, Theme
from programs.queries.names import name_on
from programs.queries.projects import ThemeLine
from programs.queries.stated import stated_by


@dataclass(frozen=True)
class Party:
    """An organization at one place of a programme. organization: its code, by which it is counted once. kind: of OrganizationKind.

    name: as printed, else as on the day. theme: code, empty for the programme as a whole.
    """

    organization: str
    name: str
    kind: str
    role: str
    theme: str = ""
    is_open_list: bool = False


def taking_part(on: date) -> QuerySet[Participation]:
    """Return the participations stated and in force on that day."""
    begun = Q(valid_from=None) | Q(valid_from__lte=on)
    return Participation.objects.filter(stated_by(on), begun, Q(valid_until=None) | Q(valid_until__gt=on))


def parties(program: str, on: date) -> tuple[Party, ...]:
    """Return the places of a programme in printed order. One query."""
    rows = taking_part(on).filter(program__code=program).order_by("theme__order", "order", "pk")
    columns = ("organization__code", "printed", name_on(on, "organization"), "organization__kind", "role", "theme__code", "is_open_list")
    return tuple(
        Party(code, printed or name, kind, role, theme or "", is_open)
        for code, printed, name, kind, role, theme, is_open in rows.values_list(*columns)
    )


def themes(program: str, on: date) -> tuple[ThemeLine, ...]:
    """Return the themes and components of a programme in printed order, without their members. One query."""
    rows = Theme.objects.in_force(on).filter(stated_by(on), program__code=program).order_by("order")
    columns = ("code", "number", "name", "target", "outline", "is_open_list")
    return tuple(
        ThemeLine(code, number, name, target, tuple(outline.splitlines()), is_open)
        for code, number, name, target, outline, is_open in rows.values_list(*columns)
    )
