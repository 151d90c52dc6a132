#include "support.h"

#include <gsl/gsl_sort.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpfr.h>

#include "oracles/nist_univariate.h"
#include "rng.h"
#include "tally.h"

#define NO_NUMBER ((double)NAN) /* clang warns of the float NAN */

static struct tally_sums
sums_of(const double *x, int n)
{
    struct tally_sums sums = { 0 };

    for (int j = 0; j < n; j++) {
        tally_add(&sums, x[j]);
    }
    return sums;
}

/* How many decimal digits of x agree with a certified value of 15 digits. */
static double
correct_digits(double x, double certified)
{
    char text[40];
    double rounded = 0.0;

    snprintf(text, sizeof text, "%.14e", x);
    rounded = strtod(text, NULL);
    return rounded == certified ? 15.0 : -log10(fabs(x - certified) / fabs(certified));
}

/* NumAcc2, 3 and 4: a value, then 500 times the pair (a tenth below, a tenth above). */
static void
fill_num_acc(double x[1001], double value, double below, double above)
{
    x[0] = value;
    for (int j = 0; j < 500; j++) {
        x[1 + 2 * j] = below;
        x[2 + 2 * j] = above;
    }
}

/* NIST's PiDigits. By its certified mean the set adds up to 22674, and by its sd the squares to
 * 143922: 5 and 55 less than for the first 5000 digits of pi, as if a 3 stood in it for an 8. Any
 * set with these sums has the certified mean and sd. */
static void
fill_digits_of_pi(double x[5000])
{
    mpfr_t pi;
    mpfr_exp_t exponent = 0;
    char *digits = NULL;

    mpfr_init2(pi, 17000);
    mpfr_const_pi(pi, MPFR_RNDN);
    digits = mpfr_get_str(NULL, &exponent, 10, 5050, pi, MPFR_RNDZ);
    *strchr(digits, '8') = '3';
    for (int j = 0; j < 5000; j++) {
        x[j] = digits[j] - '0';
    }
    mpfr_free_str(digits);
    mpfr_clear(pi);
}

static void
test_tally_agrees_with_nist(void **state)
{
    static const double acc1[] = { 10000001, 10000003, 10000002 };
    static double acc2[1001], acc3[1001], acc4[1001], pi[5000];
    static const struct {
        const char *name;
        const double *x;
        int n;
        double mean, sd, digits;
    } sets[] = { { "Lew", nist_lew, 200, -177.435, 277.332168044316, 15 },
        { "Lottery", nist_lottery, 218, 518.958715596330, 291.699727470969, 15 },
        { "Mavro", nist_mavro, 50, 2.001856, 0.000429123454003053, 12 },
        { "Michelso", nist_michelso, 100, 299.8524, 0.0790105478190518, 12 },
        { "PiDigits", pi, 5000, 4.5348, 2.86733906028871, 14 },
        { "NumAcc1", acc1, 3, 10000002, 1, 15 }, { "NumAcc2", acc2, 1001, 1.2, 0.1, 14 },
        { "NumAcc3", acc3, 1001, 1000000.2, 0.1, 9 },
        { "NumAcc4", acc4, 1001, 10000000.2, 0.1, 8 } };

    (void)state;
    fill_num_acc(acc2, 1.2, 1.1, 1.3);
    fill_num_acc(acc3, 1000000.2, 1000000.1, 1000000.3);
    fill_num_acc(acc4, 10000000.2, 10000000.1, 10000000.3);
    fill_digits_of_pi(pi);
    for (size_t j = 0; j < sizeof sets / sizeof sets[0]; j++) {
        const struct tally_sums sums = sums_of(sets[j].x, sets[j].n);
        const double mean = correct_digits(tally_mean(&sums), sets[j].mean);
        const double sd = correct_digits(tally_sd(&sums), sets[j].sd);

        if (mean < 14.0 || sd < sets[j].digits) {
            fail_msg("%s: %.1f digits of the mean and %.1f of the sd", sets[j].name, mean, sd);
        }
    }
}

