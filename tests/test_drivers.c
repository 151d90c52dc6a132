/* What drives the outcomes of a scenario, on scenarios whose shares are known. */
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "drivers.h"
#include "play.h"

#define HEAD(runs) "start = \"2008-01-01\"; end = \"2008-12-31\"; seed = 3; runs = " runs ";\n"

/* An event that comes by its day with probability a + b: a from .1 to .3, b from .2 to .6. */
#define LINEAR(runs) \
    HEAD(runs) \
    "actors = ( { name = \"ann\"; capability = 1; } );\n" \
    "events = ( { name = \"go\"; kind = \"decision\"; by = \"ann\"; opens = \"2008-01-01\";\n" \
    "  chances = ( { on = \"2008-02-01\"; chance = (0.1, 0.3); },\n" \
    "              { on = \"2008-03-01\"; chance = (0.2, 0.6); } ); } );\n" \
    "outcomes = ( { name = \"gone\"; kind = \"flag\"; event = \"go\"; } );\n"

/* The settlement is the mean of two positions. */
#define MEAN(runs, more) \
    HEAD(runs) \
    "issues = ( { name = \"price\"; low = 0; high = 100; } );\n" \
    "actors = (\n" \
    "  { name = \"ann\"; capability = 1; price = { position = (0, 30); salience = 50; }; },\n" \
    "  { name = \"bob\"; capability = 1; price = { position = (0, 60); salience = 50; }; } );\n" \
    "talks = ( { name = \"round\"; model = \"mean\"; issues = ( \"price\" );\n" \
    "  first = \"2008-01-02\"; every = 1; rounds = 1; } );\n" \
    "outcomes = ( { name = \"deal\"; kind = \"value\"; issue = \"price\"; talk = \"round\"; } " \
    ");\n" more

struct study {
    struct play play;
    struct drivers drivers;
};

static void
study(struct study *self, const char *text, int threads)
{
    const struct sample_options options = { .threads = threads };
    bool chosen[16];

    memset(chosen, 1, sizeof(chosen));
    play_text(&self->play, text, 0);
    assert_int_equal(self->play.status, OK);
    assert_int_equal(
        drivers_play(&self->drivers, &self->play.scenario, chosen, &options, &self->play.err), OK);
}

static void
study_free(struct study *self)
{
    drivers_free(&self->drivers);
    play_free(&self->play);
}

/* With p = a + b and U uniform, what happens is U < p. V = .6 x .4 = .24. First: Var(a) / V =
 * (.2^2 / 12) / V and (.4^2 / 12) / V. Total: a world turns when U is between two values of a: the
 * mean of (f - f')^2 / 2 is E|a - a'| / 2 = (.2 / 3) / 2. All numbers known, p (1 - p) is left: its
 * mean is V - Var(a + b). Chance alone: P(a + b > U) given U has the mean square E min(p, p') =
 * .525833 (numerically, from two sums of uniforms). */
static void
test_drivers_shares_of_a_flag_whose_chance_is_linear(void **state)
{
    const double first[3] = { 1.0 / 72.0, 1.0 / 18.0, (0.525833 - 0.36) / 0.24 };
    const double total[3] = { 5.0 / 36.0, 5.0 / 18.0, 1.0 - 5.0 / 72.0 };
    struct study self;

    (void)state;
    study(&self, LINEAR("40000"), 2);
    const struct drivers_outcome *outcome = &self.drivers.outcomes[0];
    assert_int_equal(self.drivers.rows, 40000);
    assert_int_equal(self.drivers.used, 40000);
    assert_string_equal(self.drivers.factors.names[0], "events.go.chances.1.chance");
    assert_close(outcome->all.mean, 0.6, 5.0 * sqrt(0.24 / 80000.0));
    assert_close(outcome->all.error, sqrt(0.24 / 80000.0), 1e-5);
    for (int i = 0; i < 3; i++) {
        const struct sobol_share *share = &outcome->shares[i];
        /* Five standard errors, a 95 % interval being four wide. */
        assert_close(share->first, first[i], 1.25 * (share->first_high - share->first_low));
        assert_close(share->total, total[i], 1.25 * (share->total_high - share->total_low));
        assert_true(share->first_high - share->first_low < 0.03);
        assert_true(share->total_high - share->total_low < 0.03);
    }
    study_free(&self);
}

