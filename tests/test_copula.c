/* Uncertain numbers that belong together. */
#include "support.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "copula.h"
#include "play.h"
#include "world.h"

static void
test_copula_ranks_become_the_correlations_of_normals(void **state)
{
    /* r = 2 sin(pi rank / 6): Spearman's .287564219, .482583740 and .785939283 are those of
     * normals with correlation .3, .5 and .8. */
    const int slots[3] = { 0, 1, 2 };
    const double known[3][2] = { { 0.287564219, 0.3 }, { 0.482583740, 0.5 }, { 0.785939283, 0.8 } };
    struct arena arena = { 0 };
    int at = 0;

    (void)state;
    for (int k = 0; k < 3; k++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            const double rank = (double)sign * known[k][0], r = (double)sign * known[k][1];
            const double ranks[9] = { 1.0, rank, 0.0, rank, 1.0, 0.0, 0.0, 0.0, 1.0 };
            struct copula copula = { 0 };
            assert_int_equal(copula_init(&copula, 3, slots, ranks, &arena, &at), COPULA_FINE);
            assert_close(copula.factor[3], r, 1e-9);
            assert_close(copula.factor[4], sqrt(1.0 - r * r), 1e-9);
            assert_same(copula.factor[8], 1.0);
        }
    }
    arena_free(&arena);
}

static void
test_copula_leaves_what_hangs_on_nothing_to_the_last_bit(void **state)
{
    const int slots[3] = { 2, 0, 1 };
    const double ranks[9] = { 1.0, 0.0, 0.5, 0.0, 1.0, 0.0, 0.5, 0.0, 1.0 };
    double draws[3] = { 0.3, 0.7, 0.123456789 }, scratch[3];
    struct arena arena = { 0 };
    struct copula copula = { 0 };
    int at = 0;

    (void)state;
    assert_int_equal(copula_init(&copula, 3, slots, ranks, &arena, &at), COPULA_FINE);
    copula_apply(&copula, draws, scratch);
    assert_same(draws[2], 0.123456789);
    assert_same(draws[0], 0.3);
    /* z = r F^-1(.123456789) + sqrt(1 - r^2) F^-1(.7), r = 2 sin(pi / 12) = .517638090205;
     * F^-1 are -1.157939...: by GSL. */
    const double r = 2.0 * sin(acos(-1.0) / 12.0);
    const double z =
        r * gsl_cdf_ugaussian_Pinv(0.123456789) + sqrt(1.0 - r * r) * gsl_cdf_ugaussian_Pinv(0.7);
    assert_close(draws[1], gsl_cdf_ugaussian_P(z), 1e-13);
    arena_free(&arena);
}

static void
test_copula_rank_one_goes_together_and_indefinite_is_refused(void **state)
{
    const int slots[3] = { 0, 1, 2 };
    const double together[9] = { 1.0, 1.0, 0.4, 1.0, 1.0, 0.4, 0.4, 0.4, 1.0 };
    const double against[9] = { 1.0, 0.9, 0.9, 0.9, 1.0, -0.9, 0.9, -0.9, 1.0 };
    const double torn[9] = { 1.0, 1.0, 0.4, 1.0, 1.0, 0.3, 0.4, 0.3, 1.0 };
    double draws[3] = { 0.2, 0.9, 0.5 }, scratch[3];
    struct arena arena = { 0 };
    struct copula copula = { 0 };
    int at = 0;

    (void)state;
    assert_int_equal(copula_init(&copula, 3, slots, together, &arena, &at), COPULA_FINE);
    copula_apply(&copula, draws, scratch);
    assert_close(draws[1], 0.2, 1e-14);
    assert_int_equal(copula_init(&copula, 3, slots, against, &arena, &at), COPULA_INDEFINITE);
    assert_int_equal(at, 2);
    assert_int_equal(copula_init(&copula, 3, slots, torn, &arena, &at), COPULA_INDEFINITE);
    assert_int_equal(at, 2);
    arena_free(&arena);
}

#define HEAD \
    "start = \"2008-02-13\"; end = \"2008-12-31\"; seed = 5;\n" \
    "issues = ( { name = \"i\"; low = 0; high = 100; } );\n"
#define ANN \
    "{ name = \"ann\"; capability = { lognormal = (5, 3); }; i = { position = (0, 10, 100); " \
    "salience = 50; }; }"
