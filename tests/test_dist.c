#include "support.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>

#include "dist.h"
#include "num.h"
#include "rng.h"

#define N 50000

/* One of each kind, and its exact mean, variance and median. For the truncated ones the values were
 * computed apart, with 30 digits, from the moments of the normal between two ends and, for the
 * lognormal, from E x^k = a^k e^(k^2 s^2 / 2) (F(B - k s) - F(A - k s)) / (F(B) - F(A)), s = ln b.
 */
struct example {
    struct dist dist;
    double mean, variance, median;
};

static struct example
example(int which)
{
    static const struct example examples[] = {
        { { .kind = DIST_UNIFORM, .a = -2, .b = 10, .low = -100, .high = 100 }, 4, 12, 4 },
        { { .kind = DIST_TRIANGULAR, .a = 10, .b = 50, .c = 20, .low = 0, .high = 100 }, 80.0 / 3.0,
            650.0 / 9.0, 25.505102572168 },
        { { .kind = DIST_TRIANGULAR, .a = 0, .b = 1, .c = 0, .low = 0, .high = 1 }, 1.0 / 3.0,
            1.0 / 18.0, 0.2928932188134524 },
        { { .kind = DIST_TRIANGULAR, .a = 0, .b = 1, .c = 1, .low = 0, .high = 1 }, 2.0 / 3.0,
            1.0 / 18.0, 0.7071067811865476 },
        { { .kind = DIST_NORMAL, .a = 50, .b = 20, .low = 0, .high = 60 }, 40.236098904,
            176.332040523, 42.230704766 },
        { { .kind = DIST_NORMAL, .a = 3, .b = 2, .low = -HUGE_VAL, .high = HUGE_VAL }, 3, 4, 3 },
        { { .kind = DIST_LOGNORMAL, .a = 10, .b = 2, .low = 15, .high = 40 }, 22.177822330142600743,
            528.674596274171714374 - 22.177822330142600743 * 22.177822330142600743,
            20.4496453791891832980 },
        { { .kind = DIST_LOGNORMAL, .a = 10, .b = 1.5, .low = 0, .high = HUGE_VAL },
            0 /* mean and variance: below */, 0, 10 },
    };
    struct example chosen = { 0 };

    if (which < (int)(sizeof examples / sizeof examples[0])) {
        chosen = examples[which];
        assert_true(dist_init(&chosen.dist));
    }
    if (chosen.dist.kind == DIST_LOGNORMAL && chosen.dist.low <= 0.0) {
        /* e^(s^2 / 2), and e^(s^2) (e^(s^2) - 1), times the median and its square. */
        const double s = log(1.5);

        chosen.mean = 10.0 * exp(s * s / 2.0);
        chosen.variance = 100.0 * exp(s * s) * (exp(s * s) - 1.0);
    }
    return chosen;
}

#define N_EXAMPLES 8

/* The distribution function of each, from its definition. */
static double
normal_between(const struct dist *self, double score)
{
    const double low = self->kind == DIST_NORMAL
                           ? (self->low - self->a) / self->b
                           : log(fmax(self->low, 0.0) / self->a) / log(self->b);
    const double high = self->kind == DIST_NORMAL ? (self->high - self->a) / self->b
                                                  : log(self->high / self->a) / log(self->b);
    const double below = 0.5 * erfc(-low / sqrt(2.0)), above = 0.5 * erfc(-high / sqrt(2.0));

    return (0.5 * erfc(-score / sqrt(2.0)) - below) / (above - below);
}

static double
probability(const struct dist *self, double x)
{
    const double width = self->b - self->a;

    switch (self->kind) {
    case DIST_CONSTANT:
        break;
    case DIST_UNIFORM:
        return (x - self->a) / width;
    case DIST_TRIANGULAR:
        return x < self->c ? (x - self->a) * (x - self->a) / (width * (self->c - self->a))
                           : 1.0 - (self->b - x) * (self->b - x) / (width * (self->b - self->c));
    case DIST_NORMAL:
        return normal_between(self, (x - self->a) / self->b);
    case DIST_LOGNORMAL:
        return normal_between(self, log(x / self->a) / log(self->b));
    case DIST_BETA:
        return gsl_cdf_beta_P((x - self->a) / width, self->shape->alpha, self->shape->beta);
    case DIST_CHOICE:
        break; /* test_dist_choice_... */
    }
    return x < self->a ? 0.0 : 1.0;
}

/* PERT (10, 20, 50): shapes 2 and 4, mean (10 + 80 + 50) / 6 = 70 / 3, variance
 * (70 / 3 - 10) (50 - 70 / 3) / 7 = 50.793650793650794. The median is 10 + 40 times that of
 * beta(2, 4), which solves 10 x^2 - 20 x^3 + 15 x^4 - 4 x^5 = 1 / 2. */
