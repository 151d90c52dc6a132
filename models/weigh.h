/* weigh: the weighted median, shared by the models that settle on it.
 *
 *     { t : W(x < t) <= W/2 and W(x > t) <= W/2 },   w_i = capability_i * salience_i
 *
 * W(...) being the weight of the actors for whom ... holds and W that of all: a closed interval,
 * most often a single position. Every point of it wins against any other when each actor casts its
 * weight for the nearer one. Black 1948, Journal of Political Economy 56:23-34.
 *
 * Sums within 1e-12 W of W/2 count as equal to it: without a tolerance, saliences in tenths give a
 * median that depends on the order of the actors.
 *
 * Thread-safety: pure functions. */
#ifndef PARLEY_WEIGH_H
#define PARLEY_WEIGH_H

#include "model.h"

/* The ends of the median interval on an issue, both positions of actors with weight, or NAN when
 * all weights are zero. Needs no scratch; about n log n steps, as many as n times 60 at worst. */
void weigh_median(const struct situation *situation, int issue, double *low, double *high);

/* Its middle. */
double weigh_midpoint(const struct situation *situation, int issue);

#endif
