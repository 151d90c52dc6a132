#include "support.h"

#include <stdlib.h>

#include "challenge.h"
#include "game.h"
#include "oracles/emissions.h"
#include "oracles/quad.h"
#include "power.h"

extern const struct model model_challenge;

static struct game game;
static uint64_t memory[32768];

/* The inside of the first issue's game. */
static struct challenge_game
inside(const struct game *self, bool risk)
{
    const struct situation view = game_view(self);
    struct challenge_game play;

    assert_true(challenge_size(self->n) <= sizeof memory);
    challenge_init(&play, self->n, memory);
    assert_true(challenge_load(&play, &view, 0));
    challenge_weigh(&play);
    challenge_judge(&play, risk);
    return play;
}

static void
open_emissions(void)
{
    game_open(&game, EMISSIONS_ACTORS, 1);
    for (int a = 0; a < EMISSIONS_ACTORS; a++) {
        game.capability[a] = emissions[a].capability;
        game.salience[a] = emissions[a].salience;
        game.position[a] = (emissions[a].years - EMISSIONS_LOW) / EMISSIONS_RANGE;
        game.origin[a] = game.position[a];
    }
    game_start(&game, &model_challenge);
}

static double
years(double x)
{
    return EMISSIONS_LOW + EMISSIONS_RANGE * x;
}

/* ---- who would prevail ---- */

static void
test_challenge_chances_of_three_actors_are_as_worked_by_hand(void **state)
{
    /* P_12: a = (30, -30, -30 + 0) against weights 2, 1, 1.5: 60 / (60 + 30 + 45). P_13: 0 is 100
     * nearer to 1, 30 is 40 nearer: (200 + 40) / (240 + 150). P_23: 70 (2 + 1) / (210 + 105). */
    struct challenge_game play;

    (void)state;
    game_open(&game, 3, 1);
    memcpy(game.position, (double[]){ 0.0, 0.3, 1.0 }, 3 * sizeof(double));
    memcpy(game.capability, (double[]){ 2.0, 1.0, 1.5 }, 3 * sizeof(double));
    play = inside(&game, true);
    assert_close(challenge_win_probability(&play, 0, 1), 60.0 / 135.0, 1e-15);
    assert_close(challenge_win_probability(&play, 0, 2), 240.0 / 390.0, 1e-15);
    assert_close(challenge_win_probability(&play, 1, 2), 210.0 / 315.0, 1e-15);
    assert_close(challenge_win_probability(&play, 2, 1), 105.0 / 315.0, 1e-15);
    assert_same(challenge_win_probability(&play, 1, 1), 0.0);
}

static void
test_challenge_chances_are_zero_at_one_position_and_even_without_weight_on_either(void **state)
{
    struct challenge_game play;

    (void)state;
    game_open(&game, 4, 1);
    memcpy(game.position, (double[]){ 0.0, 0.5, 1.0, 0.5 }, 4 * sizeof(double));
    memcpy(game.salience, (double[]){ 0.0, 1.0, 0.0, 1.0 }, 4 * sizeof(double));
    play = inside(&game, true);
    assert_same(challenge_win_probability(&play, 1, 3), 0.0);
    assert_same(challenge_win_probability(&play, 3, 1), 0.0);
    assert_same(challenge_win_probability(&play, 0, 2), 0.5); /* all weight at the midpoint */
    assert_same(challenge_win_probability(&play, 2, 0), 0.5);
}

#ifdef PARLEY_QUAD

static quad
quad_win(const struct game *self, int i, int j)
{
    const double *x = self->position;
    quad left = 0, right = 0;

    for (int k = 0; k < self->n; k++) {
        const quad w = (quad)self->capability[k] * (quad)self->salience[k];
        const quad a = quad_abs((quad)x[k] - (quad)x[j]) - quad_abs((quad)x[k] - (quad)x[i]);

        left += a > 0 ? w * a : 0;
        right += a < 0 ? -w * a : 0;
    }
    return left + right > 0 ? left / (left + right) : (quad)0.5;
}

/* Inputs that are hard to add up: exact ties, clusters a millionth wide, weights over eight
 * decades, and a giant within a billionth of a midpoint. */
