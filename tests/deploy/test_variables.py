"""Every environment variable is documented, and nothing else is."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READERS = ("iconm/settings.py", "deploy/gunicorn.conf.py", "deploy/local.py", "deploy/health.py")
BY_OTHERS = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "WEB_CONCURRENCY"}  # read by an image or by Gunicorn too


def read() -> set[str]:
    pattern = re.compile(r"""(?:env\.\w+|environ\.get)\(\s*"([A-Z_]+)"|environ\["([A-Z_]+)"\]""")
    found = [pattern.findall((ROOT / path).read_text(encoding="utf-8")) for path in READERS]
    return {name for matches in found for pair in matches for name in pair if name}


def documented() -> set[str]:
    rows = re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"), re.MULTILINE)
    return set(rows)


def in_example() -> set[str]:
    lines = (ROOT / "deploy" / "production.env.example").read_text(encoding="utf-8").splitlines()
    return {line.split("=", 1)[0] for line in lines if line and not line.startswith("#")}


def test_every_variable_is_documented() -> None:
    assert read() - documented() == set()


def test_every_documented_variable_is_read() -> None:
    assert documented() - read() - BY_OTHERS == set()


def test_production_example_sets_only_documented_variables() -> None:
    assert in_example() <= documented()


def test_production_example_carries_no_secret() -> None:
    lines = (ROOT / "deploy" / "production.env.example").read_text(encoding="utf-8").splitlines()
    assert "ICONM_SECRET_KEY=" in lines
    assert "POSTGRES_PASSWORD=" in lines
    assert "DATABASE_URL=postgres://iconm:@postgres:5432/iconm" in lines
