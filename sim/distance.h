/* distance: how far two distributions lie apart, and whether one lies above the other throughout.
 *
 * F is the share of a sample at or below x; a sample is its values in ascending order, HUGE_VAL for
 * "never", which is last.
 *
 * Thread-safety: pure functions. */
#ifndef PARLEY_DISTANCE_H
#define PARLEY_DISTANCE_H

#include <stdint.h>

/* First-order stochastic dominance: the second's F is nowhere above the first's. */
enum distance_order {
    DISTANCE_SAME,
    DISTANCE_FIRST_GREATER, /* throughout */
    DISTANCE_SECOND_GREATER,
    DISTANCE_NEITHER,
};

struct distance {
    double above; /* greatest F_first - F_second, at least 0: the second is the greater there */
    double below; /* greatest F_second - F_first, at least 0: the first is the greater there */
    double ks;    /* Kolmogorov and Smirnov: the larger of the two */
    double wasserstein; /* integral of |F_first - F_second|, in the values' unit; HUGE_VAL when one
                         * never differs from the other's and no ceiling is given */
    enum distance_order seen; /* of the samples, to the letter */
    enum distance_order sure; /* by differences larger than chance would make */
};

/* Compares samples of n_first and n_second values (at least 1), each in ascending order. Values
 * above `ceiling` (HUGE_VAL: none) count as that in the Wasserstein distance.
 *
 * Chance: differences of one sign up to sqrt(-ln 0.05 / 2 (1 / n_first + 1 / n_second)), the 5 %
 * point of the one-sided test of two samples (Smirnov 1939). For samples of the same worlds, which
 * move together, it is if anything too large. */
void distance_compare(struct distance *self, const double *first, int64_t n_first,
    const double *second, int64_t n_second, double ceiling);

#endif