#define BOB "{ name = \"bob\"; capability = (5, 9); i = { position = 10; salience = 50; }; }"
#define CID \
    "{ name = \"cid\"; capability = { normal = (50, 9); }; i = { position = 10; salience = 50; " \
    "}; }"
#define OF(a, b, rank) "{ of = ( \"" a "\", \"" b "\" ); rank = " #rank "; }"

enum { DRAWS = 20000 };

/* The draws of the scenario's uncertain numbers, by path. */
static void
draw(const char *text, const char *const *paths, int n, double *draws)
{
    struct arena arena = { 0 };
    struct play p;
    struct world world;

    play_text(&p, text, 0);
    assert_int_equal(p.status, OK);
    assert_int_equal(world_init(&world, &p.scenario, &arena, &p.err), OK);
    for (int k = 0; k < n; k++) {
        int slot = 0;
        while (strcmp(p.scenario.uncertain[slot].path, paths[k]) != 0) {
            slot++;
            assert_true(slot < p.scenario.n_uncertain);
        }
        for (int run = 1; run <= DRAWS; run++) {
            world_draw(&world, (uint32_t)run, NULL);
            draws[k * DRAWS + run - 1] = world.draws[slot];
        }
    }
    arena_free(&arena);
    play_free(&p);
}

static void
test_copula_draws_have_the_rank_that_was_asked_for(void **state)
{
    static const char *const paths[] = { "actors.ann.capability", "actors.ann.i.position",
        "actors.bob.capability", "actors.cid.capability" };
    static const double wanted[4][4] = { { 1.0, 0.0, 0.5, -0.6 }, { 0.0, 1.0, 0.0, 0.0 },
        { 0.5, 0.0, 1.0, -0.6 }, { -0.6, 0.0, -0.6, 1.0 } };
    double *draws = calloc(4 * DRAWS, sizeof(double)), *work = calloc(2 * DRAWS, sizeof(double));

    (void)state;
    assert_non_null(draws);
    assert_non_null(work);
    draw(HEAD "actors = ( " ANN ", " BOB ", " CID " );\n"
              "correlate = ( " OF("actors.ann.capability", "actors.bob.capability",
                  0.5) ", { of = ( \"actors.cid.capability\", \"actors.bob.capability\" ); rank = "
                       "-0.6; }, " OF("actors.cid.capability", "actors.ann.capability", -0.6) " );",
        paths, 4, draws);
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < i; j++) {
            /* The standard error of Spearman's rank of n pairs is below 1 / sqrt(n). */
            const double rank =
                gsl_stats_spearman(draws + i * DRAWS, 1, draws + j * DRAWS, 1, DRAWS, work);
            assert_close(rank, wanted[i][j], 5.0 / sqrt((double)DRAWS));
        }
    }
    free(draws);
    free(work);
}

static void
test_copula_order_of_the_file_does_not_count(void **state)
{
    static const char *const paths[] = { "actors.ann.capability", "actors.bob.capability",
        "actors.cid.capability" };
    double *a = calloc(3 * DRAWS, sizeof(double)), *b = calloc(3 * DRAWS, sizeof(double));

    (void)state;
    assert_non_null(a);
    assert_non_null(b);
    draw(HEAD "actors = ( " ANN ", " BOB ", " CID
              " );\ncorrelate = ( " OF("actors.ann.capability", "actors.bob.capability",
                  0.5) ", " OF("actors.bob.capability", "actors.cid.capability", 0.2) " );",
        paths, 3, a);
    draw(HEAD "actors = ( " CID ", " BOB ", " ANN
              " );\ncorrelate = ( " OF("actors.cid.capability", "actors.bob.capability",
                  0.2) ", " OF("actors.bob.capability", "actors.ann.capability", 0.5) " );",
        paths, 3, b);
    assert_memory_equal(a, b, 3 * DRAWS * sizeof(double));
    /* The first by name is what it was without its companions. */
    draw(HEAD "actors = ( " CID ", " BOB ", " ANN " );", paths, 1, b);
    assert_memory_equal(a, b, DRAWS * sizeof(double));
    free(a);
    free(b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copula_ranks_become_the_correlations_of_normals),
        cmocka_unit_test(test_copula_leaves_what_hangs_on_nothing_to_the_last_bit),
        cmocka_unit_test(test_copula_rank_one_goes_together_and_indefinite_is_refused),
        cmocka_unit_test(test_copula_draws_have_the_rank_that_was_asked_for),
        cmocka_unit_test(test_copula_order_of_the_file_does_not_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
