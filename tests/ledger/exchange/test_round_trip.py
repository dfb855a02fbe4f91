"""What goes out as a file comes back without a change: every register, with all the real data, in both formats."""

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from iconm.lib.uploads import read_upload
from ledger.exchange.files import cp932_file, csv_file, xlsx_file
from ledger.exchange.lines import problems_of
from ledger.exchange.plan import plan_import
from ledger.register_admin import ExchangeAdmin

pytestmark = pytest.mark.usefixtures("loaded")
REGISTERS = sorted(
    (model for model, site in admin.site._registry.items() if isinstance(site, ExchangeAdmin)), key=lambda model: model._meta.label
)


def test_registers_of_the_issue_are_among_them() -> None:
    names = {model.__name__ for model in REGISTERS}

    assert names >= {"Organization", "FundingProgram", "Theme", "Participation", "Agreement", "Venture", "Licence", "Patent", "Trial"}
    assert names >= {"Membership", "Event"}


@pytest.mark.parametrize("model", REGISTERS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_export_imports_without_a_change(model: type[Model], file_format: str) -> None:
    content = (xlsx_file if file_format == "xlsx" else csv_file)(model, model._default_manager.all())

    with CaptureQueriesContext(connection) as queries:
        plan = plan_import(model=model, sheet=read_upload(f"a.{file_format}", content).first)

    assert list(problems_of(plan)) == []
    assert [(line.row, line.changes) for line in plan.written] == []
    assert len(plan.lines) == model._default_manager.count()
    assert len(queries) <= 12


def test_cp932_comes_back_too() -> None:
    model = next(model for model in REGISTERS if model.__name__ == "Venture")
    content, misfits = cp932_file(model, model._default_manager.all())

    plan = plan_import(model=model, sheet=read_upload("a.csv", content).first)

    assert misfits == [] and plan.lines and not plan.written and not plan.error_count
