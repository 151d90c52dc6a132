/* bundle: a folder of results in the making: tables, and run.json, which lists them.
 *
 * Files are written one after the other, each complete before it is noted with its rows and its
 * sha256; bundle_finish adds run.json and puts the folder in place, all or nothing (see folder.h).
 * The same bytes as before are recognised.
 *
 * Thread-safety: one thread at a time per bundle. */
#ifndef PARLEY_BUNDLE_H
#define PARLEY_BUNDLE_H

#include "facts.h"
#include "folder.h"
#include "sheet.h"

#define BUNDLE_FILES_MAX 16

struct bundle_options {
    const char *folder; /* NULL: results/NAME of the current folder */
    bool keep;          /* number the folder (NAME-2, ...) instead of replacing it */
    int argc;           /* the command line, for run.json */
    char **argv;
};

/* Zero-initialise: `= { 0 }`. bundle_free is valid on a zeroed bundle and after any failure. */
struct bundle {
    const char *name; /* not owned: whose results the folder holds */
    struct bundle_options options;
    struct folder folder;
    struct bundle_file {
        const char *name; /* not owned */
        int64_t rows;     /* -1: not a table */
        char hash[SHEET_HASH_MAX];
    } files[BUNDLE_FILES_MAX];
    int n_files;
    bool done;      /* in place */
    bool unchanged; /* every file but run.json has the bytes of the folder that was replaced */
};

/* Looks whether the folder may be written and creates a temporary one beside it. Mistakes are
 * ERR_IO. name must outlive the bundle. */
enum status bundle_begin(struct bundle *self, const char *name,
    const struct bundle_options *options, struct err *err) MUST_CHECK;

/* Opens a table (sheet_free it after a failure); closes it and notes it. file must outlive the
 * bundle. Several may be open at a time. */
enum status bundle_open(
    struct bundle *self, const char *file, struct sheet *sheet, struct err *err) MUST_CHECK;
enum status bundle_close(
    struct bundle *self, const char *file, struct sheet *sheet, struct err *err) MUST_CHECK;

/* Writes a file that is no table. */
enum status bundle_bytes(
    struct bundle *self, const char *file, const char *bytes, size_t n, struct err *err) MUST_CHECK;

/* The sha256 of a file that was noted. */
const char *bundle_hash(const struct bundle *self, const char *file);

/* Begins run.json: schema, version, command line, name. The caller adds what else there is to say.
 */
struct facts bundle_describe(const struct bundle *self, const char *schema);

/* Adds compiler, libraries and files to what was described, writes it as run.json, frees it, and
 * puts the folder in place. */
enum status bundle_finish(struct bundle *self, struct facts *facts, struct err *err) MUST_CHECK;

/* After bundle_finish: the folder, and how many files it holds. */
const char *bundle_folder(const struct bundle *self);
int bundle_n_files(const struct bundle *self);

/* Frees; removes the temporary folder if it was not put in place. */
void bundle_free(struct bundle *self);

#endif
