# The one door: people, hooks and CI all come through these targets.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
DATA ?= data
OUT ?= _build

.PHONY: help book lint data test soak serve bench docs lock clean
.DEFAULT_GOAL := help

help: ## show these lines
	@sed -nE 's/^([a-z]+):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

$(INSTALLED): requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

book: $(INSTALLED) ## build the site and say where it is
	$(BIN)/claimbook build --data $(DATA) --out $(OUT)

lint: $(INSTALLED) ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

data: $(INSTALLED) ## is the data package sound?
	$(BIN)/claimbook check --data $(DATA)

test: lint data book ## style, types, data, every test but the long campaigns, and nbval over the executed chapters
	$(BIN)/pytest --durations=10
	$(BIN)/python -m claimbook.kernels.forkserver \
		$(BIN)/pytest --nbval --nbval-cell-timeout=120 -p no:hypothesispytest --durations=5 $(OUT)/pages

soak: $(INSTALLED) ## the long campaigns
	$(BIN)/pytest -m soak --timeout=2400 --durations=10

serve: $(INSTALLED) ## build and serve the book on this machine
	$(BIN)/claimbook serve --data $(DATA) --out $(OUT)

bench: book ## time the build against the plain way, and weigh a page against stock ones (about an hour)
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/pages.py

docs: $(INSTALLED) ## write what is generated from the data package
	$(BIN)/python -c 'import pathlib, claimbook.ledger.dictionary as d; d.write_readme(pathlib.Path("$(DATA)"))'

lock: $(INSTALLED) ## make requirements.txt from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra cluster --extra lab --no-strip-extras --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.txt

clean: ## remove what was built, and the environment
	rm -rf _build $(VENV)
