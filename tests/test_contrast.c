/* Two samples of one outcome: cases worked by hand, definitions taken at their word, and how often
 * the intervals cover a difference that is known. */
#include "support.h"

#include <gsl/gsl_cdf.h>
#include <string.h>

#include "contrast.h"
#include "rng.h"
#include "tally.h"

#define NEVER ((double)NAN)
#define LENGTH(list) ((int64_t)(sizeof(list) / sizeof((list)[0])))

enum { ROOM = 1000 };
static const struct contrast_options paired_values = { OUTCOME_VALUE, true, 1.0, 1 },
                                     separate_values = { OUTCOME_VALUE, false, 1.0, 1 },
                                     paired_flags = { OUTCOME_FLAG, true, 1.0, 1 };

/* Runs in which counted is NULL count all. */
static void
compare_counted(struct contrast *self, const double *a, const bool *counted_a, int64_t n_a,
    const double *b, const bool *counted_b, int64_t n_b, const struct contrast_options *options)
{
    struct err err = { 0 };
    bool all[ROOM];
    struct contrast_sample first = { a, counted_a != NULL ? counted_a : all, n_a },
                           second = { b, counted_b != NULL ? counted_b : all, n_b };

    assert_true(n_a <= ROOM && n_b <= ROOM);
    memset(all, 1, sizeof(all));
    assert_int_equal(contrast_make(self, &first, &second, options, &err), OK);
}

static void
compare(struct contrast *self, const double *a, int64_t n_a, const double *b, int64_t n_b,
    const struct contrast_options *options)
{
    compare_counted(self, a, NULL, n_a, b, NULL, n_b, options);
}

static const struct contrast_statistic *
get(const struct contrast *self, enum contrast_what what)
{
    const struct contrast_statistic *statistic = contrast_find(self, what);

    assert_non_null(statistic);
    return statistic;
}

/* ---- worked by hand ---- */

static void
test_contrast_of_paired_means_is_students(void **state)
{
    static const double a[] = { 1, 2, 3, 7 }, b[] = { 2, 2, 5, 10 };
    const double t = 3.182446305284263; /* 97.5 % of Student's t, 3 degrees of freedom */
    struct contrast contrast;
    const struct contrast_statistic *mean = NULL;

    (void)state;
    compare(&contrast, a, LENGTH(a), b, LENGTH(b), &paired_values);
    mean = get(&contrast, CONTRAST_MEAN);
    /* The differences 1 0 2 3: mean 3/2, squares about it 1/4 9/4 1/4 9/4, variance 5/3. */
    assert_close(mean->difference, 1.5, 1e-15);
    assert_close(mean->interval.error, sqrt(5.0 / 3.0 / 4.0), 1e-15);
    assert_close(mean->interval.low, 1.5 - t * sqrt(5.0 / 12.0), 1e-9);
    assert_close(mean->interval.high, 1.5 + t * sqrt(5.0 / 12.0), 1e-9);
    assert_int_equal(mean->method, CONTRAST_STUDENT);
    assert_int_equal(mean->verdict, CONTRAST_SAME);
    assert_ptr_equal(contrast.main, mean);
    assert_int_equal(contrast.b_less, 0);
    assert_int_equal(contrast.equal, 1);
    assert_int_equal(contrast.b_greater, 3);
}

static void
test_contrast_of_separate_means_is_welchs(void **state)
{
    static const double a[] = { 1, 2, 3 }, b[] = { 2, 4, 9 };
    const double t = gsl_cdf_tdist_Pinv(0.975, 392.0 / 170.0);
    struct contrast contrast;
    const struct contrast_statistic *mean = NULL;

    (void)state;
    compare(&contrast, a, LENGTH(a), b, LENGTH(b), &separate_values);
    mean = get(&contrast, CONTRAST_MEAN);
    /* Variances 1 and 13: error^2 = 1/3 + 13/3 = 14/3, with (14/3)^2 / ((1/3)^2 / 2 + (13/3)^2 / 2)
     * = 392/170 degrees of freedom. */
    assert_close(mean->interval.error, sqrt(14.0 / 3.0), 1e-14);
    assert_close(mean->interval.high, 3.0 + t * sqrt(14.0 / 3.0), 1e-9);
    assert_int_equal(mean->method, CONTRAST_WELCH);
    /* Of 9 pairs B is greater in 1 + 1 + 3 ... : 2 beats 1; 4 and 9 beat all three. */
    assert_int_equal(contrast.b_greater, 7);
    assert_int_equal(contrast.equal, 1);
    assert_int_equal(contrast.b_less, 1);
}