/* In its lowest fifth a is .12 in the mean and in its highest .28, and b .24 and .56. */
static void
test_drivers_bars_are_of_the_lowest_and_the_highest_fifth(void **state)
{
    const double low[2] = { 0.12 + 0.4, 0.2 + 0.24 }, high[2] = { 0.28 + 0.4, 0.2 + 0.56 };
    struct study self;

    (void)state;
    study(&self, LINEAR("20000"), 2);
    for (int k = 0; k < 2; k++) {
        const struct drivers_bar *bar = &self.drivers.outcomes[0].bars[k];
        assert_in_range(bar->low.n, 7900, 8100); /* of 40,000 */
        assert_in_range(bar->high.n, 7900, 8100);
        assert_close(bar->low.mean, low[k], 5.0 * bar->low.error);
        assert_close(bar->high.mean, high[k], 5.0 * bar->high.error);
        assert_close(bar->low.error, sqrt(low[k] * (1.0 - low[k]) / 8000.0), 1e-3);
        assert_true(drivers_differs(&self.drivers, bar));
    }
    study_free(&self);
}

/* (a + b) / 2 with variances as 1 to 4; nothing is left to chance. */
static void
test_drivers_of_what_chance_does_not_touch_are_the_numbers(void **state)
{
    struct study self;

    (void)state;
    study(&self, MEAN("4096", ""), 2);
    const struct drivers_outcome *outcome = &self.drivers.outcomes[0];
    assert_close(outcome->shares[0].first, 0.2, 0.005);
    assert_close(outcome->shares[0].total, 0.2, 0.005);
    assert_close(outcome->shares[1].first, 0.8, 0.005);
    assert_close(outcome->shares[1].total, 0.8, 0.005);
    assert_same(outcome->shares[2].first, 0.0);
    assert_same(outcome->shares[2].total, 0.0);
    /* Lowest fifths: 3 and 6, with the other's mean, 30 and 15. */
    assert_close(outcome->bars[0].low.mean, (3.0 + 30.0) / 2.0, 0.3);
    assert_close(outcome->bars[1].low.mean, (15.0 + 6.0) / 2.0, 0.3);
    assert_close(outcome->bars[1].high.mean, (15.0 + 54.0) / 2.0, 0.3);
    study_free(&self);
}

/* Tied with rank 1 they move together: one factor that explains all, and each one's lowest fifth is
 * the other's. */
static void
test_drivers_numbers_that_are_correlated_are_one(void **state)
{
    struct study self;

    (void)state;
    study(&self,
        MEAN("2000", "correlate = ( { of = ( \"actors.ann.price.position\", "
                     "\"actors.bob.price.position\" ); rank = 1; } );\n"),
        2);
    assert_int_equal(self.drivers.factors.n, 1);
    const struct drivers_outcome *outcome = &self.drivers.outcomes[0];
    assert_close(outcome->shares[0].first, 1.0, 0.02);
    assert_close(outcome->shares[0].total, 1.0, 0.02);
    assert_close(outcome->bars[0].low.mean, (3.0 + 6.0) / 2.0, 0.1);
    assert_close(outcome->bars[1].low.mean, (3.0 + 6.0) / 2.0, 0.1);
    study_free(&self);
}

static void
test_drivers_do_not_depend_on_threads(void **state)
{
    struct study one, four;

    (void)state;
    study(&one, LINEAR("1000"), 1);
    study(&four, LINEAR("1000"), 4);
    for (int i = 0; i < 3; i++) {
        assert_memory_equal(&one.drivers.outcomes[0].shares[i], &four.drivers.outcomes[0].shares[i],
            sizeof(struct sobol_share));
    }
    study_free(&one);
    study_free(&four);
}

