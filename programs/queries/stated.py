"""What a paper of a day could have said."""

from datetime import date

from django.db.models import Q


def stated_by(on: date) -> Q:
    """Return the condition on a sourced row that its paper was there on that day; rows without a paper were entered by people."""
    return Q(document=None) | Q(document__dated_on__lte=on)