static void
test_contrast_where_different_worlds_count_uses_their_influence(void **state)
{
    static const double a[] = { 2, 4, 99, 6 }, b[] = { 3, 99, 5, 10 };
    static const double yes_a[] = { 1, 0, 1, 1 }, yes_b[] = { 1, 1, 0, 1 };
    static const bool counted_a[] = { true, true, false, true };
    static const bool counted_b[] = { true, false, true, true };
    const struct interval_share share = { 2, 3 };
    struct contrast contrast;
    struct interval interval;

    (void)state;
    compare_counted(&contrast, a, counted_a, 4, b, counted_b, 4, &paired_values);
    /* Means 4 and 6; influences (-2, 0, -, 2) / sqrt 6 and (-3, -, -1, 4) / sqrt 6, whose
     * differences
     * (-1, 0, -1, 2) / sqrt 6 have squares that add up to 1. In both 5/6 of two worlds, in B alone
     * 1/6 of one, each with 2/3 of a degree: 1 / ((5/6)^2 / (4/3) + (1/6)^2 / (2/3)) = 16/9 degrees
     * of freedom, and so the least, 2, at which t reaches 4.302653. */
    assert_close(get(&contrast, CONTRAST_MEAN)->difference, 2.0, 1e-15);
    assert_close(get(&contrast, CONTRAST_MEAN)->interval.error, 1.0, 1e-14);
    assert_close(get(&contrast, CONTRAST_MEAN)->interval.high, 2.0 + 4.302652729911275, 1e-9);
    assert_int_equal(get(&contrast, CONTRAST_MEAN)->method, CONTRAST_DELTA);
    assert_int_equal(contrast.runs, 2);
    assert_int_equal(contrast.runs_a, 3);
    compare_counted(&contrast, yes_a, counted_a, 4, yes_b, counted_b, 4, &paired_flags);
    /* Shares 2/3 twice; influences (1, -2, -, 1) / 9 and (1, -, -2, 1) / 9: correlation 2 / 6. */
    interval_newcombe(&interval, &share, &share, 1.0 / 3.0, 0.05);
    assert_close(get(&contrast, CONTRAST_SHARE)->interval.low, interval.low, 1e-14);
    assert_close(get(&contrast, CONTRAST_SHARE)->interval.high, interval.high, 1e-14);
}

static void
test_contrast_of_dates_puts_never_last(void **state)
{
    static const double a[] = { 5, NEVER, 40, 10 }, b[] = { 7, 12, NEVER, 10 };
    const struct contrast_options options = { OUTCOME_DATE, true, 30.0, 1 };
    struct contrast contrast;

    (void)state;
    compare(&contrast, a, LENGTH(a), b, LENGTH(b), &options);
    /* Day 40 is beyond the 30 days that both calendars share: never, as is B's there. */
    assert_close(get(&contrast, CONTRAST_SHARE)->a, 0.5, 1e-15);
    assert_close(get(&contrast, CONTRAST_SHARE)->b, 0.75, 1e-15);
    assert_close(get(&contrast, CONTRAST_MEAN)->a, (5 + 30 + 30 + 10) / 4.0, 1e-14);
    assert_close(get(&contrast, CONTRAST_MEAN)->b, (7 + 12 + 30 + 10) / 4.0, 1e-14);
    assert_close(get(&contrast, CONTRAST_P50)->a, 10.0, 0.0);
    assert_int_equal(contrast.b_less, 1);
    assert_int_equal(contrast.b_greater, 1);
    assert_int_equal(contrast.equal, 2);
    assert_ptr_equal(contrast.main, get(&contrast, CONTRAST_P_GREATER));
    /* A: 5 10 30 30, B: 7 10 12 30, in order: 2 + 0 + 18 + 0 days over four. */
    assert_close(get(&contrast, CONTRAST_WASSERSTEIN)->difference, 5.0, 1e-13);
    assert_string_equal(contrast_name(&contrast, CONTRAST_MEAN), "restricted_mean");
    assert_string_equal(
        contrast_verdict_name(&contrast, get(&contrast, CONTRAST_DOMINANCE)), "neither");
}

static void
test_contrast_of_the_same_sample_finds_nothing(void **state)
{
    static const double a[] = { 1, 1, 0, 1, 0 };
    struct contrast contrast;

    (void)state;
    compare(&contrast, a, LENGTH(a), a, LENGTH(a), &paired_flags);
    assert_int_equal(contrast.main->verdict, CONTRAST_SAME);
    assert_true(contrast.main->interval.low < 0.0 && contrast.main->interval.high > 0.0);
    assert_int_equal(contrast.equal, 5);
    assert_int_equal(contrast.n, 2); /* a flag has its share and who is greater */
    compare(&contrast, a, LENGTH(a), a, LENGTH(a), &paired_values);
    for (int k = 0; k < 2; k++) {
        const struct contrast_statistic *alike =
            get(&contrast, k == 0 ? CONTRAST_MEAN : CONTRAST_P50);

        assert_int_equal(alike->verdict, CONTRAST_SAME); /* sure, and nothing to reckon with */
        assert_int_equal(alike->method, CONTRAST_NO_INTERVAL);
        assert_true(isnan(alike->interval.low) && isnan(alike->interval.error));
        assert_true(isnan(alike->visible));
    }
}

