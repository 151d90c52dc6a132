/* Screening, on functions whose effects are known. */
#include "support.h"

#include <math.h>

#include "morris.h"

enum { FACTORS_MAX = 8 };

struct trial {
    struct arena arena;
    struct bootstrap draws;
    struct err err;
    struct morris morris;
    double *f;
    int64_t used;
    struct morris_effect effects[FACTORS_MAX];
};

static const int each[FACTORS_MAX] = { 0, 1, 2, 3, 4, 5, 6, 7 };

static void
try(struct trial *self, double (*f)(const double *u), int64_t n, int n_inputs, const int *factor_of,
    int n_factors)
{
    double u[FACTORS_MAX];

    *self = (struct trial){ .draws = { .seed = 11 } };
    assert_int_equal(
        morris_init(&self->morris, n, n_inputs, factor_of, n_factors, 11, &self->arena, &self->err),
        OK);
    self->f = arena_alloc(&self->arena, (size_t)n * (size_t)(n_factors + 1), sizeof(double));
    for (int64_t t = 0; t < n; t++) {
        for (int point = 0; point <= n_factors; point++) {
            for (int k = 0; k < n_inputs; k++) {
                u[k] = morris_uniform(&self->morris, t, point, k);
            }
            self->f[t * (n_factors + 1) + point] = f(u);
        }
    }
    assert_int_equal(morris_measure(&self->morris, self->f, &self->draws, self->effects,
                         &self->used, &self->err),
        OK);
}

static void
forget(struct trial *self)
{
    bootstrap_free(&self->draws);
    arena_free(&self->arena);
}

static double
linear(const double *u)
{
    return 1.0 + 4.0 * u[0] - 2.0 * u[1] + 0.0 * u[2];
}

static void
test_morris_of_a_straight_line_is_exact(void **state)
{
    const double slope[3] = { 4.0, -2.0, 0.0 };
    struct trial trial;

    (void)state;
    try(&trial, linear, 20, 3, each, 3);
    assert_int_equal(trial.used, 20);
    for (int i = 0; i < 3; i++) {
        const struct morris_effect *effect = &trial.effects[i];
        assert_same(effect->mu, slope[i]); /* eighths: all sums are exact */
        assert_same(effect->size, fabs(slope[i]));
        assert_same(effect->size_low, fabs(slope[i]));
        assert_same(effect->size_high, fabs(slope[i]));
        assert_same(effect->sigma, 0.0);
        assert_same(effect->sigma_high, 0.0);
    }
    forget(&trial);
}

/* A trajectory moves every factor once, by half the range, and stays on the middles of quarters. */
static void
test_morris_moves_one_factor_at_a_time(void **state)
{
    int levels[4] = { 0, 0, 0, 0 }, moved_first[3] = { 0, 0, 0 };
    struct trial trial;

    (void)state;
    try(&trial, linear, 3000, 3, each, 3);
    for (int64_t t = 0; t < 3000; t++) {
        double before[3], after[3];
        int moved = 0;
        for (int i = 0; i < 3; i++) {
            before[i] = morris_uniform(&trial.morris, t, 0, i);
            levels[(int)(4.0 * before[i])]++;
        }
        for (int point = 1; point <= 3; point++) {
            int here = -1;
            for (int i = 0; i < 3; i++) {
                after[i] = morris_uniform(&trial.morris, t, point, i);
                const double eighths = 8.0 * after[i];
                assert_true(eighths == 1.0 || eighths == 3.0 || eighths == 5.0 || eighths == 7.0);
                if (after[i] != before[i]) {
                    assert_int_equal(here, -1);
                    assert_same(fabs(after[i] - before[i]), 0.5);
                    here = i;
                }
                before[i] = after[i];
            }
            assert_in_range(here, 0, 2);
            moved_first[here < 0 ? 0 : here] += point == 1;
            moved |= here < 0 ? 0 : 1 << here;
        }
        assert_int_equal(moved, 7);
    }
    /* 9,000 levels, a quarter each: sd 41; 3,000 first moves, a third each: sd 25.8. */
    for (int l = 0; l < 4; l++) {
        assert_in_range(levels[l], 2250 - 205, 2250 + 205);
    }
    for (int i = 0; i < 3; i++) {
        assert_in_range(moved_first[i], 1000 - 129, 1000 + 129);
    }
    forget(&trial);
}

/* u1 u2: the effect of u1 is u2, a quarter of the time each of 1/8, 3/8, 5/8, 7/8: mean 1/2,
 * variance ((3/8)^2 + (1/8)^2) / 2 = 5/64. */
static double
product(const double *u)
{
    return u[0] * u[1];
}