static struct example
pert_example(struct arena *arena)
{
    static struct beta_tables tables;
    struct example self = { { .kind = DIST_BETA, .a = 10, .b = 50, .low = 0, .high = 100 },
        70.0 / 3.0, 40.0 / 3.0 * (80.0 / 3.0) / 7.0, 22.552406818227868 };

    tables = (struct beta_tables){ 0 };
    self.dist.shape = beta_find(&tables, arena, 2.0, 4.0);
    assert_non_null(self.dist.shape);
    assert_true(dist_init(&self.dist));
    return self;
}

static void
test_dist_pert_has_its_distribution_and_moments(void **state)
{
    static double u[N];
    struct arena arena = { 0 };
    const struct example it = pert_example(&arena);
    const struct dist *dist = &it.dist;
    double distance = 0.0, mean = 0.0, second = 0.0;

    (void)state;
    for (double p = 0.001; p < 1.0; p += 0.001) {
        assert_close(probability(dist, dist_quantile(dist, p)), p, 1e-11);
    }
    for (int k = 0; k < 1000000; k++) { /* to the exact moments */
        const double x = dist_quantile(dist, (k + 0.5) / 1e6);
        mean += x / 1e6;
        second += (x - it.mean) * (x - it.mean) / 1e6;
    }
    assert_close(mean, it.mean, 1e-7);
    assert_close(second, it.variance, 1e-5);
    assert_close(dist_middle(dist), it.median, 1e-9);
    for (uint32_t k = 0; k < N; k++) {
        u[k] = probability(dist, dist_quantile(dist, rng_uniform(79, k, 1, 0)));
    }
    gsl_sort(u, 1, N);
    for (int k = 0; k < N; k++) {
        distance = fmax(distance, fmax((k + 1.0) / N - u[k], u[k] - (double)k / N));
    }
    assert_in_range((int)(1000.0 * sqrt(N) * distance), 0, 1630);
    assert_same(dist_least(dist), 10.0);
    assert_same(dist_greatest(dist), 50.0);
    arena_free(&arena);
}

/* Weights 1, 2 and 5: 1/8 lie at or below -3, 3/8 at or below 4. */
static void
test_dist_choice_takes_the_least_value_that_reaches_u(void **state)
{
    struct dist_choice choices[] = { { .value = -3, .weight = 1 }, { .value = 4, .weight = 2 },
        { .value = 90, .weight = 5 } };
    struct dist dist = {
        .kind = DIST_CHOICE, .choices = choices, .n = 3, .low = -HUGE_VAL, .high = HUGE_VAL
    };
    static const double u[] = { 1e-300, 0.125, 0.125000001, 0.375, 0.375000001, 0.5, 1 - 1e-16 };
    static const double x[] = { -3, -3, 4, 4, 90, 90, 90 };
    int count[3] = { 0 };

    (void)state;
    assert_true(dist_init(&dist));
    for (int k = 0; k < 7; k++) {
        assert_same(dist_quantile(&dist, u[k]), x[k]);
    }
    assert_same(dist_middle(&dist), 90.0);
    assert_same(dist_least(&dist), -3.0);
    assert_same(dist_greatest(&dist), 90.0);
    for (uint32_t k = 0; k < N; k++) {
        const double drawn = dist_quantile(&dist, rng_uniform(80, k, 1, 0));
        count[drawn == -3.0 ? 0 : drawn == 4.0 ? 1 : 2]++;
    }
    for (int k = 0; k < 3; k++) {
        const double p = choices[k].weight / 8.0;
        assert_close((double)count[k] / N, p, 5.0 * sqrt(p * (1.0 - p) / N));
    }
}

static void
test_dist_quantile_is_the_inverse_of_the_distribution(void **state)
{
    (void)state;
    for (int j = 0; j < N_EXAMPLES; j++) {
        const struct dist dist = example(j).dist;

        for (double u = 0.001; u < 1.0; u += 0.001) {
            assert_close(probability(&dist, dist_quantile(&dist, u)), u, 1e-13);
        }
    }
}

static void
test_dist_samples_have_the_distribution(void **state)
{
    static double u[N];

    (void)state;
    for (int j = 0; j < N_EXAMPLES; j++) {
        const struct dist dist = example(j).dist;
        double distance = 0.0;

        for (uint32_t k = 0; k < N; k++) {
            u[k] = probability(&dist, dist_quantile(&dist, rng_uniform(77, k, (uint64_t)j, 0)));
        }
        gsl_sort(u, 1, N);
        for (int k = 0; k < N; k++) {
            distance = fmax(distance, fmax((k + 1.0) / N - u[k], u[k] - (double)k / N));
        }
        assert_in_range((int)(1000.0 * sqrt(N) * distance), 0, 1630);
    }
}

