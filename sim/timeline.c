/* timeline: the queue, the talks, and the loop of one history. See timeline.h. */
#include "timeline.h"

#include <math.h>
#include <string.h>

#include "body.h"
#include "hazard.h"
#include "num.h"
#include "shock.h"
#include "ties.h"

#define WHAT_OPEN (-1)

/* ---- the queue: a heap of moments, the earliest at the root ---- */

static bool
moment_before(const struct moment *a, const struct moment *b)
{
    if (a->time != b->time) {
        return a->time < b->time;
    }
    if (a->order != b->order) {
        return a->order < b->order;
    }
    return a->rank != b->rank ? a->rank < b->rank : a->what < b->what;
}

void
timeline_push(struct timeline *self, struct moment moment)
{
    int at = self->n_queue;

    if (!(moment.time < self->end)) {
        return;
    }
    moment.rank = moment.order == MOMENT_ROUND ? self->plan->talk_rank[moment.index]
                                               : self->plan->event_rank[moment.index];
    BUG_IF(self->n_queue == self->room_queue);
    self->n_queue++;
    while (at > 0 && moment_before(&moment, &self->queue[(at - 1) / 2])) {
        self->queue[at] = self->queue[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    self->queue[at] = moment;
}

static struct moment
pop(struct timeline *self)
{
    const struct moment top = self->queue[0];
    const struct moment last = self->queue[--self->n_queue];
    int at = 0;

    while (2 * at + 1 < self->n_queue) {
        int child = 2 * at + 1;
        if (child + 1 < self->n_queue &&
            moment_before(&self->queue[child + 1], &self->queue[child])) {
            child++;
        }
        if (!moment_before(&self->queue[child], &last)) {
            break;
        }
        self->queue[at] = self->queue[child];
        at = child;
    }
    self->queue[at] = last;
    return top;
}

/* ---- memory ---- */

static bool
init_event(struct timeline *self, int e, struct arena *arena)
{
    const struct event *event = &self->scenario->events[e];
    struct event_run *run = &self->events[e];
    const size_t players = (size_t)event->n_players, parts = (size_t)event->n_parts;
    double *reals = arena_alloc(arena, 5 * players + 3 * parts, sizeof(double));
    int *ints = arena_alloc(arena, 4 * players, sizeof(int));

    run->stretches = arena_alloc(arena, 2 * (size_t)event->chances.n, sizeof(*run->stretches));
    if (reals == NULL || ints == NULL || run->stretches == NULL) {
        return false;
    }
    if (event->body != NULL) {
        run->room = arena_alloc(arena, (size_t)body_cells(event->body), sizeof(double));
        if (run->room == NULL) {
            return false;
        }
    }
    run->timeline = self;
    run->event = event;
    run->plan = &self->plan->events[e];
    run->index = e;
    run->acted = reals;
    run->ring = reals + players;
    run->factor = reals + 2 * players;
    run->fixed = reals + 3 * players;
    run->change_of = reals + 4 * players;
    run->begin = reals + 5 * players;
    run->end = run->begin + parts;
    run->done = run->end + parts;
    run->order = ints;
    run->heap = ints + players;
    run->place = ints + 2 * players;
    run->touched = ints + 3 * players;
    return true;
}

/* Columns that are drawn have room for every tie that there could be. */
static bool
init_exposure(struct timeline *self, int c, struct arena *arena)
{
    const struct counter *counter = &self->plan->counters[c];
    const size_t players = (size_t)self->scenario->events[counter->event].n_players;
    const size_t others = (size_t)self->scenario->events[counter->about].n_players;
    struct exposure *exposure = &self->exposed[c];

    if (counter->columns == NULL) {
        return true;
    }
    exposure->shares = arena_alloc(arena, players, sizeof(double));
    exposure->columns = counter->columns;
    if (exposure->shares == NULL || !self->plan->ties_drawn) {
        return exposure->shares != NULL;
    }
    exposure->drawn = arena_alloc(arena, others, sizeof(*exposure->drawn));
    exposure->room = arena_alloc(arena, 2 * others, sizeof(double));
    exposure->columns = exposure->drawn;
    for (size_t q = 0; q < others && exposure->drawn != NULL; q++) {
        exposure->drawn[q].players = arena_alloc(arena, players, sizeof(int));
        exposure->drawn[q].shares = arena_alloc(arena, players, sizeof(double));
        if (exposure->drawn[q].players == NULL || exposure->drawn[q].shares == NULL) {
            return false;
        }
    }
    return exposure->drawn != NULL && exposure->room != NULL;
}

/* The parts of a sitting that hold in every world. */
static void
init_view(struct timeline *self, const struct talk *talk, int i, struct sitting *sitting)
{
    sitting->view = (struct situation){ .n_actors = sitting->n,
        .n_issues = 1,
        .capability = sitting->capability,
        .position = sitting->position,
        .origin = sitting->origin,
        .salience = sitting->salience,
        .stubbornness = sitting->stubbornness,
        .lower = sitting->lower,
        .upper = sitting->upper };
    for (int k = 0; k < sitting->n; k++) {
        const struct actor *actor =
            &self->scenario->actors[talk->actors.items[sitting->seats[k]].index];
        const struct stance *stance = &actor->stances[talk->issues.items[i].index];
        sitting->lower[k] = stance->limits[0];
        sitting->upper[k] = stance->limits[1];
    }
}

/* Who is tied to whom at this table, in this world. */
static void
tie_sitting(const struct timeline *self, struct sitting *sitting)
{
    const size_t n = (size_t)sitting->n;

    for (size_t k = 0; k < n; k++) {
        sitting->alone[k] = !ties_row(self->scenario, self->world.draws, sitting->actors[k],
            sitting->actors, sitting->n, true, sitting->ties + k * n);
    }
}

static bool
init_sitting_ties(
    struct timeline *self, const struct talk *talk, struct sitting *sitting, struct arena *arena)
{
    const size_t n = (size_t)sitting->n;

    if (talk->model->uses_ties == NULL || !talk->model->uses_ties(talk->own)) {
        return true;
    }
    sitting->ties = arena_alloc(arena, n * n, sizeof(double));
    sitting->alone = arena_alloc(arena, n, sizeof(bool));
    sitting->actors = arena_alloc(arena, n, sizeof(int));
    if (sitting->ties == NULL || sitting->alone == NULL || sitting->actors == NULL) {
        return false;
    }
    for (size_t k = 0; k < n; k++) {
        sitting->actors[k] = talk->actors.items[sitting->seats[k]].index;
    }
    sitting->view.ties = sitting->ties;
    if (!self->plan->ties_drawn) {
        tie_sitting(self, sitting);
    }
    return true;
}

static bool
init_sitting(struct timeline *self, const struct talk *talk, int i, struct sitting *sitting,
    struct arena *arena)
{
    const size_t most = (size_t)talk->actors.n;
    const int issue = talk->issues.items[i].index;
    double *reals = arena_alloc(arena, 8 * most, sizeof(double));

    sitting->seats = arena_alloc(arena, most, sizeof(int));
    if (reals == NULL || sitting->seats == NULL) {
        return false;
    }
    for (int k = 0; k < talk->actors.n; k++) {
        const struct stance *stances = self->scenario->actors[talk->actors.items[k].index].stances;
        if (stances != NULL && stances[issue].given) {
            sitting->seats[sitting->n++] = k;
        }
    }
    if (talk->model->state_size != NULL) {
        const size_t size = talk->model->state_size(talk->own, sitting->n, 1, (int)talk->rounds);
        sitting->state = arena_alloc(arena, 1, size);
        if (sitting->state == NULL) {
            return false;
        }
    }
    sitting->capability = reals;
    sitting->position = reals + most;
    sitting->origin = reals + 2 * most;
    sitting->salience = reals + 3 * most;
    sitting->stubbornness = reals + 4 * most;
    sitting->lower = reals + 5 * most;
    sitting->upper = reals + 6 * most;
    sitting->next = reals + 7 * most;
    init_view(self, talk, i, sitting);
    return init_sitting_ties(self, talk, sitting, arena);
}

static size_t
row_width(const struct talk *talk)
{
    return (size_t)talk->issues.n * (size_t)(talk->actors.n + 1);
}

static bool
init_talk(struct timeline *self, int t, struct arena *arena)
{
    const struct talk *talk = &self->scenario->talks[t];
    struct talk_run *run = &self->talks[t];

    run->talk = talk;
    run->record = arena_alloc(arena, ((size_t)talk->rounds + 1) * row_width(talk), sizeof(double));
    run->own = arena_alloc(arena, 1, talk->model->params_size);
    run->sittings = arena_alloc(arena, (size_t)talk->issues.n, sizeof(*run->sittings));
    if (run->record == NULL || run->own == NULL || run->sittings == NULL) {
        return false;
    }
    for (int i = 0; i < talk->issues.n; i++) {
        if (!init_sitting(self, talk, i, &run->sittings[i], arena)) {
            return false;
        }
    }
    return true;
}

/* Moments in the queue at once: an opening and a due moment per event, a round per talk; an event
 * that is closed may leave a stale one behind, and part moments are one at a time; and each shock
 * once. */
static int
queue_room(const struct scenario *scenario)
{
    int n_shocks = 0;

    for (int e = 0; e < scenario->n_events; e++) {
        n_shocks += scenario->events[e].shocks.n;
    }
    return 4 * scenario->n_events + 2 * scenario->n_talks + n_shocks + 8;
}

enum status
timeline_init(struct timeline *self, const struct scenario *scenario, const struct plan *plan,
    struct arena *arena, struct err *err)
{
    enum status status = OK;

    memset(self, 0, sizeof(*self));
    self->scenario = scenario;
    self->plan = plan;
    self->end = (double)scenario->n_days;
    self->room_queue = queue_room(scenario);
    self->events = arena_alloc(arena, (size_t)scenario->n_events, sizeof(*self->events));
    self->talks = arena_alloc(arena, (size_t)scenario->n_talks, sizeof(*self->talks));
    self->adopted = arena_alloc(arena, (size_t)scenario->n_counters, sizeof(int));
    self->weighed = arena_alloc(arena, (size_t)scenario->n_counters, sizeof(*self->weighed));
    self->exposed = arena_alloc(arena, (size_t)scenario->n_counters, sizeof(*self->exposed));
    self->queue = arena_alloc(arena, (size_t)self->room_queue, sizeof(*self->queue));
    self->ballots = arena_alloc(arena, 3 * (size_t)plan->n_players, sizeof(int64_t));
    if (self->events == NULL || self->talks == NULL || self->adopted == NULL ||
        self->weighed == NULL || self->exposed == NULL || self->queue == NULL ||
        self->ballots == NULL) {
        return err_memory(err);
    }
    status = world_init(&self->world, scenario, arena, err);
    for (int e = 0; e < scenario->n_events && status == OK; e++) {
        status = init_event(self, e, arena) ? OK : err_memory(err);
    }
    for (int c = 0; c < scenario->n_counters && status == OK; c++) {
        status = init_exposure(self, c, arena) ? OK : err_memory(err);
    }
    for (int t = 0; t < scenario->n_talks && status == OK; t++) {
        status = init_talk(self, t, arena) ? OK : err_memory(err);
    }
    return status;
}

/* ---- openings ---- */

/* When an event whose conditions hold now opens: its date, and the delay, and for votes the next
 * midnight, or the next of their dates. */
static double
opening_time(const struct timeline *self, const struct event_run *run)
{
    const double delay = number_get(run->event->delay, self->world.draws);
    const double *draws = self->world.draws;
    const double by_date = plan_opens(self->scenario, run->event, draws, 0.0);

    if (self->now <= by_date && (run->plan->waits == 0 || self->now < by_date)) {
        return by_date + delay;
    }
    if (run->event->kind->at_midnight) {
        return plan_opens(self->scenario, run->event, draws, num_floor(self->now) + 1.0) + delay;
    }
    return delay > 0.0 ? num_floor(self->now) + delay : self->now;
}

static void
schedule_opening(struct timeline *self, struct event_run *run)
{
    const enum moment_order order = run->event->kind->at_midnight ? MOMENT_VOTE : MOMENT_OPENING;

    timeline_push(self, (struct moment){ .time = opening_time(self, run),
                            .order = order,
                            .index = run->index,
                            .what = WHAT_OPEN });
}

static void
open_event(struct event_run *run)
{
    if (run->state != EVENT_WAITING) {
        return;
    }
    run->state = EVENT_OPEN;
    run->opened = run->timeline->now;
    run->since = run->timeline->now;
    timeline_note(run->timeline, (struct note){ .kind = NOTE_OPENED, .who = run->index });
    if (run->event->kind->clocked) {
        hazard_stretches(run);
    }
    run->event->kind->open(run, run->event->own);
    if (run->event->kind->clocked && run->state == EVENT_OPEN) {
        hazard_update(run);
    }
}

static void
push_round(struct timeline *self, int t, double time)
{
    timeline_push(self, (struct moment){ .time = time, .order = MOMENT_ROUND, .index = t });
}

/* The latest of its date and the midnight after its event, and the delay. */
static void
first_round(struct timeline *self, int t)
{
    const struct talk *talk = &self->scenario->talks[t];
    const double by_date = number_given(talk->first) ? number_get(talk->first, self->world.draws) -
                                                           (double)self->scenario->start
                                                     : 0.0;
    const double next = num_floor(self->now) + 1.0;
    const double opens = talk->after.index >= 0 && next > by_date ? next : by_date;

    push_round(self, t, opens + number_get(talk->delay, self->world.draws));
}

/* ---- consequences ---- */

double
timeline_time(const struct timeline *self, int event, int part)
{
    const struct event_run *run = &self->events[event];

    return part == 0 ? run->happened : part < 0 ? run->failed : run->done[part - 1];
}

/* Events whose hazards look at this one, the event itself included. */
static void
update_watchers(struct timeline *self, const struct event_run *run)
{
    for (int k = 0; k < run->plan->watchers.n; k++) {
        struct event_run *watcher = &self->events[run->plan->watchers.items[k]];
        if (watcher->state != EVENT_OPEN || !watcher->event->kind->clocked) {
            continue;
        }
        if (watcher->plan->heeds_events) {
            hazard_update_players(watcher);
        } else {
            hazard_update(watcher);
        }
    }
}

static void
open_waiters(struct timeline *self, const struct event_run *run, int part)
{
    for (int k = 0; k < run->plan->opens_events.n; k++) {
        const struct waiter *waiter = &run->plan->opens_events.items[k];
        struct event_run *other = &self->events[waiter->who];
        if (waiter->part != part || (waiter->any && other->any_met)) {
            continue;
        }
        other->any_met = other->any_met || waiter->any;
        if (--other->waits == 0 && other->state == EVENT_WAITING) {
            schedule_opening(self, other);
        }
    }
    for (int k = 0; k < run->plan->opens_talks.n; k++) {
        if (run->plan->opens_talks.items[k].part == part) {
            first_round(self, run->plan->opens_talks.items[k].who);
        }
    }
}

/* Weighs anew those who acted, and all, whose capabilities a counter reads. */
static void
weigh(struct timeline *self, int c)
{
    const struct counter *counter = &self->plan->counters[c];
    const struct event_run *about = &self->events[counter->about];
    struct share *share = &self->weighed[c];

    *share = (struct share){ 0.0, 0.0 };
    for (int k = 0; k < counter->members.n; k++) {
        const int actor = counter->members.items[k], player = about->plan->player_of[actor];
        const double capability = self->world.capability[actor];
        share->all += capability;
        share->acted += player >= 0 && about->acted[player] < HUGE_VAL ? capability : 0.0;
    }
}

/* Positions, saliences, capabilities or attributes have changed: hazards that read them change at
 * once. */
static void
update_readers(struct timeline *self)
{
    for (int c = 0; c < self->scenario->n_counters; c++) {
        weigh(self, c);
    }
    for (int e = 0; e < self->scenario->n_events; e++) {
        struct event_run *run = &self->events[e];
        const bool reads = run->plan->watches_positions || self->scenario->n_copies > 0;
        if (reads && run->state == EVENT_OPEN && run->event->kind->clocked) {
            hazard_update_players(run);
        }
    }
}

static void
apply_shock(struct timeline *self, const struct event_run *run, int k)
{
    const struct shock *shock = (const struct shock *)run->event->shocks.items + k;
    const double before = shock_value(shock, &self->world);

    shock_apply(shock, &self->world);
    timeline_note(self,
        (struct note){ NOTE_SHOCK, run->index, k, { before, shock_value(shock, &self->world) } });
}

/* What the event changes at once, and what is due later. */
static void
shake(struct timeline *self, const struct event_run *run)
{
    const struct shock *shocks = run->event->shocks.items;
    bool changed = false;

    for (int k = 0; k < run->event->shocks.n; k++) {
        const double delay = number_get(shocks[k].delay, self->world.draws);
        if (delay > 0.0) {
            timeline_push(self, (struct moment){ .time = num_floor(self->now) + delay,
                                    .order = MOMENT_SHOCK,
                                    .index = run->index,
                                    .what = k });
        } else {
            apply_shock(self, run, k);
            changed = true;
        }
    }
    if (changed) {
        update_readers(self);
    }
}

static void
close_event(struct timeline *self, int e, int by)
{
    if (self->events[e].state != EVENT_CLOSED) {
        timeline_note(self, (struct note){ .kind = NOTE_CLOSED, .who = e, .what = by });
    }
    event_close(&self->events[e]);
}

static void
close_talks(struct timeline *self, int t, enum talks_end why)
{
    if (!self->talks[t].closed) {
        timeline_note(self, (struct note){ .kind = NOTE_TALKS_END, .who = t, .what = (int)why });
    }
    self->talks[t].closed = true;
}

void
timeline_moment(struct timeline *self, struct event_run *run, int part)
{
    if (part == 0) {
        shake(self, run);
        for (int k = 0; k < run->plan->closes.n; k++) {
            close_event(self, run->plan->closes.items[k], run->index);
        }
    }
    for (int k = 0; k < run->plan->closes_talks.n; k++) {
        if (run->plan->closes_talks.items[k].part == part) {
            close_talks(self, run->plan->closes_talks.items[k].who, TALKS_EVENT);
        }
    }
    open_waiters(self, run, part);
    update_watchers(self, run);
}

/* An act matters to those alone who are tied to the actor. */
static void
expose(struct timeline *self, int c, int player)
{
    const struct exposure *exposure = &self->exposed[c];
    const struct column *column = &exposure->columns[player];

    for (int k = 0; k < column->n; k++) {
        exposure->shares[column->players[k]] += column->shares[k];
    }
}

void
timeline_acted(struct timeline *self, struct event_run *run, int player)
{
    const int actor = run->event->players[player];

    for (int k = 0; k < run->plan->refers.n; k++) {
        const int c = run->plan->refers.items[k];
        const struct counter *counter = &self->plan->counters[c];
        self->adopted[c] +=
            counter->group < 0 || self->scenario->groups[counter->group].member[actor];
        weigh(self, c);
        if (counter->columns != NULL) {
            expose(self, c, player);
        }
    }
    for (int k = 0; k < run->plan->refers.n; k++) {
        const int c = run->plan->refers.items[k];
        struct event_run *tied = &self->events[self->plan->counters[c].event];
        if (self->exposed[c].columns != NULL && tied->state == EVENT_OPEN) {
            hazard_update_tied(tied, &self->exposed[c].columns[player]);
        }
    }
    if (run->happened < HUGE_VAL) {
        update_watchers(self, run); /* the first act does so as the event's moment */
    }
}

/* ---- talks ---- */

static void
fail(struct timeline *self, const char *why)
{
    self->failure = why;
}

/* Those who are tied to nobody at the table listen by weight, as everybody does without ties. */
static void
look_at_weights(struct sitting *sitting)
{
    const size_t n = sitting->ties != NULL ? (size_t)sitting->n : 0;
    double sum = 0.0;

    for (size_t k = 0; k < n; k++) {
        sum += sitting->capability[k] * sitting->salience[k];
    }
    for (size_t k = 0; k < n; k++) {
        for (size_t j = 0; j < n && sitting->alone[k]; j++) {
            sitting->ties[k * n + j] = sitting->capability[j] * sitting->salience[j] / sum;
        }
    }
}

/* What the model is to see now. */
static void
look(struct timeline *self, const struct talk *talk, int i, struct sitting *sitting)
{
    const struct world *world = &self->world;
    const int row = talk->issues.items[i].index * self->scenario->n_actors;

    for (int k = 0; k < sitting->n; k++) {
        const int actor = talk->actors.items[sitting->seats[k]].index;
        sitting->capability[k] = world->capability[actor];
        sitting->position[k] = world->position[row + actor];
        sitting->origin[k] = world->origin[row + actor];
        sitting->salience[k] = world->salience[row + actor];
        sitting->stubbornness[k] = world->stubbornness[row + actor];
    }
    look_at_weights(sitting);
}

/* The model's parameters in this world: drawn numbers take the place of their middles. */
static void
draw_parameters(struct timeline *self, struct talk_run *run)
{
    const struct model *model = run->talk->model;

    if (model->params_size == 0) {
        return;
    }
    memcpy(run->own, run->talk->own, model->params_size);
    for (const struct param *row = model->params; row != NULL && row->key != NULL; row++) {
        if (row->type == PARAM_NUMBER) {
            struct number *number = (void *)((char *)run->own + row->offset);
            number->value = number_get(*number, self->world.draws);
        }
    }
}

/* Puts the positions in view on record as those after `round` rounds, with the settlement. */
static void
put_on_record(struct timeline *self, struct talk_run *run, int i, int round)
{
    const struct talk *talk = run->talk;
    const struct sitting *sitting = &run->sittings[i];
    const double settlement = talk->model->settlement != NULL
                                  ? talk->model->settlement(run->own, &sitting->view, 0)
                                  : model_weighted_mean(&sitting->view, 0);
    double *row =
        run->record + (size_t)round * row_width(talk) + (size_t)i * (size_t)(talk->actors.n + 1);

    if (isnan(settlement)) {
        fail(self, "the talks have no settlement: all weights are zero");
    }
    for (int k = 0; k < sitting->n; k++) {
        row[sitting->seats[k]] = sitting->position[k];
    }
    row[talk->actors.n] = settlement;
    world_settle(&self->world, talk->issues.items[i].index, settlement);
}

static void
begin_talk(struct timeline *self, struct talk_run *run)
{
    run->began = true;
    draw_parameters(self, run);
    for (int i = 0; i < run->talk->issues.n; i++) {
        struct sitting *sitting = &run->sittings[i];
        if (sitting->ties != NULL && self->plan->ties_drawn) {
            tie_sitting(self, sitting);
        }
        look(self, run->talk, i, sitting);
        put_on_record(self, run, i, 0);
        if (run->talk->model->start != NULL) {
            run->talk->model->start(run->own, &sitting->view, sitting->state);
        }
    }
    timeline_note(self, (struct note){ .kind = NOTE_TALKS_BEGIN, .who = (int)(run - self->talks) });
}

static bool
over(const struct timeline *self, const struct talk_run *run)
{
    const struct when *until = &run->talk->until;

    return run->closed ||
           (number_given(until->date) && self->now >= number_get(until->date, self->world.draws) -
                                                          (double)self->scenario->start);
}

/* One round on one issue. */
static enum model_move
hold_sitting(struct timeline *self, int t, int i)
{
    struct talk_run *run = &self->talks[t];
    const struct talk *talk = run->talk;
    struct sitting *sitting = &run->sittings[i];
    const int row = talk->issues.items[i].index * self->scenario->n_actors;
    enum model_move move = MODEL_STILL;

    look(self, talk, i, sitting);
    if (talk->model->step != NULL) {
        move = talk->model->step(run->own, &sitting->view, sitting->state, sitting->next);
        if (move == MODEL_FAILED) {
            fail(self, "the model of the talks gave no answer");
            return move;
        }
    }
    timeline_note(self, (struct note){ NOTE_SITTING, t, i, { (double)(run->round + 1) } });
    if (talk->model->step != NULL) {
        for (int k = 0; k < sitting->n; k++) {
            sitting->position[k] = sitting->next[k];
            self->world.position[row + talk->actors.items[sitting->seats[k]].index] =
                sitting->next[k];
        }
    }
    put_on_record(self, run, i, run->round + 1);
    return move;
}

/* The talks end in a circle when no issue moves on, and on one at least the positions go round. */
static void
hold_round(struct timeline *self, int t)
{
    struct talk_run *run = &self->talks[t];
    bool moved = false, cycled = false;

    if (over(self, run)) {
        close_talks(self, t, TALKS_DATE);
        return;
    }
    if (!run->began) {
        begin_talk(self, run);
    }
    for (int i = 0; i < run->talk->issues.n && self->failure == NULL; i++) {
        const enum model_move move = hold_sitting(self, t, i);
        moved = moved || move == MODEL_MOVED;
        cycled = cycled || move == MODEL_CYCLE;
    }
    run->round++;
    timeline_note(self, (struct note){ .kind = NOTE_ROUND, .who = t, .what = run->round });
    update_readers(self);
    if (cycled && !moved) {
        run->cycled = true;
        close_talks(self, t, TALKS_CYCLE);
    } else if (run->round < run->talk->rounds) {
        push_round(self, t, self->now + (double)run->talk->every);
    } else {
        close_talks(self, t, TALKS_ROUNDS);
    }
}

/* Rounds that were not held are on record with what the talks came to before. */
static void
complete_record(struct talk_run *run)
{
    const size_t width = row_width(run->talk);

    for (int r = run->round + 1; r <= run->talk->rounds && run->began; r++) {
        memcpy(run->record + (size_t)r * width, run->record + (size_t)(r - 1) * width,
            width * sizeof(double));
    }
}

/* ---- the loop ---- */

/* Nobody has acted. */
static void
reset_counters(struct timeline *self)
{
    memset(self->adopted, 0, (size_t)self->scenario->n_counters * sizeof(int));
    for (int c = 0; c < self->scenario->n_counters; c++) {
        const struct counter *counter = &self->plan->counters[c];
        const struct exposure *exposure = &self->exposed[c];
        weigh(self, c);
        if (exposure->shares != NULL) {
            memset(exposure->shares, 0,
                (size_t)self->scenario->events[counter->event].n_players * sizeof(double));
        }
        if (exposure->drawn != NULL) {
            plan_tie(self->plan, self->scenario, self->world.draws, counter, exposure->drawn,
                exposure->room);
        }
    }
}

static void
reset(struct timeline *self)
{
    self->now = 0.0;
    self->n_queue = 0;
    self->failure = NULL;
    for (int e = 0; e < self->scenario->n_events; e++) {
        struct event_run *run = &self->events[e];
        run->state = EVENT_WAITING;
        run->waits = run->plan->waits;
        run->any_met = false;
        run->opened = run->happened = run->failed = run->closed = HUGE_VAL;
        run->attempts = run->n_acted = run->n_heap = run->stretch = run->n_held = 0;
        run->used = run->since = run->rate = 0.0;
        run->change = HUGE_VAL;
        for (int p = 0; p < run->event->n_players; p++) {
            run->acted[p] = HUGE_VAL;
        }
        for (int k = 0; k < 3 * run->event->n_parts; k++) {
            run->begin[k] = HUGE_VAL; /* begin, end and done stand in a row */
        }
        if (run->waits == 0) {
            schedule_opening(self, run);
        }
    }
    reset_counters(self);
    for (int t = 0; t < self->scenario->n_talks; t++) {
        struct talk_run *run = &self->talks[t];
        run->round = 0;
        run->began = run->closed = run->cycled = false;
        for (size_t k = 0; k < ((size_t)run->talk->rounds + 1) * row_width(run->talk); k++) {
            run->record[k] = PARAM_NONE;
        }
        if (run->talk->after.index < 0) {
            first_round(self, t);
        }
    }
}

void
timeline_rewind(struct timeline *self)
{
    self->run = 0;
    world_middle(&self->world);
    reset(self);
}

/* The earliest ring or change among open clocked events; HUGE_VAL: none. *ring tells which it is.
 */
static double
next_clock(const struct timeline *self, struct event_run **event, bool *ring)
{
    double earliest = HUGE_VAL;

    *event = NULL;
    for (int e = 0; e < self->scenario->n_events; e++) {
        struct event_run *run = &self->events[e];
        if (run->state != EVENT_OPEN || run->n_heap == 0) {
            continue;
        }
        const double rings = hazard_next(run);
        const double time = rings < run->change ? rings : run->change;
        if (time < earliest) {
            earliest = time;
            *event = run;
            *ring = rings < run->change;
        }
    }
    return earliest;
}

static void
take_moment(struct timeline *self)
{
    const struct moment moment = pop(self);
    struct event_run *run = NULL;

    BUG_IF(moment.time < self->now); /* time goes one way */
    self->now = moment.time;
    if (moment.order == MOMENT_ROUND) {
        hold_round(self, moment.index);
        return;
    }
    run = &self->events[moment.index];
    if (moment.order == MOMENT_SHOCK) {
        apply_shock(self, run, moment.what);
        update_readers(self);
    } else if (moment.what == WHAT_OPEN) {
        open_event(run);
    } else if (run->state == EVENT_OPEN) {
        run->event->kind->due(run, run->event->own, moment.what);
    }
}

enum status
timeline_play(struct timeline *self, uint32_t run)
{
    struct event_run *event = NULL;
    bool ring = false;

    self->run = run;
    world_draw(&self->world, run, self->uniforms);
    reset(self);
    while (self->failure == NULL) {
        if (self->stop != NULL && atomic_load_explicit(self->stop, memory_order_relaxed)) {
            return ERR_INTERRUPT;
        }
        const double clock = next_clock(self, &event, &ring);
        /* Changes of hazard come before moments of the same midnight, rings after them. */
        if (self->n_queue > 0 &&
            (ring ? self->queue[0].time <= clock : self->queue[0].time < clock)) {
            take_moment(self);
        } else if (clock < self->end) {
            self->now = clock > self->now ? clock : self->now;
            if (ring) {
                event->event->kind->ring(event, event->event->own, hazard_take(event));
            } else {
                hazard_update_players(event);
            }
        } else {
            break;
        }
    }
    for (int t = 0; t < self->scenario->n_talks && self->failure == NULL; t++) {
        complete_record(&self->talks[t]);
    }
    return self->failure == NULL ? OK : ERR_RUN;
}

/* ---- curves ---- */

struct curve
timeline_curve(const struct timeline *self, int event)
{
    const struct event_run *run = &self->events[event];
    const struct event_kind *kind = run->event->kind;
    const double ceiling =
        kind->ceiling != NULL ? number_get(kind->ceiling(run->event->own), self->world.draws) : 0.0;

    return (struct curve){ run->begin, run->end, run->closed, isnan(ceiling) ? 0.0 : ceiling };
}

static double
height_of(const struct event *event, const struct curve *curve, double time)
{
    if (event->kind->level == NULL) {
        return 0.0;
    }
    return event->kind->level(
        event->own, curve->begin, curve->end, time < curve->closed ? time : curve->closed);
}

double
timeline_level(const struct scenario *scenario, const struct curve *curves, int event, double time)
{
    double level =
        curves[event].ceiling * height_of(&scenario->events[event], &curves[event], time);

    for (int e = 0; e < scenario->n_events; e++) {
        const struct event *other = &scenario->events[e];
        if (other->kind->replaces != NULL && other->kind->replaces(other->own).index == event) {
            level *= 1.0 - height_of(other, &curves[e], time);
        }
    }
    return level;
}
