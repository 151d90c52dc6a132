/* chronicle: one history written down as it is played, with the reasons for what happens.
 *
 * Plays one run of a scenario, the same that any other command plays under that number, and keeps
 * what it is told of (timeline.h, struct note) in order of time.
 *
 *     hazard per day of player p = base x product of its terms' factors
 *     chance on a day            = 1 - exp(-hazard x the part of the day on which it was open)
 *
 * the chance being that of the day at the hazard of the moment, as if that held from the day's
 * beginning (of the day of the opening, from the opening) to its end: Kalbfleisch and Prentice, The
 * Statistical Analysis of Failure Time Data, ch. 1.
 *
 * Thread-safety: one thread at a time per chronicle. */
#ifndef PARLEY_CHRONICLE_H
#define PARLEY_CHRONICLE_H

#include "timeline.h"

/* One term of a hazard for a player, at one moment. */
struct chronicle_factor {
    const struct term *term;
    double value;  /* see hazard_value */
    double factor; /* its share in the product: 1 when the term does not touch the player */
};

/* How fast an event came at one moment, and why. */
struct chronicle_hazard {
    int player;    /* who acts; before anybody does, the likeliest of those who may */
    double base;   /* per day */
    double hazard; /* of this player, per day: base x factors */
    int n;         /* of the event's terms, in their order */
    struct chronicle_factor *factors;
    double chance; /* of this player on this day */
    double least;  /* of those who may still act, the chance of the least likely one */
    double any;    /* that one at least of them acts on this day */
    int waiting;   /* how many may still act, this player included */
};

struct chronicle_ballot {
    int ballot;     /* 1 yes, 0 abstention, -1 no */
    double yes, no; /* probabilities on the day */
};

/* Who acted before, and is looked to by who acts now: by the first of the event's terms with ties.
 */
enum { CHRONICLE_EXAMPLES = 8 };
struct chronicle_examples {
    const struct term *term;
    int n;        /* of them all; the strongest ties stand below */
    double share; /* of the actor's ties: all of them together */
    struct {
        int player; /* of the event that the term counts */
        double share;
    } strongest[CHRONICLE_EXAMPLES];
};

/* What pulls, holds back, persuades or threatens one actor on an issue in a round: its deeds with
 * the largest shares or gains, the taken one first. Actors are the scenario's. */
enum { CHRONICLE_DEEDS = 4 };
struct chronicle_move {
    int actor;
    double before, after; /* positions, 0..1 */
    int n;
    struct deed deeds[CHRONICLE_DEEDS];
    int n_more;       /* deeds that are not kept, */
    double more;      /* and the sum of their shares */
    double held, cut; /* of DEED_HELD and DEED_CUT: shares, 0: none */
    double held_at;   /* the position that it is held at */
};

struct chronicle_entry {
    enum note_kind kind;
    double time;   /* days since the midnight that begins the first day */
    int who, what; /* as in the note */
    double numbers[3];
    /* By kind; NULL and 0 for others. */
    struct chronicle_hazard *hazard;     /* NOTE_RATE, NOTE_ACTS */
    struct chronicle_ballot *ballots;    /* NOTE_VOTED: one per member */
    int place;                           /* NOTE_ACTS: 1 for the first of the event to act */
    struct chronicle_examples *examples; /* NOTE_ACTS, of an event with such a term */
    struct chronicle_move *moves;        /* NOTE_SITTING: one per seat */
    int n_moves;
    struct deed *idle; /* NOTE_SITTING: the most promising of the challenges that did not come to an
                        * offer, or NULL; actors are the scenario's */
};

/* Zero-initialise: `= { 0 }`. */
struct chronicle {
    struct arena arena;
    struct plan plan;
    struct timeline timeline; /* as it stood at the end */
    const struct scenario *scenario;
    uint32_t run;
    bool answered;        /* false: the run stopped, timeline.failure says why */
    double *uniforms;     /* per uncertain number: the probability at which it was drawn */
    double *outcomes;     /* the run's row in runs.csv; meaningless unless answered */
    struct curve *curves; /* per event */
    struct chronicle_entry *entries;
    int n;
    /* Private. */
    int room;
    struct chronicle_ballot *booth; /* ballots of the vote that is going on */
    struct chronicle_hazard *last;  /* per event: what was written down last */
    struct chronicle_move *movers;  /* of the sitting that is going on */
    int *seats;                     /* its actors */
    struct deed *idle;
    int n_movers;
    bool exhausted; /* memory */
};

/* Plays run `run`, from 1, and writes it down. The scenario must outlive the chronicle.
 * chronicle_free is valid after a failure. */
enum status chronicle_init(struct chronicle *self, const struct scenario *scenario, uint32_t run,
    struct err *err) MUST_CHECK;

void chronicle_free(struct chronicle *self);

#endif
