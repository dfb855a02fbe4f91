"""How the actions of the exchange are made to write (tests/audit/writes.py explains)."""

from iconm.lib.uploads import read_upload
from ledger.exchange.actions import apply_import
from ledger.exchange.plan import plan_import
from programs.models import Organization
from tests.audit.writes import Act, Prepare
from tests.conftest import World
from tests.ledger.exchange.sending import csv_of


def importing(world: World) -> Act:
    sheet = read_upload("a.csv", csv_of(("code", "name", "kind"), ("a", "甲", "company"))).first
    digest = plan_import(model=Organization, sheet=sheet).digest()
    told = {"file_name": "a.csv", "sha256": "", "digest": digest}
    return lambda: apply_import(model=Organization, sheet=sheet, by=world.clerk, **told), world.clerk


WRITES: dict[str, Prepare] = {"ledger.exchange.actions.apply_import": importing}
SEVERAL = {"ledger.exchange.actions.apply_import": 2}  # one for the row, one for the file
POSTS = {"admin:*_import": "tests/ledger/exchange/test_import.py::test_confirmed_file_is_written_and_audited_like_single_edits"}
DOWNLOADS = {"admin:*_export": "tests/ledger/exchange/test_export.py::test_export_leaves_an_entry"}
