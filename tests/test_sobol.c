/* Shares of a variance, on functions whose shares are known. */
#include "support.h"

#include <math.h>
#include <stdlib.h>

#include "rng.h"
#include "sobol.h"

enum { FACTORS_MAX = 24 };

/* A function looked at in all tables of a design. */
struct trial {
    struct arena arena;
    struct err err;
    struct sobol sobol;
    double *f;
    int64_t used;
    struct sobol_share shares[FACTORS_MAX];
};

/* With draws of its own. */
static void
measure(const double *f, int64_t n, int n_factors, uint64_t seed, struct sobol_share *shares,
    int64_t *used)
{
    struct bootstrap draws = { .seed = seed };
    struct err err = { .status = OK };

    assert_int_equal(sobol_measure(f, n, n_factors, &draws, shares, used, &err), OK);
    bootstrap_free(&draws);
}

static void
try(struct trial *self, double (*f)(const double *u), int64_t n, int n_inputs, const int *factor_of,
    int n_factors, uint64_t seed)
{
    const int width = SOBOL_MIXED + n_factors;
    double u[FACTORS_MAX];

    *self = (struct trial){ .used = 0 };
    assert_int_equal(
        sobol_init(&self->sobol, n, n_inputs, factor_of, n_factors, seed, &self->arena, &self->err),
        OK);
    self->f = arena_alloc(&self->arena, (size_t)n * (size_t)width, sizeof(double));
    for (int64_t row = 0; row < n; row++) {
        for (int table = 0; table < width; table++) {
            for (int k = 0; k < n_inputs; k++) {
                u[k] = sobol_uniform(&self->sobol, row, table, k);
            }
            self->f[row * width + table] = f(u);
        }
    }
    measure(self->f, n, n_factors, seed, self->shares, &self->used);
}

static const int each[FACTORS_MAX] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
    18, 19, 20, 21, 22, 23 };

/* Ishigami and Homma 1990: sin x1 + 7 sin^2 x2 + .1 x3^4 sin x1, each x from -pi to pi. */
static double
ishigami(const double *u)
{
    const double pi = acos(-1.0);
    const double x = 2.0 * pi * u[0] - pi, y = 2.0 * pi * u[1] - pi, z = 2.0 * pi * u[2] - pi;

    return sin(x) + 7.0 * sin(y) * sin(y) + 0.1 * pow(z, 4.0) * sin(x);
}

/* V = 49/8 + pi^4/50 + pi^8/1800 + 1/2 = 13.8446; V1 = (1 + pi^4/50)^2 / 2, V2 = 49/8,
 * V13 = 8 pi^8 / 22500. */
static void
test_sobol_shares_of_ishigami_are_those_known(void **state)
{
    const double first[3] = { 0.313905191148, 0.442411144790, 0.0 };
    const double total[3] = { 0.557588855210, 0.442411144790, 0.243683664062 };
    struct trial trial;

    (void)state;
    try(&trial, ishigami, 8192, 3, each, 3, 1);
    assert_int_equal(trial.used, 8192);
    for (int i = 0; i < 3; i++) {
        const struct sobol_share *share = &trial.shares[i];
        assert_close(share->first, first[i], 0.005);
        assert_close(share->total, total[i], 0.005);
        assert_true(share->first_low < first[i] && first[i] < share->first_high);
        assert_true(share->total_low < total[i] && total[i] < share->total_high);
        assert_true(share->first_high - share->first_low < 0.08);
    }
    arena_free(&trial.arena);
}

/* Saltelli and Sobol 1995: the product of (|4 u_i - 2| + a_i) / (1 + a_i). Of one factor the
 * variance is v_i = 1 / (3 (1 + a_i)^2), of all V = prod (1 + v_i) - 1 = .4654244319; the first
 * order share is v_i / V, the total v_i / (1 + v_i) (1 + V) / V. */
static const double weight[8] = { 0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0 };

static double
g_function(const double *u)
{
    double product = 1.0;

    for (int i = 0; i < 8; i++) {
        product *= (fabs(4.0 * u[i] - 2.0) + weight[i]) / (1.0 + weight[i]);
    }
    return product;
}

static void
test_sobol_shares_of_the_g_function_are_those_known(void **state)
{
    const double first[8] = { 0.716192, 0.179048, 0.023676, 0.007162, 7.2e-5, 7.2e-5, 7.2e-5,
        7.2e-5 };
    const double all = 0.4654244319;
    struct trial trial;

    (void)state;
    try(&trial, g_function, 8192, 8, each, 8, 1);
    for (int i = 0; i < 8; i++) {
        const double v = 1.0 / (3.0 * (1.0 + weight[i]) * (1.0 + weight[i]));
        assert_close(v / all, first[i], 1e-6);
        assert_close(trial.shares[i].first, first[i], 0.005);
        assert_close(trial.shares[i].total, v / (1.0 + v) * (1.0 + all) / all, 0.005);
    }
    arena_free(&trial.arena);
}

