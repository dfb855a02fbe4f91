"""Components rendered apart from any page and read back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.test import RequestFactory
from django.utils.translation import override

from iconm import gallery
from iconm.lib.choices import Basis, Measure, State
from iconm.lib.document import Document, Entry, Heading, Listing, Paragraph, Remarks
from iconm.lib.figure import Figure
from iconm.lib.table import Cell, Head, Note, Row, Table
from tests.frame.pages import shown, tree, words

KPI = Table(
    name="kpi",
    title="成果指標",
    unit="千円",
    stub=2,
    head=((Head(text="指標", colspan=2), Head(text="R4(2022)"), Head(text="R5(2023)")),),
    rows=(
        Row(
            heads=(Head(text="研究費", rowspan=2, changed=True, mark="※"), Head(text="目標")),
            cells=(Cell(value=Decimal(286000), unit="千円", state=State.PLANNED), Cell(value=Decimal(12), unit="件", state=State.PLANNED)),
        ),
        Row(
            heads=(Head(text="実績", indent=1),),
            cells=(Cell(state=State.PENDING), Cell(value=Decimal(-54), unit="千円", state=State.FINAL)),
            kind="total",
        ),
    ),
    notes=(Note(mark="※", text="定義を変更した。"), Note(text="端数処理のため、合計が一致しない場合がある。")),
)


def figure(**changes: Any) -> Figure:
    given: dict[str, Any] = {
        "dataset": "kpi",
        "item_code": "patents",
        "item_label": "特許",
        "measure": Measure.ACTUAL,
        "basis": Basis.ACTUAL,
        "unit": "件",
    }
    return Figure(**(given | {"fiscal_year": 2025, "as_of": date(2025, 12, 31), "value": Decimal(12)} | changes))


def test_table_cells_stand_as_in_the_paper() -> None:
    rows = tree("components/table.html", table=KPI).xpath(".//tr")

    assert [[shown(cell) for cell in row] for row in rows] == [
        ["指標", "R4(2022)", "R5(2023)"],
        ["研究費※", "目標", "286,000", "12件"],
        ["実績", "—", "△54"],
    ]


def test_table_holds_text_and_never_markup() -> None:
    hostile = Table(
        name="t",
        title="<s>題</s>",
        head=((Head(text="<s>頭</s>", mark="<s>"), Head(text="b")),),
        rows=(Row(heads=(Head(text="<s>行</s>"),), cells=(Cell(text="<s>枠</s>"),)),),
        notes=(Note(text="<s>注</s>"),),
    )
    page = tree("components/table.html", table=hostile)

    assert page.findall(".//s") == []
    assert {f"<s>{word}</s>" in page.text_content() for word in "頭行枠注"} == {True}


def test_table_spans_and_scopes_are_in_the_markup() -> None:
    heads = tree("components/table.html", table=KPI).xpath(".//th")

    assert [(shown(head), head.get("scope"), head.get("colspan"), head.get("rowspan")) for head in heads] == [
        ("指標", "colgroup", "2", None),
        ("R4(2022)", "col", None, None),
        ("R5(2023)", "col", None, None),
        ("研究費※", "rowgroup", None, "2"),
        ("目標", "row", None, None),
        ("実績", "row", None, None),
    ]


def test_table_states_its_unit_once_in_the_caption() -> None:
    page = tree("components/table.html", table=KPI)

    assert words(page.find(".//caption")) == "成果指標 （単位：千円）"
    assert words(page).count("千円") == 1


def test_table_says_what_only_the_eye_would_see() -> None:
    spoken = [words(node) for node in tree("components/table.html", table=KPI).xpath(".//table//*[@class='visually-hidden']")]

    assert spoken == ["（変更）", "（未確定）"]


def test_table_marks_changes_rows_and_depth() -> None:
    page = tree("components/table.html", table=KPI)

    assert [words(node) for node in page.xpath(".//*[@class='changed']")] == ["研究費"]
    assert [row.get("class") for row in page.xpath(".//tbody/tr")] == [None, "row--total"]
    assert page.xpath("string(.//th[contains(@class, 'indent-1')])") == "実績"


def test_table_notes_and_signs_are_explained_below() -> None:
    notes = [words(note) for note in tree("components/table.html", table=KPI).xpath(".//li")]

    assert notes == ["※ 定義を変更した。", "※ 端数処理のため、合計が一致しない場合がある。", "※ 「—」は未確定を示します。"]


def test_table_scroll_container_is_named_and_can_take_the_focus() -> None:
    page = tree("components/table.html", table=KPI)
    region = page.find(".//*[@role='region']")

    assert region.get("tabindex") == "0"
    assert shown(page.get_element_by_id(region.get("aria-labelledby"))) == "成果指標"


def test_table_copy_button_waits_for_its_script() -> None:
    page = tree("components/table.html", table=KPI)
    button = page.find(".//button")

    assert button.get("hidden") is not None
    assert page.get_element_by_id(button.get("data-copy-table")).tag == "table"
    assert button.get("data-done")


def test_table_title_can_be_left_to_the_heading_above() -> None:
    page = tree("components/table.html", table=KPI, title=False)

    assert shown(page.find(".//caption")) == "（単位：千円）"
    assert words(page.find(".//caption")).startswith("成果指標")


def test_table_on_an_english_page_is_marked_japanese_and_speaks_english() -> None:
    with override("en"):
        page = tree("components/table.html", table=KPI)

    assert {part.get("lang") for part in page.xpath(".//thead | .//tbody")} == {"ja"}
    assert {node.get("lang") for node in page.xpath(".//table//*[@class='visually-hidden']")} == {"en"}


def test_table_on_a_japanese_page_bears_no_language() -> None:
    assert not tree("components/table.html", table=KPI).xpath(".//@lang")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        pytest.param({}, "12件 R7.12末", id="part-year"),
        pytest.param({"as_of": date(2026, 3, 31)}, "12件", id="final"),
        pytest.param({"basis": Basis.FORECAST, "as_of": date(2026, 3, 31)}, "12件 見込", id="expected"),
        pytest.param({"basis": Basis.PLAN, "as_of": date(2026, 3, 31)}, "12件", id="target"),
        pytest.param({"qualifier": "超", "as_of": date(2026, 3, 31)}, "12件超", id="qualified"),
        pytest.param({"printed": "12件/7年", "as_of": date(2026, 3, 31)}, "12件/7年", id="as printed"),
        pytest.param({"value": None, "missing": "pending"}, "— 未確定", id="pending"),
        pytest.param({"value": None, "missing": "not_applicable"}, "該当なし", id="blank in tables"),
    ],
)
def test_figure_shows_value_unit_and_badge(changes: dict[str, Any], text: str) -> None:
    assert words(tree("components/figure.html", figure=figure(**changes)).find(".//summary")) == text


def test_figure_tells_where_it_comes_from() -> None:
    page = tree("components/figure.html", figure=figure(revision=2, document="総務委員会資料", section="6(2)", note="9か月の値"))

    facts = dict(zip(map(words, page.iter("dt")), map(words, page.iter("dd")), strict=True))
    assert facts == {
        "項目": "特許",
        "状態": "年度途中",
        "時点": "令和7(2025)年12月31日",
        "版": "第2版",
        "出典": "総務委員会資料 6(2)",
        "備考": "9か月の値",
    }


def test_state_is_drawing_and_word() -> None:
    page = tree("components/state.html", state=State.PENDING)

    assert page.xpath("string(.//use/@href)").endswith("#pending")
    assert page.find(".//svg").get("aria-hidden") == "true"
    assert words(page) == "未確定"


def test_every_state_has_a_drawing_of_its_own_file() -> None:
    drawings = {f"#{symbol}" for symbol in _symbols()}

    for state in State:
        href = tree("components/state.html", state=state).xpath("string(.//use/@href)")
        assert href[href.index("#") :] in drawings


def _symbols() -> list[str]:
    from django.conf import settings
    from lxml import etree

    return [str(name) for name in etree.parse(settings.BASE_DIR / "static/icons/portal.svg").xpath("//*[local-name()='symbol']/@id")]


PAPER = Document(
    name="paper",
    title="資料",
    on=date(2026, 1, 21),
    blocks=(
        Heading(level=1, number="6", text="評価検証"),
        Heading(level=2, number="（１）", text="KGI"),
        Listing(entries=(Entry(mark="ア", text="令和27年度", entries=(Entry(mark="（ア）", text="体内病院"),)),)),
        Heading(level=4, text="細目"),
        Paragraph(text="本文"),
        KPI,
        Remarks(notes=(Note(text="全体の注"),)),
    ),
)


def test_document_shows_every_block_in_order() -> None:
    paper = tree("components/document.html", document=PAPER).find(".//*[@class='document__paper']")

    assert [(block.tag, block.get("id")) for block in paper if block.get("id")] == [
        ("h2", "b-heading-1"),
        ("h3", "b-heading-2"),
        ("div", "b-listing-3"),
        ("h5", "b-heading-4"),
        ("p", "b-paragraph-5"),
        ("div", "b-kpi"),
        ("ul", "b-remarks-7"),
    ]


def test_document_contents_lead_to_headings_and_tables() -> None:
    page = tree("components/document.html", document=PAPER)
    links = page.xpath(".//nav//a")

    assert [(words(link), link.get("href")) for link in links] == [
        ("6評価検証", "#b-heading-1"),
        ("（１）KGI", "#b-heading-2"),
        ("成果指標", "#b-kpi"),
    ]
    for link in links:
        assert page.get_element_by_id(link.get("href")[1:]) is not None


def test_table_named_by_the_heading_above_bears_no_second_title() -> None:
    blocks = (Heading(level=2, number="（２）", text="成果指標"), KPI)
    page = tree("components/document.html", document=Document(name="p", title="資料", on=date(2026, 1, 21), blocks=blocks))

    assert shown(page.find(".//caption")) == "（単位：千円）"
    assert words(page.find(".//caption")).startswith("成果指標")


def test_listing_goes_as_deep_as_its_entries() -> None:
    page = tree("components/document.html", document=PAPER)

    assert words(page.find(".//ul/li/ul/li")) == "（ア）体内病院"


def test_document_ids_are_unique() -> None:
    ids = tree("components/document.html", document=gallery.DOCUMENT).xpath(".//@id")

    assert len(ids) == len(set(ids))


def test_empty_says_why_and_offers_the_next_step() -> None:
    page = tree("components/empty.html", why="資料がありません。", what="作成してください。", url="/new/", button="新規作成")

    assert words(page) == "資料がありません。作成してください。新規作成"
    assert page.find(".//a").get("href") == "/new/"


def test_error_summary_counts_and_leads_to_the_fields() -> None:
    form = gallery.SampleForm({"amount": "12件程度", "basis": Basis.SETTLED})
    page = tree("components/error_summary.html", form=form)

    assert page.find(".//*[@role='alert']") is not None
    assert words(page.find(".//h2")) == "誤りが1件あります。"
    assert [(words(link), link.get("href")) for link in page.iter("a")] == [("金額", "#id_amount")]


def test_error_summary_of_a_good_form_is_nothing() -> None:
    assert words(tree("components/error_summary.html", form=gallery.SampleForm({"amount": "1", "basis": Basis.SETTLED}))) == ""


def test_field_ties_support_and_error_to_its_input() -> None:
    form = gallery.SampleForm({"amount": "12件程度"})
    page = tree("components/field.html", field=form["amount"])
    field = page.find(".//input")

    assert field.get("aria-invalid") == "true"
    assert [page.get_element_by_id(name) is not None for name in field.get("aria-describedby").split()] == [True, True]


def request_context(url: str) -> dict[str, Any]:
    return {"request": RequestFactory().get(url)}


def test_filter_keeps_the_rest_of_the_url() -> None:
    context = request_context("/x/?dataset=kpi&on=2025-01-01&page=3&tag=%E7%89%B9&tag=b")
    page = tree("components/as_of.html", on=date(2026, 1, 21), **context)

    assert [(node.get("name"), node.get("value")) for node in page.iter("input")] == [
        ("dataset", "kpi"),
        ("tag", "特"),
        ("tag", "b"),
        ("on", "2026-01-21"),
    ]
    assert "令和8(2026)年1月21日現在の登録値" in words(page)


class Filters(forms.Form):
    dataset = forms.CharField(required=False, label="データ")


def test_filter_bar_keeps_the_day_and_drops_the_page() -> None:
    context = request_context("/x/?on=2025-01-01&page=3&dataset=kpi")
    page = tree("components/filter_bar.html", form=Filters({"dataset": "kpi"}), **context)

    assert [(node.get("name"), node.get("value")) for node in page.iter("input")] == [("on", "2025-01-01"), ("dataset", "kpi")]


def test_pagination_keeps_the_filters() -> None:
    page = tree("components/pagination.html", page=Paginator(range(120), 50).page(2), **request_context("/x/?q=%E7%89%B9&page=2"))

    assert "120件中 51～100件" in words(page)
    assert [(words(link), link.get("href")) for link in page.iter("a")] == [
        ("前へ", "?q=%E7%89%B9&page=1"),
        ("1", "?q=%E7%89%B9&page=1"),
        ("3", "?q=%E7%89%B9&page=3"),
        ("次へ", "?q=%E7%89%B9&page=3"),
    ]
    assert words(page.find(".//*[@aria-current='page']")) == "2"


def test_pagination_of_nothing_is_nothing() -> None:
    assert words(tree("components/pagination.html", page=Paginator([], 50).get_page(1), **request_context("/x/"))) == ""


def test_progress_is_named_and_counted() -> None:
    page = tree("components/progress.html", label="作成中", done=3, total=12, id="job")

    assert words(page) == "作成中12件中3件"
    assert (page.find(".//progress").get("value"), page.find(".//progress").get("max")) == ("3", "12")
    assert page.find(".//label").get("for") == page.find(".//progress").get("id")
