/* run: a timeline to play run by run, for tests that look into it. Include support.h first. */
#ifndef PARLEY_TEST_RUN_H
#define PARLEY_TEST_RUN_H

#include <stdlib.h>
#include <string.h>

#include "play.h"
#include "rng.h"
#include "timeline.h"

struct run {
    struct play play;
    struct arena arena;
    struct plan plan;
    struct timeline timeline;
};

static inline void
run_open(struct run *self, const char *text)
{
    *self = (struct run){ 0 };
    play_text(&self->play, text, 0);
    assert_int_equal(self->play.status, OK);
    assert_int_equal(
        plan_init(&self->plan, &self->play.scenario, &self->arena, &self->play.err), OK);
    assert_int_equal(timeline_init(&self->timeline, &self->play.scenario, &self->plan, &self->arena,
                         &self->play.err),
        OK);
}

static inline void
run_close(struct run *self)
{
    arena_free(&self->arena);
    play_free(&self->play);
}

static inline void
run_play(struct run *self, int run)
{
    assert_int_equal(timeline_play(&self->timeline, (uint32_t)run), OK);
}

/* The k-th event in the run just played. */
static inline const struct event_run *
run_event(const struct run *self, int k)
{
    return &self->timeline.events[k];
}

/* When a player acted, by its actor's name; HUGE_VAL: never. */
static inline double
run_acted(const struct run *self, int event, const char *actor)
{
    const struct event_run *run = run_event(self, event);
    const int a = scenario_find(&self->play.scenario, "actor", actor);

    for (int p = 0; p < run->event->n_players; p++) {
        if (run->event->players[p] == a) {
            return run->acted[p];
        }
    }
    fail_msg("%s is no player", actor);
    return 0.0;
}

/* The unit exponential of a player's clock, by its names: what its cumulative hazard must have come
 * to when it acted. */
static inline double
run_clock(const struct run *self, const char *event, const char *actor)
{
    return rng_exponential(
        self->play.scenario.seed, self->timeline.run, rng_hash_names("event", event, actor), 0);
}

/* sqrt(n) D of the Kolmogorov-Smirnov distance to the unit exponential; 1.63 is its 1 % point.
 * Sorts x. */
static inline int
run_order(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static inline double
run_distance(double *x, int n)
{
    double d = 0.0;

    qsort(x, (size_t)n, sizeof(*x), run_order);
    for (int k = 0; k < n; k++) {
        const double f = 1.0 - exp(-x[k]);
        d = fmax(d, fmax((double)(k + 1) / n - f, f - (double)k / n));
    }
    return sqrt((double)n) * d;
}

#endif
