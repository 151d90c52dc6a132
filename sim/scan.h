/* scan: the pass over the bytes of a scenario file before libconfig sees them.
 *
 * libconfig says "syntax error" a line or two late, and swallows much without a word: two texts
 * with no comma between them, whole numbers beyond 32 bits, escapes that it does not know. This
 * pass knows the whole grammar, says each mistake in one sentence with its line, and writes a
 * clean copy in which libconfig reads every value right. Used by text.c only.
 *
 * Thread-safety: no shared state. */
#ifndef PARLEY_SCAN_H
#define PARLEY_SCAN_H

#include "err.h"

#define SCAN_DEPTH_MAX 32      /* brackets inside one another */
#define SCAN_KEYS_MAX 2000     /* in one group: libconfig takes time quadratic in them */
#define SCAN_VALUES_MAX 400000 /* in one file: libconfig takes some 100 bytes for each */

/* Where a value was written: a setting's key, or a list member's first byte. */
struct scan_value {
    int line;   /* from 1; 0 on the command line */
    int column; /* in bytes, from 1 */
};

/* Zero-initialise: `= { 0 }`. scan_free is valid on a zeroed scan and after a failure. */
struct scan {
    char *clean;               /* for libconfig: no comments, lists for arrays, L where needed */
    struct scan_value *values; /* in the order of the file: a group before what it holds */
    size_t n_values;
};

/* Looks at n bytes of UTF-8 without control characters (source_check), fewer than 2^31. start is
 * the place of the first byte; a line of 0 (the command line) stays 0. */
enum status scan_bytes(struct scan *self, const char *bytes, size_t n, const struct place *start,
    struct err *err) MUST_CHECK;

void scan_free(struct scan *self);

/* The singular of a list's key for messages: "actor" of actors, "body" of bodies; "member" when
 * it has none that can be told. Into word, of at least SCAN_WORD_MAX bytes; returns word. */
#define SCAN_WORD_MAX 64
char *scan_singular(const char *key, size_t n, char *word);

#endif
