# Thin on purpose: each target calls one script. `make demo` and `make test` are all that a newcomer needs.
.PHONY: demo test soak bench packages platforms setup rust python node ruby php go java dotnet clean

demo: ## verify a made-up person and read it back in every language
	@scripts/demo

test: ## everything: lints, types, Rust, packages, every language through its package
	@scripts/test

soak: ## reliability as figures, ten minutes of load; SECONDS=60 is the short form that CI runs
	@scripts/setup all
	@scripts/packages
	@scripts/soak $(or $(SECONDS),600) $(or $(SEED),1)

bench: ## speed beside other clients as one table, six minutes; ONLY='Python, HTTP,' is what fits this pattern
	@scripts/setup all
	@scripts/packages
	@scripts/bench --only '$(ONLY)'

packages: ## installable artefacts of this platform in dist/; PLATFORMS=all is every Linux
	@scripts/setup
	@$(if $(filter all,$(PLATFORMS)),scripts/platforms/packages,scripts/packages)

platforms: ## the packages for every Linux and Windows, installed and tried as far as this machine can, as a table
	@scripts/setup all
	@scripts/platforms/packages || true # what is missing fails in the table
	@scripts/platforms/check.py

setup: ## install what is missing, or name it
	@scripts/setup

rust: ## Rust only; needs no other language
	@scripts/test-rust

python: ## Python only: build the wheel, install it, test it
	@scripts/setup
	@python/package.sh && python/test.sh

node: ## Node only
	@scripts/setup
	@node/package.sh && node/test.sh

ruby: ## Ruby only
	@scripts/setup
	@ruby/package.sh && ruby/test.sh

php: ## PHP only
	@scripts/setup
	@php/package.sh && php/ext/package.sh && php/ext/build.sh && php/test.sh && php/test.sh --extension

go: ## Go only
	@scripts/setup all
	@go/package.sh && go/test.sh

java: ## Java only
	@scripts/setup
	@java/package.sh && java/test.sh

dotnet: ## .NET only
	@scripts/setup
	@dotnet/package.sh && dotnet/test.sh

clean: ## everything that was built or installed into this folder
	rm -rf target dist build .venv node/node_modules node/native node/sandbox/runners/node_modules dotnet/.runtime \
	  tests/browser/node_modules tests/browser/screenshots tests/console/node_modules \
	  tests/console/screenshots
