# Saigen: everything a person types. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8501
export SAIGEN_HOME ?= $(CURDIR)/data/home

.PHONY: help run install install-dev home test lint format bench watch quality soak lock snapshots clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

run: install home ## install, make the example company if there is no home, serve http://127.0.0.1:8501
	@echo "Saigen: serving http://$(HOST):$(PORT) (stop with Ctrl-C)"
	@$(BIN)/streamlit run app.py --server.address $(HOST) --server.port $(PORT)

install: $(VENV)/.installed ## make the virtual environment and install what Saigen needs

$(VENV)/.installed: requirements.txt
	@PYTHON="$(PYTHON)" bash .ci/install requirements.txt
	@touch $@

install-dev: $(VENV)/.installed-dev ## the same, with what tests and linters need

$(VENV)/.installed-dev: requirements.txt requirements-dev.txt
	@PYTHON="$(PYTHON)" bash .ci/install requirements.txt requirements-dev.txt
	@touch $(VENV)/.installed $@

home: install
	@test -e "$(SAIGEN_HOME)/lake/catalog.sqlite" || { \
	  echo "Saigen: no home at $(SAIGEN_HOME) yet; making one with the example company"; \
	  $(BIN)/python -m data init --demo --home "$(SAIGEN_HOME)"; }

test: install-dev ## install what tests need (a browser and Japanese fonts too) and run all tests
	@bash .ci/browser
	@$(BIN)/python -m pytest -m "not soak" $(PYTEST)

lint: install-dev ## ruff and mypy (strict on data, metrics, insights)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: install-dev ## let ruff format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: install-dev ## measure reruns, painting and starting; prints JSON
	@bash .ci/browser
	@$(BIN)/python -m tests.bench

watch: home ## load files dropped into INBOX=folder whose columns are known; list the others as waiting
	@test -n "$(INBOX)" || { echo "Say which folder: make watch INBOX=/path/to/folder"; exit 2; }
	@$(BIN)/python -m data watch "$(INBOX)" --home "$(SAIGEN_HOME)"

quality: install-dev ## measure reading, detection, drivers, incidents, hypotheses and texts; writes docs/quality.md (hours)
	@$(BIN)/python -m tests.quality

soak: install-dev ## 100 and 1,000 kills in the middle of loads, and undo of every mode KPI by KPI
	@$(BIN)/python -m pytest -m soak tests/data
	@$(BIN)/python -m tests.data.intake.soak

snapshots: install-dev ## write the committed SQL and text snapshots and the KPI dictionary anew
	@SAIGEN_WRITE_SNAPSHOTS=1 $(BIN)/python -m pytest tests -k "snapshot or dictionary" || true
	@git status --short tests docs

lock: ## pin requirements*.in in full, with hashes
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	@$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links requirements-dev.in -o requirements-dev.txt

clean: ## remove the virtual environment and caches; homes stay
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
