#include "support.h"

#include <string.h>

#include "pick.h"
#include "play.h"

#define NEVER PARAM_NONE

/* Outcomes of all kinds; which values they have is filled in by hand. */
static const char text[] =
    "start = \"2030-01-01\"; end = \"2030-01-31\"; runs = 8;\n"
    "issues = ( { name = \"x\"; low = 0; high = 10; } );\n"
    "actors = ( { name = \"ann\"; capability = 1; groups = ( \"g\" );\n"
    "    x = { position = 2; salience = 50; }; },\n"
    "  { name = \"bob\"; capability = 1; groups = ( \"g\" );\n"
    "    x = { position = 8; salience = 50; }; } );\n"
    "events = ( { name = \"go\"; kind = \"cascade\"; group = \"g\"; typical_days = 10; } );\n"
    "outcomes = ( { name = \"gone\"; kind = \"flag\"; event = \"go\"; },\n"
    "  { name = \"first\"; kind = \"date\"; event = \"go\"; },\n"
    "  { name = \"many\"; kind = \"count\"; event = \"go\"; },\n"
    "  { name = \"where\"; kind = \"value\"; issue = \"x\"; },\n"
    "  { name = \"if_gone\"; kind = \"date\"; event = \"go\"; given = \"gone\"; } );\n";

enum { GONE, FIRST, MANY, WHERE, IF_GONE, OUTCOMES, RUNS = 8 };

static double values[OUTCOMES * RUNS] = {
    0, 1, 1, 0, 1, 1, 0, 0,                  /* gone; the fourth run gave no answer */
    NEVER, 5, 3, NEVER, 3, 30, NEVER, NEVER, /* first */
    0, 1, 2, 0, 2, 1, 0, 0,                  /* many */
    2, 4, 4.5, NEVER, 5.5, 8, 4.5, NEVER,    /* where */
    NEVER, 5, 3, NEVER, 3, 30, NEVER, NEVER, /* if gone */
};
static bool answered[RUNS] = { true, true, true, false, true, true, true, true };

static struct play play;
static struct sample sample;

static int
setup(void **state)
{
    (void)state;
    play_text(&play, text, 0);
    assert_int_equal(play.status, OK);
    sample = (struct sample){
        .scenario = &play.scenario, .n = RUNS, .room = RUNS, .values = values, .answered = answered
    };
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    play_free(&play);
    return 0;
}

static void
test_pick_finds_the_first_run_in_which_it_holds(void **state)
{
    static const struct {
        const char *text;
        int64_t run, holding, of;
    } cases[] = {
        { "gone", 2, 4, 7 },
        { "gone=1", 2, 4, 7 },
        { "gone=yes", 2, 4, 7 },
        { "gone=0", 1, 3, 7 },
        { "gone=no", 1, 3, 7 },
        { "first", 2, 4, 7 },
        { "first=never", 1, 3, 7 },
        { "first=2030-01-04", 3, 2, 7 },
        { "first<=2030-01-04", 3, 2, 7 },
        { "first<2030-01-04", 0, 0, 7 },
        { "first>2030-01-06", 6, 1, 7 },
        { "first>=2030-01-06", 2, 2, 7 },
        { "many", 2, 4, 7 },
        { "many=2", 3, 2, 7 },
        { "many=0", 1, 3, 7 },
        { "where=5", 3, 2, 7 }, /* 4.5 and 5.5 are as near: the lesser */
        { "where=5.2", 5, 1, 7 },
        { "where=none", 8, 1, 7 },
        { "where>4.5", 5, 2, 7 },
        { "where>=4.5", 3, 4, 7 },
        { "if_gone", 2, 4, 4 },
        { "if_gone=never", 0, 0, 4 },
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        struct pick pick;
        struct err err = { .status = OK };
        int64_t holding = 0, of = 0;

        assert_int_equal(pick_read(&pick, &play.scenario, cases[k].text, &err), OK);
        if (pick_first(&pick, 1, &sample, &holding, &of) != cases[k].run ||
            holding != cases[k].holding || of != cases[k].of) {
            fail_msg("%s", cases[k].text);
        }
    }
}

