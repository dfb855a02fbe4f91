"""docs/glossary.md has every model and every word with a stored code, each with the Japanese the portal shows. One word for each idea."""

import importlib
from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models import TextChoices

from tests.docs.markdown import DOCS, rows


def our_apps() -> list[AppConfig]:
    return [app for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]


def our_choices() -> Iterator[type[TextChoices]]:
    for app in our_apps():
        for path in Path(app.path).rglob("*.py"):
            if "(TextChoices):" in path.read_text(encoding="utf-8"):
                module = importlib.import_module(".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts))
                yield from (kind for kind in vars(module).values() if is_defined_in(kind, module.__name__))


def is_defined_in(kind: object, module: str) -> bool:
    return isinstance(kind, type) and issubclass(kind, TextChoices) and kind.__module__ == module


def test_every_model_is_listed_under_the_name_it_shows() -> None:
    models = {(f"{model.__module__}.{model.__name__}", str(model._meta.verbose_name)) for app in our_apps() for model in app.get_models()}

    assert {(where, japanese) for _, japanese, where, _ in rows("glossary.md", "Models")} == models
    assert len(models) > 25


def test_every_word_with_a_stored_code_is_listed_under_the_label_it_shows() -> None:
    kinds = list(our_choices())
    page = [row for kind in kinds for row in rows("glossary.md", kind.__name__)]

    expected = [(str(member.label), f"{kind.__module__}.{kind.__name__}.{member.name}") for kind in kinds for member in kind]
    assert [(japanese, where) for _, japanese, where in page] == expected
    assert len(kinds) > 20


def test_nothing_is_listed_that_is_gone() -> None:
    headings = {line[4:] for line in (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines() if line.startswith("### ")}

    assert headings == {kind.__name__ for kind in our_choices()}
