"""The figure that docs/architecture.md follows arrives in the cell it names."""

import io
from datetime import date

import openpyxl
from django.conf import settings

from ledger.models import Value
from reporting import documents, figures
from reporting.choices import Format, Layout
from reporting.exports import export

ON = date(2026, 2, 10)


def test_line_of_the_fixture_stands_in_the_fixture() -> None:
    text = (settings.FIXTURES_DIR / "figures" / "kpi.csv").read_text(encoding="utf-8")

    assert "2025,actual,2025-12-31,2026-02-10,kpi-licences,actual,,,,,21,,,,,,committee-2026,6(2)・9(2)" in text.splitlines()


def test_figure_reaches_cell_g7(loaded: None) -> None:
    template = documents.find_template("committee-2026")
    assert template is not None

    file = export(documents.build(template, figures.load(on=ON)), file_format=Format.XLSX, layout=Layout.COMMITTEE)
    sheet = openpyxl.load_workbook(io.BytesIO(file.content))["6(2) 成果指標（KPI）"]

    assert Value.objects.filter(item__code="kpi-licences", measure="actual", fiscal_year=2025).count() == 1
    assert sheet["G3"].value == "R7(2025)年度(R7.12末時点)"
    assert (sheet["G7"].value, sheet["G7"].number_format.split(";")[0]) == (21, '#,##0"件"')
