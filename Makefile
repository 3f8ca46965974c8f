# Everything a person types. The work is in tools/ and in the `fenbo` command.
.DEFAULT_GOAL := help
.PHONY: help demo run test check fix bench stop wipe lock
BIN := .venv/bin
# Tests keep a database cluster of their own, so that they never meet your data.
TEST_VAR := $(or $(FENBO_TEST_VAR),$(CURDIR)/var/test)
WORKERS ?= 2

help:
	@echo "Fenbo 分拨"
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

demo: ## install all and serve with sample units, accounts and requests
	@tools/install
	@exec $(BIN)/fenbo demo

run: ## install all and serve
	@tools/install
	@exec $(BIN)/fenbo run

test: ## install all and run every test (ARGS="tests/cases -k merge" for some)
	@tools/install dev
	@tools/browser
	@tools/telephone || echo "note: without a telephone the tests that make real calls are skipped."
	@export FENBO_VAR="$(TEST_VAR)"; \
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS); code=$$?; \
	$(BIN)/fenbo stop >/dev/null; exit $$code

check: ## style, types, import directions, templates, missing migrations
	@tools/install dev
	@export FENBO_VAR="$(TEST_VAR)"; set -e; \
	$(BIN)/ruff check .; \
	$(BIN)/ruff format --check .; \
	$(BIN)/lint-imports; \
	$(BIN)/djlint fenbo --lint --quiet; \
	$(BIN)/fenbo check --fail-level WARNING; \
	$(BIN)/fenbo makemigrations --check --dry-run; \
	$(BIN)/mypy

fix: ## mend style where a machine can
	@tools/install dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: ## measure; see benchmarks/
	@tools/install dev
	@FENBO_VAR="$(or $(FENBO_VAR),$(CURDIR)/var/bench)" $(BIN)/python -m benchmarks $(ARGS)

stop: ## stop a running Fenbo and its embedded database
	@$(BIN)/fenbo stop

wipe: ## stop and delete all data (asks first)
	@$(BIN)/fenbo wipe

lock: ## pin the newest versions of everything
	@tools/install dev
	@for name in base dev node; do \
	  $(BIN)/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-header --quiet \
	    requirements/$$name.in -o requirements/$$name.txt; \
	done
	@tools/npm update --package-lock-only --loglevel=error
