/* compare: two samples, A and B, outcome by outcome: what changes when A becomes B.
 *
 * Outcomes are matched by name. Paired, run k of A and run k of B are the same world, which takes
 * the same seed; of unequal numbers of runs the first of both are compared. Dates count from A's
 * start, and up to the day on which the first of the two calendars ends.
 *
 * Thread-safety: one thread at a time. */
#ifndef PARLEY_COMPARE_H
#define PARLEY_COMPARE_H

#include "contrast.h"
#include "diff.h"
#include "sample.h"

/* One scenario, as it was named on the command line. */
struct compare_side {
    const char *path;
    const struct sample *sample;
    char letter; /* what pages call it, of three scenarios C; 0: A, or B */
};

static inline const struct scenario *
compare_scenario(const struct compare_side *self)
{
    return self->sample->scenario;
}

struct compare_outcome {
    const struct outcome *outcome; /* A's */
    int in_a, in_b;                /* its place in each scenario */
    struct contrast contrast;
};

struct compare_left_out {
    const char *name;
    const char *why; /* "only in A", "a date in A, a flag in B", by their letters */
};

/* Zero-initialise: `= { 0 }`. Not to be moved once it is judged. */
struct compare {
    struct arena arena;
    struct compare_side a, b;
    bool paired;
    int64_t runs_a, runs_b; /* compared, once judged; the same if paired */
    int horizon;            /* days from A's start to the end of the first calendar to end */
    int comparisons;        /* that the intervals are adjusted for; 1: they are not */
    int n;
    struct compare_outcome *outcomes; /* in A's order */
    int n_left_out;
    struct compare_left_out *left_out; /* in A's order, then those only in B */
    struct diff diff;                  /* what B changes in A, but for runs and seed */
};

/* Matches the outcomes by what the scenarios say: the samples may be filled later. Sides' samples
 * must outlive self. ERR_USAGE: with other
 * seeds there are no pairs, or no outcome can be compared; the message says what to do.
 * compare_free is valid on a zeroed struct and after any failure. */
enum status compare_init(struct compare *self, const struct compare_side *a,
    const struct compare_side *b, bool paired, struct err *err) MUST_CHECK;

/* Compares what was matched, once both samples are filled, with intervals for so many comparisons
 * (1: not adjusted). */
enum status compare_judge(struct compare *self, int comparisons, struct err *err) MUST_CHECK;

/* The outcome by name, NULL when it is not among those compared. */
const struct compare_outcome *compare_find(const struct compare *self, const char *name);

void compare_free(struct compare *self);

#endif
