/* Feeding any bytes to the reader of scenarios, and holding it to what it promises. For the fuzz
 * targets (tests/fuzz/) and for the tests, which feed what was found once and for all.
 *
 * A promise broken ends the process (BUG_IF): that is how a fuzzer learns of it. */
#ifndef PARLEY_FEED_H
#define PARLEY_FEED_H

#include <stddef.h>
#include <stdint.h>

/* Several files in one input: these bytes stand between them (a scenario holds neither). The first
 * is 0.cfg, the scenario; bases are 1.cfg, 2.cfg and so on. Behind FEED_SETS stand assignments as
 * of
 * --set, one on a line. */
#define FEED_FILE '\x1e'
#define FEED_SETS '\x1d'

/* Only what text.h does: bytes to a tree, and the tree written and read back. All bytes are one
 * file. */
void feed_text(const uint8_t *bytes, size_t n);

/* The whole of it: to a scenario that is checked, then written, read back, and, when that is little
 * work, a few histories of it, which must be the same for what was read back. */
void feed_scenario(const uint8_t *bytes, size_t n);

/* A table of runs, as a folder of results holds one: refused, or read so that every cell can be
 * written again as it stood. The first byte says how many runs there are to be. */
void feed_runs(const uint8_t *bytes, size_t n);

#endif
