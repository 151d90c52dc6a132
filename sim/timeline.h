/* timeline: one history: a calendar on which talks move positions and events happen.
 *
 * A run is a pure function of (scenario, seed, run number). Time is continuous, in days since the
 * midnight that begins the first day; nothing is done on a day on which nothing happens. One queue
 * holds the moments that are known (openings, rounds, votes, ends of stages); clocks that may ring
 * are asked for the earliest. At one midnight the order is: changes of hazard by the calendar,
 * openings, shocks, rounds, votes.
 *
 * Everything is allocated by timeline_init. Thread-safety: one thread per timeline. */
#ifndef PARLEY_TIMELINE_H
#define PARLEY_TIMELINE_H

#include <stdatomic.h>

#include "plan.h"
#include "world.h"

enum event_state { EVENT_WAITING, EVENT_OPEN, EVENT_CLOSED };

/* A stretch of days on which an event's base rate is constant. */
struct stretch {
    int from, until; /* days, until excluded */
    double rate;     /* per day */
};

struct event_run {
    struct timeline *timeline;
    const struct event *event;
    const struct event_plan *plan;
    int index;
    enum event_state state;
    int waits;       /* conditions not yet met */
    bool any_met;    /* the condition after_any */
    double opened;   /* HUGE_VAL: not yet, as all times here */
    double happened; /* the first act, the passing vote, the end of the last stage */
    double failed;   /* the first failure */
    double closed;
    int attempts; /* failures so far */
    /* Players: when each acted, and in which order. */
    double *acted;
    int *order;
    int n_acted;
    /* Clocks, when the kind has them. Operational time is the integral of the common rate; the
     * clock of player p rings when it reaches ring[p]. */
    double used; /* operational time since the opening, as of `since` */
    double since;
    double rate;       /* operational time per day, now */
    double change;     /* the midnight at which the rate changes by itself */
    double *ring;      /* per player */
    double *factor;    /* per player: its own terms */
    double *fixed;     /* per player: the exponent of those of its own terms that never change */
    int *heap;         /* players waiting, the earliest ring first */
    int *place;        /* per player: where in the heap, -1: not there */
    int *touched;      /* scratch of hazard.c: players, */
    double *change_of; /* and numbers of theirs */
    int n_heap;
    struct stretch *stretches; /* of `chances` */
    int n_stretches;
    int stretch; /* the one at hand */
    /* Parts: begin, planned or actual end, actual end. */
    double *begin, *end, *done;
    /* Votes. */
    int n_held;
    double share_yes, chance; /* of the last vote held; of the first */
    double *room;             /* the body's table; NULL when nobody votes */
};

/* One issue of some talks, and those at the table who have a position on it. */
struct sitting {
    int n;                 /* of them */
    int *seats;            /* n: which of the talk's actors, in order of name */
    struct situation view; /* what the model sees, pointing to the arrays below */
    double *capability, *position, *origin, *salience, *stubbornness, *lower, *upper, *next;
    double *ties; /* n x n, for models that look at them; else NULL */
    bool *alone;  /* n: tied to nobody at the table, so it listens by weight */
    int *actors;  /* n: of the scenario */
    void *state;  /* the model's */
};

struct talk_run {
    const struct talk *talk;
    int round;  /* rounds held */
    bool began; /* round 0 is on record */
    bool closed;
    bool cycled;
    struct sitting *sittings; /* one per issue */
    void *own;                /* the model's parameters with this world's draws */
    double
        *record; /* (rounds + 1) x issues x (actors + 1): positions, then the settlement; 0..1; NAN:
                  * an actor without a position on the issue, or talks that were never held */
};

/* What comes first at one midnight; stages end with the openings. */
enum moment_order { MOMENT_OPENING, MOMENT_SHOCK, MOMENT_ROUND, MOMENT_VOTE };

struct moment {
    double time;
    enum moment_order order;
    int rank;  /* then by name: filled in by timeline_push */
    int index; /* event, or talk for a round */
    int what;  /* -1: open; of a shock: which; else for event_kind.due */
};

/* The weight of those who acted, and of all. */
struct share {
    double acted, all;
};

/* The share of each player's ties that has acted. */
struct exposure {
    double *shares;               /* per player of the event in whose terms it stands */
    const struct column *columns; /* per player who may act: to whom that matters */
    struct column *drawn;         /* the same, filled in for each run; NULL: the plan's */
    double *room;                 /* for that */
};

/* Something that happens in a history. Notes come in order of time, each at its own moment: whoever
 * listens may look at the timeline as it is then. */
