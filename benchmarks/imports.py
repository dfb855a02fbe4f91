"""Previewing and applying a file of organizations, half new rows, half changed: ours beside django-import-export with the same file."""

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import tablib
import xlsxwriter
from django.db import transaction
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget

from accounts.models import User
from benchmarks.portal import READER, Databases
from benchmarks.timing import Case
from iconm.lib.uploads import read_upload
from ledger.exchange.actions import apply_import
from ledger.exchange.plan import plan_import
from ledger.exchange.preview import Preview
from programs.models import Organization

FEW_ROUNDS = 3
LONG = 5_000  # rows from which on each case runs once and the rival's slower variant not at all: it takes minutes
HEAD = ("code", "name", "reading", "kind", "parent", "note", "valid_from")
NAME = "organizations.xlsx"


class Resource(ModelResource):
    """The rival, set to the same task: found by code, references by code, the model's own validation, rows without a change left alone."""

    parent = Field(attribute="parent", column_name="parent", widget=ForeignKeyWidget(Organization, "code"))

    class Meta:
        model = Organization
        fields = HEAD
        import_id_fields = ("code",)
        clean_model_instances = True
        skip_unchanged = True


class BulkResource(Resource):
    class Meta(Resource.Meta):
        use_bulk = True  # without save(): no search keys


def cases(databases: Databases, rows: int) -> Iterator[Case]:
    """Yield the cases of a file of `rows` lines; applying is rolled back, so that every round finds the same register."""
    path = databases.papers.with_name(f"import-{rows}.sqlite3")
    databases.use(databases.papers)
    shutil.copy(databases.papers, path)
    databases.use(path)
    _add_existing(rows // 2)
    content = _file(rows)
    digest = plan_import(model=Organization, sheet=read_upload(NAME, content).first).digest()
    run, prepare = _Run(content, digest), partial(databases.use, path)

    def case(group: str, what: str, work: Callable[[], object]) -> Case:
        return Case(f"import {group}, {rows} rows", what, work, prepare, most_rounds=0 if rows >= LONG else FEW_ROUNDS)

    yield case("preview", "bare limit: calamine, the cells alone", run.read)
    yield case("preview", "read_upload, plan_import, Preview", run.preview)
    yield case("preview", "django-import-export, dry run", partial(run.rival, Resource, dry_run=True))
    if rows < LONG:
        yield case("preview", "django-import-export in bulk, dry run", partial(run.rival, BulkResource, dry_run=True))
    yield case("apply", "bare limit: calamine, bulk_create of the rows alone", run.write)
    yield case("apply", "read_upload, apply_import with the trail", run.apply)
    yield case("apply", "django-import-export", partial(run.rival, Resource, dry_run=False))
    if rows < LONG:
        yield case("apply", "django-import-export in bulk", partial(run.rival, BulkResource, dry_run=False))


@dataclass(frozen=True)
class _Run:
    content: bytes
    digest: str

    def read(self) -> Any:
        return read_upload(NAME, self.content).first

    def preview(self) -> int:
        preview = Preview(plan_import(model=Organization, sheet=self.read()), NAME)
        if preview.plan.error_count or not preview.rows:
            raise LookupError(str(preview.errors))
        return len(preview.rows)

    def write(self) -> None:
        lines = [dict(zip(HEAD, row, strict=True)) for row in self.read().rows[1:]]
        with transaction.atomic():
            wanted = [Organization(code=f"bare-{line['code']}", name=line["name"] or "", kind=line["kind"] or "") for line in lines]
            Organization.objects.bulk_create(wanted)
            transaction.set_rollback(True)

    def apply(self) -> None:
        by = User.objects.get(username=READER)
        with transaction.atomic():
            apply_import(model=Organization, sheet=self.read(), file_name=NAME, sha256="", digest=self.digest, by=by)
            transaction.set_rollback(True)

    def rival(self, resource: type[ModelResource], *, dry_run: bool) -> None:
        with transaction.atomic():
            dataset = tablib.Dataset().load(self.content, format="xlsx")
            result = resource().import_data(dataset, dry_run=dry_run, raise_errors=True)
            if result.has_validation_errors():
                raise LookupError(str(result.invalid_rows[0].error))
            transaction.set_rollback(True)


def _code(number: int) -> str:
    return f"import-{number:05}"


def _add_existing(count: int) -> None:
    rows = [Organization(code=_code(number), name=f"既存団体{number}", kind="company") for number in range(count)]
    for row in rows:
        row.fill_keys()
    Organization.objects.bulk_create(rows)


def _file(count: int) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        for number in range(count):
            line = (_code(number), f"取込団体{number}", f"とりこみ{number}", "university", "kawasaki-city", f"説明{number}", "2026-04-01")
            sheet.write_row(number + 1, 0, line)
    return buffer.getvalue()
