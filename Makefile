# On a new machine with Python 3.11 or newer: `make run` starts the simulator, `make test` checks everything.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000

.SILENT:
.NOTPARALLEL:
.PHONY: help run test smoke soak cluster faults mutants mutate races odd audit codegen bench growth load pictures snapshots gallery fix reset lock
export HOST PORT ROUNDS REPEATS SIZES EXAMPLES
unexport PYTHONPATH PYTHONHOME DJANGO_SETTINGS_MODULE

python = { command -v '$(PYTHON)' >/dev/null || { echo "Python 3.11 or newer is needed, but '$(PYTHON)' \
	is not installed. Install it, or name another Python with PYTHON=..." >&2; exit 1; }; } && '$(PYTHON)'

help: ## list the targets
	sed -n 's/^\([a-z]*\):.* ## /  make \1	/p' Makefile

run: export DEMO = 1
run: ## set up what is missing and start the simulator at http://127.0.0.1:8000 (PORT=...)
	$(python) .ci/setup.py run && .venv/bin/python manage.py serve

test: ## set up what is missing and run all checks and tests
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py

smoke: ## run the few browser tests that show in short whether the simulator works
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py browser -m smoke

soak: ## repeat the job aid's sections in parallel (WORKERS=... REPEATS=...)
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py soak

cluster: ## start nginx, two servers and PostgreSQL from the files in deploy/, and prove what these promise
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py cluster

faults: ## kill, stop, fill and lock databases and servers while people work, and print what they met
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py faults

mutants: ## check that the tests find thirty-five faults put into rules, looks and settings
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py mutants

races: ## let two changes of a request, an exercise or a class race each other, on both databases (ROUNDS=...)
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py races

odd: ## send 10,000 odd inputs to all pages and forms, on both databases (EXAMPLES=...)
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py odd

mutate: ## change the rules in small ways and list the changes that no unit test finds
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py mutate

audit: ## check from outside: crawl and attack, headers, known weaknesses, lists of packages (PART=...)
	$(python) .ci/setup.py test && .venv/bin/python -m tests.audit $(PART)

codegen: ## record a browser test in a new sandbox (PRESET=... BASE_URL=...)
	$(python) .ci/setup.py test && .venv/bin/python -m tests.browser.codegen "$(PRESET)"

bench: ## measure what a request for a role costs the server, and the growth (ROUNDS=...)
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py bench growth

growth: ## measure pages and lists with 10 to 1,000,000 requests (SIZES="ten season")
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py growth

load: ## let 200 trainees work at once, 40 of them log in or submit in the same second, on both databases
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py load

pictures: ## take the pictures of README and Help again
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py pictures

snapshots: ## write the accessibility snapshots and screenshots of all pages again, for review
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py snapshots

gallery: ## show each page state in one page, and write the report on accessibility, in var/reports/gallery/
	$(python) .ci/setup.py test && .venv/bin/python .ci/test.py gallery

fix: ## format the code and fix what the linter can fix
	$(python) .ci/setup.py test && .venv/bin/ruff format . && .venv/bin/ruff check --fix .

reset: ## delete the database of the demo
	$(python) .ci/reset.py

lock: ## pin the packages again (UPGRADE=1: the newest that pyproject.toml and package.json allow)
	$(python) .ci/setup.py test && .venv/bin/python .ci/lock.py $(if $(UPGRADE),--upgrade)
