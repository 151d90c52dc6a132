# Parley. `make` builds ./parley; `make help` lists the rest. `make demo` and `make test` also
# install what is missing. Variables: CC, CFLAGS, LDFLAGS, OPT, SANITIZE, BUILD, PREFIX, DESTDIR,
# SCENARIO (of demo), SECONDS (of fuzz), VERBOSE=1 (every test's line), JOBS (test programs at a
# time), V=1 (whole commands).

PREFIX ?= /usr/local
BUILD ?= build
OPT ?= -O2
SCENARIO ?= scenarios/kosovo-2008/five-actors.cfg
# What else must give the same bytes from every build: between them, every part of the language.
SAME = scenarios/explanatory.cfg docs/examples/recognition.cfg docs/examples/together.cfg
SHARE = $(DESTDIR)$(PREFIX)/share
# What the program prints and `install` puts below SHARE: the manual page, and completions.
PRINTED = man/man1/parley.1 bash-completion/completions/parley zsh/site-functions/_parley \
	fish/vendor_completions.d/parley.fish
SECONDS = 60
PACKAGES = gsl libconfig json-c libmd
# libcsv has no file for pkg-config: its header is looked for, and where it is not on the compiler's
# own paths, CFLAGS and LDFLAGS say where.
PLAIN_LIBS = -lcsv
TEST_PACKAGES = cmocka mpfr

# -ffp-contract=off: the same bits from every compiler and level. -fno-math-errno and
# -fno-trapping-math change no result and let loops vectorise. No fast-math, ever.
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings \
	-Wundef -Wvla -Wformat=2 -Wswitch-enum -Wdouble-promotion
# -isystem: warnings are about our code, not about a library's headers.
LIB_CFLAGS := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PACKAGES) 2>/dev/null))
LIB_LIBS := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
TEST_LIBS := $(shell pkg-config --libs $(TEST_PACKAGES) 2>/dev/null)
SOURCE_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L $(WARN) -Isim -Imodels $(LIB_CFLAGS)
CFLAGS_ALL = $(SOURCE_CFLAGS) $(OPT) -g -ffp-contract=off -fno-math-errno -fno-trapping-math \
	-pthread $(SANITIZE) $(CFLAGS)
LDLIBS_ALL = $(LIB_LIBS) $(PLAIN_LIBS) -pthread $(SANITIZE) $(LDFLAGS)

