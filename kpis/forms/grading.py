"""A grade that people give: a step of the indicator's rule, for a year whose value is final, with the reason."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.forms import FiscalYearField
from iconm.lib.wareki import date_long
from kpis.calculations import Band, Rule
from kpis.choices import Scheme, Ungraded
from kpis.models import Grading, PlanIndicator
from kpis.queries.figures import kpi_figures
from kpis.queries.grades import rules_in_force
from ledger.queries import known_of

# The years that cannot be graded by people either: there is no final value to grade.
_NOT_FINAL = (Ungraded.NO_ACTUAL, Ungraded.PENDING, Ungraded.FORECAST, Ungraded.PART_YEAR, Ungraded.NOT_COMPARABLE)


class GradingForm(forms.ModelForm):
    """on: the day of entry; decided is what was decided by then, and graded what is known on it."""

    on: date
    fiscal_year = FiscalYearField(
        label=gettext_lazy("年度"), help_text=gettext_lazy("「R7」「令和7年度」「2025」のように入力してください。")
    )
    # Each step with its scheme, as two may use one sign: wider than the column. No ChoiceField: what is wrong is told by the steps.
    grade = forms.CharField(
        label=gettext_lazy("段階"),
        max_length=60,
        widget=forms.Select,
        help_text=gettext_lazy("指標の評価の方式による段階を選択してください。算定した評価は、そのまま残ります。"),
    )

    class Meta:
        model = Grading
        fields = ("plan_indicator", "fiscal_year", "grade", "reason", "decided_on", "document", "section")
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "decided_on": gettext_lazy(
                "評価を決定した日（例：R8.4.1、令和8年4月1日、2026-04-01）。登録日より前の時点では、この評価を数えません。"
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "plan_indicator" in self.fields:  # a decision that is only looked at has no fields
            place, rules = self._place(), rules_in_force(on=self._day())
            shown = [rule for rule in rules.values() if place is None or rule.scheme == place.scheme]
            cast(forms.Select, self.fields["grade"].widget).choices = _offered(shown)

    def _day(self) -> date:
        """Return the day whose rules count: the one typed, as far as it can be read."""
        try:
            return cast(date, self.fields["decided_on"].clean(self.data.get(self.add_prefix("decided_on"))))
        except forms.ValidationError:
            return self.on

    def _place(self) -> PlanIndicator | None:
        key = str(self["plan_indicator"].value() or "")
        return PlanIndicator.objects.filter(pk=key).first() if key.isdecimal() else None

    def clean_decided_on(self) -> date:
        decided_on: date = self.cleaned_data["decided_on"]
        if decided_on > self.on:
            raise forms.ValidationError(_("確定日は、今日以前の日付を入力してください。"))
        return decided_on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        place, year = data.get("plan_indicator"), data.get("fiscal_year")
        if place and year is not None and (why := self._why_not(place, year)):
            self.add_error("fiscal_year", why)
        decided_on = data.get("decided_on")
        if decided_on and year is not None and decided_on < FiscalYear(year).end:
            self.add_error(
                "decided_on", _("確定日は、年度の末日（%(end)s）以後の日付を入力してください。") % {"end": date_long(FiscalYear(year).end)}
            )
        if chosen := data.get("grade"):
            data["grade"] = chosen.partition(":")[2]
            if place and decided_on:
                self._read_grade(place, chosen, decided_on)
        return data

    def _why_not(self, place: PlanIndicator, year: int) -> str:
        """Return why the year has nothing to grade; empty where its value is final."""
        figures = kpi_figures(known_of([place.indicator.item.code], on=self.on))
        line = next(line for line in figures.plans[place.plan.code].lines if line.code == place.indicator.code)
        why = figures.verdict(line, year).why_ungraded
        return str(why.label) + _("評価を確定できるのは、年度末の実績が承認された後です。") if why in _NOT_FINAL else ""

    def _read_grade(self, place: PlanIndicator, chosen: str, decided_on: date) -> None:
        rule = rules_in_force(on=decided_on).get(place.scheme)
        bands = rule.bands if rule else ()
        band = next((band for band in bands if _sent(place.scheme, band) == chosen), None)
        if band:
            self.cleaned_data["grade"], self.instance.label, self.instance.recorded_on = band.grade, band.label, self.on
        else:
            self.add_error("grade", _steps_told(bands, str(place.get_scheme_display())))


class WithdrawalForm(forms.Form):
    """Why a decided grade is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("取消しの理由"),
        max_length=400,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("取り消す理由と、確認した資料。操作記録に残ります。個人の氏名は入力しないでください。"),
        error_messages={"required": gettext_lazy("取消しの理由を入力してください。")},
    )


def _offered(rules: Iterable[Rule]) -> list[tuple[str, Any]]:
    """Return the steps under their schemes, the best first."""
    groups = [(str(Scheme(rule.scheme).label), [(_sent(rule.scheme, band), band.text) for band in rule.bands]) for rule in rules]
    return [("", "---------"), *((label, steps) for label, steps in groups if steps)]


def _sent(scheme: str, band: Band) -> str:
    return f"{scheme}:{band.grade}"


def _steps_told(bands: tuple[Band, ...], scheme: str) -> str:
    if not bands:
        return _("確定日に有効な「%(scheme)s」の規則に、段階が定められていません。先に評価の規則を登録してください。") % {"scheme": scheme}
    steps = "、".join(f"「{band.text}」" for band in bands)
    return _("「%(scheme)s」の段階から選択してください：%(steps)s") % {"scheme": scheme, "steps": steps}
