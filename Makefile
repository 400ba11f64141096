# Relay on a fresh machine: `make run`, `make test`. Needs make and Python 3.11 or newer; the rest is made here.
#   PYTHON=python3.13   another Python          ARGS="…"   what follows the command, as in make test ARGS="-k ladder"

PYTHON ?= python3
ARGS ?=
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run install test check bench screens torture

help: ## these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: .venv/run.stamp ## Relay itself: the real bot when .env has Slack tokens, else the sandbox in a browser
	@mode=$$(tools/mode) && exec $(PY) -m bot $$mode $(ARGS)

install: .venv/run.stamp ## what Relay needs, without starting it
	@echo "Relay is installed in .venv."

test: .venv/dev.stamp ## everything that can be tested on this machine
	@tools/test-needs
	@$(PY) -m pytest $(ARGS)

check: .venv/dev.stamp ## style, types and who may import whom
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports

torture: .venv/dev.stamp ## everything goes wrong for ten minutes: SEED=… MINUTES=… DB=sqlite|postgresql
	@$(PY) -m tests.torture $(if $(SEED),--seed $(SEED)) --minutes $(or $(MINUTES),10) --db $(or $(DB),sqlite) $(ARGS)

bench: .venv/dev.stamp ## how fast, beside a bare program; into docs/performance.md (ARGS=--short for a look)
	@$(PY) -m benchmarks $(ARGS)

screens: .venv/dev.stamp ## the README's pictures, taken anew (needs Chromium)
	@$(PY) -m tests.browser.screens

.venv/run.stamp: pyproject.toml uv.lock $(PY)
	@echo "Installing what Relay needs into .venv (about 80 MB, the first time only)." >&2
	@tools/sync --extra sandbox --no-dev
	@touch $@

.venv/dev.stamp: pyproject.toml uv.lock $(PY)
	@echo "Installing Relay and what its tests need into .venv (about 530 MB, the first time only)." >&2
	@tools/sync --all-extras --all-groups
	@touch .venv/run.stamp $@

$(PY):
	@tools/venv "$(PYTHON)"
