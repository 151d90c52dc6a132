/* beta: the quantile function against closed forms, and against GSL's distribution function. */
#include "support.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <string.h>

#include "beta.h"
#include "num.h"
#include "rng.h"

/* A table with an arena of its own. */
struct fixture {
    struct arena arena;
    struct beta_tables tables;
};

static const struct beta_table *
find(struct fixture *self, double alpha, double beta)
{
    const struct beta_table *table = beta_find(&self->tables, &self->arena, alpha, beta);

    assert_non_null(table);
    return table;
}

/* beta(1, 1): x = u; beta(a, 1): x = u^(1 / a); beta(1, b): x = 1 - (1 - u)^(1 / b);
 * beta(1/2, 1/2), the arcsine law: x = sin(pi u / 2)^2; beta(2, 2): u = 3 x^2 - 2 x^3, whose root
 * is 1/2 - sin(asin(1 - 2 u) / 3). */
static void
test_beta_quantiles_are_the_closed_forms(void **state)
{
    struct fixture fixture = { 0 };

    (void)state;
    for (double u = 0.0005; u < 1.0; u += 0.001) {
        assert_close(beta_quantile(find(&fixture, 1, 1), u), u, 1e-11);
        assert_close(beta_quantile(find(&fixture, 5, 1), u), pow(u, 0.2), 1e-11);
        assert_close(beta_quantile(find(&fixture, 0.25, 1), u), pow(u, 4.0), 1e-9);
        assert_close(beta_quantile(find(&fixture, 1, 5), u), 1.0 - pow(1.0 - u, 0.2), 1e-11);
        assert_close(beta_quantile(find(&fixture, 1, 1000), u), 1.0 - pow(1.0 - u, 0.001), 1e-13);
        assert_close(beta_quantile(find(&fixture, 0.5, 0.5), u),
            sin(acos(-1.0) / 2.0 * u) * sin(acos(-1.0) / 2.0 * u), 1e-10);
        assert_close(
            beta_quantile(find(&fixture, 2, 2), u), 0.5 - sin(asin(1.0 - 2.0 * u) / 3.0), 1e-11);
    }
    arena_free(&fixture.arena);
}

/* Far into the lower tail, to digits of its own: x^a for beta(a, 1). */
static void
test_beta_tails_keep_their_digits(void **state)
{
    struct fixture fixture = { 0 };

    (void)state;
    for (double u = 1e-16; u < 0.1; u *= 7.0) {
        assert_close(beta_quantile(find(&fixture, 1, 1), u) / u, 1.0, 1e-9);
        assert_close(beta_quantile(find(&fixture, 4, 1), u) / sqrt(sqrt(u)), 1.0, 1e-9);
    }
    arena_free(&fixture.arena);
}

/* Beyond x = 1 - 1e-9 the value itself has not the digits. */
static void
check_inverse(const struct beta_table *table, double tolerance)
{
    double before = 0.0;

    for (double z = -8.0; z < 8.0; z += 0.01) {
        const double u = num_normal_cdf(z), x = beta_quantile(table, u);
        assert_true(x >= before && x > 0.0 && x < 1.0);
        before = x;
        if (x < 1.0 - 1e-9) {
            assert_close(gsl_cdf_beta_P(x, table->alpha, table->beta), u, tolerance);
        }
    }
}

/* All of PERT's shapes, and the corners of what is allowed: the probability of the value at u is u.
 */
static void
test_beta_quantile_is_the_inverse_of_gsl_s_distribution(void **state)
{
    static const double corners[][2] = { { 0.1, 0.1 }, { 0.1, 1 }, { 1, 0.1 }, { 0.1, 1000 },
        { 1000, 0.1 }, { 0.3, 7 }, { 20, 20 }, { 2, 1000 }, { 1000, 1000 }, { 500, 3 } };
    struct fixture fixture = { 0 };

    (void)state;
    for (int k = 0; k <= 50; k++) {
        check_inverse(find(&fixture, 1.0 + 4.0 * k / 50.0, 1.0 + 4.0 * (50 - k) / 50.0), 1e-11);
    }
    for (size_t k = 0; k < sizeof(corners) / sizeof(corners[0]); k++) {
        check_inverse(find(&fixture, corners[k][0], corners[k][1]), 3e-8);
    }
    arena_free(&fixture.arena);
}

/* Kolmogorov-Smirnov at a fixed seed: 1.63 / sqrt(n) is its 1 % point. */
static void
test_beta_samples_have_the_distribution(void **state)
{
    static const double shapes[][2] = { { 2, 4 }, { 0.5, 0.5 }, { 1, 5 }, { 30, 3 } };
    static double u[20000];
    struct fixture fixture = { 0 };
    const int n = 20000;

    (void)state;
    for (uint64_t j = 0; j < 4; j++) {
        const struct beta_table *table = find(&fixture, shapes[j][0], shapes[j][1]);
        double distance = 0.0;
        for (uint32_t k = 0; k < (uint32_t)n; k++) {
            u[k] = gsl_cdf_beta_P(
                beta_quantile(table, rng_uniform(5, k, j, 0)), shapes[j][0], shapes[j][1]);
        }
        gsl_sort(u, 1, (size_t)n);
        for (int k = 0; k < n; k++) {
            distance = fmax(distance, fmax((k + 1.0) / n - u[k], u[k] - (double)k / n));
        }
        assert_true(sqrt(n) * distance < 1.63);
    }
    arena_free(&fixture.arena);
}

static void
test_beta_equal_shapes_share_a_table(void **state)
{
    struct fixture fixture = { 0 };
    const struct beta_table *first = find(&fixture, 2, 4);
    const size_t used = fixture.arena.used;

    (void)state;
    assert_ptr_equal(find(&fixture, 2, 4), first);
    assert_int_equal(fixture.arena.used, used);
    assert_ptr_not_equal(find(&fixture, 4, 2), first);
    assert_true(fixture.arena.used - used <= sizeof(struct beta_table) + 64);
    arena_free(&fixture.arena);
}

/* Every bit is fixed: sums of the bits of all nodes, as any compiler must give them. */
static void
test_beta_tables_have_the_same_bits_everywhere(void **state)
{
    struct fixture fixture = { 0 };
    const struct beta_table *table = find(&fixture, 1.7, 4.3);
    uint64_t sum = 0;

    (void)state;
    for (int k = 0; k < BETA_NODES; k++) {
        uint64_t bits[3];
        memcpy(bits, &table->node[k], sizeof(bits));
        sum = sum * 31 + (bits[0] ^ (bits[1] << 1) ^ (bits[2] << 2));
    }
    assert_true(sum == UINT64_C(0x35e66af37c052929));
    arena_free(&fixture.arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beta_quantiles_are_the_closed_forms),
        cmocka_unit_test(test_beta_tails_keep_their_digits),
        cmocka_unit_test(test_beta_quantile_is_the_inverse_of_gsl_s_distribution),
        cmocka_unit_test(test_beta_samples_have_the_distribution),
        cmocka_unit_test(test_beta_equal_shapes_share_a_table),
        cmocka_unit_test(test_beta_tables_have_the_same_bits_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
