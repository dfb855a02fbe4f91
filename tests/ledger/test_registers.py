"""The declarations of the register pages."""

import pytest
from django.apps import apps
from django.db.models import Model

from iconm.lib.registers import Register
from ledger import registers
from ledger.browse import references
from ledger.models import (
    Cell,
    Comment,
    CrossCheck,
    Draft,
    Evidence,
    Inquiry,
    InquiryLine,
    Item,
    LoadedRow,
    LockException,
    Revision,
    Sheet,
    SourceDocument,
    Value,
    YearBook,
)
from ledger.registers import Part, RegisterPage

APPS = ("ledger", "programs", "kpis", "finance", "ventures", "outreach")
# Figures and their entry have pages of their own; what was loaded is bookkeeping.
ENTRY = {Cell, Comment, CrossCheck, Draft, Evidence, Inquiry, InquiryLine, LockException, YearBook}
ELSEWHERE = {Value, Revision, Sheet, LoadedRow} | ENTRY
MODELS = {model for app in APPS for model in apps.get_app_config(app).get_models() if not model._meta.proxy} - ELSEWHERE
PARTS = [part for model in MODELS if isinstance(part := registers.of_model(model), Part)]


@pytest.mark.parametrize("model", sorted(MODELS, key=lambda model: model._meta.label), ids=lambda model: model._meta.label)
def test_every_register_has_a_page_and_every_part_belongs_to_one(model: type[Model]) -> None:
    declared = registers.of_model(model)

    assert isinstance(declared, RegisterPage if issubclass(model, Register) else Part)


@pytest.mark.parametrize(
    "part",
    sorted((each for model in MODELS if isinstance(each := registers.of_model(model), Part)), key=lambda part: part.model._meta.label),
    ids=lambda part: part.model._meta.label,
)
def test_part_leads_to_a_page(part: Part) -> None:
    model = part.model
    for name in filter(None, part.parent.split("__")):
        model = model._meta.get_field(name).related_model

    assert len(part.shows) <= 3
    assert registers.page_of(model) or part.model._meta.model_name == "mention"


def test_a_slug_belongs_to_one_register() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        registers.register(RegisterPage("items", SourceDocument, ()))
    assert registers.page("items") == registers.page_of(Item)


def test_kinds_tell_two_references_of_one_model_apart() -> None:
    organization = apps.get_model("programs", "Organization")
    labels = {kind.key: kind.label for kind in references.kinds(organization)}

    assert labels["programs-flow-giver"] == "土地・賃料・資金の流れ（出し手）"
    assert labels["programs-flow-receiver"] == "土地・賃料・資金の流れ（受け手）"
    assert labels["programs-participation-organization"] == "参画"
    assert labels["ventures-venture-organization"] == "ベンチャー企業（団体）"
    assert len(labels) == len(references.kinds(organization))