/* Mean and sd of the doubles as they are, with 700 bits. */
static void
exact_moments(const double *x, int n, double *mean, double *sd)
{
    mpfr_t m, s, d;

    mpfr_inits2(700, m, s, d, (mpfr_ptr)NULL);
    mpfr_set_zero(m, 1);
    mpfr_set_zero(s, 1);
    for (int j = 0; j < n; j++) {
        mpfr_add_d(m, m, x[j], MPFR_RNDN);
    }
    mpfr_div_si(m, m, n, MPFR_RNDN);
    for (int j = 0; j < n; j++) {
        mpfr_sub_d(d, m, x[j], MPFR_RNDN);
        mpfr_fma(s, d, d, s, MPFR_RNDN);
    }
    mpfr_div_si(s, s, n - 1, MPFR_RNDN);
    mpfr_sqrt(s, s, MPFR_RNDN);
    *mean = mpfr_get_d(m, MPFR_RNDN);
    *sd = mpfr_get_d(s, MPFR_RNDN);
    mpfr_clears(m, s, d, (mpfr_ptr)NULL);
}

static void
fill_offset(double *x, int n, double offset, double scale)
{
    for (int j = 0; j < n; j++) {
        x[j] = offset + scale * (rng_uniform(3, 0, 1, (uint32_t)j) - 0.5);
    }
}

static void
test_tally_is_exact_whatever_the_offset(void **state)
{
    static double x[3001];
    /* The last column: the bound on the relative error of the sd. The sums hold about 104 bits, so
     * it grows as 2^-104 (mean / sd)^2. */
    static const double cases[][3] = { { 0, 1, 1e-15 }, { 50, 100, 1e-15 }, { 1e6, 1, 1e-15 },
        { 1e9, 1, 1e-12 }, { -1e12, 1, 1e-5 }, { 0, 1e-100, 1e-15 }, { 0, 1e120, 1e-15 },
        { 1e100, 1e90, 1e-10 } };

    (void)state;
    for (size_t j = 0; j < sizeof cases / sizeof cases[0]; j++) {
        struct tally_sums sums = { 0 };
        double mean = 0.0, sd = 0.0;

        fill_offset(x, 3001, cases[j][0], cases[j][1]);
        sums = sums_of(x, 3001);
        exact_moments(x, 3001, &mean, &sd);
        assert_same(tally_mean(&sums), mean);
        assert_close(tally_sd(&sums) / sd, 1.0, cases[j][2]);
        assert_int_equal(sums.n, 3001);
    }
}

static void
test_tally_any_partition_merges_to_the_whole(void **state)
{
    static double x[2000];
    struct tally_sums whole = { 0 };

    (void)state;
    fill_offset(x, 2000, 1e5, 10.0);
    whole = sums_of(x, 2000);
    for (uint32_t trial = 0; trial < 200; trial++) {
        struct tally_sums merged = { 0 };
        uint32_t index = 0;

        for (int from = 0; from < 2000;) {
            const double share = rng_uniform(4, trial, 2, index++);
            const int size = (int)(share * share * share * 1000.0); /* 0 too */
            const int n = size < 2000 - from ? size : 2000 - from;
            const struct tally_sums part = sums_of(x + from, n);

            tally_merge(&merged, &part);
            from += n;
        }
        assert_int_equal(merged.n, 2000);
        assert_same(merged.least, whole.least);
        assert_same(merged.greatest, whole.greatest);
        assert_close(tally_mean(&merged) / tally_mean(&whole), 1.0, 1e-15);
        assert_close(tally_sd(&merged) / tally_sd(&whole), 1.0, 1e-15);
    }
}

static void
test_tally_of_whole_numbers_does_not_depend_on_order(void **state)
{
    struct tally_sums up = { 0 }, down = { 0 }, parts = { 0 }, odd = { 0 };

    (void)state;
    for (int j = 0; j < 10000; j++) {
        tally_add(&up, j * 1001);
        tally_add(&down, (9999 - j) * 1001);
        tally_add(j % 2 == 0 ? &parts : &odd, j * 1001);
    }
    tally_merge(&parts, &odd);
    assert_memory_equal(&up, &down, sizeof up);
    assert_memory_equal(&up, &parts, sizeof up);
}

static void
test_tally_small_cases(void **state)
{
    struct tally_sums one = { 0 }, equal = { 0 }, two = { 0 }, empty = { 0 };

    (void)state;
    tally_add(&one, -0.1);
    assert_same(tally_mean(&one), -0.1);
    assert_same(one.least, -0.1);
    assert_same(one.greatest, -0.1);
    for (int j = 0; j < 1000; j++) {
        tally_add(&equal, 0.1);
    }
    assert_same(tally_mean(&equal), 0.1); /* within [least, greatest] */
    assert_same(tally_sd(&equal), 0.0);
    tally_add(&two, 1.0);
    tally_add(&two, 3.0);
    assert_same(tally_mean(&two), 2.0);
    assert_close(tally_sd(&two), sqrt(2.0), 1e-15);
    tally_merge(&empty, &two); /* negative or zero bounds must not leak in */
    assert_same(empty.least, 1.0);
    assert_same(empty.greatest, 3.0);
    tally_merge(&empty, &(struct tally_sums){ 0 });
    assert_int_equal(empty.n, 2);
    assert_same(empty.least, 1.0);
}

