"""Ventures with the rights they work with, and the consortium."""

from ventures.models.companies import DATASET, FundingRound, Licence, Patent, Trial, Venture
from ventures.models.consortium import CareSite, Consortium, ConsortiumActivity, FeeClass, Membership, MemberTier

__all__ = [
    "DATASET",
    "CareSite",
    "Consortium",
    "ConsortiumActivity",
    "FeeClass",
    "FundingRound",
    "Licence",
    "MemberTier",
    "Membership",
    "Patent",
    "Trial",
    "Venture",
]
