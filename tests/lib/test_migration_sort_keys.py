"""The keys the migrations 0002 gave: written out here, so that they stay what they were."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from iconm.lib import migration_sort_keys
from iconm.lib.migration_sort_keys import fill_sort_keys, first_sort_key
from programs.models import Organization


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "\t"),
        ("カード", "かあと\tかーど"),
        ("きゃぱ", "きやは\tきゃぱ"),
        ("ｱｽﾃﾗｽ", "あすてらす\tあすてらす"),
        ("㈱ＡＭＥＤ", "amed\tamed"),
        ("国立大学法人東京大学", "東京大学\t東京大学"),
        ("(株)横浜銀行", "横浜銀行\t横浜銀行"),
    ],
)
def test_first_sort_key_is_frozen(text: str, key: str) -> None:
    assert first_sort_key(text) == key


@pytest.mark.django_db
def test_rows_are_filled_in_batches(monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    monkeypatch.setattr(migration_sort_keys, "BATCH", 3)
    names = ["(株)横浜銀行", "川崎市", "東京大学", "アステラス", "ナノ"]
    Organization.objects.bulk_create(
        Organization(code=f"o-{number}", name=name, reading="よこはま" if number == 0 else "", kind="company")
        for number, name in enumerate(names)
    )

    with django_assert_num_queries(3 + 2):  # two batches and the empty end are read, two written
        fill_sort_keys("programs.Organization")(apps, SimpleNamespace(connection=connection))

    assert dict(Organization.objects.values_list("name", "sort_key")) == {
        "(株)横浜銀行": "よこはま\tよこはま",
        "川崎市": "川崎市\t川崎市",
        "東京大学": "東京大学\t東京大学",
        "アステラス": "あすてらす\tあすてらす",
        "ナノ": "なの\tなの",
    }