static void
test_contrast_without_runs_that_count_says_nothing(void **state)
{
    static const double a[] = { 1, 2, 3 };
    static const bool none[] = { false, false, false };
    struct contrast contrast;

    (void)state;
    for (int paired = 0; paired < 2; paired++) {
        for (int kind = OUTCOME_FLAG; kind <= OUTCOME_VALUE; kind++) {
            const struct contrast_options options = { (enum outcome_kind)kind, paired == 1, 9.0,
                1 };

            compare_counted(&contrast, a, NULL, 3, a, none, 3, &options);
            assert_int_equal(contrast.main->verdict, CONTRAST_UNKNOWN);
            assert_true(isnan(contrast.main->difference));
            assert_true(isnan(contrast.main->interval.low));
            assert_string_equal(contrast_verdict_name(&contrast, contrast.main), "");
            compare(&contrast, a, 1, a, 1, &options); /* a single run */
            assert_true(isnan(contrast.main->interval.error));
        }
    }
}

static void
test_contrast_adjusts_for_comparisons_as_bonferroni_does(void **state)
{
    static const double a[] = { 1, 2, 3, 7 }, b[] = { 2, 2, 5, 10 };
    struct contrast_options options = paired_values;
    struct contrast contrast;

    (void)state;
    options.comparisons = 5;
    compare(&contrast, a, LENGTH(a), b, LENGTH(b), &options);
    /* 99 %: t with 3 degrees of freedom reaches 5.840909. */
    assert_close(contrast.main->interval.high, 1.5 + 5.840909309733355 * sqrt(5.0 / 12.0), 1e-8);
}

static void
test_contrast_says_what_would_have_been_seen(void **state)
{
    static const double a[] = { 1, 2, 3, 7 }, b[] = { 2, 2, 5, 10 }, no[] = { 0, 0, 0, 0 };
    struct contrast contrast;

    (void)state;
    /* Half of Student's interval, 3.182 x sqrt(5/12), and 0.8416 / 1.96 of that for 80 %. */
    compare(&contrast, a, LENGTH(a), b, LENGTH(b), &paired_values);
    assert_close(contrast.main->visible,
        (1.0 + 0.8416212335729143 / 1.959963984540054) * 3.182446305284263 * sqrt(5.0 / 12.0),
        1e-9);
    /* No world differs, and still there is an interval: -z^2/(4 + z^2) to z^2/(4 + z^2). */
    compare(&contrast, no, 4, no, 4, &paired_flags);
    assert_close(contrast.main->visible,
        (1.0 + 0.8416212335729143 / 1.959963984540054) * 3.841458820694124 / 7.841458820694124,
        1e-9);
}

/* ---- few runs ---- */

static void
test_contrast_of_a_lone_run_has_no_interval(void **state)
{
    static const double a[] = { 5, 6, 9, 8 }, b[] = { 2, 3, 3, 7 };
    static const bool first[] = { true, false, false, false }, last[] = { false, true, true, true };
    struct contrast contrast;

    (void)state;
    for (int paired = 0; paired < 2; paired++) {
        const struct contrast_options options = { OUTCOME_VALUE, paired == 1, 1.0, 1 };

        compare_counted(&contrast, a, first, 4, b, last, 4, &options);
        assert_close(get(&contrast, CONTRAST_MEAN)->difference, 13.0 / 3.0 - 5.0, 1e-14);
        assert_true(isnan(get(&contrast, CONTRAST_MEAN)->interval.low));
        assert_int_equal(get(&contrast, CONTRAST_MEAN)->verdict, CONTRAST_UNKNOWN);
        assert_true(isnan(get(&contrast, CONTRAST_P50)->interval.low));
        assert_int_equal(get(&contrast, CONTRAST_P50)->verdict, CONTRAST_UNKNOWN);
    }
}

static void
test_contrast_of_a_few_runs_that_agree_is_not_sure(void **state)
{
    double a[CONTRAST_FEW], b[CONTRAST_FEW];
    struct contrast contrast;

    (void)state;
    for (int k = 0; k < CONTRAST_FEW; k++) {
        a[k] = 5.0;
        b[k] = 7.0;
    }
    for (int paired = 0; paired < 2; paired++) {
        const struct contrast_options options = { OUTCOME_COUNT, paired == 1, 1.0, 1 };

        compare(&contrast, a, 3, b, 3, &options);
        assert_int_equal(contrast.main->verdict, CONTRAST_UNKNOWN);
        compare(&contrast, a, CONTRAST_FEW, b, CONTRAST_FEW, &options);
        assert_int_equal(contrast.main->verdict, CONTRAST_MORE);
    }
}

