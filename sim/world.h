/* world: one possible world: every uncertain number of a scenario drawn.
 *
 * A worker allocates one world before its first run and draws it anew in each. Numbers that are
 * certain are laid out once and copied; only the drawn ones are filled in. Matrices are [issue *
 * n_actors + actor]. Composite actors are formed from their members' draws when a world is drawn,
 * and go their own way from there.
 *
 * Thread-safety: one thread per world. */
#ifndef PARLEY_WORLD_H
#define PARLEY_WORLD_H

#include "scenario.h"

struct world {
    const struct scenario *scenario;
    double *draws;        /* n_uncertain, in the author's units; then the scenario's n_copies */
    double *position;     /* n_issues x n_actors, 0..1: now; NAN where the actor has none */
    double *origin;       /* the same: where each began, what it is tied to */
    double *salience;     /* the same, 0..1 */
    double *stubbornness; /* the same, 0..1 */
    double *capability;   /* n_actors, > 0 */
    double *settlement;   /* n_issues, 0..1: the talks' outcome so far; NAN: not computed yet */
    bool *spoken;         /* n_issues: it is the outcome of talks */
    double *scores;       /* scratch of the copula */
    /* Private: the certain values, and where the drawn ones go. */
    double *certain;
    size_t n_cells;
    struct world_patch *patches;
    int n_patches;
};

/* Allocates everything from arena. */
enum status world_init(struct world *self, const struct scenario *scenario, struct arena *arena,
    struct err *err) MUST_CHECK;

/* Draws run `run` (from 1) of the scenario's seed. uniforms: NULL, or n_uncertain numbers in (0, 1)
 * in place of those of the run, before they are made to depend on one another. */
void world_draw(struct world *self, uint32_t run, const double *uniforms);

/* The probabilities, 0..1, at which these numbers are drawn: n_uncertain of them, in `uniforms`.
 * 0.65: higher than 65 % of draws. own: as world_draw's. */
void world_uniforms(struct world *self, uint32_t run, const double *own, double *uniforms);

/* The world in which every uncertain number is at its middle: what `check` shows. */
void world_middle(struct world *self);

/* The talks on an issue have come to this, 0..1. */
void world_settle(struct world *self, int issue, double settlement);

/* Positions or weights have changed: before any talks the settlement changes with them. */
void world_forget(struct world *self);

/* The settlement so far: of the last talks to speak, or before any the weighted mean of all
 * positions, members of composites left out: the composite speaks for them. */
double world_settlement(struct world *self, int issue);

#endif
