/* Intervals from rows drawn again. */
#include "support.h"

#include <math.h>

#include "bootstrap.h"
#include "rng.h"

static void
test_bootstrap_groups_hold_neighbours_and_differ_by_one_row(void **state)
{
    const int64_t sizes[] = { 1, 7, 1000, 1001, 2500, 123457 };

    (void)state;
    for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        const int64_t n = sizes[s];
        const int groups = bootstrap_groups(n);
        int64_t in_group = 0;
        int group = 0;
        assert_int_equal(groups, n < 1000 ? n : 1000);
        for (int64_t row = 0; row <= n; row++) {
            const int now = row < n ? bootstrap_group(row, n) : groups;
            if (now != group) {
                assert_int_equal(now, group + 1);
                assert_true(in_group == n / groups || in_group == n / groups + 1);
                group = now;
                in_group = 0;
            }
            in_group++;
        }
        assert_int_equal(group, groups);
    }
}

static void
test_bootstrap_draws_hold_as_many_as_there_are(void **state)
{
    struct bootstrap draws = { .seed = 5 }, again = { .seed = 5 };
    struct err err = { .status = OK };
    double sum = 0.0, squares = 0.0;

    (void)state;
    assert_int_equal(bootstrap_prepare(&draws, 100, &err), OK);
    for (int draw = 0; draw < 200; draw++) {
        double all = 0.0;
        const double *weights = bootstrap_draw(&draws, draw);
        for (int k = 0; k < 100; k++) {
            assert_true(weights[k] >= 0.0 && weights[k] == floor(weights[k]));
            all += weights[k];
            squares += weights[k] * weights[k];
        }
        assert_same(all, 100.0);
        sum += all;
    }
    /* Multinomial: each weight has mean 1 and variance 1 - 1/100. 20,000 weights, of which the
     * squares have a standard deviation of about 3: five standard errors are .11. */
    assert_same(sum, 20000.0);
    assert_close(squares / 20000.0, 1.0 + 0.99, 0.11);
    /* The same again, whatever was prepared before; other groups have other draws. */
    assert_int_equal(bootstrap_prepare(&again, 7, &err), OK);
    sum = 0.0;
    for (int k = 0; k < 7; k++) {
        sum += bootstrap_draw(&again, 999)[k];
    }
    assert_same(sum, 7.0);
    assert_int_equal(bootstrap_prepare(&again, 100, &err), OK);
    for (int k = 0; k < 100; k++) {
        assert_same(bootstrap_draw(&again, 199)[k], bootstrap_draw(&draws, 199)[k]);
    }
    bootstrap_free(&again);
    bootstrap_free(&draws);
}

/* The mean of n normals has the interval mean +- 1.96 sd / sqrt(n). */
static void
test_bootstrap_intervals_of_a_mean_are_those_of_theory(void **state)
{
    enum { N = 400 };
    struct bootstrap draws = { .seed = 3 };
    struct err err = { .status = OK };
    double x[N], results[BOOTSTRAP_DRAWS], low = 0.0, high = 0.0;
    double mean = 0.0, square = 0.0;

    (void)state;
    assert_int_equal(bootstrap_prepare(&draws, N, &err), OK);
    for (int k = 0; k < N; k++) {
        x[k] = rng_normal(1, (uint32_t)k, 7, 0);
        mean += x[k] / N;
        square += x[k] * x[k] / N;
    }
    const double error = sqrt((square - mean * mean) / N);
    for (int draw = 0; draw < BOOTSTRAP_DRAWS; draw++) {
        results[draw] = bootstrap_sum(bootstrap_draw(&draws, draw), x, N) / N;
    }
    bootstrap_free(&draws);
    bootstrap_interval(results, &low, &high);
    assert_close(low, mean - 1.96 * error, 0.25 * error); /* a quantile of 1,000: about 8 % */
    assert_close(high, mean + 1.96 * error, 0.25 * error);
}

static void
test_bootstrap_intervals_leave_out_what_is_no_number(void **state)
{
    double results[BOOTSTRAP_DRAWS], low = 0.0, high = 0.0;

    (void)state;
    for (int k = 0; k < BOOTSTRAP_DRAWS; k++) {
        results[k] = k % 2 == 0 ? (double)NAN : 1.0;
    }
    bootstrap_interval(results, &low, &high);
    assert_same(low, 1.0);
    assert_same(high, 1.0);
    for (int k = 0; k < BOOTSTRAP_DRAWS; k++) {
        results[k] = (double)NAN;
    }
    bootstrap_interval(results, &low, &high);
    assert_true(isnan(low) && isnan(high));
    for (int k = 0; k < BOOTSTRAP_DRAWS; k++) {
        results[k] = (double)(999 - k); /* 0 to 999: 2.5 % of the way is 24.975 */
    }
    bootstrap_interval(results, &low, &high);
    assert_close(low, 24.975, 1e-9);
    assert_close(high, 974.025, 1e-9);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bootstrap_groups_hold_neighbours_and_differ_by_one_row),
        cmocka_unit_test(test_bootstrap_draws_hold_as_many_as_there_are),
        cmocka_unit_test(test_bootstrap_intervals_of_a_mean_are_those_of_theory),
        cmocka_unit_test(test_bootstrap_intervals_leave_out_what_is_no_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