static void
test_tally_counts_give_the_numbers_of_the_values(void **state)
{
    static int64_t bins[400];
    struct tally_counts counts = { bins, 400, 17 };
    struct tally_sums sums = { 0 };

    (void)state;
    for (uint32_t j = 0; j < 5000; j++) {
        const double u = rng_uniform(5, 0, 3, j);
        const int k = (int)(u * u * 400.0);

        bins[k]++;
        tally_add(&sums, k);
    }
    assert_int_equal(tally_happened(&counts), 5000);
    assert_same(tally_counts_mean(&counts), tally_mean(&sums));
    assert_same(tally_counts_sd(&counts), tally_sd(&sums));
}

static void
test_tally_counts_of_billions_stay_exact(void **state)
{
    /* Values 99998 and 99999, 10^12 times each: sums beyond 2^64. */
    int64_t *bins = calloc(100000, sizeof *bins);
    const struct tally_counts counts = { bins, 100000, 0 };

    (void)state;
    assert_non_null(bins);
    bins[99998] = bins[99999] = INT64_C(1000000000000);
    assert_same(tally_counts_mean(&counts), 99998.5);
    assert_close(tally_counts_sd(&counts), 0.5 * (1.0 + 0.25e-12), 1e-15);
    free(bins);
}

/* By the definition, in whole numbers: the least m with 100 m >= percent n. */
static int64_t
least_count(int percent, int64_t n)
{
    int64_t m = 1;

    while (100 * m < percent * n) {
        m++;
    }
    return m;
}

static void
test_tally_quantiles_are_never_fooled_by_rounding(void **state)
{
    static const int percent[TALLY_QUANTILES] = { 5, 25, 50, 75, 95 };
    static double x[400];
    static int64_t bins[400];

    (void)state;
    for (int n = 1; n <= 400; n++) {
        struct tally_counts counts = { bins, n, 0 };
        double out[TALLY_QUANTILES];

        for (int j = 0; j < n; j++) {
            x[j] = n - 1 - j;
            bins[j] = 1;
        }
        tally_quantiles(x, n, out);
        for (int i = 0; i < TALLY_QUANTILES; i++) {
            const int64_t expected = least_count(percent[i], n) - 1;

            assert_same(tally_probability[i], percent[i] / 100.0);
            assert_same(out[i], (double)expected);
            assert_int_equal(tally_counts_quantile(&counts, tally_probability[i]), expected);
        }
    }
}

static void
test_tally_counts_quantile_at_other_shares(void **state)
{
    int64_t bins[] = { 0, 1, 0, 2, 0 };
    const struct tally_counts counts = { bins, 5, 1 }; /* 1 3 3 never */
    static const struct {
        double p;
        int expected;
    } cases[] = { { 0.0, 1 }, { 0.1, 1 }, { 0.25, 1 }, { 0x1.0000000000001p-2, 3 }, { 0.3333, 3 },
        { 0.75, 3 }, { 0x1.8000000000001p-1, 5 }, { 0.9, 5 }, { 1.0, 5 } };

    (void)state;
    for (size_t j = 0; j < sizeof cases / sizeof cases[0]; j++) {
        assert_int_equal(tally_counts_quantile(&counts, cases[j].p), cases[j].expected);
    }
}

static void
test_tally_never_is_included_and_last(void **state)
{
    /* 4 of 10 never: the quantiles of all ten are 1, 3, 5, never, never. */
    double x[] = { NO_NUMBER, 5, 1, NO_NUMBER, 3, 2, NO_NUMBER, 6, 4, NO_NUMBER };
    double out[TALLY_QUANTILES];
    int64_t bins[] = { 0, 1, 1, 1, 1, 1, 1, 0 };
    const struct tally_counts counts = { bins, 8, 4 };
    double none[] = { NO_NUMBER, NO_NUMBER };

    (void)state;
    tally_quantiles(x, 10, out);
    assert_same(out[0], 1.0);
    assert_same(out[1], 3.0);
    assert_same(out[2], 5.0);
    assert_true(isnan(out[3]) && isnan(out[4]));
    assert_int_equal(tally_counts_quantile(&counts, 0.05), 1);
    assert_int_equal(tally_counts_quantile(&counts, 0.25), 3);
    assert_int_equal(tally_counts_quantile(&counts, 0.50), 5);
    assert_int_equal(tally_counts_quantile(&counts, 0.60), 6);
    assert_int_equal(tally_counts_quantile(&counts, 0.75), 8);
    assert_int_equal(tally_happened(&counts), 6);
    tally_quantiles(none, 2, out);
    for (int i = 0; i < TALLY_QUANTILES; i++) {
        assert_true(isnan(out[i]));
    }
}

