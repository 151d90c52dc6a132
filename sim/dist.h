/* dist: the distributions an author can give a number, sampled by inversion.
 *
 * One uniform per number, so that two scenarios meet the same worlds. Thread-safety: a
 * dist is read-only after dist_init. */
#ifndef PARLEY_DIST_H
#define PARLEY_DIST_H

#include <stdbool.h>

#include "beta.h"

enum dist_kind {
    DIST_CONSTANT,   /* a = the value */
    DIST_UNIFORM,    /* a = low, b = high; written (low, high) */
    DIST_TRIANGULAR, /* a = low, b = high, c = best; written (low, best, high) */
    DIST_NORMAL,     /* a = mean, b = sd > 0, truncated to [low, high] and renormalised */
    DIST_LOGNORMAL,  /* a = median > 0, b = factor > 1: sd of the logarithm is ln b;
                      * truncated to [low, high] and renormalised */
    DIST_BETA,       /* a = low, b = high, and shape: beta on (a, b); written pert or beta */
    DIST_CHOICE,     /* choices: one of several values */
};

#define DIST_CHOICES_MOST 1000

/* One value of a choice. */
struct dist_choice {
    double value, weight; /* weight > 0 */
    double until;         /* computed by dist_init: the probability of this value or a lesser one */
};

/* Fill kind, a, b, c, and the allowed range (infinite ends are fine), then call dist_init,
 * which fills the rest. */
struct dist {
    enum dist_kind kind;
    double a, b, c;
    double low, high;               /* the range allowed for this number */
    const struct beta_table *shape; /* DIST_BETA; not owned */
    struct dist_choice *choices; /* DIST_CHOICE: n of them, at least 1, values rising; not owned */
    int n;
    /* Computed by dist_init: normal scores of the ends and their probabilities. */
    double score_low, score_high, p_low, p_high;
};

/* Completes a filled dist. False when the range holds less than 1e-9 of a normal or lognormal:
 * nearly all of it would have to be cut away. The caller has checked the order of the parameters,
 * and that a beta and the values of a choice lie within the range. */
bool dist_init(struct dist *self);

/* The value at probability u in (0, 1). Within [low, high], never NaN; it rises with u. Of a
 * choice, the least value whose probability and that of those below it come to u. */
double dist_quantile(const struct dist *self, double u);

/* The median; what `check` calls a number's middle. */
double dist_middle(const struct dist *self);

/* The least and greatest value it can take; for an end that is not bounded, the 1e-9 quantile. */
double dist_least(const struct dist *self);
double dist_greatest(const struct dist *self);

#endif
