/* screen_sweep: what people see after a sweep.
 *
 * One axis: a table of outcomes by point where it fits on the screen, else the least, the greatest
 * and a small curve of each; then the outcome that changes most, a line a point. Two axes: least
 * and greatest, then a grid of the outcome that changes most. More axes, or a Latin hypercube:
 * least, greatest, and rank correlations with each axis. What does not change is said in one line.
 *
 * Thread-safety: one thread at a time. */
#ifndef PARLEY_SCREEN_SWEEP_H
#define PARLEY_SCREEN_SWEEP_H

#include "screen.h"
#include "sweep.h"

/* At least one point was played (BUG_IF). chosen: one flag per outcome, those to show, each with a
 * chart of its own; NULL: all, and the chart of the one that changes most. Fails only when memory
 * is exhausted. */
enum status screen_sweep(const struct screen *self, const struct sweep *sweep, const bool *chosen,
    struct err *err) MUST_CHECK;

/* The points of a design, a line each below the paths. */
void screen_sweep_design(const struct screen *self, const struct design *design);

#endif