/* What is certain varies by chance alone: first and total are 1. */
static void
test_drivers_without_uncertain_numbers_are_chance(void **state)
{
    struct study self;

    (void)state;
    study(&self,
        HEAD("2000") "actors = ( { name = \"ann\"; capability = 1; } );\n"
                     "events = ( { name = \"go\"; kind = \"decision\"; by = \"ann\"; typical_days "
                     "= 300; } );\n"
                     "outcomes = ( { name = \"gone\"; kind = \"flag\"; event = \"go\"; },\n"
                     "  { name = \"when\"; kind = \"date\"; event = \"go\"; },\n"
                     "  { name = \"if_gone\"; kind = \"date\"; event = \"go\"; given = \"gone\"; } "
                     ");\n",
        2);
    for (int o = 0; o < 2; o++) {
        assert_close(self.drivers.outcomes[o].shares[0].first, 1.0, 0.1);
        assert_close(self.drivers.outcomes[o].shares[0].total, 1.0, 0.05);
    }
    /* 366 days, half of it by day 300: never counts as 366. The mean of min(T, 366) is
     * (1 - 2^(-366/300)) 300 / ln 2, less half a day for whole days. */
    const double mean = (1.0 - pow(2.0, -366.0 / 300.0)) * 300.0 / log(2.0) - 0.3;
    assert_close(self.drivers.outcomes[1].all.mean, mean, 5.0 * self.drivers.outcomes[1].all.error);
    assert_string_equal(
        self.drivers.outcomes[2].obstacle, "counts only in runs in which \"gone\" holds");
    study_free(&self);
}

static void
test_drivers_rows_with_a_run_without_an_answer_are_left_out(void **state)
{
    const struct sample_options options = { .threads = 2 };
    const char *const sets[] = { "runs=1000" };
    struct study self;
    bool chosen[16];

    (void)state;
    memset(chosen, 1, sizeof(chosen));
    play_file(&self.play, "tests/cases/good/some-fail.cfg", sets, 1, 0);
    assert_int_equal(self.play.status, OK);
    assert_int_equal(
        drivers_play(&self.drivers, &self.play.scenario, chosen, &options, &self.play.err), OK);
    int64_t whole = 0;
    const int width = drivers_width(&self.drivers.factors);
    for (int64_t row = 0; row < 1000; row++) {
        bool all = true;
        for (int t = 0; t < width; t++) {
            all = all && self.drivers.sample.answered[row * width + t];
        }
        whole += all;
    }
    assert_true(whole > 0 && whole < 1000);
    assert_int_equal(self.drivers.used, whole);
    assert_int_equal(self.drivers.outcomes[0].all.n, 2 * whole);
    study_free(&self);
}

static void
test_drivers_of_too_many_runs_are_refused_with_how_many_would_do(void **state)
{
    const struct sample_options options = { .threads = 1 };
    const struct {
        const char *text, *words;
    } cases[] = {
        { LINEAR("1000000000"), "2 uncertain numbers take 5 runs a row: 1000000000 rows are too "
                                "many for 2 GiB of memory; at most 13591668 are possible: -n "
                                "13591668\n--morris" },
    };
    const bool chosen[] = { true };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        struct study self;
        play_text(&self.play, cases[k].text, 0);
        assert_int_equal(
            drivers_play(&self.drivers, &self.play.scenario, chosen, &options, &self.play.err),
            ERR_USAGE);
        assert_non_null(strstr(self.play.err.mistakes[0].text, cases[k].words));
        study_free(&self);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drivers_shares_of_a_flag_whose_chance_is_linear),
        cmocka_unit_test(test_drivers_bars_are_of_the_lowest_and_the_highest_fifth),
        cmocka_unit_test(test_drivers_of_what_chance_does_not_touch_are_the_numbers),
        cmocka_unit_test(test_drivers_numbers_that_are_correlated_are_one),
        cmocka_unit_test(test_drivers_do_not_depend_on_threads),
        cmocka_unit_test(test_drivers_without_uncertain_numbers_are_chance),
        cmocka_unit_test(test_drivers_rows_with_a_run_without_an_answer_are_left_out),
        cmocka_unit_test(test_drivers_of_too_many_runs_are_refused_with_how_many_would_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
