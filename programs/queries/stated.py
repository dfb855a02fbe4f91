"""What a paper of a day could have said."""

from datetime import date

from django.db.models import Q


def stated_by(on: date) -> Q:
    """Return the condition on a sourced row that its paper was there on that day; rows without a paper were entered by people."""
    return Q(document=None) | Q(document__dated_on__lte=on)


def is_stated(dated_on: date | None, on: date) -> bool:
    """Return the same of a row that came by a join, from the day of its paper."""
    return dated_on is None or dated_on <= on