/* The tables of up to 20 inputs are quasi-random: their errors are far below 1 / sqrt(n). */
static double
sum_of_20(const double *u)
{
    double sum = 0.0;

    for (int i = 0; i < 20; i++) {
        sum += u[i];
    }
    return sum;
}

static void
test_sobol_tables_are_even_up_to_20_inputs_and_plain_beyond(void **state)
{
    struct trial trial;

    (void)state;
    for (int n_inputs = 20; n_inputs <= 21; n_inputs++) {
        double worst = 0.0;
        try(&trial, sum_of_20, 4096, n_inputs, each, n_inputs, 3);
        for (int c = 0; c < 2 * n_inputs; c++) {
            double mean = 0.0;
            for (int64_t row = 0; row < 4096; row++) {
                const double u = trial.sobol.table[row * 2 * n_inputs + c];
                assert_true(u > 0.0 && u < 1.0);
                mean += u / 4096.0;
            }
            worst = fmax(worst, fabs(mean - 0.5));
        }
        /* The standard error of a mean of plain uniforms is .2887 / 64 = .0045. */
        assert_true(n_inputs == 20 ? worst < 0.0005 : worst > 0.002 && worst < 0.0225);
        assert_close(trial.shares[0].first, 0.05, n_inputs == 20 ? 0.005 : 0.03);
        arena_free(&trial.arena);
    }
}

/* u1 + u2 + 2 u3 with the first two as one factor: V is (1 + 1 + 4) / 12, so that the shares are 2
 * in 6 and 4 in 6. */
static double
weighted(const double *u)
{
    return u[0] + u[1] + 2.0 * u[2];
}

static void
test_sobol_factors_may_hold_several_inputs_or_none(void **state)
{
    const int factor_of[3] = { 0, 0, 2 };
    struct trial trial;

    (void)state;
    try(&trial, weighted, 8192, 3, factor_of, 3, 2);
    assert_close(trial.shares[0].first, 2.0 / 6.0, 0.005);
    assert_close(trial.shares[0].total, 2.0 / 6.0, 0.005);
    assert_same(trial.shares[1].first, 0.0);
    assert_same(trial.shares[1].total, 0.0);
    assert_close(trial.shares[2].first, 4.0 / 6.0, 0.005);
    arena_free(&trial.arena);
}

/* Tenths, whose sums are not exact. */
static void
test_sobol_shares_of_what_never_varies_are_not_defined(void **state)
{
    enum { ROWS = 777 };
    static double f[ROWS * 4];
    struct sobol_share shares[2];
    int64_t used = 0;

    (void)state;
    for (int tenths = 1; tenths < 50; tenths++) {
        for (int k = 0; k < ROWS * 4; k++) {
            f[k] = 0.1 * tenths;
        }
        measure(f, ROWS, 2, 1, shares, &used);
        assert_int_equal(used, ROWS);
        for (int i = 0; i < 2; i++) {
            assert_true(isnan(shares[i].first) && isnan(shares[i].total));
            assert_true(isnan(shares[i].first_low) && isnan(shares[i].total_high));
        }
    }
}

/* Something rare, seen in one row: in many draws of the rows nothing varies. These draws say
 * nothing, rather than anything up to infinity. */
static void
test_sobol_intervals_leave_out_draws_in_which_nothing_varies(void **state)
{
    enum { ROWS = 100 };
    static double f[ROWS * 4];
    struct sobol_share shares[2];
    int64_t used = 0;

    (void)state;
    f[42 * 4 + SOBOL_A] = f[42 * 4 + SOBOL_MIXED] = 1.0;
    measure(f, ROWS, 2, 1, shares, &used);
    /* V = 1/200 - 1/200^2; the first factor changes nothing, the other in one row of 100. */
    const double v = 1.0 / 200.0 - 1.0 / 40000.0;
    assert_same(shares[0].total, 0.0);
    assert_close(shares[1].total, 0.01 / (2.0 * v), 1e-9);
    assert_true(shares[1].total_low > 0.9 && shares[1].total_high < 1.1);
}

