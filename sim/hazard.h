/* hazard: how fast an event comes: base rate times the product of its terms.
 *
 *     hazard per day = base x product over terms of times^((value - relative_to) / per)
 *
 * a proportional-hazards model (Cox 1972), constant but for what happens and for midnights on which
 * the calendar changes it. Each (actor, event) owns one exponential clock, a unit exponential that
 * its cumulative hazard uses up (the time-rescaling theorem turned round), so that the sampling is
 * exact. Terms alike for all players scale operational time; terms of one's own scale one's clock.
 *
 * Thread-safety: as the timeline's. */
#ifndef PARLEY_HAZARD_H
#define PARLEY_HAZARD_H

#include "timeline.h"

/* The logarithm of one term's factor, now, for a player of the event (-1: nobody). */
double hazard_exponent(const struct event_run *run, const struct term *term, int player);

/* What a term is called in paths: its name, or its kind's. */
const char *hazard_term_name(const struct term *term);

/* The value that a term has for a player, now: a share, days, 0 or 1 ..., before `log`. NAN: the
 * term does not touch the player, or is a frailty, which has no value. */
double hazard_value(const struct event_run *run, const struct term *term, int player);

/* e^exponent, held within what a double can hold: a factor is never 0 and never infinite. */
double hazard_factor(double exponent);

/* The base rate per day, now, of an open event: ln 2 / typical_days, or what `chances` come to. */
double hazard_base(const struct event_run *run);

/* What a player's own terms come to, now. */
double hazard_own_factor(const struct event_run *run, int player);

/* The midnights at which a date term changes because of its k-th date, or because of the dates or
 * the event that open and end its window: two of them, in days from the start, HUGE_VAL where there
 * is none or the event has not come. False when k is past the last. */
bool hazard_date_edges(
    const struct timeline *timeline, const struct term *term, int k, double edges[2]);

/* The stretches of constant rate that `chances` describe; needs run->timeline's draws. */
void hazard_stretches(struct event_run *run);

/* Starts the clocks of all players: draws their exponentials. The event is open. */
void hazard_start(struct event_run *run);

/* Brings operational time up to now, then works out the rate anew and when it changes by itself. */
void hazard_update(struct event_run *run);

/* The same, after terms of the players' own may have changed. */
void hazard_update_players(struct event_run *run);

/* The same, for those players alone to whom an act mattered by their ties. */
void hazard_update_tied(struct event_run *run, const struct column *column);

/* When the earliest clock rings if nothing happens before; HUGE_VAL: never. And whose it is. */
double hazard_next(const struct event_run *run);

/* Takes the earliest clock away and returns its player. */
int hazard_take(struct event_run *run);

#endif
