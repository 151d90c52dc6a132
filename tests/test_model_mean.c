#include "support.h"

#include "game.h"
#include "oracles/emissions.h"

extern const struct model model_mean;

static struct game game;

static double
mean_of(int n, const double *positions, const double *weights)
{
    game_open(&game, n, 1);
    memcpy(game.position, positions, (size_t)n * sizeof(double));
    memcpy(game.capability, weights, (size_t)n * sizeof(double));
    game_start(&game, &model_mean);
    return game_settlement(&game, 0);
}

static void
test_mean_of_three_actors_is_as_worked_by_hand(void **state)
{
    /* (2 * 0 + 1 * 30 + 1.5 * 100) / 4.5 = 180 / 4.5 = 40 */
    (void)state;
    assert_close(mean_of(3, (double[]){ 0.0, 0.3, 1.0 }, (double[]){ 2.0, 1.0, 1.5 }), 0.4, 1e-15);
}

static void
test_mean_of_emissions_is_as_published(void **state)
{
    (void)state;
    game_open(&game, EMISSIONS_ACTORS, 1);
    for (int a = 0; a < EMISSIONS_ACTORS; a++) {
        game.capability[a] = emissions[a].capability;
        game.salience[a] = emissions[a].salience;
        game.position[a] = (emissions[a].years - EMISSIONS_LOW) / EMISSIONS_RANGE;
    }
    game_start(&game, &model_mean);
    assert_close(
        EMISSIONS_LOW + EMISSIONS_RANGE * game_settlement(&game, 0), EMISSIONS_MEAN, 5e-15);
}

static void
test_mean_weighs_by_capability_times_salience(void **state)
{
    (void)state;
    game_open(&game, 2, 1);
    game.position[1] = 1.0;
    game.capability[0] = 3.0;
    game.salience[0] = 0.25;
    game.salience[1] = 0.25;
    game_start(&game, &model_mean);
    assert_close(game_settlement(&game, 0), 0.25, 1e-16);
}

static void
test_mean_looks_at_its_own_issue(void **state)
{
    (void)state;
    game_open(&game, 2, 2);
    game.position[0] = 0.125;
    game.position[1] = 0.25;
    game.position[2] = 0.5;
    game.position[3] = 1.0;
    game.salience[1] = 0.0;
    game.salience[2] = 0.0;
    game_start(&game, &model_mean);
    assert_same(game_settlement(&game, 0), 0.125);
    assert_same(game_settlement(&game, 1), 1.0);
}

static void
test_mean_of_equal_positions_is_exactly_that_position(void **state)
{
    (void)state;
    assert_same(mean_of(3, (double[]){ 0.1, 0.1, 0.1 }, (double[]){ 0.3, 0.7, 0.1 }), 0.1);
}

static void
test_mean_keeps_small_differences_far_from_zero(void **state)
{
    /* A plain sum of w x would lose them: 0.9 + 1e-15 * (0 + 1 + 2) / 3. */
    const double step = 0x1p-50;

    (void)state;
    assert_same(
        mean_of(3, (double[]){ 0.75, 0.75 + step, 0.75 + 2.0 * step }, (double[]){ 0.1, 0.1, 0.1 }),
        0.75 + step);
}

static void
test_mean_without_weight_is_no_answer(void **state)
{
    (void)state;
    game_open(&game, 2, 1);
    game.salience[0] = 0.0;
    game.salience[1] = 0.0;
    game_start(&game, &model_mean);
    assert_true(isnan(game_settlement(&game, 0)));
}

static void
test_mean_moves_nobody(void **state)
{
    (void)state;
    assert_null(model_mean.step);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mean_of_three_actors_is_as_worked_by_hand),
        cmocka_unit_test(test_mean_of_emissions_is_as_published),
        cmocka_unit_test(test_mean_weighs_by_capability_times_salience),
        cmocka_unit_test(test_mean_looks_at_its_own_issue),
        cmocka_unit_test(test_mean_of_equal_positions_is_exactly_that_position),
        cmocka_unit_test(test_mean_keeps_small_differences_far_from_zero),
        cmocka_unit_test(test_mean_without_weight_is_no_answer),
        cmocka_unit_test(test_mean_moves_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
