/* naive_cascade: a cascade written plainly, day by day, to measure the timeline against.
 *
 * On each day each of n members that has not acted acts with probability 1 - exp(-hazard),
 * hazard = base exp(contagion x share of the others that acted + attribute x its own number). */
#ifndef PARLEY_NAIVE_CASCADE_H
#define PARLEY_NAIVE_CASCADE_H

#include <gsl/gsl_rng.h>

/* Plays `days` days; acted[n] gets the day of each, -1: never. Returns how many acted. */
int naive_cascade_run(gsl_rng *rng, int n, int days, double base, double contagion,
    const double *ease, double attribute, int *acted);

/* The same, where each looks to `ties` others, those after it in a ring, instead of to all. share
 * is scratch, one per actor. */
int naive_cascade_ties_run(gsl_rng *rng, int n, int days, double base, double contagion, int ties,
    const double *ease, double attribute, int *acted, double *share);

#endif
