/* Distances between distributions: worked by hand, and against the definitions, value by value. */
#include "support.h"

#include <gsl/gsl_sort.h>

#include "distance.h"
#include "rng.h"

#define LENGTH(list) ((int64_t)(sizeof(list) / sizeof((list)[0])))

static struct distance
compare(const double *first, int64_t n_first, const double *second, int64_t n_second)
{
    struct distance distance = { 0 };

    distance_compare(&distance, first, n_first, second, n_second, HUGE_VAL);
    return distance;
}

static void
test_distances_of_four_and_three_values_are_as_by_hand(void **state)
{
    static const double a[] = { 1, 2, 3, 7 }, b[] = { 2, 2, 5 };
    const struct distance distance = compare(a, 4, b, 3);

    (void)state;
    /* From 1: F_a - F_b = 1/4; from 2: 2/4 - 2/3 = -1/6; from 3: 3/4 - 2/3 = 1/12; from 5:
     * 3/4 - 1 = -1/4; from 7: 0. So 1/4 + 1/6 + 2/12 + 2/4 = 13/12. */
    assert_close(distance.above, 0.25, 1e-15);
    assert_close(distance.below, 0.25, 1e-15);
    assert_close(distance.ks, 0.25, 1e-15);
    assert_close(distance.wasserstein, 13.0 / 12.0, 1e-15);
    assert_int_equal(distance.seen, DISTANCE_NEITHER);
    assert_int_equal(distance.sure, DISTANCE_SAME); /* so few values say nothing */
}

/* The definition: F at every value of either. */
static void
check_by_definition(const double *a, int64_t n_a, const double *b, int64_t n_b)
{
    const struct distance distance = compare(a, n_a, b, n_b);
    double above = 0.0, below = 0.0;

    for (int64_t k = 0; k < n_a + n_b; k++) {
        const double x = k < n_a ? a[k] : b[k - n_a];
        double f = 0.0, g = 0.0;

        for (int64_t i = 0; i < n_a; i++) {
            f += a[i] <= x;
        }
        for (int64_t j = 0; j < n_b; j++) {
            g += b[j] <= x;
        }
        above = fmax(above, f / (double)n_a - g / (double)n_b);
        below = fmax(below, g / (double)n_b - f / (double)n_a);
    }
    assert_close(distance.above, above, 1e-15);
    assert_close(distance.below, below, 1e-15);
}

static void
test_distances_of_random_samples_are_as_defined(void **state)
{
    double a[60], b[60], mean = 0.0;

    (void)state;
    for (int set = 0; set < 50; set++) {
        const int64_t n_a = 1 + set, n_b = 60 - set;

        for (int64_t k = 0; k < 60; k++) { /* many ties, and some that never happen */
            a[k] = floor(10.0 * rng_uniform(1, (uint32_t)set, 1, (uint32_t)k));
            b[k] = floor(12.0 * rng_uniform(1, (uint32_t)set, 2, (uint32_t)k));
            a[k] = a[k] > 8.0 ? HUGE_VAL : a[k];
            b[k] = b[k] > 8.0 ? HUGE_VAL : b[k];
        }
        gsl_sort(a, 1, (size_t)n_a);
        gsl_sort(b, 1, (size_t)n_b);
        check_by_definition(a, n_a, b, n_b);
    }
    /* Of as many values each, it is the mean distance of the k-th to the k-th. */
    for (int k = 0; k < 60; k++) {
        a[k] = rng_uniform(1, 0, 3, (uint32_t)k);
        b[k] = 0.3 + 0.5 * rng_uniform(1, 0, 4, (uint32_t)k);
    }
    gsl_sort(a, 1, 60);
    gsl_sort(b, 1, 60);
    for (int k = 0; k < 60; k++) {
        mean += fabs(a[k] - b[k]) / 60.0;
    }
    assert_close(compare(a, 60, b, 60).wasserstein, mean, 1e-14);
}

static void
test_distance_counts_never_as_the_ceiling(void **state)
{
    static const double a[] = { 10, 20, HUGE_VAL, HUGE_VAL }, b[] = { 10, 20, 30, HUGE_VAL };
    struct distance distance = { 0 };

    (void)state;
    distance_compare(&distance, a, LENGTH(a), b, LENGTH(b), 100.0);
    assert_close(distance.wasserstein, (100.0 - 30.0) / 4.0, 1e-13);
    assert_close(distance.below, 0.25, 1e-15);
    assert_same(distance.above, 0.0);
    distance_compare(&distance, a, LENGTH(a), a, LENGTH(a), 100.0);
    assert_same(distance.wasserstein, 0.0);
    assert_int_equal(distance.seen, DISTANCE_SAME);
    distance_compare(&distance, a + 2, 2, b + 3, 1, HUGE_VAL); /* never, and never */
    assert_same(distance.wasserstein, 0.0);
}

/* n values from 1 up, of which the first `lower` are less by 1 and the last `higher` more by 1. */
static void
fill(double *values, int n, int lower, int higher)
{
    for (int k = 0; k < n; k++) {
        values[k] = 10.0 + (k < lower ? -1.0 : 0.0) + (k >= n - higher ? 1.0 : 0.0);
    }
}

static void
test_dominance_overlooks_what_chance_may_do(void **state)
{
    /* Of 1000 values each, sqrt(-ln 0.05 / 2 * 2 / 1000) = 0.0547: 54 may be chance, 55 not. */
    static const struct {
        int lower, higher;
        enum distance_order seen, sure;
    } cases[] = { { 0, 0, DISTANCE_SAME, DISTANCE_SAME },
        { 0, 54, DISTANCE_SECOND_GREATER, DISTANCE_SAME },
        { 0, 55, DISTANCE_SECOND_GREATER, DISTANCE_SECOND_GREATER },
        { 55, 0, DISTANCE_FIRST_GREATER, DISTANCE_FIRST_GREATER },
        { 55, 54, DISTANCE_NEITHER, DISTANCE_FIRST_GREATER },
        { 54, 54, DISTANCE_NEITHER, DISTANCE_SAME },
        { 55, 55, DISTANCE_NEITHER, DISTANCE_NEITHER } };
    double a[1000], b[1000];

    (void)state;
    fill(a, 1000, 0, 0);
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        struct distance distance = { 0 };

        fill(b, 1000, cases[k].lower, cases[k].higher);
        distance = compare(a, 1000, b, 1000);
        assert_close(distance.above, cases[k].higher / 1000.0, 1e-12);
        assert_close(distance.below, cases[k].lower / 1000.0, 1e-12);
        assert_int_equal(distance.seen, cases[k].seen);
        assert_int_equal(distance.sure, cases[k].sure);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_distances_of_four_and_three_values_are_as_by_hand),
        cmocka_unit_test(test_distances_of_random_samples_are_as_defined),
        cmocka_unit_test(test_distance_counts_never_as_the_ceiling),
        cmocka_unit_test(test_dominance_overlooks_what_chance_may_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
