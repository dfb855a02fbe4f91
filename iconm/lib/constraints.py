"""Conditions and checks that several registers share: terms that run forward, days that exist."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def forward(first: str, last: str, *, strict: bool = False) -> Q:
    """Return the condition that a term has no end without a beginning and ends no earlier than it begins; strict: it ends later.

    A bare comparison would let an end without a beginning through: a check that comes out as NULL holds.
    """
    return Q(**{last: None}) | Q(**{f"{first}__isnull": False, f"{last}__{'gt' if strict else 'gte'}": F(first)})


def needs(field: str, other: str) -> Q:
    """Return the condition that one field is filled in only where the other is."""
    return Q(**{field: None}) | Q(**{f"{other}__isnull": False})


def refuse_impossible_day(year: int | None, month: int | None, day: int | None, *, field: str) -> None:
    """Raise ValidationError on the field for a day its month does not have."""
    if year is None or month is None or day is None:
        return
    try:
        date(year, month, day)
    except ValueError as error:
        message = _("%(year)s年%(month)s月%(day)s日という日はありません。") % {"year": year, "month": month, "day": day}
        raise ValidationError({field: message}) from error
