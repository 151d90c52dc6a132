/* factors: what a study of sensitivity varies: the uncertain numbers of a scenario, those that are
 * correlated as one.
 *
 * Numbers whose ranks are tied by `correlate`, directly or through others, cannot be varied one
 * without the other: they are one factor, called by all their paths. Numbers stand in order of
 * path and factors in order of their first, so that the order of the file does not count.
 *
 * Thread-safety: read-only after factors_init. */
#ifndef PARLEY_FACTORS_H
#define PARLEY_FACTORS_H

#include "scenario.h"

#define FACTORS_CHANCE "chance" /* what is drawn anew in a world once its numbers are given */

struct factors {
    int n_numbers;
    int *numbers; /* n_numbers: their places among the scenario's uncertain numbers, by path */
    int *of;      /* n_numbers: the factor of each */
    int n;        /* without chance */
    const char **names; /* n + 1: the path, or all paths joined by " + "; the last is chance */
    int *sizes;         /* n + 1: how many numbers; of chance 0 */
};

/* Memory is arena's; paths belong to the scenario. */
enum status factors_init(struct factors *self, const struct scenario *scenario, struct arena *arena,
    struct err *err) MUST_CHECK;

#endif
