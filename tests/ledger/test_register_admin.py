"""Registers in the admin: found however a name is typed, never entered twice unawares, quick with many rows."""

from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from iconm.lib.registers import Register
from ledger.register_admin import ChoosesRegisters, RegisterAdmin
from outreach.models import Event
from programs.models import Organization, OrganizationName, Participation
from tests.conftest import World
from tests.programs.factories import make_organization, make_program

LIST = "admin:programs_organization_changelist"
INLINES = {"names-TOTAL_FORMS": "0", "names-INITIAL_FORMS": "0"}


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.clerk)
    return client


def found(client: Client, **query: str) -> list[str]:
    return sorted(row.code for row in client.get(reverse(LIST), query).context["cl"].result_list)


@pytest.mark.parametrize(
    "typed",
    [
        *("ナノ医療", "ﾅﾉ", "なの　いりょう", "ＮＡＮＯ", "nano-med", "旧なのセンター", "川崎 ナノ"),
        *("株式会社川崎ナノ医療", "（株） ナノ", "㈱ナノ医療", "川崎ナノ医療(株)"),
    ],
)
def test_list_is_searched_by_keys(clerk: Client, typed: str) -> None:
    row = make_organization("nano-med", name="川崎ナノ医療", name_en="Nano Medicine", reading="かわさきなのいりょう")
    OrganizationName.objects.create(organization=row, name="旧ナノセンター", kind="former")
    make_organization("other", name="別の団体")

    assert found(clerk, q=typed) == ["nano-med"]


def test_list_is_filtered_by_validity(clerk: Client) -> None:
    on = timezone.localdate()
    make_organization("open")
    make_organization("ends-today", valid_until=on)
    make_organization("ends-tomorrow", valid_until=on + timedelta(days=1))
    make_organization("begins-tomorrow", valid_from=on + timedelta(days=1))

    assert found(clerk, in_force="now") == ["ends-tomorrow", "open"]
    assert found(clerk, in_force="ended") == ["ends-today"]
    assert found(clerk, in_force="later") == ["begins-tomorrow"]


def test_reference_is_looked_up_by_kana(clerk: Client) -> None:
    make_organization("nano", name="ナノ医療")
    asked = {"app_label": "programs", "model_name": "participation", "field_name": "organization", "term": "ﾅﾉ"}

    assert [each["text"] for each in clerk.get(reverse("admin:autocomplete"), asked).json()["results"]] == ["ナノ医療"]


def test_no_reference_to_a_register_is_a_list_of_them_all(rf, world: World) -> None:
    request = rf.get("/")
    request.user = world.clerk
    sites = [site for site in admin.site._registry.values() if isinstance(site, ChoosesRegisters)]
    each = [part for site in sites for part in (site, *site.get_inline_instances(request))]

    left = [
        f"{part.model.__name__}.{field.name}"
        for part in each
        for field in part.model._meta.fields
        if field.many_to_one and issubclass(field.related_model, Register) and field.name not in part.get_autocomplete_fields(request)
    ]

    assert len(each) > 30 and left == []


@pytest.mark.parametrize("model", [Organization, Participation, Event])
def test_list_of_500_rows_takes_12_queries_at_most(clerk: Client, model: type) -> None:
    parent, program = make_organization("parent"), make_program()
    if model is Organization:
        rows = [Organization(code=f"o{number}", name=f"団体{number}", kind="company", parent=parent) for number in range(500)]
    elif model is Event:
        rows = [Event(code=f"e{number}", name=f"催し{number}", kind="visit") for number in range(500)]
    else:
        rows = [
            Participation(
                program=program, organization=parent, role="partner", order=number, valid_from=date(2000, 1, 1) + timedelta(number)
            )
            for number in range(500)
        ]
    model.objects.bulk_create(rows)

    with CaptureQueriesContext(connection) as queries:
        page = clerk.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))

    assert len(page.context["cl"].result_list) == 50
    assert len(queries) <= 12