static void
test_sobol_has_no_interval_from_one_row(void **state)
{
    const double f[4] = { 0.0, 1.0, 1.0, 0.0 };
    struct sobol_share shares[2];
    int64_t used = 0;

    (void)state;
    measure(f, 1, 2, 1, shares, &used);
    /* Mean 1/2, V = 1/4: (1/2)(1 - 0) / V = 2 and 1 / (2 V) = 2. */
    assert_same(shares[0].first, 2.0);
    assert_same(shares[0].total, 2.0);
    assert_same(shares[1].total, 0.0);
    assert_true(isnan(shares[0].first_low) && isnan(shares[0].total_high));
}

static void
test_sobol_rows_without_an_answer_are_left_out_of_all_tables(void **state)
{
    struct sobol_share with[3], without[3];
    struct trial trial;
    int64_t used = 0;

    (void)state;
    try(&trial, ishigami, 1000, 3, each, 3, 1);
    trial.f[999 * 5 + 4] = (double)NAN;
    measure(trial.f, 1000, 3, 1, with, &used);
    assert_int_equal(used, 999);
    measure(trial.f, 999, 3, 1, without, &used);
    for (int i = 0; i < 3; i++) {
        assert_same(with[i].first, without[i].first);
        assert_same(with[i].total_high, without[i].total_high);
    }
    arena_free(&trial.arena);
}

/* Adding a million changes no share, though squares of a million have six digits fewer to give. */
static double
ishigami_far_away(const double *u)
{
    return 1e6 + ishigami(u);
}

static void
test_sobol_shares_do_not_depend_on_where_zero_is(void **state)
{
    struct trial near, far;

    (void)state;
    try(&near, ishigami, 2000, 3, each, 3, 1);
    try(&far, ishigami_far_away, 2000, 3, each, 3, 1);
    for (int i = 0; i < 3; i++) {
        assert_close(far.shares[i].first, near.shares[i].first, 1e-8);
        assert_close(far.shares[i].total, near.shares[i].total, 1e-8);
        assert_close(far.shares[i].first_low, near.shares[i].first_low, 1e-8);
    }
    arena_free(&near.arena);
    arena_free(&far.arena);
}

/* u1 + 2 u2: shares 1 in 5 and 4 in 5. Rows of plain random numbers, 400 times 250: a 95 % interval
 * that covers as often as it says does so in 380 of 400, with a standard error of 4.4. */
static void
test_sobol_intervals_cover_as_often_as_they_say(void **state)
{
    enum { ROWS = 250, TIMES = 400 };
    static double f[ROWS * 4];
    struct sobol_share shares[2];
    int64_t used = 0;
    int covered[4] = { 0, 0, 0, 0 };

    (void)state;
    for (uint32_t time = 0; time < TIMES; time++) {
        for (uint32_t row = 0; row < ROWS; row++) {
            double u[4];
            for (uint32_t c = 0; c < 4; c++) {
                u[c] = rng_uniform(time, row, 99, c);
            }
            f[row * 4 + SOBOL_A] = u[0] + 2.0 * u[1];
            f[row * 4 + SOBOL_B] = u[2] + 2.0 * u[3];
            f[row * 4 + SOBOL_MIXED] = u[2] + 2.0 * u[1];
            f[row * 4 + SOBOL_MIXED + 1] = u[0] + 2.0 * u[3];
        }
        measure(f, ROWS, 2, time, shares, &used);
        for (int i = 0; i < 2; i++) {
            const double true_share = i == 0 ? 0.2 : 0.8;
            covered[2 * i] +=
                shares[i].first_low <= true_share && true_share <= shares[i].first_high;
            covered[2 * i + 1] +=
                shares[i].total_low <= true_share && true_share <= shares[i].total_high;
        }
    }
    for (int i = 0; i < 4; i++) {
        assert_in_range(covered[i], 380 - 22, 380 + 20);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sobol_shares_of_ishigami_are_those_known),
        cmocka_unit_test(test_sobol_shares_of_the_g_function_are_those_known),
        cmocka_unit_test(test_sobol_tables_are_even_up_to_20_inputs_and_plain_beyond),
        cmocka_unit_test(test_sobol_factors_may_hold_several_inputs_or_none),
        cmocka_unit_test(test_sobol_shares_of_what_never_varies_are_not_defined),
        cmocka_unit_test(test_sobol_intervals_leave_out_draws_in_which_nothing_varies),
        cmocka_unit_test(test_sobol_has_no_interval_from_one_row),
        cmocka_unit_test(test_sobol_rows_without_an_answer_are_left_out_of_all_tables),
        cmocka_unit_test(test_sobol_shares_do_not_depend_on_where_zero_is),
        cmocka_unit_test(test_sobol_intervals_cover_as_often_as_they_say),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