static void
deal_hard(struct game *self, int kind, int n, uint64_t *seed)
{
    game_deal(self, n, 1, seed);
    for (int a = 0; a < n; a++) {
        double *x = &self->position[a];

        if (kind % 3 == 1) {
            *x = floor(*x * 11.0) / 10.0;
        } else if (kind % 3 == 2) {
            *x = 0.25 * game_below(seed, 4) + 1e-6 * *x;
        }
        if (kind % 2 == 1) {
            self->capability[a] = pow(10.0, 8.0 * game_uniform(seed) - 4.0);
        }
    }
    if (kind % 4 == 3 && n > 2) {
        self->position[0] =
            0.5 * (self->position[1] + self->position[2]) + 1e-9 * game_uniform(seed);
        self->capability[0] = 1e6;
    }
}

static void
test_challenge_chances_are_those_of_long_arithmetic(void **state)
{
    uint64_t seed = 31;

    (void)state;
    for (int g = 0; g < 10000; g++) {
        const int n = g % 100 == 0 ? 40 : 2 + game_below(&seed, 8);
        struct challenge_game play;

        deal_hard(&game, g, n, &seed);
        play = inside(&game, true);
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                const double p = challenge_win_probability(&play, i, j);
                const double q = challenge_win_probability(&play, j, i);

                if (game.position[i] == game.position[j]) {
                    assert_same(p, 0.0);
                    assert_same(q, 0.0);
                } else {
                    assert_close(p, (double)quad_win(&game, i, j), 1e-12);
                    assert_same(p + q, 1.0);
                }
            }
        }
    }
}

/* ---- a whole round against long arithmetic ---- */

enum { SMALL = 8 };

/* A game in round numbers: positions in tenths, saliences in tenths, whole capabilities. */
struct round_game {
    int n;
    int position[SMALL], salience[SMALL], capability[SMALL];
    int n_kinds[3]; /* offers taken: lost, compromise, compelled */
};

/* sum_k w_k a+ / sum_k w_k |a| in integers, exactly. */
static quad
exact_win(const struct round_game *self, int i, int j)
{
    int left = 0, all = 0;

    for (int k = 0; k < self->n; k++) {
        const int w = self->capability[k] * self->salience[k];
        const int a =
            abs(self->position[k] - self->position[j]) - abs(self->position[k] - self->position[i]);

        left += a > 0 ? w * a : 0;
        all += w * abs(a);
    }
    return all > 0 ? (quad)left / all : (quad)0.5;
}

static void
exact_exponents(const struct round_game *self, quad *exponent)
{
    quad security[SMALL], least = 1000, greatest = -1000;

    for (int i = 0; i < self->n; i++) {
        security[i] = 0;
        for (int j = 0; j < self->n; j++) {
            if (self->position[i] != self->position[j]) {
                const quad d = (quad)abs(self->position[i] - self->position[j]) / 10;

                security[i] +=
                    2 * d * (1 - 2 * (quad)self->salience[i] / 10 * exact_win(self, i, j));
            }
        }
        least = security[i] < least ? security[i] : least;
        greatest = security[i] > greatest ? security[i] : greatest;
    }
    for (int i = 0; i < self->n; i++) {
        const quad risk = greatest - least > (quad)1e-25
                              ? (2 * security[i] - greatest - least) / (greatest - least)
                              : 0;

        exponent[i] = (1 - risk / 3) / (1 + risk / 3);
    }
}

/* E of one challenging the other, in the literature's own form: U_s, U_f and U_sq, nothing
 * cancelled. */
static quad
exact_gain(quad win, quad salience, quad d, quad r)
{
    const quad success = 2 - 4 * quad_pow((1 - d) / 2, r),
               failure = 2 - 4 * quad_pow((1 + d) / 2, r);
    const quad status_quo = 2 - 4 * quad_pow((quad)0.5, r);

    return salience * (win * success + (1 - win) * failure) + (1 - salience) * success - status_quo;
}

