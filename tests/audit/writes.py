"""How each action is made to write, for the walk over every write path (test_every_write.py).

An app's own stand in `tests/<app>/writes.py`, found by themselves, all optional:

WRITES                by the dotted name of an action in its module, a Prepare: it brings about what the action needs, and returns the
                      act, not done yet, and who is going to do it (None for the system)
SEVERAL               how many entries an action of WRITES leaves that calls others, each with its own
SILENT                functions that take `by` and rightly leave no entry, with the reason
SPEAK_FOR_THEMSELVES  audit codes of entries without difference and reason: nothing changed but a state that the code names
ROWS                  by `app.model`, a function that makes a row as the form of the admin takes it, where the papers have none
POSTS                 by the name of an address that writes on POST (`admin:*_import` for one of each model), the test that shows its
                      entry: `tests/app/test_file.py::test_name`
HARMLESS_POSTS        addresses that answer a POST and write nothing to record, with the reason
DOWNLOADS             by the name of an address that hands out a file (downloads.py), the test that shows its entry
OWN_FILES             addresses that give somebody back what they have sent, with the reason
ADMIN_ACTIONS         by `app.model.action`, the test that shows the entries of an action in a list of the admin
"""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from audit import actions
from audit.sign_in import SIGNED_IN
from tests.conftest import World

Act = tuple[Callable[[], Any], User | None]
Prepare = Callable[[World], Act]


def record(world: World) -> Act:
    return lambda: actions.record(action=SIGNED_IN, by=world.clerk, after={"a": 1}), world.clerk


def record_export(world: World) -> Act:
    return lambda: actions.record_export(action="audit.trail.exported", by=world.auditor, content=b"file"), world.auditor


def record_many(world: World) -> Act:
    change = actions.RowChange(SIGNED_IN, f"accounts.user:{world.clerk.pk}", None, {"a": 1})
    return lambda: actions.record_many(by=world.clerk, changes=[change]), world.clerk


def verify_trail(_world: World) -> Act:
    return lambda: actions.verify_trail(by=None), None


WRITES: dict[str, Prepare] = {
    "audit.actions.record": record,
    "audit.actions.record_export": record_export,
    "audit.actions.record_many": record_many,
    "audit.actions.verify_trail": verify_trail,
}
POSTS = {
    "accounts:sign-in": "tests/audit/test_sign_in.py::test_sign_in_password_change_sign_out",
    "accounts:sign-out": "tests/audit/test_sign_in.py::test_sign_in_password_change_sign_out",
    "accounts:password-change": "tests/audit/test_sign_in.py::test_sign_in_password_change_sign_out",
    "admin:auth_user_password_change": "tests/audit/test_admin_base.py::test_password_set_by_the_administrator",
}
DOWNLOADS = dict.fromkeys(
    ("admin:audit_entry_export", "admin:audit_entry_proof_export"),
    "tests/audit/test_trail_page.py::test_export_is_recorded_and_not_in_its_own_file",
)
HARMLESS_POSTS = {
    "set_language": "a cookie of the reader's browser",
    "admin:index": "reads",
    "admin:app_list": "reads",
    "admin:login": "sends people to accounts:sign-in",
    "admin:logout": "the signal of accounts:sign-out",
    "admin:password_change": "sends people to accounts:password-change",
    "admin:view_on_site": "sends people elsewhere",
    "admin:None": "an address that does not exist, or the old one of a row's page",
}
