/* chances: hazards looked at, not played. See chances.h. */
#include "chances.h"

#include <math.h>
#include <string.h>

#include "date.h"
#include "hazard.h"
#include "num.h"
#include "shock.h"

struct look {
    struct chances *chances;
    const struct scenario *scenario;
    double
        *earliest; /* per event: the first midnight at which it could open; days from the start */
    int *edges;    /* scratch: days on which a chance may change; from the start */
    int n_edges;
};

/* ---- when events could open first ---- */

static double
latest_of(const struct look *look, const struct refs *refs, bool any)
{
    double time = any ? HUGE_VAL : 0.0;

    for (int k = 0; k < refs->n; k++) {
        const double other = look->earliest[refs->items[k].index];
        time = any == (other < time) ? other : time;
    }
    return refs->n == 0 ? 0.0 : time;
}

/* Events wait for one another in no particular order, and never in a circle: as many rounds as
 * there are events settle all of them. */
static void
find_earliest(struct look *look)
{
    const struct scenario *scenario = look->scenario;
    const double *draws = look->chances->timeline.world.draws;

    for (int k = 0; k < scenario->n_events * scenario->n_events; k++) {
        const int e = k % scenario->n_events;
        const struct event *event = &scenario->events[e];
        const struct event_plan *plan = &look->chances->plan.events[e];
        double time = latest_of(look, &event->after_all, false);
        const double any = latest_of(look, &event->after_any, true);

        time = any > time ? any : time;
        if (event->after.index >= 0 && look->earliest[event->after.index] > time) {
            time = look->earliest[event->after.index];
        }
        time += plan->waits > 0 && event->kind->at_midnight ? 1.0 : 0.0;
        look->earliest[e] =
            plan_opens(scenario, event, draws, time) + number_get(event->delay, draws);
    }
}

/* What an event changes at once. */
static void
shake(const struct look *look, const struct event *event)
{
    struct world *world = &look->chances->timeline.world;
    const struct shock *shocks = event->shocks.items;

    for (int k = 0; k < event->shocks.n; k++) {
        if (!(number_get(shocks[k].delay, world->draws) > 0.0)) {
            shock_apply(&shocks[k], world);
        }
    }
}

/* What an event waits for has happened, and what that waited for. */
static void
let_happen(const struct look *look, const struct ref *ref, double time, int depth)
{
    struct event_run *run = &look->chances->timeline.events[ref->index];
    const struct event *event = run->event;

    if (depth > look->scenario->n_events) {
        return;
    }
    if (ref->part == 0) {
        run->happened = time;
        shake(look, event);
    } else if (ref->part < 0) {
        run->failed = time;
    } else {
        run->done[ref->part - 1] = time;
    }
    if (event->after.index >= 0) {
        let_happen(look, &event->after, time, depth + 1);
    }
    for (int k = 0; k < event->after_all.n; k++) {
        let_happen(look, &event->after_all.items[k], time, depth + 1);
    }
}

/* A fresh start, with the event open since the earliest possible day. */
static struct event_run *
open_alone(const struct look *look, int e)
{
    struct timeline *timeline = &look->chances->timeline;
    struct event_run *run = &timeline->events[e];
    const double time = look->earliest[e];
    const struct refs *any = &run->event->after_any;
    const struct ref *first = any->n > 0 ? &any->items[0] : NULL;

    timeline_rewind(timeline);
    timeline->now = time;
    run->state = EVENT_OPEN;
    run->opened = time;
    if (run->event->after.index >= 0) {
        let_happen(look, &run->event->after, time, 0);
    }
    for (int k = 0; k < run->event->after_all.n; k++) {
        let_happen(look, &run->event->after_all.items[k], time, 0);
    }
    for (int k = 1; k < any->n; k++) {
        first = look->earliest[any->items[k].index] < look->earliest[first->index] ? &any->items[k]
                                                                                   : first;
    }
    if (first != NULL) {
        let_happen(look, first, time, 0);
    }
    return run;
}

/* ---- chances ---- */

