/* totals: what many histories add up to.
 *
 * Runs are played in units of 256. A unit keeps what its runs came to as plain rows; when it is
 * complete, totals_count adds its whole numbers (in any order: they are exact), and totals_commit
 * its values (in order of unit: sums of doubles depend on it). An unfinished unit is dropped, so
 * totals hold whole units only.
 *
 * Values are columns: first the outcomes of kind value, in order; then each vote's exact chance of
 * passing; then for each talk what is on record, [round][issue][actors, settlement]; then for each
 * talk and issue the furthest that any actor moved. All but the first are 0..1.
 *
 * Thread-safety: one thread at a time per struct. */
#ifndef PARLEY_TOTALS_H
#define PARLEY_TOTALS_H

#include "outcome.h"
#include "tally.h"

#define TOTALS_UNIT 256
#define TOTALS_KEPT_MAX (1024.0 * 1024.0 * 1024.0) /* bytes of values kept for exact quantiles */
#define TOTALS_BINS 65536 /* beyond: bins of 1/65536 of the range, half a bin of error */
#define TOTALS_STEPS 2000 /* of a curve in series, unless its ceiling is a round number */

/* Where things stand in rows of values; the same for every unit and total of a scenario. */
struct layout {
    const struct scenario *scenario;
    const struct plan *plan;
    int n_values;   /* columns of values */
    int n_outcomes; /* of kind value; value_of[o]: the column of outcome o, -1 */
    int *value_of;
    int *chance_of;     /* per event: the column of a vote's chance, -1 */
    int *talk_of;       /* per talk: the column of its record */
    int *furthest_of;   /* per talk: the column of the furthest move on its first issue */
    int n_clocked;      /* players of clocked events: first_clocked[e] + player */
    int *first_clocked; /* per event, -1 when not clocked */
    int *steps;         /* per event: steps of its curve in series; 0: no curve */
    double *ceiling;    /* per event: the greatest its curve can reach */
    double *low, *high; /* per column: the range */
};

enum status layout_init(struct layout *self, const struct scenario *scenario,
    const struct plan *plan, struct arena *arena, struct err *err) MUST_CHECK;

/* The rows of one unit. Runs that gave no answer are left out of the rows and listed apart. */
struct unit {
    const struct layout *layout;
    int64_t first_run; /* from 1 */
    int n_runs;        /* played */
    int n;             /* rows: runs with an answer */
    int *run;          /* per row: its number within the unit, from 0 */
    double *outcomes;  /* [row][outcome]; NAN: never */
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

struct totals {
    const struct layout *layout;
    int64_t n; /* runs with an answer */
    int64_t n_failed, first_failed;
    const char *failure;
    struct tally_counts *outcomes; /* per outcome; no bins for values */
    int64_t *moments;              /* [first_part[event] + part][day] */
    int64_t *acted;                /* [first_clocked + player][day] */
    int64_t *counts; /* per event with many players [day][count 0..players], as changes from the day
                      * before; first_count[event] */
    int64_t *levels; /* per event with a curve [day][step], first_level[event] */
    size_t *first_count, *first_level; /* SIZE_MAX: none */
    int64_t *cycled;                   /* per talk */
    int64_t *ballots;
    /* Values, in order of run. */
    struct tally_sums *sums; /* per column */
    double *kept;            /* [column][row], room rows a column; NULL when bins are used */
    int64_t room;
    uint32_t *bins;   /* [column][TOTALS_BINS] */
    int64_t *missing; /* per column: rows without a value (no vote held) */
};

/* ordered: with values and room for `runs` rows (the engine's total); else whole numbers only (a
 * worker's). */
enum status totals_init(struct totals *self, const struct layout *layout, bool ordered,
    int64_t runs, struct arena *arena, struct err *err) MUST_CHECK;

void totals_count(struct totals *self, const struct unit *unit);  /* whole numbers, any order */
void totals_commit(struct totals *self, const struct unit *unit); /* values, in order of unit */
void totals_add(struct totals *self, const struct totals *other); /* whole numbers of a worker */

/* Turns changes into counts, once all workers are added. */
void totals_finish(struct totals *self);

/* Quantiles of a column of values, in the column's own units; NAN where they fall among missing
 * ones. May reorder the kept values. */
void totals_quantiles(struct totals *self, int column, double out[TALLY_QUANTILES]);

#endif
