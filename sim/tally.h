/* tally: what many runs add up to. Exact counts for whole numbers, compensated sums for values.
 *
 * Integer counts are exact, so tallies of them can be added in any order. Sums are kept
 * in double-double and are added in order of run by the engine, so they have the same bits for
 * any number of threads. Thread-safety: one thread at a time per tally. */
#ifndef PARLEY_TALLY_H
#define PARLEY_TALLY_H

#include <stdint.h>

#include "err.h"

/* The five quantiles of every table, in order: 0.05 0.25 0.50 0.75 0.95. */
#define TALLY_QUANTILES 5
extern const double tally_probability[TALLY_QUANTILES];

/* Sums of a column of values: count, mean and variance to nearly full double precision whatever
 * the offset (NIST StRD, see tests/test_tally.c). Zero-initialise. */
struct tally_sums {
    int64_t n;
    double sum_high, sum_low;       /* double-double sum of x */
    double square_high, square_low; /* double-double sum of x^2 */
    double least, greatest;         /* meaningful when n > 0 */
};

void tally_add(struct tally_sums *self, double x);
void tally_merge(struct tally_sums *self, const struct tally_sums *other);
double tally_mean(const struct tally_sums *self); /* n > 0; always within [least, greatest] */
double tally_sd(const struct tally_sums *self);   /* divisor n - 1; n > 1; never negative */

/* Counts of whole numbers 0 .. n_bins - 1, and of "never". The caller owns the bins. */
struct tally_counts {
    int64_t *bins; /* n_bins of them */
    int n_bins;
    int64_t never;
};

/* Total of the bins, without never. */
int64_t tally_happened(const struct tally_counts *self);

/* The same numbers as tally_mean and tally_sd, over what happened, from the counts alone. */
double tally_counts_mean(const struct tally_counts *self);
double tally_counts_sd(const struct tally_counts *self);

/* The smallest bin k such that the share of all runs (never included, and last) at or below k is
 * at least p; n_bins when that falls among "never". */
int tally_counts_quantile(const struct tally_counts *self, double p);

/* Quantiles of n kept values, of which the first `happened` after sorting are numbers and the rest
 * never: the smallest value with share >= p of all n. Never is NAN in values[]. Reorders
 * values. out gets TALLY_QUANTILES numbers, NAN where the quantile falls among never. */
void tally_quantiles(double *values, int64_t n, double out[TALLY_QUANTILES]);

#define TALLY_Z95 1.959963984540054 /* standard errors on either side of a 95 % interval */

/* Wilson's 95 % interval for a share of `hits` in n (n > 0): Wilson 1927, JASA 22:209-212. */
void tally_wilson(int64_t hits, int64_t n, double *low, double *high);

/* The same at another confidence: z is the normal quantile on either side, 1.96 for 95 %. */
void tally_wilson_at(int64_t hits, int64_t n, double z, double *low, double *high);

/* The Monte Carlo error of such a share: half of that interval / TALLY_Z95, so that a share of 0
 * has an error too. */
double tally_share_error(int64_t hits, int64_t n);

#endif