static void
test_dist_samples_have_the_exact_moments(void **state)
{
    static double x[N];

    (void)state;
    for (int j = 0; j < N_EXAMPLES; j++) {
        const struct example it = example(j);
        double mean = 0.0, second = 0.0, fourth = 0.0;

        for (uint32_t k = 0; k < N; k++) {
            x[k] = dist_quantile(&it.dist, rng_uniform(78, k, (uint64_t)j, 0));
            mean += x[k] / N;
        }
        for (int k = 0; k < N; k++) {
            const double square = (x[k] - mean) * (x[k] - mean);

            second += square / N;
            fourth += square * square / N;
        }
        assert_close(mean, it.mean, 5.0 * sqrt(it.variance / N));
        assert_close(second, it.variance, 5.0 * sqrt((fourth - second * second) / N));
    }
}

/* The average of the quantile over a fine grid is the mean, far closer than by chance. */
static void
test_dist_quantile_integrates_to_the_exact_mean(void **state)
{
    (void)state;
    for (int j = 0; j < N_EXAMPLES; j++) {
        const struct example it = example(j);
        double mean = 0.0;

        for (int k = 0; k < 1000000; k++) {
            mean += dist_quantile(&it.dist, (k + 0.5) / 1e6) / 1e6;
        }
        assert_close(mean / it.mean, 1.0, 1e-6);
    }
}

static void
test_dist_middle_is_the_exact_median(void **state)
{
    (void)state;
    for (int j = 0; j < N_EXAMPLES; j++) {
        const struct example it = example(j);

        assert_close(dist_middle(&it.dist) / it.median, 1.0, 1e-11);
    }
}

static void
test_dist_two_ends_in_the_upper_tail_keep_their_digits(void **state)
{
    struct dist upper = { .kind = DIST_NORMAL, .b = 1, .low = 5, .high = 6 };
    struct dist lower = { .kind = DIST_NORMAL, .b = 1, .low = -6, .high = -5 };

    (void)state;
    assert_true(dist_init(&upper) && dist_init(&lower));
    assert_close(dist_middle(&upper), 5.13137176328391918509802, 1e-14);
    assert_close(dist_quantile(&upper, 0.25), 5.05496458037136096759042, 1e-14);
    for (double u = 0.0009765625; u < 1.0; u += 0.0009765625) { /* 1 - u is exact */
        assert_close(dist_quantile(&upper, u), -dist_quantile(&lower, 1.0 - u), 1e-13);
    }
}

static void
test_dist_values_stay_within_the_range(void **state)
{
    static const double u[] = { 0x1p-53, 1e-300, 1e-9, 0.25, 0.5, 0.75, 1.0 - 1e-9, 1.0 - 0x1p-53 };
    static const double ends[][2] = { { 0, 60 }, { 49.999, 50.001 }, { 0, 1e300 }, { 90, 170 },
        { -HUGE_VAL, 10 }, { 90, HUGE_VAL }, { 50, HUGE_VAL }, { -HUGE_VAL, 50 },
        { -HUGE_VAL, HUGE_VAL }, { 1e-300, 50 } };

    (void)state;
    for (size_t e = 0; e < sizeof ends / sizeof ends[0]; e++) {
        struct dist dists[] = { { .kind = DIST_NORMAL, .a = 50, .b = 20 },
            { .kind = DIST_LOGNORMAL, .a = 50, .b = 3 },
            { .kind = DIST_LOGNORMAL, .a = 50, .b = 1.0000001 } };

        for (size_t d = 0; d < sizeof dists / sizeof dists[0]; d++) {
            double before = -HUGE_VAL;

            dists[d].low = ends[e][0];
            dists[d].high = ends[e][1];
            if (!dist_init(&dists[d])) {
                continue;
            }
            for (size_t j = 0; j < sizeof u / sizeof u[0]; j++) {
                const double x = dist_quantile(&dists[d], u[j]);

                assert_true(x >= ends[e][0] && x <= ends[e][1] && isfinite(x));
                assert_true(j == 1 || x >= before); /* u[1] < u[0] */
                before = x;
            }
        }
    }
}

