#include "support.h"

#include "game.h"
#include "oracles/emissions.h"
#include "weigh.h"

extern const struct model model_median;

enum { MIDPOINT, LOWER, UPPER }; /* the words of `tie`, in order */

static struct game game;

static void
open_weights(int n, const double *positions, const double *weights)
{
    game_open(&game, n, 1);
    memcpy(game.position, positions, (size_t)n * sizeof(double));
    memcpy(game.capability, weights, (size_t)n * sizeof(double));
    game_start(&game, &model_median);
}

static double
median_with(int tie)
{
    game_set(&game, "tie", tie);
    return game_settlement(&game, 0);
}

static void
test_median_without_a_tie_is_one_position_whatever_the_option(void **state)
{
    /* W = 4.5; 2 below 30, 3 up to 30. */
    (void)state;
    open_weights(3, (double[]){ 0.0, 0.3, 1.0 }, (double[]){ 2.0, 1.0, 1.5 });
    assert_same(median_with(MIDPOINT), 0.3);
    assert_same(median_with(LOWER), 0.3);
    assert_same(median_with(UPPER), 0.3);
}

static void
test_median_of_a_tie_is_what_the_option_says(void **state)
{
    /* W = 4; exactly 2 up to 30: any point of [30, 100]. */
    (void)state;
    open_weights(3, (double[]){ 0.0, 0.3, 1.0 }, (double[]){ 1.0, 1.0, 2.0 });
    assert_same(median_with(LOWER), 0.3);
    assert_same(median_with(UPPER), 1.0);
    assert_same(median_with(MIDPOINT), 0.65);
}

static void
test_median_takes_the_midpoint_by_default(void **state)
{
    (void)state;
    open_weights(2, (double[]){ 0.25, 0.5 }, (double[]){ 1.0, 1.0 });
    assert_same(game_settlement(&game, 0), 0.375);
}

static void
test_median_of_emissions_is_seven(void **state)
{
    (void)state;
    game_open(&game, EMISSIONS_ACTORS, 1);
    for (int a = 0; a < EMISSIONS_ACTORS; a++) {
        game.capability[a] = emissions[a].capability;
        game.salience[a] = emissions[a].salience;
        game.position[a] = (emissions[a].years - EMISSIONS_LOW) / EMISSIONS_RANGE;
    }
    game_start(&game, &model_median);
    assert_close(
        EMISSIONS_LOW + EMISSIONS_RANGE * game_settlement(&game, 0), EMISSIONS_MEDIAN, 1e-15);
}

static void
test_median_sees_a_tie_through_rounding(void **state)
{
    /* 0.1 + 0.2 is not 0.3 in doubles, yet the halves are equal. */
    (void)state;
    assert_true(0.1 + 0.2 != 0.3);
    open_weights(3, (double[]){ 0.25, 0.5, 0.75 }, (double[]){ 0.1, 0.2, 0.3 });
    assert_same(median_with(MIDPOINT), 0.625);
    open_weights(3, (double[]){ 0.75, 0.5, 0.25 }, (double[]){ 0.1, 0.2, 0.3 });
    assert_same(median_with(MIDPOINT), 0.375);
}

static void
test_median_near_a_tie_is_not_a_tie(void **state)
{
    (void)state;
    open_weights(2, (double[]){ 0.25, 0.5 }, (double[]){ 1.0, 1.0 + 1e-9 });
    assert_same(median_with(LOWER), 0.5);
    open_weights(2, (double[]){ 0.25, 0.5 }, (double[]){ 1.0 + 1e-9, 1.0 });
    assert_same(median_with(UPPER), 0.25);
}

static void
test_median_passes_over_positions_without_weight(void **state)
{
    (void)state;
    open_weights(5, (double[]){ 0.0, 0.2, 0.3, 0.8, 1.0 }, (double[]){ 1.0, 1.0, 1.0, 1.0, 1.0 });
    game.salience[0] = 0.0;
    game.salience[2] = 0.0;
    game.salience[4] = 0.0;
    assert_same(median_with(LOWER), 0.2);
    assert_same(median_with(UPPER), 0.8);
    assert_same(median_with(MIDPOINT), 0.5);
}

static void
test_median_without_weight_is_no_answer(void **state)
{
    (void)state;
    open_weights(2, (double[]){ 0.25, 0.5 }, (double[]){ 1.0, 1.0 });
    game.salience[0] = 0.0;
    game.salience[1] = 0.0;
    for (int tie = MIDPOINT; tie <= UPPER; tie++) {
        assert_true(isnan(median_with(tie)));
    }
}

static double
sum_where(const struct game *self, double from, double to)
{
    double sum = 0.0;

    for (int a = 0; a < self->n; a++) {
        if (self->position[a] >= from && self->position[a] <= to) {
            sum += self->capability[a] * self->salience[a];
        }
    }
    return sum;
}

static void
test_median_leaves_no_more_than_half_on_either_side(void **state)
{
    uint64_t seed = 12;

    (void)state;
    for (int g = 0; g < 3000; g++) {
        double low = 0.0, high = 0.0, half = 0.0;
        struct situation view;

        game_deal(&game, 1 + game_below(&seed, 30), 1, &seed);
        for (int a = 0; a < game.n && g % 2 == 0; a++) {
            game.position[a] = floor(game.position[a] * 8.0) / 8.0;
            game.capability[a] = 1.0;
            game.salience[a] = 1.0;
        }
        view = game_view(&game);
        weigh_median(&view, 0, &low, &high);
        half = 0.5 * sum_where(&game, 0.0, 1.0) * (1.0 + 1e-12);
        assert_true(low <= high);
        assert_true(sum_where(&game, 0.0, nextafter(low, -1.0)) <= half);
        assert_true(sum_where(&game, nextafter(low, 2.0), 1.0) <= half);
        assert_true(sum_where(&game, 0.0, nextafter(high, -1.0)) <= half);
        assert_true(sum_where(&game, nextafter(high, 2.0), 1.0) <= half);
        assert_true(
            low == high || sum_where(&game, nextafter(low, 2.0), nextafter(high, -1.0)) == 0.0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_median_without_a_tie_is_one_position_whatever_the_option),
        cmocka_unit_test(test_median_of_a_tie_is_what_the_option_says),
        cmocka_unit_test(test_median_takes_the_midpoint_by_default),
        cmocka_unit_test(test_median_of_emissions_is_seven),
        cmocka_unit_test(test_median_sees_a_tie_through_rounding),
        cmocka_unit_test(test_median_near_a_tie_is_not_a_tie),
        cmocka_unit_test(test_median_passes_over_positions_without_weight),
        cmocka_unit_test(test_median_without_weight_is_no_answer),
        cmocka_unit_test(test_median_leaves_no_more_than_half_on_either_side),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
