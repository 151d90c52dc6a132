/* contrast: one outcome in two scenarios, A and B: both numbers, B - A, how sure that is, and a
 * verdict.
 *
 * Paired, run k of A and run k of B are the same world, so what is compared is what B changes in
 * each world; else the runs are separate. A run counts when it gave an answer and what the outcome
 * is given holds; which runs count may differ between A and B.
 *
 * "Never" (a date that does not come, a value that does not exist) is last in whatever is about
 * order: p50, p_greater, ks, dominance. A date later than the end that both calendars share counts
 * as never. The mean of a date is restricted (Irwin 1949; Royston and Parmar 2013): days until it
 * comes or until that end, whichever is first. The mean and the Wasserstein distance of values are
 * of those that exist.
 *
 * Intervals leave out 5 % divided by `comparisons` (Bonferroni). A verdict is "same" when the
 * interval holds 0. Where no run differs a mean and a median have no interval, and are the same. A
 * mean of fewer than two runs has none, nor has one whose error is 0 in fewer than CONTRAST_FEW;
 * nor a median of so few runs that its own limits would be missed more often than that.
 *
 * Thread-safety: one thread at a time. */
#ifndef PARLEY_CONTRAST_H
#define PARLEY_CONTRAST_H

#include "distance.h"
#include "interval.h"
#include "scenario.h"

/* From so many worlds that differ, or runs that count, the intervals of CONTRAST_STUDENT,
 * CONTRAST_DELTA, CONTRAST_WELCH and CONTRAST_CLIFF cover as often as they say. */
enum { CONTRAST_FEW = 20 };

/* In this order in tables. Flags have the first and p_greater alone. */
enum contrast_what {
    CONTRAST_SHARE,       /* in which it happened */
    CONTRAST_MEAN,        /* of a date: restricted, in days since the start */
    CONTRAST_P50,         /* median */
    CONTRAST_P_GREATER,   /* P(A > B), P(B > A), and their difference */
    CONTRAST_KS,          /* a distance: no numbers of A and B, no interval */
    CONTRAST_WASSERSTEIN, /* the same, in the outcome's unit; of dates in days */
    CONTRAST_DOMINANCE,   /* of A how far its share at or below some x is less than B's, at most: A
                           * is the greater there; of B the reverse; no interval */
    CONTRAST_STATISTICS,
};

enum contrast_method {
    CONTRAST_NO_INTERVAL,
    CONTRAST_TANGO,    /* paired shares, and p_greater */
    CONTRAST_NEWCOMBE, /* separate shares; paired ones when different runs count */
    CONTRAST_STUDENT,  /* paired means: of the differences */
    CONTRAST_DELTA,    /* paired means when different runs count: of the influence of each world */
    CONTRAST_WELCH,    /* separate means */
    CONTRAST_CLIFF,    /* separate p_greater */
    CONTRAST_MOVER,    /* medians: of the limits that order statistics give each of them */
};

enum contrast_verdict {
    CONTRAST_UNKNOWN, /* there is no interval */
    CONTRAST_LESS,    /* in B; of a date: earlier */
    CONTRAST_SAME,
    CONTRAST_MORE, /* later */
};

struct contrast_sample {
    const double *values; /* n, as outcome_read gives them; of dates: days since A's start */
    const bool *counted;  /* n */
    int64_t n;
};

struct contrast_options {
    enum outcome_kind kind;
    bool paired;
    double horizon;  /* of dates: the days from A's start to the end that both share, at least 1 */
    int comparisons; /* 1: intervals of 95 % */
};

struct contrast_statistic {
    enum contrast_what what;
    double a, b, difference; /* NAN: there is none */
    struct interval interval;
    enum contrast_method method;
    enum contrast_verdict verdict;
    double visible; /* a true difference this large would have been seen four times in five; NAN:
                     * cannot be said */
    /* What the interval rests on, of the four methods above, else -1: worlds that differ (student);
     * runs that count, in A or B, whichever are fewer (delta), or of them as many as of all pairs
     * of a run of A and one of B differ (welch, cliff). */
    int64_t rests_on;
};

struct contrast {
    struct contrast_options options;
    int64_t runs_a, runs_b; /* that count */
    int64_t runs;           /* paired: that count in both; else the smaller of the two */
    bool partial;           /* paired, and some worlds count in A or B alone */
    /* Paired: worlds; else all pairs of a run of A and one of B. */
    int64_t b_less, equal, b_greater;
    struct distance distance; /* of all but flags, when runs count in both */
    int n;
    struct contrast_statistic statistics[CONTRAST_STATISTICS];
    /* Whose verdict is the outcome's: the share of a flag, p_greater of a date, else the mean. When
     * partial, p_greater looks at the worlds that count in both and misses what B changes by having
     * others count: a date's then is its restricted mean. */
    const struct contrast_statistic *main;
};

/* Compares two samples, of as many runs each if paired. What cannot be said is NAN. Takes time
 * n log n. Fails only when memory is exhausted. self holds pointers to itself: it must not be
 * moved. */
enum status contrast_make(struct contrast *self, const struct contrast_sample *a,
    const struct contrast_sample *b, const struct contrast_options *options,
    struct err *err) MUST_CHECK;

/* Does the verdict of a statistic rest on fewer than CONTRAST_FEW? Where nothing differs at all the
 * interval of CONTRAST_CLIFF is one of its own, and wide enough. */
bool contrast_is_few(const struct contrast_statistic *statistic);

/* A statistic, NULL when this kind of outcome does not have it. */
const struct contrast_statistic *contrast_find(
    const struct contrast *self, enum contrast_what what);

/* "share", "mean" ("restricted_mean" of a date), ...; "tango", ...; "less", "same", "more" (of
 * dates "earlier", "same", "later", but for their share), "" when unknown. Of dominance the words
 * are "a_greater", "b_greater", "neither" and "same", of the samples to the letter. */
const char *contrast_name(const struct contrast *self, enum contrast_what what);
const char *contrast_method_name(enum contrast_method method);
const char *contrast_verdict_name(
    const struct contrast *self, const struct contrast_statistic *statistic);

/* The chance that an interval misses: 0.05 over the number of comparisons. */
double contrast_alpha(const struct contrast_options *options);

#endif
