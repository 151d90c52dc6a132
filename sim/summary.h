/* summary: what the runs say of each outcome: the rows of summary.csv and of the screen.
 *
 * Definitions (DESIGN: Results). runs: runs with an answer; of an outcome with `given` those in
 * which that flag holds, and all else is of those. happened: runs in which it happened
 * (flag: is 1; date: is not never; count and value: exists). share = happened / runs with Wilson's
 * 95 % interval. Mean, sd (n - 1), mcse = sd / sqrt(happened), least and greatest are over the runs
 * in which it happened; quantiles are over all runs with never last: the smallest value with share
 * >= p, NAN where they fall among never. Flags have neither moments nor quantiles (all NAN). Dates
 * are whole days since the scenario's start; their mean is rounded to the day when written, their
 * sd and mcse are days.
 *
 * Thread-safety: one thread at a time. */
#ifndef PARLEY_SUMMARY_H
#define PARLEY_SUMMARY_H

#include "engine.h"

struct summary_row {
    const struct outcome *outcome;
    int64_t runs, happened;
    double share, share_low, share_high;
    double mean, mcse, sd;
    double quantile[TALLY_QUANTILES];
    double least, greatest;
};

struct summary {
    int n;
    struct summary_row *rows; /* one per outcome, in order */
};

/* Rows are allocated from the result's arena. The result's kept values may be reordered. */
enum status summary_make(
    struct summary *self, struct engine_result *result, struct err *err) MUST_CHECK;

#endif
