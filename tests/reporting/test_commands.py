"""export_report and export_figures: what they write, and one clear line with exit code 2 for every mistake."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command

from iconm.lib.figure import OPEN_COLUMNS

pytestmark = pytest.mark.usefixtures("loaded")
ROOT = Path(__file__).resolve().parent.parent.parent
HEADER = "dataset,item_code,item_label,group,measure,fiscal_year,period_end,basis,as_of,value,qualifier,unit,state,revision,note,source"


def records(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_figures_have_the_promised_header(tmp_path: Path) -> None:
    target = tmp_path / "figures.csv"
    call_command("export_figures", on="2026-02-10", output=str(target))
    content = target.read_bytes()

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n")[0] == HEADER == ",".join(OPEN_COLUMNS)
    fixtures = Path(settings.FIXTURES_DIR, "figures").glob("*.csv")
    stated = sum(len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in fixtures)
    assert len(records(content)) == stated - 1  # the 30 years of the land lease are in two papers, and the later one counts


@pytest.mark.parametrize(
    ("item", "measure", "year", "basis", "expected"),
    [
        ("kpi-research-income", "target", "2022", "plan", ("2023-03-31", "286000", "", "千円", "planned")),
        ("kpi-research-income", "actual", "2021", "forecast", ("2022-03-31", "438802", "", "千円", "forecast")),
        ("kpi-patent-applications", "actual", "2025", "actual", ("2025-12-31", "12", "", "件", "interim")),
        ("kpi-lecture-satisfaction", "actual", "2025", "actual", ("2025-12-31", "", "", "%", "pending")),
        ("kpi-ventures", "actual", "2025", "actual", ("2025-12-31", "10", "", "件", "interim")),
        ("kpi-ventures", "actual", "2024", "actual", ("2025-03-31", "10", "", "社", "final")),
        ("income-incubation-grant", "amount", "2022", "settled", ("2023-03-31", "", "", "千円", "not_applicable")),
        ("income-research", "amount", "2025", "forecast", ("2026-03-31", "322968", "", "千円", "forecast")),
        ("research-grants-jsps", "count", "2023", "actual", ("2024-03-31", "19", "", "件", "final")),
        ("support-contribution", "amount", "2026", "proposed", ("2027-03-31", "1.5", "", "億円", "budget")),
    ],
)
def test_a_figure_of_each_kind(tmp_path: Path, item: str, measure: str, year: str, basis: str, expected: tuple[str, ...]) -> None:
    target = tmp_path / "figures.csv"
    call_command("export_figures", on="2026-02-10", output=str(target))

    (row,) = [
        row
        for row in records(target.read_bytes())
        if (row["item_code"], row["measure"], row["fiscal_year"], row["basis"], row["period_end"]) == (item, measure, year, basis, "")
    ]
    assert (row["as_of"], row["value"], row["qualifier"], row["unit"], row["state"]) == expected


def test_a_fact_that_spans_years_names_both_ends(tmp_path: Path) -> None:
    target = tmp_path / "figures.csv"
    call_command("export_figures", on="2026-02-10", output=str(target))

    (row,) = [row for row in records(target.read_bytes()) if row["item_code"] == "research-coi-next-ceiling"]
    assert (row["fiscal_year"], row["period_end"], row["qualifier"], row["value"], row["unit"]) == ("2022", "2031", "最大", "40", "億円")


@pytest.mark.parametrize("file_format", ["xlsx", "csv", "json"])
@pytest.mark.parametrize("layout", ["committee", "open"])
def test_every_format_and_layout_of_every_paper(tmp_path: Path, file_format: str, layout: str) -> None:
    starts = {"xlsx": b"PK", "csv": b"\xef\xbb\xbf", "json": b"{" if layout == "committee" else b"["}
    for name in ("committee-2026", "committee-2022"):
        target = tmp_path / f"{name}.{file_format}"
        call_command("export_report", name, format=file_format, layout=layout, on="2026-02-10", output=str(target))
        assert target.read_bytes().startswith(starts[file_format])


def test_open_layout_has_one_line_a_figure_of_the_paper(tmp_path: Path) -> None:
    target, as_json = tmp_path / "open.csv", tmp_path / "open.json"
    call_command("export_report", "committee-2022", format="csv", layout="open", on="2026-02-10", output=str(target))
    call_command("export_report", "committee-2022", format="json", layout="open", on="2026-02-10", output=str(as_json))

    rows = records(target.read_bytes())
    indicators = [row for row in rows if row["dataset"] == "kpi"]
    assert len(indicators) == 8 * 5  # eight indicators: a baseline and four targets each
    assert {row["item_code"] for row in rows if row not in indicators} == {"support-land-term"}
    assert rows == json.loads(as_json.read_bytes())


def test_a_day_may_be_japanese_and_defaults_to_today(tmp_path: Path) -> None:
    japanese, today = tmp_path / "japanese.csv", tmp_path / "today.csv"
    call_command("export_figures", on="令和4年1月27日", output=str(japanese))
    with time_machine.travel("2022-01-27 00:30+09:00", tick=False):
        call_command("export_figures", output=str(today))

    assert japanese.read_bytes() == today.read_bytes()
    assert len(records(today.read_bytes())) == 40 + 1 + 5  # the KPI table, the land lease, and what 2013 says of site and budget


@pytest.mark.parametrize(
    ("command", "options", "says"),
    [
        pytest.param(["export_report", "committee-1999"], {}, "committee-2022・committee-2026", id="unknown name lists the known"),
        pytest.param(["export_report", "committee-2026"], {"on": "2026-02-30"}, "2026-02-30", id="impossible date"),
        pytest.param(["export_report", "committee-2026"], {"format": "pdf"}, "xlsx・csv・json", id="unknown format"),
        pytest.param(["export_report", "committee-2026"], {"layout": "wide"}, "committee・open", id="unknown layout"),
        pytest.param(["export_figures"], {"on": "yesterday"}, "yesterday", id="no date at all"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(tmp_path: Path, command: list[str], options: dict[str, str], says: str) -> None:
    target = tmp_path / "out"

    with pytest.raises(CommandError) as refusal:
        call_command(*command, output=str(target), **options)

    assert refusal.value.returncode == 2
    assert says in str(refusal.value) and "\n" not in str(refusal.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "place", ["missing/folder/out.csv", ".", "x" * 300, "a\0b"], ids=["no such folder", "a folder", "too long a name", "an impossible name"]
)
def test_an_unwritable_path_leaves_nothing_behind(tmp_path: Path, place: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("export_figures", output=str(tmp_path / place))

    assert refusal.value.returncode == 2 and "\n" not in str(refusal.value)
    assert not list(tmp_path.iterdir())


def test_a_failed_write_keeps_the_file_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "figures.csv"
    target.write_text("last month's")

    def full(self: Path, other: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(CommandError, match="ディスクの空きがありません"):
        call_command("export_figures", output=str(target))

    assert target.read_text() == "last month's"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("path", ["", "/dev/null"], ids=["no name", "a device"])
def test_what_is_no_ordinary_file_is_refused(path: str) -> None:
    with pytest.raises(CommandError, match="ファイルの名前を指定してください") as refusal:
        call_command("export_figures", output=path)

    assert refusal.value.returncode == 2
    assert Path("/dev/null").is_char_device()


def test_a_link_is_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "figures.csv", tmp_path / "latest.csv"
    target.write_text("last month's")
    link.symlink_to(target)

    call_command("export_figures", output=str(link))

    assert link.is_symlink()
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_new_file_is_readable_by_colleagues(tmp_path: Path) -> None:
    target = tmp_path / "figures.csv"
    mask = os.umask(0o022)
    try:
        call_command("export_figures", output=str(target))
    finally:
        os.umask(mask)

    assert target.stat().st_mode & 0o777 == 0o644


def test_exit_code_of_the_real_command(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "manage.py", "export_report", "committee-2026", "--on", "2026-13-01", "--output", str(tmp_path / "x")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("CommandError: --on") and run.stderr.count("\n") == 1


def test_the_paper_day_counts_inclusively(tmp_path: Path) -> None:
    lengths = []
    for day in (date(2026, 2, 9), date(2026, 2, 10)):
        call_command("export_figures", on=day.isoformat(), output=str(tmp_path / "f.csv"))
        lengths.append(len(records((tmp_path / "f.csv").read_bytes())))

    assert lengths == [48, 302]
