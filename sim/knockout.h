/* knockout: which of an author's terms make the result: the same worlds with each term taken out.
 *
 * The scenario is played as it is, then once for each term of its events and stages with the term
 * at its neutral value (neutral.h): the same seed and runs, so that run k of both is the same world
 * but for the term. The change of a share has Tango's interval for pairs, that of a mean Student's
 * (interval.h); a mean of dates is restricted (response.h).
 *
 * Thread-safety: one thread at a time; it is read-only once filled. */
#ifndef PARLEY_KNOCKOUT_H
#define PARLEY_KNOCKOUT_H

#include "interval.h"
#include "neutral.h"
#include "response.h"
#include "sample.h"

/* What taking out a term does to an outcome, over the runs that have an answer with it and without.
 */
struct knockout_change {
    int64_t runs;             /* 0: it cannot be said, and all else is NAN */
    double with, without;     /* shares or means */
    struct interval interval; /* 95 %, of without - with */
};

struct knockout_term {
    const struct neutral_term *term;
    const char *problem; /* why the scenario cannot do without it; NULL: it can, and was played */
    struct knockout_change *changes; /* one per outcome looked at; NULL when not played */
};

struct knockout {
    struct arena arena;
    const struct scenario *scenario; /* not owned */
    struct neutral neutral;
    int64_t runs;   /* of each */
    int64_t failed; /* without an answer in the scenario as it is */
    int n_outcomes;
    const struct outcome **outcomes; /* looked at: chosen, and without an obstacle */
    int n;                           /* terms, played or with a problem */
    struct knockout_term *terms;
    int signal; /* that ended it early, 0: none */
};

/* Looks whether there are not too many runs to play, as knockout_play does first of all. */
enum status knockout_check(const struct scenario *scenario, struct err *err) MUST_CHECK;

/* Plays them all; progress counts the runs of all plays together. ERR_USAGE: too many runs in all.
 * ERR_INTERRUPT: the terms that were finished are there. knockout_free is valid after any status.
 */
enum status knockout_play(struct knockout *self, const struct scenario *scenario,
    const bool *chosen, const struct sample_options *options, struct err *err) MUST_CHECK;

void knockout_free(struct knockout *self);

#endif
