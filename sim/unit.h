/* unit: what 256 runs came to, as plain rows.
 *
 * Runs are played in units, which are what threads share out and what is kept or dropped when a run
 * is interrupted.
 *
 * Thread-safety: one thread at a time per unit. */
#ifndef PARLEY_UNIT_H
#define PARLEY_UNIT_H

#include "layout.h"

#define UNIT_RUNS 256

/* The rows of one unit. Runs that gave no answer are left out of the rows and listed apart. */
struct unit {
    const struct layout *layout;
    int64_t first_run; /* from 1 */
    int n_runs;        /* played */
    int n;             /* rows: runs with an answer */
    int *run;          /* per row: its number within the unit, from 0 */
    double *outcomes;  /* [row][outcome]; NAN: never, or does not count in this run */
    double *values;    /* [row][column] */
    double *draws;     /* [row][uncertain number]; NULL unless asked for */
    int *moments;      /* [row][first_part[event] + part]: event, stages, failure; day, -1: never */
    int *acted;        /* [row][first_clocked + player]: day, -1: never */
    double *curves;    /* [row][2 x first_part[event] ...]: begins, ends, closed, ceiling */
    bool *cycled;      /* [row][talk] */
    int64_t *ballots;  /* as timeline's, of the whole unit */
    int n_failed;
    int64_t first_failed; /* run number, 0: none */
    const char *failure;
};

enum status unit_init(struct unit *self, const struct layout *layout, bool draws,
    struct arena *arena, struct err *err) MUST_CHECK;
void unit_begin(struct unit *self, int64_t first_run);
void unit_record(struct unit *self, struct timeline *timeline); /* the history just played */
void unit_record_failure(struct unit *self, const struct timeline *timeline);
void unit_end(struct unit *self, struct timeline *timeline); /* takes the ballots */

/* The curve of an event in a row. */
struct curve unit_curve(const struct unit *self, int row, int event);

#endif
