"""The table of grades as a block of a paper: on its page and in its files, every cell."""

import csv
import io
from datetime import date

import pytest
from django.test import Client

from kpis.choices import Scheme
from kpis.models import PlanIndicator
from reporting.choices import BlockKind, Format, Layout
from reporting.documents import build, find_template
from reporting.exports import export
from reporting.figures import load
from reporting.models import Block, ReportTemplate
from tests.conftest import World
from tests.reporting import grids

pytestmark = pytest.mark.usefixtures("template")
TITLE = "成果指標の評価（R4）"
# 13 of 12, 15 of 14, 13 of 5, 464,904 of 286,000; 92 of 90, 243 of 180, 88 of 90; 10 of 8.
ROWS = [
    ["革新的医薬品等の上市", "治験や臨床研究の実施件数（累計）", "12件", "13件", "108.3", "達成", "A 目標を達成した", "", ""],
    ["^", "ライセンス実施件数（累計）", "14件", "15件", "107.1", "達成", "A 目標を達成した", "", ""],
    ["^", "特許の出願数（年間）", "5件", "13件", "260.0", "達成", "S 目標を大きく上回った", "", ""],
    ["^", "研究費収入額（年額）", "286,000千円", "464,904千円", "162.6", "達成", "S 目標を大きく上回った", "", ""],
    ["拠点価値の向上", "iCONM入居率", "90%", "92%", "102.2", "達成", "A 目標を達成した", "", ""],
    ["^", "メディア掲載件数（年間）", "180件", "243件", "135.0", "達成", "S 目標を大きく上回った", "", ""],
    ["^", "市民公開講座アンケートの「満足」割合", "90%", "88%", "97.8", "未達", "B 目標をおおむね達成した", "", ""],
    ["新産業の創出", "ベンチャー企業の設立（累計）", "8社", "10社", "125.0", "達成", "S 目標を大きく上回った", "", ""],
]


@pytest.fixture
def template(loaded: None) -> ReportTemplate:
    PlanIndicator.objects.filter(plan__code="plan-3").update(scheme=Scheme.LETTERS)
    template = ReportTemplate.objects.create(code="assessment", name="評価")
    parameters = {"plan": "plan-3", "year": 2022}
    Block.objects.create(template=template, order=10, kind=BlockKind.TABLE, table="kpi-assessment", text=TITLE, parameters=parameters)
    return template


def content(file_format: Format) -> bytes:
    template = find_template("assessment")
    assert template
    return export(build(template, load(on=date(2026, 2, 10))), file_format=file_format, layout=Layout.COMMITTEE).content


def test_page(client: Client, world: World) -> None:
    client.force_login(world.manager)

    page = client.get("/reports/assessment/?on=2026-02-10").content

    assert grids.from_html(page, TITLE)[1:] == ROWS
    assert "評価の規則：S・A・B・Cの4段階（第1版）" in page.decode()


def test_workbook() -> None:
    sheet = grids.from_xlsx(content(Format.XLSX), TITLE, height=9)

    assert sheet[1:] == ROWS


def test_csv() -> None:
    lines = list(csv.reader(io.StringIO(content(Format.CSV).decode("utf-8-sig"))))

    assert [line for line in lines if len(line) == 9][1:] == grids.filled(ROWS)
