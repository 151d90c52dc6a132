/* precision: how well so many runs know each outcome, and when they are enough.
 *
 * The Monte Carlo error of an outcome is put on one scale, 0 to 1, so that one number serves all:
 *
 *   flag    of its share: Wilson's interval (tally_wilson) / (2 x 1.96), so that a share of 0 has
 * an error too date    of the share of runs in which it has happened by a day, at the worst day:
 * the share is 0.5 there, or what it comes to by the end when that is less count, value    of its
 * mean, sd / sqrt(n), as a part of the outcome's range; at least that of the share of runs in which
 * it exists
 *
 * With `given`, n counts the runs in which that holds. For outcomes that always exist the error is
 * at most 0.5 / sqrt(n).
 *
 * Thread-safety: one thread at a time per struct. */
#ifndef PARLEY_PRECISION_H
#define PARLEY_PRECISION_H

#include "summary.h"

/* The Monte Carlo error of one outcome, from runs, happened and mcse of its row; infinite when
 * nothing is known. */
double precision_error(const struct summary_row *row, const struct scenario *scenario);

/* Fewer units are never enough: an early share of 0 says little. */
#define PRECISION_UNITS_MIN 4

struct precision {
    const struct scenario *scenario;
    double target; /* every error is to be below it */
    int64_t runs;  /* seen */
    int units;
    struct tally_sums *sums; /* per outcome: of the runs in which it exists */
    int64_t *counted;        /* per outcome: runs that count for it */
    double worst;            /* the largest error, of that outcome, after the last unit */
    int worst_outcome;
};

enum status precision_init(struct precision *self, const struct scenario *scenario, double target,
    struct arena *arena, struct err *err) MUST_CHECK;

/* Adds a unit's rows, in order of unit; then: is every error below the target? */
void precision_take(struct precision *self, const struct unit *unit);
bool precision_enough(const struct precision *self);

/* The most runs that can be needed when all outcomes always exist, and room for others: a limit
 * for the engine, a whole number of units. */
int64_t precision_limit(const struct precision *self);

/* About how many runs it would take in all, by what was seen; rounded up to two digits. */
int64_t precision_forecast(const struct precision *self);

#endif
