/* sheet: one file of results, written cell by cell through a buffer of its own.
 *
 * Tables are CSV: cells separated by commas, one header, nothing written for what is not
 * applicable. Bytes are hashed and rows counted on the way. The first write that fails is
 * remembered, and nothing more is written; sheet_close and sheet_check report it, so that the cells
 * between need no checks.
 *
 * Thread-safety: one thread at a time per sheet. */
#ifndef PARLEY_SHEET_H
#define PARLEY_SHEET_H

#include <sha2.h>
#include <stdint.h>

#include "err.h"

#define SHEET_BUFFER (256u << 10)
#define SHEET_HASH_MAX 65 /* 64 hexadecimal digits */
#define SHEET_DATE 10     /* bytes of an ISO date */

struct sheet {
    const char *path; /* for messages; not owned */
    int64_t rows;     /* lines ended, without the header */
    int file;         /* -1: none */
    int failure;      /* errno of the first write that failed, 0 */
    char *buffer;     /* SHEET_BUFFER bytes */
    size_t used;
    SHA2_CTX hash;
    bool begun;        /* the line at hand has a cell */
    bool headed;       /* the header is written */
    const char *dates; /* of consecutive days from first_day, SHEET_DATE bytes each; NULL: none */
    int first_day, n_days;
};

/* Takes over an open file: it is closed by sheet_close, sheet_free or a failure of this. sheet_free
 * is valid on a zeroed sheet and after a failure. */
enum status sheet_init(struct sheet *self, int file, const char *path, struct err *err) MUST_CHECK;

/* One cell each. A number that is NAN and a date that is DATE_NONE are empty. Texts are put in
 * quotes if they have to be. */
void sheet_text(struct sheet *self, const char *text);
void sheet_whole(struct sheet *self, int64_t number);
void sheet_number(struct sheet *self, double number);
void sheet_date(struct sheet *self, int day);
void sheet_empty(struct sheet *self);

/* Ends the line; the first one is the header. */
void sheet_end(struct sheet *self);

/* Bytes as they are. */
void sheet_bytes(struct sheet *self, const char *bytes, size_t n);

/* ERR_IO when a write failed so far. */
enum status sheet_check(const struct sheet *self, struct err *err) MUST_CHECK;

/* Writes what is left, down to the disk, closes the file and gives the sha256 of all bytes in
 * hash[SHEET_HASH_MAX]. */
enum status sheet_close(struct sheet *self, char *hash, struct err *err) MUST_CHECK;

/* Closes the file as it is, if it is open. */
void sheet_free(struct sheet *self);

/* The sha256 of n bytes in hash[SHEET_HASH_MAX]. Returns hash. */
char *sheet_hash(const char *bytes, size_t n, char *hash);

#endif
