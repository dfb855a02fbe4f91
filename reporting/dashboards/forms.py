"""The filters of every dashboard, which stay in the URL: plan period, fiscal year, as known on a day."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iconm.lib.fiscal_year import FiscalYear, term_short
from kpis.queries.periods import PlanYears
from ledger.forms import OnForm
from programs.choices import Series


class PeriodForm(OnForm):
    """計画期間 and 時点. An empty period is the one of the latest year that has figures."""

    period = forms.ChoiceField(label=_("計画期間"), required=False)
    field_order = ["period", "on"]

    def __init__(self, *args: Any, periods: Sequence[PlanYears], within: PlanYears | None = None, **kwargs: Any) -> None:  # noqa: ARG002  # for forms with years
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs["placeholder"] = _("今日")
        self.fields["period"].error_messages["invalid_choice"] = _(
            "この計画期間は、指定した時点では定められていません。計画期間又は時点を選び直してください。"
        )
        self._offer("period", [("", _("最新")), *((each.code, term_short(each.first_year, each.last_year)) for each in periods)])

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)


class YearForm(PeriodForm):
    """計画期間, 年度 and 時点. An empty year is the latest of the period that has figures.

    within: the period whose years alone are offered, once it is known: a year of another one could not be shown with it.
    """

    year = forms.TypedChoiceField(label=_("年度"), required=False, coerce=int, empty_value=None)
    field_order = ["period", "year", "on"]

    def __init__(self, *args: Any, periods: Sequence[PlanYears], within: PlanYears | None = None, **kwargs: Any) -> None:
        super().__init__(*args, periods=periods, **kwargs)
        years = sorted({year for period in ([within] if within else periods) for year in period.years})
        self._offer("year", [("", _("最新")), *((str(year), FiscalYear(year).header) for year in years)])


class DayForm(PeriodForm):
    """時点 alone, for pages that show whole lives."""

    def __init__(self, *args: Any, periods: Sequence[PlanYears], **kwargs: Any) -> None:
        super().__init__(*args, periods=periods, **kwargs)
        del self.fields["period"]


class ProgramsForm(DayForm):
    """時点, the programme whose themes are shown, and which list of milestones. themed: code and label of the programmes with themes."""

    program = forms.ChoiceField(label=_("研究課題"), required=False)
    series = forms.ChoiceField(label=_("年表"), required=False, choices=[("", _("すべて")), *Series.choices])
    field_order = ["program", "series", "on"]

    def __init__(self, *args: Any, themed: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, periods=(), **kwargs)
        self._offer("program", themed)
