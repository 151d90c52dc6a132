/* Which numbers of a scenario matter at all. */
#include "support.h"

#include <math.h>
#include <string.h>

#include "play.h"
#include "screening.h"

#define MEAN(more) \
    "start = \"2008-01-01\"; end = \"2008-12-31\"; seed = 3;\n" \
    "issues = ( { name = \"price\"; low = 0; high = 100; } );\n" \
    "actors = (\n" \
    "  { name = \"ann\"; capability = 1; price = { position = (0, 30); salience = 50; }; },\n" \
    "  { name = \"bob\"; capability = 1; price = { position = (0, 60); salience = 50;\n" \
    "      stubbornness = (10, 20); }; } );\n" \
    "talks = ( { name = \"round\"; model = \"mean\"; issues = ( \"price\" );\n" \
    "  first = \"2008-01-02\"; every = 1; rounds = 1; } );\n" \
    "events = ( { name = \"go\"; kind = \"decision\"; by = \"ann\";\n" \
    "  chances = ( { on = \"2008-02-01\"; chance = (0.2, 0.6); } ); } );\n" \
    "outcomes = ( { name = \"deal\"; kind = \"value\"; issue = \"price\"; talk = \"round\"; },\n" \
    "  { name = \"gone\"; kind = \"flag\"; event = \"go\"; },\n" \
    "  { name = \"deal_if\"; kind = \"value\"; issue = \"price\"; talk = \"round\"; given = " \
    "\"gone\"; " \
    "} );\n" more

struct study {
    struct play play;
    struct screening screening;
};

static enum status
study(struct study *self, const char *text)
{
    struct sample_options options = { .threads = 2 };
    bool chosen[16];

    memset(chosen, 1, sizeof(chosen));
    play_text(&self->play, text, 0);
    assert_int_equal(self->play.status, OK);
    options.runs = self->play.scenario.runs;
    return screening_play(
        &self->screening, &self->play.scenario, chosen, &options, &self->play.err);
}

static void
study_free(struct study *self)
{
    screening_free(&self->screening);
    play_free(&self->play);
}

/* The settlement is (a + b) / 2: 15 and 30 from end to end, everywhere alike; nobody's stubbornness
 * matters to a mean, nor does when ann goes. */
static void
test_screening_effects_of_a_mean_are_exact(void **state)
{
    const double size[4] = { 15.0, 30.0, 0.0, 0.0 };
    const char *const names[4] = { "actors.ann.price.position", "actors.bob.price.position",
        "actors.bob.price.stubbornness", "events.go.chances.1.chance" };
    struct study self;

    (void)state;
    assert_int_equal(study(&self, MEAN("runs = 50;\n")), OK);
    assert_int_equal(self.screening.used, 50);
    assert_int_equal(self.screening.sample.n, 50 * 5);
    for (int i = 0; i < 4; i++) {
        const struct morris_effect *effect = &self.screening.outcomes[0].effects[i];
        assert_string_equal(self.screening.factors.names[i], names[i]);
        assert_close(effect->size, size[i], 1e-9);
        assert_close(effect->mu, size[i], 1e-9);
        assert_close(effect->sigma, 0.0, 1e-6);
    }
    study_free(&self);
}

/* A trajectory keeps its chance: with U fixed, U < p turns when it lies between the two p, .2 + .4
 * u half a range apart: in a fifth of the worlds, each an effect of 2 and always upwards. */
static void
test_screening_holds_chance_fixed_along_a_trajectory(void **state)
{
    struct study self;

    (void)state;
    assert_int_equal(study(&self, MEAN("runs = 4000;\n")), OK);
    const struct morris_effect *effect = &self.screening.outcomes[1].effects[3];
    const double error = 2.0 * sqrt(0.2 * 0.8 / 4000.0);
    assert_close(effect->size, 0.4, 5.0 * error);
    assert_same(effect->mu, effect->size);
    assert_close(effect->sigma, 0.8, 0.05);
    for (int i = 0; i < 3; i++) {
        assert_same(self.screening.outcomes[1].effects[i].size, 0.0);
    }
    study_free(&self);
}

static void
test_screening_leaves_out_what_some_runs_do_not_have(void **state)
{
    struct study self;

    (void)state;
    assert_int_equal(study(&self, MEAN("runs = 50;\n")), OK);
    assert_null(self.screening.outcomes[0].obstacle);
    assert_string_equal(
        self.screening.outcomes[2].obstacle, "counts only in runs in which \"gone\" holds");
    assert_null(self.screening.outcomes[2].effects);
    study_free(&self);
}

static void
test_screening_needs_uncertain_numbers(void **state)
{
    struct study self;

    (void)state;
    assert_int_equal(study(&self, "start = \"2008-01-01\"; end = \"2008-12-31\";\n"
                                  "actors = ( { name = \"ann\"; capability = 1; } );\n"
                                  "events = ( { name = \"go\"; kind = \"decision\"; by = \"ann\"; "
                                  "typical_days = 9; } );\n"),
        ERR_USAGE);
    assert_non_null(strstr(self.play.err.mistakes[0].text, "no uncertain numbers"));
    study_free(&self);
}

static void
test_screening_of_too_many_runs_is_refused_with_how_many_would_do(void **state)
{
    struct study self;

    (void)state;
    assert_int_equal(study(&self, MEAN("runs = 1000000000;\n")), ERR_USAGE);
    assert_non_null(strstr(self.play.err.mistakes[0].text,
        "4 uncertain numbers take 5 runs a trajectory: 1000000000 trajectories are too many for 2 "
        "GiB of memory; at most 10737418 are possible (a hundred are usual): -n 10737418"));
    study_free(&self);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_screening_effects_of_a_mean_are_exact),
        cmocka_unit_test(test_screening_holds_chance_fixed_along_a_trajectory),
        cmocka_unit_test(test_screening_leaves_out_what_some_runs_do_not_have),
        cmocka_unit_test(test_screening_needs_uncertain_numbers),
        cmocka_unit_test(test_screening_of_too_many_runs_is_refused_with_how_many_would_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
