/* event: what a kind of event is, and what it can do.
 *
 * A kind of event is one constant in models/NAME.c and one line in models/list.h. The timeline
 * opens an event when its conditions hold and tells the kind what happens; the kind answers by
 * calling the functions below. Time is in days since the midnight that begins the scenario's first
 * day; a date is the day it falls in.
 *
 * Thread-safety: a kind has no state; a struct event_run belongs to the thread of its run. Nothing
 * here allocates, prints, or calls libm. */
#ifndef PARLEY_EVENT_H
#define PARLEY_EVENT_H

#include "param.h"

/* One event in one run. Opaque to kinds. */
struct event_run;

struct event_kind {
    const char *name;
    const char *summary;        /* one sentence */
    const struct param *params; /* keys of its own */
    size_t params_size;
    /* The key that says who takes part: a name or names of actors, a group, or a body. They are the
     * event's players, numbered from 0. NULL: nobody. */
    const char *players;
    bool clocked;     /* each player has a clock: the event states a base rate and may have terms */
    bool has_terms;   /* the event may have terms (clocked ones always may) */
    bool at_midnight; /* opens at a midnight, after the rounds of that midnight */
    bool many;        /* more than one player may act: how many have is worth counting */
    const char *failure; /* NULL, or why NAME.failed can happen, for help */
    /* The number of its parts (stages), and the name and label of one. NULL: no parts. */
    int (*n_parts)(const void *params);
    const char *(*part_name)(const void *params, int part);
    const char *(*part_label)(const void *params, int part);
    /* Looks for mistakes that rows of a table cannot express; place is the event's. NULL: none. */
    void (*check)(const void *params, const struct place *place, const char *path, struct err *err);
    void (*open)(struct event_run *run, const void *params);
    /* The clock of a player rang. NULL when not clocked. */
    void (*ring)(struct event_run *run, const void *params, int player);
    /* A moment scheduled by event_schedule has come. NULL: never schedules. */
    void (*due)(struct event_run *run, const void *params, int what);
    /* What stands in place at a time, 0 to 1 of the ceiling, given the times at which parts began
     * and end (HUGE_VAL: not yet). NULL: the kind has no curve. */
    double (*level)(const void *params, const double *begin, const double *end, double time);
    struct number (*ceiling)(const void *params); /* of the curve; not given: none */
    struct ref (*replaces)(const void *params); /* the event whose curve falls as this one rises */
};

enum term_kind {
    TERM_POSITION,
    TERM_SETTLEMENT,
    TERM_SUPPORT,
    TERM_ADOPTED,
    TERM_HAPPENED,
    TERM_ELAPSED,
    TERM_DATE,
    TERM_ATTRIBUTE,
    TERM_STAKE,
    TERM_DISTANCE,
    TERM_WEEKDAY,
    TERM_FRAILTY,
};

enum adopted_weigh { ADOPTED_HEADS, ADOPTED_CAPABILITY };
enum frailty_each { FRAILTY_ACTOR, FRAILTY_GROUP };

/* One factor of a hazard: times^((value - relative_to) / per); of frailty, e^(sd times a normal).
 */
struct term {
    const char *name;
    int kind; /* enum term_kind */
    struct number times, coef, relative_to, per;
    bool log;
    struct ref only; /* group; others are not touched by the term */
    /* By kind. */
    struct ref issue, event, group;
    struct number at_least, at_most, half_life;
    struct dates on;
    struct number from, until; /* days since 1970 */
    double days[2];            /* with `event`: from so many days after it, to so many */
    int weekdays;              /* bit k: the k-th day of the week, from Monday */
    const char *attribute;
    struct number missing, sd;
    bool ties; /* those who acted count by one's ties to them */
    int weigh; /* enum adopted_weigh */
    int each;  /* enum frailty_each */
    /* Computed. */
    int column;           /* of the scenario's attributes */
    int counter;          /* of who adopted, for TERM_ADOPTED; else -1 */
    double log_times;     /* the coefficient when it is certain, else NAN */
    const uint64_t *keys; /* names of the random numbers of TERM_FRAILTY: one per player, or one */
    int n_keys;
};