static void
test_contrast_medians_have_limits_from_six_runs_on(void **state)
{
    static const double a[] = { 1, 2, 3, 4, 5, 6 }, b[] = { 11, 12, 13, 14, 15, 16 };
    struct contrast contrast;

    (void)state;
    /* All of five are on one side of the median 2 of 32 times, of six 2 of 64: 3 %. */
    compare(&contrast, a, 5, b, 5, &separate_values);
    assert_true(isnan(get(&contrast, CONTRAST_P50)->interval.low));
    compare(&contrast, a, 6, b, 6, &separate_values);
    /* 3 and 13, from 1 to 6 and 11 to 16: down 3 and 2, up 2 and 3. */
    assert_close(get(&contrast, CONTRAST_P50)->interval.low, 10.0 - sqrt(13.0), 1e-12);
    assert_close(get(&contrast, CONTRAST_P50)->interval.high, 10.0 + sqrt(13.0), 1e-12);
}

static void
test_contrast_knows_how_much_an_interval_rests_on(void **state)
{
    double a[40], b[40];
    bool counted[40];
    struct contrast contrast;

    (void)state;
    for (int k = 0; k < 40; k++) {
        a[k] = 0.0;
        b[k] = k < 19 ? 1.0 : 0.0;
        counted[k] = k < 30;
    }
    compare(&contrast, a, 40, b, 40, &paired_values);
    assert_int_equal(get(&contrast, CONTRAST_MEAN)->rests_on, 19); /* worlds that differ */
    assert_true(contrast_is_few(get(&contrast, CONTRAST_MEAN)));
    assert_int_equal(get(&contrast, CONTRAST_P_GREATER)->rests_on, -1); /* Tango's need not many */
    assert_false(contrast_is_few(get(&contrast, CONTRAST_P_GREATER)));
    compare_counted(&contrast, a, counted, 40, b, NULL, 40, &paired_values);
    assert_int_equal(get(&contrast, CONTRAST_MEAN)->rests_on, 30); /* runs that count */
    compare(&contrast, a, 40, b, 20, &separate_values);
    /* 19 of B's 20 are greater than all of A's. */
    assert_int_equal(get(&contrast, CONTRAST_MEAN)->rests_on, 19);
    assert_int_equal(get(&contrast, CONTRAST_P_GREATER)->rests_on, 19);
}

static void
test_contrast_would_have_seen_no_less_than_it_did_not_find(void **state)
{
    static const double a[] = { 1, 1, 1, 1 }, b[] = { 0, 0, 1, 1 };
    static const struct contrast_options separate_flags = { OUTCOME_FLAG, false, 1.0, 1 };
    struct contrast contrast;

    (void)state;
    /* Wilson's intervals of 4 of 4 and 2 of 4 are 51 to 100 % and 15 to 85 %: B - A = -50 points,
     * 35 down and sqrt(49^2 + 35^2) = 60 up, which is the way to 0. */
    compare(&contrast, a, 4, b, 4, &separate_flags);
    assert_int_equal(contrast.main->verdict, CONTRAST_SAME);
    assert_close(contrast.main->visible,
        (1.0 + 0.8416212335729143 / 1.959963984540054) *
            (contrast.main->interval.high - contrast.main->difference),
        1e-9);
    assert_close(contrast.main->visible, 1.4294 * 0.602, 0.002);
    compare(&contrast, a, 1, b, 1, &separate_flags); /* no difference would have been enough */
    assert_int_equal(contrast.main->verdict, CONTRAST_SAME);
    assert_true(isnan(contrast.main->visible));
}

/* ---- worlds that count in one scenario alone ---- */

static void
test_contrast_of_worlds_apart_is_that_of_separate_runs(void **state)
{
    static const double a[] = { 1, 2, 3, 0, 0, 0, 0 }, b[] = { 0, 0, 0, 2, 4, 9, 1 };
    static const bool first[] = { true, true, true, false, false, false, false },
                      last[] = { false, false, false, true, true, true, true };
    struct contrast paired, separate;

    (void)state;
    compare_counted(&paired, a, first, 7, b, last, 7, &paired_values);
    compare(&separate, a, 3, b + 3, 4, &separate_values);
    assert_int_equal(get(&paired, CONTRAST_MEAN)->method, CONTRAST_DELTA);
    assert_int_equal(get(&separate, CONTRAST_MEAN)->method, CONTRAST_WELCH);
    assert_close(get(&paired, CONTRAST_MEAN)->interval.low,
        get(&separate, CONTRAST_MEAN)->interval.low, 1e-12);
    assert_close(get(&paired, CONTRAST_MEAN)->interval.high,
        get(&separate, CONTRAST_MEAN)->interval.high, 1e-12);
}

static void
test_contrast_of_dates_in_other_worlds_judges_by_the_restricted_mean(void **state)
{
    /* The event comes on one day in each world, with B as with A; B only has later ones count. */
    static const struct contrast_options options = { OUTCOME_DATE, true, 100.0, 1 };
    double days[80];
    bool early[80];
    struct contrast contrast;

    (void)state;
    for (int k = 0; k < 80; k++) {
        days[k] = k;
        early[k] = k < 30;
    }
    compare_counted(&contrast, days, early, 80, days, NULL, 80, &options);
    assert_true(contrast.partial);
    assert_int_equal(contrast.runs, 30);
    assert_int_equal(get(&contrast, CONTRAST_P_GREATER)->verdict, CONTRAST_SAME);
    assert_true(isnan(get(&contrast, CONTRAST_P_GREATER)->visible));
    assert_ptr_equal(contrast.main, get(&contrast, CONTRAST_MEAN));
    assert_string_equal(contrast_verdict_name(&contrast, contrast.main), "later");
    compare_counted(&contrast, days, early, 80, days, early, 80, &options);
    assert_false(contrast.partial);
    assert_ptr_equal(contrast.main, get(&contrast, CONTRAST_P_GREATER));
}

