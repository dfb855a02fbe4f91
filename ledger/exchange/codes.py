"""Codes for rows whose code nobody can know: the name of the register and the next number."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Model


def next_codes(model: type[Model], count: int, *, besides: Iterable[Any] = ()) -> list[str]:
    """Return so many free codes, such as organization-12, in order. besides: codes that are about to be taken. One query."""
    stem = f"{model._meta.model_name}-"
    taken = [*model._default_manager.order_by().filter(code__startswith=stem).values_list("code", flat=True), *map(str, besides)]
    numbered = re.compile(rf"{re.escape(stem)}(\d+)")
    first = 1 + max((int(found[1]) for code in taken if (found := numbered.fullmatch(code))), default=0)
    return [f"{stem}{number}" for number in range(first, first + count)]
