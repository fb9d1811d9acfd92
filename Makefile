# Branchlight. `make` alone lists the targets.

VERSION := 0.1.0

# The compiler, and a sanitizer (address or thread) if wanted. Each combination has objects of its own, so that
# switching needs no `make clean`.
ifeq ($(origin CC),default)
CC := gcc
endif
SANITIZE ?=
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += --jobs=$(shell nproc)
endif
VARIANT := $(notdir $(firstword $(CC)))$(if $(SANITIZE),-$(SANITIZE))
TREE := build/obj/$(VARIANT)

# Sanitizers confuse the compilers' flow analysis (GCC's manual says so): plain builds do the warning.
WARNINGS := $(if $(SANITIZE),-w,-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Werror)
DEFINES := -D_GNU_SOURCE -DBRANCHLIGHT_VERSION='"$(VERSION)"'
INCLUDES := -Iinclude -Ibuild
HARDENING_address := -fsanitize=address,undefined -fno-omit-frame-pointer -O1
HARDENING_thread := -fsanitize=thread -fno-omit-frame-pointer -O1
HARDENING := $(if $(SANITIZE),$(HARDENING_$(SANITIZE)),-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
CFLAGS ?= -g
COMPILE = $(CC) -std=c11 $(DEFINES) $(INCLUDES) $(WARNINGS) $(HARDENING) -fPIE $(CFLAGS)
LINK = $(CC) $(HARDENING) -pie -Wl,-z,relro,-z,now,--as-needed $(LDFLAGS)
LIBRARIES := -lmicrohttpd -lpq -ljansson -lsodium -lz -lisal -lbrotlienc -lutf8proc -lqrencode -lxxhash -loath -lcurl -lpthread -lm
# Where libpq-fe.h lies: Debian keeps it apart from /usr/include.
PQ_INCLUDE := $(shell pg_config --includedir 2>/dev/null || echo /usr/include/postgresql)

ifneq ($(filter-out address thread,$(SANITIZE)),)
$(error SANITIZE is "address", "thread" or nothing)
endif

SOURCES := $(shell find src -name '*.c' -not -path 'src/tools/*' 2>/dev/null | LC_ALL=C sort)
QUERIES := $(shell find sql/queries -name '*.sql' 2>/dev/null | LC_ALL=C sort)
ASSETS := $(shell find sql static -type f -not -path 'sql/queries/*' -not -name '*.md' -not -name '.*' 2>/dev/null | LC_ALL=C sort)
OBJECTS := $(SOURCES:%.c=$(TREE)/%.o)
GENERATED := $(TREE)/queries.o $(TREE)/assets.o
UNITS := $(patsubst tests/%.c,$(TREE)/tests/%,$(shell find tests/unit -name '*_test.c' 2>/dev/null | LC_ALL=C sort))

.PHONY: help build run test check prove lighthouse screenshots bench map image format clean objects units print-libraries FORCE
.DELETE_ON_ERROR:
.SECONDARY:

help: ## this list
	@awk -F ':.*## ' '/^[a-z\/-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

run: ## install what is missing, build, start (PORT=8080 STATE=folder DEMO=0)
	@.ci/install run
	@$(MAKE) --no-print-directory build
	@exec build/branchlight serve $(if $(PORT),--port=$(PORT)) $(if $(STATE),--state="$$(realpath -m -- '$(STATE)')") \
		$(if $(DEMO),--demo=$(DEMO))

test: ## install what the tests need, build, run every suite (SUITES="unit sql" SANITIZE=address|thread)
	@.ci/install run test
	@$(MAKE) --no-print-directory $(TREE)/branchlight $(TREE)/unlocked/branchlight units node_modules/.package-lock.json
	@TREE=$(TREE) tests/run.sh $(SUITES)

bench: ## measure beside nginx, a raw responder and Fastify (ROWS="kept nearest" BENCH_QUICK=1)
	@.ci/install run bench
	@$(MAKE) --no-print-directory build build/bench/load build/bench/raw_responder node_modules/.package-lock.json
	@tests/bench/run.sh $(ROWS)

lighthouse: ## Google's audits of the main pages, as on a phone on slow 4G: 100 each (PAGES="find branch")
	@.ci/install run test lighthouse
	@$(MAKE) --no-print-directory build node_modules/.package-lock.json tests/lighthouse/node_modules/.package-lock.json
	@node tests/lighthouse/run.mjs $(PAGES)

screenshots: ## the pictures in docs/img, and the boxes that the tests compare pages with (tests/pages/layout.json)
	@.ci/install run test
	@$(MAKE) --no-print-directory build node_modules/.package-lock.json
	@node tests/pages/screenshots.mjs

check: ## everything that is said of the sources without running them: form, lint, layers, analyzers (CHECKS="form tidy")
	@.ci/install run test check
	@tests/tools/check $(CHECKS)

prove: ## the longer proof, in parts that are skipped once they have passed (PARTS="fuzz address" AGAIN=1)
	@.ci/install run test check prove
	@tests/prove.sh $(PARTS)

map: ## draw the outline of a country anew: static/map/lt.map (COUNTRY=LT; needs Node, once)
	@.ci/install map
	@npm ci --prefix src/tools/map --ignore-scripts --no-progress --loglevel=error
	@node src/tools/map/map.mjs $(or $(COUNTRY),LT)

build: build/branchlight ## compile everything: build/branchlight (CC=clang SANITIZE=address|thread)

# The binary of the variant asked for last. `cmp` leaves it alone where nothing changed; a running one isn't written into.
build/branchlight: $(if $(filter src/main.c,$(SOURCES)),$(TREE)/branchlight,objects) FORCE
	@test ! -f $(TREE)/branchlight || cmp -s $(TREE)/branchlight $@ || cp --remove-destination $(TREE)/branchlight $@

objects: $(OBJECTS) $(GENERATED)

# Everything but main(): a test takes from it what it needs. Made anew each time, so that no object outlives its source.
$(TREE)/branchlight.a: $(filter-out $(TREE)/src/main.o,$(OBJECTS)) $(GENERATED)
	@rm -f $@
	@ar rcs $@ $^

$(TREE)/branchlight: $(TREE)/src/main.o $(TREE)/branchlight.a
	@echo "  link     $@"
	@$(LINK) -o $@ $^ $(LIBRARIES)

# The server with its first lock open: a test of the second (tests/api/authorization.test.mjs), and for nothing else.
$(TREE)/unlocked/branchlight: src/auth/grant.c $(TREE)/branchlight
	@mkdir -p $(@D)
	@echo "  link     $@"
	@$(COMPILE) -DBRANCHLIGHT_FIRST_LOCK_OPEN -c -o $(@D)/grant.o $<
	@$(LINK) -o $@ $(TREE)/src/main.o $(@D)/grant.o $(TREE)/branchlight.a $(LIBRARIES)

$(TREE)/src/%.o: src/%.c Makefile | build/queries.h
	@mkdir -p $(@D)
	@echo "  compile  $<"
	@$(COMPILE) $(if $(filter src/db/%,$<),-isystem $(PQ_INCLUDE)) -MMD -MP -c -o $@ $<

$(TREE)/%.o: build/%.c include/branchlight/assets.h include/branchlight/db.h build/queries.h Makefile
	@mkdir -p $(@D)
	@echo "  compile  $<"
	@$(COMPILE) -MMD -MP -c -o $@ $<

# Podman's own image format has no health check.
image: ## the container image branchlight:VERSION, by docker or podman, whichever answers
	@if docker info > /dev/null 2>&1; then docker build --tag branchlight --tag branchlight:$(VERSION) .; \
	elif podman info > /dev/null 2>&1; then podman build --format docker --tag branchlight --tag branchlight:$(VERSION) .; \
	else echo "Neither docker nor podman answers. Install podman, or start Docker's service, then this again." >&2; exit 1; fi

# --- generated C ---------------------------------------------------------------------------------------------

build/embed: src/tools/embed.c Makefile
	@mkdir -p $(@D)
	@echo "  compile  $<"
	@$(CC) -std=c11 $(DEFINES) $(WARNINGS) -O2 $(CFLAGS) -o $@ $< -lz -lbrotlienc -lsodium

# A list of names, rewritten only when it changes: a file that goes away must rebuild what was made from it.
build/%.list: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $($*) | cmp -s - $@ || printf '%s\n' $($*) > $@

build/queries.h: build/embed build/QUERIES.list
	@build/embed queries.h $(QUERIES) > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

build/queries.c: build/embed build/QUERIES.list $(QUERIES)
	@build/embed queries.c $(QUERIES) > $@

build/assets.c: build/embed build/ASSETS.list $(ASSETS)
	@echo "  embed    $(words $(ASSETS)) files"
	@build/embed assets.c $(ASSETS) > $@

# --- tests -----------------------------------------------------------------------------------------------------

units: $(UNITS)

$(TREE)/tests/unit/%_test: tests/unit/%_test.c $(TREE)/branchlight.a Makefile
	@mkdir -p $(@D)
	@echo "  compile  $<"
	@$(COMPILE) -MMD -MP -MF $@.d -MT $@ -pie -o $@ $< $(TREE)/branchlight.a -Wl,--as-needed $(LIBRARIES) -lbrotlidec -lcmocka

build/bench/%: tests/bench/%.c Makefile
	@mkdir -p $(@D)
	@echo "  compile  $<"
	@$(CC) -std=c11 -D_GNU_SOURCE $(WARNINGS) -O2 -g -o $@ $< -lpthread

# A stamp that npm writes itself: it is newer than the lock file where everything is installed.
node_modules/.package-lock.json tests/lighthouse/node_modules/.package-lock.json: %node_modules/.package-lock.json: %package-lock.json
	@echo "  npm ci   $(words $(shell grep -o '"node_modules/' $<)) packages"
	@npm ci --prefix=$(or $*,.) --ignore-scripts --no-progress --loglevel=error

# For tests/fuzz/run.sh, which compiles by itself.
print-libraries:
	@echo $(LIBRARIES)

# --- house ------------------------------------------------------------------------------------------------------

format: ## put all C into the project's form (.clang-format)
	clang-format -i $$(find src include tests -name node_modules -prune -o -name '*.[ch]' -print)

clean: ## remove everything that was built
	rm -rf build

-include $(OBJECTS:.o=.d) $(GENERATED:.o=.d) $(UNITS:=.d)
