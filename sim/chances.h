/* chances: how likely each event is on a day, in the world where every uncertain number is at its
 * middle.
 *
 * For the author who wants to see what base rates and terms come to: each clocked event from the
 * day on which it could open first, each vote on the day on which it could be held first. Positions
 * are the opening ones; what an event waits for has just happened, and nothing else has.
 *
 * Thread-safety: one thread at a time per struct. */
#ifndef PARLEY_CHANCES_H
#define PARLEY_CHANCES_H

#include "timeline.h"

/* One event on days of equal chance; of a vote, the day of the vote. */
struct chance_row {
    int event;
    int first, last; /* since 1970; nothing but terms that grow day by day changes in between */
    double chance;   /* that it happens on the first of these days, if it has not happened before */
    double each;     /* the same for one player, on average; 0 for a vote */
};

struct chances {
    struct arena arena;
    struct plan plan;
    struct timeline timeline;
    struct chance_row
        *rows; /* in order of event, then of day; none for events that cannot open in time */
    int n;
};

/* Zero-initialise, or not: init does. chances_free is valid after a failure. */
enum status chances_init(
    struct chances *self, const struct scenario *scenario, struct err *err) MUST_CHECK;

/* Remarks on what is legal but suspicious: a hazard of more than 3 a day (of each member of a
 * group), and groups of which each member has acted by the end with less than 1 or more than 99 %.
 */
void chances_remarks(const struct chances *self, const struct scenario *scenario, struct err *err);

void chances_free(struct chances *self);

#endif