/* The size of the move that i would make on j's offer, and its kind; -1: none. */
static quad
exact_offer(const struct round_game *self, int i, int j, quad r, int *kind)
{
    const quad tiny = (quad)1e-25, d = (quad)abs(self->position[i] - self->position[j]) / 10;
    const quad p = exact_win(self, i, j);
    const quad own = exact_gain(p, (quad)self->salience[j] / 10, d, r);
    const quad others = exact_gain(1 - p, (quad)self->salience[i] / 10, d, r);

    if (own > tiny && others > own + tiny) {
        *kind = 0;
        return d;
    }
    if (own < -tiny && others > -own + tiny) {
        *kind = 1;
        return d * -own / others;
    }
    if (own < -tiny && others > tiny && others < -own - tiny) {
        *kind = 2;
        return d;
    }
    return -1;
}

static void
exact_round(struct round_game *self, double *next)
{
    quad exponent[SMALL];

    exact_exponents(self, exponent);
    for (int i = 0; i < self->n; i++) {
        quad least = 2, to = (quad)self->position[i] / 10;
        int heaviest = -1, taken = -1;

        for (int j = 0; j < self->n; j++) {
            int kind = -1;
            const quad size = self->position[i] == self->position[j]
                                  ? -1
                                  : exact_offer(self, i, j, exponent[i], &kind);
            const int weight = self->capability[j] * self->salience[j];

            if (size >= 0 && (size < least - (quad)1e-25 ||
                                 (size <= least + (quad)1e-25 && weight > heaviest))) {
                least = size;
                heaviest = weight;
                taken = kind;
                to = (quad)self->position[i] / 10 +
                     (self->position[j] > self->position[i] ? size : -size);
            }
        }
        if (taken >= 0) {
            self->n_kinds[taken]++;
        }
        next[i] = (double)to;
    }
}

static void
test_challenge_moves_in_round_numbers_are_those_of_long_arithmetic(void **state)
{
    struct round_game whole = { .n = 0 };
    uint64_t seed = 5;

    (void)state;
    for (int g = 0; g < 6000; g++) {
        double next[SMALL];

        whole.n = 2 + game_below(&seed, SMALL - 1);
        game_open(&game, whole.n, 1);
        for (int a = 0; a < whole.n; a++) {
            whole.position[a] = game_below(&seed, 11);
            whole.salience[a] =
                g % 2 == 0 ? 1 + game_below(&seed, 10) : 5 + 5 * game_below(&seed, 2);
            whole.capability[a] = 1 + game_below(&seed, g % 3 == 0 ? 2 : 10);
            game.position[a] = whole.position[a] / 10.0;
            game.salience[a] = whole.salience[a] / 10.0;
            game.capability[a] = whole.capability[a];
        }
        exact_round(&whole, next);
        game_start(&game, &model_challenge);
        assert_int_not_equal(game_step(&game), MODEL_FAILED);
        for (int a = 0; a < whole.n; a++) {
            assert_close(game.position[a], next[a], 1e-9);
        }
    }
    for (int kind = 0; kind < 3; kind++) {
        assert_true(whole.n_kinds[kind] > 100);
    }
}

#else

static void
test_challenge_chances_are_those_of_long_arithmetic(void **state)
{
    (void)state;
    skip();
}

static void
test_challenge_moves_in_round_numbers_are_those_of_long_arithmetic(void **state)
{
    (void)state;
    skip();
}

#endif

static void
test_challenge_powers_are_those_of_libm_to_a_few_last_places(void **state)
{
    uint64_t seed = 14;

    (void)state;
    assert_same(power_log(1.0), 0.0);
    assert_same(power_exp(0.0), 1.0);
    assert_true(power_exp(0.5 * power_log(0.0)) < 1e-70);
    for (int k = 0; k < 200000; k++) {
        const double u = game_uniform(&seed), r = 0.5 + 1.5 * game_uniform(&seed);
        const double x = k % 4 == 0 ? ldexp(1.0 + u, -game_below(&seed, 400)) : 2.0 * u + 0x1p-60;
        const double y = -600.0 + 1200.0 * game_uniform(&seed);

        assert_close(power_log(x), log(x), 0x1p-51 * fabs(log(x)));
        assert_close(power_exp(y), exp(y), 0x1p-51 * exp(y));
        assert_close(
            power_exp(r * power_log(x)), pow(x, r), pow(x, r) * 0x1p-51 * (1.0 + fabs(r * log(x))));
    }
}

