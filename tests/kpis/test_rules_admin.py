"""Rules in the admin: what they grade by is kept once they are in force, and their steps have to make sense."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kpis.choices import Scheme
from kpis.loads import KPIS
from kpis.models import AssessmentBand, AssessmentRule
from ledger.fixture_rows import load_registers
from ledger.history import FixtureError
from tests.conftest import World

COMING = date(2999, 4, 1)
LETTERS = (("A", "達成", "100"), ("B", "未達", ""))
Steps = tuple[tuple[str, str, str], ...]


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.clerk)
    return client


def make_rule(steps: Steps = LETTERS, **fields: Any) -> AssessmentRule:
    usual = {"code": "letters-1", "name": "2段階", "scheme": Scheme.LETTERS, "version": 1}
    rule = AssessmentRule.objects.create(**usual | fields)
    for grade, label, above in steps:
        AssessmentBand.objects.create(rule=rule, grade=grade, label=label, above=above or None)
    return rule


def sent(steps: Steps, rule: AssessmentRule | None = None, **fields: str) -> dict[str, str]:
    """Return the form of a rule as a browser sends it, its stored steps first."""
    stored = list(rule.bands.order_by("pk")) if rule else []
    data = {"bands-TOTAL_FORMS": str(len(steps)), "bands-INITIAL_FORMS": str(len(stored))}
    for place, (grade, label, above) in enumerate(steps):
        row = {"grade": grade, "label": label, "above": above} | ({"id": str(stored[place].pk)} if place < len(stored) else {})
        data |= {f"bands-{place}-{name}": text for name, text in row.items()}
    return data | {"code": "new-1", "name": "規則", "scheme": "letters", "version": "1"} | fields


def add(client: Client, steps: Steps, **fields: str) -> Any:
    return client.post(reverse("admin:kpis_assessmentrule_add"), sent(steps, **fields))


def change(client: Client, rule: AssessmentRule, steps: Steps, **fields: str) -> Any:
    return client.post(reverse("admin:kpis_assessmentrule_change", args=[rule.pk]), sent(steps, rule, **fields))


def bands(rule: AssessmentRule) -> list[tuple[str, str, str]]:
    rows = rule.bands.order_by("pk").values_list("grade", "label", "above")
    return [(grade, label, "" if above is None else f"{above.normalize():f}") for grade, label, above in rows]


def test_rule_is_added_with_its_steps(clerk: Client) -> None:
    assert add(clerk, LETTERS).status_code == 302
    assert bands(AssessmentRule.objects.get()) == list(LETTERS)


@pytest.mark.parametrize(
    ("scheme", "steps", "told"),
    [
        pytest.param("met", (("達成", "達成", ""), ("未達", "未達", "")), "2つにしてください", id="met: no threshold"),
        pytest.param("met", (("達成", "達成", "100"),), "2つにしてください", id="met: one step"),
        pytest.param("met", (("S", "S", "120"), *LETTERS), "2つにしてください", id="met: three steps"),
        pytest.param("letters", (("A", "A", "100"), ("B", "B", "90")), "1つだけ", id="no lowest step"),
        pytest.param("letters", (("A", "A", ""), ("B", "B", "")), "1つだけ", id="two lowest steps"),
        pytest.param("letters", (("A", "A", "90"), ("B", "B", "90.0"), ("C", "C", "")), "同じ段階", id="one threshold twice"),
    ],
)
def test_steps_that_make_no_sense_are_refused(clerk: Client, scheme: str, steps: Steps, told: str) -> None:
    response = add(clerk, steps, scheme=scheme)

    assert response.status_code == 200
    assert told in response.content.decode()
    assert not AssessmentRule.objects.exists()


def test_second_version_wants_its_first_day(clerk: Client) -> None:
    make_rule()

    response = add(clerk, LETTERS, version="2")
    assert "有効開始日を入力してください" in response.content.decode()
    assert add(clerk, LETTERS, version="2", valid_from="2999-04-01").status_code == 302


def test_version_in_force_keeps_its_steps_and_its_first_day(clerk: Client) -> None:
    rule = make_rule()

    page = clerk.get(reverse("admin:kpis_assessmentrule_change", args=[rule.pk])).content.decode()
    assert "この版は既に適用しているため" in page
    assert not [name for name in ("scheme", "version", "valid_from", "bands-0-above") if f'name="{name}"' in page]
    change(clerk, rule, (("A", "達成", "50"), ("B", "未達", ""), ("S", "S", "200")), version="3", valid_from="2999-04-01")

    rule.refresh_from_db()
    assert (rule.version, rule.valid_from) == (1, None)
    assert bands(rule) == list(LETTERS)


def test_version_in_force_can_be_ended(clerk: Client) -> None:
    rule = make_rule()

    assert change(clerk, rule, LETTERS, valid_until="2999-04-01").status_code == 302

    rule.refresh_from_db()
    assert rule.valid_until == COMING


def test_second_version_without_a_first_day_can_be_ended(clerk: Client) -> None:
    """As it could be entered once; in force, its first day is not asked for any more."""
    rule = make_rule(version=2)

    assert change(clerk, rule, LETTERS, valid_until="2999-04-01").status_code == 302


def test_coming_version_is_changed_freely(clerk: Client) -> None:
    rule = make_rule(version=2, valid_from=COMING)

    assert change(clerk, rule, (("A", "達成", "95"), ("B", "未達", "")), version="2", valid_from="2999-10-01").status_code == 302

    rule.refresh_from_db()
    assert rule.valid_from == date(2999, 10, 1)
    assert bands(rule)[0] == ("A", "達成", "95")


def test_rule_in_force_without_steps_is_given_some(clerk: Client) -> None:
    rule = make_rule(())

    assert change(clerk, rule, LETTERS).status_code == 302
    assert bands(rule) == list(LETTERS)


def test_changed_fixture_does_not_change_a_version_in_force(tmp_path: Path, db: None) -> None:
    stated = '[[rule]]\ncode = "letters-1"\nname = "2段階"\nscheme = "letters"\nversion = 1\n\n'
    stated += '[[band]]\nrule = "letters-1"\ngrade = "A"\nlabel = "達成"\nabove = "100"\n'
    path = tmp_path / "kpis.toml"
    path.write_text(stated, encoding="utf-8")
    load_registers(path=path, loads=KPIS)

    path.write_text(stated.replace('"100"', '"50"'), encoding="utf-8")
    with pytest.raises(FixtureError, match="この版は既に適用しているため"):
        load_registers(path=path, loads=KPIS)

    assert bands(AssessmentRule.objects.get()) == [("A", "達成", "100")]


def test_rows_themselves_refuse_to_be_changed_from_their_first_day_on(db: None) -> None:
    rule = make_rule(version=2, valid_from=timezone.localdate())
    band = rule.bands.get(grade="A")
    band.full_clean()
    band.above = 50
    rule.version = 3

    for row in (band, rule):
        with pytest.raises(ValidationError, match="この版は既に適用しているため"):
            row.full_clean()
