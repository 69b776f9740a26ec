# make run: serve the app.  make test: every quick test.  make test-slow: the long proofs.  See README.md for the rest.
SHELL := /bin/bash
VENV := .venv
# A "python3" older than 3.11 is passed over for a newer one beside it.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := $(VENV)/bin

PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest --dist loadscope --no-loadscope-reorder

# What is compiled once is kept: a suite starts dozens of processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-slow test-processors bench format check messages data weights classical autoencoder gan diffusion \
	combining comparison pictures api browser clean

run: $(VENV)/installed
	$(BIN)/streamlit run app/main.py

# Three processes for two cores: a browser test waits for its page now and then, and another one goes on meanwhile.
test: $(VENV)/installed-dev browser check
	$(PYTEST) -n 3 -m "not slow"

# The long proofs: every link, everything changed on six pages, live parts without sockets, access, killed workers (half an hour).
test-slow: $(VENV)/installed-dev browser
	$(PYTEST) -n 2 -m slow

# The engines once more, as older processors would compute them (some ten minutes).
test-processors: $(VENV)/installed-dev
	$(BIN)/python -m tests.processors

# All benchmarks; some of them: make bench ONLY="drag em", or ONLY=--quick for those that train nothing.
bench: $(VENV)/installed-dev browser
	$(BIN)/python -m tests.benchmarks $(ONLY)

format: $(VENV)/installed-dev
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

check: $(VENV)/installed-dev
	$(BIN)/ruff format --check . && $(BIN)/ruff check .

messages: $(VENV)/installed
	$(BIN)/python -m app.locale.update

data: $(VENV)/installed
	$(BIN)/python -m assets.data.make

weights: $(VENV)/installed
	$(BIN)/python -m assets.weights.make

classical: $(VENV)/installed
	$(BIN)/python -m assets.classical.make

autoencoder: $(VENV)/installed
	$(BIN)/python -m assets.autoencoder.make

gan: $(VENV)/installed
	$(BIN)/python -m assets.gan.make

diffusion: $(VENV)/installed
	$(BIN)/python -m assets.diffusion.make

combining: $(VENV)/installed
	$(BIN)/python -m assets.combining.make

# The pictures of README, from the running app.
pictures: $(VENV)/installed-dev browser
	$(BIN)/python -m tests.front_page

# The pages of the library, from its docstrings.
api: $(VENV)/installed-dev
	$(BIN)/python -m tests.api_pages

comparison: $(VENV)/installed
	$(BIN)/python -m assets.comparison.make
	$(BIN)/python -m assets.comparison.make --budget converged
	$(BIN)/python -m assets.comparison.costs

# Chromium from the system's packages, where it is missing and one may install it; the tests say it when it is not there.
browser:
	@if [ -z "$$CHROMIUM" ] && ! command -v chromium chromium-browser google-chrome >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk fonts-noto-color-emoji; \
		else \
			echo "No Chromium was found, so the browser tests will fail. Install it, for example:"; \
			echo "  Debian, Ubuntu: sudo apt-get install chromium fonts-noto-cjk"; \
			echo "  macOS: brew install --cask chromium      or name one: CHROMIUM=/path/to/chrome make test"; \
		fi; \
	fi

$(VENV)/python-found:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3"; exit 1; fi
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: requirements.txt | $(VENV)/python-found
	$(BIN)/pip install --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements.txt requirements-cluster.txt requirements-dev.txt | $(VENV)/python-found
	$(BIN)/pip install --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis
