import pytest
from django.apps import apps
from django.contrib import admin

from audit import registry


def test_sentence() -> None:
    assert registry.sentence("accounts.sign_in.succeeded") == "サインインしました"


def test_sentence_of_an_older_version_is_its_code() -> None:
    assert registry.sentence("gone.since.long") == "gone.since.long"


def test_register_twice_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        registry.register("accounts.sign_in.succeeded", "別の文")


def test_check_unknown() -> None:
    with pytest.raises(registry.UnknownActionError, match=r"accounts\.user\.vanished"):
        registry.check("accounts.user.vanished")


def test_every_model_of_the_admin_has_its_codes() -> None:
    assert len(admin.site._registry) > 3
    for model in admin.site._registry:
        for verb in ("added", "changed", "deleted"):
            registry.check(f"{model._meta.app_label}.{model._meta.model_name}.{verb}")


def test_codes_begin_with_an_app() -> None:
    assert {code.partition(".")[0] for code in registry.codes()} <= {config.label for config in apps.get_app_configs()}