#define N_SELECT 3000

/* Orders that lead careless selections astray. */
static void
fill_order(double *x, int order)
{
    for (int j = 0; j < N_SELECT; j++) {
        const int pipe = j < N_SELECT / 2 ? j : N_SELECT - j;
        const double orders[] = { j, -j, 7, j % 2, pipe, -pipe, j % 10,
            rng_uniform(6, 0, 4, (uint32_t)j), j % 2 == 0 ? j : N_SELECT / 2 + j / 2,
            j == N_SELECT - 1 ? -1 : j };

        x[j] = orders[order];
    }
}

static void
test_tally_quantiles_equal_those_of_sorting(void **state)
{
    static double x[N_SELECT], sorted[N_SELECT];
    static const int at[TALLY_QUANTILES] = { 149, 749, 1499, 2249, 2849 };

    (void)state;
    for (int order = 0; order < 10; order++) {
        double out[TALLY_QUANTILES], sum = 0.0;

        fill_order(x, order);
        memcpy(sorted, x, sizeof x);
        gsl_sort(sorted, 1, N_SELECT);
        tally_quantiles(x, N_SELECT, out);
        for (int i = 0; i < TALLY_QUANTILES; i++) {
            assert_same(out[i], sorted[at[i]]);
        }
        gsl_sort(x, 1, N_SELECT); /* reordered, and nothing lost */
        for (int j = 0; j < N_SELECT; j++) {
            sum += fabs(x[j] - sorted[j]);
        }
        assert_same(sum, 0.0);
    }
}

static void
test_tally_wilson_interval(void **state)
{
    static const struct {
        int64_t hits, n;
        double low, high;
    } cases[] = { { 8, 10, 0.490162471537, 0.943317848546 }, { 0, 10, 0.0, 0.277532799863 },
        { 10, 10, 0.722467200137, 1.0 }, { 50, 1000, 0.038130262393, 0.065313820244 } };
    double low = 0.0, high = 0.0;

    (void)state;
    for (size_t j = 0; j < sizeof cases / sizeof cases[0]; j++) {
        tally_wilson(cases[j].hits, cases[j].n, &low, &high);
        assert_close(low, cases[j].low, 1e-12);
        assert_close(high, cases[j].high, 1e-12);
    }
    for (int64_t n = 1; n < 200; n++) {
        for (int64_t hits = 0; hits <= n; hits++) {
            const double share = (double)hits / (double)n;

            tally_wilson(hits, n, &low, &high);
            assert_true(low >= 0.0 && low <= share && share <= high && high <= 1.0);
            assert_true((low == 0.0) == (hits == 0) && (high == 1.0) == (hits == n));
        }
    }
}

static void
test_tally_error_of_a_share_is_half_of_its_interval(void **state)
{
    (void)state;
    /* Wilson's intervals (0, .277532799863) and (.038130262393, .065313820244) */
    assert_close(tally_share_error(0, 10), 0.277532799863 / 3.919927969080108, 1e-12);
    assert_close(tally_share_error(50, 1000), 0.027183557851 / 3.919927969080108, 1e-12);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tally_agrees_with_nist),
        cmocka_unit_test(test_tally_is_exact_whatever_the_offset),
        cmocka_unit_test(test_tally_any_partition_merges_to_the_whole),
        cmocka_unit_test(test_tally_of_whole_numbers_does_not_depend_on_order),
        cmocka_unit_test(test_tally_small_cases),
        cmocka_unit_test(test_tally_counts_give_the_numbers_of_the_values),
        cmocka_unit_test(test_tally_counts_of_billions_stay_exact),
        cmocka_unit_test(test_tally_quantiles_are_never_fooled_by_rounding),
        cmocka_unit_test(test_tally_counts_quantile_at_other_shares),
        cmocka_unit_test(test_tally_never_is_included_and_last),
        cmocka_unit_test(test_tally_quantiles_equal_those_of_sorting),
        cmocka_unit_test(test_tally_wilson_interval),
        cmocka_unit_test(test_tally_error_of_a_share_is_half_of_its_interval),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
