"""How the actions of the programmes are made to write (tests/audit/writes.py explains)."""

from tests.audit.writes import Act, Prepare
from tests.conftest import World
from tests.programs.factories import make_organization
from tests.programs.renaming import rename


def renaming(world: World) -> Act:
    row = make_organization()
    return lambda: rename(row, by=world.clerk), world.clerk


WRITES: dict[str, Prepare] = {"programs.actions.rename_organization": renaming}
POSTS = {"admin:programs_organization_rename": "tests/programs/test_rename.py::test_new_name_is_written_and_audited"}
