# Humiao 护苗. `make` lists what there is.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

##@ Everyday
.PHONY: run
run: setup ## start everything (Ctrl-C stops it)
	@$(BIN)/humiao run

.PHONY: chat
chat: setup ## talk to the assistant in this terminal, with its reasons
	@$(BIN)/humiao chat --explain

.PHONY: test
test: setup-dev ## run every test, real parts included
	@$(BIN)/python -m pytest --numprocesses=2 --dist=loadfile

##@ Setting up
.PHONY: setup
setup: ## both environments and the trained model; nothing when they are current
	@$(PYTHON) deploy/environments.py app model

.PHONY: setup-dev
setup-dev: ## the same, with the tools of the tests
	@$(PYTHON) deploy/environments.py dev model

##@ Checking
.PHONY: lint
lint: setup-dev ## style, import directions
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports --no-cache

.PHONY: types
types: setup-dev ## mypy, strict
	@$(BIN)/mypy

.PHONY: bench
bench: setup-dev ## measure, with Rasa's stock pipeline beside ours (BENCH=--without-stock skips it)
	@$(BIN)/python -m bench $(BENCH)

.PHONY: check
check: test lint types ## all of it

##@ Understanding (Rasa's own commands over config.yml, domain.yml and data/nlu)
RASA := PYTHONPATH=. RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1 .venv-nlu/bin/rasa
.PHONY: nlu-validate nlu-train encoder nlu-test nlu-shell nlu-evaluate
nlu-validate: setup ## rasa data validate
	@$(RASA) data validate --data data/nlu
nlu-train: setup ## train again when sentences or pipeline changed
	@$(BIN)/humiao nlu train
encoder: ## make the shipped encoder anew (about an hour; needs no graphics card)
	@$(PYTHON) deploy/environments.py encoder
nlu-test: setup ## rasa test nlu on the held-out sentences
	@$(RASA) test nlu --nlu data/heldout --out results
nlu-shell: setup ## rasa shell nlu
	@$(RASA) shell nlu
nlu-evaluate: setup ## level and topic figures on the held-out sentences
	@$(BIN)/humiao nlu evaluate

.PHONY: help
help:
	@awk 'BEGIN {FS = ":.*##"} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*##/ {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