def test_reading_is_kept_in_hiragana(clerk: Client) -> None:
    clerk.post(reverse("admin:programs_organization_add"), {"code": "a", "name": "甲", "kind": "company", "reading": "ｺｳﾞ カー", **INLINES})

    assert Organization.objects.get().reading == "こゔ かー"


def test_similar_name_has_to_be_confirmed_and_nothing_typed_is_lost(clerk: Client) -> None:
    row = make_organization("a", name="国立大学法人 ナノ大学")
    OrganizationName.objects.create(organization=row, name="なの研", kind="former")
    sent = {"code": "b", "name": "（株）ナノ研", "kind": "company", "note": "説明文", **INLINES}

    page = clerk.post(reverse("admin:programs_organization_add"), sent)
    text = page.content.decode()

    assert reverse("admin:programs_organization_change", args=[row.pk]) in text and "国立大学法人 ナノ大学（なの研）" in text
    assert "別の団体として登録する" in text and "説明文" in text
    assert 'type="checkbox" name="is_another"' in text
    assert Organization.objects.count() == 1

    clerk.post(reverse("admin:programs_organization_add"), {**sent, "is_another": "on"})
    assert Organization.objects.get(code="b").note == "説明文"


def test_box_is_not_shown_without_a_warning(clerk: Client) -> None:
    text = clerk.get(reverse("admin:programs_organization_add")).content.decode()

    assert 'type="hidden" name="is_another"' in text


def test_row_is_not_similar_to_itself(clerk: Client) -> None:
    row = make_organization("a", name="ナノ")

    clerk.post(reverse("admin:programs_organization_change", args=[row.pk]), {"name": "㈱ナノ", "kind": "company", **INLINES})

    row.refresh_from_db()
    assert row.name == "㈱ナノ"


def test_events_of_other_days_may_bear_one_name(clerk: Client) -> None:
    Event.objects.create(code="a", name="視察", kind="visit", year=2025, month=5)
    same, other = ({"code": code, "name": "視察", "kind": "visit", "year": 2025, "month": month} for code, month in (("b", 5), ("c", 6)))

    clerk.post(reverse("admin:outreach_event_add"), same)
    clerk.post(reverse("admin:outreach_event_add"), other)

    assert set(Event.objects.values_list("code", flat=True)) == {"a", "c"}


def test_auditor_sees_no_box(client: Client, world: World) -> None:
    row = make_organization("a")
    client.force_login(world.auditor)

    page = client.get(reverse("admin:programs_organization_change", args=[row.pk]))

    assert page.status_code == 200 and "別の団体" not in page.content.decode()


@pytest.mark.parametrize(("role", "offered"), [("clerk", {"export", "import"}), ("approver", {"export"})], ids=["who edits", "who looks"])
def test_list_offers_the_files(client: Client, world: World, role: str, offered: set[str]) -> None:
    client.force_login(getattr(world, role))

    text = client.get(reverse(LIST), {"q": "ナノ"}).content.decode()

    for page in ("export", "import"):
        assert (reverse(f"admin:programs_organization_{page}") in text) == (page in offered)
    assert "&amp;as=xlsx" in text


def test_every_register_but_the_ledgers_own_stands_on_the_base() -> None:
    """The ledger's own are written by actions alone; plans and templates have pages of their own."""
    others = {
        model._meta.label
        for model, site in admin.site._registry.items()
        if issubclass(model, Register)
        and not isinstance(site, RegisterAdmin)
        and model._meta.app_label not in ("ledger", "kpis", "reporting")
    }

    assert others == set()


def test_new_row_begins_with_a_free_code(clerk: Client) -> None:
    make_organization("organization-11", name="甲社")

    page = html.fromstring(clerk.get(reverse("admin:programs_organization_add")).content.decode())
    (field,) = page.xpath("//input[@name='code']")
    sent = {"code": field.get("value"), "name": "乙社", "kind": "company", **INLINES}

    assert field.get("value") == "organization-12"
    assert "空いている番号" in page.xpath("//*[@id='id_code_helptext']")[0].text_content()
    assert clerk.post(reverse("admin:programs_organization_add"), sent).status_code == 302
    assert Organization.objects.get(name="乙社").code == "organization-12"
