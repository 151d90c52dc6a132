/* event: the life of one event in one run: what kinds may ask and do. See event.h. */
#include "event.h"

#include <math.h>

#include "hazard.h"
#include "rng.h"
#include "timeline.h"

#define EVENT_KIND(name) extern const struct event_kind event_kind_##name;
#include "../models/list.h"

static const struct event_kind *const kinds[] = {
#define EVENT_KIND(name) &event_kind_##name,
#include "../models/list.h"
};

const struct event_kind *
event_kind_at(int k)
{
    return k < (int)(sizeof(kinds) / sizeof(kinds[0])) ? kinds[k] : NULL;
}

/* ---- what a kind may ask ---- */

double
event_now(const struct event_run *run)
{
    return run->timeline->now;
}

const double *
event_draws(const struct event_run *run)
{
    return run->timeline->world.draws;
}

int
event_n_players(const struct event_run *run)
{
    return run->event->n_players;
}

int
event_attempt(const struct event_run *run)
{
    return run->attempts;
}

double
event_position(const struct event_run *run, int player, int issue)
{
    const struct timeline *timeline = run->timeline;

    return timeline->world
        .position[issue * timeline->scenario->n_actors + run->event->players[player]];
}

double
event_reference(const struct event_run *run, int issue)
{
    return run->timeline->scenario->issues[issue].reference;
}

double
event_factor(const struct event_run *run, const struct list *terms)
{
    const struct term *items = terms->items;
    double exponent = 0.0;

    for (int k = 0; k < terms->n; k++) {
        exponent += hazard_exponent(run, &items[k], -1);
    }
    return hazard_factor(exponent);
}

double
event_next_date(const struct event_run *run)
{
    const struct timeline *timeline = run->timeline;
    const struct event *event = run->event;
    const double *draws = timeline->world.draws;
    const double delay = number_get(event->delay, draws);

    for (int k = 0; k < event->on.n; k++) {
        const double day = number_get(event->on.items[k], draws) + delay;
        if (day - (double)timeline->scenario->start > timeline->now) {
            return day - (double)timeline->scenario->start;
        }
    }
    return HUGE_VAL;
}

const struct list *
event_terms(const struct event_run *run)
{
    return &run->event->terms;
}

static uint64_t
key_of(const struct event_run *run, int player)
{
    return run->event->keys[player >= 0 ? player : run->event->n_players];
}

/* Index 0 of a player's numbers is its clock. */
double
event_uniform(const struct event_run *run, int player, uint32_t index)
{
    return rng_uniform(
        run->timeline->scenario->seed, run->timeline->run, key_of(run, player), index + 1);
}

double
event_normal(const struct event_run *run, int player, uint32_t index)
{
    return rng_normal(
        run->timeline->scenario->seed, run->timeline->run, key_of(run, player), index + 1);
}

double
event_part_uniform(const struct event_run *run, int part, uint32_t index)
{
    const uint64_t key = run->event->keys[run->event->n_players + 1 + part];

    return rng_uniform(run->timeline->scenario->seed, run->timeline->run, key, index);
}

const struct body *
event_body(const struct event_run *run)
{
    return run->event->body;
}

double *
event_room(const struct event_run *run)
{
    return run->room;
}

/* ---- what a kind may do ---- */

void
event_start_clocks(struct event_run *run)
{
    hazard_start(run);
}

void
event_happen(struct event_run *run)
{
    if (run->happened == HUGE_VAL) {
        run->happened = run->timeline->now;
        timeline_note(run->timeline, (struct note){ .kind = NOTE_HAPPENED, .who = run->index });
        timeline_moment(run->timeline, run, 0);
    }
}

void
event_act(struct event_run *run, int player)
{
    timeline_note(
        run->timeline, (struct note){ .kind = NOTE_ACTS, .who = run->index, .what = player });
    run->acted[player] = run->timeline->now;
    run->order[run->n_acted++] = player;
    timeline_acted(run->timeline, run, player);
    event_happen(run);
}

void
event_fail(struct event_run *run, int part)
{
    run->attempts++;
    timeline_note(
        run->timeline, (struct note){ .kind = NOTE_FAILED, .who = run->index, .what = part });
    if (run->failed == HUGE_VAL) {
        run->failed = run->timeline->now;
        timeline_moment(run->timeline, run, -1);
    }
}

void
event_close(struct event_run *run)
{
    if (run->state != EVENT_CLOSED) {
        run->state = EVENT_CLOSED;
        run->closed = run->timeline->now;
        run->n_heap = 0;
        run->rate = 0.0;
        run->change = HUGE_VAL;
    }
}

void
event_schedule(struct event_run *run, double time, int what)
{
    timeline_push(
        run->timeline, (struct moment){ .time = time,
                           .order = run->event->kind->at_midnight ? MOMENT_VOTE : MOMENT_OPENING,
                           .index = run->index,
                           .what = what });
}

void
event_begin_part(struct event_run *run, int part, double end)
{
    run->begin[part] = run->timeline->now;
    run->end[part] = end;
    timeline_note(run->timeline, (struct note){ NOTE_PART_BEGINS, run->index, part, { end } });
}

void
event_move_part(struct event_run *run, int part, double end)
{
    run->end[part] = end;
    timeline_note(run->timeline, (struct note){ NOTE_PART_MOVED, run->index, part, { end } });
}

void
event_end_part(struct event_run *run, int part)
{
    run->end[part] = run->timeline->now;
    run->done[part] = run->timeline->now;
    timeline_note(
        run->timeline, (struct note){ .kind = NOTE_PART_ENDED, .who = run->index, .what = part });
    timeline_moment(run->timeline, run, part + 1);
}

void
event_ballot(struct event_run *run, int player, int ballot, double yes, double no)
{
    struct timeline *timeline = run->timeline;

    timeline_note(
        timeline, (struct note){ NOTE_BALLOT, run->index, player, { (double)ballot, yes, no } });
    timeline->ballots[3 * (timeline->plan->first_player[run->index] + player) + (1 - ballot)]++;
}

void
event_tally_vote(struct event_run *run, double share_yes, double chance)
{
    if (run->n_held == 0) {
        run->chance = chance;
    }
    run->n_held++;
    run->share_yes = share_yes;
    timeline_note(run->timeline, (struct note){ NOTE_VOTED, run->index, 0, { share_yes, chance } });
}