static void
test_morris_sigma_shows_what_acts_together(void **state)
{
    struct trial trial;

    (void)state;
    try(&trial, product, 4000, 2, each, 2);
    for (int i = 0; i < 2; i++) {
        const struct morris_effect *effect = &trial.effects[i];
        const double sd = sqrt(5.0 / 64.0), error = sd / sqrt(4000.0);
        assert_close(effect->size, 0.5, 5.0 * error);
        assert_close(effect->sigma, sd, 5.0 * error);
        /* The interval of a mean: +- 1.96 standard errors. */
        assert_close(effect->size_high - effect->size_low, 2.0 * 1.96 * error, 0.6 * error);
        assert_true(effect->sigma_low < sd && sd < effect->sigma_high);
    }
    forget(&trial);
}

/* (2 u - 1)^2 comes back to where it was: from 1/8 to 5/8 is from 9/16 to 1/16 and back from 3/8 to
 * 7/8. Effects are -1 and +1: mu misses what mu* sees. */
static double
parabola(const double *u)
{
    return (2.0 * u[0] - 1.0) * (2.0 * u[0] - 1.0);
}

static void
test_morris_sizes_do_not_cancel(void **state)
{
    struct trial trial;

    (void)state;
    try(&trial, parabola, 1000, 1, each, 1);
    assert_close(trial.effects[0].mu, 0.0, 5.0 / sqrt(1000.0));
    assert_same(trial.effects[0].size, 1.0);
    assert_close(trial.effects[0].sigma, 1.0, 0.01);
    forget(&trial);
}

static double
g_function(const double *u)
{
    const double weight[6] = { 0.0, 1.0, 4.5, 9.0, 30.0, 99.0 };
    double value = 1.0;

    for (int i = 0; i < 6; i++) {
        value *= (fabs(4.0 * u[i] - 2.0) + weight[i]) / (1.0 + weight[i]);
    }
    return value;
}

static void
test_morris_ranks_the_factors_of_the_g_function(void **state)
{
    struct trial trial;

    (void)state;
    try(&trial, g_function, 200, 6, each, 6);
    for (int i = 1; i < 6; i++) {
        assert_true(trial.effects[i].size < trial.effects[i - 1].size);
    }
    forget(&trial);
}

/* Where all inputs of a factor go up, u1 + u2 has effects of 2; where they part, 0: half and half.
 */
static double
sum_of_two(const double *u)
{
    return u[0] + u[1] + 3.0 * u[2];
}

static void
test_morris_factors_may_hold_several_inputs(void **state)
{
    const int factor_of[3] = { 1, 1, 0 };
    struct trial trial;

    (void)state;
    try(&trial, sum_of_two, 1000, 3, factor_of, 2);
    assert_same(trial.effects[0].size, 3.0);
    assert_close(trial.effects[1].size, 1.0, 5.0 / sqrt(1000.0));
    assert_close(trial.effects[1].sigma, 1.0, 0.01);
    forget(&trial);
}

static void
test_morris_has_neither_sigma_nor_intervals_from_one_trajectory(void **state)
{
    struct trial trial;

    (void)state;
    try(&trial, linear, 1, 3, each, 3);
    assert_same(trial.effects[0].size, 4.0);
    assert_true(isnan(trial.effects[0].size_low) && isnan(trial.effects[0].size_high));
    assert_true(isnan(trial.effects[0].sigma) && isnan(trial.effects[0].sigma_low));
    forget(&trial);
}

static void
test_morris_trajectories_without_an_answer_are_left_out(void **state)
{
    struct trial trial;

    (void)state;
    try(&trial, linear, 3, 3, each, 3);
    trial.f[1 * 4 + 2] = (double)NAN;
    assert_int_equal(morris_measure(&trial.morris, trial.f, &trial.draws, trial.effects,
                         &trial.used, &trial.err),
        OK);
    assert_int_equal(trial.used, 2);
    assert_same(trial.effects[0].size, 4.0);
    trial.f[0] = trial.f[2 * 4] = (double)NAN;
    assert_int_equal(morris_measure(&trial.morris, trial.f, &trial.draws, trial.effects,
                         &trial.used, &trial.err),
        OK);
    assert_int_equal(trial.used, 0);
    assert_true(isnan(trial.effects[0].size) && isnan(trial.effects[0].sigma_low));
    forget(&trial);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_morris_of_a_straight_line_is_exact),
        cmocka_unit_test(test_morris_moves_one_factor_at_a_time),
        cmocka_unit_test(test_morris_sigma_shows_what_acts_together),
        cmocka_unit_test(test_morris_sizes_do_not_cancel),
        cmocka_unit_test(test_morris_ranks_the_factors_of_the_g_function),
        cmocka_unit_test(test_morris_factors_may_hold_several_inputs),
        cmocka_unit_test(test_morris_has_neither_sigma_nor_intervals_from_one_trajectory),
        cmocka_unit_test(test_morris_trajectories_without_an_answer_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
