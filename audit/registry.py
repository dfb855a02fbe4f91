"""The codes of all actions, and the sentence each becomes when it is shown. Apps register theirs in `AppConfig.ready()`."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

ADDED, CHANGED, DELETED = "added", "changed", "deleted"
_MODEL_SENTENCES = {ADDED: _("登録しました"), CHANGED: _("変更しました"), DELETED: _("削除しました")}
VERBS = frozenset(_MODEL_SENTENCES)
_sentences: dict[str, Any] = {}


class UnknownActionError(ValueError):
    """An action code nobody registered."""


def register(code: str, sentence: Any) -> None:
    """Make a code known. code: `app.noun.verb`. sentence: a lazy translation. Raises ValueError if the code is taken."""
    if code in _sentences:
        raise ValueError(f"The audit code {code!r} is registered twice.")
    _sentences[code] = sentence


def register_model(model: type[Model]) -> None:
    """Make the codes of a model's admin known. Calling again changes nothing."""
    for verb, sentence in _MODEL_SENTENCES.items():
        _sentences.setdefault(model_code(model, verb), sentence)


def model_code(model: type[Model], verb: str) -> str:
    return f"{model._meta.label_lower}.{verb}"


def check(code: str) -> None:
    """Raise UnknownActionError unless the code is registered."""
    if code not in _sentences:
        raise UnknownActionError(f"Register the audit code {code!r} in AppConfig.ready() before recording it (audit.registry.register).")


def sentence(code: str) -> str:
    """Return the sentence in the reader's language; the bare code for an action of an older version."""
    return str(_sentences.get(code, code))


def codes() -> list[str]:
    return sorted(_sentences)
