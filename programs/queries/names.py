"""The names organizations bore on a day, as an expression of the query that reads the rest: it takes no query of its own."""

from datetime import date

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from programs.choices import NameKind
from programs.models import OrganizationName


def name_on(on: date, path: str) -> Coalesce:
    """Return the name on that day of the organization a path of references leads to; NULL where there is none.

    A former name counts with the day it ended on: of several that cover the day, the one that ended first. Without one, the name in force.
    """
    borne = OrganizationName.objects.filter(organization=OuterRef(path), kind=NameKind.FORMER, valid_until__gt=on)
    names = borne.filter(Q(valid_from=None) | Q(valid_from__lte=on)).order_by("valid_until", "pk").values("name")
    return Coalesce(Subquery(names[:1]), F(f"{path}__name"))


def gone_by(on: date, path: str) -> Q:
    """Return the condition that the other name a path leads to was a former one by that day; one without dates always was."""
    return Q(**{f"{path}__kind": NameKind.FORMER}) & (Q(**{f"{path}__valid_until": None}) | Q(**{f"{path}__valid_until__lte": on}))
