/* Responses, changes, paths and orders on the screen. */
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "play.h"
#include "screen_response.h"

static void
test_screen_response_paths_are_cut_at_their_front(void **state)
{
    const struct {
        const char *path;
        int width;
        const char *expected;
    } cases[] = {
        { "chance", 10, "chance    " }, { "actors.ann.price", 16, "actors.ann.price" },
        { "actors.ann.price", 15, "...rs.ann.price" },
        { "events.go.terms.x", 18, "events.go.terms.x " },
        { "events.aa.terms.xx", 14, "...aa.terms.xx" }, /* at a dot, exactly */
        { "events.declaration.times", 20, "...declaration.times" },
        { "events.move.terms.push_it", 24, "...move.terms.push_it   " }, /* at a dot */
        { "events.declaration.times", 18, "...claration.times" }, /* a dot would leave too little */
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        char *text = NULL;
        size_t n = 0;
        struct screen screen = { .out = open_memstream(&text, &n) };
        screen_response_path(&screen, cases[k].path, false, cases[k].width);
        assert_int_equal(fclose(screen.out), 0);
        assert_string_equal(text, cases[k].expected);
        free(text);
    }
}

static void
test_screen_response_paths_that_would_look_the_same_are_whole(void **state)
{
    char *text = NULL;
    size_t n = 0;
    struct screen screen = { .out = open_memstream(&text, &n), .width = 80 };

    (void)state;
    assert_true(screen_response_alike("events.first.terms.push", "events.other.terms.push", 14));
    assert_false(screen_response_alike("events.first.terms.push", "events.other.terms.push", 23));
    assert_false(screen_response_alike("events.first.terms.push", "push", 14));
    screen_response_path(&screen, "events.first.terms.push", true, 10);
    assert_int_equal(fclose(screen.out), 0);
    assert_string_equal(text, "events.first.terms.push\n              ");
    free(text);
}

#define TEXT(end) \
    "start = \"2008-01-01\"; end = \"" end "\"; runs = 1;\n" \
    "issues = ( { name = \"price\"; low = 20; high = 70; } );\n" \
    "actors = ( { name = \"ann\"; capability = 1; groups = ( \"all\" );\n" \
    "  price = { position = 50; salience = 5; }; },\n" \
    "  { name = \"bob\"; capability = 1; price = { position = 30; salience = 5; }; } );\n" \
    "talks = ( { name = \"round\"; model = \"mean\"; issues = ( \"price\" ); rounds = 1;\n" \
    "  first = \"2008-01-02\"; every = 1; } );\n" \
    "events = ( { name = \"go\"; kind = \"cascade\"; group = \"all\"; typical_days = 10; } );\n" \
    "outcomes = ( { name = \"gone\"; kind = \"flag\"; event = \"go\"; },\n" \
    "  { name = \"when\"; kind = \"date\"; event = \"go\"; },\n" \
    "  { name = \"many\"; kind = \"count\"; event = \"go\"; },\n" \
    "  { name = \"deal\"; kind = \"value\"; issue = \"price\"; talk = \"round\"; } );\n"

static void
test_screen_response_is_read_as_its_kind(void **state)
{
    const struct {
        int outcome;
        double x, error;
        const char *expected;
    } cases[] = {
        { 0, 0.388, 0.005, "39%" },
        { 0, 0.0, 0.0, "0%" },
        { 1, 31.4, 0.5, "1 Feb" }, /* 1 January is day 0 */
        { 1, 31.5, 0.5, "2 Feb" },
        { 2, 0.456, 0.02, "0.46" },
        { 3, 56.4, 0.6, "56" },
        { 3, 56.43, 0.06, "56.4" },
        { 3, (double)NAN, 0.0, "none" },
    };
    struct play play;
    char text[PHRASE_MAX];

    (void)state;
    play_text(&play, TEXT("2008-12-31"), 0);
    assert_int_equal(play.status, OK);
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        assert_string_equal(screen_response_text(&play.scenario.outcomes[cases[k].outcome],
                                &play.scenario, cases[k].x, cases[k].error, text),
            cases[k].expected);
    }
    play_free(&play);
    play_text(&play, TEXT("2009-01-01"), 0);
    assert_string_equal(
        screen_response_text(&play.scenario.outcomes[1], &play.scenario, 31.4, 0.5, text),
        "1 Feb 2008");
    play_free(&play);
}

static void
test_screen_response_changes_have_the_digits_that_are_sure(void **state)
{
    const struct {
        int outcome;
        double x, width;
        bool sign;
        const char *expected, *unit;
    } cases[] = {
        { 0, -0.379, 0.03, true, "-38", " points" },
        { 0, 0.0834, 0.004, true, "+8.3", " points" },
        { 0, 0.0834, 0.004, false, "8.3", " points" },
        { 0, -0.0001, 0.03, true, "0", " points" }, /* never -0, nor +0 */
        { 0, 0.0001, 0.03, true, "0", " points" },
        { 0, -0.0101, 0.03, true, "-1", " point" },
        { 1, 25.9, 3.0, true, "+26", " days" },
        { 1, 1.2, 9.0, false, "1", " day" },
        { 3, 1.26, 0.03, true, "+1.26", "" },
        { 3, 0.0, 0.0, true, "0", "" },
    };
    struct play play;
    char text[PHRASE_MAX];

    (void)state;
    play_text(&play, TEXT("2008-12-31"), 0);
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        const struct outcome *outcome = &play.scenario.outcomes[cases[k].outcome];
        assert_string_equal(
            screen_response_change(outcome, cases[k].x, cases[k].width, cases[k].sign, text),
            cases[k].expected);
        assert_string_equal(screen_response_unit(outcome, text), cases[k].unit);
    }
    play_free(&play);
}

static void
test_screen_response_errors_have_two_digits(void **state)
{
    const struct {
        int outcome;
        double error;
        const char *expected;
    } cases[] = {
        { 0, 0.0101, "1.0 points" },
        { 0, 0.00293, "0.29 points" },
        { 0, 0.118, "12 points" },
        { 1, 1.24, "1.2 days" },
        { 1, 41.3, "41 days" },
        { 3, 0.139, "0.14" },
        { 3, (double)NAN, "not known" },
    };
    struct play play;
    char text[PHRASE_MAX];

    (void)state;
    play_text(&play, TEXT("2008-12-31"), 0);
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        assert_string_equal(
            screen_response_error(&play.scenario.outcomes[cases[k].outcome], cases[k].error, text),
            cases[k].expected);
    }
    play_free(&play);
}

static void
test_screen_response_orders_by_falling_size_and_keeps_ties(void **state)
{
    const double sizes[6] = { 1.0, 3.0, -1.0, 3.0, 2.0, 1.0 };
    const int expected[6] = { 1, 3, 4, 0, 5, 2 };
    int order[6];

    (void)state;
    screen_response_order(order, sizes, 6);
    assert_memory_equal(order, expected, sizeof(order));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_screen_response_paths_are_cut_at_their_front),
        cmocka_unit_test(test_screen_response_is_read_as_its_kind),
        cmocka_unit_test(test_screen_response_changes_have_the_digits_that_are_sure),
        cmocka_unit_test(test_screen_response_paths_that_would_look_the_same_are_whole),
        cmocka_unit_test(test_screen_response_errors_have_two_digits),
        cmocka_unit_test(test_screen_response_orders_by_falling_size_and_keeps_ties),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
