/* shock: what an event changes of an actor: its capability, position, salience, stubbornness or an
 * attribute.
 *
 * A shock is a number that is added or put in place, at once when its event happens or at a
 * midnight some days later. A shock to a position moves what the actor is tied to as well.
 *
 * Thread-safety: shock_apply works on the world of one thread; the rest is read-only, or loading.
 */
#ifndef PARLEY_SHOCK_H
#define PARLEY_SHOCK_H

#include "world.h"

/* What a shock changes, as it is now, in the model's units: a position, salience or stubbornness
 * 0..1. */
double shock_value(const struct shock *shock, const struct world *world);

/* Applies a shock in this world: positions stay within the actor's limits, saliences and
 * stubbornness within 0 to 100, a capability stays above 0 (a billionth of what was drawn). */
void shock_apply(const struct shock *shock, struct world *world);

#endif
