/* The same worlds with each term taken out. */
#include "support.h"

#include <math.h>
#include <signal.h>
#include <string.h>

#include "knockout.h"
#include "play.h"

/* On its one day "go" has the chance .2 as if alone; `push` makes it 1 - .8^3 = .488; `idle` is of
 * a day that never comes. `slow` waits for it: three times as long as without its term. */
#define TEXT(more) \
    "start = \"2008-01-01\"; end = \"2008-12-31\"; seed = 3; runs = 4000;\n" \
    "actors = ( { name = \"ann\"; capability = 1; } );\n" \
    "events = ( { name = \"go\"; kind = \"decision\"; by = \"ann\"; opens = \"2008-02-01\";\n" \
    "    chances = ( { on = \"2008-02-01\"; chance = 0.2; } ); terms = (\n" \
    "      { term = \"date\"; name = \"push\"; on = \"2008-02-01\"; times = (2.9999, 3.0001); " \
    "},\n" \
    "      { term = \"date\"; name = \"idle\"; on = \"2008-12-01\"; coef = 2; } ); },\n" \
    "  { name = \"ship\"; kind = \"stages\"; stages = ( { name = \"load\"; days = 10; terms = (\n" \
    "    { term = \"weekday\"; name = \"slow\"; on = ( \"monday\", \"tuesday\", \"wednesday\",\n" \
    "      \"thursday\", \"friday\", \"saturday\", \"sunday\" ); times = (2.9999, 3.0001); } ); " \
    "} ); " \
    "} );\n" \
    "outcomes = ( { name = \"gone\"; kind = \"flag\"; event = \"go\"; },\n" \
    "  { name = \"loaded\"; kind = \"date\"; event = \"ship\"; },\n" \
    "  { name = \"if_gone\"; kind = \"date\"; event = \"ship\"; given = \"gone\"; } );\n" more

struct study {
    struct play play;
    struct knockout knockout;
    int64_t last; /* runs that were told to be done */
};

static void
notice(void *context, int64_t done, int64_t all)
{
    struct study *self = context;

    assert_int_equal(all, 4 * 4000);
    assert_true(done >= self->last && done <= all);
    self->last = done;
}

static void
study(struct study *self, const char *text)
{
    const struct sample_options options = { .threads = 2, .progress = notice, .context = self };
    const bool chosen[3] = { true, true, true };

    self->last = 0;
    play_text(&self->play, text, 0);
    assert_int_equal(self->play.status, OK);
    assert_int_equal(
        knockout_play(&self->knockout, &self->play.scenario, chosen, &options, &self->play.err),
        OK);
}

static void
study_free(struct study *self)
{
    knockout_free(&self->knockout);
    play_free(&self->play);
}

static void
test_knockout_of_a_term_is_what_it_multiplied_by(void **state)
{
    struct study self;

    (void)state;
    study(&self, TEXT(""));
    assert_int_equal(self.knockout.n, 3);
    assert_int_equal(self.knockout.n_outcomes, 2); /* not what counts only when gone */
    const struct knockout_change *push = &self.knockout.terms[0].changes[0];
    assert_int_equal(push->runs, 4000);
    assert_close(push->with, 0.488, 5.0 * sqrt(0.488 * 0.512 / 4000.0));
    assert_close(push->without, 0.2, 5.0 * sqrt(0.16 / 4000.0));
    /* The same clocks: a world only ever turns from yes to no, .288 of them. */
    const double error = sqrt(0.288 * 0.712 / 4000.0);
    assert_close(push->without - push->with, -0.288, 5.0 * error);
    assert_close(push->interval.high - push->interval.low, 2.0 * 1.96 * error, 0.1 * error);
    assert_true(push->interval.low < push->without - push->with &&
                push->without - push->with < push->interval.high);
    study_free(&self);
}

static void
test_knockout_of_a_term_that_does_nothing_changes_no_world(void **state)
{
    struct study self;

    (void)state;
    study(&self, TEXT(""));
    const struct knockout_term *idle = &self.knockout.terms[1];
    assert_string_equal(idle->term->assignment, "events.go.terms.idle.coef=0");
    assert_same(idle->changes[0].with, idle->changes[0].without);
    assert_true(idle->changes[0].interval.low < 0.0 && 0.0 < idle->changes[0].interval.high);
    assert_same(idle->changes[1].with, idle->changes[1].without);
    assert_same(idle->changes[1].interval.low, 0.0); /* Student's: no difference in any world */
    study_free(&self);
}

