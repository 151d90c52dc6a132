/* correlate: the uncertain numbers that an author ties together, as a copula.
 *
 * Thread-safety: as scenario_load's. */
#ifndef PARLEY_CORRELATE_H
#define PARLEY_CORRELATE_H

#include "scenario.h"

/* Builds self->copula from self->correlations, whose references are resolved. Mistakes (a pair
 * named twice, ranks that no numbers can have) are collected in err; the status is OK unless
 * memory is exhausted. */
enum status correlate_complete(struct scenario *self, struct err *err) MUST_CHECK;

#endif
