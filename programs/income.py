"""Whose rows make a programme's money iCONM's income or expense. Upper apps register theirs in `AppConfig.ready()`; programs knows none."""

from collections.abc import Iterator

from django.db.models import Model

_counting: list[type[Model]] = []


def register(*models: type[Model]) -> None:
    """Add tables whose rows name the programme they count, in their field `program`."""
    _counting.extend(model for model in models if model not in _counting)


def counted_in(program: Model) -> Iterator[str]:
    """Yield each table that names the programme, as people call it. One query a table, as far as the caller asks."""
    return (str(model._meta.verbose_name) for model in _counting if model._default_manager.filter(program=program).exists())
