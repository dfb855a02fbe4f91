"""Conditions told in Python agree with the database, for every check constraint there is."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.db.models import BooleanField, CheckConstraint, DateField, DecimalField, F, Field, IntegerField, Model, Q, Value
from django.db.models.functions import Coalesce, Lower
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.exchange.conditions import UnsupportedError, fields_in, truth, value_of

CONSTRAINTS = [
    (model, constraint)
    for app in ("programs", "kpis", "finance", "ventures", "outreach")
    for model in apps.get_app_config(app).get_models()
    if not model._meta.proxy
    for constraint in model._meta.constraints
    if isinstance(constraint, CheckConstraint)
]


def values(field: Field) -> st.SearchStrategy:
    """Return values of a field's kind, close together, and NULL: checks of a form see those too."""
    if field.choices:
        found = st.sampled_from([code for code, _label in field.flatchoices])
    elif isinstance(field, DateField):
        found = st.dates(date(2026, 3, 30), date(2026, 4, 2))
    elif isinstance(field, BooleanField):
        found = st.booleans()
    elif isinstance(field, DecimalField):
        found = st.sampled_from([Decimal(-1), Decimal(0), Decimal(1), Decimal(101)])
    elif isinstance(field, IntegerField) or field.is_relation:
        found = st.integers(0, 13)
    else:
        found = st.sampled_from(["", "a"])
    return st.none() | found


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "constraint"), CONSTRAINTS, ids=lambda each: getattr(each, "name", ""))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_checks_as_the_database_does(model: type[Model], constraint: CheckConstraint, data: st.DataObject) -> None:
    condition = constraint.condition
    fields = {name: model._meta.pk if name == "pk" else model._meta.get_field(name) for name in fields_in(condition)}
    row = {name: data.draw(values(field), label=name) for name, field in fields.items()}

    told = truth(condition, row) is not False

    assert told == condition.check({name: Value(value, output_field=fields[name]) for name, value in row.items()})


@pytest.mark.parametrize(
    ("condition", "row", "told"),
    [
        pytest.param(Q(a__gt=F("b")), {"a": 2, "b": 1}, True, id="field against field"),
        pytest.param(Q(a__gt=F("b")), {"a": None, "b": 1}, None, id="NULL is neither"),
        pytest.param(Q(a=1) & Q(b=1), {"a": None, "b": 2}, False, id="false wins over NULL"),
        pytest.param(Q(a=1) | Q(b=1), {"a": None, "b": 1}, True, id="true wins over NULL"),
        pytest.param(~Q(a=1), {"a": None}, True, id="NOT as Django writes it"),
        pytest.param(~(Q(a=1) | Q(b=1)), {"a": 2, "b": 2}, True, id="NOT of several"),
        pytest.param(Q(a__range=(1, 12)), {"a": 13}, False, id="range"),
    ],
)
def test_truth(condition: Q, row: dict[str, int | None], told: bool | None) -> None:
    assert truth(condition, row) is told


@pytest.mark.parametrize("condition", [Q(a__contains="x"), Q(a=Lower("b")), Q(c=1), Q(a=1) ^ Q(b=1)])
def test_what_cannot_be_told_says_so(condition: Q) -> None:
    with pytest.raises(UnsupportedError):
        truth(condition, {"a": "x", "b": "y"})


def test_coalesce() -> None:
    assert value_of(Coalesce("a", Value(0)), {"a": None}) == 0
