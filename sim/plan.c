/* plan: works out who waits for whom. See plan.h. */
#include "plan.h"

#include <math.h>
#include <string.h>

#include "ties.h"

struct builder {
    struct plan *plan;
    const struct scenario *scenario;
    struct arena *arena;
    bool failed; /* memory is exhausted */
};

/* Lists grow one by one; they are short, and built once. */
static void
add_int(struct builder *builder, struct ints *list, int value)
{
    for (int k = 0; k < list->n; k++) {
        if (list->items[k] == value) {
            return;
        }
    }
    if ((list->n & (list->n - 1)) == 0) {
        int *bigger =
            arena_alloc(builder->arena, (size_t)(list->n == 0 ? 1 : 2 * list->n), sizeof(int));
        if (bigger == NULL) {
            builder->failed = true;
            return;
        }
        if (list->n > 0) {
            memcpy(bigger, list->items, (size_t)list->n * sizeof(int));
        }
        list->items = bigger;
    }
    list->items[list->n++] = value;
}

static void
add_waiter(struct builder *builder, struct waiters *list, struct waiter value)
{
    if ((list->n & (list->n - 1)) == 0) {
        struct waiter *bigger =
            arena_alloc(builder->arena, (size_t)(list->n == 0 ? 1 : 2 * list->n), sizeof(*bigger));
        if (bigger == NULL) {
            builder->failed = true;
            return;
        }
        if (list->n > 0) {
            memcpy(bigger, list->items, (size_t)list->n * sizeof(*bigger));
        }
        list->items = bigger;
    }
    list->items[list->n++] = value;
}

double
plan_opens(const struct scenario *scenario, const struct event *event, const double *draws,
    double earliest)
{
    const double start = (double)scenario->start;
    double opens = earliest;

    if (number_given(event->opens) && number_get(event->opens, draws) - start > opens) {
        opens = number_get(event->opens, draws) - start;
    }
    for (int k = 0; k < event->on.n; k++) {
        const double day = number_get(event->on.items[k], draws) - start;
        if (day >= opens) {
            return day;
        }
    }
    return opens;
}

/* Where an event waits, and what it ends. */
static void
link_event(struct builder *builder, int e)
{
    const struct scenario *scenario = builder->scenario;
    const struct event *event = &scenario->events[e];
    struct event_plan *plans = builder->plan->events;

    if (event->after.index >= 0) {
        plans[e].waits++;
        add_waiter(builder, &plans[event->after.index].opens_events,
            (struct waiter){ event->after.part, e, false });
    }
    for (int k = 0; k < event->after_all.n; k++) {
        const struct ref *ref = &event->after_all.items[k];
        plans[e].waits++;
        add_waiter(
            builder, &plans[ref->index].opens_events, (struct waiter){ ref->part, e, false });
    }
    plans[e].waits += event->after_any.n > 0;
    for (int k = 0; k < event->after_any.n; k++) {
        const struct ref *ref = &event->after_any.items[k];
        add_waiter(builder, &plans[ref->index].opens_events, (struct waiter){ ref->part, e, true });
    }
    for (int k = 0; k < event->closes.n; k++) {
        add_int(builder, &plans[e].closes, event->closes.items[k].index);
    }
    /* The event and those that it names are a set of rivals. */
    for (int k = 0; k < event->rivals.n; k++) {
        const int rival = event->rivals.items[k].index;
        add_int(builder, &plans[e].closes, rival);
        add_int(builder, &plans[rival].closes, e);
        for (int j = 0; j < k; j++) {
            add_int(builder, &plans[rival].closes, event->rivals.items[j].index);
            add_int(builder, &plans[event->rivals.items[j].index].closes, rival);
        }
    }
}

static void
link_talk(struct builder *builder, int t)
{
    const struct talk *talk = &builder->scenario->talks[t];

    if (talk->after.index >= 0) {
        add_waiter(builder, &builder->plan->events[talk->after.index].opens_talks,
            (struct waiter){ talk->after.part, t, false });
    }
    if (!number_given(talk->until.date) && talk->until.event.index >= 0) {
        add_waiter(builder, &builder->plan->events[talk->until.event.index].closes_talks,
            (struct waiter){ talk->until.event.part, t, false });
    }
}

/* The terms of a list look at events: whoever owns the list watches them. */
static void
watch_terms(struct builder *builder, int e, const struct list *terms)
{
    struct event_plan *plans = builder->plan->events;
    const struct term *items = terms->items;

    for (int k = 0; k < terms->n; k++) {
        const struct term *term = &items[k];
        const int about = term->event.index >= 0       ? term->event.index
                          : term->kind == TERM_ADOPTED ? e
                                                       : -1;
        if (about >= 0 && !(term->kind == TERM_ADOPTED && term->ties)) {
            add_int(builder, &plans[about].watchers, e);
        }
        if (term->counter >= 0) {
            const int group = term->group.index;
            builder->plan->counters[term->counter] = (struct counter){ .term = term,
                .event = e,
                .about = about,
                .group = group,
                .size = group >= 0 ? builder->scenario->groups[group].n_members
                                   : builder->scenario->events[about].n_players };
            add_int(builder, &plans[about].refers, term->counter);
        }
    }
}