static void
test_pick_refuses_what_an_outcome_cannot_be(void **state)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        { "gon", "there is no outcome \"gon\"\ndid you mean gone?" },
        { "", "there is no outcome \"\"\nits outcomes: gone, first, many, where, if_gone" },
        { "=1", "there is no outcome \"\"" },
        { "gone=2", "gone cannot be \"2\"; it must be gone=1 or gone=0" },
        { "gone=", "gone cannot be \"\"; it must be gone=1 or gone=0" },
        { "gone<1", "gone is a flag, which holds or does not; it must be gone=1 or gone=0" },
        { "first=2029-12-31",
            "first cannot be \"2029-12-31\"; it must be a date from 2030-01-01 to 2030-01-31, or "
            "never" },
        { "gone=never", "gone cannot be \"never\"; it must be gone=1 or gone=0" },
        { "first<never",
            "first can be equal to \"never\" only, as in first=never; to be compared it must be a "
            "date from 2030-01-01 to 2030-01-31" },
        { "first>=2029-12-31",
            "first cannot be \"2029-12-31\"; it must be a date from 2030-01-01 to 2030-01-31" },
        { "where>=none", "where can be equal to \"none\" only, as in where=none; to be compared" },
        { "first=2030-02-30", "February 2030 has 28 days" },
        { "many=never", "many cannot be \"never\"; it must be a whole number from 0 to 2" },
        { "many=1.5", "many cannot be \"1.5\"; it must be a whole number from 0 to 2" },
        { "many=3", "many cannot be \"3\"; it must be a whole number from 0 to 2" },
        { "many==2", "many cannot be \"=2\"; it must be a whole number from 0 to 2" },
        { "where", "where is a value, which always is something: say which, as in where=VALUE" },
        { "where=11", "where cannot be \"11\"; it must be a number from 0 to 10, or none" },
        { "where=nan", "where cannot be \"nan\"; it must be a number from 0 to 10, or none" },
        { "where=0x5", "where cannot be \"0x5\"; it must be a number from 0 to 10, or none" },
        { "where= 5", "where cannot be \" 5\"; it must be a number from 0 to 10, or none" },
        { "where=1e999", "where cannot be \"1e999\"; it must be a number from 0 to 10, or none" },
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        struct pick pick;
        struct err err = { .status = OK };

        assert_int_equal(pick_read(&pick, &play.scenario, cases[k].text, &err), ERR_USAGE);
        assert_int_equal(err.n_mistakes, 1);
        if (strstr(err.mistakes[0].text, cases[k].words) == NULL) {
            fail_msg("%s: %s", cases[k].text, err.mistakes[0].text);
        }
        /* What is neither before nor after is not offered to what asks for it. */
        if (strpbrk(cases[k].text, "<>") != NULL) {
            assert_null(strstr(err.mistakes[0].text, ", or n"));
        }
    }
}

static void
test_pick_several_hold_in_the_same_run(void **state)
{
    static const struct {
        const char *texts[3];
        int64_t run, holding, of;
    } cases[] = {
        { { "gone", "first=2030-01-06" }, 2, 1, 7 },      /* the day is that of row 1 alone */
        { { "gone", "many=2" }, 3, 2, 7 },                /* rows 2 and 4 */
        { { "gone", "gone=0" }, 0, 0, 7 },                /* nowhere both */
        { { "gone", "where=2" }, 2, 1, 7 },               /* 4, 4.5, 5.5, 8: the 2 is not gone */
        { { "where=4.5", "many=2", "gone" }, 3, 1, 7 },   /* 4.5 and 5.5 have both */
        { { "where=4.9", "first=never" }, 7, 1, 7 },      /* 2, 4.5 and none */
        { { "if_gone<=2030-01-06", "where>4" }, 3, 2, 4 } /* counts only where gone */
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        struct pick picks[3];
        struct err err = { .status = OK };
        int64_t holding = 0, of = 0;
        int n = 0;

        for (; n < 3 && cases[k].texts[n] != NULL; n++) {
            assert_int_equal(pick_read(&picks[n], &play.scenario, cases[k].texts[n], &err), OK);
        }
        if (pick_first(picks, n, &sample, &holding, &of) != cases[k].run ||
            holding != cases[k].holding || of != cases[k].of) {
            fail_msg("%s: %lld of %lld", cases[k].texts[0], (long long)holding, (long long)of);
        }
    }
}

static void
test_pick_quantiles_are_runs_with_never_last(void **state)
{
    /* first, of seven: 3 3 5 30 never never never; where: 2 4 4.5 4.5 5.5 8 none */
    struct err err = { .status = OK };

    (void)state;
    assert_int_equal(pick_quantile(&sample, FIRST, 0.05, &err), 3);
    assert_int_equal(pick_quantile(&sample, FIRST, 3.0 / 7.0, &err), 2);
    assert_int_equal(pick_quantile(&sample, FIRST, 0.5, &err), 6);
    assert_int_equal(pick_quantile(&sample, FIRST, 0.95, &err), 1);
    assert_int_equal(pick_quantile(&sample, WHERE, 0.5, &err), 3);
    assert_int_equal(pick_quantile(&sample, WHERE, 6.0 / 7.0, &err), 6);
    assert_int_equal(pick_quantile(&sample, WHERE, 1.0, &err), 8);
    assert_int_equal(pick_quantile(&sample, GONE, 0.5, &err), 2); /* 0 0 0 1 1 1 1 */
    assert_int_equal(pick_quantile(&sample, IF_GONE, 0.95, &err), 6);
}

static void
test_pick_range_says_what_there_was(void **state)
{
    double least = 0.0, greatest = 0.0;
    bool never = false;

    (void)state;
    pick_range(&sample, FIRST, &least, &greatest, &never);
    assert_same(least, 3.0);
    assert_same(greatest, 30.0);
    assert_true(never);
    pick_range(&sample, IF_GONE, &least, &greatest, &never);
    assert_false(never);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pick_finds_the_first_run_in_which_it_holds),
        cmocka_unit_test(test_pick_several_hold_in_the_same_run),
        cmocka_unit_test(test_pick_refuses_what_an_outcome_cannot_be),
        cmocka_unit_test(test_pick_quantiles_are_runs_with_never_last),
        cmocka_unit_test(test_pick_range_says_what_there_was),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
