/* copula: see copula.h. */
#include "copula.h"

#include <float.h>
#include <string.h>

#include "num.h"

#define SLACK 1e-9 /* of a variance of 1: less than this below 0 is rounding */

/* 2 sin(pi rank / 6): its series, to the last digit for angles below 0.53. */
static double
normal_correlation(double rank)
{
    const double angle = rank * 0.52359877559829887308; /* pi / 6 */
    double term = angle, sum = angle;

    for (int k = 1; k <= 9; k++) {
        term *= -angle * angle / (double)(2 * k * (2 * k + 1));
        sum += term;
    }
    return 2.0 * sum;
}

/* Cholesky's factor of R, row by row; a pivot of 0 is allowed where nothing more is asked of it.
 * Returns the first row at which R is indefinite, or -1. */
static int
factorise(int n, const double *ranks, double *factor)
{
    for (int i = 0; i < n; i++) {
        double *row = factor + (size_t)i * (size_t)n;
        double left = 1.0;
        for (int j = 0; j < i; j++) {
            const double *other = factor + (size_t)j * (size_t)n;
            double rest = normal_correlation(ranks[(size_t)i * (size_t)n + (size_t)j]);
            for (int k = 0; k < j; k++) {
                rest -= row[k] * other[k];
            }
            if (other[j] == 0.0 && __builtin_fabs(rest) > SLACK) {
                return i;
            }
            row[j] = other[j] > 0.0 ? rest / other[j] : 0.0;
            left -= row[j] * row[j];
        }
        if (left < -SLACK) {
            return i;
        }
        row[i] = left > SLACK ? __builtin_sqrt(left) : 0.0;
    }
    return -1;
}

enum copula_fault
copula_init(
    struct copula *self, int n, const int *slots, const double *ranks, struct arena *arena, int *at)
{
    self->slots = arena_alloc(arena, (size_t)n, sizeof(int));
    self->factor = arena_alloc(arena, (size_t)n * (size_t)n, sizeof(double));
    if (self->slots == NULL || self->factor == NULL) {
        return COPULA_MEMORY;
    }
    memcpy(self->slots, slots, (size_t)n * sizeof(int));
    self->n = n;
    *at = factorise(n, ranks, self->factor);
    return *at < 0 ? COPULA_FINE : COPULA_INDEFINITE;
}

void
copula_apply(const struct copula *self, double *draws, double *scratch)
{
    for (int i = 0; i < self->n; i++) {
        scratch[i] = num_normal_quantile(draws[self->slots[i]]);
    }
    for (int i = 0; i < self->n; i++) {
        const double *row = self->factor + (size_t)i * (size_t)self->n;
        double z = row[i] * scratch[i];
        bool alone = true;
        for (int k = 0; k < i; k++) {
            z += row[k] * scratch[k];
            alone = alone && row[k] == 0.0;
        }
        if (!alone) { /* else its uniform stays as it is, to the last bit */
            const double p = num_normal_cdf(z);
            draws[self->slots[i]] = p < DBL_MIN                   ? DBL_MIN
                                    : p > 1.0 - DBL_EPSILON / 2.0 ? 1.0 - DBL_EPSILON / 2.0
                                                                  : p;
        }
    }
}
