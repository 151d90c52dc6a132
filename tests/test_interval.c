/* Intervals of a difference: published numbers, a second way to find them, and their ends. How
 * often they cover what they are after is in test_contrast. */
#include "support.h"

#include "interval.h"

static struct interval
tango(int64_t gained, int64_t lost, int64_t n, double alpha)
{
    struct err err = { 0 };
    struct interval interval = { 0 };

    assert_int_equal(interval_tango(&interval, gained, lost, n, alpha, &err), OK);
    return interval;
}

static struct interval
newcombe(int64_t hits_a, int64_t n_a, int64_t hits_b, int64_t n_b, double correlation)
{
    const struct interval_share first = { hits_a, n_a }, second = { hits_b, n_b };
    struct interval interval = { 0 };

    interval_newcombe(&interval, &first, &second, correlation, 0.05);
    return interval;
}

/* The likelihood of (gained, lost) were the difference d, greatest over the share lost: found by
 * trying finer and finer shares, and not by a formula. */
static double
tried_lost(double gained, double lost, double n, double d)
{
    double low = fmax(0.0, -d), high = 0.5 * (1.0 - d);
    double best = low;

    for (int round = 0; round < 12; round++) {
        const double step = (high - low) / 100.0;
        double greatest = -HUGE_VAL;

        for (int k = 0; k <= 100; k++) {
            const double q = low + k * step, rest = 1.0 - 2.0 * q - d;
            const double likelihood = (gained > 0.0 ? gained * log(q + d) : 0.0) +
                                      (lost > 0.0 ? lost * log(q) : 0.0) +
                                      (n > gained + lost ? (n - gained - lost) * log(rest) : 0.0);

            if (likelihood > greatest) {
                greatest = likelihood;
                best = q;
            }
        }
        low = fmax(best - step, fmax(0.0, -d));
        high = fmin(best + step, 0.5 * (1.0 - d));
    }
    return best;
}

static double
tried_score(double gained, double lost, double n, double d)
{
    const double q = tried_lost(gained, lost, n, d);

    return fabs(gained - lost - n * d) / sqrt(n * (2.0 * q + d * (1.0 - d)));
}

static void
test_tango_ends_where_the_score_is_at_its_limit(void **state)
{
    static const double cases[][3] = { { 12, 2, 50 }, { 1, 0, 20 }, { 0, 5, 30 }, { 3, 3, 9 },
        { 40, 1, 1000 }, { 7, 0, 8 } };
    const double z = 1.959963984540054;

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        const double *c = cases[k];
        const struct interval interval = tango((int64_t)c[0], (int64_t)c[1], (int64_t)c[2], 0.05);

        assert_true(interval.low < (c[0] - c[1]) / c[2] && interval.high > (c[0] - c[1]) / c[2]);
        assert_close(tried_score(c[0], c[1], c[2], interval.low), z, 1e-4);
        assert_close(tried_score(c[0], c[1], c[2], interval.high), z, 1e-4);
    }
}

static void
test_tango_of_fifty_pairs_is_known(void **state)
{
    const struct interval interval = tango(12, 2, 50, 0.05);

    (void)state;
    /* The equation above by bisection in another program. */
    assert_close(interval.low, 0.061112406186344, 1e-12);
    assert_close(interval.high, 0.344708748282149, 1e-12);
    /* 12 times 1, 2 times -1, 36 times 0: sd is sqrt((14 - 10 * 10 / 50) / 49), by sqrt(50). */
    assert_close(interval.error, sqrt(12.0 / 49.0 / 50.0), 1e-15);
}

static void
test_tango_is_never_empty(void **state)
{
    const double z = interval_reach(0.05);
    const struct interval none = tango(0, 0, 100, 0.05), all = tango(100, 0, 100, 0.05);

    (void)state;
    /* No world differs: d then has the score sqrt(n) |d| / sqrt(|d| (1 - |d|)). */
    assert_close(none.high, z * z / (100.0 + z * z), 1e-12);
    assert_close(none.low, -none.high, 1e-12);
    assert_same(none.error, 0.0);
    assert_same(all.high, 1.0);
    assert_close(all.low, (100.0 - z * z) / (100.0 + z * z), 1e-9);
    assert_true(isnan(tango(1, 0, 1, 0.05).error));
}

static void
test_tango_turns_round_with_the_scenarios(void **state)
{
    const struct interval one = tango(12, 2, 50, 0.01), other = tango(2, 12, 50, 0.01);

    (void)state;
    assert_close(one.low, -other.high, 1e-12);
    assert_close(one.high, -other.low, 1e-12);
}

