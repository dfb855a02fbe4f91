"""The ledger: every figure there is, in approved revisions of sheets, how it was entered, and the papers it was printed in."""

from ledger.models.entry import Cell, CrossCheck, Draft
from ledger.models.figures import Item, MeasureManager, Revision, RevisionQuerySet, Sheet, TotalPart, Value, ValueQuerySet
from ledger.models.inquiries import Inquiry, InquiryLine
from ledger.models.loading import LoadedRow
from ledger.models.sources import Mention, Sourced, SourceDocument
from ledger.models.talk import Comment, Evidence
from ledger.models.years import LockException, YearBook

__all__ = [
    "Cell",
    "Comment",
    "CrossCheck",
    "Draft",
    "Evidence",
    "Inquiry",
    "InquiryLine",
    "Item",
    "LoadedRow",
    "LockException",
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
    "YearBook",
]
