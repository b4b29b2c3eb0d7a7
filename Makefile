# Everything a person types. Python 3.11 or later is all that `make run` and `make test` need.
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
BIN := $(VENV)/bin
TEMPLATES := $$(git ls-files --cached --others --exclude-standard -- '*.html')

.DEFAULT_GOAL := help
.PHONY: help run test lint audit format bench bench-ocr faults backup restore screenshots venv runtime development

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/ -/'

run: runtime ## set everything up and start the portal with demo data; OCR=1 adds 识别 (reading nameplates and certificates)
	@exec $(PY) -m zhongshan_crane.launch

test: development ## set everything up and run all tests (SQLite unless DATABASE_URL says otherwise)
	@$(PY) -m pytest -n 2 --dist loadgroup $(ARGS)

lint: development ## format, rules, types, import arrows, templates, deployment checks, migrations
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(PY) manage.py makemigrations --check --dry-run
	@DJANGO_DEBUG=off DJANGO_SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))') \
	  DJANGO_ALLOWED_HOSTS=crane.example.gov.cn PUBLIC_BASE_URL=https://crane.example.gov.cn \
	  PROVINCE_APP_SECRET=lint-only DATA_KEY=lint-only-data-key-of-no-system-at-all \
	  AUDIT_KEY=lint-only-audit-key-of-no-system-at-all AUDIT_ANCHOR_EMAILS=audit@crane.example.gov.cn DATABASE_URL=sqlite://:memory: $(PY) manage.py check --deploy --fail-level WARNING

audit: development ## look every pinned package up among known weaknesses; says so where the list cannot be reached
	@sh scripts/audit.sh

format: development ## put every file into the house's form
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES) || true  # it fails where it has changed something

faults: development ## 500 renewals while processes are killed; full disk, database, broker, 200 people at once (some minutes)
	@FAULT_ROUNDS=$${FAULT_ROUNDS:-5} FAULT_RENEWALS=$${FAULT_RENEWALS:-500} FAULT_SECONDS=$${FAULT_SECONDS:-180} FAULT_EXAMPLES=$${FAULT_EXAMPLES:-500} \
	  $(PY) -m pytest -s tests/faults tests/provincial_sync/test_any_order_of_events.py

bench: development ## speed and cost as ratios within one run (docs/performance.md says what)
	@$(PY) -m bench

bench-ocr: development ## read drawn plates and certificates: found, right, seconds, memory; OCR_PICTURES=N, ARGS=--write (docs/recognition.md)
	@$(PY) -m bench.ocr $(ARGS)

backup: runtime ## database and files into a dated folder of BACKUP_DIR (var/backups)
	@$(PY) manage.py backup

restore: runtime ## put the newest backup back, or FROM=…; over existing data ARGS=--over-existing
	@$(PY) manage.py restore $(or $(FROM),latest) $(ARGS)

screenshots: development ## renew the pictures of the README from the running system
	@$(PY) -m tests.journeys.screenshots

# The packages are installed when the pinned lists have changed, so that a second start needs no network.
runtime: venv
	@./scripts/install.sh $(if $(OCR),requirements-ocr.txt,requirements.txt)

development: venv
	@./scripts/install.sh requirements-dev.txt

venv:
	@./scripts/venv.sh $(VENV)