SOURCES = $(filter-out sim/main.c,$(wildcard sim/*.c models/*.c))
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o)
TESTS = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))
SHARED = $(filter-out tests/test_% tests/bench/bench_%,$(wildcard tests/*.c tests/bench/*.c))
BENCHES = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/bench/bench_*.c))
FUZZERS = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/fuzz/fuzz_*.c))
OWN_CODE = $(wildcard sim/*.[ch] models/*.[ch] tests/*.[ch] tests/bench/*.[ch] tests/fuzz/*.[ch])

CPUS := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
# For a make inside make: all processors, unless -j was given.
PARALLEL = --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(CPUS))
# Builds for other ends than the program: what there is to warn of, the main build said.
ASAN = BUILD=build-asan OPT=-O1 WARN= \
	SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer'
TSAN = BUILD=build-tsan OPT=-O1 WARN= SANITIZE='-fsanitize=thread -fno-omit-frame-pointer'
FAST = BUILD=build-fast OPT=-O3 WARN=
# Without trace-cmp it is half as fast again; strcmp, by which keys are known, is traced all the same.
FUZZ = BUILD=build-fuzz CC=clang OPT=-O2 WARN= SANITIZE='-fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-coverage=trace-cmp -fno-sanitize-recover=all -fno-omit-frame-pointer'
PLAIN = BUILD=build-plain OPT='-O0 -fno-builtin' WARN= # every call stays a call

# Test programs that take minutes under valgrind; the sanitizers still run them.
SLOW ?= test_num test_model_challenge test_scenarios
VALGRIND = valgrind -q --error-exitcode=1 --leak-check=full --errors-for-leak-kinds=definite

# Commands are shown in short; V=1 shows them in full, make -s not at all.
Q = $(if $(V),,@)
SAY = @$(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,echo)

all: parley ## build ./parley (the default)

parley: $(BUILD)/parley
	$(Q)cp -f $< $@

$(BUILD)/parley: $(BUILD)/sim/main.o $(BUILD)/libparley.a
	$(SAY) "  LD  $@"
	$(Q)$(CC) $(CFLAGS_ALL) -o $@ $^ $(LDLIBS_ALL)

$(BUILD)/libparley.a: $(OBJECTS)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(SAY) "  CC  $@"
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BUILD)/libtest.a: $(SHARED:%.c=$(BUILD)/%.o) # what tests and benchmarks share
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(BUILD)/libtest.a $(BUILD)/libparley.a
	$(SAY) "  LD  $@"
	$(Q)$(CC) $(CFLAGS_ALL) -o $@ $^ $(TEST_LIBS) $(LDLIBS_ALL)

# Our own allocations fail in turn in this one.
$(BUILD)/tests/test_fault: override LDFLAGS += -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

# libFuzzer brings its own main.
$(BUILD)/tests/fuzz/fuzz_%: override LDFLAGS += -fsanitize=fuzzer

# Changes when the compiler or its flags do, so that everything is built anew.
$(BUILD)/flags: FORCE
	@pkg-config --exists $(PACKAGES) 2>/dev/null || { \
		echo "Parley needs pkg-config and $(PACKAGES); 'make deps' installs them." >&2; exit 1; }
	@echo '#include <csv.h>' | $(CC) $(CFLAGS) -E -x c - >/dev/null 2>&1 || { \
		echo "Parley needs libcsv; 'make deps' installs it." >&2; exit 1; }
	@mkdir -p $(@D)
	@echo "$(CC) $(CFLAGS_ALL)" | cmp -s - $@ || echo "$(CC) $(CFLAGS_ALL)" > $@

demo: ## install what is missing, build, run the case of Kosovo in February 2008
	@.ci/install run
	@$(MAKE) $(PARALLEL) parley
	./parley run $(SCENARIO)

test: ## install what is missing, build, run every test
	@.ci/install test
	@$(MAKE) $(PARALLEL) test-run

test-build: $(TESTS) $(BUILD)/parley

test-run: test-build
	@PARLEY=$(BUILD)/parley RUNNER="$(RUNNER)" JOBS="$(JOBS)" tests/tools/run-tests $(TESTS)

asan: ## the tests under the address and undefined-behaviour sanitizers
	@$(MAKE) $(PARALLEL) $(ASAN) test-run

fuzz: ## look for bytes that break the reader of scenarios (clang), for SECONDS in all
	@tests/tools/fuzz check && $(MAKE) $(PARALLEL) $(FUZZ) fuzz-build
	@tests/tools/fuzz run $(SECONDS)

fuzz-corpus: ## keep what it found that is new in tests/fuzz/corpus, and no more
	@tests/tools/fuzz check && $(MAKE) $(PARALLEL) $(FUZZ) fuzz-build
	@tests/tools/fuzz merge

fuzz-build: $(FUZZERS) $(BUILD)/parley

tsan: ## the tests under the thread sanitizer
	@$(MAKE) $(PARALLEL) $(TSAN) test-run

valgrind: test-build ## the tests under valgrind, but for those listed in SLOW
	@PARLEY=$(BUILD)/parley RUNNER="$(VALGRIND)" \
		tests/tools/run-tests $(filter-out $(SLOW:%=$(BUILD)/tests/%),$(TESTS))

check: ## all static checks: layers names portable lint format-check
	@$(MAKE) --no-print-directory -k layers names portable lint format-check

layers: ## who may include whom, and who may do what
	@tests/tools/check-layers

names: $(OBJECTS) $(BUILD)/sim/main.o ## public names begin with their file's; no global variables
	@tests/tools/check-names $^

portable: ## what a run computes calls no libm; models call only the engine
	@$(MAKE) $(PARALLEL) $(PLAIN) portable-check

portable-check: $(OBJECTS)
	@tests/tools/check-portable $^

same: parley ## several compilers and levels, one result, byte for byte
	@$(MAKE) $(PARALLEL) $(PLAIN) build-plain/parley
	@$(MAKE) $(PARALLEL) $(FAST) build-fast/parley
	@if command -v clang >/dev/null; then \
		$(MAKE) $(PARALLEL) BUILD=build-clang CC=clang build-clang/parley; fi
	@for scenario in $(SCENARIO) $(SAME); do \
		tests/tools/check-same $$scenario $(BUILD)/parley build-plain/parley build-fast/parley \
			$$(ls build-clang/parley 2>/dev/null) || exit 1; done

lint: ## clang-tidy and cppcheck
	@tests/tools/lint "$(SOURCE_CFLAGS)" $(filter %.c,$(OWN_CODE))

format-check: ## is the layout clang-format's?
	@tests/tools/check-format $(OWN_CODE)

format: ## let clang-format lay out all of our code
	clang-format -i $(OWN_CODE)

bench: ## build the benchmarks with -O3 and run them
	@$(MAKE) $(PARALLEL) $(FAST) bench-run

bench-run: $(BENCHES)
	@for bench in $(BENCHES); do echo "$$bench"; "$$bench" || exit 1; done

deps: ## install the libraries and tools for all of these targets (Debian, Ubuntu)
	@.ci/install check

docs: $(BUILD)/parley ## write docs/reference.md anew, from the tables of keys
	$(BUILD)/parley help reference > docs/reference.md

install: $(BUILD)/parley ## to PREFIX (/usr/local), below DESTDIR if given
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(SHARE)/parley" "$(SHARE)/doc/parley" \
		$(foreach file,$(PRINTED),"$(SHARE)/$(dir $(file))")
	install -m 755 $(BUILD)/parley "$(DESTDIR)$(PREFIX)/bin/parley"
	cp -R scenarios "$(SHARE)/parley/"
	chmod -R u=rwX,go=rX "$(SHARE)/parley"
	install -m 644 LICENSE README.md "$(SHARE)/doc/parley"
	$(BUILD)/parley help man > "$(SHARE)/$(word 1,$(PRINTED))"
	$(BUILD)/parley completion bash > "$(SHARE)/$(word 2,$(PRINTED))"
	$(BUILD)/parley completion zsh > "$(SHARE)/$(word 3,$(PRINTED))"
	$(BUILD)/parley completion fish > "$(SHARE)/$(word 4,$(PRINTED))"
	chmod 644 $(foreach file,$(PRINTED),"$(SHARE)/$(file)")

uninstall: ## takes away what install put there
	rm -f "$(DESTDIR)$(PREFIX)/bin/parley" $(foreach file,$(PRINTED),"$(SHARE)/$(file)")
	rm -rf "$(SHARE)/parley" "$(SHARE)/doc/parley"

clean: ## removes what was built
	rm -rf build build-* parley

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

-include $(wildcard $(BUILD)/sim/*.d $(BUILD)/models/*.d $(BUILD)/tests/*.d $(BUILD)/tests/*/*.d)

.PHONY: all demo test test-build test-run asan fuzz fuzz-corpus fuzz-build tsan valgrind check layers \
	names portable portable-check same lint format format-check bench bench-run deps docs install \
	uninstall clean help \
	FORCE
.SECONDARY:
.DELETE_ON_ERROR:
