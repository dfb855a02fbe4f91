"""The renaming of an organization: both names are kept, with their days, and nothing is written where that cannot be."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit import registry
from audit.choices import Area
from audit.models import Entry
from programs.models import Organization
from tests.conftest import World
from tests.programs.factories import make_organization
from tests.programs.renaming import NOON, REASON, SINCE, rename


def names(row: Organization) -> list[tuple[str, str, date | None, date | None]]:
    return list(row.names.order_by("pk").values_list("name", "kind", "valid_from", "valid_until"))


def test_both_names_are_kept(world: World) -> None:
    row = make_organization(name="旧名称", name_en="Old Name", reading="きゅうめいしょう")

    rename(row, by=world.clerk)

    row.refresh_from_db()
    assert (row.name, row.name_en, row.reading) == ("新名称", "New Name", "しんめいしょう")
    assert "新名称" in row.search_key and row.sort_key.startswith("しんめいしよう")
    assert names(row) == [("旧名称", "former", None, SINCE)]


def test_second_renaming_begins_where_the_first_ended(world: World) -> None:
    row = make_organization(name="初代", valid_from=date(2010, 4, 1))
    rename(row, by=world.clerk, name="二代", since=date(2014, 4, 1))
    row.refresh_from_db()

    rename(row, by=world.clerk, name="三代")

    assert names(row) == [("初代", "former", date(2010, 4, 1), date(2014, 4, 1)), ("二代", "former", date(2014, 4, 1), SINCE)]


def test_name_noted_before_as_another_becomes_the_former_one(world: World) -> None:
    row = make_organization(name="旧名称")
    row.names.create(name="旧名称", kind="alias")

    rename(row, by=world.clerk)

    assert names(row) == [("旧名称", "former", None, SINCE)]


def test_entry_tells_both_names_and_why(world: World) -> None:
    row = make_organization(name="旧名称")

    rename(row, by=world.clerk)

    entry, former = Entry.objects.get(), row.names.get()
    assert (entry.action, entry.actor, entry.reason) == ("programs.organization.renamed", world.clerk, REASON)
    assert entry.target == f"programs.organization:{row.pk}"
    assert entry.difference["name"] == ["旧名称", "新名称"]
    assert entry.difference[f"organizationname:{former.pk}.valid_until"] == [None, "2026-04-01"]


def twice_borne(row: Organization) -> None:
    row.names.create(name="旧名称", kind="former", valid_until=date(2010, 4, 1))


def ended(row: Organization) -> None:
    Organization.objects.filter(pk=row.pk).update(valid_until=SINCE)


def renamed_later(row: Organization) -> None:
    row.names.create(name="初代", kind="former", valid_until=SINCE)


def nothing(row: Organization) -> None:
    pass


@pytest.mark.parametrize(
    ("prepare", "told", "problem"),
    [
        (nothing, {"name": "旧名称"}, "今の名称と同じです。新しい名称を入力してください。"),
        (nothing, {"seen": "その前の名称"}, "他の利用者が名称を「旧名称」に変更しました。"),
        (renamed_later, {}, "変更日は、今の名称になった日（令和8年4月1日）より後の日付にしてください。"),
        (ended, {}, "変更日は、団体の有効終了日（令和8年4月1日）より前の日付にしてください。"),
        (
            twice_borne,
            {},
            "「旧名称」は平成22年4月1日までの旧称として登録されています。同じ名称を二つの期間の旧称にはできません。"
            "新しい名称の団体を別に登録し、この団体には有効終了日と「承継した団体」を入力してください。",
        ),
    ],
    ids=["same name", "changed in between", "before the last renaming", "after the end", "borne twice"],
)
def test_refused_renaming_writes_nothing(world: World, prepare, told: dict[str, str], problem: str) -> None:
    row = make_organization(name="旧名称")
    prepare(row)
    before = names(row)

    with pytest.raises(ValidationError) as caught:
        rename(row, by=world.clerk, **told)

    row.refresh_from_db()
    assert caught.value.messages[0].startswith(problem)
    assert (row.name, names(row), Entry.objects.count()) == ("旧名称", before, 0)


@pytest.mark.parametrize("person", ["approver", "auditor", "administrator", "manager", "outsider"])
def test_only_a_clerk_renames(world: World, person: str) -> None:
    row = make_organization(name="旧名称")

    with pytest.raises(PermissionDenied, match="入力担当"):
        rename(row, by=getattr(world, person))

    row.refresh_from_db()
    assert (row.name, names(row), Entry.objects.count()) == ("旧名称", [], 0)


def test_role_is_asked_for_on_the_day_of_the_action(world: World) -> None:
    row = make_organization(name="旧名称")
    world.clerk.role_assignments.update(valid_until=NOON.date())

    with pytest.raises(PermissionDenied):
        rename(row, by=world.clerk)


def test_renaming_is_chosen_among_the_registers() -> None:
    assert "programs.organization.renamed" in dict(registry.by_area())[str(Area.REGISTER.label)]
