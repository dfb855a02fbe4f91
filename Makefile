# The commands of the portal. Nothing needs an activated environment; .venv is made and kept up to date by whatever needs it.
PYTHON ?= python3
PORT ?= 8000
export PORT
# Python keeps what it compiled, wherever the shell forbids it: a run starts it some sixty times, and compiling takes seconds each time.
export PYTHONDONTWRITEBYTECODE :=

VENV := .venv/bin
MANAGE := $(VENV)/python manage.py
# What touches the database in ways of its own is tried on PostgreSQL too.
DATABASE_TESTS := $(wildcard tests/ledger tests/audit tests/jobs tests/accounts tests/programs tests/kpis tests/finance tests/ventures tests/outreach tests/reporting tests/test_migrations.py)
# For commands that only look at the code: a key that nothing was signed with, and nobody's database.
ANY_KEY = ICONM_SECRET_KEY=$$($(VENV)/python -c 'import secrets; print(secrets.token_urlsafe(48))')
THROWAWAY = $(ANY_KEY) ICONM_HTTPS=0 DATABASE_URL=sqlite://:memory:
LOCK = uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11

.DEFAULT_GOAL := help
.PHONY: help setup run unit test check bench load-data screenshots messages lock fmt clean venv-base venv-test

help: ## List these commands
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18
	@echo
	@echo '  PORT=8001 serves on another port; PYTHON=python3.12 makes .venv with another Python (3.11 or newer).'

setup: venv-base ## Make .venv and the database, load the real figures; keeps what was entered
	@$(VENV)/python deploy/local.py setup

run: venv-base ## Set up, then serve the portal on http://127.0.0.1:8000 (PORT=...)
	@$(VENV)/python deploy/local.py serve

unit: venv-test ## The quick two thirds of the suite on SQLite, to be run all the time
	$(VENV)/python -m pytest -n 2 -m 'not slow and not browser' --hypothesis-profile=unit

test: venv-test ## The whole suite on SQLite, its database part on PostgreSQL, then a browser
	$(VENV)/python -m pytest -n 2 -m 'not browser'
	$(if $(DATABASE_TESTS),$(VENV)/python -m tests.services postgres -- python -m pytest -n 2 -m 'not browser' $(DATABASE_TESTS))
	$(if $(wildcard tests/browser),$(VENV)/python -m pytest -rs -n 2 --dist loadfile tests/browser)

check: venv-test ## Lint, format, types, layers, migrations, catalogues, production settings
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	@echo mypy
	@$(THROWAWAY) $(VENV)/mypy
	$(VENV)/lint-imports
	@echo 'manage.py makemigrations --check --dry-run'
	@$(THROWAWAY) $(MANAGE) makemigrations --check --dry-run
	@echo 'manage.py check --deploy, with deploy/production.env.example'
	@set -a; . deploy/production.env.example; $(ANY_KEY) $(MANAGE) check --deploy --fail-level WARNING
	@echo 'manage.py messages --check'
	@$(THROWAWAY) $(MANAGE) messages --check

bench: venv-test ## Time pages and exports beside the bare limit
	$(VENV)/python -m benchmarks

load-data: venv-base ## Fill the trial with 30 generated years and a million events (LOAD='--events 1000')
	$(VENV)/python -m benchmarks.load_data $(LOAD)

screenshots: venv-test ## Take pictures of every dashboard, three widths and both languages, into var/screenshots
	$(VENV)/python -m tests.screenshots

messages: venv-test ## Bring the message catalogues up to date with the code
	@$(THROWAWAY) $(MANAGE) messages

lock: ## Lock the dependencies of pyproject.toml with their hashes (needs uv)
	@command -v uv >/dev/null || { echo 'error: uv is needed to lock, and only for that: python3 -m pip install --user uv' >&2; exit 1; }
	$(LOCK) -o requirements/base.txt
	$(LOCK) --group test --group check -c requirements/base.txt -o requirements/test.txt

fmt: venv-test ## Format the code and mend what ruff can mend
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

clean: ## Remove .venv, caches and collected files; never the database
	rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .import_linter_cache htmlcov .coverage var/static var/static-stamp
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

venv-base:
	@$(PYTHON) deploy/bootstrap.py base

venv-test:
	@$(PYTHON) deploy/bootstrap.py test
