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

/* Those to whom the acts of one player matter, and by how much. */
struct column {
    int n;
    int *players;
    double *shares;
};

/* What a term of kind adopted counts. */
struct counter {
    const struct term *term;
    int event;              /* in whose terms it stands */
    int about;              /* whose acts it counts */
    int group;              /* only those of its members count; -1: all who can act */
    int size;               /* how many count */
    struct ints members;    /* the actors who count, in order of name; none unless it weighs them */
    struct column *columns; /* by ties: one per player of `about`; NULL: not by ties. Filled in here
                             * unless ties are drawn. */
};

struct event_plan {
    int waits;                   /* conditions other than dates */
    struct waiters opens_events; /* events that wait for this one */
    struct waiters opens_talks, closes_talks;
    struct ints closes;   /* events that end when this one happens: closes, and rivals both ways */
    struct ints watchers; /* events whose hazard looks at this one's moments or adopters, but by
                             ties alone */
    struct ints refers;   /* counters of this event's adopters */
    int *player_of;       /* per actor: which player it is, -1: none. NULL when nothing refers */
    int *named;           /* players in order of name; the same */
    const struct term *const *common;   /* terms alike for all players */
    const struct term *const *personal; /* terms that differ from player to player */
    int n_common, n_personal;
    int n_fixed;            /* of the personal ones, the first: they never change in a run */
    bool watches_positions; /* a term reads positions, saliences or capabilities */
    bool heeds_events;      /* a personal term can change when somebody acts, but by ties alone */
    bool watches_personal;  /* a personal term can change while a clock runs, but by ties alone */
    bool daily;             /* a term changes at every midnight */
    bool weekly;            /* a term changes with the day of the week */
};

struct plan {
    struct event_plan *events;
    struct counter *counters;
    bool ties_drawn;             /* columns are to be filled in for every run */
    int *event_rank, *talk_rank; /* places in order of name: what comes first at one moment */
    int *first_player; /* per event, +1: where its players begin in an array over all events'
                          players */
    int n_players;     /* over all events */
    int *first_part; /* the same for parts; each event has 1 + n_parts + 1 moments: itself, stages,
                        failure */
    int n_parts;
};

/* The first midnight at or after `earliest` at which the event's dates let it open; days from the
 * start. Past the last of its dates `on`, any will do. draws: of the world at hand. */
double plan_opens(const struct scenario *scenario, const struct event *event, const double *draws,
    double earliest);

/* Fills in the columns of a counter by ties, in the world whose draws these are (NULL: nothing is
 * drawn). Where `columns` have no room (players is NULL) they are only counted. `room`: a number
 * per player of the event that the counter is about, twice. */
void plan_tie(const struct plan *self, const struct scenario *scenario, const double *draws,
    const struct counter *counter, struct column *columns, double *room);

enum status plan_init(struct plan *self, const struct scenario *scenario, struct arena *arena,
    struct err *err) MUST_CHECK;

#endif
