# Every task of the house. Each installs what it lacks (tools/setup) and says so.
.DEFAULT_GOAL := help
.PHONY: help demo test lint fuzz bench
.NOTPARALLEL:

# Rows of a side for `make bench`; several sizes may be given.
ROWS ?= 100000 1000000
# People and dossiers in the databases that `make bench` loads.
PEOPLE ?= 1000000
DOSSIERS ?= 200000
# Seconds each parser is fuzzed.
SECONDS ?= 60

help:            ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 14

demo:            ## Makes a fictitious académie and finds its décrocheurs (lists land in demo/)
	@tools/setup build
	cargo run --profile demo --locked -p raccroche -- demo

lint:            ## Format, clippy, documentation, licences, advisories, unused dependencies, tidy tree
	@tools/setup checks
	@tools/lint

test: lint       ## Everything that must hold: lint, every test, mail, journeys in a browser, the contract of the API
	@tools/setup test
	cargo test --workspace --doc --locked --quiet
	PATH="$(CURDIR)/.tools/checks/bin:$$PATH" cargo nextest run --workspace --locked --no-fail-fast
	@tools/mail_test
	@tools/e2e
	@tools/api_contract

fuzz:            ## Fuzzes each parser for a minute (SECONDS=60)
	@tools/setup checks
	@tools/fuzz $(SECONDS)

bench:           ## Speed, memory and truth against Splink on the same files (ROWS="100000 1000000"), then the application under load
	@tools/setup bench
	bench/run $(ROWS)
	bench/load $(PEOPLE) $(DOSSIERS)
