/* summary: what the runs say of each outcome. See summary.h. */
#include "summary.h"

#include "param.h"

static void
forget(struct summary_row *row)
{
    row->share = row->share_low = row->share_high = PARAM_NONE;
    row->mean = row->mcse = row->sd = row->least = row->greatest = PARAM_NONE;
    for (int q = 0; q < TALLY_QUANTILES; q++) {
        row->quantile[q] = PARAM_NONE;
    }
}

static void
make_share(struct summary_row *row)
{
    if (row->runs > 0) {
        row->share = (double)row->happened / (double)row->runs;
        tally_wilson(row->happened, row->runs, &row->share_low, &row->share_high);
    }
}

/* Runs that count for an outcome with `given`. */
static int64_t
runs_given(const struct totals *totals, int column, const struct tally_counts *counts)
{
    return column >= 0 ? totals_rows(totals, column) : tally_happened(counts) + counts->never;
}

static void
make_error(struct summary_row *row)
{
    row->mcse = row->sd / __builtin_sqrt((double)row->happened);
}

/* A date or a count: whole numbers from 0. */
static void
make_whole(struct summary_row *row, const struct tally_counts *counts)
{
    int least = 0, greatest = counts->n_bins - 1;

    row->happened = tally_happened(counts);
    make_share(row);
    if (row->happened == 0) {
        return;
    }
    while (counts->bins[least] == 0) {
        least++;
    }
    while (counts->bins[greatest] == 0) {
        greatest--;
    }
    row->least = (double)least;
    row->greatest = (double)greatest;
    row->mean = tally_counts_mean(counts);
    if (row->happened > 1) {
        row->sd = tally_counts_sd(counts);
        make_error(row);
    }
    for (int q = 0; q < TALLY_QUANTILES; q++) {
        const int bin = tally_counts_quantile(counts, tally_probability[q]);
        row->quantile[q] = bin < counts->n_bins ? (double)bin : PARAM_NONE;
    }
}

static void
make_value(struct summary_row *row, struct totals *totals, int column)
{
    const struct tally_sums *sums = &totals->sums[column];

    row->happened = sums->n;
    make_share(row);
    if (row->happened == 0) {
        return;
    }
    row->least = sums->least;
    row->greatest = sums->greatest;
    row->mean = tally_mean(sums);
    if (row->happened > 1) {
        row->sd = tally_sd(sums);
        make_error(row);
    }
    totals_quantiles(totals, column, row->quantile);
}

enum status
summary_make(struct summary *self, struct engine_result *result, struct err *err)
{
    const struct layout *layout = &result->layout;
    const struct scenario *scenario = layout->scenario;
    struct totals *totals = &result->totals;

    self->n = 0;
    self->rows = arena_alloc(&result->arena, (size_t)scenario->n_outcomes, sizeof(*self->rows));
    if (self->rows == NULL) {
        return err_memory(err);
    }
    for (int o = 0; o < scenario->n_outcomes; o++) {
        struct summary_row *row = &self->rows[o];

        forget(row);
        row->outcome = &scenario->outcomes[o];
        row->runs = totals->n;
        if (row->outcome->given.index >= 0) {
            row->runs = runs_given(totals, layout->value_of[o], &totals->outcomes[o]);
        }
        if (layout->value_of[o] >= 0) {
            make_value(row, totals, layout->value_of[o]);
        } else if (row->outcome->kind == OUTCOME_FLAG) {
            row->happened = totals->outcomes[o].bins[1];
            make_share(row);
        } else {
            make_whole(row, &totals->outcomes[o]);
        }
    }
    self->n = scenario->n_outcomes;
    return OK;
}
