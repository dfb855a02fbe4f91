"""The lives of the papers' indicators, as their tests ask for them."""

from datetime import date

from kpis.queries.figures import KpiFigures, figures_of
from kpis.queries.lives import Life, Moment, life_of, moments
from kpis.queries.plans import plans
from ledger.queries import Scope, known_within

ON = date(2026, 2, 10)


def loaded_life(code: str, *, on: date = ON) -> tuple[KpiFigures, Life]:
    registered = plans(on=on)
    life = life_of(code, registered, on=on)
    assert life is not None
    return figures_of(known_within(Scope(items=life.items), on=on), registered), life


def moments_of(code: str, *, plan: str = "", on: date = ON) -> tuple[Moment, ...]:
    kpis, life = loaded_life(code, on=on)
    return moments(kpis, life, kpis.plans.get(plan))
