/* neutral: the terms of a scenario's events and stages, each with the assignment that takes it out.
 *
 * A term at its neutral value multiplies by 1 whatever happens: times = 1, coef = 0, of a frailty
 * sd = 0.
 *
 * Thread-safety: reads a scenario. */
#ifndef PARLEY_NEUTRAL_H
#define PARLEY_NEUTRAL_H

#include "scenario.h"

struct neutral_term {
    const char *path;       /* "events.vote.terms.sunday" */
    const char *assignment; /* as for --set: "events.vote.terms.sunday.times=1" */
};

struct neutral {
    int n, room;
    struct neutral_term *terms; /* in the order of the file */
};

/* Memory is arena's. */
enum status neutral_init(struct neutral *self, const struct scenario *scenario, struct arena *arena,
    struct err *err) MUST_CHECK;

#endif
