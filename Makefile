# make up     run Gloss on this machine, until Ctrl-C
# make test   everything that must hold, browser tests included
# Nothing needs to be prepared but Python 3.11 to 3.14; each target makes the environment it needs.

PYTHON ?= python3
# One more than the two cores we count on: each waits now and then
PROCESSES ?= 3
MINUTES ?= 120
RUN = .venv/bin/python

.PHONY: help up demo test lint bench quality soak lock messages installed installed-dev

help:
	@sed -n 's/^#: //p' Makefile

#: make up        run Gloss with the demo project (DEMO=False: without), until Ctrl-C
up demo: installed
	@exec $(RUN) manage.py up

#: make test      all tests, in three processes; TESTS=tests/config runs some, PROCESSES=0 in one
test: installed-dev
	$(RUN) -m pytest --numprocesses=$(PROCESSES) $(TESTS)

#: make lint      style, imports, type hints, migrations, deployment settings
lint: installed-dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	.venv/bin/lint-imports
	$(RUN) -m config.testing.checks

#: make bench     the speed table of docs/performance.md
bench: installed-dev
	$(RUN) -m tests.benchmarks

#: make quality   the runs behind docs/quality.md that are still missing, a row each; MINUTES=10 stops earlier
quality: installed-dev
	QUALITY_PART=0/2 $(RUN) -m tests.quality product $(MINUTES) & other=$$!; \
		$(RUN) -m tests.quality curves $(MINUTES); \
		$(RUN) -m tests.quality simulated $(MINUTES); \
		QUALITY_PART=1/2 $(RUN) -m tests.quality product $(MINUTES); wait $$other
	$(RUN) -m tests.quality tables

#: make soak      the long runs of the fault tests and of all others that have one, properties on more examples
soak: installed-dev
	SOAK=True $(RUN) -m pytest tests/faults $$(grep -rlE "$(LONGER)" tests --include="test_*.py")

# What the files name that have a long form
LONGER = testing.soaking|tests.kills|^from hypothesis

#: make lock      resolve the newest allowed packages into the two requirements files
lock: installed-dev
	$(RUN) -m uv pip compile $(UV) pyproject.toml --output-file requirements.txt
	$(RUN) -m uv pip compile $(UV) pyproject.toml --group dev --constraints requirements.txt \
		--output-file requirements-dev.txt

UV = --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --custom-compile-command "make lock"

#: make messages  collect the sentences to translate, and compile the translations (needs gettext)
messages: installed-dev
	$(COLLECT) --domain django
	$(COLLECT) --domain djangojs
	sed -i.bak '/^"POT-Creation-Date/d' locale/*/LC_MESSAGES/*.po && rm locale/*/LC_MESSAGES/*.bak  # else no run is like another
	$(RUN) -m django compilemessages --ignore .venv

# Of where a sentence stands only the file is noted: line numbers would change with every commit
COLLECT = $(RUN) -m django makemessages --all --add-location file --ignore tests --ignore data

installed:
	@$(PYTHON) bootstrap.py requirements.txt

installed-dev:
	@$(PYTHON) bootstrap.py requirements-dev.txt
