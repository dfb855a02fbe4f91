"""Step 2: what becomes of each indicator and goal of the plan before, and what is new."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iconm.lib.forms import FiscalYearField
from iconm.lib.text import UnreadableError
from kpis.choices import Direction, Fate, Scheme, SuccessionKind
from kpis.forms.fields import Choices, as_data
from kpis.planning.draft import RawLine
from kpis.planning.plan import NewGoal, NewLine
from kpis.queries.planning import OldLine
from ledger.bounds import read_bound
from ledger.choices import Kind

REWORDED = (Fate.RENAMED, Fate.REDEFINED, Fate.NEW)
DEFINED = (Fate.REDEFINED, Fate.NEW)
BOUNDS = ("minimum", "maximum")
NUMBER = forms.TextInput(attrs={"autocomplete": "off"})  # a number input would drop what it cannot read, a decimal keyboard has no △
_DEFINITION = ("unit", "kind", "direction", "decimals", *BOUNDS, "definition", "code", "succession", "succession_note")
_NOTES = ("scheme", "significance", "mark", "footnote")
_WANTED_OF_NEW = ("label", "code", "unit", "kind", "direction")


class LineForm(forms.Form):
    """One indicator. Which fields count depends on what becomes of it; the others keep what was typed and are not looked at."""

    fate = forms.ChoiceField(label=_("扱い"))
    objective = forms.ChoiceField(label=_("実現する目標"))
    order = forms.IntegerField(label=_("並び順"), min_value=1, max_value=999, required=False)
    label = forms.CharField(label=_("新しい表記"), max_length=200, required=False)
    unit = forms.CharField(label=_("単位"), max_length=20, required=False)
    kind = forms.ChoiceField(label=_("種別"), choices=Kind, required=False)
    direction = forms.ChoiceField(label=_("方向"), choices=Direction, required=False)
    decimals = forms.IntegerField(label=_("小数桁数"), min_value=0, max_value=3, required=False)
    minimum = forms.CharField(
        label=_("下限"), max_length=60, required=False, widget=NUMBER, help_text=_("これより小さい値は誤りとします。空欄は下限なしです。")
    )
    maximum = forms.CharField(
        label=_("上限"), max_length=60, required=False, widget=NUMBER, help_text=_("これより大きい値は誤りとします。空欄は上限なしです。")
    )
    definition = forms.CharField(label=_("定義"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    code = forms.SlugField(label=_("コード"), max_length=60, required=False, help_text=_("半角英数字とハイフン"))
    succession = forms.ChoiceField(label=_("旧指標との関係"), choices=SuccessionKind, required=False)
    succession_note = forms.CharField(label=_("関係の説明"), max_length=400, required=False)
    scheme = forms.ChoiceField(label=_("評価の方式"), choices=Scheme, required=False)
    significance = forms.CharField(label=_("指標の意義"), max_length=200, required=False)
    mark = forms.CharField(label=_("注の記号"), max_length=4, required=False)
    footnote = forms.CharField(label=_("注"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, line: RawLine, *, old: OldLine | None, objectives: Choices, is_judged: bool = True) -> None:
        """is_judged: whether the page shows what is wrong; without it the form only shows what it holds."""
        if is_judged:
            super().__init__(as_data(line.fields, line.key), prefix=line.key)
        else:
            super().__init__(initial=line.fields, prefix=line.key)
        self.line, self.old, self.objectives = line, old, objectives
        self._offer("fate", [choice for choice in Fate.choices if (choice[0] == Fate.NEW) == (old is None)])
        self._offer("objective", objectives)

    @property
    def name(self) -> str:
        """Return what to call the line on the page: the old wording, or what was typed for a new one."""
        return self.old.label if self.old else self.line.fields.get("label", "") or str(_("新しい指標"))

    @property
    def is_untouched(self) -> bool:
        """Tell whether nobody has sent it yet: the button that adds a line knows no wording."""
        return self.old is None and "label" not in self.line.fields

    @property
    def shown(self) -> "LineForm":
        """Return the form for the page of the step: a line that was just added is not wrong yet."""
        return LineForm(self.line, old=None, objectives=self.objectives, is_judged=False) if self.is_untouched else self

    @property
    def fate_typed(self) -> str:
        return self.line.fields.get("fate", "")

    @property
    def wording(self) -> str:
        """Return what the new plan will call it, as far as that was typed."""
        is_reworded = self.fate_typed in {fate.value for fate in REWORDED}
        return (self.line.fields.get("label", "") if is_reworded else "") or self.name

    @property
    def is_redefined(self) -> bool:
        return self.fate_typed == Fate.REDEFINED

    @property
    def is_ended(self) -> bool:
        return self.fate_typed == Fate.ENDED

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        fate = data.get("fate")
        self._leave_out(fate, data)
        if fate in DEFINED:
            self._read_bounds(data)
        wanted = _WANTED_OF_NEW if fate in DEFINED else ("label",) if fate in REWORDED else ()
        for name in wanted:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("この欄を入力してください。"))
        if fate != Fate.ENDED and bool(data.get("mark")) != bool(data.get("footnote")):
            self.add_error("mark", _("注の記号と注は、両方を入力するか、両方とも空欄にしてください。"))
        return data

    def _read_bounds(self, data: dict[str, Any]) -> None:
        for name in BOUNDS:
            try:
                data[name] = read_bound(data.get(name, ""), unit=data.get("unit", ""))
            except UnreadableError as error:
                self.add_error(name, str(error))
        minimum, maximum = data.get("minimum"), data.get("maximum")
        if minimum is not None and maximum is not None and maximum < minimum:
            self.add_error("maximum", _("上限は、下限以上の値にしてください。"))

    def _leave_out(self, fate: str | None, data: dict[str, Any]) -> None:
        """Forget what is wrong with fields that do not count: the page hides them, and nobody could see or mend it."""
        of_definition = () if fate in DEFINED else _DEFINITION
        of_wording = () if fate in REWORDED else ("label",)
        of_place = _NOTES if fate == Fate.ENDED else ()
        for name in (*of_definition, *of_wording, *of_place):
            if self.errors.pop(name, None):
                data[name] = ""

    def new_line(self, **targets: Any) -> NewLine:
        """Return the line as chosen, with its targets. Only of a valid form."""
        data, fate = self.cleaned_data, Fate(self.cleaned_data["fate"])
        return NewLine(
            key=self.line.key,
            fate=fate,
            old=self.line.old,
            objective=data["objective"],
            label=self._label(fate),
            succession=data["succession"] or SuccessionKind.REDEFINED.value,
            succession_note=data["succession_note"],
            scheme=data["scheme"] or (self.old.scheme if self.old else Scheme.MET.value),
            significance=data["significance"],
            mark=data["mark"],
            footnote=data["footnote"],
            **self._measured(fate),
            **targets,
        )

    def _label(self, fate: Fate) -> str:
        label: str = self.cleaned_data["label"]
        return label if fate in REWORDED or not self.old else self.old.label

    def _measured(self, fate: Fate) -> dict[str, Any]:
        """Return what is measured: of the old indicator while it goes on, as typed for a new one."""
        names = ("code", "unit", "kind", "direction", "definition")
        if fate in DEFINED or not self.old:
            typed = {name: self.cleaned_data[name] for name in (*names, *BOUNDS)}
            return typed | {"decimals": self.cleaned_data["decimals"] or 0}
        return {name: getattr(self.old, name) for name in (*names, "decimals", *BOUNDS)}

    def _offer(self, name: str, choices: Choices | list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
        field.choices = choices


class GoalForm(forms.Form):
    """One direct goal (KGI); a line left empty is none."""

    text = forms.CharField(label=_("直接目標（KGI）"), max_length=200, required=False)
    target_year = FiscalYearField(label=_("目標年度"), required=False)

    def __init__(self, line: RawLine) -> None:
        super().__init__(as_data(line.fields, line.key), prefix=line.key)
        self.line = line

    @property
    def name(self) -> str:
        return str(_("直接目標（KGI）"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("text") and not data.get("target_year") and "target_year" not in self.errors:
            self.add_error("target_year", _("目標年度を入力してください。"))
        return data

    def new_goal(self) -> NewGoal | None:
        data = self.cleaned_data
        return NewGoal(text=data["text"], target_year=data["target_year"]) if data["text"] else None
