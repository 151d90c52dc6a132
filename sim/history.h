/* history: what really happened, as the file that a scenario names in `history` says.
 *
 * Read by `check` and `score`, never by a run: a run only copies the file beside its results.
 *
 * Thread-safety: read-only after history_load. */
#ifndef PARLEY_HISTORY_H
#define PARLEY_HISTORY_H

#include "scenario.h"

/* One outcome and what became of it. */
struct truth {
    const char *outcome;
    const struct text *truth; /* as written */
    struct number baseline;   /* what somebody without a model would have said; NAN: nothing */
    /* Computed. */
    int index;    /* of the scenario's outcomes */
    double value; /* a flag 0 or 1; a date in days since the start, NAN: never by the end; else the
                   * number, in the outcome's own units */
};

/* Zero-initialise: `= { 0 }`. */
struct history {
    struct text_tree text;
    struct list truths;          /* of struct truth */
    struct uncertain *uncertain; /* of the baselines */
    int n_uncertain;
};

/* A file of history, for help. */
extern const struct schema history_schema;

/* Loads the scenario's history; an empty one when it names none. All mistakes are collected in err
 * (ERR_SCENARIO). To be freed either way. */
enum status history_load(
    struct history *self, const struct scenario *scenario, struct err *err) MUST_CHECK;

/* Remarks on attributes of actors that are called after an outcome of the history: what came later
 * must not be an input. */
void history_remarks(const struct history *self, const struct scenario *scenario, struct err *err);

void history_free(struct history *self);

#endif
