"""第5期 made from 第4期: one indicator renamed, one redefined, one moved, one ended, one new; the paper, the ledger and the trail."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from audit.models import Entry
from audit.snapshots import target_of
from iconm.lib.table import Table
from kpis.actions.creation import create_plan
from kpis.actions.drafts import GoneError, start_draft
from kpis.choices import Change, Scheme
from kpis.forms.posted import with_command
from kpis.models import Goal, Indicator, PlanIndicator, PlanPeriod, Succession
from kpis.pages import Work, confirm_context
from kpis.queries.figures import kpi_figures
from kpis.tables import plans as tables
from ledger import actions as ledger
from ledger.actions import StaleError
from ledger.models import Draft, Item, Revision, Value
from ledger.queries import known
from tests.conftest import World
from tests.kpis.factories import NEXT_YEARS, ON, begin, change, fill, make_plan, opened, save, typed
from tests.ledger.factories import NOON

FIFTH_PERIOD = {"first_year": "R12", "last_year": "R15", "document": "", "document_name": "第5期実施計画について"} | {
    "document_body": "臨海部国際戦略本部",
    "document_occasion": "総務委員会資料",
    "document_date": "R12.2.8",
}
FIFTH_LINES = {
    "media": {"fate": "renamed", "label": "報道等への掲載件数（年間）"},
    "trials": {
        "fate": "redefined",
        "label": "治験の実施件数（累計）",
        "code": "trials-only",
        "unit": "件",
        "definition": "臨床研究を除く。",
        "maximum": "1,000",
        "succession": "redefined",
        "succession_note": "治験に限って数える。",
    },
    "occupancy": {"fate": "moved", "objective": "value"},
    "new-companies": {"fate": "ended"},
    "new-1": {
        "label": "海外との共同研究件数（年間）",
        "code": "overseas-research",
        "unit": "件",
        "objective": "industry",
        "minimum": "0",
        "maximum": "１０",
    },
}
FIFTH_TARGETS = {
    "trials": (3, 4, 5, 6),
    "licences": (26, 27, 28, 29),
    "basic-patent-applications": (5, 5, 5, 5),
    "research-income": (450000, 450000, 450000, 450000),
    "media": (260, 260, 260, 260),
    "lecture-seminar-satisfaction": (90, 90, 90, 90),
    "occupancy": (90, 90, 90, 90),
    "ventures": (16, 17, 18, 19),
    "new-1": (2, 2, 3, 3),
}


def typed_fifth(by: User) -> Draft:
    """Return the draft of the fifth plan, every step saved."""
    draft = start_draft(predecessor=PlanPeriod.objects.get(code="plan-4"), by=by, at=NOON)
    save(draft, by, "period", FIFTH_PERIOD)
    content, objectives = opened(draft).content, opened(draft).assembly.offers.objectives
    change(draft, by, lines=with_command(content, "add:indicator", objectives).lines)
    save(draft, by, "indicators", typed(FIFTH_LINES))
    numbers = {key: {str(year): str(number) for year, number in zip(NEXT_YEARS, row, strict=True)} for key, row in FIFTH_TARGETS.items()}
    save(draft, by, "targets", typed(numbers))
    return draft


def create(work: Work, by: User, *, seen: int | None = None) -> PlanPeriod:
    plan = work.assembly.plan
    assert plan is not None, work.assembly.findings
    version = work.content.version if seen is None else seen
    return create_plan(plan=plan, old=work.old, draft=work.draft, seen=version, by=by, at=NOON)


def printed(table: Table) -> list[list[str]]:
    """Return the row heads with their underlines as _text_, and the numbers."""
    return [
        [*(f"_{head.text}_" if head.changed else head.text for head in row.heads), *(f"{cell.value}" for cell in row.cells)]
        for row in table.rows
    ]


@pytest.mark.usefixtures("loaded")
def test_fifth_plan_prints_as_its_preview_once_approved(world: World) -> None:
    draft = typed_fifth(world.clerk)
    work = save(draft, world.clerk, "indicators", {"media-significance": "戦略的な情報発信"})
    preview = confirm_context(work)["previews"]
    plan = create(work, world.clerk)
    revision = Revision.objects.get(sheet__dataset="kpi", sheet__basis="plan", sheet__fiscal_year=2030)

    before = tables.targets(kpi_figures(known(on=ON)), name="t", title="", plan=plan.code)
    assert {cell.value for row in before.rows for cell in row.cells} == {None}

    ledger.approve_revision(revision=ledger.submit_revision(revision=revision, by=world.clerk, at=NOON), by=world.approver, at=NOON)
    figures = kpi_figures(known(on=ON))
    table = tables.targets(figures, name="t", title="", plan=plan.code)

    # R11 has no actuals yet: the column before the targets is empty.
    assert printed(table) == [
        ["革新的医薬品等の上市", "_治験の実施件数（累計）_", "None", "3", "4", "5", "6"],
        ["ライセンス実施件数（累計）", "None", "26", "27", "28", "29"],
        ["特許の基礎出願件数（年間）", "None", "5", "5", "5", "5"],
        ["研究費収入額（年額）", "None", *["450000"] * 4],
        ["拠点価値の向上", "報道等への掲載件数（年間）", "None", *["260"] * 4],
        ["市民公開講座・学術セミナーアンケートの「満足」割合", "None", *["90"] * 4],
        ["iCONM入居率", "None", *["90"] * 4],
        ["新産業の創出", "ベンチャー企業の設立（累計）", "None", "16", "17", "18", "19"],
        ["_海外との共同研究件数（年間）_", "None", "2", "2", "3", "3"],
    ]
    assert printed(preview[1]) == printed(table)
    marked = tables.targets_with_significance(figures, name="t", title="", plan=plan.code)
    assert [head.text for row in marked.rows for head in row.heads if "【新規】" in head.text] == ["海外との共同研究件数（年間）【新規】"]
    assert printed(preview[2]) == printed(marked)
    assert {line.code: line.change for line in figures.plans[plan.code].lines if line.change != Change.NONE} == {
        "trials-only": Change.REDEFINED,
        "overseas-research": Change.NEW,
    }


@pytest.mark.usefixtures("loaded")
def test_fourth_plan_stays_as_it_was(world: World) -> None:
    figures = kpi_figures(known(on=ON))
    fourth = tables.targets(figures, name="t", title="", plan="plan-4")

    create(opened(typed_fifth(world.clerk)), world.clerk)

    assert tables.targets(kpi_figures(known(on=ON)), name="t", title="", plan="plan-4") == fourth


def test_scheme_is_carried_over_unless_another_is_chosen(world: World) -> None:
    before = make_plan()
    PlanIndicator.objects.filter(plan=before).update(scheme=Scheme.LETTERS)
    again = start_draft(predecessor=before, by=world.clerk, at=NOON)
    offered = {form.line.key: form["scheme"].value() for form in opened(again).assembly.lines}

    plan = create(fill(again, world.clerk, lines={"income": {"scheme": "pro_rata"}, "occupancy": {"scheme": ""}}), world.clerk)

    assert set(offered.values()) == {"letters"}
    schemes = dict(PlanIndicator.objects.filter(plan=plan).values_list("indicator__code", "scheme"))
    assert schemes == {"trials": "letters", "income": "pro_rata", "occupancy": "letters"}


def test_plan_has_everything_it_consists_of(world: World) -> None:
    work = fill(begin(world.clerk).draft, world.clerk, lines={"trials": {"fate": "redefined", "label": "治験", "code": "trials-2"}})

    plan = create(work, world.clerk)

    assert (plan.name, plan.first_year, plan.last_year, plan.predecessor_id) == ("第2期計画", 2030, 2033, work.old.pk)
    assert list(Goal.objects.filter(plan=plan).values_list("name", "target_year")) == [("体内病院を実現する。", 2033)]
    places = PlanIndicator.objects.filter(plan=plan).order_by("order")
    assert [place.indicator.code for place in places] == ["trials-2", "income", "occupancy"]
    assert list(places.values_list("wordings__label", "wordings__is_in_force", "wordings__document__code")) == [
        ("治験", True, "committee-2026"),
        ("表記 income", True, "committee-2026"),
        ("表記 occupancy", True, "committee-2026"),
    ]
    succession = Succession.objects.get()
    assert (succession.old.code, succession.new.code, succession.kind) == ("trials", "trials-2", "redefined")
    item = Item.objects.get(code="kpi-trials-2")
    assert (item.dataset, item.unit, item.kind, item.order) == ("kpi", "件", "cumulative", 40)
    assert not Draft.objects.exists()


def test_targets_wait_in_an_open_revision_of_their_own_sheet(world: World) -> None:
    create(fill(begin(world.clerk).draft, world.clerk), world.clerk)

    revision = Revision.objects.get(state="draft")
    sheet = revision.sheet
    assert (sheet.dataset, sheet.fiscal_year, sheet.basis, sheet.as_of.isoformat()) == ("kpi", 2030, "plan", "2034-03-31")
    rows = revision.values.order_by("item__order", "fiscal_year").values_list(
        "item__code", "fiscal_year", "value", "missing", "as_of__year"
    )
    assert list(rows[:4]) == [("kpi-trials", year, Decimal(year - 2010), "", year + 1) for year in NEXT_YEARS]
    assert list(rows[4:5]) == [("kpi-income", 2030, Decimal(450000), "", 2031)]
    assert list(rows[10:11]) == [("kpi-occupancy", 2032, None, "pending", 2033)]
    assert {value.document.code for value in revision.values.all() if value.document} == {"committee-2026"}
    assert not Value.objects.filter(measure="actual", fiscal_year__gte=2026).exists()


def test_a_doubtful_target_wants_a_note_and_carries_it_to_the_approver(world: World) -> None:
    draft = begin(world.clerk).draft
    work = fill(draft, world.clerk, targets={"trials": {"2032": "19"}})

    assert [(finding.anchor, finding.weight, finding.message) for finding in work.assembly.findings] == [
        ("id_trials-2032", "warning", "累計値がR13（21件）を下回っています。正しい場合は理由を入力してください。")
    ]
    with pytest.raises(ValidationError, match="下回っています"):
        create(work, world.clerk)

    create(save(draft, world.clerk, "targets", {"trials-note": "治験の終了を見込む。"}), world.clerk)

    cells = Revision.objects.get(state="draft").cells.values_list("key", "reason")
    assert list(cells) == [("kpi-trials:target:2032::plan:2033-03-31", "治験の終了を見込む。")]


def test_range_and_narrative_targets(world: World) -> None:
    draft = begin(world.clerk).draft
    ranges = {"target_type": "range"} | {str(year): "80～95" for year in NEXT_YEARS}
    work = fill(draft, world.clerk, targets={"occupancy": ranges, "income": {"target_type": "narrative", "narrative": "前年度を上回る。"}})

    plan = create(work, world.clerk)

    places = {place.indicator.code: place for place in PlanIndicator.objects.filter(plan=plan).select_related("indicator")}
    assert (places["income"].target_type, places["income"].narrative) == ("narrative", "前年度を上回る。")
    assert not Value.objects.filter(item__code="kpi-income", measure="target").exists()
    assert set(Value.objects.filter(item__code="kpi-occupancy", measure="target").values_list("value", "upper")) == {(80, 95)}


def test_creation_leaves_an_entry_that_lists_what_was_made(world: World) -> None:
    plan = create(fill(begin(world.clerk).draft, world.clerk), world.clerk)

    entry = Entry.objects.get(action="kpis.plan.created")
    assert (entry.actor, entry.target) == (world.clerk, f"kpis.planperiod:{plan.pk}")
    made = entry.difference["created"][1]
    assert [target.partition(":")[0] for target in made] == [
        "kpis.planperiod",
        "kpis.goal",
        *["kpis.planindicator", "kpis.wording"] * 3,
        "ledger.sheet",
    ]
    actions = Entry.objects.filter(action__startswith="ledger.").values_list("action", flat=True)
    assert set(actions) == {"ledger.sheet.opened", "ledger.revision.started", "ledger.values.recorded"}


def test_each_register_row_has_an_entry_with_its_fields(world: World) -> None:
    lines = {"trials": {"fate": "redefined", "label": "治験", "code": "trials-2"}}
    plan = create(fill(begin(world.clerk).draft, world.clerk, lines=lines), world.clerk)

    added = {entry.target: entry for entry in Entry.objects.filter(action__endswith=".added")}
    for row in (
        plan,
        *Goal.objects.filter(plan=plan),
        Item.objects.latest("pk"),
        Indicator.objects.latest("pk"),
        *Succession.objects.all(),
    ):
        entry = added[target_of(row)]
        assert (entry.actor, entry.reason) == (world.clerk, "計画期間の作成：第2期計画")
    assert added[target_of(Item.objects.latest("pk"))].difference["name"] == [None, "治験"]


def test_refused_creation_leaves_nothing(world: World) -> None:
    work = fill(begin(world.clerk).draft, world.clerk, lines={"trials": {"fate": "redefined", "label": "治験", "code": "income"}})
    entries = Entry.objects.count()

    with pytest.raises(ValidationError):
        create(work, world.clerk)

    assert PlanPeriod.objects.count() == 1
    assert Indicator.objects.count() == 3
    assert (Entry.objects.count(), Draft.objects.count()) == (entries, 1)


def test_nobody_makes_a_plan_from_what_a_colleague_has_changed(world: World) -> None:
    draft = begin(world.clerk).draft
    work = fill(draft, world.clerk)

    with pytest.raises(StaleError):
        create(work, world.clerk, seen=work.content.version - 1)
    create(work, world.clerk)
    with pytest.raises(GoneError):
        create(work, world.clerk)


@pytest.mark.parametrize("who", ["approver", "auditor", "administrator", "manager"])
def test_only_the_clerk_makes_a_plan(world: World, who: str) -> None:
    work = fill(begin(world.clerk).draft, world.clerk)

    with pytest.raises(PermissionDenied):
        create(work, getattr(world, who))