/* Which player an actor is, and the players in order of name: for those who count acts. */
static void
find_players(struct builder *builder, int e)
{
    const struct scenario *scenario = builder->scenario;
    const struct event *event = &scenario->events[e];
    struct event_plan *plan = &builder->plan->events[e];
    int n = 0;

    if (plan->refers.n == 0) {
        return;
    }
    plan->player_of = arena_alloc(builder->arena, (size_t)scenario->n_actors, sizeof(int));
    plan->named = arena_alloc(builder->arena, (size_t)event->n_players, sizeof(int));
    if (plan->player_of == NULL || plan->named == NULL) {
        builder->failed = true;
        return;
    }
    for (int a = 0; a < scenario->n_actors; a++) {
        plan->player_of[a] = -1;
    }
    for (int p = 0; p < event->n_players; p++) {
        plan->player_of[event->players[p]] = p;
    }
    for (int k = 0; k < scenario->n_actors; k++) {
        const int player = plan->player_of[scenario->by_name[k]];
        if (player >= 0) {
            plan->named[n++] = player;
        }
    }
}

/* The actors who count, in order of name, which sums of doubles depend on. */
static void
find_members(struct builder *builder, struct counter *counter)
{
    const struct scenario *scenario = builder->scenario;
    const int *player_of = builder->plan->events[counter->about].player_of;

    if (counter->term->weigh != ADOPTED_CAPABILITY || builder->failed) {
        return;
    }
    counter->members.items = arena_alloc(builder->arena, (size_t)counter->size, sizeof(int));
    if (counter->members.items == NULL) {
        builder->failed = true;
        return;
    }
    for (int k = 0; k < scenario->n_actors; k++) {
        const int a = scenario->by_name[k];
        if (counter->group >= 0 ? scenario->groups[counter->group].member[a] : player_of[a] >= 0) {
            counter->members.items[counter->members.n++] = a;
        }
    }
}

void
plan_tie(const struct plan *self, const struct scenario *scenario, const double *draws,
    const struct counter *counter, struct column *columns, double *room)
{
    const struct event *event = &scenario->events[counter->event];
    const struct event *about = &scenario->events[counter->about];
    const int only = counter->term->only.index;
    double *shares = room;
    int *actors = (int *)(void *)(room + about->n_players);

    for (int q = 0; q < about->n_players; q++) {
        actors[q] = about->players[self->events[counter->about].named[q]];
        columns[q].n = 0;
    }
    for (int p = 0; p < event->n_players; p++) {
        const int a = event->players[p];
        if ((only >= 0 && !scenario->groups[only].member[a]) ||
            !ties_row(scenario, draws, a, actors, about->n_players, false, shares)) {
            continue;
        }
        for (int q = 0; q < about->n_players; q++) {
            struct column *column = &columns[self->events[counter->about].named[q]];
            if (shares[q] > 0.0) {
                if (column->players != NULL) {
                    column->players[column->n] = p;
                    column->shares[column->n] = shares[q];
                }
                column->n++;
            }
        }
    }
}

/* Columns of a counter by ties; those that are drawn are the timeline's. */
static void
find_columns(struct builder *builder, struct counter *counter)
{
    const struct scenario *scenario = builder->scenario;
    const size_t n = (size_t)scenario->events[counter->about].n_players;
    double *room = NULL;

    if (!counter->term->ties || builder->failed) {
        return;
    }
    counter->columns = arena_alloc(builder->arena, n, sizeof(*counter->columns));
    room = arena_alloc(builder->arena, 2 * n, sizeof(double));
    if (counter->columns == NULL || room == NULL) {
        builder->failed = true;
        return;
    }
    if (builder->plan->ties_drawn) {
        return;
    }
    plan_tie(builder->plan, scenario, NULL, counter, counter->columns, room);
    for (size_t q = 0; q < n; q++) {
        struct column *column = &counter->columns[q];
        column->players = arena_alloc(builder->arena, (size_t)column->n, sizeof(int));
        column->shares = arena_alloc(builder->arena, (size_t)column->n, sizeof(double));
        if (column->players == NULL || column->shares == NULL) {
            builder->failed = true;
            return;
        }
    }
    plan_tie(builder->plan, scenario, NULL, counter, counter->columns, room);
}

static void
plan_counters(struct builder *builder)
{
    builder->plan->ties_drawn = ties_are_drawn(builder->scenario);
    for (int e = 0; e < builder->scenario->n_events; e++) {
        find_players(builder, e);
    }
    for (int c = 0; c < builder->scenario->n_counters; c++) {
        find_members(builder, &builder->plan->counters[c]);
        find_columns(builder, &builder->plan->counters[c]);
    }
}

