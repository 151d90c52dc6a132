/* Terms and what takes them out. */
#include "support.h"

#include <math.h>

#include "neutral.h"
#include "play.h"

/* Of each kind of strength one, and one within a stage. */
#define TEXT \
    "start = \"2008-01-01\"; end = \"2008-12-31\"; runs = 1;\n" \
    "actors = ( { name = \"ann\"; capability = 1; } );\n" \
    "events = (\n" \
    "  { name = \"go\"; kind = \"decision\"; by = \"ann\"; typical_days = 10; terms = (\n" \
    "    { term = \"weekday\"; name = \"late\"; on = \"friday\"; times = (2, 4); },\n" \
    "    { term = \"elapsed\"; coef = 0.1; },\n" \
    "    { term = \"frailty\"; sd = 1.5; each = \"group\"; } ); },\n" \
    "  { name = \"ship\"; kind = \"stages\"; stages = ( { name = \"load\"; days = 5; terms = (\n" \
    "    { term = \"happened\"; event = \"go\"; times = 3; } ); } ); } );\n"

static void
test_neutral_finds_every_term_and_what_takes_it_out(void **state)
{
    static const struct neutral_term expected[] = {
        { "events.go.terms.late", "events.go.terms.late.times=1" },
        { "events.go.terms.elapsed", "events.go.terms.elapsed.coef=0" },
        { "events.go.terms.frailty", "events.go.terms.frailty.sd=0" },
        { "events.ship.stages.load.terms.happened",
            "events.ship.stages.load.terms.happened.times=1" },
    };
    struct arena arena = { 0 };
    struct neutral neutral;
    struct play play;

    (void)state;
    play_text(&play, TEXT, 0);
    assert_int_equal(play.status, OK);
    assert_int_equal(neutral_init(&neutral, &play.scenario, &arena, &play.err), OK);
    assert_int_equal(neutral.n, 4);
    for (int k = 0; k < 4; k++) {
        assert_string_equal(neutral.terms[k].path, expected[k].path);
        assert_string_equal(neutral.terms[k].assignment, expected[k].assignment);
    }
    arena_free(&arena);
    play_free(&play);
}

/* Each can be set, and leaves a term that multiplies by 1. */
static void
test_neutral_assignments_are_ones_that_set_takes(void **state)
{
    const struct text_file file = { "terms.cfg", TEXT, sizeof(TEXT) - 1 };
    struct arena arena = { 0 };
    struct neutral neutral;
    struct play play;

    (void)state;
    play_text(&play, TEXT, 0);
    assert_int_equal(neutral_init(&neutral, &play.scenario, &arena, &play.err), OK);
    for (int k = 0; k < neutral.n; k++) {
        struct scenario scenario = { .name = NULL };
        struct err err = { 0 };
        assert_int_equal(
            scenario_load_files(&scenario, &file, 1, &neutral.terms[k].assignment, 1, &err), OK);
        const struct list *list = scenario_terms(&scenario.events[k < 3 ? 0 : 1], k < 3 ? 0 : 1);
        const struct term *term = (const struct term *)list->items + (k < 3 ? k : 0);
        assert_int_equal(term->times.slot, -1);
        assert_same(k == 1   ? term->coef.value
                    : k == 2 ? term->sd.value
                             : term->times.value - 1.0,
            0.0);
        scenario_free(&scenario);
    }
    arena_free(&arena);
    play_free(&play);
}

static void
test_neutral_is_empty_without_events(void **state)
{
    struct arena arena = { 0 };
    struct neutral neutral;
    struct play play;

    (void)state;
    play_text(&play,
        "start = \"2008-01-01\"; end = \"2008-12-31\";\n"
        "issues = ( { name = \"price\"; low = 0; high = 100; } );\n"
        "actors = ( { name = \"ann\"; price = { position = 5; salience = 5; }; capability = 1; } "
        ");\n",
        0);
    assert_int_equal(play.status, OK);
    assert_int_equal(neutral_init(&neutral, &play.scenario, &arena, &play.err), OK);
    assert_int_equal(neutral.n, 0);
    arena_free(&arena);
    play_free(&play);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_neutral_finds_every_term_and_what_takes_it_out),
        cmocka_unit_test(test_neutral_assignments_are_ones_that_set_takes),
        cmocka_unit_test(test_neutral_is_empty_without_events),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
