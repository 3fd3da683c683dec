# 复文库 · `make run` starts the archive, `make test` proves it. Everything lives in .venv/ and $(ARCHIVE_DATA).
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
WORKERS ?= 2
ARCHIVE_DATA ?= $(CURDIR)/var
export ARCHIVE_DATA
# Many short processes start here (tests, workers, readers of files): where the environment forbids it, each of them
# would compile all modules anew.
export PYTHONDONTWRITEBYTECODE :=
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test lint audit format shell bench clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 10

run: .venv/installed  ## a working archive on http://127.0.0.1:$PORT (first call: sets everything up)
	@$(BIN)/python manage.py prepare_archive --address http://$(HOST):$(PORT)/
	@stop() { kill -$$1 $$(jobs -p) 2> /dev/null; }; trap "stop TERM" INT TERM HUP; \
	$(BIN)/gunicorn archive.wsgi --bind $(HOST):$(PORT) --workers $(WORKERS) --threads 4 --preload \
		--worker-tmp-dir /dev/shm --timeout 60 --no-control-socket & \
	$(BIN)/python manage.py work --verbosity 0 & \
	wait -n; code=$$?; stop TERM; sleep 2; stop QUIT; wait; exit $$code  # a file being read is read again next time

test: .venv/installed-dev  ## every test on SQLite, those of the database on PostgreSQL too
	@$(BIN)/lint-imports --no-cache > /dev/null || $(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tests.run

lint: .venv/installed-dev  ## what ruff and import-linter say
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

# Why each that is left out does not concern the archive: SECURITY.md.
audit: .venv/installed-dev  ## whether a dependency has a known vulnerability (asks PyPI; AUDIT='-s osv' asks OSV)
	$(BIN)/pip-audit --local --strict $(AUDIT) --ignore-vuln PYSEC-2023-228 --ignore-vuln PYSEC-2022-43012

format: .venv/installed-dev  ## put the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

shell: .venv/installed  ## a Python shell with the archive loaded
	@$(BIN)/python manage.py shell

bench: .venv/installed-dev  ## the benchmarks, small size
	$(BIN)/python -m tests.benchmarks.bench_parser
	$(BIN)/python -m tests.benchmarks.search --size 1000

clean:  ## remove what can be made again; keeps the archive's data in var/
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' \
		|| { echo "Python's venv module is missing: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python requirements.txt
	@echo "正在安装依赖 / installing requirements.txt …"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt requirements-ocr.txt
	@echo "正在安装开发依赖 / installing requirements-dev.txt …"
	@$(PIP) -r requirements-dev.txt
	@touch $@
