/* num: exp, log, pow and the normal distribution, the same bits everywhere.
 *
 * Made of + - * / and sqrt alone, so that any IEEE 754 double arithmetic without
 * contraction (-ffp-contract=off, no fast-math) gives the same result on every machine,
 * compiler and optimisation level. libm's are faster or slower, but differ. Nothing that
 * a run computes calls libm.
 *
 * Thread-safety: pure functions, no state. */
#ifndef PARLEY_NUM_H
#define PARLEY_NUM_H

#include <stdbool.h>
#include <stddef.h>

/* e^x. Below 1 ulp. x > 709.79 gives +inf, x < -745.2 gives 0, NaN gives NaN. */
double num_exp(double x);

/* ln x. Below 1 ulp. 0 gives -inf, x < 0 gives NaN. */
double num_log(double x);

/* base^power for base >= 0 (NaN for a negative base), as exp(power * log(base)) with the
 * product carried in more than double precision; error at most a few ulp (stated and tested
 * in tests/test_num.c). 0^0 = 1, 0^positive = 0, x^0 = 1, 1^y = 1. */
double num_pow(double base, double power);

/* The standard normal distribution function, relative error stated and tested, right into the
 * lower tail (num_normal_cdf(-37) is not 0). */
double num_normal_cdf(double x);

/* Its inverse on (0, 1); 0 gives -inf, 1 gives +inf, outside gives NaN. */
double num_normal_quantile(double p);

/* tanh-free logistic function 1 / (1 + e^-x), exact limits 0 and 1, never NaN for finite x. */
double num_logistic(double x);

/* floor(x) for |x| < 2^52, exactly. */
double num_floor(double x);

/* The number in the shortest decimal form that reads back to the same double ("0.1", "40",
 * "1e-09" style exponents as printf's %g), into text of at least NUM_TEXT_MAX bytes.
 * Independent of the locale. Infinite and NaN are the caller's mistake (BUG_IF).
 * Returns text. */
#define NUM_TEXT_MAX 32
char *num_text(double x, char *text);

/* True when this process rounds to nearest and does not flush denormals to zero: what the
 * promise of equal bytes rests on. The program checks it once at start. */
bool num_self_test(void);

#endif
