/* screening: which of a scenario's uncertain numbers matter at all, by Morris's method (morris.h).
 *
 * The chance of a world is held fixed along a trajectory, which moves one number after the other in
 * it: an effect is what the number does in that world, and not what chance does.
 *
 * Thread-safety: one thread at a time; it is read-only once filled. */
#ifndef PARLEY_SCREENING_H
#define PARLEY_SCREENING_H

#include "factors.h"
#include "morris.h"
#include "response.h"
#include "sample.h"

#define SCREENING_TRAJECTORIES 100 /* a usual number of them */

struct screening_outcome {
    const struct outcome *outcome;
    const char *obstacle; /* why it was left out, see response_obstacle; NULL: it was not */
    struct morris_effect *effects; /* factors.n, per whole range of the number */
};

struct screening {
    struct arena arena;
    const struct scenario *scenario; /* not owned */
    struct factors factors;
    struct morris morris;
    struct sample sample;
    int64_t planned; /* trajectories, of factors.n + 1 runs each */
    int64_t rows;    /* played whole */
    int64_t used;    /* of them, those whose runs all gave an answer */
    int n;
    struct screening_outcome *outcomes; /* n, in order of the scenario's */
    int signal;                         /* that ended it early, 0: none */
};

/* Plays so many trajectories (options->runs) and measures them; else as drivers_play. ERR_USAGE
 * also when the scenario has no uncertain numbers. */
enum status screening_play(struct screening *self, const struct scenario *scenario,
    const bool *chosen, const struct sample_options *options, struct err *err) MUST_CHECK;

void screening_free(struct screening *self);

#endif
