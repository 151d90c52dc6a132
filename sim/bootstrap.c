/* bootstrap: draws of rows with replacement. See bootstrap.h. */
#include "bootstrap.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rng.h"

bool
bootstrap_counts(const double *values, int n)
{
    for (int k = 0; k < n; k++) {
        if (isnan(values[k])) {
            return false;
        }
    }
    return true;
}

int
bootstrap_groups(int64_t n)
{
    return n < BOOTSTRAP_GROUPS ? (int)n : BOOTSTRAP_GROUPS;
}

/* Groups differ by one row at most: row x groups / n, without the product, which may be too large.
 */
int
bootstrap_group(int64_t row, int64_t n)
{
    const int64_t groups = bootstrap_groups(n), each = n / groups, longer = n % groups;
    const int64_t in_longer = longer * (each + 1); /* the first groups have one row more */

    return (int)(row < in_longer ? row / (each + 1) : longer + (row - in_longer) / each);
}

enum status
bootstrap_prepare(struct bootstrap *self, int n_groups, struct err *err)
{
    const uint64_t name = rng_hash_names("bootstrap", NULL, NULL);

    if (self->n_groups == n_groups) {
        return OK;
    }
    bootstrap_free(self);
    self->weights = calloc(BOOTSTRAP_DRAWS * (size_t)n_groups, sizeof(*self->weights));
    if (self->weights == NULL) {
        return err_memory(err);
    }
    self->n_groups = n_groups;
    for (int draw = 0; draw < BOOTSTRAP_DRAWS; draw++) {
        double *weights = self->weights + (size_t)draw * (size_t)n_groups;
        for (int k = 0; k < n_groups; k++) {
            const double u = rng_uniform(self->seed, (uint32_t)draw, name, (uint32_t)k);
            weights[(int)(u * n_groups)] += 1.0;
        }
    }
    return OK;
}

void
bootstrap_free(struct bootstrap *self)
{
    free(self->weights);
    self->weights = NULL;
    self->n_groups = 0;
}

const double *
bootstrap_draw(const struct bootstrap *self, int which)
{
    return self->weights + (size_t)which * (size_t)self->n_groups;
}

/* Four sums side by side: one alone would wait for each addition to end before the next. */
double
bootstrap_sum(const double *weights, const double *sums, int n_groups)
{
    double sum[4] = { 0.0, 0.0, 0.0, 0.0 };
    int k = 0;

    for (; k + 4 <= n_groups; k += 4) {
        for (int lane = 0; lane < 4; lane++) {
            sum[lane] += weights[k + lane] * sums[k + lane];
        }
    }
    for (; k < n_groups; k++) {
        sum[0] += weights[k] * sums[k];
    }
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

void
bootstrap_interval(double *results, double *low, double *high)
{
    size_t n = 0;

    for (int k = 0; k < BOOTSTRAP_DRAWS; k++) {
        if (!isnan(results[k])) {
            results[n++] = results[k];
        }
    }
    *low = *high = (double)NAN;
    if (n > 0) {
        gsl_sort(results, 1, n);
        *low = gsl_stats_quantile_from_sorted_data(results, 1, n, 0.025);
        *high = gsl_stats_quantile_from_sorted_data(results, 1, n, 0.975);
    }
}
