# make screen   screen an example household        (HUISHOUDEN=file.yaml OP=2026-11-22 for another one)
# make test     run all tests
# make style    style and types
# make check    style, types and the rules themselves with their examples
# make site     the site for who reads the rules, in site/ (needs Graphviz: apt install graphviz)
# Each sets up what it needs, once, in .venv; again only when pyproject.toml changes. Needs Python 3.11 or later.

ifndef HUISHOUDEN
HUISHOUDEN = voorbeelden/01-alleen-huurachterstand.yaml
OP ?= 2026-11-22
endif

VENV = .venv
PIP = $(VENV)/bin/python -m pip -qq --disable-pip-version-check install

.DEFAULT_GOAL := help
.PHONY: help screen test style check site clean

help:
	@sed -n -e '/^$$/q' -e 's/^# //p' Makefile

screen: $(VENV)/klaar-cli
	@$(VENV)/bin/voorzieningen screen $(HUISHOUDEN) $(if $(OP),--op $(OP))

test: $(VENV)/klaar-dev
	@$(VENV)/bin/python -m pytest --numprocesses logical --dist worksteal

style: $(VENV)/klaar-dev
	@echo "ruff";  $(VENV)/bin/python -m ruff check
	@echo "mypy";  $(VENV)/bin/python -m mypy

check: style
	@echo "rules"; $(VENV)/bin/voorzieningen rules check

site: $(VENV)/klaar-dev
	@NO_MKDOCS_2_WARNING=1 $(VENV)/bin/python -m mkdocs build --strict --quiet
	@echo "Open site/index.html"

clean:
	rm -rf $(VENV) site .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(VENV)/klaar-cli: pyproject.toml | $(VENV)/klaar-python
	@echo "Installing voorzieningen in $(VENV) (once) ..."
	@$(PIP) --editable '.[cli]'
	@touch $@

$(VENV)/klaar-dev: pyproject.toml | $(VENV)/klaar-python
	@echo "Installing voorzieningen and the developer tools in $(VENV) (once) ..."
	@$(PIP) --editable '.[dev]'
	@touch $(VENV)/klaar-cli $@

# The environment: venv; on a Debian without python3-venv virtualenv, or else the pip that is there.
# PYTHON=... names the Python to use; otherwise the first of these that is 3.11 or later.
$(VENV)/klaar-python:
	@for python in $(or $(PYTHON),python3.13 python3.12 python3.11 python3); do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && break; python=; \
	done; \
	fresh() { rm -rf $(VENV); }; \
	if test -z "$$python"; then \
		echo "$(or $(PYTHON),python3) is no Python 3.11 or later. Install it, or name another: make PYTHON=/path/to/python3.12"; \
		exit 1; \
	elif fresh; $$python -m venv $(VENV) >/dev/null 2>&1; then :; \
	elif fresh; virtualenv -q -p "$$python" $(VENV) >/dev/null 2>&1; then :; \
	elif fresh; $$python -m venv --without-pip $(VENV) >/dev/null 2>&1 \
		&& $$python -m pip --python $(VENV)/bin/python -qq install pip >/dev/null 2>&1; then :; \
	else fresh; echo "Cannot make a Python environment. Install python3-venv first: apt install python3-venv"; exit 1; fi
	@touch $@
