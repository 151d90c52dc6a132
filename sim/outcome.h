/* outcome: one row of numbers that a history comes to.
 *
 * Thread-safety: reads a timeline; as the timeline's. */
#ifndef PARLEY_OUTCOME_H
#define PARLEY_OUTCOME_H

#include "timeline.h"

/* The outcome of the history just played: a flag 0 or 1; a date as whole days since the start; a
 * count; a value in its own units (an issue's, a ceiling's, a share). NAN: never, or no vote held.
 * curves: one per event, see timeline_curve. */
double outcome_read(
    const struct outcome *self, struct timeline *timeline, const struct curve *curves);

/* All outcomes of the history just played, in order, as a row of runs.csv has them: NAN too for
 * those that the run does not count for. */
void outcome_row(struct timeline *timeline, const struct curve *curves, double *outcomes);

/* True when the run with these outcomes (all of the scenario's, in order) counts for this one: the
 * flag that it is given holds, or it has none. */
bool outcome_counts(const struct outcome *self, const double *outcomes);

/* How many whole numbers, from 0, a flag, date or count can be; 0 for a value. */
int outcome_bins(const struct outcome *self, const struct scenario *scenario);

/* The range of a value, in its own units. */
void outcome_range(
    const struct outcome *self, const struct scenario *scenario, double *low, double *high);

/* The word for the kind in tables: flag, date, count, value. */
const char *outcome_kind_name(int kind);

/* The unit in tables and on screen: the author's, else "date" for dates, the name for
 * settlements, "" . */
const char *outcome_unit(const struct outcome *self, const struct scenario *scenario);

#endif
