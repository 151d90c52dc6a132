# Parley. `make` builds ./parley; `make demo` and `make test` also install what is missing.

CC ?= gcc
PREFIX ?= /usr/local
BUILD ?= build
OPT ?= -O2
PACKAGES = gsl libconfig json-c libmd

# -ffp-contract=off: the same bits from every compiler and level. -fno-math-errno and
# -fno-trapping-math change no result and let loops vectorise. No fast-math, ever.
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings \
	-Wundef -Wvla -Wformat=2 -Wswitch-enum -Wdouble-promotion
CFLAGS_ALL = -std=c11 -D_POSIX_C_SOURCE=200809L $(OPT) -g $(WARN) -ffp-contract=off -fno-math-errno \
	-fno-trapping-math -pthread -Isim -Imodels $(shell pkg-config --cflags $(PACKAGES)) $(SANITIZE) $(CFLAGS)
LDLIBS_ALL = $(shell pkg-config --libs $(PACKAGES)) -pthread $(SANITIZE) $(LDFLAGS)

SOURCES = $(filter-out sim/main.c,$(wildcard sim/*.c models/*.c))
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o)
TESTS = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))

parley: $(BUILD)/sim/main.o $(BUILD)/libparley.a
	$(CC) $(CFLAGS_ALL) -o $@ $^ $(LDLIBS_ALL)

$(BUILD)/libparley.a: $(OBJECTS)
	rm -f $@ && ar rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BUILD)/tests/test_%: $(BUILD)/tests/test_%.o $(BUILD)/libparley.a
	$(CC) $(CFLAGS_ALL) -o $@ $^ $(shell pkg-config --libs cmocka mpfr) $(LDLIBS_ALL)

clean:
	rm -rf $(BUILD) parley

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

.PHONY: clean
.SECONDARY:
