# Every command makes the virtual environment itself; `make test ARGS="-k audit"` passes words on.
#
#   make ask Q="vms with cpu < 20% last month"    asks finops.toml, or the embedded estate without one
#   make demo                                     a chat with the embedded estate
#   make serve                                    the HTTP server on 127.0.0.1
#   make test · check · fix · bench               what CI runs, and what mends it
#   make docs                                     writes the documents derived from the code
#   make spark                                    adds Spark to .venv, for its tests
#   make pictures                                 draws docs/pictures; needs Node and Chromium
#   make lock                                     pins pyproject.toml's dependencies again

BIN := .venv/bin
STAMP := .venv/installed
# As it was typed: make would otherwise read the "$1" of "cost > $100" as a variable.
override Q := $(value Q)
export Q

.PHONY: setup demo ask chat serve test check fix bench docs pictures spark lock
.DEFAULT_GOAL := setup

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml .ci/setup
	@.ci/setup
	@touch $@

demo: $(STAMP)
	@$(BIN)/finops demo $(ARGS)

ask: $(STAMP)
	@if [ -n "$$FINOPS_CONFIG" ] || [ -e finops.toml ]; then $(BIN)/finops ask $(ARGS) -- "$$Q"; \
	else echo "no finops.toml: asking the embedded estate" >&2; \
	$(BIN)/finops demo $(ARGS) --ask="$$Q"; fi

chat: $(STAMP)
	@$(BIN)/finops chat $(ARGS)

serve: $(STAMP)
	@$(BIN)/finops serve $(ARGS)

test: $(STAMP)
	$(BIN)/pytest $(ARGS)

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	.ci/lock --check

fix: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python "$$file" $(ARGS) || exit 1; done

docs: $(STAMP)
	$(BIN)/python -m bot.docs

pictures: $(STAMP)
	@docs/pictures/make

spark: $(STAMP)
	@.venv/bin/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-spark.lock

lock:
	@.ci/lock
