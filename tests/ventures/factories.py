"""Companies and consortia with fixed, readable values."""

from typing import Any

from programs.models import Organization
from ventures.models import Consortium, MemberTier, Venture


def make_venture(code: str = "nano", **fields: Any) -> Venture:
    organization = Organization.objects.create(code=code, name=f"(株){code}", kind="company")
    defaults = {"code": code, "name": f"(株){code}", "organization": organization, "founded_year": 2019, "technology": "診断装置の開発"}
    return Venture.objects.create(**defaults | fields)


def make_consortium(code: str = "care", **fields: Any) -> Consortium:
    return Consortium.objects.create(**{"code": code, "name": f"コンソーシアム {code}", "founded_year": 2024, "founded_month": 11} | fields)


def make_tier(consortium: Consortium, code: str = "corporate", **fields: Any) -> MemberTier:
    return MemberTier.objects.create(**{"consortium": consortium, "code": code, "name": f"会員 {code}", "order": 1} | fields)
