"""The ledger: every figure there is, in approved revisions of sheets, and the papers they were printed in."""

from ledger.models.figures import Item, MeasureManager, Revision, RevisionQuerySet, Sheet, TotalPart, Value, ValueQuerySet
from ledger.models.loading import LoadedRow
from ledger.models.sources import Mention, Sourced, SourceDocument

__all__ = [
    "Item",
    "LoadedRow",
    "MeasureManager",
    "Mention",
    "Revision",
    "RevisionQuerySet",
    "Sheet",
    "SourceDocument",
    "Sourced",
    "TotalPart",
    "Value",
    "ValueQuerySet",
]
