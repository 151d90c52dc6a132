/* model: what a model of negotiation is, and what it sees.
 *
 * A model is one constant in models/NAME.c and one line in models/list.h. It sees one set of
 * talks at a time, in one possible world, on a 0..1 scale, and answers two questions: where does
 * everybody stand after one more round, and what would the settlement be.
 *
 * Thread-safety: a model has no state but the bytes passed in; many threads use it at once. Nothing
 * here allocates, prints, or calls libm. */
#ifndef PARLEY_MODEL_H
#define PARLEY_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "param.h"

/* One set of talks in one possible world. Read-only to models. The timeline shows talks on several
 * issues issue by issue, each with the actors who have a position on it: n_issues is 1 then.
 * Matrices are [issue * n_actors + actor], so that one issue is one run of memory.
 * Actors stand in order of name, a to z: that order, never the file's, breaks last ties. */
struct situation {
    int n_actors;               /* at least 1 */
    int n_issues;               /* at least 1 */
    const double *capability;   /* n_actors, each > 0 */
    const double *position;     /* n_issues x n_actors, each in [0, 1]: now */
    const double *origin;       /* the same: where each began, what it is tied to */
    const double *salience;     /* the same, each in [0, 1] */
    const double *stubbornness; /* the same, each in [0, 1] */
    const double *lower;        /* the same: the least and the greatest position that the actor */
    const double *upper;        /* accepts; lower <= origin <= upper */
    const double *ties;         /* n_actors x n_actors, rows sum to 1: who listens to whom; NULL: by
                                 * weight, or the model does not ask (uses_ties) */
};

/* What a round did. */
enum model_move {
    MODEL_MOVED,  /* somebody moved */
    MODEL_STILL,  /* nobody moved, nor will: later rounds may be skipped */
    MODEL_CYCLE,  /* the positions are those of an earlier round and will go round for ever: the
                     talks end here */
    MODEL_FAILED, /* no answer (all weights zero, say); the run is counted as failed */
};

/* Why somebody moves in a round, or does not, for those who want to know. What each kind means is
 * said of the models that have it; shares and positions are on the 0..1 scale. */
enum deed_kind {
    /* Of drifting: the shares of an actor's deeds add up to its move. */
    DEED_PULLED, /* `by`, whom it listens to, pulls it by `share` towards `target` */
    DEED_HELD,   /* what it is tied to, `target`, holds it back by `share` */
    DEED_CUT,    /* the end of what it accepts, `target`, takes `share` off */
    /* Of challenges: `by` against `actor`, as `actor` sees it. */
    DEED_BEATEN,     /* both expect to gain, the challenger more: it is to take over its position */
    DEED_COMPROMISE, /* it would lose, but less than the challenger gains: it is to meet it part of
                      * the way */
    DEED_COMPELLED,  /* it would lose more than the challenger gains: it is to take its position */
    DEED_IDLE,       /* nothing comes of it: the challenger expects to gain nothing, or exactly what
                      * the actor expects to */
};
struct deed {
    enum deed_kind kind;
    int actor, by;     /* of the situation; by: -1: nobody */
    double target;     /* where it is to go */
    double share;      /* drifting: how far that moves it; signed */
    double gain, loss; /* challenges: what the challenger expects to gain, and what the actor
                        * expects to lose (below 0: to gain) by a contest; utilities, 1 being the
                        * issue's range at r = 1 */
    bool taken;        /* challenges: it is the one that the actor gives in to */
};

/* Who is told of deeds. */
struct deed_ear {
    void *context;
    void (*deed)(void *context, const struct deed *deed);
};

struct model {
    const char *name;
    const char *summary;   /* one sentence */
    const char *reference; /* the paper */
    const struct param
        *params; /* keys of its own in the talks group; NULL: none. Numbers in the struct that
                  * step and settlement are given hold this world's draw in .value */
    size_t params_size;
    /* Bytes of scratch and state for one set of talks, a multiple of 8; NULL: none. */
    size_t (*state_size)(const void *params, int n_actors, int n_issues, int rounds);
    /* Whether step is to see who listens to whom (situation.ties). NULL: never. */
    bool (*uses_ties)(const void *params);
    /* Prepares state for a new world (state is not zeroed). NULL: nothing to prepare. */
    void (*start)(const void *params, const struct situation *situation, void *state);
    /* One round: writes n_issues x n_actors new positions to next (never the same memory as
     * situation->position), each within [0, 1]. NULL: nobody moves, ever. */
    enum model_move (*step)(
        const void *params, const struct situation *situation, void *state, double *next);
    /* Where the talks on one issue would settle with these positions, in [0, 1], or NAN
     * when there is no answer. NULL: the weighted mean. */
    double (*settlement)(const void *params, const struct situation *situation, int issue);
    /* Tells why a step from this situation would move its actors, deed by deed, n_issues being 1;
     * never in runs that count. May use the state as scratch, but changes nothing that step reads
     * from it. NULL: the model has nothing to say. */
    void (*account)(const void *params, const struct situation *situation, void *state,
        const struct deed_ear *ear);
};

/* The k-th model in models/list.h, NULL past the last; and one by name, NULL when there is none. */
const struct model *model_at(int k);
const struct model *model_find(const char *name);

/* The weighted mean of positions, weight = capability x salience: the settlement of every model
 * that does not say otherwise. sum w_i x_i / sum w_i, formed around the first position and clamped
 * to the hull; NAN when all weights are zero. Van den Bos 1991 (the compromise model). */
double model_weighted_mean(const struct situation *situation, int issue);

#endif
