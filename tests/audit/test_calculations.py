import hashlib
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from accounts.choices import Role
from audit.calculations import difference, link_digest, plain

JAPAN = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"a": 1, "b": 2}, {"a": 1, "b": 3}, {"b": [2, 3]}, id="changed"),
        pytest.param({"a": 1}, {"a": 1}, {}, id="unchanged"),
        pytest.param(None, {"a": 1, "b": None}, {"a": [None, 1]}, id="added: empty fields are left out"),
        pytest.param({"a": 1, "b": None}, None, {"a": [1, None]}, id="deleted"),
        pytest.param({"a": 1}, {"b": 1}, {"a": [1, None], "b": [None, 1]}, id="another field"),
        pytest.param({"a": None}, {"a": 0}, {"a": [None, 0]}, id="absent is not zero"),
        pytest.param({"a": Decimal("1.50")}, {"a": Decimal("1.5")}, {"a": ["1.50", "1.5"]}, id="as printed"),
        pytest.param(None, None, {}, id="nothing"),
    ],
)
def test_difference(before: Any, after: Any, expected: Any) -> None:
    assert difference(before, after) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (12, 12),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.10"),
        (date(2026, 2, 10), "2026-02-10"),
        (datetime(2026, 2, 10, 9, 0, tzinfo=JAPAN), "2026-02-10T09:00:00+09:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Role.CLERK, "clerk"),
        ({3, 1, 2}, [1, 2, 3]),
        ((Decimal(1), "二"), ["1", "二"]),
        ({1: [Decimal(2)]}, {"1": ["2"]}),
    ],
)
def test_plain(value: Any, expected: Any) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


@pytest.mark.parametrize("value", [1.5, b"bytes", object(), [1, 0.1]])
def test_plain_refuses(value: Any) -> None:
    with pytest.raises(TypeError, match="audit entry"):
        plain(value)


def test_link_digest_is_over_this_text() -> None:
    text = '{"entry":{"action":"a.b.c","reason":"理由"},"previous":"00","sealed_at":"2026-02-10T00:00:00+00:00","sequence":7}'
    digest = link_digest(sequence=7, previous="00", sealed_at="2026-02-10T00:00:00+00:00", entry={"reason": "理由", "action": "a.b.c"})
    assert digest == hashlib.sha256(text.encode("utf-8")).hexdigest()