/* ---- the published case ---- */

static void
test_challenge_first_judgements_of_emissions_are_as_published(void **state)
{
    struct challenge_game play;

    (void)state;
    open_emissions();
    play = inside(&game, true);
    for (int a = 0; a < EMISSIONS_ACTORS; a++) {
        assert_close(challenge_security(&play, a), emissions[a].security, 5e-10);
        assert_close(challenge_exponent(&play, a), emissions[a].exponent, 5e-10);
    }
    assert_close(
        challenge_win_probability(&play, NETHERLANDS, BELGIUM), P_NETHERLANDS_BELGIUM, 5e-10);
    assert_close(
        challenge_win_probability(&play, NETHERLANDS, FRANCE), P_NETHERLANDS_FRANCE, 5e-10);
    assert_close(challenge_win_probability(&play, BELGIUM, FRANCE), P_BELGIUM_FRANCE, 5e-10);
}

static void
test_challenge_rounds_of_emissions_are_as_computed_independently(void **state)
{
    (void)state;
    open_emissions();
    for (int t = 0; t < EMISSIONS_MEANS; t++) {
        const struct situation view = game_view(&game);

        assert_int_equal(game_step(&game), MODEL_MOVED);
        assert_close(years(model_weighted_mean(&view, 0)), emissions_means[t], 5e-10);
        for (int a = 0; a < EMISSIONS_ACTORS && t == 0; a++) {
            assert_close(years(game.position[a]), emissions[a].after_1, 5e-10);
        }
        for (int a = 0; a < EMISSIONS_ACTORS && t == 1; a++) {
            assert_close(years(game.position[a]), emissions[a].after_2, 5e-10);
        }
        if (t == 0) {
            assert_close(years(game_settlement(&game, 0)), EMISSIONS_MEDIAN, 1e-14);
        }
    }
}

static void
test_challenge_emissions_come_to_rest_when_computed_independently(void **state)
{
    int round = 0;

    (void)state;
    open_emissions();
    game_set(&game, "still", 1e-3 / EMISSIONS_RANGE);
    do {
        round++;
    } while (game_step(&game) == MODEL_MOVED);
    assert_int_equal(round, EMISSIONS_STILL_ROUND);
}

/* ---- offers, by hand, at r = 1 ---- */

/* At r = 1, E_ij = 2 d (1 - 2 s_j (1 - P_ij)) and between two actors P_ij = w_i / (w_i + w_j). */
static void
open_two(double capability, double salience)
{
    game_open(&game, 2, 1);
    game.position[0] = 0.25;
    game.position[1] = 0.75;
    game.capability[1] = capability;
    game.salience[1] = salience;
    game_start(&game, &model_challenge);
    game_set(&game, "risk", 0.0);
}

static void
test_challenge_loser_of_a_confrontation_adopts_the_winners_position(void **state)
{
    /* w = (1, 4), P = .2; E_12 = 1 - 2 .5 .8 = .2, E_21 = 1 - 2 1 .2 = .6 */
    (void)state;
    open_two(8.0, 0.5);
    assert_int_equal(game_step(&game), MODEL_MOVED);
    assert_same(game.position[0], 0.75);
    assert_same(game.position[1], 0.75);
    assert_int_equal(game_step(&game), MODEL_STILL);
}

static void
test_challenge_compromise_is_as_far_as_the_gains_compare(void **state)
{
    /* w = (1, 4), P = .2; E_12 = 1 - 2 .8 .8 = -.28, E_21 = .6: 28/60 of the way */
    (void)state;
    open_two(5.0, 0.8);
    assert_int_equal(game_step(&game), MODEL_MOVED);
    assert_close(game.position[0], 0.25 + 0.5 * 28.0 / 60.0, 1e-15);
    assert_same(game.position[1], 0.75);
}

static void
test_challenge_equal_gains_are_no_offer(void **state)
{
    /* E_12 = -E_21 exactly when both saliences are 1. */
    (void)state;
    open_two(3.0, 1.0);
    assert_int_equal(game_step(&game), MODEL_STILL);
    assert_same(game.position[0], 0.25);
    assert_same(game.position[1], 0.75);
}

