#include "support.h"

#include "game.h"

extern const struct model model_influence;

static struct game game;

/* Three actors at 0, 50 and 100 of 100 with the matrix of ties that the worked examples use. */
static void
open_three(const double *stubbornness)
{
    static const double positions[] = { 0.0, 0.5, 1.0 };
    static const double ties[] = { .5, .3, .2, .2, .6, .2, .1, .3, .6 };

    game_open(&game, 3, 1);
    memcpy(game.position, positions, sizeof positions);
    memcpy(game.origin, positions, sizeof positions);
    memcpy(game.ties, ties, sizeof ties);
    memcpy(game.stubbornness, stubbornness, 3 * sizeof(double));
    game.tied = true;
    game_start(&game, &model_influence);
}

static void
test_influence_without_stubbornness_reaches_degroots_consensus(void **state)
{
    /* pi' W = pi' with pi = (5/21, 9/21, 7/21): pi' x(0) = (450 + 700) / 21 = 54.7619.. */
    (void)state;
    open_three((double[]){ 0.0, 0.0, 0.0 });
    for (int t = 0; t < 100; t++) {
        assert_int_not_equal(game_step(&game), MODEL_FAILED);
    }
    for (int a = 0; a < 3; a++) {
        assert_close(game.position[a], 0.54761904761905, 1e-14);
    }
}

static void
test_influence_first_round_is_friedkin_and_johnsens(void **state)
{
    /* lambda = (.8, .5, .9): .8 (.3 50 + .2 100) = 28; .5 (.6 50 + .2 100) + .5 50 = 50;
     * .9 (.3 50 + .6 100) + .1 100 = 77.5 */
    (void)state;
    open_three((double[]){ 0.2, 0.5, 0.1 });
    assert_int_equal(game_step(&game), MODEL_MOVED);
    assert_close(game.position[0], 0.28, 1e-15);
    assert_close(game.position[1], 0.50, 1e-15);
    assert_close(game.position[2], 0.775, 1e-15);
}

static void
test_influence_goes_to_friedkin_and_johnsens_limit(void **state)
{
    /* (I - L W)^-1 (I - L) x(0) */
    static const double limit[] = { .3480589022757698, .4886211512717537, .5722891566265061 };

    (void)state;
    open_three((double[]){ 0.2, 0.5, 0.1 });
    for (int t = 0; t < 200; t++) {
        game_step(&game);
    }
    for (int a = 0; a < 3; a++) {
        assert_close(game.position[a], limit[a], 1e-14);
    }
    assert_int_equal(game_step(&game), MODEL_STILL);
}

static void
test_influence_without_ties_listens_by_weight_to_all_and_oneself(void **state)
{
    /* w = (2 .5, 1 1, 4 .5) = (1, 1, 2), mean (0 + .5 + 2) / 4 = .625; actor 0: .25 of 0 */
    (void)state;
    open_three((double[]){ 0.25, 0.0, 1.0 });
    game.tied = false;
    game.capability[0] = 2.0;
    game.capability[2] = 4.0;
    game.salience[0] = 0.5;
    game.salience[2] = 0.5;
    assert_int_equal(game_step(&game), MODEL_MOVED);
    assert_close(game.position[0], 0.75 * 0.625, 1e-15);
    assert_close(game.position[1], 0.625, 1e-15);
    assert_same(game.position[2], 1.0);
}

static void
test_influence_wholly_stubborn_actors_never_move(void **state)
{
    (void)state;
    open_three((double[]){ 1.0, 1.0, 1.0 });
    assert_int_equal(game_step(&game), MODEL_STILL);
    assert_same(game.position[0], 0.0);
    assert_same(game.position[1], 0.5);
    assert_same(game.position[2], 1.0);
}

static void
test_influence_stubborn_actors_return_to_where_they_began(void **state)
{
    /* A shock has put actor 1 elsewhere; it is tied to its origin all the same. */
    (void)state;
    open_three((double[]){ 1.0, 1.0, 1.0 });
    game.position[1] = 0.9;
    assert_int_equal(game_step(&game), MODEL_MOVED);
    assert_same(game.position[1], 0.5);
}

static void
test_influence_stops_at_limits_in_every_round(void **state)
{
    (void)state;
    open_three((double[]){ 0.0, 0.0, 0.0 });
    game.upper[0] = 0.2;
    game.lower[2] = 0.9;
    for (int t = 0; t < 5; t++) {
        game_step(&game);
        assert_same(game.position[0], 0.2);
        assert_same(game.position[2], 0.9);
    }
    /* The middle one hears .2 of .2, .6 of itself and .2 of .9: it goes to (.04 + .18) / .4 = .55.
     */
    for (int t = 0; t < 100; t++) {
        game_step(&game);
    }
    assert_close(game.position[1], 0.55, 1e-15);
}

static void
test_influence_is_still_when_moves_are_no_larger_than_the_key_says(void **state)
{
    (void)state;
    open_three((double[]){ 0.2, 0.5, 0.1 });
    game_set(&game, "still", 0.2);
    assert_int_equal(game_step(&game), MODEL_MOVED); /* .28 */
    assert_int_equal(game_step(&game), MODEL_STILL); /* about .05 */
}

