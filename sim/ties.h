/* ties: who looks to whom.
 *
 * The tie of actor a to actor b weighs what a's own row states, or else
 *
 *     exp(-(d / width)^2 / 2)     d: their distance in the attribute that the scenario names
 *
 * with itself at a weight of 1. A row that states ties replaces the kernel's, and whom it does not
 * name weighs nothing. An actor without the attribute has no ties by the kernel, and others have
 * none to it. Weights are used row by row, as shares of those who matter: they sum to 1.
 *
 * Thread-safety: nothing here has state. */
#ifndef PARLEY_TIES_H
#define PARLEY_TIES_H

#include "scenario.h"

/* Whether the scenario says who looks to whom: by a kernel, or in a row at least. */
bool ties_are_said(const struct scenario *self);

/* Whether ties differ from run to run: an attribute that they hang on is drawn, or a weight. */
bool ties_are_drawn(const struct scenario *self);

/* The ties of an actor to the n actors in `to`, who stand in order of name, as shares that sum to
 * 1, in the world whose draws these are (NULL when nothing is drawn). oneself: the actor's tie to
 * itself counts, if it is among them; else it is 0. By the kernel, ties below 1e-9 of the largest
 * are 0. False, and all 0, when the actor is tied to none of them. */
bool ties_row(const struct scenario *self, const double *draws, int actor, const int *to, int n,
    bool oneself, double *share);

#endif