static void
test_challenge_stops_at_limits(void **state)
{
    (void)state;
    open_two(8.0, 0.5);
    game.upper[0] = 0.4;
    assert_int_equal(game_step(&game), MODEL_MOVED);
    assert_same(game.position[0], 0.4);
}

/* The weak actor 2 in the middle loses to both of its neighbours, which are equally far: .3 and, in
 * doubles, .30000000000000004. */
static void
open_tie(double first, double second)
{
    game_open(&game, 3, 1);
    memcpy(game.position, (double[]){ 0.2, 0.8, 0.5 }, 3 * sizeof(double));
    memcpy(game.capability, (double[]){ first, second, 1e-3 }, 3 * sizeof(double));
    memcpy(game.salience, (double[]){ 0.8, 0.8, 0.1 }, 3 * sizeof(double));
    game_start(&game, &model_challenge);
    game_set(&game, "risk", 0.0);
}

static void
test_challenge_equal_moves_go_to_the_heavier_then_to_the_first_by_name(void **state)
{
    (void)state;
    assert_true(0.8 - 0.5 != 0.5 - 0.2);
    open_tie(1.0, 1.0);
    game_step(&game);
    assert_same(game.position[2], 0.2);
    open_tie(1.0, 1.01);
    game_step(&game);
    assert_same(game.position[2], 0.8);
    open_tie(1.01, 1.0);
    game_step(&game);
    assert_same(game.position[2], 0.2);
    open_tie(1.0, 1.0);
    game.position[0] = 0.8;
    game.position[1] = 0.2;
    game_step(&game);
    assert_same(game.position[2], 0.8);
}

static void
test_challenge_without_risk_has_exponents_of_one_and_follows_a_stretch(void **state)
{
    uint64_t seed = 77;

    (void)state;
    for (int g = 0; g < 300; g++) {
        struct challenge_game play;
        double whole[GAME_ACTORS];

        game_deal(&game, 2 + game_below(&seed, 20), 1, &seed);
        play = inside(&game, false);
        challenge_play(&play, whole);
        for (int a = 0; a < game.n; a++) {
            assert_same(challenge_exponent(&play, a), 1.0);
            game.position[a] = 0.2 + 0.5 * game.position[a];
        }
        game_start(&game, &model_challenge);
        game_set(&game, "risk", 0.0);
        game_step(&game);
        for (int a = 0; a < game.n; a++) {
            assert_close(game.position[a], 0.2 + 0.5 * whole[a], 1e-9);
        }
    }
}

static void
test_challenge_exponents_run_from_a_half_to_two_with_an_actor_at_each_end(void **state)
{
    uint64_t seed = 78;

    (void)state;
    for (int g = 0; g < 300; g++) {
        struct challenge_game play;
        double least = 9.0, greatest = 0.0;

        game_deal(&game, 3 + game_below(&seed, 20), 1, &seed);
        play = inside(&game, true);
        for (int a = 0; a < game.n; a++) {
            least = fmin(least, challenge_exponent(&play, a));
            greatest = fmax(greatest, challenge_exponent(&play, a));
        }
        assert_close(least, 0.5, 1e-15);
        assert_close(greatest, 2.0, 1e-15);
    }
}

static void
test_challenge_equally_secure_actors_are_neutral_to_risk(void **state)
{
    struct challenge_game play;

    (void)state;
    game_open(&game, 2, 1);
    game.position[0] = 0.1;
    game.position[1] = 0.3;
    game.salience[0] = 0.7;
    game.salience[1] = 0.7;
    play = inside(&game, true);
    assert_same(challenge_exponent(&play, 0), 1.0);
    assert_same(challenge_exponent(&play, 1), 1.0);
}

/* ---- the talks ---- */

