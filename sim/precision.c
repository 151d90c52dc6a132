/* precision: Monte Carlo errors on one scale. See precision.h. */
#include "precision.h"

#include <math.h>
#include <string.h>

#include "num.h"

#define RARE \
    16.0 /* times the runs of what always exists: for what is given, or seldom voted on \
          */

static double
greater(double a, double b)
{
    return a > b ? a : b;
}

/* The next whole number. */
static double
up(double x)
{
    return -num_floor(-x);
}

/* What a count or a value can differ by. */
static double
range_of(const struct outcome *outcome, const struct scenario *scenario)
{
    double low = 0.0, high = 0.0;

    if (outcome->kind == OUTCOME_COUNT) {
        return (double)(outcome_bins(outcome, scenario) - 1);
    }
    outcome_range(outcome, scenario, &low, &high);
    return high - low;
}

double
precision_error(const struct summary_row *row, const struct scenario *scenario)
{
    double error = 0.0;

    if (row->runs == 0) {
        return HUGE_VAL;
    }
    switch ((enum outcome_kind)row->outcome->kind) {
    case OUTCOME_FLAG:
        return tally_share_error(row->happened, row->runs);
    case OUTCOME_DATE: /* by some day the share is as near to 0.5 as it comes, at worst */
        return tally_share_error(
            row->happened < row->runs / 2 ? row->happened : row->runs / 2, row->runs);
    case OUTCOME_COUNT:
    case OUTCOME_VALUE:
        break;
    }
    if (row->happened < 2) {
        return row->happened == 0 && row->runs > 1 ? tally_share_error(0, row->runs) : HUGE_VAL;
    }
    error = row->mcse / range_of(row->outcome, scenario);
    return row->happened < row->runs ? greater(error, tally_share_error(row->happened, row->runs))
                                     : error;
}

enum status
precision_init(struct precision *self, const struct scenario *scenario, double target,
    struct arena *arena, struct err *err)
{
    memset(self, 0, sizeof(*self));
    self->scenario = scenario;
    self->target = target;
    self->sums = arena_alloc(arena, (size_t)scenario->n_outcomes, sizeof(*self->sums));
    self->counted = arena_alloc(arena, (size_t)scenario->n_outcomes, sizeof(*self->counted));
    return self->sums != NULL && self->counted != NULL ? OK : err_memory(err);
}

static void
take_row(struct precision *self, const double *outcomes)
{
    const struct scenario *scenario = self->scenario;

    for (int o = 0; o < scenario->n_outcomes; o++) {
        if (outcome_counts(&scenario->outcomes[o], outcomes)) {
            self->counted[o]++;
            if (!isnan(outcomes[o])) {
                tally_add(&self->sums[o], outcomes[o]);
            }
        }
    }
}

/* The few numbers of a summary's row that an error hangs on. */
static double
error_now(const struct precision *self, int o)
{
    const struct tally_sums *sums = &self->sums[o];
    struct summary_row row = {
        .outcome = &self->scenario->outcomes[o], .runs = self->counted[o], .happened = sums->n
    };

    if (row.outcome->kind == OUTCOME_FLAG) {
        row.happened =
            sums->n > 0 ? (int64_t)num_floor(tally_mean(sums) * (double)sums->n + 0.5) : 0;
    }
    row.mcse = sums->n > 1 ? tally_sd(sums) / __builtin_sqrt((double)sums->n) : HUGE_VAL;
    return precision_error(&row, self->scenario);
}

void
precision_take(struct precision *self, const struct unit *unit)
{
    const int n = self->scenario->n_outcomes;

    for (int row = 0; row < unit->n; row++) {
        take_row(self, unit->outcomes + (size_t)row * (size_t)n);
    }
    self->runs += unit->n_runs;
    self->units++;
    self->worst = 0.0;
    for (int o = 0; o < n; o++) {
        const double error = error_now(self, o);
        if (error > self->worst) {
            self->worst = error;
            self->worst_outcome = o;
        }
    }
}

bool
precision_enough(const struct precision *self)
{
    return self->units >= PRECISION_UNITS_MIN && self->worst < self->target;
}

/* Whole units, at least the fewest, at most what a scenario may ask for. */
static int64_t
whole_units(double runs)
{
    const double most = num_floor((double)SCENARIO_RUNS_MAX / UNIT_RUNS);
    const double units = greater(up(runs / UNIT_RUNS), PRECISION_UNITS_MIN);

    return UNIT_RUNS * (int64_t)(units < most ? units : most);
}

int64_t
precision_limit(const struct precision *self)
{
    double times = 1.0;

    for (int o = 0; o < self->scenario->n_outcomes; o++) {
        const struct outcome *outcome = &self->scenario->outcomes[o];
        times = outcome->given.index >= 0 || outcome->kind == OUTCOME_VALUE ? RARE : times;
    }
    return whole_units(times * 0.25 / (self->target * self->target) + UNIT_RUNS);
}

int64_t
precision_forecast(const struct precision *self)
{
    const double ratio = self->worst / self->target;
    const double runs =
        greater((double)self->runs * ratio * ratio, PRECISION_UNITS_MIN * UNIT_RUNS);
    double unit = 1.0;

    if (!(runs < (double)SCENARIO_RUNS_MAX)) {
        return SCENARIO_RUNS_MAX;
    }
    while (100.0 * unit <= runs) {
        unit *= 10.0;
    }
    return (int64_t)(up(runs / unit) * unit);
}
