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

int64_t
response_rows(const bool *answered, int64_t rows, int width)
{
    int64_t n = 0;

    for (int64_t row = 0; row < rows; row++, answered += width) {
        int run = 0;
        while (run < width && answered[run]) {
            run++;
        }
        n += run == width;
    }
    return n;
}

enum status
response_obstacle(const struct outcome *outcome, const struct scenario *scenario, int64_t missing,
    int64_t runs, struct arena *arena, const char **why, struct err *err)
{
    *why = NULL;
    if (outcome->given.index >= 0) {
        *why = arena_print(arena, "counts only in runs in which \"%s\" holds",
            scenario->outcomes[outcome->given.index].name);
    } else if (missing > 0) {
        *why = arena_print(arena,
            "has no value in %lld of %lld runs: talks or a vote were not held there",
            (long long)missing, (long long)runs);
    } else {
        return OK;
    }
    return *why != NULL ? OK : err_memory(err);
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
