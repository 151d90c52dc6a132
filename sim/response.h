/* response: an outcome of a run as one number that can be averaged and whose variance can be taken
 * apart.
 *
 * A flag is 0 or 1; a count and a value are as they are. A date is days from the start until it
 * happens; what never happens counts as the day after the last, which is as much as the calendar
 * can tell (a mean of it is a restricted mean: Royston and Parmar 2013, BMC Medical Research
 * Methodology 13:152). An outcome that some runs do not have (`given`, or of talks or a vote that
 * are not held in all) cannot be taken apart: what it is given would be mixed up with what drives
 * it.
 *
 * Thread-safety: pure functions. */
#ifndef PARLEY_RESPONSE_H
#define PARLEY_RESPONSE_H

#include "outcome.h"

/* The number of one run with an answer, from what outcome_read gives; NAN: it has none. */
double response_of(const struct outcome *outcome, const struct scenario *scenario, double x);

/* Fills f[k] for n runs from their outcomes x[k]; NAN where a run gave no answer. Returns how many
 * runs with an answer have no number. */
int64_t response_fill(const struct outcome *outcome, const struct scenario *scenario,
    const double *x, const bool *answered, int64_t n, double *f);

/* How many of so many rows of `width` runs have an answer in each of their runs. */
int64_t response_rows(const bool *answered, int64_t rows, int width);

/* Why an outcome cannot be taken apart, in words that follow its name, in arena's memory; NULL: it
 * can. missing: how many of so many runs with an answer have no number. Fails only when memory is
 * exhausted.
 */
enum status response_obstacle(const struct outcome *outcome, const struct scenario *scenario,
    int64_t missing, int64_t runs, struct arena *arena, const char **why,
    struct err *err) MUST_CHECK;

/* The same of what a signal left no time for. */
#define RESPONSE_STOPPED "was not measured: the study was stopped before"

/* The range of an outcome's response, for those who format it: a flag's 1, a date's days, a count's
 * greatest, a value's width. */
double response_range(const struct outcome *outcome, const struct scenario *scenario);

#endif
