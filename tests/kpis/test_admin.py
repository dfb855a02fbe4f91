"""The plans in the admin: the way to the wizard, and forms whose queries do not grow with the rows of their inlines."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpis.models import Indicator, PlanIndicator, PlanPeriod, Wording
from ledger.models import Item
from tests.conftest import World
from tests.kpis.factories import make_plan
from tests.ledger.factories import make_document


def add_indicators(plan: PlanPeriod, number: int) -> None:
    objective_id = PlanIndicator.objects.filter(plan=plan).earliest("pk").objective_id
    for order in range(10, 10 + number):
        item = Item.objects.create(code=f"kpi-{order}", dataset="kpi", name=f"指標 {order}", unit="件", kind="flow")
        indicator = Indicator.objects.create(code=f"indicator-{order}", name=item.name, item=item)
        PlanIndicator.objects.create(plan=plan, indicator=indicator, objective_id=objective_id, order=order)


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_list_leads_to_the_wizard(client: Client, world: World) -> None:
    client.force_login(world.clerk)
    make_plan()

    page = client.get(reverse("admin:kpis_planperiod_changelist")).content.decode()

    assert f'<a href="{reverse("kpis:plan-list")}">次の計画期間を作成</a>' in page


def test_form_of_a_plan_asks_for_its_choices_once(client: Client, world: World) -> None:
    client.force_login(world.clerk)
    plan = make_plan()
    address = reverse("admin:kpis_planperiod_change", args=[plan.pk])
    few = queries_of(client, address)

    add_indicators(plan, 12)

    assert queries_of(client, address) == few
    assert few <= 16


def test_inline_row_is_saved_as_chosen(client: Client, world: World) -> None:
    client.force_login(world.clerk)
    plan = make_plan()
    address = reverse("admin:kpis_planperiod_change", args=[plan.pk])
    forms = client.get(address).context["inline_admin_formsets"]
    sent = {}
    for formset in (inline.formset for inline in forms):
        for form in [formset.management_form, *formset.forms]:
            sent |= {form[name].html_name: value for name in form.fields if (value := form[name].value()) not in (None, "")}
    main = {"name": plan.name, "first_year": 2026, "last_year": 2029}
    row = next(name for name, value in sent.items() if name.endswith("-target_type") and value)

    response = client.post(address, sent | main | {row: "at_most"})

    assert response.status_code == 302, response.context["errors"]
    assert PlanIndicator.objects.filter(plan=plan, target_type="at_most").count() == 1


def test_list_takes_few_queries(client: Client, world: World) -> None:
    client.force_login(world.clerk)
    previous = make_plan()
    for place in range(30):
        first = 2030 + place
        previous = PlanPeriod.objects.create(
            code=f"p-{first}", name=f"計画 {first}", first_year=first, last_year=first, predecessor=previous
        )

    assert queries_of(client, reverse("admin:kpis_planperiod_changelist")) <= 12


@pytest.mark.parametrize("typed", ["旧表記 trials", "旧表記（ＴＲＩＡＬＳ）", "表記 trials", "指標 trials"])
def test_place_and_item_are_found_by_what_any_paper_calls_them(client: Client, world: World, typed: str) -> None:
    client.force_login(world.clerk)
    make_plan()
    place = PlanIndicator.objects.get(indicator__code="trials")
    Wording.objects.create(plan_indicator=place, document=make_document("committee-2022"), label="旧表記(trials)")

    for page, named in (("kpis_planindicator", str(place)), ("ledger_item", "指標 trials")):
        shown = client.get(reverse(f"admin:{page}_changelist"), {"q": typed}).context["cl"].result_list
        assert [str(row) for row in shown] == [named], page
