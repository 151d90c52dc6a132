/* beta: the quantile function of the beta distribution, from a table.
 *
 * The distribution function of a beta distribution has no inverse in closed form, and finding it by
 * iteration costs a microsecond for each draw. A table is built once for each pair of shapes and
 * shared by all numbers that have them; a draw then costs a normal score and an interpolation.
 *
 * Thread-safety: a table is read-only once found; beta_find is for one thread at a time. */
#ifndef PARLEY_BETA_H
#define PARLEY_BETA_H

#include "arena.h"

/* The shapes for which the accuracy stated below is tested. */
#define BETA_SHAPE_LEAST 0.1
#define BETA_SHAPE_MOST 1000.0

#define BETA_NODES 129

/* y = ln(x / (1 - x)) against the normal score z of the probability, and its first two derivatives,
 * at equidistant scores. */
struct beta_table {
    double alpha, beta;
    const struct beta_table *next; /* in its bucket */
    struct {
        double y, slope, bend;
    } node[BETA_NODES];
};

/* Zero-initialise. The tables themselves lie in the arena given to beta_find. */
#define BETA_BUCKETS 256
struct beta_tables {
    const struct beta_table *bucket[BETA_BUCKETS];
};

/* The table for the shapes, both within BETA_SHAPE_LEAST and BETA_SHAPE_MOST (BUG_IF): built when
 * it is asked for first. NULL: memory is exhausted. */
const struct beta_table *beta_find(
    struct beta_tables *self, struct arena *arena, double alpha, double beta);

/* The value at probability u in (0, 1), in (0, 1), rising in u. Its probability is u to within
 * 3e-8, to within 1e-11 when both shapes are at least 1, as PERT's are. */
double beta_quantile(const struct beta_table *self, double u);

#endif
