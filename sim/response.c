/* response: see response.h. */
#include "response.h"

#include <math.h>

double
response_of(const struct outcome *outcome, const struct scenario *scenario, double x)
{
    return outcome->kind == OUTCOME_DATE && outcome->given.index < 0 && isnan(x)
               ? (double)scenario->n_days
               : x;
}

int64_t
response_fill(const struct outcome *outcome, const struct scenario *scenario, const double *x,
    const bool *answered, int64_t n, double *f)
{
    int64_t missing = 0;

    for (int64_t k = 0; k < n; k++) {
        f[k] = answered[k] ? response_of(outcome, scenario, x[k]) : (double)NAN;
        missing += answered[k] && isnan(f[k]);
    }
    return missing;
}

double
response_range(const struct outcome *outcome, const struct scenario *scenario)
{
    double low = 0.0, high = 1.0;

    if (outcome->kind == OUTCOME_DATE) {
        high = (double)scenario->n_days;
    } else if (outcome->kind == OUTCOME_COUNT) {
        high = (double)(outcome_bins(outcome, scenario) - 1);
    } else if (outcome->kind == OUTCOME_VALUE) {
        outcome_range(outcome, scenario, &low, &high);
    }
    return high - low;
}