/* Terms that stay what they are from the opening of an event to its end. */
static bool
never_changes(const struct scenario *scenario, const struct term *term)
{
    return (term->kind == TERM_ATTRIBUTE && scenario->n_copies == 0) || term->kind == TERM_FRAILTY;
}

/* A term of a player's own that an act may change for others than those tied to who acts. */
static bool
heeds_events(const struct term *term)
{
    return term->kind == TERM_HAPPENED || term->kind == TERM_ELAPSED || term->kind == TERM_DATE ||
           (term->kind == TERM_ADOPTED && !term->ties);
}

static bool
reads_talks(const struct term *term)
{
    return term->kind == TERM_POSITION || term->kind == TERM_SETTLEMENT ||
           term->kind == TERM_SUPPORT || term->kind == TERM_STAKE || term->kind == TERM_DISTANCE ||
           (term->kind == TERM_ADOPTED && term->weigh == ADOPTED_CAPABILITY);
}

static void
sort_terms(struct builder *builder, int e)
{
    const struct event *event = &builder->scenario->events[e];
    struct event_plan *plan = &builder->plan->events[e];
    const size_t n = (size_t)event->terms.n;
    const struct term **common = arena_alloc(builder->arena, n, sizeof(*common));
    const struct term **personal = arena_alloc(builder->arena, n, sizeof(*personal));
    const struct term *terms = event->terms.items;

    if (common == NULL || personal == NULL) {
        builder->failed = true;
        return;
    }
    for (int k = 0; k < event->terms.n; k++) {
        const struct term *term = &terms[k];
        const bool by_day = term->kind == TERM_ELAPSED ||
                            (term->kind == TERM_HAPPENED && number_given(term->half_life));
        plan->daily = plan->daily || by_day;
        plan->weekly = plan->weekly || term->kind == TERM_WEEKDAY;
        plan->watches_positions = plan->watches_positions || reads_talks(term);
        if (!scenario_term_is_personal(builder->scenario, event, term)) {
            common[plan->n_common++] = term;
        } else if (never_changes(builder->scenario, term)) {
            personal[plan->n_fixed++] = term;
        }
    }
    plan->n_personal = plan->n_fixed;
    for (int k = 0; k < event->terms.n; k++) {
        const struct term *term = &terms[k];
        if (scenario_term_is_personal(builder->scenario, event, term) &&
            !never_changes(builder->scenario, term)) {
            personal[plan->n_personal++] = term;
            plan->watches_personal =
                plan->watches_personal || !(term->kind == TERM_ADOPTED && term->ties);
            plan->heeds_events = plan->heeds_events || heeds_events(term);
        }
    }
    plan->common = common;
    plan->personal = personal;
}

/* How many come before, by name. */
static void
rank_names(struct plan *self, const struct scenario *scenario)
{
    for (int a = 0; a < scenario->n_events; a++) {
        for (int b = 0; b < scenario->n_events; b++) {
            self->event_rank[a] += strcmp(scenario->events[b].name, scenario->events[a].name) < 0;
        }
    }
    for (int a = 0; a < scenario->n_talks; a++) {
        for (int b = 0; b < scenario->n_talks; b++) {
            self->talk_rank[a] += strcmp(scenario->talks[b].name, scenario->talks[a].name) < 0;
        }
    }
}

enum status
plan_init(struct plan *self, const struct scenario *scenario, struct arena *arena, struct err *err)
{
    struct builder builder = { self, scenario, arena, false };
    const size_t n = (size_t)scenario->n_events;

    memset(self, 0, sizeof(*self));
    self->events = arena_alloc(arena, n, sizeof(*self->events));
    self->counters = arena_alloc(arena, (size_t)scenario->n_counters, sizeof(*self->counters));
    self->first_player = arena_alloc(arena, n + 1, sizeof(int));
    self->first_part = arena_alloc(arena, n + 1, sizeof(int));
    self->event_rank = arena_alloc(arena, n, sizeof(int));
    self->talk_rank = arena_alloc(arena, (size_t)scenario->n_talks, sizeof(int));
    if (self->events == NULL || self->counters == NULL || self->first_player == NULL ||
        self->first_part == NULL || self->event_rank == NULL || self->talk_rank == NULL) {
        return err_memory(err);
    }
    rank_names(self, scenario);
    for (int e = 0; e < scenario->n_events; e++) {
        self->first_player[e] = self->n_players;
        self->n_players += scenario->events[e].n_players;
        self->first_part[e] = self->n_parts;
        self->n_parts += scenario->events[e].n_parts + 2;
        link_event(&builder, e);
        sort_terms(&builder, e);
        for (int k = 0; scenario_terms(&scenario->events[e], k) != NULL; k++) {
            watch_terms(&builder, e, scenario_terms(&scenario->events[e], k));
        }
    }
    self->first_player[scenario->n_events] = self->n_players;
    self->first_part[scenario->n_events] = self->n_parts;
    for (int t = 0; t < scenario->n_talks; t++) {
        link_talk(&builder, t);
    }
    if (!builder.failed) {
        plan_counters(&builder);
    }
    return builder.failed ? err_memory(err) : OK;
}
