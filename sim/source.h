/* source: the bytes of an input file, before anything is understood.
 *
 * Regular files only (a pipe could block, a device never end), of limited size, in UTF-8. For
 * every file that Parley reads: scenarios, tables, histories. Thread-safety: no shared state. */
#ifndef PARLEY_SOURCE_H
#define PARLEY_SOURCE_H

#include "err.h"

/* Zero-initialise: `= { 0 }`. source_free is valid on a zeroed source and after a failure. */
struct source {
    char *bytes; /* without a byte order mark; a NUL follows the last */
    size_t n;
    const char *name; /* what messages call the file: "standard input" or the path (not copied) */
    /* What tells a file from another, however its path is written; 0 for standard input. */
    unsigned long long device, inode;
};

/* Reads a file of at most `limit` bytes; "-" is standard input. named_by is where a file names this
 * one, or NULL when the command line does: a file that cannot be read is ERR_SCENARIO there, or
 * else ERR_IO. Bytes that are no text (see source_check) are ERR_SCENARIO. */
enum status source_read(struct source *self, const char *path, size_t limit,
    const struct place *named_by, struct err *err) MUST_CHECK;

/* The same for n bytes in memory, which are copied. `name` is what messages call them. */
enum status source_take(struct source *self, const char *name, const char *bytes, size_t n,
    size_t limit, const struct place *named_by, struct err *err) MUST_CHECK;

/* Refuses bytes that are not UTF-8, NUL and other control characters but tabs, form feeds and line
 * ends. start is the place of the first byte; a line of 0 stays 0. */
enum status source_check(
    const char *bytes, size_t n, const struct place *start, struct err *err) MUST_CHECK;

void source_free(struct source *self);

#endif
