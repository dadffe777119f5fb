# Every command of a developer and of the continuous integration. The work is in tools/bootstrap.py.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BOOTSTRAP = @$(if $(PYTHON),$(PYTHON),echo "make: Python 3.11 or newer is needed" >&2; exit 1;) tools/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help run install check format test bench docs lock clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\): .*## /\1\t/p' Makefile | expand -t 10

run: ## start Tomik (PORT, HOST, DATABASE_URL, DEMO=0)
	$(BOOTSTRAP) run

install: ## make .venv with everything a developer needs
	$(BOOTSTRAP) install --dev

check: ## format, lint, types, imports, sizes, templates, migrations, messages
	$(BOOTSTRAP) check

format: ## rewrite the code in the house format
	$(BOOTSTRAP) install --dev
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

test: ## all tests on a real PostgreSQL (BROWSER=skip, ARGS="src/tomik/ledger -x")
	$(BOOTSTRAP) test $(ARGS)

bench: ## heavy paths beside what the machine can do (ONLY=name,name FRESH=1 STRICT=1)
	$(BOOTSTRAP) bench $(if $(ONLY),--only $(ONLY)) $(if $(FRESH),--fresh) $(if $(STRICT),--strict)

docs: ## take the guide's pictures anew and check links and button names (PICTURES=http://… of a running demo)
	$(BOOTSTRAP) install --dev
	@.venv/bin/python tools/screenshots.py $(if $(PICTURES),--base $(PICTURES)) && .venv/bin/python tools/check_docs.py

lock: ## pin the packages of requirements/*.in again
	$(BOOTSTRAP) install --dev
	@sh tools/lock.sh

clean: ## delete the environment and everything in var/, the database included
	$(BOOTSTRAP) clean
