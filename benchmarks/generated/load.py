"""Bring the generated data into the database that is configured."""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from benchmarks.generated import events, figures, plans, registers
from benchmarks.generated.size import DOCUMENT, PREFIX, Size
from kpis.loads import KPIS
from kpis.models import PlanPeriod
from ledger.fixture_rows import RegisterLoad, load_registers
from ledger.history import load_sheet
from ledger.loads import DOCUMENTS
from ledger.models import SourceDocument
from programs.loads import ORGANIZATIONS, PROGRAMS
from ventures.loads import VENTURES


class NotPossibleError(Exception):
    """Why nothing was generated, in one sentence."""


def load(size: Size, *, at: datetime, tell: Callable[[str], None] = lambda _line: None) -> Counter[str]:
    """Add what is missing and return how many rows, sheets and events there were to add.

    Raises NotPossibleError without the real figures, or where data of another size stands.
    """
    first_year, predecessor = _after_the_last_plan(size)
    added: Counter[str] = Counter()
    parts = {
        "document": (plans.document(size), (DOCUMENTS,)),
        "organizations": (registers.organizations(size), ORGANIZATIONS),
        "programs": (registers.programs(size, first_year=first_year), PROGRAMS),
        "plans": (plans.plans(size, first_year=first_year, predecessor=predecessor), KPIS),
        "ventures": (registers.ventures(size, first_year=first_year), VENTURES),
    }
    for name, (arrays, loads) in parts.items():
        added["rows"] += _load_rows(f"{PREFIX}{name}.toml", arrays, loads)
        tell(f"registers: {name}, {sum(map(len, arrays.values())):,} rows")
    for past in figures.sheets(size, first_year=first_year):
        added["sheets"] += load_sheet(past=past, at=at) == "loaded"
    tell(f"figures: {size.years} years, {size.plans} plans")
    added["events"] = events.add(size, first_year=first_year, tell=tell)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the database plans by what it last counted
    return added


def _after_the_last_plan(size: Size) -> tuple[int, str]:
    """Return the first year to fill, and the plan before it: plans never overlap."""
    stands = SourceDocument.objects.filter(code=DOCUMENT).values_list("name", flat=True).first()
    if stands not in (None, size.name):
        raise NotPossibleError(f"{stands} is in the database already: ask for the same years and indicators, or begin with an empty one")
    last = PlanPeriod.objects.exclude(code__startswith=PREFIX).order_by("last_year").last()
    if last is None:
        raise NotPossibleError("the real figures are not in the database: run `make setup` first (or manage.py migrate and load_iconm)")
    first = PlanPeriod.objects.filter(code=plans.plan_code(0)).select_related("predecessor").first()
    if first is None or first.predecessor is None:
        return last.last_year + 1, last.code
    return first.first_year, first.predecessor.code  # whatever plans people have added since


def _load_rows(name: str, arrays: Mapping[str, Sequence[Mapping[str, Any]]], loads: Sequence[RegisterLoad]) -> int:
    with tempfile.TemporaryDirectory(prefix="iconm-generated-") as folder:
        path = Path(folder, name)
        path.write_text("\n".join(_toml(array, row) for array, rows in arrays.items() for row in rows), encoding="utf-8")
        return load_registers(path=path, loads=loads)["loaded"]


def _toml(array: str, row: Mapping[str, Any]) -> str:
    """Return a row as the fixtures have it. JSON's texts, numbers and truths are TOML's too; days stand bare."""
    cells = (f"{name} = {value if hasattr(value, 'isoformat') else json.dumps(value, ensure_ascii=False)}" for name, value in row.items())
    return "\n".join((f"[[{array}]]", *cells, ""))
