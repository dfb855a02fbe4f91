"""Two people on one draft: where what one typed differs from what the other saved first."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms

from kpis.forms.assembly import Assembly
from kpis.planning.draft import INDICATORS, PERIOD


class Difference(NamedTuple):
    """anchor: the id of the field. theirs, mine: as people read them, not as they are stored."""

    anchor: str
    label: str
    theirs: str
    mine: str


def differences(theirs: Assembly, mine: Assembly, step: str) -> list[Difference]:
    stored = {form.prefix: form for form in _forms(theirs, step)}
    return [
        difference for form in _forms(mine, step) if (other := stored.get(form.prefix)) is not None for difference in _between(other, form)
    ]


def _forms(assembly: Assembly, step: str) -> list[Any]:
    if step == PERIOD:
        return [assembly.period]
    return [*assembly.lines, *assembly.goals] if step == INDICATORS else list(assembly.targets)


def _between(theirs: forms.Form, mine: forms.Form) -> Iterator[Difference]:
    for name in mine.fields:
        if name not in theirs.fields or _shown(theirs, name) == _shown(mine, name):
            continue
        field = mine[name]
        label = " ".join(part for part in (str(getattr(mine, "name", "")), str(field.label)) if part)
        yield Difference(field.id_for_label, label, _shown(theirs, name), _shown(mine, name))


def _shown(form: forms.Form, name: str) -> str:
    value, field = form[name].value(), form.fields[name]
    choices = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}  # type: ignore[arg-type]  # ours are lists of pairs
    return str(choices.get(str(value), value or ""))