/* ---- against the definitions ---- */

static void
test_contrast_of_separate_runs_counts_all_pairs(void **state)
{
    double a[70], b[90], squares[2] = { 0.0, 0.0 }, net = 0.0;
    struct contrast contrast;
    struct interval interval;
    int64_t less = 0, greater = 0;

    (void)state;
    for (int k = 0; k < 90; k++) {
        b[k] = floor(12.0 * rng_uniform(3, 0, 1, (uint32_t)k));
        b[k] = b[k] > 9.0 ? NEVER : b[k];
        if (k < 70) {
            a[k] = floor(9.0 * rng_uniform(3, 0, 2, (uint32_t)k));
            a[k] = a[k] > 7.0 ? NEVER : a[k];
        }
    }
    compare(&contrast, a, 70, b, 90, &separate_values);
    for (int side = 0; side < 2; side++) { /* places of each among the others */
        for (int i = 0; i < (side == 0 ? 70 : 90); i++) {
            int64_t below = 0, above = 0;

            for (int j = 0; j < (side == 0 ? 90 : 70); j++) {
                const double x = side == 0 ? a[i] : a[j], y = side == 0 ? b[j] : b[i];

                below += (isnan(x) && !isnan(y)) || x > y;
                above += (isnan(y) && !isnan(x)) || y > x;
            }
            less += side == 0 ? below : 0;
            greater += side == 0 ? above : 0;
            net = (double)(greater - less) / (70.0 * 90.0);
            squares[side] += pow((double)(above - below) / (side == 0 ? 90.0 : 70.0), 2.0);
        }
    }
    assert_int_equal(contrast.b_less, less);
    assert_int_equal(contrast.b_greater, greater);
    assert_int_equal(contrast.equal, 70 * 90 - less - greater);
    interval_cliff(&interval, net,
        sqrt((squares[0] - 70.0 * net * net) / 69.0 / 70.0 +
             (squares[1] - 90.0 * net * net) / 89.0 / 90.0),
        70, 90, 0.05);
    assert_close(get(&contrast, CONTRAST_P_GREATER)->interval.low, interval.low, 1e-12);
    assert_close(get(&contrast, CONTRAST_P_GREATER)->interval.high, interval.high, 1e-12);
}

static void
test_contrast_has_the_median_of_the_summary(void **state)
{
    double a[31], copy[31], quantiles[TALLY_QUANTILES];
    struct contrast contrast;

    (void)state;
    for (int64_t n = 1; n <= 31; n++) {
        for (int64_t k = 0; k < n; k++) {
            a[k] = rng_uniform(4, (uint32_t)n, 1, (uint32_t)k);
            copy[k] = a[k] = a[k] > 0.55 ? NEVER : a[k];
        }
        compare(&contrast, a, n, a, n, &paired_values);
        tally_quantiles(copy, n, quantiles);
        if (isnan(quantiles[2])) {
            assert_true(isnan(get(&contrast, CONTRAST_P50)->a));
        } else {
            assert_same(get(&contrast, CONTRAST_P50)->b, quantiles[2]);
        }
    }
}

static void
test_contrast_medians_have_the_limits_of_order_statistics(void **state)
{
    /* 100 numbers 1 .. 100 and 11 .. 110: the ranks are 50 -+ 9.8, so 40 and 60 of 100, that is 40
     * to 60 about 50, and 50 to 70 about 60. World by world they rise together: correlation 1, and
     * the distances 10 - 10 leave nothing open. Separate: 10 -+ sqrt(10^2 + 10^2). */
    double a[100], b[100];
    struct contrast contrast;
    const struct contrast_statistic *p50 = NULL;

    (void)state;
    for (int k = 0; k < 100; k++) {
        a[k] = k + 1.0;
        b[k] = k + 11.0;
    }
    for (int paired = 0; paired < 2; paired++) {
        const struct contrast_options options = { OUTCOME_VALUE, paired == 1, 0.0, 1 };
        const double off = paired == 1 ? 0.0 : sqrt(200.0);

        compare(&contrast, a, 100, b, 100, &options);
        p50 = get(&contrast, CONTRAST_P50);
        assert_same(p50->difference, 10.0);
        assert_close(p50->interval.low, 10.0 - off, 1e-9);
        assert_close(p50->interval.high, 10.0 + off, 1e-9);
        assert_int_equal(p50->verdict, paired == 1 ? CONTRAST_MORE : CONTRAST_SAME);
    }
    /* Never from rank 61 on: A's upper limit is its 60th number, B's 61st is never. */
    for (int k = 60; k < 100; k++) {
        b[k] = (double)NAN;
    }
    b[59] = (double)NAN;
    compare(&contrast, a, 100, b, 100, &(struct contrast_options){ OUTCOME_VALUE, false, 0.0, 1 });
    p50 = get(&contrast, CONTRAST_P50);
    assert_close(p50->interval.low, 10.0 - sqrt(200.0), 1e-9);
    assert_true(isnan(p50->interval.high));
    assert_int_equal(p50->verdict, CONTRAST_UNKNOWN);
}

