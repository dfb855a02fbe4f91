"""The admin opens every register of the app: its list, an empty form, and a row with the rows below it."""

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.conftest import World

pytestmark = pytest.mark.usefixtures("loaded")
REGISTERED = sorted((model for model in admin.site._registry if model._meta.app_label == "programs"), key=lambda model: model.__name__)


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_register_opens(client: Client, world: World, model: type[Model]) -> None:
    client.force_login(world.clerk)
    base = f"admin:programs_{model._meta.model_name}"

    assert client.get(reverse(f"{base}_changelist")).status_code == 200
    assert client.get(reverse(f"{base}_add")).status_code == 200
    for row in model._default_manager.all()[:1]:
        assert client.get(reverse(f"{base}_change", args=[row.pk])).status_code == 200


def test_every_body_of_the_papers_can_be_found_by_its_kana(client: Client, world: World) -> None:
    client.force_login(world.clerk)

    page = client.get(reverse("admin:programs_body_changelist"), {"q": "うんえいちょうせい"}).content.decode()

    assert "iCONM運営調整会議" in page and "iCONM戦略推進会議" not in page
