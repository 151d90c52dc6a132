/* copula: uncertain numbers that belong together.
 *
 * A Gaussian copula. With u_1 ... u_n independent uniforms, R the matrix of correlations,
 * R = L L' (Cholesky), F the normal distribution function:
 *
 *     z = L (F^-1(u_1), ..., F^-1(u_n)),   numbers drawn at the probabilities F(z_i)
 *
 * Authors give rank correlations (Spearman's), which do not depend on the distributions;
 * for two normals with correlation r the rank correlation is 6/pi asin(r/2), so that
 * r = 2 sin(pi rank / 6). Kruskal 1958, JASA 53:814-861; Iman and Conover 1982, Communications in
 * Statistics B 11:311-334.
 *
 * The numbers stand in order of name, so that their order in the file does not count; the first
 * keeps its own uniform, and so does every number that hangs on none before it.
 *
 * Thread-safety: read-only after copula_init. */
#ifndef PARLEY_COPULA_H
#define PARLEY_COPULA_H

#include "arena.h"

/* Zero-initialise: `= { 0 }` is a copula that changes nothing. */
struct copula {
    int n;          /* numbers that it ties together */
    int *slots;     /* n: their places in a world's draws */
    double *factor; /* L, n x n, row by row; 0 above the diagonal */
};

#define COPULA_MAX 500 /* numbers in one copula */

/* What copula_init found. */
enum copula_fault {
    COPULA_FINE,
    COPULA_MEMORY,
    COPULA_INDEFINITE, /* no numbers can have these correlations; *at: the first that cannot */
};

/* ranks: the matrix of rank correlations, n x n, symmetric, 1 on the diagonal, each from -1 to 1.
 * It may be singular (two numbers with rank 1 go together), but not indefinite. slots is copied;
 * memory is arena's. */
enum copula_fault copula_init(struct copula *self, int n, const int *slots, const double *ranks,
    struct arena *arena, int *at) MUST_CHECK;

/* Changes the uniforms of its numbers, in place: draws[slots[k]] is number k's, in (0, 1). scratch:
 * n doubles. */
void copula_apply(const struct copula *self, double *draws, double *scratch);

#endif