static void
test_influence_treats_issues_apart(void **state)
{
    (void)state;
    game_open(&game, 2, 2);
    game.position[1] = 1.0;
    game.origin[1] = 1.0;
    game.salience[2] = 0.25;
    game.salience[3] = 0.75;
    game.position[3] = 1.0;
    game.origin[3] = 1.0;
    game_start(&game, &model_influence);
    assert_int_equal(game_step(&game), MODEL_MOVED);
    assert_same(game.position[0], 0.5);
    assert_same(game.position[1], 0.5);
    assert_same(game.position[2], 0.75);
    assert_same(game.position[3], 0.75);
}

static void
test_influence_settles_on_the_weighted_mean(void **state)
{
    (void)state;
    open_three((double[]){ 0.0, 0.0, 0.0 });
    game.capability[2] = 2.0;
    assert_close(game_settlement(&game, 0), 0.625, 1e-16);
}

static void
test_influence_without_weight_fails(void **state)
{
    (void)state;
    open_three((double[]){ 0.0, 0.0, 0.0 });
    memset(game.salience, 0, sizeof game.salience);
    assert_int_equal(game_step(&game), MODEL_FAILED);
    game.tied = false;
    assert_int_equal(game_step(&game), MODEL_FAILED);
}

/* ---- why ---- */

static struct game_deeds deeds;

static void
assert_deed(int k, enum deed_kind kind, int actor, int by, double target, double share)
{
    assert_int_equal(deeds.deeds[k].kind, kind);
    assert_int_equal(deeds.deeds[k].actor, actor);
    assert_int_equal(deeds.deeds[k].by, by);
    assert_close(deeds.deeds[k].target, target, 1e-15);
    assert_close(deeds.deeds[k].share, share, 1e-15);
}

static void
test_influence_account_names_pulls_what_holds_and_what_limits_take(void **state)
{
    /* Actor 0 at 0: .3 .5 = .15 and .2 1 = .2, h = .35; b (origin - h) = .2 (0 - .35) = -.07; .28
     * is cut to .25. Actor 1 at .5: .2 (0 - .5) = -.1 and .2 .5 = .1, h is its origin. Actor 2 at
     * 1:
     * -.1 and -.15, h = .75, held by .1 .25. */
    (void)state;
    open_three((double[]){ 0.2, 0.5, 0.1 });
    game.upper[0] = 0.25;
    game_account(&game, &deeds);
    assert_int_equal(deeds.n, 9);
    assert_deed(0, DEED_PULLED, 0, 1, 0.5, 0.15);
    assert_deed(1, DEED_PULLED, 0, 2, 1.0, 0.2);
    assert_deed(2, DEED_HELD, 0, -1, 0.0, -0.07);
    assert_deed(3, DEED_CUT, 0, -1, 0.25, -0.03);
    assert_deed(4, DEED_PULLED, 1, 0, 0.0, -0.1);
    assert_deed(5, DEED_PULLED, 1, 2, 1.0, 0.1);
    assert_deed(6, DEED_PULLED, 2, 0, 0.0, -0.1);
    assert_deed(7, DEED_PULLED, 2, 1, 0.5, -0.15);
    assert_deed(8, DEED_HELD, 2, -1, 1.0, 0.025);
}

static void
test_influence_account_adds_up_to_the_moves(void **state)
{
    uint64_t seed = 4;

    (void)state;
    for (int g = 0; g < 200; g++) {
        double moves[GAME_ACTORS] = { 0.0 }, before[GAME_ACTORS];

        game_deal(&game, 2 + game_below(&seed, 20), 1, &seed);
        for (int a = 0; a < game.n; a++) {
            game.lower[a] = 0.5 * game.origin[a];
            game.upper[a] = 1.0 - 0.5 * (1.0 - game.origin[a]);
        }
        game_start(&game, &model_influence);
        game_account(&game, &deeds);
        memcpy(before, game.position, sizeof before);
        game_step(&game);
        for (int k = 0; k < deeds.n; k++) {
            moves[deeds.deeds[k].actor] += deeds.deeds[k].share;
        }
        for (int a = 0; a < game.n; a++) {
            assert_close(moves[a], game.position[a] - before[a], 1e-14);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_influence_without_stubbornness_reaches_degroots_consensus),
        cmocka_unit_test(test_influence_first_round_is_friedkin_and_johnsens),
        cmocka_unit_test(test_influence_goes_to_friedkin_and_johnsens_limit),
        cmocka_unit_test(test_influence_without_ties_listens_by_weight_to_all_and_oneself),
        cmocka_unit_test(test_influence_wholly_stubborn_actors_never_move),
        cmocka_unit_test(test_influence_stubborn_actors_return_to_where_they_began),
        cmocka_unit_test(test_influence_stops_at_limits_in_every_round),
        cmocka_unit_test(test_influence_is_still_when_moves_are_no_larger_than_the_key_says),
        cmocka_unit_test(test_influence_treats_issues_apart),
        cmocka_unit_test(test_influence_settles_on_the_weighted_mean),
        cmocka_unit_test(test_influence_without_weight_fails),
        cmocka_unit_test(test_influence_account_names_pulls_what_holds_and_what_limits_take),
        cmocka_unit_test(test_influence_account_adds_up_to_the_moves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
