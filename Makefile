# Two commands matter: `make demo` and `make test`. They need Python 3.11+, make and a package registry.
PYTHON ?= python3
PORT ?= 8000
EHR_PORT ?= 9000
N ?= 3000
SEED ?= 1
VENV := .venv/bin
QUICK := not (browser or peer or outside or slow)

.PHONY: help demo test lint browser peers outside check bench faults evidence-report lock clean

help:
	@echo "make demo             the stand-in EHR and Chargeline beside it; prints the chart page's address"
	@echo "make test             the tests that need no browser"
	@echo "make browser          the tests in Chromium"
	@echo "make peers            the tests against servers and clients that nobody here wrote"
	@echo "make outside          the flow against Epic's and Oracle's sandboxes (docs/register-with-*.md)"
	@echo "make check            all of it, the long runs too"
	@echo "make bench            side-by-side measurements"
	@echo "make evidence-report  how well notes are read, element by element"
	@echo "make faults N= SEED=  write-back under injected faults"
	@echo "make lock             resolve the lock files again"

demo:
	@$(PYTHON) .ci/environment.py app
	@$(VENV)/chargeline-app demo --port $(PORT) --ehr-port $(EHR_PORT)

test: lint
	@$(VENV)/python -m pytest -n auto -m "$(QUICK)" -q
	@echo "Left out here: the browser tests (make browser), the independent peers (make peers),"
	@echo "the long runs (make check), and the real sandboxes, which need credentials (make outside)."

lint:
	@$(PYTHON) .ci/environment.py test
	@$(VENV)/ruff check --quiet . && $(VENV)/ruff format --quiet --check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports

browser:
	@$(PYTHON) .ci/environment.py test
	@.ci/browser $(VENV)/python -m pytest -m browser -q

peers:
	@$(PYTHON) .ci/environment.py test
	@$(PYTHON) .ci/environment.py peers
	@[ -d node_modules/oidc-provider ] && [ -d node_modules/fhirclient ] || npm ci --silent --no-audit --no-fund
	@$(VENV)/python -m pytest -m peer -q

outside:
	@$(PYTHON) .ci/environment.py test
	@$(VENV)/python -m pytest tests/sandbox/vendors -m outside -q -s || [ $$? = 5 ]

check: test browser faults
	@$(VENV)/python -m pytest -m slow -q

faults:
	@$(PYTHON) .ci/environment.py test
	@$(VENV)/python -m tests.faults --runs $(N) --seed $(SEED) $(if $(DATABASE),--database '$(DATABASE)')

evidence-report:
	@$(PYTHON) .ci/environment.py test
	@$(VENV)/python tests/sdk/evidence/report.py

bench:
	@$(PYTHON) .ci/environment.py bench
	@.venv-bench/bin/python -m benchmarks

lock:
	@$(PYTHON) .ci/environment.py test
	@.ci/lock

clean:
	rm -rf .venv .venv-bench .venv-peers node_modules
