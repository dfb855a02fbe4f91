"""docker-compose.yml and the Dockerfile agree with the code, with each other and with docs/operations.md. Docker itself is not needed."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")


def test_services() -> None:
    assert set(SERVICES) == {*OURS, "postgres", "redis"}


@pytest.mark.parametrize("name", OURS)
def test_portal_service_runs_the_same_settings(name: str) -> None:
    service = SERVICES[name]
    assert service["environment"]["DJANGO_SETTINGS_MODULE"] == "iconm.settings"
    assert service["env_file"] == "deploy/production.env"
    assert service["image"] == f"iconm-portal:{version()}"


def version() -> str:
    found = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize("name", SERVICES)
def test_image_is_pinned(name: str) -> None:
    tag = SERVICES[name]["image"].rpartition(":")[2]
    assert re.match(r"\d+", tag), f"{tag!r} says no version"


def test_dockerfile_image_is_pinned() -> None:
    images = re.findall(r"^FROM (\S+)", dockerfile(), re.MULTILINE)
    assert images == ["python:3.11-slim-bookworm"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_is_written_inline(name: str) -> None:
    written = SERVICES[name].get("environment", {})
    assert {key for key in written if re.search(r"SECRET|PASSWORD|TOKEN|KEY|URL", key)} == set()


def test_only_the_web_server_is_published_and_on_loopback() -> None:
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {"web": ["127.0.0.1:8000:8000"]}


@pytest.mark.parametrize("name", ["web", "worker", "beat", "postgres", "redis"])
def test_lasting_service_has_a_health_check(name: str) -> None:
    test = SERVICES[name]["healthcheck"]["test"]
    assert test[0] in ("CMD", "CMD-SHELL")
    if test[1] == "python":
        assert (ROOT / test[2]).is_file()
        assert f'"{test[3]}"' in (ROOT / test[2]).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_migration(name: str) -> None:
    conditions = {dependency: state["condition"] for dependency, state in SERVICES[name]["depends_on"].items()}
    assert conditions == {"migrate": "service_completed_successfully", "postgres": "service_healthy", "redis": "service_healthy"}


@pytest.mark.parametrize("name", OURS)
def test_command_names_what_exists(name: str) -> None:
    command = SERVICES[name]["command"]
    for word, following in zip(command, [*command[1:], ""], strict=True):
        if word == "--app":
            assert importlib.util.find_spec(following)
        if word.endswith(".py"):
            assert (ROOT / word).is_file()
    program = "django" if command[0] == "python" else command[0]
    assert re.search(rf"^{program}==", (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_web_server_runs_an_application_that_exists() -> None:
    found = re.search(r'^wsgi_app = "(.+)"$', (ROOT / "deploy" / "gunicorn.conf.py").read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    assert importlib.util.find_spec(found[1])


def test_volumes_are_named() -> None:
    used = {mount.partition(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"]) == {"files", "postgres-data", "redis-data"}


def test_postgresql_version_is_the_documented_one() -> None:
    documented = re.search(r"PostgreSQL (\d+)", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"))
    assert documented
    assert SERVICES["postgres"]["image"].startswith(f"postgres:{documented[1]}-")


def test_image_installs_the_lock_and_drops_root() -> None:
    text = dockerfile()
    assert "pip install --no-cache-dir --require-hashes -r requirements/base.txt" in text
    assert re.search(r"^USER iconm$", text, re.MULTILINE)
    assert text.index("USER iconm") < text.index("collectstatic")


def test_image_carries_neither_secrets_nor_data() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {"var", ".venv", ".git", "deploy/production.env"} <= set(ignored)


def dockerfile() -> str:
    return (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
