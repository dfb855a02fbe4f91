"""The codes of all actions, and the sentence each becomes when it is shown. Apps register theirs in `AppConfig.ready()`."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from audit.choices import Area

ADDED, CHANGED, DELETED = "added", "changed", "deleted"
_MODEL_SENTENCES = {ADDED: _("登録しました"), CHANGED: _("変更しました"), DELETED: _("削除しました")}
VERBS = tuple(_MODEL_SENTENCES)
_OUTPUT = ("exported", "downloaded")
_sentences: dict[str, Any] = {}
_areas: dict[str, Area] = {}
_of_rows: set[str] = set()


class UnknownActionError(ValueError):
    """An action code nobody registered."""


def register(code: str, sentence: Any, area: Area | None = None) -> None:
    """Make a code known. code: `app.noun.verb`. sentence: a lazy translation. Raises ValueError if the code is taken.

    area: where the auditor looks for it; else with what is put out, or under the name of its app.
    """
    if code in _sentences:
        raise ValueError(f"The audit code {code!r} is registered twice.")
    _sentences[code] = sentence
    if area or code.endswith(_OUTPUT):
        _areas[code] = area or Area.OUTPUT


def register_model(model: type[Model]) -> None:
    """Make the codes of a model's admin known. Calling again changes nothing."""
    for verb, sentence in _MODEL_SENTENCES.items():
        _sentences.setdefault(model_code(model, verb), sentence)
        _of_rows.add(model_code(model, verb))


def model_code(model: type[Model], verb: str) -> str:
    return f"{model._meta.label_lower}.{verb}"


def check(code: str) -> None:
    """Raise UnknownActionError unless the code is registered."""
    if code not in _sentences:
        raise UnknownActionError(f"Register the audit code {code!r} in AppConfig.ready() before recording it (audit.registry.register).")


def sentence(code: str) -> str:
    """Return the sentence in the reader's language; the bare code for an action of an older version."""
    return str(_sentences.get(code, code))


def row_sentence(verb: str) -> str:
    """Return the sentence of what is done to a row of any kind."""
    return str(_MODEL_SENTENCES[verb])


def codes() -> list[str]:
    return sorted(_sentences)


def codes_of_rows(verb: str) -> list[str]:
    """Return the codes of adding, changing or deleting rows, of every model with a page in the admin."""
    return sorted(code for code in _of_rows if code.rpartition(".")[2] == verb)


def row_code(code: str) -> tuple[str, str] | None:
    """Return the model, `app.model`, and the verb of a code of rows; None for any other code."""
    label, _dot, verb = code.rpartition(".")
    return (label, verb) if code in _of_rows else None


def by_area() -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each area with its codes, in the order they were registered; without those of rows, which every model has."""
    found: dict[str, list[str]] = {str(area.label): [] for area in Area}
    for code in _sentences:
        if code not in _of_rows:
            found.setdefault(_area_label(code), []).append(code)
    yield from found.items()


def _area_label(code: str) -> str:
    area = _areas.get(code)
    return str(area.label if area else apps.get_app_config(code.partition(".")[0]).verbose_name)
