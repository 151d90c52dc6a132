/* plan: who waits for whom in a scenario: worked out once, read by every run.
 *
 * Thread-safety: read-only after plan_init. */
#ifndef PARLEY_PLAN_H
#define PARLEY_PLAN_H

#include "scenario.h"

struct ints {
    int n;
    int *items;
};

/* Somebody who waits for a moment of an event. */
struct waiter {
    int part; /* of the event waited for */
    int who;  /* event, or talk */
    bool any; /* by after_any */
};

struct waiters {
    int n;
    struct waiter *items;
};

struct event_plan {
    int waits;    /* conditions other than dates */
    double opens; /* the midnight before which it does not open; days from the start */
    struct waiters opens_events; /* events that wait for this one */
    struct waiters opens_talks, closes_talks;
    struct ints closes;   /* events that end when this one happens: closes, and rivals both ways */
    struct ints watchers; /* events whose hazard looks at this one's moments or adopters */
    struct ints refers;   /* counters of this event's adopters */
    const struct term *const *common;   /* terms alike for all players */
    const struct term *const *personal; /* terms that differ from player to player */
    int n_common, n_personal;
    bool watches_positions; /* a common or personal term reads positions */
    bool watches_personal;  /* a personal term can change while a clock runs */
    bool daily;             /* a term changes at every midnight */
};

struct plan {
    struct event_plan *events;
    int *counter_group, *counter_size; /* per counter: the group (-1: all players), its members */
    int *event_rank, *talk_rank;       /* places in order of name: what comes first at one moment */
    int *first_player; /* per event, +1: where its players begin in an array over all events'
                          players */
    int n_players;     /* over all events */
    int *first_part; /* the same for parts; each event has 1 + n_parts + 1 moments: itself, stages,
                        failure */
    int n_parts;
};

enum status plan_init(struct plan *self, const struct scenario *scenario, struct arena *arena,
    struct err *err) MUST_CHECK;

#endif
