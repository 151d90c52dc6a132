/* What must hold for every model in models/list.h. */
#include "support.h"

#include "game.h"

enum { GAMES = 150, ROUNDS = 3 };

static struct game game, other;

static void
play(struct game *self, const struct model *model, int rounds)
{
    game_start(self, model);
    for (int t = 0; t < rounds; t++) {
        assert_int_not_equal(game_step(self), MODEL_FAILED);
    }
}

static void
copy_inputs(struct game *to, const struct game *from)
{
    memcpy(to, from, sizeof *to);
}

static void
test_models_are_found_by_name_and_by_number(void **state)
{
    int n = 0;

    (void)state;
    for (; model_at(n) != NULL; n++) {
        assert_ptr_equal(model_find(model_at(n)->name), model_at(n));
        assert_true(strlen(model_at(n)->summary) > 0 && strlen(model_at(n)->reference) > 0);
    }
    assert_true(n >= 4);
    assert_string_equal(model_at(0)->name, "mean");
    assert_null(model_at(-1));
    assert_null(model_find("men"));
    assert_null(model_find(""));
}

static void
test_models_have_parameters_within_their_structs(void **state)
{
    (void)state;
    for (int m = 0; model_at(m) != NULL; m++) {
        const struct param *row = model_at(m)->params;

        assert_true(row != NULL || model_at(m)->params_size == 0);
        for (; row != NULL && row->key != NULL; row++) {
            assert_true(row->offset < model_at(m)->params_size);
            assert_non_null(row->help);
            assert_non_null(row->unit);
            assert_true(
                row->low == row->high || (row->initial >= row->low && row->initial <= row->high));
        }
    }
}

static void
test_models_keep_positions_and_settlement_within_the_first_hull(void **state)
{
    (void)state;
    for (int m = 0; model_at(m) != NULL; m++) {
        uint64_t seed = 1;

        for (int g = 0; g < GAMES; g++) {
            double low = 1.0, high = 0.0;

            game_deal(&game, 1 + game_below(&seed, 30), 1, &seed);
            for (int a = 0; a < game.n; a++) {
                game.position[a] = 0.3 + 0.4 * game.position[a];
                game.origin[a] = game.position[a];
                low = fmin(low, game.position[a]);
                high = fmax(high, game.position[a]);
            }
            game_start(&game, model_at(m));
            for (int t = 0; t < 20; t++) {
                game_step(&game);
                for (int a = 0; a < game.n; a++) {
                    assert_true(game.position[a] >= low && game.position[a] <= high);
                }
                assert_true(game_settlement(&game, 0) >= low && game_settlement(&game, 0) <= high);
            }
        }
    }
}

static void
test_models_keep_actors_within_their_limits(void **state)
{
    (void)state;
    for (int m = 0; model_at(m) != NULL; m++) {
        uint64_t seed = 2;

        for (int g = 0; g < GAMES; g++) {
            game_deal(&game, 2 + game_below(&seed, 20), 2, &seed);
            for (int k = 0; k < game.n * game.m; k++) {
                game.lower[k] = game.origin[k] * game_uniform(&seed);
                game.upper[k] = game.origin[k] + (1.0 - game.origin[k]) * game_uniform(&seed);
            }
            game_start(&game, model_at(m));
            for (int t = 0; t < 5; t++) {
                game_step(&game);
                for (int k = 0; k < game.n * game.m; k++) {
                    assert_true(
                        game.position[k] >= game.lower[k] && game.position[k] <= game.upper[k]);
                }
            }
        }
    }
}

static void
test_models_give_the_same_answer_twice(void **state)
{
    (void)state;
    for (int m = 0; model_at(m) != NULL; m++) {
        uint64_t seed = 3;

        for (int g = 0; g < GAMES; g++) {
            game_deal(&game, 1 + game_below(&seed, 30), 2, &seed);
            copy_inputs(&other, &game);
            play(&game, model_at(m), ROUNDS);
            memset(other.state, 0x5a, sizeof other.state);
            play(&other, model_at(m), ROUNDS);
            assert_memory_equal(game.position, other.position, sizeof game.position);
            assert_same(game_settlement(&game, 1), game_settlement(&other, 1));
        }
    }
}

