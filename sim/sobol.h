/* sobol: which factors account for how much of the variance of a function, and where to look at the
 * function to find out.
 *
 * A factor is one input or several that go together. Of two independent tables A and B of n rows
 * (one uniform an input), the mixed table i is A with the inputs of factor i from B. With f of each
 * row of each table, f0 the mean and V the variance of f over A and B together:
 *
 *     first order  S_i  = mean((f_B - f0) (f_ABi - f_A)) / V      Saltelli et al. 2010
 *     total        ST_i = mean((f_A - f_ABi)^2) / (2 V)           Jansen 1999
 *
 * S_i is the share of the variance that would go if factor i were known; ST_i the share that would
 * stay if all others were. Where factors act apart from each other the S_i add up to 1. Saltelli,
 * Annoni, Azzini, Campolongo, Ratto and Tarantola 2010, Computer Physics Communications
 * 181:259-270; Jansen 1999, the same 117:35-43. Intervals: see bootstrap.h.
 *
 * Thread-safety: read-only after sobol_init; sobol_measure is a pure function. */
#ifndef PARLEY_SOBOL_H
#define PARLEY_SOBOL_H

#include <stdint.h>

#include "arena.h"
#include "bootstrap.h"

/* Tables A and B, row by row. Up to SOBOL_QUASI_MAX columns of both together they are points of
 * Sobol's sequence (GSL's), moved by one random vector modulo 1 (Cranley and Patterson 1976, SIAM
 * Journal on Numerical Analysis 13:904-914); beyond, plain random numbers. */
enum { SOBOL_QUASI_MAX = 40 };
struct sobol {
    int64_t n_rows;
    int n_inputs, n_factors;
    const int *factor_of; /* per input: its factor; not owned */
    double *table;        /* n_rows x 2 n_inputs: A, then B */
};

/* The tables of a row: A, B, then the mixed ones, of factor 0 first. */
enum { SOBOL_A, SOBOL_B, SOBOL_MIXED };

/* Lays the tables out in arena's memory. n_rows: 1 to 2^30 - 1. A factor may have no inputs:
 * chance, say, which is somebody else's to draw. */
enum status sobol_init(struct sobol *self, int64_t n_rows, int n_inputs, const int *factor_of,
    int n_factors, uint64_t seed, struct arena *arena, struct err *err) MUST_CHECK;

/* True when a table has factor `factor` from B. */
bool sobol_takes_b(int table, int factor);

/* The uniform, in (0, 1), of an input in a row of a table. */
double sobol_uniform(const struct sobol *self, int64_t row, int table, int input);

/* Shares of the variance, each with its 95 % interval. Estimates: they can be a little below 0, or
 * above 1. All NAN when f never varies; intervals are NAN when there is one row alone. */
struct sobol_share {
    double first, first_low, first_high;
    double total, total_low, total_high;
};

/* f: n_rows x (2 + n_factors), the values at a row's tables in order. A row in which one of them is
 * NAN is left out; *used: how many were not. shares: n_factors. draws: prepared when needed. */
enum status sobol_measure(const double *f, int64_t n_rows, int n_factors, struct bootstrap *draws,
    struct sobol_share *shares, int64_t *used, struct err *err) MUST_CHECK;

#endif