static void
test_challenge_finds_talks_that_go_round_in_a_circle(void **state)
{
    /* Small games in halves are likely to have one; what the model calls a circle must be one. */
    uint64_t seed = 3;
    int found = 0;

    (void)state;
    for (int g = 0; g < 2000 && found < 3; g++) {
        enum model_move move = MODEL_MOVED;
        double seen[40][GAME_ACTORS];
        int round = 0, back = 0;

        game_deal(&game, 3 + game_below(&seed, 4), 1, &seed);
        for (int a = 0; a < game.n; a++) {
            game.position[a] = game_below(&seed, 3) / 2.0;
            game.salience[a] = 0.5 * (double)(1 + game_below(&seed, 2));
            game.capability[a] = 1 + game_below(&seed, 4);
        }
        game_start(&game, &model_challenge);
        memcpy(seen[0], game.position, sizeof seen[0]);
        for (round = 1; round < 40 && move == MODEL_MOVED; round++) {
            move = game_step(&game);
            memcpy(seen[round], game.position, sizeof seen[round]);
        }
        if (move == MODEL_CYCLE) {
            const int last = round - 1;

            found++;
            for (back = 2; back <= last; back++) {
                double apart = 0.0;

                for (int a = 0; a < game.n; a++) {
                    apart = fmax(apart, fabs(seen[last - back][a] - seen[last][a]));
                }
                if (apart <= 1e-9) {
                    break;
                }
            }
            assert_true(back <= last);
        }
    }
    assert_int_equal(found, 3);
}

static void
test_challenge_shock_between_rounds_is_no_circle(void **state)
{
    /* After the shock w = (.7, .8, .1), so P = .5 between .25 and .75. Actor 2 loses to 1: E_21 = 1
     * - 2 .8 .5 = .2, E_12 = 1 - 2 .1 .5 = .9; 0 and 1 see a gain of 0. So the positions are again
     * those of the beginning. */
    static const double first[] = { 0.25, 0.75, 0.75 };

    (void)state;
    game_open(&game, 3, 1);
    memcpy(game.position, first, sizeof first);
    memcpy(game.salience, (double[]){ 1.0, 0.8, 0.1 }, 3 * sizeof(double));
    game.capability[0] = 0.1;
    game_start(&game, &model_challenge);
    game_set(&game, "risk", 0.0);
    assert_int_equal(game_step(&game), MODEL_MOVED);
    memcpy(game.position, (double[]){ 0.25, 0.75, 0.25 }, 3 * sizeof(double));
    game.capability[0] = 0.7;
    assert_int_equal(game_step(&game), MODEL_MOVED);
    assert_memory_equal(game.position, first, sizeof first);
}

static void
test_challenge_without_weight_fails(void **state)
{
    (void)state;
    open_two(1.0, 0.0);
    game.salience[0] = 0.0;
    assert_int_equal(game_step(&game), MODEL_FAILED);
    assert_true(isnan(game_settlement(&game, 0)));
}

static void
test_challenge_settles_on_the_middle_of_the_weighted_median(void **state)
{
    (void)state;
    open_two(1.0, 1.0);
    assert_same(game_settlement(&game, 0), 0.5);
    open_two(1.5, 1.0);
    assert_same(game_settlement(&game, 0), 0.75);
}

/* ---- why ---- */

static struct game_deeds deeds;

static void
assert_deed(int k, enum deed_kind kind, int actor, int by, double target, double gain, double loss,
    bool taken)
{
    assert_int_equal(deeds.deeds[k].kind, kind);
    assert_int_equal(deeds.deeds[k].actor, actor);
    assert_int_equal(deeds.deeds[k].by, by);
    assert_close(deeds.deeds[k].target, target, 1e-14);
    assert_close(deeds.deeds[k].gain, gain, 1e-14);
    assert_close(deeds.deeds[k].loss, loss, 1e-14);
    assert_int_equal(deeds.deeds[k].taken, taken);
}