/* The sum over players of what their own terms come to. */
static double
personal_factors(const struct event_run *run)
{
    double sum = 0.0;

    for (int p = 0; p < run->event->n_players; p++) {
        sum += hazard_own_factor(run, p);
    }
    return sum;
}

/* The hazard of all players together on a day, per day. */
static double
hazard_on(struct event_run *run, int day)
{
    run->timeline->now = (double)day;
    run->since = (double)day;
    run->rate = 0.0;
    run->stretch = 0;
    hazard_update(run);
    return run->rate > 0.0 ? run->rate * personal_factors(run) : 0.0;
}

static void
add_edge(struct look *look, int e, double midnight)
{
    int at = look->n_edges, day = 0;

    if (midnight < num_floor(look->earliest[e]) || midnight >= (double)look->scenario->n_days) {
        return;
    }
    day = (int)midnight;
    while (at > 0 && look->edges[at - 1] > day) {
        look->edges[at] = look->edges[at - 1];
        at--;
    }
    look->edges[at] = day;
    look->n_edges++;
}

/* The days on which the calendar changes an event's chance, in order; some twice. */
static void
find_edges(struct look *look, int e)
{
    const struct event *event = &look->scenario->events[e];
    const struct event_run *run = &look->chances->timeline.events[e];
    const struct term *terms = event->terms.items;
    double edges[2];

    look->n_edges = 0;
    add_edge(look, e, num_floor(look->earliest[e]));
    for (int k = 0; k < event->terms.n; k++) {
        for (int j = 0;
             terms[k].kind == TERM_DATE && hazard_date_edges(run->timeline, &terms[k], j, edges);
             j++) {
            add_edge(look, e, edges[0]);
            add_edge(look, e, edges[1]);
        }
    }
    for (int k = 0; k < run->n_stretches; k++) {
        add_edge(look, e, (double)run->stretches[k].from);
        add_edge(look, e, (double)run->stretches[k].until);
    }
}

static void
look_at_clock(struct look *look, int e)
{
    struct chances *self = look->chances;
    const int start = look->scenario->start, before = self->n;
    struct event_run *run = open_alone(look, e);

    hazard_stretches(run);
    find_edges(look, e);
    for (int k = 0; k < look->n_edges; k++) {
        const double hazard = hazard_on(run, look->edges[k]);
        const double each =
            run->event->n_players > 0 ? hazard / (double)run->event->n_players : 0.0;
        const double chance = 1.0 - num_exp(-hazard);
        struct chance_row *last = self->n > before ? &self->rows[self->n - 1] : NULL;

        if (last != NULL && fabs(last->chance - chance) <= 1e-12) {
            continue;
        }
        if (last != NULL) {
            last->last = start + look->edges[k] - 1;
        }
        self->rows[self->n++] = (struct chance_row){ e, start + look->edges[k], look->scenario->end,
            chance, 1.0 - num_exp(-each) };
    }
}

/* The chance of a vote is exact; the ballots that it casts here count for nothing. */
static void
look_at_vote(struct look *look, int e)
{
    struct chances *self = look->chances;
    struct event_run *run = NULL;
    const int day = look->scenario->start + (int)look->earliest[e];

    if (day > look->scenario->end) {
        return;
    }
    run = open_alone(look, e);
    run->event->kind->open(run, run->event->own);
    if (run->n_held > 0) {
        self->rows[self->n++] = (struct chance_row){ e, day, day, run->chance, 0.0 };
    }
}

/* No event has more edges than this. */
static size_t
edges_of(const struct event *event)
{
    const struct term *terms = event->terms.items;
    size_t n = 1 + 2 * (size_t)event->chances.n;

    for (int k = 0; k < event->terms.n; k++) {
        n += 2 * (size_t)terms[k].on.n + 2;
    }
    return n;
}

