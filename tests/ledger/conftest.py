from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection

from audit.guards import GUARDS as AUDIT_GUARDS
from iconm.lib import guards
from ledger.guards import GUARDS
from ledger.models import Item, Revision, SourceDocument, Value
from tests.conftest import World
from tests.ledger import factories


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Real commits. Guarded rows refuse to be emptied afterwards, so the guards make way; the flush puts them back with post_migrate."""
    yield
    guards.remove(connection, GUARDS + AUDIT_GUARDS)


@dataclass(frozen=True)
class Book:
    """R6 approved with two values, R7 in draft with one."""

    approved: Revision
    value: Value
    draft: Revision
    draft_value: Value
    item: Item
    document: SourceDocument


@pytest.fixture
def book(world: World) -> Book:
    item, document = factories.make_item(), factories.make_document()
    factories.make_item("income-other")
    lines = factories.line(document=document.code, section="5"), factories.line("income-other", None, missing="not_applicable")
    approved = factories.enter(factories.make_sheet(2024), *lines, by=world.clerk)
    factories.approve_unchecked(approved, clerk=world.clerk, approver=world.approver)
    draft = factories.enter(factories.make_sheet(2025), factories.line(number=150000), by=world.clerk)
    return Book(approved, approved.values.get(item=item), draft, draft.values.get(), item, document)
