/* chances: how likely each event is on a day, in the world where every uncertain number is at its
 * middle.
 *
 * For the author who wants to see what base rates and terms come to: each clocked event on the day
 * it could open first and on every date that it names, each vote on the day it could be held first;
 * positions are the opening ones, what an event waits for has just happened, nothing else has.
 *
 * Thread-safety: one thread at a time per struct. */
#ifndef PARLEY_CHANCES_H
#define PARLEY_CHANCES_H

#include "timeline.h"

/* One event on one day. */
struct chance_row {
    int event;
    int day;       /* since 1970 */
    bool opening;  /* the first day on which the event can happen */
    bool dated;    /* the chance is another than on the days before and after it */
    double hazard; /* per day, of all players together; of a vote: 0 */
    double chance; /* that it happens on this day, if it has not happened yet; of a vote: passes */
    double each;   /* the same for one player, on average */
};

struct chances {
    struct arena arena;
    struct plan plan;
    struct timeline timeline;
    struct chance_row *rows; /* in order of event, then of day */
    int n;
};

/* Zero-initialise, or not: init does. chances_free is valid after a failure. */
enum status chances_init(
    struct chances *self, const struct scenario *scenario, struct err *err) MUST_CHECK;
void chances_free(struct chances *self);

#endif
