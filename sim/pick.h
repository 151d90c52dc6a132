/* pick: which run is worth telling: the first in which something holds, or a typical one.
 *
 * Thread-safety: pure functions of a sample, but for those that fill a struct err. */
#ifndef PARLEY_PICK_H
#define PARLEY_PICK_H

#include "sample.h"

enum pick_relation { PICK_IS, PICK_BELOW, PICK_AT_MOST, PICK_ABOVE, PICK_AT_LEAST };

/* What is to hold: OUTCOME RELATION VALUE. */
struct pick {
    int outcome;
    enum pick_relation relation;
    double value; /* as in a sample; NAN: it never happens, or there is none */
    bool nearest; /* a value that is to be equal, which seldom is: the nearest will do */
};

/* Reads "declared", "declared=0", "agreed=never", "agreed<=2008-02-17", "settlement=62.5". Without
 * a value: a flag holds, a date comes, a count is at least 1. What is wrong is ERR_USAGE: no such
 * outcome (the nearest), a value that the outcome cannot have (what it can). */
enum status pick_read(struct pick *self, const struct scenario *scenario, const char *text,
    struct err *err) MUST_CHECK;

/* The outcome of that name, or -1 and ERR_USAGE in err. */
int pick_outcome(const struct scenario *scenario, const char *name, struct err *err);

/* The first run, from 1, in which all n_picks hold; 0: none. Where one asks for the nearest (one at
 * most may: BUG_IF), the run that comes nearest among those in which the others hold, the first of
 * those. Runs that do not count for one of the outcomes are left out. *n_holding: in how many all
 * hold, or how many come as near; *n: of how many. */
int64_t pick_first(const struct pick *picks, int n_picks, const struct sample *sample,
    int64_t *n_holding, int64_t *n);

/* The least and the greatest value among the runs that count, and whether some have none (NAN); NAN
 * when all have none. */
void pick_range(
    const struct sample *sample, int outcome, double *least, double *greatest, bool *some_never);

/* The run at the p-quantile of an outcome, "never" last: the first of those with the smallest value
 * whose share of runs at or below it is at least p. 0: no run counts, or *memory is exhausted,
 * which err then says. */
int64_t pick_quantile(const struct sample *sample, int outcome, double p, struct err *err);

#endif
