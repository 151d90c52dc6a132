/* Outcomes as numbers that can be averaged. */
#include "support.h"

#include <math.h>

#include "play.h"
#include "response.h"

/* Ten days, 0 to 9: never counts as 10. */
#define TEXT \
    "start = \"2008-01-01\"; end = \"2008-01-10\"; runs = 1;\n" \
    "issues = ( { name = \"price\"; low = 20; high = 70; } );\n" \
    "actors = ( { name = \"ann\"; capability = 1; groups = ( \"all\" );\n" \
    "             price = { position = 50; salience = 5; }; },\n" \
    "           { name = \"bob\"; capability = 1; groups = ( \"all\" );\n" \
    "             price = { position = 30; salience = 5; }; } );\n" \
    "talks = ( { name = \"round\"; model = \"mean\"; issues = ( \"price\" ); first = " \
    "\"2008-01-02\"; " \
    "every = 1; rounds = 1; } );\n" \
    "events = ( { name = \"go\"; kind = \"cascade\"; group = \"all\"; typical_days = 10; } );\n" \
    "outcomes = ( { name = \"gone\"; kind = \"flag\"; event = \"go\"; },\n" \
    "  { name = \"when\"; kind = \"date\"; event = \"go\"; },\n" \
    "  { name = \"many\"; kind = \"count\"; event = \"go\"; },\n" \
    "  { name = \"deal\"; kind = \"value\"; issue = \"price\"; talk = \"round\"; },\n" \
    "  { name = \"when_gone\"; kind = \"date\"; event = \"go\"; given = \"gone\"; } );\n"

static void
test_response_of_never_is_the_day_after_the_last(void **state)
{
    struct play play;

    (void)state;
    play_text(&play, TEXT, 0);
    assert_int_equal(play.status, OK);
    const struct outcome *outcomes = play.scenario.outcomes;
    assert_same(response_of(&outcomes[0], &play.scenario, 1.0), 1.0);
    assert_same(response_of(&outcomes[1], &play.scenario, 9.0), 9.0);
    assert_same(response_of(&outcomes[1], &play.scenario, (double)NAN), 10.0);
    assert_same(response_of(&outcomes[2], &play.scenario, 2.0), 2.0);
    assert_same(response_of(&outcomes[3], &play.scenario, 44.5), 44.5);
    assert_true(isnan(response_of(&outcomes[3], &play.scenario, (double)NAN)));
    /* Of a date that counts only then, NAN may be never, or a run that does not count. */
    assert_true(isnan(response_of(&outcomes[4], &play.scenario, (double)NAN)));
    play_free(&play);
}

static void
test_response_tells_runs_without_an_answer_from_those_without_a_number(void **state)
{
    const double x[4] = { 40.0, (double)NAN, (double)NAN, 60.0 };
    const bool answered[4] = { true, false, true, true };
    struct play play;
    double f[4];

    (void)state;
    play_text(&play, TEXT, 0);
    const struct outcome *outcomes = play.scenario.outcomes;
    assert_int_equal(response_fill(&outcomes[3], &play.scenario, x, answered, 4, f), 1);
    assert_same(f[0], 40.0);
    assert_true(isnan(f[1]) && isnan(f[2]));
    assert_same(f[3], 60.0);
    assert_int_equal(response_fill(&outcomes[1], &play.scenario, x, answered, 4, f), 0);
    assert_true(isnan(f[1]));
    assert_same(f[2], 10.0);
    play_free(&play);
}

static void
test_response_ranges_are_those_of_the_kinds(void **state)
{
    const double ranges[] = { 1.0, 10.0, 2.0, 50.0 };
    struct play play;

    (void)state;
    play_text(&play, TEXT, 0);
    for (int o = 0; o < 4; o++) {
        assert_same(response_range(&play.scenario.outcomes[o], &play.scenario), ranges[o]);
    }
    play_free(&play);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_response_of_never_is_the_day_after_the_last),
        cmocka_unit_test(test_response_tells_runs_without_an_answer_from_those_without_a_number),
        cmocka_unit_test(test_response_ranges_are_those_of_the_kinds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