/* ---- coverage ---- */

enum { SEEDS = 500, RUNS = 400, CORNER_SEEDS = 4000 };

/* Two samples with a known difference. */
struct draw {
    double a[RUNS], b[RUNS];
    bool counted_a[RUNS], counted_b[RUNS];
};

static double
uniform(int seed, int run, int which)
{
    return rng_uniform((uint64_t)seed, (uint32_t)run, (uint64_t)which, 0);
}

/* 0.40 and 0.4 x 0.9 + 0.6 x 0.1 = 0.42. */
static void
draw_paired_flags(struct draw *self, int seed, int k)
{
    self->a[k] = uniform(seed, k, 0) < 0.4;
    self->b[k] = uniform(seed, k, 1) < 0.1 ? 1.0 - self->a[k] : self->a[k];
}

static void
draw_separate_flags(struct draw *self, int seed, int k)
{
    self->a[k] = uniform(seed, k, 0) < 0.05;
    self->b[k] = uniform(seed, k, 1) < 0.20;
}

/* B is one more in three worlds of ten. */
static void
draw_paired_counts(struct draw *self, int seed, int k)
{
    self->a[k] = floor(5.0 * uniform(seed, k, 0));
    self->b[k] = self->a[k] + (uniform(seed, k, 1) < 0.3);
}

static void
draw_separate_values(struct draw *self, int seed, int k)
{
    self->a[k] = rng_normal((uint64_t)seed, (uint32_t)k, 0, 0);
    self->b[k] = 0.5 + 3.0 * rng_normal((uint64_t)seed, (uint32_t)k, 1, 0);
}

/* The same shape 0.3 apart in the median, in worlds that move together (correlation 0.8). */
static void
draw_paired_values(struct draw *self, int seed, int k)
{
    const double w = rng_normal((uint64_t)seed, (uint32_t)k, 0, 0);

    self->a[k] = exp(w);
    self->b[k] = 0.3 + exp(0.8 * w + 0.6 * rng_normal((uint64_t)seed, (uint32_t)k, 1, 0));
}

/* Whole days of exponential times, of 60 and 40 days in the mean. */
static void
draw_dates(struct draw *self, int seed, int k)
{
    self->a[k] = floor(-60.0 * log(uniform(seed, k, 0)));
    self->b[k] = floor(-40.0 * log(uniform(seed, k, 1)));
}

/* What is given holds in different worlds of A (0.6) and B (0.5), mostly the same ones, and what it
 * holds in has more of the outcome: 4.5 + 3 x 0.3/0.6 = 6 and 5.5 + 3 x 0.3/0.5 = 7.3. */
static void
draw_given_counts(struct draw *self, int seed, int k)
{
    const double u = uniform(seed, k, 0), w = floor(10.0 * uniform(seed, k, 1));
    const double v = uniform(seed, k, 2) < 0.8 ? u : uniform(seed, k, 3);

    self->counted_a[k] = u < 0.6;
    self->counted_b[k] = v < 0.5;
    self->a[k] = w + (u < 0.3 ? 3.0 : 0.0);
    self->b[k] = w + (v < 0.3 ? 3.0 : 0.0) + 1.0;
}

static void
draw_given_flags(struct draw *self, int seed, int k)
{
    const double w = uniform(seed, k, 1);

    draw_given_counts(self, seed, k);
    self->a[k] = w < 0.3;
    self->b[k] = w < 0.4;
}

/* The same, of values that have nothing to do with which worlds count. */
static void
draw_given_values(struct draw *self, int seed, int k)
{
    draw_given_counts(self, seed, k);
    draw_paired_values(self, seed + SEEDS, k);
}

/* Mean of whole days, of q to the power of k still to come on day k, up to the horizon. */
static double
restricted(double days, double horizon)
{
    double mean = 0.0;

    for (int k = 1; k <= (int)horizon; k++) {
        mean += exp(-k / days);
    }
    return mean;
}

/* P(first > second), of whole days up to the horizon. */
static double
greater(double first, double second, double horizon)
{
    double p = 0.0;

    for (int k = 0; k < (int)horizon; k++) {
        p += exp(-k / second) * (1.0 - exp(-1.0 / second)) * exp(-(k + 1) / first);
    }
    return p;
}