enum status
chances_init(struct chances *self, const struct scenario *scenario, struct err *err)
{
    struct look look = { self, scenario, NULL, NULL, 0 };
    size_t edges = 1;
    enum status status = OK;

    memset(self, 0, sizeof(*self));
    for (int e = 0; e < scenario->n_events; e++) {
        edges += edges_of(&scenario->events[e]);
    }
    look.earliest = arena_alloc(&self->arena, (size_t)scenario->n_events, sizeof(double));
    look.edges = arena_alloc(&self->arena, edges, sizeof(int));
    self->rows = arena_alloc(&self->arena, edges, sizeof(*self->rows));
    if (look.earliest == NULL || look.edges == NULL || self->rows == NULL) {
        return err_memory(err);
    }
    status = plan_init(&self->plan, scenario, &self->arena, err);
    if (status == OK) {
        status = timeline_init(&self->timeline, scenario, &self->plan, &self->arena, err);
    }
    if (status != OK) {
        return status;
    }
    timeline_rewind(&self->timeline);
    find_earliest(&look);
    for (int e = 0; e < scenario->n_events; e++) {
        if (scenario->events[e].kind->clocked) {
            look_at_clock(&look, e);
        } else if (scenario->events[e].body != NULL) {
            look_at_vote(&look, e);
        }
    }
    return OK;
}

/* The place of an event in the file. */
static const struct place *
place_of(const struct scenario *scenario, int e)
{
    const struct text *node = text_get(scenario->text.root, "events")->first;

    while (e-- > 0) {
        node = node->next;
    }
    return &node->place;
}

#define HASTY 3.0 /* acts a day: more are a mistake, most likely */

/* -ln(1 - p), the hazard behind a chance. */
static double
hazard_of(double chance)
{
    return chance < 1.0 ? -num_log(1.0 - chance) : HUGE_VAL;
}

/* A certain day has a hazard beyond all bounds, which is what its author wants. */
static void
remark_haste(const struct chances *self, const struct scenario *scenario, int k, struct err *err)
{
    const struct chance_row *row = &self->rows[k];
    const struct event *event = &scenario->events[row->event];
    const double hazard = hazard_of(event->kind->many ? row->each : row->chance);
    const bool before =
        k > 0 && self->rows[k - 1].event == row->event &&
        hazard_of(event->kind->many ? self->rows[k - 1].each : self->rows[k - 1].chance) > HASTY;
    char number[NUM_TEXT_MAX], day[DATE_TEXT_MAX];

    if (hazard > HASTY && hazard < HUGE_VAL && !before) {
        err_remark(err, place_of(scenario, row->event),
            "events.%s: a hazard of %s a day from %s on, every number at its middle; it will "
            "happen "
            "within hours",
            event->name, num_text(num_floor(10.0 * hazard + 0.5) / 10.0, number),
            date_iso(row->first, day));
    }
}

/* What the members of a group come to by the end, if nothing changes but the calendar. */
static void
remark_group(const struct chances *self, const struct scenario *scenario, int e, struct err *err)
{
    const struct event *event = &scenario->events[e];
    double sum = 0.0;
    bool opens = false;

    for (int k = 0; k < self->n; k++) {
        if (self->rows[k].event == e) {
            sum += hazard_of(self->rows[k].each) *
                   (double)(self->rows[k].last - self->rows[k].first + 1);
            opens = true;
        }
    }
    if (opens && !self->plan.events[e].daily && (sum < 0.01 || sum > 4.6)) {
        err_remark(err, place_of(scenario, e),
            "events.%s: %s by the end, every number at its middle and nothing else happening",
            event->name,
            sum < 0.01 ? "less than 1 in 100 of the members will have acted"
                       : "more than 99 in 100 of the members will have acted");
    }
}

void
chances_remarks(const struct chances *self, const struct scenario *scenario, struct err *err)
{
    for (int k = 0; k < self->n; k++) {
        if (scenario->events[self->rows[k].event].kind->clocked) {
            remark_haste(self, scenario, k, err);
        }
    }
    for (int e = 0; e < scenario->n_events; e++) {
        if (scenario->events[e].kind->many) {
            remark_group(self, scenario, e, err);
        }
    }
}

void
chances_free(struct chances *self)
{
    arena_free(&self->arena);
    memset(self, 0, sizeof(*self));
}