static void
test_newcombe_has_his_published_numbers(void **state)
{
    /* Newcombe 1998, Table II, contrasts (a) and (e), and (h): nothing of ten twice. */
    static const struct {
        int64_t hits_b, n_b, hits_a, n_a;
        double low, high;
    } cases[] = { { 56, 70, 48, 80, 0.0524, 0.3339 }, { 9, 10, 3, 10, 0.1705, 0.8090 },
        { 10, 10, 0, 10, 0.6075, 1.0000 }, { 0, 10, 0, 20, -0.1611, 0.2775 } };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        const struct interval interval =
            newcombe(cases[k].hits_a, cases[k].n_a, cases[k].hits_b, cases[k].n_b, 0.0);

        assert_close(interval.low, cases[k].low, 0.00005);
        assert_close(interval.high, cases[k].high, 0.00005);
    }
}

static void
test_newcombe_of_pairs_has_his_published_numbers(void **state)
{
    /* 48 of 50 against 38 of the same 50; both hold in 36, neither in none. The correlation of the
     * two is that of the fourfold table, (36 * 0 - 12 * 2) / sqrt(48 * 2 * 38 * 12). */
    const double correlation = -24.0 / sqrt(48.0 * 2.0 * 38.0 * 12.0);
    const struct interval interval = newcombe(38, 50, 48, 50, correlation);

    (void)state;
    assert_close(interval.low, 0.0569, 0.00005);
    assert_close(interval.high, 0.3404, 0.00005);
    /* The same standard error as of the 50 differences. */
    assert_close(interval.error, sqrt(12.0 / 49.0 / 50.0), 1e-15);
}

static void
test_newcombe_of_shares_that_move_together_is_narrower(void **state)
{
    const struct interval apart = newcombe(48, 100, 56, 100, 0.0),
                          together = newcombe(48, 100, 56, 100, 0.8),
                          same = newcombe(50, 100, 50, 100, 1.0);

    (void)state;
    assert_true(together.high - together.low < 0.6 * (apart.high - apart.low));
    /* Fully together and equal: the distances below the one and above the other cancel. */
    assert_close(same.low, 0.0, 1e-12);
    assert_close(same.high, 0.0, 1e-12);
}

static void
test_student_reaches_as_far_as_his_table_says(void **state)
{
    struct interval interval = { 0 };

    (void)state;
    interval_student(&interval, 1.0, 2.0, 10.0, 0.05); /* t of 10 degrees: 2.228139 */
    assert_close(interval.low, 1.0 - 2.0 * 2.228138851964939, 1e-9);
    assert_close(interval.high, 1.0 + 2.0 * 2.228138851964939, 1e-9);
    interval_student(&interval, 1.0, 2.0, 0.0, 0.05);
    assert_true(isnan(interval.low) && isnan(interval.high) && isnan(interval.error));
}

static void
test_cliff_solves_his_equation_and_stays_within_one(void **state)
{
    const double z = interval_reach(0.05);
    struct interval interval = { 0 };

    (void)state;
    interval_cliff(&interval, 0.9, 0.08, 30, 40, 0.05);
    for (int k = 0; k < 2; k++) {
        const double d = k == 0 ? interval.low : interval.high;

        assert_close(
            (0.9 - d) * (0.9 - d) * (1.0 - 0.81), z * z * 0.08 * 0.08 * (1.0 - d * d), 1e-14);
    }
    assert_true(interval.low > -1.0 && interval.low < 0.9 && interval.high < 1.0);
    assert_true(interval.high > 0.9);
    interval_cliff(&interval, 1.0, 0.0, 30, 40, 0.05);
    assert_same(interval.high, 1.0);
    assert_close(interval.low, (30.0 - z * z) / (30.0 + z * z), 1e-12);
    interval_cliff(&interval, 0.0, 0.0, 30, 40, 0.05);
    assert_close(interval.high, z * z / (30.0 + z * z), 1e-12);
    assert_close(interval.low, -interval.high, 1e-12);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tango_ends_where_the_score_is_at_its_limit),
        cmocka_unit_test(test_tango_of_fifty_pairs_is_known),
        cmocka_unit_test(test_tango_is_never_empty),
        cmocka_unit_test(test_tango_turns_round_with_the_scenarios),
        cmocka_unit_test(test_newcombe_has_his_published_numbers),
        cmocka_unit_test(test_newcombe_of_pairs_has_his_published_numbers),
        cmocka_unit_test(test_newcombe_of_shares_that_move_together_is_narrower),
        cmocka_unit_test(test_student_reaches_as_far_as_his_table_says),
        cmocka_unit_test(test_cliff_solves_his_equation_and_stays_within_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