struct coverage {
    const char *name;
    void (*draw)(struct draw *self, int seed, int k);
    enum outcome_kind kind;
    bool paired;
    enum contrast_what what;
    enum contrast_method method;
    double truth;
};

static int
count_covered(const struct coverage *c)
{
    const struct contrast_options options = { c->kind, c->paired, 100.0, 1 };
    struct draw draw;
    struct contrast contrast;
    int covered = 0;

    for (int seed = 0; seed < SEEDS; seed++) {
        const struct contrast_statistic *statistic = NULL;

        memset(draw.counted_a, 1, sizeof(draw.counted_a));
        memset(draw.counted_b, 1, sizeof(draw.counted_b));
        for (int k = 0; k < RUNS; k++) {
            c->draw(&draw, seed, k);
        }
        compare_counted(&contrast, draw.a, draw.counted_a, RUNS, draw.b, draw.counted_b,
            c->paired ? RUNS : RUNS / 2, &options);
        statistic = get(&contrast, c->what);
        assert_int_equal(statistic->method, c->method);
        covered += statistic->interval.low <= c->truth && c->truth <= statistic->interval.high;
    }
    return covered;
}

static void
test_contrast_intervals_cover_as_often_as_they_say(void **state)
{
    const double net = greater(40.0, 60.0, 100.0) - greater(60.0, 40.0, 100.0);
    const double days = restricted(40.0, 100.0) - restricted(60.0, 100.0);
    const struct coverage cases[] = {
        { "tango", draw_paired_flags, OUTCOME_FLAG, true, CONTRAST_SHARE, CONTRAST_TANGO, 0.02 },
        { "newcombe", draw_separate_flags, OUTCOME_FLAG, false, CONTRAST_SHARE, CONTRAST_NEWCOMBE,
            0.15 },
        { "newcombe, given", draw_given_flags, OUTCOME_FLAG, true, CONTRAST_SHARE,
            CONTRAST_NEWCOMBE, 0.1 },
        { "student", draw_paired_counts, OUTCOME_COUNT, true, CONTRAST_MEAN, CONTRAST_STUDENT,
            0.3 },
        { "delta", draw_given_counts, OUTCOME_COUNT, true, CONTRAST_MEAN, CONTRAST_DELTA, 1.3 },
        { "welch", draw_separate_values, OUTCOME_VALUE, false, CONTRAST_MEAN, CONTRAST_WELCH, 0.5 },
        { "restricted", draw_dates, OUTCOME_DATE, true, CONTRAST_MEAN, CONTRAST_STUDENT, days },
        { "restricted, welch", draw_dates, OUTCOME_DATE, false, CONTRAST_MEAN, CONTRAST_WELCH,
            days },
        { "tango, order", draw_dates, OUTCOME_DATE, true, CONTRAST_P_GREATER, CONTRAST_TANGO, net },
        { "cliff", draw_dates, OUTCOME_DATE, false, CONTRAST_P_GREATER, CONTRAST_CLIFF, net },
        { "mover", draw_paired_values, OUTCOME_VALUE, true, CONTRAST_P50, CONTRAST_MOVER, 0.3 },
        { "mover, given", draw_given_values, OUTCOME_VALUE, true, CONTRAST_P50, CONTRAST_MOVER,
            0.3 },
        { "mover, separate", draw_separate_values, OUTCOME_VALUE, false, CONTRAST_P50,
            CONTRAST_MOVER, 0.5 },
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        const double share = (double)count_covered(&cases[k]) / SEEDS;
        /* Order statistics lie rather too far out, as ranks are whole. */
        const double most = cases[k].method == CONTRAST_MOVER ? 0.99 : 0.975;

        if (share < 0.925 || share > most) {
            fail_msg("%s covers %g", cases[k].name, share);
        }
    }
}

/* Few runs of each, of which some are the same worlds. */
struct corner {
    int n_a, n_b, both;
    double sd_b, correlation; /* A's sd is 1 */
    double least;             /* coverage */
};

static double
cover_corner(const struct corner *c)
{
    const int n = c->n_a + c->n_b - c->both;
    struct draw draw;
    struct contrast contrast;
    int covered = 0;

    for (int seed = 0; seed < CORNER_SEEDS; seed++) {
        const struct interval *interval = NULL;

        for (int k = 0; k < n; k++) {
            const double w = rng_normal((uint64_t)seed, (uint32_t)k, 0, 0);

            draw.counted_a[k] = k < c->n_a;
            draw.counted_b[k] = k >= c->n_a - c->both;
            draw.a[k] = w;
            draw.b[k] =
                c->sd_b * (c->correlation * w + sqrt(1.0 - c->correlation * c->correlation) *
                                                    rng_normal((uint64_t)seed, (uint32_t)k, 1, 0));
        }
        compare_counted(
            &contrast, draw.a, draw.counted_a, n, draw.b, draw.counted_b, n, &paired_values);
        interval = &get(&contrast, CONTRAST_MEAN)->interval;
        covered += interval->low <= 0.0 && 0.0 <= interval->high;
    }
    return (double)covered / CORNER_SEEDS;
}

