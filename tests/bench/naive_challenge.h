/* naive_challenge: one round of the challenge model written plainly, to measure the model against
 * and to check it.
 *
 * The equations as they stand in models/challenge.c, with sums over third parties for every pair
 * (n^3) and libm's pow. Chances are computed for one of (i, j) and (j, i), the two powers of a pair
 * once for both gains. */
#ifndef PARLEY_NAIVE_CHALLENGE_H
#define PARLEY_NAIVE_CHALLENGE_H

/* New positions of n actors, in order of name, into next. win (n x n), security and exponent (n
 * each) are the caller's memory, and hold those on return. Exponents are 1 when risk is 0. */
void naive_challenge_round(int n, const double *position, const double *capability,
    const double *salience, int risk, double *win, double *security, double *exponent,
    double *next);

#endif