/* New actor a is the old one at from[a]. */
static void
reorder(struct game *to, const struct game *from, const int *old)
{
    copy_inputs(to, from);
    for (int a = 0; a < from->n; a++) {
        to->capability[a] = from->capability[old[a]];
        to->position[a] = from->position[old[a]];
        to->origin[a] = from->origin[old[a]];
        to->salience[a] = from->salience[old[a]];
        to->stubbornness[a] = from->stubbornness[old[a]];
    }
}

static void
test_models_follow_when_actors_change_names(void **state)
{
    (void)state;
    for (int m = 0; model_at(m) != NULL; m++) {
        uint64_t seed = 4;

        for (int g = 0; g < GAMES; g++) {
            int old[GAME_ACTORS] = { 0 };

            game_deal(&game, 2 + game_below(&seed, 25), 1, &seed);
            for (int a = 0; a < game.n; a++) {
                const int b = game_below(&seed, a + 1);

                old[a] = a;
                old[a] = old[b];
                old[b] = a;
            }
            reorder(&other, &game, old);
            play(&game, model_at(m), ROUNDS);
            play(&other, model_at(m), ROUNDS);
            for (int a = 0; a < game.n; a++) {
                assert_close(other.position[a], game.position[old[a]], 1e-9);
            }
            assert_close(game_settlement(&other, 0), game_settlement(&game, 0), 1e-9);
        }
    }
}

/* x becomes factor x + shift. */
static void
rescale(struct game *to, const struct game *from, double factor, double shift)
{
    copy_inputs(to, from);
    for (int k = 0; k < from->n * from->m; k++) {
        to->position[k] = shift + factor * from->position[k];
        to->origin[k] = shift + factor * from->origin[k];
    }
}

/* (1 - d)^r makes 1e-8 of 1e-16 near d = 1 and r = 1/2: hence the tolerance. */
static void
follows(const struct model *model, double factor, double shift, uint64_t seed)
{
    for (int g = 0; g < GAMES; g++) {
        game_deal(&game, 1 + game_below(&seed, 25), 1, &seed);
        rescale(&game, &game, 0.5, 0.0);
        rescale(&other, &game, factor, shift);
        play(&game, model, ROUNDS);
        play(&other, model, ROUNDS);
        for (int a = 0; a < game.n; a++) {
            assert_close(other.position[a], shift + factor * game.position[a], 1e-7);
        }
        assert_close(game_settlement(&other, 0), shift + factor * game_settlement(&game, 0), 1e-7);
    }
}

static void
test_models_follow_when_the_scale_is_mirrored(void **state)
{
    (void)state;
    for (int m = 0; model_at(m) != NULL; m++) {
        follows(model_at(m), -1.0, 1.0, 5);
    }
}

static void
test_models_follow_when_the_scale_is_shifted(void **state)
{
    (void)state;
    for (int m = 0; model_at(m) != NULL; m++) {
        follows(model_at(m), 1.0, 0.4, 6);
    }
}

/* With risk exponents the challenge model depends on how much of the issue's range lies between
 * actors, as it should; without, test_model_challenge stretches it. */
static void
test_models_follow_when_the_scale_is_stretched(void **state)
{
    (void)state;
    for (int m = 0; model_at(m) != NULL; m++) {
        if (strcmp(model_at(m)->name, "challenge") != 0) {
            follows(model_at(m), 1.9, 0.02, 7);
        }
    }
}

static void
test_models_see_only_ratios_of_capability(void **state)
{
    (void)state;
    for (int m = 0; model_at(m) != NULL; m++) {
        uint64_t seed = 8;

        for (int g = 0; g < GAMES; g++) {
            game_deal(&game, 1 + game_below(&seed, 25), 1, &seed);
            copy_inputs(&other, &game);
            for (int a = 0; a < game.n; a++) {
                other.capability[a] *= g % 2 == 0 ? 1024.0 : 3e-5;
            }
            play(&game, model_at(m), ROUNDS);
            play(&other, model_at(m), ROUNDS);
            for (int a = 0; a < game.n; a++) {
                assert_close(other.position[a], game.position[a], g % 2 == 0 ? 0.0 : 1e-9);
            }
            assert_close(
                game_settlement(&other, 0), game_settlement(&game, 0), g % 2 == 0 ? 0.0 : 1e-9);
        }
    }
}

