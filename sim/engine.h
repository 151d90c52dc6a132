/* engine: plays the runs of a scenario on several threads. The only file that knows threads.
 *
 * Runs are shared out in units of 256, in order. What the units come to is added in order of unit,
 * so the totals have the same bits for any number of threads. Memory of each worker is allocated
 * before its first run. */
#ifndef PARLEY_ENGINE_H
#define PARLEY_ENGINE_H

#include "totals.h"

/* Worlds chosen on purpose, in place of those that the seed gives. */
struct engine_design {
    /* Fills the uniforms of a row (from 1), in (0, 1), one for each uncertain number, and returns
     * the run whose random numbers everything else in it uses. Called by any worker for any row:
     * the same answer each time. */
    uint32_t (*row)(const void *context, int64_t row, double *uniforms);
    const void *context;
};

struct engine_options {
    int threads;  /* at least 1 */
    int64_t runs; /* at most so many; 0: the scenario's */
    bool draws;   /* keep the draws of each run in its unit */
    bool rows;    /* only the rows that `unit` is given matter: no totals but n and the failures */
    const struct engine_design *design; /* NULL: the runs are rows 1 .. runs, each with its own */
    /* Called in order of unit, one at a time, under a lock; may be NULL. Anything but OK stops the
     * engine. */
    enum status (*unit)(void *context, const struct unit *unit, struct err *err);
    /* Called after each unit was added, as `unit` is; true ends the engine there as if the scenario
     * had no more runs: fewer than options.runs are played then, and no more than totals can keep
     * all values of, so that they are those of as many runs asked for at once. May be NULL. */
    bool (*enough)(void *context);
    /* Called now and then from the calling thread; may be NULL. */
    void (*progress)(void *context, int64_t done, int64_t all);
    void *context;
};

struct engine_result {
    struct arena arena;
    struct plan plan;
    struct layout layout;
    struct totals totals;
    int64_t runs; /* played: whole units; totals.n of them gave an answer */
    bool enough;  /* options.enough ended it */
    int64_t most; /* so many would have been played without that */
    int signal;   /* SIGINT, SIGTERM or SIGHUP when it stopped the engine early, else 0 */
    double seconds;
};

/* Plays runs 1 to the last. SIGINT, SIGTERM and SIGHUP are held back meanwhile: finished
 * units are kept, the rest dropped, and the status is ERR_INTERRUPT with the result valid.
 * engine_free is valid after any status. */
enum status engine_run(struct engine_result *self, const struct scenario *scenario,
    const struct engine_options *options, struct err *err) MUST_CHECK;

void engine_free(struct engine_result *self);

/* SIGINT, SIGTERM and SIGHUP wait until they are released; the signal that waited, 0: none. What is
 * written between the two is written whole. */
void engine_hold_signals(void);
int engine_release_signals(void);

/* Between the two, when the engine plays one scenario after another: the signal that waits, which
 * then does so no more; 0: none. */
int engine_take_signal(void);

/* The number of processors, at least 1. */
int engine_processors(void);

#endif
