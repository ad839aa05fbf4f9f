# Siding. Everything a fresh machine needs to build, try and test it; nothing is left outside this folder.
#
#   make run     open the desktop on sample data (on a screen in memory where there is none, leaving a picture)
#   make tour    play the main job through on the command line, in plain words
#   make test    the layers, then every test, with the line coverage that storage/ and sync/ must keep
#   make check   formatting, lint, types, layers
#   make deep    the long counts of the security statements (hours)
#   make bench   measure, print the tables, write docs/benchmarks.md
#   make clean   remove what the above made

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PYTHON := $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
JOBS := 2
SAMPLE := sample
TOUR_LANG ?=
RUN_LANG ?=

export TMPDIR := $(CURDIR)/build/tmp
export PIP_NO_CACHE_DIR := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run tour test check deep bench clean venv
.DEFAULT_GOAL := test

run: $(READY) | $(TMPDIR)
	$(BIN)/python packaging/run_desktop.py $(SAMPLE) $(if $(RUN_LANG),--lang $(RUN_LANG))

tour: $(READY) | $(TMPDIR)
	rm -rf $(SAMPLE)
	$(BIN)/python -m app.cli.tour $(SAMPLE) $(if $(TOUR_LANG),--lang $(TOUR_LANG))

test: $(READY) | $(TMPDIR)
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(JOBS) --cov --cov-report=term:skip-covered --cov-fail-under=95

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

deep: $(READY) | $(TMPDIR)
	$(BIN)/python -m pytest -m deep -n $(JOBS)

bench: $(READY) | $(TMPDIR)
	PYTHONPATH=tests $(BIN)/python -m support.bench

venv: $(READY)

$(READY): requirements-dev.lock pyproject.toml packaging/system-packages.sh | $(TMPDIR)
	@test -n "$(PYTHON)" || { echo "Siding needs Python 3.11 or newer with venv: apt-get install python3 python3-venv" >&2; exit 1; }
	@bash packaging/system-packages.sh
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --only-binary :all: -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(TMPDIR):
	mkdir -p $@

clean:
	rm -rf $(VENV) build dist $(SAMPLE) .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