static void
test_models_treat_each_issue_as_if_alone(void **state)
{
    (void)state;
    for (int m = 0; model_at(m) != NULL; m++) {
        uint64_t seed = 9;

        for (int g = 0; g < GAMES; g++) {
            const int n = 1 + game_below(&seed, 25);

            game_deal(&game, n, 2, &seed);
            game_open(&other, n, 1);
            memcpy(other.capability, game.capability, sizeof other.capability);
            memcpy(other.position, game.position + n, (size_t)n * sizeof(double));
            memcpy(other.origin, game.origin + n, (size_t)n * sizeof(double));
            memcpy(other.salience, game.salience + n, (size_t)n * sizeof(double));
            memcpy(other.stubbornness, game.stubbornness + n, (size_t)n * sizeof(double));
            play(&game, model_at(m), ROUNDS);
            play(&other, model_at(m), ROUNDS);
            assert_memory_equal(game.position + n, other.position, (size_t)n * sizeof(double));
            assert_same(game_settlement(&game, 1), game_settlement(&other, 0));
        }
    }
}

static void
test_models_leave_one_actor_and_agreement_as_they_are(void **state)
{
    (void)state;
    for (int m = 0; model_at(m) != NULL; m++) {
        uint64_t seed = 10;

        for (int n = 1; n <= 40; n++) {
            const double x = game_uniform(&seed);

            game_deal(&game, n, 1, &seed);
            for (int a = 0; a < n; a++) {
                game.position[a] = x;
                game.origin[a] = x;
            }
            game_start(&game, model_at(m));
            assert_int_equal(game_step(&game), MODEL_STILL);
            for (int a = 0; a < n; a++) {
                assert_same(game.position[a], x);
            }
            assert_same(game_settlement(&game, 0), x);
        }
    }
}

static void
test_models_say_when_there_is_no_weight(void **state)
{
    (void)state;
    for (int m = 0; model_at(m) != NULL; m++) {
        game_open(&game, 3, 1);
        memcpy(game.position, (double[]){ 0.0, 0.5, 1.0 }, 3 * sizeof(double));
        memset(game.salience, 0, sizeof game.salience);
        game_start(&game, model_at(m));
        assert_int_equal(game_step(&game), model_at(m)->step == NULL ? MODEL_STILL : MODEL_FAILED);
        assert_true(isnan(game_settlement(&game, 0)));
    }
}

/* Round numbers, extremes, and some weights of zero: ties everywhere. */
static void
test_models_give_numbers_for_awkward_inputs(void **state)
{
    (void)state;
    for (int m = 0; model_at(m) != NULL; m++) {
        uint64_t seed = 11;

        for (int g = 0; g < 2000; g++) {
            game_deal(&game, 1 + game_below(&seed, 12), 1, &seed);
            for (int a = 0; a < game.n; a++) {
                game.position[a] = game_below(&seed, 5) / 4.0;
                game.origin[a] = game.position[a];
                game.salience[a] = game_below(&seed, 3) / 2.0;
                game.capability[a] = game_below(&seed, 4) == 0 ? 1e-300 : 1e12;
            }
            game.salience[0] = 1.0;
            game_start(&game, model_at(m));
            for (int t = 0; t < 5; t++) {
                assert_int_not_equal(game_step(&game), MODEL_FAILED);
                for (int a = 0; a < game.n; a++) {
                    assert_true(game.position[a] >= 0.0 && game.position[a] <= 1.0);
                }
                assert_true(game_settlement(&game, 0) >= 0.0 && game_settlement(&game, 0) <= 1.0);
            }
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_models_are_found_by_name_and_by_number),
        cmocka_unit_test(test_models_have_parameters_within_their_structs),
        cmocka_unit_test(test_models_keep_positions_and_settlement_within_the_first_hull),
        cmocka_unit_test(test_models_keep_actors_within_their_limits),
        cmocka_unit_test(test_models_give_the_same_answer_twice),
        cmocka_unit_test(test_models_follow_when_actors_change_names),
        cmocka_unit_test(test_models_follow_when_the_scale_is_mirrored),
        cmocka_unit_test(test_models_follow_when_the_scale_is_shifted),
        cmocka_unit_test(test_models_follow_when_the_scale_is_stretched),
        cmocka_unit_test(test_models_see_only_ratios_of_capability),
        cmocka_unit_test(test_models_treat_each_issue_as_if_alone),
        cmocka_unit_test(test_models_leave_one_actor_and_agreement_as_they_are),
        cmocka_unit_test(test_models_say_when_there_is_no_weight),
        cmocka_unit_test(test_models_give_numbers_for_awkward_inputs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
