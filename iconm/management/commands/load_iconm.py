"""Load iCONM's registers and figures from fixtures/. Safe to repeat: see docs/fixtures.md."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from finance.loads import FINANCE
from kpis.loads import INITIATIVES, KPIS
from ledger.fixture_rows import RegisterLoad, load_registers
from ledger.history import FixtureError, load_sheet, read_figures
from ledger.loads import DOCUMENTS, MENTIONS
from outreach.loads import OUTREACH
from programs.loads import GOVERNANCE, OPERATION, ORGANIZATIONS, PROGRAMS
from reporting.loads import REPORTS
from ventures.loads import VENTURES

# Later files refer to rows of earlier ones.
REGISTERS: tuple[tuple[str, tuple[RegisterLoad, ...]], ...] = (
    ("documents.toml", (DOCUMENTS,)),
    ("organizations.toml", ORGANIZATIONS),
    ("programs.toml", PROGRAMS),
    ("governance.toml", GOVERNANCE),
    ("kpis.toml", KPIS),
    ("initiatives.toml", INITIATIVES),
    ("finance.toml", FINANCE),
    ("operation.toml", OPERATION),
    ("ventures.toml", VENTURES),
    ("outreach.toml", OUTREACH),
    ("mentions.toml", (MENTIONS,)),
)


class Command(BaseCommand):
    help = "Load iCONM's registers and figures from fixtures/; loading again changes nothing that is already there."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            with transaction.atomic():
                self._load(Path(settings.FIXTURES_DIR))
        except FixtureError as error:
            raise CommandError(f"{error}\nNothing was loaded.", returncode=2) from error

    def _load(self, folder: Path) -> None:
        files = [(folder / name, loads) for name, loads in REGISTERS]
        files += [(path, REPORTS) for path in sorted((folder / "reports").glob("*.toml"))]
        for path, loads in files:
            self._report(path, load_registers(path=path, loads=loads))
        now = timezone.now()
        for path in sorted((folder / "figures").glob("*.csv")):
            self._report(path, Counter(load_sheet(past=past, at=now) for past in read_figures(path)))

    def _report(self, path: Path, counts: Counter[str]) -> None:
        parts = ", ".join(f"{counts[word]} {word}" for word in ("loaded", "unchanged", "kept") if counts[word])
        self.stdout.write(f"{path.stem}: {parts or 'empty'}")
        if counts["kept"]:
            self.stdout.write(self.style.WARNING(f"  {counts['kept']} were edited by people and stay as they are."))
