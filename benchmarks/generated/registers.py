"""The rows of the other registers: organizations, programmes and who takes part in them, agreements, milestones, ventures, members."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from benchmarks.generated.size import MARK, Size, code, named, sourced
from programs.choices import AgreementKind, OrganizationKind, ParticipationRole
from ventures.models import DATASET, MemberTier

Rows = list[dict[str, Any]]
# How many rows thirty years have.
ORGANIZATIONS, PROGRAMS, PARTICIPATIONS, AGREEMENTS, MILESTONES, VENTURES, MEMBERS = 500, 30, 1000, 200, 200, 100, 150
_KINDS = (
    OrganizationKind.COMPANY,
    OrganizationKind.UNIVERSITY,
    OrganizationKind.COMPANY,
    OrganizationKind.INSTITUTE,
    OrganizationKind.CARE,
)
_ROLES = (ParticipationRole.PARTNER, ParticipationRole.COLLABORATOR, ParticipationRole.OPERATOR)


def organizations(size: Size) -> dict[str, Rows]:
    numbers = range(1, size.rows(ORGANIZATIONS) + 1)
    rows = [{"code": _body(n), **named("団体", "だんたい", n), "kind": _KINDS[n % len(_KINDS)].value, **sourced("1")} for n in numbers]
    return {"organization": rows}


def programs(size: Size, *, first_year: int) -> dict[str, Rows]:
    """Return the arrays of programs.toml."""
    return {
        "program": list(_programs(size, first_year)),
        "theme": list(_themes(size)),
        "participation": list(_participations(size)),
        "agreement": list(_agreements(size, first_year)),
        "agreement_party": list(_parties(size)),
        "milestone": list(_milestones(size, first_year)),
    }


def ventures(size: Size, *, first_year: int) -> dict[str, Rows]:
    """Return the arrays of ventures.toml; every other venture raised money, whose amount is an item."""
    numbers = range(1, size.rows(VENTURES) + 1)
    funded = numbers[1::2]
    return {
        "item": [_amount(n) for n in funded],
        "venture": [_venture(n, size, first_year) for n in numbers],
        "funding_round": [_round(n, size, first_year) for n in funded],
        "membership": list(_members(size, first_year)),
    }


def funding(size: Size) -> Iterator[tuple[str, int]]:
    """Yield the item of each funding round with its year, counted from the first generated one."""
    return ((_amount(n)["code"], _year(n, size.rows(VENTURES), size)) for n in range(2, size.rows(VENTURES) + 1, 2))


def _body(number: int) -> str:
    return code("organization", number)


def _year(number: int, rows: int, size: Size) -> int:
    """Return the year of a row, from 0 on, so that the rows spread evenly."""
    return (number - 1) * size.years // rows


def _programs(size: Size, first_year: int) -> Iterator[dict[str, Any]]:
    for n in range(1, size.rows(PROGRAMS) + 1):
        year = first_year + _year(n, size.rows(PROGRAMS), size)
        years = {"adopted_year": year, "adopted_month": 1 + n % 12, "first_year": year, "last_year": year + 4}
        money = {"rate_numerator": 1, "rate_denominator": 1 + n % 3, "purpose": MARK}
        yield {
            "code": code("program", n),
            **named("事業", "じぎょう", n),
            "kind": "project",
            "funder": MARK,
            **years,
            **money,
            **sourced("2"),
        }


def _themes(size: Size) -> Iterator[dict[str, Any]]:
    for n in range(1, size.rows(PROGRAMS) * 2 + 1):
        place = {"program": code("program", (n + 1) // 2), "number": str(1 + (n + 1) % 2), "order": 1 + (n + 1) % 2}
        yield {"code": code("theme", n), **named("課題", "かだい", n), **place, "target": MARK, **sourced("2")}


def _participations(size: Size) -> Iterator[dict[str, Any]]:
    """Yield who takes part: the organizations in turn, a theme in one row of two the same as in the row before."""
    themes, bodies = size.rows(PROGRAMS) * 2, size.rows(ORGANIZATIONS)
    for n in range(size.rows(PARTICIPATIONS)):
        theme = n % themes + 1
        who = {"organization": _body((n + n // bodies) % bodies + 1), "role": _ROLES[n % len(_ROLES)].value}
        yield {"program": code("program", (theme + 1) // 2), "theme": code("theme", theme), **who, "order": n + 1, **sourced("2")}


def _agreements(size: Size, first_year: int) -> Iterator[dict[str, Any]]:
    for n in range(1, size.rows(AGREEMENTS) + 1):
        year = first_year + _year(n, size.rows(AGREEMENTS), size)
        years = {"signed_year": year, "signed_month": 1 + n % 12, "first_year": year, "last_year": year + n % 6}
        kind = AgreementKind.values[n % len(AgreementKind.values)]
        yield {"code": code("agreement", n), **named("協定", "きょうてい", n), "kind": kind, **years, "terms": MARK, **sourced("3")}


def _parties(size: Size) -> Iterator[dict[str, Any]]:
    bodies = size.rows(ORGANIZATIONS)
    for n in range(1, size.rows(AGREEMENTS) + 1):
        for order in (1, 2):
            yield {"agreement": code("agreement", n), "organization": _body((2 * n + order) % bodies + 1), "order": order}


def _milestones(size: Size, first_year: int) -> Iterator[dict[str, Any]]:
    for n in range(1, size.rows(MILESTONES) + 1):
        day = {"year": first_year + _year(n, size.rows(MILESTONES), size), "month": 1 + n % 12, "day": 1 + n % 28}
        about = {"agreement": code("agreement", n)} if n % 2 else {}
        names = named("経緯", "けいい", n)
        yield {"code": code("milestone", n), **names, **day, "text": names["name"], "order": n, **about, **sourced("3")}


def _venture(number: int, size: Size, first_year: int) -> dict[str, Any]:
    year = first_year + _year(number, size.rows(VENTURES), size)
    return {
        "code": code("venture", number),
        **named("企業", "きぎょう", number),
        "organization": _body(number),
        "founded_year": year,
        "founded_kind": "fiscal",
        "technology": f"{MARK}技術{number:03}",
        "order": 1000 + number,
        **_fate(number, year, size.rows(ORGANIZATIONS)),
        **sourced("4"),
    }


def _fate(number: int, founded: int, bodies: int) -> dict[str, Any]:
    if number % 10 == 0:
        return {"status": "merged", "merged_into": _body(bodies), "merged_on": date(founded + 3, 10, 1)}
    if number % 15 == 7:
        return {"status": "dissolved", "ended_on": date(founded + 5, 3, 31)}
    return {"status": "active"}


def _amount(number: int) -> dict[str, Any]:
    words = {"dataset": DATASET, "unit": "億円", "kind": "flow", "order": 1000 + number}
    return {"code": code("funding", number), **named("調達額", "ちょうたつがく", number), **words}


def _round(number: int, size: Size, first_year: int) -> dict[str, Any]:
    day = date(first_year + _year(number, size.rows(VENTURES), size), 6, 1 + number % 28)
    about = {"venture": code("venture", number), "kind": "round", "dated_on": day, "item": code("funding", number)}
    return {"code": code("round", number), **named("調達", "ちょうたつ", number), **about, **sourced("4")}


def _members(size: Size, first_year: int) -> Iterator[dict[str, Any]]:
    tiers = list(MemberTier.objects.order_by("order", "code").values_list("code", flat=True))
    for n in range(1, size.rows(MEMBERS) + 1):
        joined = date(first_year + _year(n, size.rows(MEMBERS), size), 4 + n % 8, 1)
        left = {"left_on": joined.replace(year=joined.year + 2 + n % 5)} if n % 3 == 0 else {}
        about = {"tier": tiers[n % len(tiers)], "organization": _body(n % size.rows(ORGANIZATIONS) + 1)}
        yield {"code": code("member", n), **named("会員", "かいいん", n), **about, "joined_on": joined, **left, **sourced("4")}