static void
test_dist_init_refuses_what_would_be_cut_away(void **state)
{
    static const struct {
        double low, high;
        bool accepted;
    } cases[] = { { 5.9, HUGE_VAL, true }, { 6.1, HUGE_VAL, false }, { -HUGE_VAL, -5.9, true },
        { -HUGE_VAL, -6.1, false }, { -1, 1, true }, { 0, 0, false }, { 2, 2, false },
        { 0, 2.4e-9, false }, { 0, 2.6e-9, true }, { 30, 40, false }, { -40, -30, false } };

    (void)state;
    for (size_t j = 0; j < sizeof cases / sizeof cases[0]; j++) {
        struct dist dist = {
            .kind = DIST_NORMAL, .b = 1, .low = cases[j].low, .high = cases[j].high
        };
        /* e^score on the same ends */
        struct dist logarithmic = { .kind = DIST_LOGNORMAL,
            .a = 1,
            .b = exp(1.0),
            .low = exp(cases[j].low),
            .high = exp(cases[j].high) };

        assert_int_equal(dist_init(&dist), cases[j].accepted);
        if (fabs(cases[j].low) > 1e-6 || cases[j].high == 0.0) { /* exp() keeps the width */
            assert_int_equal(dist_init(&logarithmic), cases[j].accepted);
        }
    }
}

static void
test_dist_degenerate_ones_are_constants(void **state)
{
    static const double u[] = { 0x1p-53, 0.3, 0.5, 1.0 - 0x1p-53 };
    struct dist dists[] = { { .kind = DIST_CONSTANT, .a = 7 },
        { .kind = DIST_UNIFORM, .a = 7, .b = 7 },
        { .kind = DIST_TRIANGULAR, .a = 7, .b = 7, .c = 7 } };

    (void)state;
    for (size_t d = 0; d < sizeof dists / sizeof dists[0]; d++) {
        dists[d].low = -HUGE_VAL;
        dists[d].high = HUGE_VAL;
        assert_true(dist_init(&dists[d]));
        for (size_t j = 0; j < sizeof u / sizeof u[0]; j++) {
            assert_same(dist_quantile(&dists[d], u[j]), 7.0);
        }
        assert_same(dist_middle(&dists[d]), 7.0);
        assert_same(dist_least(&dists[d]), 7.0);
        assert_same(dist_greatest(&dists[d]), 7.0);
    }
}

static void
test_dist_least_and_greatest(void **state)
{
    struct dist normal = { .kind = DIST_NORMAL, .a = 3, .b = 2, .low = -HUGE_VAL, .high = 9 };
    struct dist lognormal = { .kind = DIST_LOGNORMAL, .a = 10, .b = 2, .low = 0, .high = HUGE_VAL };
    struct dist triangular = {
        .kind = DIST_TRIANGULAR, .a = 1, .b = 5, .c = 2, .low = 0, .high = 9
    };

    (void)state;
    assert_true(dist_init(&normal) && dist_init(&lognormal) && dist_init(&triangular));
    /* Phi(3) of the normal is left, so its 1e-9 quantile is Phi^-1(1e-9 Phi(3)). */
    assert_close(
        dist_least(&normal), 3.0 + 2.0 * num_normal_quantile(1e-9 * num_normal_cdf(3.0)), 1e-12);
    assert_same(dist_greatest(&normal), 9.0);
    assert_close(dist_least(&lognormal), 10.0 * pow(2.0, num_normal_quantile(1e-9)), 1e-12);
    assert_close(dist_greatest(&lognormal), 10.0 * pow(2.0, -num_normal_quantile(1e-9)), 1e-5);
    assert_same(dist_least(&triangular), 1.0);
    assert_same(dist_greatest(&triangular), 5.0);
}

static void
test_dist_huge_widths_do_not_overflow(void **state)
{
    struct dist dist = {
        .kind = DIST_TRIANGULAR, .a = -1e300, .b = 1e300, .c = 0, .low = -HUGE_VAL, .high = HUGE_VAL
    };

    (void)state;
    assert_true(dist_init(&dist));
    assert_close(dist_quantile(&dist, 0.125) / -5e299, 1.0, 1e-15);
    assert_close(dist_quantile(&dist, 0.875) / 5e299, 1.0, 1e-15);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dist_pert_has_its_distribution_and_moments),
        cmocka_unit_test(test_dist_choice_takes_the_least_value_that_reaches_u),
        cmocka_unit_test(test_dist_quantile_is_the_inverse_of_the_distribution),
        cmocka_unit_test(test_dist_samples_have_the_distribution),
        cmocka_unit_test(test_dist_samples_have_the_exact_moments),
        cmocka_unit_test(test_dist_quantile_integrates_to_the_exact_mean),
        cmocka_unit_test(test_dist_middle_is_the_exact_median),
        cmocka_unit_test(test_dist_two_ends_in_the_upper_tail_keep_their_digits),
        cmocka_unit_test(test_dist_values_stay_within_the_range),
        cmocka_unit_test(test_dist_init_refuses_what_would_be_cut_away),
        cmocka_unit_test(test_dist_degenerate_ones_are_constants),
        cmocka_unit_test(test_dist_least_and_greatest),
        cmocka_unit_test(test_dist_huge_widths_do_not_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
