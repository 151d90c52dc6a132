/* layout: where things stand in rows of values. See layout.h. */
#include "layout.h"

#include <string.h>

#include "num.h"

static bool
layout_lists(struct layout *self, struct arena *arena)
{
    const size_t events = (size_t)self->scenario->n_events, talks = (size_t)self->scenario->n_talks;

    self->value_of = arena_alloc(arena, (size_t)self->scenario->n_outcomes, sizeof(int));
    self->outcome_of = arena_alloc(arena, (size_t)self->scenario->n_outcomes, sizeof(int));
    self->chance_of = arena_alloc(arena, events, sizeof(int));
    self->first_clocked = arena_alloc(arena, events, sizeof(int));
    self->steps = arena_alloc(arena, events, sizeof(int));
    self->ceiling = arena_alloc(arena, events, sizeof(double));
    self->talk_of = arena_alloc(arena, talks, sizeof(int));
    self->furthest_of = arena_alloc(arena, talks, sizeof(int));
    return self->value_of != NULL && self->outcome_of != NULL && self->chance_of != NULL &&
           self->first_clocked != NULL && self->steps != NULL && self->ceiling != NULL &&
           self->talk_of != NULL && self->furthest_of != NULL;
}

int
layout_record_size(const struct talk *talk)
{
    return ((int)talk->rounds + 1) * talk->issues.n * (talk->actors.n + 1);
}

/* Steps of a curve: whole units when the ceiling is a handy whole number, so that 300 people stay
 * 300 people. */
static int
curve_steps(double ceiling, int n_days)
{
    const bool whole = ceiling == num_floor(ceiling) && ceiling >= 1.0 && ceiling <= 20000.0;
    const int each = whole && ceiling < 200.0 ? LAYOUT_STEPS / (int)ceiling : 1; /* steps a unit */
    const int steps = whole ? (int)ceiling * each : LAYOUT_STEPS;
    const int most = 64 * 1024 * 1024 / (8 * n_days);

    return steps <= most ? steps : most > 100 ? most : 100;
}

static void
layout_events(struct layout *self)
{
    const struct scenario *scenario = self->scenario;

    for (int e = 0; e < scenario->n_events; e++) {
        const struct event *event = &scenario->events[e];
        self->chance_of[e] = event->body != NULL ? self->n_values++ : -1;
        self->first_clocked[e] = event->kind->clocked ? self->n_clocked : -1;
        self->n_clocked += event->kind->clocked ? event->n_players : 0;
        if (event->kind->ceiling != NULL && number_given(event->kind->ceiling(event->own))) {
            const struct number ceiling = event->kind->ceiling(event->own);
            self->ceiling[e] = ceiling.slot < 0
                                   ? ceiling.value
                                   : dist_greatest(&scenario->uncertain[ceiling.slot].dist);
            self->steps[e] = curve_steps(self->ceiling[e], scenario->n_days);
        }
    }
}

enum status
layout_init(struct layout *self, const struct scenario *scenario, const struct plan *plan,
    struct arena *arena, struct err *err)
{
    memset(self, 0, sizeof(*self));
    self->scenario = scenario;
    self->plan = plan;
    if (!layout_lists(self, arena)) {
        return err_memory(err);
    }
    for (int o = 0; o < scenario->n_outcomes; o++) {
        self->value_of[o] = -1;
        if (scenario->outcomes[o].kind == OUTCOME_VALUE) {
            self->outcome_of[self->n_values] = o;
            self->value_of[o] = self->n_values++;
        }
    }
    self->n_outcomes = self->n_values;
    layout_events(self);
    for (int t = 0; t < scenario->n_talks; t++) {
        self->talk_of[t] = self->n_values;
        self->n_values += layout_record_size(&scenario->talks[t]);
    }
    for (int t = 0; t < scenario->n_talks; t++) {
        self->furthest_of[t] = self->n_values;
        self->n_values += scenario->talks[t].issues.n;
    }
    self->low = arena_alloc(arena, (size_t)self->n_values, sizeof(double));
    self->high = arena_alloc(arena, (size_t)self->n_values, sizeof(double));
    if (self->low == NULL || self->high == NULL) {
        return err_memory(err);
    }
    for (int v = 0; v < self->n_values; v++) {
        self->high[v] = 1.0;
    }
    for (int o = 0; o < scenario->n_outcomes; o++) {
        if (self->value_of[o] >= 0) {
            const int v = self->value_of[o];
            outcome_range(&scenario->outcomes[o], scenario, &self->low[v], &self->high[v]);
        }
    }
    return OK;
}
