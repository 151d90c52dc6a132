/* interval: confidence intervals of a difference. See interval.h. */
#include "interval.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>

#include "tally.h"

#define NO_NUMBER ((double)NAN) /* clang warns of the float NAN */

enum { STEPS_MAX = 200 };

double
interval_reach(double alpha)
{
    return gsl_cdf_ugaussian_Qinv(0.5 * alpha);
}

/* ---- Tango ---- */

struct paired {
    double gained, lost, n, z;
};

/* Were the true difference d: the likeliest share of worlds lost. The positive root of
 * 2n q^2 + (-gained - lost + (2n - gained + lost) d) q - lost d (1 - d) = 0. */
static double
likeliest_lost(const struct paired *pairs, double d)
{
    const double a = 2.0 * pairs->n;
    const double b = -pairs->gained - pairs->lost + (a - pairs->gained + pairs->lost) * d;
    const double c = -pairs->lost * d * (1.0 - d);

    return (sqrt(fmax(b * b - 4.0 * a * c, 0.0)) - b) / (2.0 * a);
}

/* Rises with d, and is 0 where the score statistic
 *     T(d) = (gained - lost - n d) / sqrt(n (2 q(d) + d (1 - d)))
 * is z in size. T itself has no limits at the ends: this is T^2 / (T^2 + z^2) - 1/2, with the sign
 * of d's side. */
static double
score(double distance, void *context)
{
    const struct paired *pairs = context;
    const double middle = (pairs->gained - pairs->lost) / pairs->n;
    const double d = middle + distance, gap = pairs->n * distance;
    const double variance = pairs->n * fmax(2.0 * likeliest_lost(pairs, d) + d * (1.0 - d), 0.0);
    const double whole = gap * gap + pairs->z * pairs->z * variance;

    return whole > 0.0 ? gap * gap / whole - 0.5 : -0.5;
}

/* Where, between the middle and `end`, the score is 0; the end itself if nowhere. */
static double
solve(gsl_root_fsolver *solver, struct paired *pairs, double end)
{
    const double middle = (pairs->gained - pairs->lost) / pairs->n;
    gsl_function function = { score, pairs };
    const double low = fmin(end - middle, 0.0), high = fmax(end - middle, 0.0);

    if (!(score(end - middle, pairs) > 0.0) ||
        gsl_root_fsolver_set(solver, &function, low, high) != GSL_SUCCESS) {
        return end;
    }
    for (int k = 0; k < STEPS_MAX; k++) {
        if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS ||
            gsl_root_test_interval(gsl_root_fsolver_x_lower(solver),
                gsl_root_fsolver_x_upper(solver), 1e-14, 0.0) == GSL_SUCCESS) {
            break;
        }
    }
    return middle + gsl_root_fsolver_root(solver);
}

enum status
interval_tango(
    struct interval *self, int64_t gained, int64_t lost, int64_t n, double alpha, struct err *err)
{
    struct paired pairs = { (double)gained, (double)lost, (double)n, interval_reach(alpha) };
    const double net = (double)(gained - lost);
    gsl_root_fsolver *solver = NULL;

    BUG_IF(n <= 0 || gained < 0 || lost < 0 || gained + lost > n);
    solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (solver == NULL) {
        return err_memory(err);
    }
    self->low = solve(solver, &pairs, -1.0);
    self->high = solve(solver, &pairs, 1.0);
    gsl_root_fsolver_free(solver);
    self->error = n > 1 ? sqrt(fmax(pairs.gained + pairs.lost - net * net / pairs.n, 0.0) /
                               (pairs.n * (pairs.n - 1.0)))
                        : NO_NUMBER;
    return OK;
}

/* ---- the others ---- */

/* How far a difference reaches to one side: the distances of the first and of the second. */
static double
add_squares(double first, double second, double correlation)
{
    const double sum = first * first + second * second - 2.0 * correlation * first * second;

    return sqrt(fmax(sum, 0.0));
}

void
interval_mover(struct interval *self, const struct interval_estimate *first,
    const struct interval_estimate *second, double correlation)
{
    const double difference = second->value - first->value;
    const double down =
        add_squares(first->high - first->value, second->value - second->low, correlation);
    const double up =
        add_squares(first->value - first->low, second->high - second->value, correlation);

    self->low = isfinite(first->high) ? difference - down : NO_NUMBER;
    self->high = isfinite(second->high) ? difference + up : NO_NUMBER;
    self->error = NO_NUMBER;
}

void
interval_newcombe(struct interval *self, const struct interval_share *first,
    const struct interval_share *second, double correlation, double alpha)
{
    const double z = interval_reach(alpha);
    const double n[2] = { (double)first->n, (double)second->n };
    const double p[2] = { (double)first->hits / n[0], (double)second->hits / n[1] };
    double low[2], high[2], error[2];

    tally_wilson_at(first->hits, first->n, z, &low[0], &high[0]);
    tally_wilson_at(second->hits, second->n, z, &low[1], &high[1]);
    interval_mover(self, &(struct interval_estimate){ p[0], low[0], high[0] },
        &(struct interval_estimate){ p[1], low[1], high[1] }, correlation);
    for (int k = 0; k < 2; k++) {
        error[k] = sqrt(p[k] * (1.0 - p[k]) / (n[k] - 1.0));
    }
    self->error =
        n[0] > 1.0 && n[1] > 1.0 ? add_squares(error[0], error[1], correlation) : NO_NUMBER;
}

void
interval_student(
    struct interval *self, double difference, double error, double degrees, double alpha)
{
    const double reach =
        degrees >= 1.0 ? gsl_cdf_tdist_Qinv(0.5 * alpha, degrees) * error : NO_NUMBER;

    self->low = difference - reach;
    self->high = difference + reach;
    self->error = degrees >= 1.0 ? error : NO_NUMBER;
}

/* The solutions d of (net - d)^2 (1 - net^2) = z^2 error^2 (1 - d^2): the error is taken to change
 * with d as that of a share does. */
void
interval_cliff(struct interval *self, double net, double error, int64_t n_first, int64_t n_second,
    double alpha)
{
    const double z = interval_reach(alpha);
    const double n = (double)(n_first < n_second ? n_first : n_second);
    const double square = z * z * error * error, left = 1.0 - net * net;
    const double blind = z * z / (n + z * z);

    self->error = error;
    if (error > 0.0 && left > 0.0) {
        const double reach = sqrt(square) * sqrt(left * left + square);

        self->low = (net * left - reach) / (left + square);
        self->high = (net * left + reach) / (left + square);
    } else {
        self->low = net > 0.0 ? (n - z * z) / (n + z * z) : net < 0.0 ? -1.0 : -blind;
        self->high = net < 0.0 ? -(n - z * z) / (n + z * z) : net > 0.0 ? 1.0 : blind;
    }
}