enum note_kind {
    NOTE_OPENED,      /* an event: its rate, vote or first stage follows */
    NOTE_RATE,        /* its rate was worked out anew: at its opening, when the calendar or what
                       * happened may have changed it */
    NOTE_ACTS,        /* a player is about to act: nobody counts it yet */
    NOTE_HAPPENED,    /* an event: before what comes of it */
    NOTE_FAILED,      /* a vote, or a stage (`what`) when it would have ended */
    NOTE_CLOSED,      /* an event, by another one (`what`) */
    NOTE_BALLOT,      /* of a player; numbers: 1 yes, 0 abstention, -1 no, P(yes), P(no) */
    NOTE_VOTED,       /* all ballots are cast; numbers: share of votes in favour, the exact chance
                       * of passing as it was before */
    NOTE_PART_BEGINS, /* a stage; numbers: the time at which it is to end */
    NOTE_PART_MOVED,  /* the same, its end put off */
    NOTE_PART_ENDED,
    NOTE_SHOCK,       /* a shock of an event; numbers: what it changes, before and after, in the
                       * model's units */
    NOTE_TALKS_BEGIN, /* talks: the opening positions are on record */
    NOTE_SITTING,     /* a round on one issue (`what`) was played; numbers: which round, from 1. The
                       * sitting's view holds the positions before, `next` those after, if the
                       * model moves anybody */
    NOTE_ROUND,       /* a round is on record; what: which, from 1 */
    NOTE_TALKS_END,   /* what: why, enum talks_end */
};
enum talks_end { TALKS_ROUNDS, TALKS_DATE, TALKS_CYCLE, TALKS_EVENT };
struct note {
    enum note_kind kind;
    int who;  /* which event, or talks */
    int what; /* player, part, shock or issue of the talks, from 0, where nothing else is said */
    double numbers[3];
};

/* Who listens to a history as it is played. It changes nothing and may allocate, print, or keep
 * copies: runs that count have none. */
struct timeline_watch {
    void *context;
    void (*note)(void *context, const struct timeline *timeline, const struct note *note);
};

struct timeline {
    const struct scenario *scenario;
    const struct plan *plan;
    struct world world;
    uint32_t run;
    double now, end; /* end: the midnight after the last day */
    struct event_run *events;
    struct talk_run *talks;
    int *adopted;             /* per counter: members who acted */
    struct share *weighed;    /* per counter that weighs them: their capabilities now */
    struct exposure *exposed; /* per counter by ties */
    struct moment *queue;
    int n_queue, room_queue;
    const char *failure; /* NULL, or why the run gave no answer */
    const double
        *uniforms; /* NULL, or of the uncertain numbers, in place of the run's: world_draw */
    const atomic_bool *stop;            /* NULL, or a flag that ends the run early */
    const struct timeline_watch *watch; /* NULL: nobody listens */
    /* Ballots since timeline_init, over all runs: [plan->first_player[event] + player][yes,
     * abstain, no]. */
    int64_t *ballots;
};

enum status timeline_init(struct timeline *self, const struct scenario *scenario,
    const struct plan *plan, struct arena *arena, struct err *err) MUST_CHECK;

/* Plays run `run`, from 1. ERR_RUN: it gave no answer, and `failure` says why; the timeline may be
 * used again. ERR_INTERRUPT: *stop was set meanwhile. */
enum status timeline_play(struct timeline *self, uint32_t run) MUST_CHECK;

/* Goes to the start of the world at its middles: nothing has been held and nothing has happened.
 * Plays nothing; chances.c looks at hazards there. */
void timeline_rewind(struct timeline *self);

/* What an event's curve hangs on in one run. */
struct curve {
    const double *begin, *end; /* of its parts */
    double closed;             /* when it was closed: the curve stands still from then on */
    double ceiling;            /* in this world */
};
struct curve timeline_curve(const struct timeline *self, int event);

/* What stands in place of an event at a time, in the units of its ceiling, given the curves of all
 * events: less what the events that replace it have reached. */
double timeline_level(
    const struct scenario *scenario, const struct curve *curves, int event, double time);

/* The time of a moment in this run: of an event (part 0), its failure (-1) or the end of stage k
 * (k); HUGE_VAL: never. */
double timeline_time(const struct timeline *self, int event, int part);

/* ---- used by event.c and hazard.c ---- */

/* Tells whoever listens. */
static inline void
timeline_note(const struct timeline *self, struct note note)
{
    if (self->watch != NULL) {
        self->watch->note(self->watch->context, self, &note);
    }
}

/* Adds a moment to the queue; moments at or after the end are dropped. */
void timeline_push(struct timeline *self, struct moment moment);

/* A moment of an event has come: opens what waits for it, closes what it ends, changes hazards. */
void timeline_moment(struct timeline *self, struct event_run *run, int part);

/* A player acted: counts it, and changes the hazards that look at who acted. */
void timeline_acted(struct timeline *self, struct event_run *run, int player);

#endif
