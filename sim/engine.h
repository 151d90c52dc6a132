/* engine: plays the runs of a scenario on several threads. The only file that knows threads.
 *
 * Runs are shared out in units of 256, in order. What the units come to is added in order of unit,
 * so the totals have the same bits for any number of threads. Memory of each worker is allocated
 * before its first run. */
#ifndef PARLEY_ENGINE_H
#define PARLEY_ENGINE_H

#include "totals.h"

struct engine_options {
    int threads; /* at least 1 */
    bool draws;  /* keep the draws of each run in its unit */
    /* Called in order of unit, one at a time, under a lock; may be NULL. Anything but OK stops the
     * engine. */
    enum status (*unit)(void *context, const struct unit *unit, struct err *err);
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
    int signal;   /* SIGINT, SIGTERM or SIGHUP when it stopped the engine early, else 0 */
    double seconds;
};

/* Plays runs 1 .. scenario->runs. SIGINT, SIGTERM and SIGHUP are held back meanwhile: finished
 * units are kept, the rest dropped, and the status is ERR_INTERRUPT with the result valid.
 * engine_free is valid after any status. */
enum status engine_run(struct engine_result *self, const struct scenario *scenario,
    const struct engine_options *options, struct err *err) MUST_CHECK;

void engine_free(struct engine_result *self);

/* SIGINT, SIGTERM and SIGHUP wait until they are released; the signal that waited, 0: none. What is
 * written between the two is written whole. */
void engine_hold_signals(void);
int engine_release_signals(void);

/* The number of processors, at least 1. */
int engine_processors(void);

#endif
