/* outcome: reads a history. See outcome.h. */
#include "outcome.h"

#include <math.h>
#include <string.h>

#include "date.h"
#include "num.h"

/* The time of the event, or of the actor's act in it; HUGE_VAL: never. */
static double
time_of(const struct outcome *self, const struct timeline *timeline)
{
    const struct event_run *run = &timeline->events[self->event.index];

    if (self->actor.index < 0) {
        return timeline_time(timeline, self->event.index, self->event.part);
    }
    for (int p = 0; p < run->event->n_players; p++) {
        if (run->event->players[p] == self->actor.index) {
            return run->acted[p];
        }
    }
    return HUGE_VAL;
}

static bool
in_window(const struct outcome *self, const struct scenario *scenario, double time)
{
    if (!(time < HUGE_VAL)) {
        return false;
    }
    const int day = scenario->start + (int)num_floor(time);

    return (self->on == DATE_NONE || day == self->on) &&
           (self->from == DATE_NONE || day >= self->from) &&
           (self->until == DATE_NONE || day <= self->until);
}

static double
read_flag(const struct outcome *self, const struct timeline *timeline)
{
    const double time = time_of(self, timeline);

    if (!in_window(self, timeline->scenario, time)) {
        return 0.0;
    }
    if (self->within_days >= 0) {
        const double of = timeline_time(timeline, self->of.index, self->of.part);
        const double days = num_floor(time) - num_floor(of);
        return of <= time && days <= (double)self->within_days ? 1.0 : 0.0;
    }
    return 1.0;
}

static double
read_count(const struct outcome *self, const struct timeline *timeline)
{
    const struct scenario *scenario = timeline->scenario;
    const struct event_run *run = &timeline->events[self->event.index];
    int n = 0;

    for (int p = 0; p < run->event->n_players; p++) {
        const bool counts = self->group.index < 0 ||
                            scenario->groups[self->group.index].member[run->event->players[p]];
        n += counts && in_window(self, scenario, run->acted[p]);
    }
    return (double)n;
}

/* The last row on record of an actor (or the settlement, -1) on an issue in some talks; 0..1, NAN
 * when there is none. */
static double
last_on_record(const struct talk_run *run, int issue, int actor)
{
    const struct talk *talk = run->talk;
    int i = 0, k = 0;

    while (i < talk->issues.n && talk->issues.items[i].index != issue) {
        i++;
    }
    while (k < talk->actors.n && actor >= 0 && talk->actors.items[k].index != actor) {
        k++;
    }
    if (i == talk->issues.n || (actor >= 0 && k == talk->actors.n)) {
        return PARAM_NONE;
    }
    k = actor >= 0 ? k : talk->actors.n;
    return run->record[((int)talk->rounds * talk->issues.n + i) * (talk->actors.n + 1) + k];
}

static double
read_value(const struct outcome *self, struct timeline *timeline, const struct curve *curves)
{
    const struct scenario *scenario = timeline->scenario;

    if (self->vote.index >= 0) {
        const struct event_run *run = &timeline->events[self->vote.index];
        return run->n_held > 0 ? run->share_yes : PARAM_NONE;
    }
    if (self->event.index >= 0) {
        return timeline_level(
            scenario, curves, self->event.index, (double)(self->on - scenario->start) + 1.0);
    }
    const struct issue *issue = &scenario->issues[self->issue.index];
    double x = 0.0;
    if (self->talk.index >= 0) {
        x = last_on_record(
            &timeline->talks[self->talk.index], self->issue.index, self->actor.index);
    } else if (self->actor.index >= 0) {
        x = timeline->world.position[self->issue.index * scenario->n_actors + self->actor.index];
    } else {
        x = world_settlement(&timeline->world, self->issue.index);
    }
    return scenario_in_units(issue, x);
}

double
outcome_read(const struct outcome *self, struct timeline *timeline, const struct curve *curves)
{
    double time = 0.0;

    switch ((enum outcome_kind)self->kind) {
    case OUTCOME_FLAG:
        return read_flag(self, timeline);
    case OUTCOME_DATE:
        time = time_of(self, timeline);
        return time < HUGE_VAL ? num_floor(time) : PARAM_NONE;
    case OUTCOME_COUNT:
        return read_count(self, timeline);
    case OUTCOME_VALUE:
        break;
    }
    return read_value(self, timeline, curves);
}

bool
outcome_counts(const struct outcome *self, const double *outcomes)
{
    return self->given.index < 0 || outcomes[self->given.index] == 1.0;
}

void
outcome_row(struct timeline *timeline, const struct curve *curves, double *outcomes)
{
    const struct scenario *scenario = timeline->scenario;

    for (int o = 0; o < scenario->n_outcomes; o++) {
        outcomes[o] = outcome_read(&scenario->outcomes[o], timeline, curves);
    }
    /* What an outcome is given is a flag that is given nothing: it stands by now, and stays. */
    for (int o = 0; o < scenario->n_outcomes; o++) {
        if (!outcome_counts(&scenario->outcomes[o], outcomes)) {
            outcomes[o] = PARAM_NONE;
        }
    }
}

int
outcome_bins(const struct outcome *self, const struct scenario *scenario)
{
    switch ((enum outcome_kind)self->kind) {
    case OUTCOME_FLAG:
        return 2;
    case OUTCOME_DATE:
        return scenario->n_days;
    case OUTCOME_COUNT:
        return scenario->events[self->event.index].n_players + 1;
    case OUTCOME_VALUE:
        break;
    }
    return 0;
}

void
outcome_range(
    const struct outcome *self, const struct scenario *scenario, double *low, double *high)
{
    *low = 0.0;
    *high = 1.0;
    if (self->event.index >= 0) {
        const struct event *event = &scenario->events[self->event.index];
        const struct number ceiling = event->kind->ceiling(event->own);
        *high = ceiling.slot < 0 ? ceiling.value
                                 : dist_greatest(&scenario->uncertain[ceiling.slot].dist);
    } else if (self->issue.index >= 0) {
        *low = scenario->issues[self->issue.index].low;
        *high = scenario->issues[self->issue.index].high;
    }
}

const char *
outcome_kind_name(int kind)
{
    static const char *const names[] = { "flag", "date", "count", "value" };

    return names[kind];
}

const char *
outcome_unit(const struct outcome *self, const struct scenario *scenario)
{
    if (self->unit != NULL) {
        return self->unit;
    }
    if (self->kind == OUTCOME_DATE) {
        return "date";
    }
    if (self->kind == OUTCOME_VALUE && self->issue.index >= 0) {
        return scenario->issues[self->issue.index].name;
    }
    return self->kind == OUTCOME_VALUE && self->vote.index >= 0 ? "share" : "";
}
