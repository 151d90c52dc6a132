/* totals: what many histories add up to.
 *
 * When a unit is complete, totals_count adds its whole numbers (in any order: they are exact), and
 * totals_commit its values (in order of unit: sums of doubles depend on it). An unfinished unit is
 * dropped, so totals hold whole units only.
 *
 * Thread-safety: one thread at a time per struct. */
#ifndef PARLEY_TOTALS_H
#define PARLEY_TOTALS_H

#include "tally.h"
#include "unit.h"

#define TOTALS_KEPT_MAX (1024.0 * 1024.0 * 1024.0) /* bytes of values kept for exact quantiles */
#define TOTALS_LEAST_MAX (16.0 * TOTALS_KEPT_MAX)  /* more is refused */
#define TOTALS_ONE 4294967296.0 /* the ceiling in level_sums: 10^9 runs of it fit */
#define TOTALS_BINS 65536       /* beyond: bins of 1/65536 of the range, half a bin of error */

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
    int64_t *level_sums; /* [event][day], as changes: the curve's height in 2^-32 of its ceiling */
    size_t *first_count, *first_level; /* SIZE_MAX: none */
    int64_t *cycled;                   /* per talk */
    int64_t *ballots;
    /* Values, in order of run. */
    struct tally_sums *sums; /* per column */
    double *kept; /* [column][row], room rows a column, totals_rows of them used; NULL when bins are
                   * used */
    int64_t room;
    uint32_t *bins;   /* [column][TOTALS_BINS] */
    int64_t *missing; /* per column: rows without a value (no vote held) */
};

/* ordered: with values and room for `runs` rows (the engine's total); else whole numbers only (a
 * worker's). */
enum status totals_init(struct totals *self, const struct layout *layout, bool ordered,
    int64_t runs, struct arena *arena, struct err *err) MUST_CHECK;

/* How many runs there may be at most if all values are to be kept: whole units. */
int64_t totals_runs_kept(const struct layout *layout);

void totals_count(struct totals *self, const struct unit *unit);  /* whole numbers, any order */
void totals_commit(struct totals *self, const struct unit *unit); /* values, in order of unit */
void totals_note(struct totals *self, const struct unit *unit);   /* only how many, and failures */
void totals_add(struct totals *self, const struct totals *other); /* whole numbers of a worker */

/* Turns changes into counts, once all workers are added. */
void totals_finish(struct totals *self);

/* Rows in a column of values: runs with an answer; of an outcome with `given` those that count. */
int64_t totals_rows(const struct totals *self, int column);

/* Quantiles of a column of values, in the column's own units; NAN where they fall among missing
 * ones. May reorder the kept values. */
void totals_quantiles(struct totals *self, int column, double out[TALLY_QUANTILES]);

#endif
