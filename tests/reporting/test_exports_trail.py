"""Every file that leaves the portal leaves one entry: who, what, as of when, and the digest by which the file can be known again."""

import hashlib
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.access import today
from audit.models import Entry
from reporting.models import ReportTemplate
from tests.conftest import World

pytestmark = pytest.mark.usefixtures("loaded")
CODES = ("reporting.report.exported", "reporting.figures.exported", "ledger.register.exported")


def exported() -> list[Entry]:
    return list(Entry.objects.filter(action__in=CODES).order_by("id"))


def told(entry: Entry) -> dict[str, object]:
    return {name: new for name, (_old, new) in entry.difference.items()}


def made(content: bytes) -> dict[str, object]:
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


@pytest.mark.parametrize("layout", ["committee", "open"])
@pytest.mark.parametrize("file_format", ["xlsx", "csv", "json"])
def test_report(client: Client, world: World, file_format: str, layout: str) -> None:
    client.force_login(world.manager)
    content = client.get(f"/reports/committee-2026/download/?format={file_format}&layout={layout}&on=2026-02-10").content
    (entry,) = exported()
    template = ReportTemplate.objects.get(code="committee-2026")
    assert (entry.action, entry.actor, entry.address) == ("reporting.report.exported", world.manager, "127.0.0.1")
    assert entry.target == f"reporting.reporttemplate:{template.pk}"
    assert told(entry) == {"format": file_format, "layout": layout, "on": "2026-02-10", **made(content)}


def test_figures(client: Client, world: World) -> None:
    client.force_login(world.respondent)
    content = client.get("/figures.csv?on=2026-02-10").content
    (entry,) = exported()
    assert (entry.action, entry.actor, entry.target, entry.address) == ("reporting.figures.exported", world.respondent, "", "127.0.0.1")
    assert told(entry) == {"format": "csv", "layout": "open", "on": "2026-02-10", **made(content)}


def test_register(client: Client, world: World) -> None:
    client.force_login(world.manager)
    content = client.get("/registers/organizations.csv?q=川崎").content
    (entry,) = exported()
    assert (entry.action, entry.actor, entry.address) == ("ledger.register.exported", world.manager, "127.0.0.1")
    assert entry.target == "programs.organization"
    assert told(entry) == {"format": "csv", "on": today().isoformat(), **made(content)}


@pytest.mark.parametrize(
    "url",
    [
        "/reports/committee-2026/download/?format=pdf&layout=open",
        "/figures.csv?on=2026-02-30",
        "/registers/organizations.csv?kind=nothing",
        "/reports/committee-1999/download/?format=csv&layout=open",
    ],
)
def test_a_file_that_is_refused_leaves_no_entry(client: Client, world: World, url: str) -> None:
    client.force_login(world.manager)
    assert client.get(url).status_code in (400, 404)
    assert exported() == []


def test_commands(tmp_path: Path) -> None:
    report, figures = tmp_path / "report.json", tmp_path / "figures.csv"
    call_command("export_report", "committee-2026", format="json", on="2026-02-10", output=str(report))
    call_command("export_figures", on="2026-02-10", output=str(figures))
    first, second = exported()
    assert [(entry.actor, entry.address) for entry in (first, second)] == [(None, None)] * 2
    assert told(first) == {"format": "json", "layout": "committee", "on": "2026-02-10", **made(report.read_bytes())}
    assert told(second) == {"format": "csv", "layout": "open", "on": "2026-02-10", **made(figures.read_bytes())}


def test_a_command_that_cannot_write_leaves_no_entry(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("export_figures", output=str(tmp_path / "missing" / "figures.csv"))
    assert exported() == []