/* The keys of a term: models with lists of terms use it as the schema of a row. */
extern const struct schema hazard_term_schema;

/* The k-th kind in models/list.h, NULL past the last. */
const struct event_kind *event_kind_at(int k);

/* ---- what a kind may ask ---- */

double event_now(const struct event_run *run);          /* days since the start */
const double *event_draws(const struct event_run *run); /* this world's draws, for number_get */
int event_n_players(const struct event_run *run);
int event_attempt(const struct event_run *run); /* failures so far */

/* A player's position now on an issue, 0 to 1. */
double event_position(const struct event_run *run, int player, int issue);

/* The issue's reference point, 0 to 1. */
double event_reference(const struct event_run *run, int issue);

/* The product of times^((value - relative_to) / per) over a list of terms, now. */
double event_factor(const struct event_run *run, const struct list *terms);

/* The next of the event's dates `on` after today, with its delay; HUGE_VAL: there is none. */
double event_next_date(const struct event_run *run);

/* The event's own terms. */
const struct list *event_terms(const struct event_run *run);

/* Random numbers of this event in this run: functions of (seed, run, event, player, index). A
 * player of -1 is the event itself. */
double event_uniform(const struct event_run *run, int player, uint32_t index);
double event_normal(const struct event_run *run, int player, uint32_t index);
double event_part_uniform(const struct event_run *run, int part, uint32_t index);

#define BODY_MEMBERS_MAX 1000
#define BODY_VOTES_MAX 10000 /* of all members */

/* A body that votes: its members are the event's players, in order. */
struct member {
    struct ref actor;
    int64_t votes; /* at least 1, cast together */
    bool veto;     /* its "no" defeats a motion */
    /* Probabilities in place of the vote's formula; not given, or both. A draw of abstain is cut to
     * the room that yes leaves; the rest is no. */
    struct number yes, abstain;
};

/* What the chance of passing is worked out on: how many cells each count takes. A count that
 * decides nothing takes one. */
struct body_table {
    int64_t votes;      /* in favour, 0 to needed */
    int64_t abstaining; /* votes, 0 to blocking - 1 */
    int64_t members;    /* in favour, 0 to members_needed */
};

struct body {
    const char *name, *label;
    /* As its author wrote them. */
    int64_t threshold;        /* votes in favour; -1: not given */
    double share;             /* of all votes, in favour, 0..1; NAN: not given */
    double abstain_block;     /* of all votes, abstaining, 0..1; NAN: not given */
    int64_t members_needed;   /* in favour; 0: any */
    struct list members;      /* of struct member; after scenario_load those of the group too */
    struct ref members_group; /* each of whom has one vote */
    /* What a motion needs, in votes: body.c works it out. */
    int64_t votes;    /* of all members */
    int64_t needed;   /* in favour */
    int64_t blocking; /* so many abstaining defeat it; above `votes`: abstention never does */
    struct body_table table;
};
const struct body *event_body(const struct event_run *run);

/* Scratch for the body's table: votes x abstaining x members doubles. NULL without a body. */
double *event_room(const struct event_run *run);

/* ---- what a kind may do ---- */

void event_start_clocks(struct event_run *run); /* one per player, each with its own draw */
void event_act(
    struct event_run *run, int player);   /* the player acts now; the first act is the event */
void event_happen(struct event_run *run); /* the event happens now, without an actor */
/* The moment NAME.failed comes, perhaps again; part: the stage that failed, else 0. */
void event_fail(struct event_run *run, int part);
void event_close(struct event_run *run);                           /* nothing more comes of it */
void event_schedule(struct event_run *run, double time, int what); /* calls due then */
/* A part begins now and is planned to end then; its end is moved; it ends now. */
void event_begin_part(struct event_run *run, int part, double end);
void event_move_part(struct event_run *run, int part, double end);
void event_end_part(struct event_run *run, int part);
/* A ballot cast: 1 yes, 0 abstention, -1 no, and how likely yes and no were; then the exact chance
 * of passing, as it was just before. */
void event_ballot(struct event_run *run, int player, int ballot, double yes, double no);
void event_tally_vote(struct event_run *run, double share_yes, double chance);

#endif
