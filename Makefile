# On a fresh machine with Python 3.11 or newer: `make run` serves the trainer, `make test` checks everything.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000

.SILENT:
.NOTPARALLEL:
.PHONY: help run test soak mutants mutate codegen bench pictures snapshots fix reset lock
export HOST PORT ROUNDS REPEATS
unexport PYTHONPATH PYTHONHOME

python = { command -v '$(PYTHON)' >/dev/null || { echo "Python 3.11 or newer is needed, but there is no \
	'$(PYTHON)' here: install it, or name another one with PYTHON=..." >&2; exit 1; }; } && '$(PYTHON)'

help: ## list these targets
	sed -n 's/^\([a-z]*\):.* ## /  make \1	/p' Makefile

run: export DEMO = 1
run: ## set up whatever is missing and serve the trainer on http://127.0.0.1:8000 (HOST=... PORT=...)
	$(python) .ci/setup.py run && .venv/bin/python manage.py serve

test: ## set up whatever is missing and run every check and test
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py

soak: ## walk the job aid's sections again and again, many at once (WORKERS=... REPEATS=...)
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py soak

mutants: ## break the running trainer in ten ways: the browser tests must name each
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py mutants

mutate: ## change the rules in every small way, and list what the unit tests do not find
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py mutate

codegen: ## record a test, signed in to a world of its own (CONDITION=... BASE_URL=...)
	$(python) .ci/setup.py test && PYTHONPATH=. .venv/bin/python .ci/codegen.py $(CONDITION)

bench: ## measure what a trainee's journey costs the server (ROUNDS=...)
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py bench

pictures: ## take the pictures of the README and of Help anew, from the running program
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py pictures

snapshots: ## write anew what a screen reader is told of each page: review the difference
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py snapshots

fix: ## format the code and mend what the linter can mend
	$(python) .ci/setup.py test && .venv/bin/ruff format . && .venv/bin/ruff check --fix .

reset: ## remove the demo's database, so that `make run` begins afresh
	$(python) .ci/reset.py

lock: ## pin again what pyproject.toml and package.json ask for (UPGRADE=1: the newest that they allow)
	$(python) .ci/setup.py test && .venv/bin/python .ci/lock.py $(if $(UPGRADE),--upgrade)
