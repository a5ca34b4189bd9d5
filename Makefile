PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RUN := PYTHONPATH=code $(BIN)/python

.DEFAULT_GOAL := help
.PHONY: help book test serve lab notebooks atlas comparisons lock clean

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	@echo "Making $(VENV) from requirements.lock (about a minute)"
	@rm -rf $(VENV)
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "the book needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is %d.%d: run make PYTHON=python3.12 book" % v)'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@echo "Compiling bytecode"
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q -j 0 $(VENV)/lib code > /dev/null
	@touch $@

book: $(READY) ## execute every chapter and build the site in _build/html
	@$(RUN) -m booktools book

test: book ## run every test, the browser's too
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile

serve: book ## show the site at http://localhost:8000/
	@$(RUN) -m booktools serve

lab: $(READY) ## open the chapters as notebooks in JupyterLab
	@$(RUN) -m booktools lab

notebooks: $(READY) ## write every chapter as an .ipynb to _build/notebooks
	@$(RUN) -m booktools notebooks

atlas: $(READY) ## audit every estimator of scikit-learn anew (some minutes; can be interrupted)
	@$(RUN) -m paramlens atlas _build/atlas

comparisons: $(READY) ## compare every search anew on one problem (some minutes)
	@PYTHONHASHSEED=0 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(RUN) -m paramlens comparisons

lock: ## resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml --extra book --extra test --universal --python-version 3.11 \
	  --fork-strategy fewest --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements.lock

clean: ## remove the site, the cached outputs and the environment
	rm -rf _build $(VENV)
