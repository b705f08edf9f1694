# The one door for developers and operators. `make help` lists it; the programs behind it stand in tools/.
.DEFAULT_GOAL := help
SHELL := /bin/sh
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONUNBUFFERED := 1
PY := tools/python

.PHONY: help run run-lan test check proof bench mutants contract revision setup clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: ## everything from a fresh clone: packages, build, database, demo city; then serve on http://127.0.0.1:8000
	@$(PY) -m tools.prepare run
	@exec python -m tools.start

run-lan: ## the demo for phones on the same network: HTTPS under an authority of its own, fresh passwords
	@$(PY) -m tools.prepare run
	@exec python -m tools.lan $(ADDRESS)

setup: ## install and build what development needs
	@$(PY) -m tools.prepare test

test: setup ## everything a green build needs, browser and PostgreSQL included
	@python -m tools.green test

check: setup ## the quick half, under two minutes: linters, types, architecture, contract, decisions, the phone's specs
	@python -m tools.green check

proof: setup ## the same tests at the full figures of the issues (PROOF=1)
	@PROOF=1 python -m tools.green test

bench: setup ## the benchmarks; figures only, nothing is asserted
	@python -m tools.bench

mutants: setup ## do the tests notice each small change of the measuring rules? Slow: make mutants FILES=weighing MOST=30 (minutes)
	@FILES="$(FILES)" MOST="$(MOST)" nice -n 15 python -m tools.mutants

parity: setup ## random cases through both evaluators, byte for byte: make parity CASES=1000000
	@PARITY_CASES=$(or $(CASES),20000) pytest -q -s --timeout 7200 tests/parity

contract: setup ## regenerate docs/openapi.json, pwa/src/contract and the tables of docs/metrology*.md from the Python declarations
	@python -m tools.contract
	@python -m tools.metrology_tables

revision: setup ## a new migration from the models: make revision M="what changed"
	@python -m tools.revision "$(M)"

clean: ## remove what was installed or built; data under var/ stays, except logs and stamps
	rm -rf .venv pwa/node_modules pwa/dist var/stamps var/steps .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find server tests tools migrations -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
