/* layout: where things stand in rows of values.
 *
 * Values are columns: first the outcomes of kind value, in order; then each vote's exact chance of
 * passing; then for each talk what is on record, [round][issue][actors, settlement]; then for each
 * talk and issue the furthest that any actor moved. All but the first are 0..1.
 *
 * Thread-safety: read-only after layout_init. */
#ifndef PARLEY_LAYOUT_H
#define PARLEY_LAYOUT_H

#include "outcome.h"

/* Steps of a curve in series, unless its ceiling is a handy whole number. */
#define LAYOUT_STEPS 2000

/* Where things stand in rows of values; the same for every unit and total of a scenario. */
struct layout {
    const struct scenario *scenario;
    const struct plan *plan;
    int n_values;   /* columns of values */
    int n_outcomes; /* of kind value; value_of[o]: the column of outcome o, -1 */
    int *value_of;
    int *outcome_of;    /* per column below n_outcomes: the outcome */
    int *chance_of;     /* per event: the column of a vote's chance, -1 */
    int *talk_of;       /* per talk: the column of its record */
    int *furthest_of;   /* per talk: the column of the furthest move on its first issue */
    int n_clocked;      /* players of clocked events: first_clocked[e] + player */
    int *first_clocked; /* per event, -1 when not clocked */
    int *steps;         /* per event: steps of its curve in series; 0: no curve */
    double *ceiling;    /* per event: the greatest its curve can reach */
    double *low, *high; /* per column: the range */
};

enum status layout_init(struct layout *self, const struct scenario *scenario,
    const struct plan *plan, struct arena *arena, struct err *err) MUST_CHECK;

/* How many values the record of some talks takes: (rounds + 1) x issues x (actors + 1). */
int layout_record_size(const struct talk *talk);

#endif
