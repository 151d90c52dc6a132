/* interval: confidence intervals of a difference between two scenarios, and its Monte Carlo error.
 *
 * alpha is the chance that an interval misses what it is after, half of it on either side: 0.05 for
 * a 95 % interval. Differences are always second minus first.
 *
 * Thread-safety: pure functions. */
#ifndef PARLEY_INTERVAL_H
#define PARLEY_INTERVAL_H

#include <stdint.h>

#include "err.h"

struct interval {
    double low, high; /* NAN: there is none */
    double error;     /* standard error of the difference; NAN when one run cannot tell */
};

/* How many standard errors a normal interval reaches to either side: 1.96 for alpha 0.05. */
double interval_reach(double alpha);

/* Difference of two shares in the same n worlds (n > 0), of which `gained` hold in the second
 * alone and `lost` in the first alone: the score interval of Tango 1998, Statistics in Medicine
 * 17:891-908. Never empty: without any such world it is -z^2/(n + z^2) to z^2/(n + z^2). */
enum status interval_tango(struct interval *self, int64_t gained, int64_t lost, int64_t n,
    double alpha, struct err *err) MUST_CHECK;

/* A share as it was counted; n > 0. */
struct interval_share {
    int64_t hits, n;
};

/* Difference of two shares by their Wilson intervals, squared and added: method 10 of Newcombe
 * 1998, Statistics in Medicine 17:873-890. correlation: of the two shares as estimates, -1 to 1; 0
 * for shares of separate runs. With another the distances are added as Newcombe 1998, 17:2635-2650,
 * and Zou and Donner 2008, Statistics in Medicine 27:1693-1702, do. Never empty. */
void interval_newcombe(struct interval *self, const struct interval_share *first,
    const struct interval_share *second, double correlation, double alpha);

/* A number with limits of its own. */
struct interval_estimate {
    double value, low, high; /* low <= value <= high, which may be infinite */
};

/* Difference of two such numbers, the distances to the limits that count squared and added, with
 * the correlation of the two as estimates: Zou and Donner 2008 (MOVER). An upper limit that is
 * infinite leaves one side of the difference without one (NAN). There is no error. */
void interval_mover(struct interval *self, const struct interval_estimate *first,
    const struct interval_estimate *second, double correlation);

/* Student's interval about a difference with this standard error and these degrees of freedom (not
 * necessarily whole; below 1 there is none). */
void interval_student(
    struct interval *self, double difference, double error, double degrees, double alpha);

/* Net share of pairs, P(second greater) - P(first greater), between n_first and n_second separate
 * runs, with this standard error: the asymmetric interval of Cliff 1993, Psychological Bulletin
 * 114:494-509, which stays within -1 to 1. Where the error says nothing (all pairs alike) it
 * reaches z^2/(n + z^2), or as far from 1, as the score interval of the smaller n does. */
void interval_cliff(struct interval *self, double net, double error, int64_t n_first,
    int64_t n_second, double alpha);

#endif