static void
test_contrast_of_few_runs_covers_as_often_whatever_worlds_count(void **state)
{
    /* Welch's own coverage of 2 and 20 runs is no better than that of the first. */
    static const struct corner corners[] = { { 2, 20, 0, 1.0, 0.8, 0.86 },
        { 2, 20, 1, 1.0, 0.8, 0.86 }, { 2, 20, 2, 1.0, 0.8, 0.86 }, { 2, 20, 2, 3.0, 0.8, 0.93 },
        { 2, 20, 2, 1.0, -0.8, 0.86 }, { 3, 3, 0, 1.0, 0.8, 0.93 }, { 3, 3, 1, 1.0, 0.8, 0.93 },
        { 3, 3, 2, 1.0, 0.8, 0.93 }, { 3, 3, 2, 1.0, -0.8, 0.91 }, { 3, 10, 0, 1.0, 0.8, 0.92 },
        { 3, 10, 3, 1.0, 0.8, 0.92 }, { 5, 5, 0, 1.0, 0.8, 0.94 }, { 5, 5, 2, 1.0, 0.8, 0.94 },
        { 5, 5, 2, 1.0, -0.8, 0.92 }, { 5, 5, 4, 1.0, 0.8, 0.94 }, { 5, 5, 4, 3.0, 0.8, 0.94 },
        { 5, 5, 4, 1.0, -0.8, 0.92 }, { 5, 5, 5, 1.0, 0.8, 0.94 } };

    (void)state;
    for (size_t k = 0; k < sizeof(corners) / sizeof(corners[0]); k++) {
        const struct corner *c = &corners[k];
        const double share = cover_corner(c);

        if (share < c->least || share > 0.995) {
            fail_msg("%d and %d runs, %d in both, correlation %g: covers %g", c->n_a, c->n_b,
                c->both, c->correlation, share);
        }
    }
}

/* D is normal with sd 1 about (1.96 + 0.84) / sqrt(400), which 400 worlds are said to show four
 * times in five. */
static void
draw_visible(struct draw *self, int seed, int k)
{
    self->a[k] = rng_normal((uint64_t)seed, (uint32_t)k, 0, 0);
    self->b[k] = self->a[k] + 0.1401 + rng_normal((uint64_t)seed, (uint32_t)k, 1, 0);
}

static void
test_contrast_sees_what_it_says_it_would_see_four_times_in_five(void **state)
{
    struct draw draw;
    struct contrast contrast;
    double visible = 0.0;
    int seen = 0;

    (void)state;
    for (int seed = 0; seed < SEEDS; seed++) {
        for (int k = 0; k < RUNS; k++) {
            draw_visible(&draw, seed, k);
        }
        compare(&contrast, draw.a, RUNS, draw.b, RUNS, &paired_values);
        seen += contrast.main->verdict == CONTRAST_MORE;
        visible += contrast.main->visible / SEEDS;
    }
    assert_close(visible, 0.1401, 0.002);
    assert_close(seen, 0.8 * SEEDS, 5.0 * sqrt(SEEDS * 0.8 * 0.2));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contrast_of_paired_means_is_students),
        cmocka_unit_test(test_contrast_of_separate_means_is_welchs),
        cmocka_unit_test(test_contrast_where_different_worlds_count_uses_their_influence),
        cmocka_unit_test(test_contrast_of_dates_puts_never_last),
        cmocka_unit_test(test_contrast_of_the_same_sample_finds_nothing),
        cmocka_unit_test(test_contrast_without_runs_that_count_says_nothing),
        cmocka_unit_test(test_contrast_adjusts_for_comparisons_as_bonferroni_does),
        cmocka_unit_test(test_contrast_says_what_would_have_been_seen),
        cmocka_unit_test(test_contrast_of_a_lone_run_has_no_interval),
        cmocka_unit_test(test_contrast_of_a_few_runs_that_agree_is_not_sure),
        cmocka_unit_test(test_contrast_medians_have_limits_from_six_runs_on),
        cmocka_unit_test(test_contrast_knows_how_much_an_interval_rests_on),
        cmocka_unit_test(test_contrast_would_have_seen_no_less_than_it_did_not_find),
        cmocka_unit_test(test_contrast_of_worlds_apart_is_that_of_separate_runs),
        cmocka_unit_test(test_contrast_of_dates_in_other_worlds_judges_by_the_restricted_mean),
        cmocka_unit_test(test_contrast_of_separate_runs_counts_all_pairs),
        cmocka_unit_test(test_contrast_has_the_median_of_the_summary),
        cmocka_unit_test(test_contrast_medians_have_the_limits_of_order_statistics),
        cmocka_unit_test(test_contrast_intervals_cover_as_often_as_they_say),
        cmocka_unit_test(test_contrast_of_few_runs_covers_as_often_whatever_worlds_count),
        cmocka_unit_test(test_contrast_sees_what_it_says_it_would_see_four_times_in_five),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
