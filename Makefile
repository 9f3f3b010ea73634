# The single entry point for developers, hooks and CI.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
DATA ?= data
OUT ?= _build
NOTEBOOKS = chapters/*.ipynb
QUICK := tests/unit tests/specs claimbook
# JupyterLab's kernels get settings of their own: changed modules are reloaded.
LAB := $(VENV)/ipython/profile_default/ipython_config.py

.PHONY: help book lint licences data unit coverage test soak serve lab strip wheel bench against docs lock clean
.DEFAULT_GOAL := help

help: ## show these lines
	@sed -nE 's/^([a-z]+):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

$(INSTALLED): requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

book: $(INSTALLED) ## build the site and print where it is
	$(BIN)/claimbook build --data $(DATA) --out $(OUT)

lint: $(INSTALLED) ## check style, types and spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/codespell
	@$(MAKE) --silent licences > /dev/null

# Licences that ask for nothing but their text, or for changes to their own files (MPL, LGPL). The tools that aren't
# part of the book are left out: codespell (GPL), and two that name their licence in words only (MIT, Apache).
FREE := MIT;BSD;Apache;ISC;PSF;Python Software Foundation;Mozilla;MPL;0BSD;Artistic;LGPL
TOOLS := codespell axe-playwright-python mlcroissant

licences: $(INSTALLED) ## list the licence of everything installed; fail if one isn't among those that we take
	@$(BIN)/pip-licenses --from=mixed --order=license --ignore-packages $(TOOLS) --partial-match --allow-only='$(FREE)'

data: $(INSTALLED) ## check the data package
	$(BIN)/claimbook check --data $(DATA)

unit: $(INSTALLED) ## run the quick tests: no site, no browser
	$(BIN)/pytest --numprocesses=auto $(QUICK)

coverage: $(INSTALLED) ## run the quick tests again and see which lines they reach; too few of them fail
	$(BIN)/pytest --numprocesses=auto --cov --cov-report=term:skip-covered $(QUICK)

test: lint data unit book ## lint, data and unit, then every other test but the campaigns, then nbval over the built pages
	$(BIN)/pytest --numprocesses=auto --dist=loadfile --durations=10 tests/book tests/browser
	$(BIN)/python -m claimbook.kernels.forkserver \
		$(BIN)/pytest --numprocesses=auto --dist=loadfile --nbval --nbval-cell-timeout=120 -p no:hypothesispytest $(OUT)/pages

soak: $(INSTALLED) ## run the campaigns: damage, hostile packages, edits, kills, clients, every page, a million claims
	EXAMPLES=all $(BIN)/pytest --numprocesses=auto tests/unit/test_any_ledger.py tests/unit/test_ledger.py
	$(BIN)/pytest -m soak --timeout=2400 --durations=10 tests/campaigns

serve: $(INSTALLED) ## build and serve the book on this machine
	$(BIN)/claimbook serve --data $(DATA) --out $(OUT)

$(LAB): $(INSTALLED)
	@mkdir -p $(@D)
	@printf '%s\n' 'c.InteractiveShellApp.extensions = ["autoreload"]' 'c.InteractiveShellApp.exec_lines = ["%autoreload 2"]' > $@

lab: $(LAB) ## open the chapters in JupyterLab; changed modules are reloaded
	IPYTHONDIR="$(CURDIR)/$(VENV)/ipython" $(BIN)/jupyter lab --notebook-dir=chapters

strip: $(INSTALLED) ## remove outputs and editors' traces from the chapters
	$(BIN)/nbstripout --keep-id --extra-keys "metadata.language_info.codemirror_mode \
		metadata.language_info.file_extension metadata.language_info.mimetype metadata.language_info.nbconvert_exporter \
		metadata.language_info.pygments_lexer metadata.language_info.version" $(NOTEBOOKS)

wheel: $(INSTALLED) ## write the package that can be installed elsewhere to dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

bench: book ## time the build against the plain way, and weigh a page against stock ones (25 minutes)
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/pages.py

against: $(INSTALLED) ## time builds of this commit and of BEFORE=<revision> side by side; fail if slower by a tenth
	$(BIN)/python benchmarks/against.py $(BEFORE)

docs: $(INSTALLED) ## write what is generated from the data package
	$(BIN)/python -c 'import pathlib, claimbook.ledger.dictionary as d; d.write_readme(pathlib.Path("$(DATA)"))'

lock: $(INSTALLED) ## make requirements.txt from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra cluster --extra lab --no-strip-extras --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.txt

clean: ## remove what was built, and the environment
	rm -rf _build $(VENV)
