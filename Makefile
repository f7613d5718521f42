# `make` alone lists the targets. PYTHON=python3.12 chooses the Python that builds the environment,
# VENV=.venv-3.12 the folder it is built in; both are optional.

VENV ?= .venv
UV ?= uv
BIN := $(VENV)/bin
PROGRAM := $(BIN)/safe-connections
PIP_INSTALL := -m pip install -qq --disable-pip-version-check
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help setup run serve test check lint rules mutate slow scale bench docs lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-6s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/ready ## build the environment with the program and the checks in it
	@:

run: setup ## answer the bundled example client, here in the terminal
	@$(PROGRAM) assess examples/mark.yaml
	@echo
	@echo "That was examples/mark.yaml. The service and its web pages: make serve"

serve: setup ## serve the API and the web pages
	@$(PROGRAM) serve

test: setup ## run every test that is not marked slow
	@$(BIN)/pytest -n 2

check: lint rules test ## run all that must hold before a change goes in: lint, rules, test

lint: setup ## check words and style, types, who imports whom, and the YAML
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/yamllint --strict .

rules: setup ## lint the rule packs, hold them against the ledger, run the tests beside them, show their coverage
	@$(PROGRAM) rules lint
	@$(PROGRAM) rules ledger > $(VENV)/ledger.txt
	@$(PROGRAM) rules test
	@$(PROGRAM) rules coverage

mutate: setup ## change each rule a little, again and again: the tests beside the rules must notice
	@$(PROGRAM) rules mutate $(patsubst %/pack.yaml,%,$(wildcard rules/*/pack.yaml))

slow: setup ## run the tests marked slow, with many more generated cases
	@$(BIN)/pytest -n 2 -m slow --hypothesis-profile=thorough

scale: $(VENV)-scale/ready ## run the policy lab on Ray and on Spark, in an environment of its own (needs Java 17)
	@$(VENV)-scale/bin/pytest -m scale

bench: $(VENV)-bench/ready ## measure the engines, beside other people's, in an environment of its own
	@$(VENV)-bench/bin/python -m benchmarks

docs: setup ## write docs/law, the pages of the law, anew from the rule packs
	@$(PROGRAM) rules pages docs/law

lock: ## pin the dependencies anew, with hashes (for maintainers: needs uv)
	@command -v $(UV) > /dev/null || { echo "make lock needs uv: install it with pipx, or say UV=path" >&2; exit 1; }
	$(COMPILE) --group build -o requirements-build.lock
	$(COMPILE) pyproject.toml -c requirements-build.lock -o requirements.lock
	$(COMPILE) pyproject.toml --group dev -c requirements-build.lock -c requirements.lock -o requirements-dev.lock
	$(COMPILE) pyproject.toml --group bench -c requirements-build.lock -c requirements.lock -o requirements-bench.lock
	$(COMPILE) pyproject.toml --group dev --extra ray --extra spark -c requirements-build.lock -c requirements-dev.lock -o requirements-scale.lock

clean: ## remove the environments and all that the checks leave behind
	rm -rf $(VENV) $(VENV)-bench $(VENV)-scale build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment is built anew, whole, when the locks change: nothing that was left in one decides a check.
define build_environment
@python=$$(.ci/find-python $(PYTHON)) \
	&& echo "Building $(@D) with $$python; this happens once and takes a minute." \
	&& "$$python" -m venv --clear $(@D)
@$(@D)/bin/python $(PIP_INSTALL) --require-hashes -r requirements-build.lock
@$(@D)/bin/python $(PIP_INSTALL) --require-hashes --no-build-isolation -r $<
@touch $@
endef

$(VENV)/locked: requirements-dev.lock requirements-build.lock
	$(build_environment)

$(VENV)-bench/locked: requirements-bench.lock requirements-build.lock
	$(build_environment)

$(VENV)-scale/locked: requirements-scale.lock requirements-build.lock
	$(build_environment)

$(VENV)/ready $(VENV)-bench/ready $(VENV)-scale/ready: %/ready: %/locked pyproject.toml
	@$*/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@
