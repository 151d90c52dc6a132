/* sample: the outcomes of every run of a scenario, in order of run, for what looks at runs one by
 * one: comparisons, sensitivity, the search for a history.
 *
 * Played by the engine, or read from a folder of results, with the same numbers: what
 * runs.csv says is what a run gives, to the last bit.
 *
 * Thread-safety: read-only once filled. */
#ifndef PARLEY_SAMPLE_H
#define PARLEY_SAMPLE_H

#include "bundle.h"
#include "engine.h"

#define SAMPLE_BYTES_MAX ((int64_t)4 << 30) /* of values; more is refused */

struct sample {
    struct arena arena;
    const struct scenario *scenario; /* not owned */
    int64_t n;                       /* runs 1 to n: rows 0 to n - 1 */
    /* [outcome * room + row], as outcome_read gives them: a flag 0 or 1, a date in whole days since
     * the scenario's start, a count, a value in its own units; NAN: never, or nothing to say. */
    double *values;
    bool *answered; /* [row]; a run without an answer has NAN everywhere */
    int64_t room;
    int64_t n_failed, first_failed; /* runs without an answer; the first, 0: none */
    const char *failure;            /* its reason, or NULL */
    int signal;                     /* that ended it early, 0: none */
};

struct sample_options {
    int threads;
    int64_t runs;                       /* 0: the scenario's; of a design, its rows */
    const struct engine_design *design; /* NULL: the scenario's own worlds */
    void (*progress)(void *context, int64_t done, int64_t all); /* as the engine's; may be NULL */
    void *context;
};

/* Plays. ERR_INTERRUPT: a signal ended it early; the rows up to n are whole. sample_free is valid
 * after any status. */
enum status sample_play(struct sample *self, const struct scenario *scenario,
    const struct sample_options *options, struct err *err) MUST_CHECK;

/* True when the path is a folder, and so to be read, not played. */
bool sample_is_folder(const char *path);

/* Loads the scenario of a folder of results (to be freed either way), if it is the one that
 * run.json lists. */
enum status sample_scenario(
    struct scenario *scenario, const char *folder, struct err *err) MUST_CHECK;

/* Loads a folder of results: its scenario.cfg into *scenario (to be freed either way), then
 * runs.csv. Files that are not those which run.json lists, by their sha256, are ERR_IO. */
enum status sample_read(
    struct sample *self, struct scenario *scenario, const char *folder, struct err *err) MUST_CHECK;

/* The bytes of a runs.csv, and what its run.json says of it. */
struct sample_table {
    const char *name; /* what messages call it */
    const char *bytes;
    size_t n;
    int64_t runs, failed, first_failed;
};

/* The same from bytes in memory; a table that no run of the scenario wrote is ERR_IO. */
enum status sample_take(struct sample *self, const struct scenario *scenario,
    const struct sample_table *table, struct err *err) MUST_CHECK;

/* The values of an outcome, n of them. */
const double *sample_column(const struct sample *self, int outcome);

/* Fills counts[n]: whether a run counts for an outcome: it gave an answer, and what the outcome is
 * given holds. Returns how many do. */
int64_t sample_counts(const struct sample *self, int outcome, bool *counts);

void sample_free(struct sample *self);

#endif
