# make setup | demo | test | lint | unit | bench | clean     (make demo PORT=9000 serves on another port)
# What is done leaves a stamp: a second start takes seconds.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
FRONTEND := webui/frontend
BUNDLE := webui/static/dist/.vite/manifest.json
# the bundle holds the icons that pages and code name, so it depends on them too
FRONTEND_SOURCES := $(shell find webui -path $(FRONTEND)/node_modules -prune -o -path webui/static/dist -prune \
    -o -type f \( -path '$(FRONTEND)/*' -o -name '*.html' -o -name '*.py' \) -print)
CATALOGUES := $(patsubst %.po,%.mo,$(shell find engine webui -path $(FRONTEND) -prune -o -name '*.po' -print))

.PHONY: help setup demo test lint unit bench clean

help:
	@sed -n '1,2s/^# //p' Makefile

setup: .venv/.installed $(CATALOGUES) $(BUNDLE)

# init brings a demonstration that an earlier version made to the tables and packs of this one
demo: setup var/demo.db
	@BANJIAN_DATABASE_URL=sqlite:///var/demo.db $(BIN)/banjian init > /dev/null
	@echo "== http://127.0.0.1:$(PORT)"
	BANJIAN_DATABASE_URL=sqlite:///var/demo.db BANJIAN_DEMO=true $(BIN)/banjian serve --port $(PORT)

test: setup .venv/.installed-test lint
	@.ci/system
	@echo "== pytest"
	$(BIN)/pytest

lint: .venv/.installed-test
	@echo "== ruff"
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	@echo "== mypy"
	$(BIN)/mypy
	@echo "== import-linter"
	$(BIN)/lint-imports

unit: .venv/.installed-test $(CATALOGUES)
	$(BIN)/pytest tests/unit

docs: setup
	$(BIN)/python -m docs.generate

bench: setup
	$(BIN)/banjian bench

clean:
	rm -rf .venv build webui/static/dist $(FRONTEND)/node_modules $(CATALOGUES)
	rm -rf .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache *.egg-info
	find engine handlers webui tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@echo "== virtual environment"
	python=$$(.ci/python); "$$python" -m venv .venv

.venv/.installed: setup.cfg pyproject.toml | .venv/bin/python
	@echo "== Python packages"
	$(PIP) install --progress-bar on -e .
	@touch $@

.venv/.installed-test: setup.cfg pyproject.toml | .venv/.installed
	@echo "== Python packages for the tests"
	$(PIP) install --progress-bar on -e '.[test]'
	@touch $@

%.mo: %.po | .venv/.installed
	$(BIN)/pybabel compile -i $< -o $@

$(FRONTEND)/node_modules/.installed: $(FRONTEND)/package-lock.json
	@echo "== front end packages"
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null \
	    || { echo "Node.js 20 or newer with npm is needed to build the pages: https://nodejs.org" >&2; exit 1; }
	cd $(FRONTEND) && npm ci --no-audit --no-fund
	@touch $@

$(BUNDLE): $(FRONTEND)/node_modules/.installed $(FRONTEND_SOURCES)
	@echo "== front end"
	cd $(FRONTEND) && npm run build
	@touch $@

# made beside its place and moved when it is whole, so an interrupted start leaves no half of it
var/demo.db: | setup
	@echo "== demonstration: a county with its cases"
	@mkdir -p -m 700 var && rm -f var/demo-new.db*
	BANJIAN_DATABASE_URL=sqlite:///var/demo-new.db $(BIN)/banjian init --demo
	@for file in var/demo-new.db*; do mv "$$file" "$${file/demo-new/demo}"; done