/* Ten days in place of thirty; the push has nothing to do with it. */
static void
test_knockout_of_a_stages_term_changes_its_length(void **state)
{
    struct study self;

    (void)state;
    study(&self, TEXT(""));
    const struct knockout_change *slow = &self.knockout.terms[2].changes[1];
    assert_close(slow->with, 29.5, 0.51); /* 30 or, below three times, the 29th day */
    assert_same(slow->without, 10.0);
    assert_same(self.knockout.terms[0].changes[1].with, self.knockout.terms[0].changes[1].without);
    study_free(&self);
}

/* A number that is correlated with another cannot be made certain: told, and the others played. */
static void
test_knockout_tells_of_a_term_that_the_scenario_cannot_do_without(void **state)
{
    struct study self;

    (void)state;
    study(&self, TEXT("correlate = ( { of = ( \"events.go.terms.push.times\", "
                      "\"events.ship.stages.load.terms.slow.times\" ); rank = 0.5; } );\n"));
    assert_int_equal(self.knockout.n, 3);
    assert_non_null(self.knockout.terms[0].problem);
    assert_non_null(strstr(self.knockout.terms[0].problem, "events.go.terms.push.times"));
    assert_null(self.knockout.terms[0].changes);
    assert_null(self.knockout.terms[1].problem);
    assert_non_null(self.knockout.terms[1].changes);
    assert_non_null(self.knockout.terms[2].problem);
    study_free(&self);
}

static void
test_knockout_of_too_many_runs_is_refused_with_how_many_would_do(void **state)
{
    const struct sample_options options = { .threads = 1 };
    const bool chosen[3] = { true, true, true };
    struct study self;

    (void)state;
    play_text(&self.play, TEXT(""), 0);
    self.play.scenario.runs = 250000001;
    assert_int_equal(
        knockout_play(&self.knockout, &self.play.scenario, chosen, &options, &self.play.err),
        ERR_USAGE);
    assert_non_null(strstr(self.play.err.mistakes[0].text,
        "plays the scenario 4 times: 250000001 runs each are too many for 1,000,000,000 runs; at "
        "most 250000000 are possible: -n 250000000"));
    study_free(&self);
}

/* Sends the signal once the scenario as it is has been played. */
static void
interrupt(void *context, int64_t done, int64_t all)
{
    bool *sent = context;

    if (done > all / 4 && !*sent) {
        *sent = true;
        assert_int_equal(raise(SIGINT), 0);
    }
}

static void
test_knockout_that_a_signal_stops_says_which_and_keeps_whole_terms(void **state)
{
    const bool chosen[3] = { true, true, true };
    bool sent = false;
    const struct sample_options options = { .threads = 1, .progress = interrupt, .context = &sent };
    char text[sizeof(TEXT(""))];
    struct study self;

    (void)state;
    memcpy(text, TEXT(""), sizeof(text));
    memcpy(strstr(text, "runs = 4000;"), "runs=400000;", 12);
    play_text(&self.play, text, 0);
    assert_int_equal(self.play.status, OK);
    engine_hold_signals();
    assert_int_equal(
        knockout_play(&self.knockout, &self.play.scenario, chosen, &options, &self.play.err),
        ERR_INTERRUPT);
    assert_int_equal(engine_release_signals(), 0);
    assert_int_equal(self.knockout.signal, SIGINT);
    assert_true(self.knockout.n < 3);
    for (int k = 0; k < self.knockout.n; k++) {
        assert_non_null(self.knockout.terms[k].changes);
    }
    study_free(&self);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_knockout_of_a_term_is_what_it_multiplied_by),
        cmocka_unit_test(test_knockout_of_a_term_that_does_nothing_changes_no_world),
        cmocka_unit_test(test_knockout_of_a_stages_term_changes_its_length),
        cmocka_unit_test(test_knockout_tells_of_a_term_that_the_scenario_cannot_do_without),
        cmocka_unit_test(test_knockout_of_too_many_runs_is_refused_with_how_many_would_do),
        cmocka_unit_test(test_knockout_that_a_signal_stops_says_which_and_keeps_whole_terms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
