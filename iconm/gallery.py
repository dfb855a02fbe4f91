"""Invented values for the page of components: every sign, state and merge that occurs in a paper, and no figure of one."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from msgspec import structs

from iconm.lib.choices import Basis, Measure, Missing, State
from iconm.lib.document import Document, Entry, Heading, Listing, Paragraph, Remarks
from iconm.lib.figure import Figure
from iconm.lib.table import Cell, Head, Note, Row, Table

UNIT = "千円"


def _thousand(value: str, state: State = State.FINAL) -> Cell:
    return Cell(value=Decimal(value), unit=UNIT, state=state)


def _count(value: str, state: State = State.FINAL) -> Cell:
    return Cell(value=Decimal(value), unit="件", state=state)


STATEMENT = Table(
    name="sample-statement",
    title="見本の収支",
    unit=UNIT,
    head=(
        (Head(text="収入", rowspan=2), Head(text="決算", colspan=2), Head(text="見込")),
        (Head(text="R1(2019)"), Head(text="R2(2020)"), Head(text="R3(2021)")),
    ),
    rows=(
        Row(heads=(Head(text="事業収入"),), cells=(_thousand("12345"), _thousand("6789"), _thousand("10000", State.FORECAST))),
        Row(heads=(Head(text="補助金"),), cells=(Cell(), _thousand("1500"), Cell(state=State.PENDING))),
        Row(heads=(Head(text="差引"),), cells=(_thousand("-54"), _thousand("0"), Cell(state=State.NOT_COMPARABLE))),
        Row(
            heads=(Head(text="収入計"),),
            cells=(_thousand("12291"), _thousand("8289"), _thousand("10000", State.FORECAST)),
            kind="total",
        ),
        Row(heads=(Head(text="支出"), Head(text="R1(2019)"), Head(text="R2(2020)"), Head(text="R3(2021)")), kind="head"),
        Row(
            heads=(Head(text="研究支出"),),
            cells=(_thousand("9000"), _thousand("7000"), _thousand("8000", State.FORECAST)),
            kind="group",
        ),
        Row(heads=(Head(text="人件費", indent=1),), cells=(_thousand("4000"), _thousand("3000"), _thousand("3500", State.FORECAST))),
        Row(heads=(Head(text="物件費", indent=1),), cells=(_thousand("5000"), _thousand("4000"), _thousand("4500", State.FORECAST))),
        Row(
            heads=(Head(text="支出計"),),
            cells=(_thousand("9000"), _thousand("7000"), _thousand("8000", State.FORECAST)),
            kind="total",
        ),
    ),
    notes=(Note(text="見本のための値です。"),),
)

PLAN = Table(
    name="sample-plan",
    title="見本の目標と実績",
    stub=3,
    head=((Head(text="目標"), Head(text="指標", colspan=2), Head(text="R2(2020)年度"), Head(text="R3(2021)年度（R3.12末時点）")),),
    rows=(
        Row(
            heads=(Head(text="新しい製品の上市", rowspan=4), Head(text="試験の件数（累計）", rowspan=2), Head(text="目標")),
            cells=(_count("3", State.PLANNED), _count("4", State.PLANNED)),
        ),
        Row(heads=(Head(text="実績"),), cells=(_count("3"), _count("2", State.INTERIM))),
        Row(
            heads=(Head(text="基礎となる出願の数（年間）", rowspan=2, changed=True, mark="※"), Head(text="目標")),
            cells=(Cell(text="増やす"), _count("8", State.PLANNED)),
        ),
        Row(heads=(Head(text="実績"),), cells=(_count("5"), Cell(state=State.PENDING))),
        Row(
            heads=(Head(text="拠点の価値", rowspan=2), Head(text="入居率", rowspan=2), Head(text="目標")),
            cells=(
                Cell(value=Decimal("87.5"), unit="%", decimals=1, state=State.PLANNED),
                Cell(value=Decimal(90), unit="%", state=State.PLANNED, qualifier="以上"),
            ),
        ),
        Row(heads=(Head(text="実績"),), cells=(Cell(value=Decimal(88), unit="%", state=State.FINAL), Cell(state=State.WITHHELD))),
    ),
    notes=(Note(mark="※", text="数え方を変更した指標です。"),),
)

FIGURES = (
    Figure(
        dataset="sample",
        item_code="trials",
        item_label="試験の件数",
        measure=Measure.ACTUAL,
        basis=Basis.ACTUAL,
        unit="件",
        fiscal_year=2021,
        as_of=date(2021, 12, 31),
        value=Decimal(2),
        revision=1,
        document="見本の資料",
        section="1(2)",
        note="見本のための値です。",
    ),
    Figure(
        dataset="sample",
        item_code="income",
        item_label="事業収入",
        measure=Measure.AMOUNT,
        basis=Basis.FORECAST,
        unit=UNIT,
        fiscal_year=2021,
        as_of=date(2022, 3, 31),
        value=Decimal(10000),
        revision=2,
        document="見本の資料",
        section="2",
    ),
    Figure(
        dataset="sample",
        item_code="satisfaction",
        item_label="満足の割合",
        measure=Measure.ACTUAL,
        basis=Basis.ACTUAL,
        unit="%",
        fiscal_year=2021,
        as_of=date(2022, 3, 31),
        missing=Missing.PENDING,
        revision=1,
        document="見本の資料",
        section="1(2)",
    ),
)

DOCUMENT = Document(
    name="sample-paper",
    title="見本の資料",
    on=date(2022, 1, 21),
    blocks=(
        Heading(level=1, number="1", text="評価検証"),
        Heading(level=2, number="（１）", text="直接目標（KGI）"),
        Listing(
            entries=(
                Entry(mark="ア", text="令和27(2045)年度において", entries=(Entry(mark="（ア）", text="見本の目標を実現する。"),)),
                Entry(
                    mark="イ",
                    text="令和10(2028)年度において",
                    entries=(
                        Entry(mark="（ア）", text="見本の製品が上市している。"),
                        Entry(mark="（イ）", text="見本の企業が集積している。"),
                    ),
                ),
            )
        ),
        Heading(level=2, number="（２）", text="成果指標（KPI）"),
        Paragraph(text="文章は字下げで始まり、読みやすい幅で折り返す。表は画面の幅まで広がる。"),
        structs.replace(PLAN, name="sample-paper-plan", title="資料の目標と実績"),
        Heading(level=1, number="2", text="収支"),
        structs.replace(STATEMENT, name="sample-paper-statement", title="資料の収支"),
        Remarks(notes=(Note(text="表に属さない注記です。"),)),
    ),
)


class SampleForm(forms.Form):
    # A number input would drop what it cannot read; a wrong value has to stay to be corrected.
    amount = forms.DecimalField(
        label=_("金額"), help_text=_("千円単位で入力してください。"), widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    basis = forms.ChoiceField(label=_("区分"), choices=Basis, initial=Basis.SETTLED)
    reason = forms.CharField(label=_("理由"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class SampleFilter(forms.Form):
    state = forms.ChoiceField(label=_("状態"), choices=[("", _("すべて")), *State.choices], required=False)
