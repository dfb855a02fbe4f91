import pytest
from django.core.checks import CheckMessage, Tags, run_checks
from pytest_django import Settings

POSTGRESQL = "django.db.backends.postgresql"
SQLITE = "django.db.backends.sqlite3"


def of_ours(*, deploy: bool) -> list[CheckMessage]:
    messages = run_checks(tags=[Tags.security, "jobs"], include_deployment_checks=deploy)
    return [message for message in messages if str(message.id).startswith("iconm.")]


def test_demo_is_refused_in_deployment(settings: Settings) -> None:
    settings.DEMO = True

    messages = of_ours(deploy=True)

    assert [message.id for message in messages] == ["iconm.E001"]
    assert messages[0].is_serious()


def test_demo_is_fine_in_a_trial(settings: Settings) -> None:
    settings.DEMO = True

    assert of_ours(deploy=False) == []


@pytest.mark.parametrize(
    ("engine", "broker", "expected"),
    [
        pytest.param(POSTGRESQL, "filesystem://", ["iconm.W002"], id="server and folder"),
        pytest.param(POSTGRESQL, "redis://redis:6379/0", [], id="server and redis"),
        pytest.param(SQLITE, "filesystem://", [], id="one machine"),
    ],
)
def test_folder_broker_beside_a_server(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, engine: str, broker: str, expected: list[str]
) -> None:
    settings.DEMO = False
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", engine)
    settings.CELERY_BROKER_URL = broker

    assert [message.id for message in of_ours(deploy=True)] == expected