static void
test_challenge_account_of_three_actors_is_as_worked_by_hand(void **state)
{
    /* x = (0, .5, 1), w = (1, .5, 2), r = 1: P_12 = .5 / 1.75 = 2/7, P_13 = 1/3, P_23 = .75 / 1.75
     * = 3/7. E_ij = d (1 - 2 s_j (1 - P_ij)): E_12 = .5 (1 - 5/7) = 1/7, E_21 = .5 (1 - 4/7) =
     * 3/14: 2 prevails over 1. E_13 = 1 - 4/3 = -1/3, E_31 = 1/3: even. E_23 = .5 (1 - 8/7) =
     * -1/14, E_32 = .5 (1 - 3/7) = 2/7: 2 goes a quarter of the way to 3. */
    (void)state;
    game_open(&game, 3, 1);
    memcpy(game.position, (double[]){ 0.0, 0.5, 1.0 }, 3 * sizeof(double));
    memcpy(game.capability, (double[]){ 1.0, 1.0, 2.0 }, 3 * sizeof(double));
    memcpy(game.salience, (double[]){ 1.0, 0.5, 1.0 }, 3 * sizeof(double));
    game_start(&game, &model_challenge);
    game_set(&game, "risk", 0.0);
    game_account(&game, &deeds);
    assert_int_equal(deeds.n, 3);
    assert_deed(0, DEED_BEATEN, 0, 1, 0.5, 3.0 / 14.0, -1.0 / 7.0, true);
    assert_deed(1, DEED_IDLE, 0, 2, 1.0, 1.0 / 3.0, 1.0 / 3.0, false);
    assert_deed(2, DEED_COMPROMISE, 1, 2, 0.625, 2.0 / 7.0, 1.0 / 14.0, true);
    assert_int_equal(game_step(&game), MODEL_MOVED);
    assert_close(game.position[0], 0.5, 1e-15);
    assert_close(game.position[1], 0.625, 1e-15);
    assert_same(game.position[2], 1.0);
}

static void
test_challenge_account_takes_the_offers_that_the_round_takes(void **state)
{
    uint64_t seed = 7;

    (void)state;
    for (int g = 0; g < 300; g++) {
        double expected[GAME_ACTORS];

        game_deal(&game, 2 + game_below(&seed, 12), 1, &seed);
        game_start(&game, &model_challenge);
        game_account(&game, &deeds);
        memcpy(expected, game.position, sizeof expected);
        for (int k = 0; k < deeds.n; k++) {
            const struct deed *deed = &deeds.deeds[k];

            if (deed->taken) {
                assert_int_not_equal(deed->kind, DEED_IDLE);
                assert_true(deed->gain > 0.0);
                expected[deed->actor] = deed->target;
            }
        }
        game_step(&game);
        for (int a = 0; a < game.n; a++) {
            assert_close(game.position[a], expected[a], 1e-15);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_challenge_chances_of_three_actors_are_as_worked_by_hand),
        cmocka_unit_test(
            test_challenge_chances_are_zero_at_one_position_and_even_without_weight_on_either),
        cmocka_unit_test(test_challenge_chances_are_those_of_long_arithmetic),
        cmocka_unit_test(test_challenge_moves_in_round_numbers_are_those_of_long_arithmetic),
        cmocka_unit_test(test_challenge_powers_are_those_of_libm_to_a_few_last_places),
        cmocka_unit_test(test_challenge_first_judgements_of_emissions_are_as_published),
        cmocka_unit_test(test_challenge_rounds_of_emissions_are_as_computed_independently),
        cmocka_unit_test(test_challenge_emissions_come_to_rest_when_computed_independently),
        cmocka_unit_test(test_challenge_loser_of_a_confrontation_adopts_the_winners_position),
        cmocka_unit_test(test_challenge_compromise_is_as_far_as_the_gains_compare),
        cmocka_unit_test(test_challenge_equal_gains_are_no_offer),
        cmocka_unit_test(test_challenge_stops_at_limits),
        cmocka_unit_test(test_challenge_equal_moves_go_to_the_heavier_then_to_the_first_by_name),
        cmocka_unit_test(test_challenge_without_risk_has_exponents_of_one_and_follows_a_stretch),
        cmocka_unit_test(test_challenge_exponents_run_from_a_half_to_two_with_an_actor_at_each_end),
        cmocka_unit_test(test_challenge_equally_secure_actors_are_neutral_to_risk),
        cmocka_unit_test(test_challenge_finds_talks_that_go_round_in_a_circle),
        cmocka_unit_test(test_challenge_shock_between_rounds_is_no_circle),
        cmocka_unit_test(test_challenge_without_weight_fails),
        cmocka_unit_test(test_challenge_settles_on_the_middle_of_the_weighted_median),
        cmocka_unit_test(test_challenge_account_of_three_actors_is_as_worked_by_hand),
        cmocka_unit_test(test_challenge_account_takes_the_offers_that_the_round_takes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
