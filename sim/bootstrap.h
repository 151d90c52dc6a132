/* bootstrap: 95 % intervals for whatever is computed from sums over independent rows.
 *
 * Rows are drawn again, with replacement, as often as there are rows, and what was computed from
 * all of them is computed from each draw; the interval goes from the 2.5 % to the 97.5 % quantile
 * of the results. Efron 1979, Annals of Statistics 7:1-26 (the percentile interval: Efron 1981,
 * Canadian Journal of Statistics 9:139-172).
 *
 * More than BOOTSTRAP_GROUPS rows are first added up in so many groups of neighbours, and groups
 * are drawn: means of independent groups vary as the rows do, and the time that a draw takes does
 * not grow with the rows. A draw is a function of the seed, its number and the number of groups
 * alone, so all that is computed from the same rows meets the same draws, which are kept for it.
 *
 * Thread-safety: one thread prepares draws; the rest are pure functions. */
#ifndef PARLEY_BOOTSTRAP_H
#define PARLEY_BOOTSTRAP_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

enum { BOOTSTRAP_DRAWS = 1000, BOOTSTRAP_GROUPS = 1000 };

/* True when none of a row's n values is NAN: it takes part. */
bool bootstrap_counts(const double *values, int n);

/* How many groups n rows (at least 1) make, and the group, from 0, of one of them. */
int bootstrap_groups(int64_t n);
int bootstrap_group(int64_t row, int64_t n);

/* All draws of so many groups. Begins as `{ .seed = 7 }`. */
struct bootstrap {
    uint64_t seed;
    int n_groups;    /* that the draws are of; 0: none were made yet */
    double *weights; /* BOOTSTRAP_DRAWS x n_groups; owned */
};

/* Makes the draws of n_groups groups (at least 1), unless they are there. ERR_MEMORY is the only
 * failure. bootstrap_free is valid after it, and on a bootstrap that was never prepared. */
enum status bootstrap_prepare(struct bootstrap *self, int n_groups, struct err *err) MUST_CHECK;
void bootstrap_free(struct bootstrap *self);

/* How often each group occurs in draw number `which`, from 0: whole numbers that add up to
 * n_groups. */
const double *bootstrap_draw(const struct bootstrap *self, int which);

/* The sum of weights[k] x sums[k] over n_groups. */
double bootstrap_sum(const double *weights, const double *sums, int n_groups);

/* The interval of the BOOTSTRAP_DRAWS results, which are reordered. Results that are NAN (a draw in
 * which nothing varies) are left out; both ends are NAN when no other is there. */
void bootstrap_interval(double *results, double *low, double *high);

#endif
