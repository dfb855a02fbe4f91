"""What the city gives, and research money in sentences, against what the papers print."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from finance import tables
from finance.models import Account, ContributionPolicy, SupportScheme
from finance.queries import FinanceFigures, finance_figures
from iconm.lib.document import Entry
from iconm.lib.table import TableInputError
from ledger.models import Item
from ledger.queries import Known, known
from tests.conftest import World
from tests.programs.transcripts import printed, rows
from tests.reporting.grids import paper

NAMES = {"name": "support", "title": "支援"}
ON = date(2026, 2, 10)
FIRST_PAPER = date(2022, 1, 27)


def known_on(day: date) -> FinanceFigures:
    return finance_figures(known(on=day))


def sentences(entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    """Return mark and text of every entry, those below in their place."""
    return [line for entry in entries for line in ((entry.mark, entry.text), *sentences(entry.entries))]


@pytest.mark.usefixtures("loaded")
class TestPapers:
    def test_support_so_far(self) -> None:
        table = rows(tables.support(known_on(ON), **NAMES))

        assert [[*label.split(" ", 1), term, amount] for label, term, amount, _, _ in table] == paper("2026-1-3-support")[1:]
        assert all(purpose for *_, purpose, _ in table)

    def test_support_is_not_told_before_its_paper(self) -> None:
        assert rows(tables.support(known_on(date(2026, 2, 9)), **NAMES)) == []

    def test_amounts_of_the_support_are_figures(self) -> None:
        table = tables.support(known_on(ON), **NAMES)

        assert [figure.item_code for figure in table.figures()] == ["support-start-up", "support-promotion", "support-contribution"]

    def test_contribution_by_year(self) -> None:
        amounts = {label: value.removesuffix("億円") for _, label, _, value, _ in printed("2026-8-contribution") if value}
        table = tables.contribution(known_on(ON), **NAMES, first=2022, last=2027)

        assert table.head[0][1].text == "負担額 (億円/年)"
        shown = [(row[0], row[1], row[4]) for row in rows(table)]
        assert shown == [
            *((f"R{year}({year + 2018})", amounts["これまで"], "なし") for year in range(4, 8)),
            ("R8(2026)", amounts["本市負担金"], "あり"),
            ("R9(2027)", "", "あり"),
        ]
        assert len(table.notes) == 3

    def test_contribution_until_r3_has_no_yearly_amount(self) -> None:
        table = tables.contribution(known_on(FIRST_PAPER), **NAMES, first=2019, last=2022)

        facts = {label: value for stage, label, value in printed("2022-6-2-contribution") if stage.startswith("令和3年度")}
        assert [row[1] for row in rows(table)] == ["", "", "", ""]
        assert rows(table)[0][3] == facts["上限"]
        assert facts["財源"].removeprefix("iCONMの") in table.notes[0].text and facts["範囲"] in table.notes[0].text

    def test_contribution_of_r8_is_unknown_before_its_paper(self) -> None:
        """2022 set the contribution up to R7; years nobody has set have no row."""
        table = tables.contribution(known_on(date(2026, 2, 9)), **NAMES, first=2022, last=2027)

        assert [row[0] for row in rows(table)] == ["R4(2022)", "R5(2023)", "R6(2024)", "R7(2025)"]

    def test_city_measures_of_2022(self) -> None:
        """Names as printed, contents in our own words."""
        measures = rows(tables.city_measures(known_on(FIRST_PAPER), **NAMES))

        assert [name for name, _text in measures] == [name for name, _text in paper("2022-2-1-city")[1:]]
        assert all(purpose for _name, purpose in measures)
        assert not any(word in purpose for _name, purpose in measures for word in ("共用スペース", "予算の範囲内"))  # as 2026 says it

    def test_city_measures_of_today_have_the_names_of_today(self) -> None:
        """2026 calls research support up to R3 研究促進事業, and what followed 研究支援事業."""
        names = [name for _mark, name, *_rest in paper("2026-1-3-support")[1:]]

        shown = [name for name, _purpose in rows(tables.city_measures(known_on(ON), **NAMES))]
        assert shown == [name for name in names if "用地" not in name]

    def test_schemes_of_2022_are_none(self) -> None:
        assert known_on(FIRST_PAPER).schemes == ()

    def test_research_money_in_sentences(self) -> None:
        listing = tables.research_lines(known_on(ON), first=2022, last=2025, until="2025-12-31")

        assert [entry.mark for entry in listing.entries] == ["ア", "イ", "ウ", "エ"]
        assert [[entry.mark for entry in below.entries] for below in listing.entries] == [[], [], ["（ア）", "（イ）"], []]
        said = sentences(listing.entries)
        shown = {}
        for label, period, value, unit in printed("2026-4-1-research-funding"):
            (text,) = [text for _mark, text in said if text.startswith(label)]
            # R7 is as of December, which the heading of section 4 says and the sentence repeats.
            word = {"R4～R13": "令和4年度～令和13年度 ", "R7": "R7.12 ", "計": "計"}.get(period, f"{period} ")
            shown[label, period] = f"{word}{value}{unit}" in text
        assert shown and all(shown.values())

    def test_sentences_say_no_more_numbers_than_the_paper(self) -> None:
        listing = tables.research_lines(known_on(ON), first=2022, last=2025, until="2025-12-31")

        numbers = re.findall(r"([\d,]+)(?:千円|億円|件)", " ".join(text for _mark, text in sentences(listing.entries)))
        assert sorted(numbers) == sorted(value.removeprefix("最大") for _, _, value, _ in printed("2026-4-1-research-funding"))

    def test_sources_without_figures_are_left_out(self) -> None:
        listing = tables.research_lines(known_on(date(2026, 2, 9)), first=2022, last=2025)

        assert listing.entries == ()

    def test_carried_forward_comes_from_the_year_before(self) -> None:
        account = Account.objects.get(code="income-carried-forward")

        assert account.carried_from == Account.objects.get(code="carried-over")
        figures = known_on(ON)
        for year in (2023, 2024, 2025):
            forward = figures.amount("income-carried-forward", year, bases=tables.STATEMENT_BASES)
            before = figures.amount("carried-over", year - 1, bases=tables.STATEMENT_BASES)
            assert forward and before and forward.value == before.value

    @pytest.mark.parametrize("model", [Account, ContributionPolicy, SupportScheme])
    def test_admin_opens(self, client: Client, world: World, model: type[Account | ContributionPolicy | SupportScheme]) -> None:
        client.force_login(world.clerk)
        base, row = f"admin:finance_{model._meta.model_name}", model.objects.first()

        assert row is not None
        assert client.get(reverse(f"{base}_changelist")).status_code == 200
        assert client.get(reverse(f"{base}_change", args=[row.pk])).status_code == 200


@pytest.mark.django_db
class TestRules:
    def test_empty_registers_give_empty_tables(self) -> None:
        figures = finance_figures(Known(on=ON, figures=()))

        assert tables.support(figures, **NAMES).rows == ()
        assert tables.contribution(figures, **NAMES, first=2022, last=2027).rows == ()
        assert tables.city_measures(figures, **NAMES).rows == ()
        assert tables.research_lines(figures, first=2022, last=2025).entries == ()

    def test_policy_of_the_first_and_last_year(self) -> None:
        item = Item.objects.create(code="contribution", dataset="city-support", name="負担金", unit="億円", kind="flow")
        ContributionPolicy.objects.create(code="fixed", name="一定額", item=item, first_year=2022, last_year=2025, covers="人件費")

        table = tables.contribution(finance_figures(Known(on=ON, figures=())), **NAMES, first=2021, last=2026)

        assert [row[0] for row in rows(table)] == ["R4(2022)", "R5(2023)", "R6(2024)", "R7(2025)"]

    def test_years_that_run_backward_are_refused(self) -> None:
        with pytest.raises(TableInputError):
            tables.contribution(finance_figures(Known(on=ON, figures=())), **NAMES, first=2025, last=2022)
