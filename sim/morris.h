/* morris: screening: which of many inputs matter at all, from few evaluations of a function.
 *
 * A trajectory begins at a random point of a grid and moves one factor after the other, in random
 * order, by one step; each move shows an elementary effect
 *
 *     d = (f after - f before) / (u after - u before),
 *
 * the change of f per whole range of the input's probability u. Of r trajectories' effects of a
 * factor: mu their mean, mu* the mean of their sizes, sigma their standard deviation (r - 1). mu*
 * near 0: it does not matter; sigma near 0: it acts alike everywhere, in a straight line and apart
 * from all others. The grid has 4 levels, the middles of quarters (u = 1/8, 3/8, 5/8, 7/8), so that
 * no unbounded number is ever infinite; a step is two levels, up from the lower two and down from
 * the upper two, so that all levels are looked at equally often. Inputs of one factor move
 * together, each in its own direction; its effect counts as the first's. Morris 1991, Technometrics
 * 33:161-174; mu*: Campolongo, Cariboni and Saltelli 2007, Environmental Modelling & Software
 * 22:1509-1518. Intervals: see bootstrap.h.
 *
 * Thread-safety: read-only after morris_init; the rest are pure functions. */
#ifndef PARLEY_MORRIS_H
#define PARLEY_MORRIS_H

#include <stdint.h>

#include "arena.h"
#include "bootstrap.h"

enum { MORRIS_LEVELS = 4 };
#define MORRIS_STEP 0.5 /* of the range of u */

struct morris {
    int64_t n_trajectories; /* of n_factors + 1 points each */
    int n_inputs, n_factors;
    const int *factor_of; /* per input: its factor; not owned */
    const int *input_of;  /* per factor: its first input */
    int *turn;            /* n_trajectories x n_factors: before which point, from 1, it moves */
    unsigned char
        *level; /* n_trajectories x n_inputs: at the first point, 0 .. MORRIS_LEVELS - 1 */
};

/* Every factor has an input. Memory is arena's. */
enum status morris_init(struct morris *self, int64_t n_trajectories, int n_inputs,
    const int *factor_of, int n_factors, uint64_t seed, struct arena *arena,
    struct err *err) MUST_CHECK;

/* The uniform of an input at point `point`, from 0 to n_factors, of a trajectory, from 0. */
double morris_uniform(const struct morris *self, int64_t trajectory, int point, int input);

struct morris_effect {
    double mu;
    double size, size_low, size_high;    /* mu* with its 95 % interval: NAN of one trajectory */
    double sigma, sigma_low, sigma_high; /* the same; so is sigma */
};

/* f: n_trajectories x (n_factors + 1), the values at the points. A trajectory in which one is NAN
 * is left out; *used: how many were not; when none is left all effects are NAN. effects: n_factors.
 * draws: prepared when needed. */
enum status morris_measure(const struct morris *self, const double *f, struct bootstrap *draws,
    struct morris_effect *effects, int64_t *used, struct err *err) MUST_CHECK;

#endif
