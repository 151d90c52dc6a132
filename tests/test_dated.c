/* hazard: the date term whose window is counted from an event. Hazards are played, and compared
 * with their distributions in closed form. */
#include "support.h"

#include "chances.h"
#include "play.h"

#define HEAD \
    "start = \"2001-01-01\"; end = \"2001-12-31\"; runs = 20000; seed = 31; actors = ( { name = " \
    "\"a\"; groups = ( \"g\", \"h\" ); }, { name = \"b\"; groups = ( \"g\" ); } );"
/* Half within ln 2 / 0.01 days: 0.01 a day. And 1e-12 a day, which is never but for the term. */
#define ONE_IN_100 "typical_days = 69.31471805599453;"
#define NEVER "typical_days = 693147180559.9453;"
/* Certain on 11 January: at its midnight, ten days after the start. */
#define X_ON_11 \
    "{ name = \"x\"; kind = \"decision\"; by = \"b\"; chances = ( { on = \"2001-01-11\"; chance " \
    "= " \
    "1.0; } ); }"

/* The share of runs in which a date of the first outcome is at most so many days after the start.
 */
static double
share_by(const struct play *play, int day)
{
    int64_t n = 0;

    for (int k = 0; k <= day; k++) {
        n += play->result.totals.outcomes[0].bins[k];
    }
    return (double)n / (double)play->result.totals.n;
}

/* Hazard 0.01, and 0.2 from the second day after day 10 to the fifth: 12 to 15, both counted. */
static void
test_dated_days_after_an_event_count_both_ends(void **state)
{
    struct play play;
    double h = 0.0;

    (void)state;
    play_text(&play,
        HEAD
        "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; " ONE_IN_100
        "terms = ( { term = \"date\"; days = (2, 5); event = \"x\"; times = 20; } ); }," X_ON_11
        ");",
        2);
    assert_int_equal(play.status, OK);
    for (int day = 0; day < 60; day++) {
        h += day >= 12 && day <= 15 ? 0.2 : 0.01;
        const double p = 1.0 - exp(-h);
        assert_close(share_by(&play, day), p, play_tolerance(&play, p));
    }
    play_free(&play);
}

/* x comes at an hour T with rate 0.3 a day; e's rate is 2 from T to the end of that day, else none.
 * The hour within the day has density l e^(-l f) / (1 - e^-l), so that e comes, on x's day, with
 *
 *     p = 1 - l (e^-l - e^-r) / ((r - l) (1 - e^-l)),  l = 0.3, r = 2. */
static void
test_dated_day_0_begins_with_the_event(void **state)
{
    const double l = 0.3, r = 2.0;
    const double p = 1.0 - l * (exp(-l) - exp(-r)) / ((r - l) * (1.0 - exp(-l)));
    struct play play;

    (void)state;
    play_text(&play,
        HEAD
        "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; " NEVER
        "terms = ( { term = \"date\"; days = (0, 0); event = \"x\"; times = 2e12; } ); },"
        "{ name = \"x\"; kind = \"decision\"; by = \"b\"; typical_days = 2.310490601866484; } );"
        "outcomes = ( { name = \"e\"; kind = \"date\"; event = \"e\"; },"
        "{ name = \"same\"; kind = \"flag\"; event = \"e\"; within_days = 0; of = \"x\"; } );",
        2);
    assert_int_equal(play.status, OK);
    assert_close(play_share(&play, "e"), p, play_tolerance(&play, p));
    assert_same(play_share(&play, "same"), play_share(&play, "e"));
    play_free(&play);
}

/* Whenever x comes, e has two whole days at rate 0.5, the second and third after it; the days are
 * known in advance though x is not. */
static void
test_dated_days_follow_an_uncertain_event(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        HEAD "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; " NEVER
             "terms = ( { term = \"date\"; days = (2, 3); event = \"x\"; times = 5e11; } ); },"
             "{ name = \"x\"; kind = \"decision\"; by = \"b\"; typical_days = 5; } );"
             "outcomes = ( { name = \"one\"; kind = \"flag\"; event = \"e\"; within_days = 1; of = "
             "\"x\"; },"
             "{ name = \"two\"; kind = \"flag\"; event = \"e\"; within_days = 2; of = \"x\"; },"
             "{ name = \"three\"; kind = \"flag\"; event = \"e\"; within_days = 3; of = \"x\"; },"
             "{ name = \"ever\"; kind = \"flag\"; event = \"e\"; } );",
        2);
    const double two = 1.0 - exp(-0.5), three = 1.0 - exp(-1.0);
    assert_int_equal(play.status, OK);
    assert_same(play_share(&play, "one"), 0.0);
    assert_close(play_share(&play, "two"), two, play_tolerance(&play, two));
    assert_close(play_share(&play, "three"), three, play_tolerance(&play, three));
    assert_same(play_share(&play, "ever"), play_share(&play, "three"));
    play_free(&play);
}

/* `only` touches members of its group; the end of a stage is an event like any other: on day 5, so
 * that a's rate is 0.7 on day 6 and b's is nothing. */
static void
test_dated_days_after_a_stage_for_some(void **state)
{
    struct play play;
    const double p = 1.0 - exp(-0.7);

    (void)state;
    play_text(&play,
        HEAD "events = ( { name = \"c\"; kind = \"cascade\"; group = \"g\"; " NEVER
             "terms = ( { term = \"date\"; days = (1, 1); event = \"m.s\"; times = 7e11; only = "
             "\"h\"; } ); },"
             "{ name = \"m\"; kind = \"stages\"; stages = ( { name = \"s\"; days = 5; }, { name = "
             "\"t\"; days = 9; } ); } );"
             "outcomes = ( { name = \"by_a\"; kind = \"flag\"; event = \"c\"; actor = \"a\"; on = "
             "\"2001-01-07\"; },"
             "{ name = \"ever\"; kind = \"flag\"; event = \"c\"; } );",
        2);
    assert_int_equal(play.status, OK);
    assert_close(play_share(&play, "by_a"), p, play_tolerance(&play, p));
    assert_same(play_share(&play, "ever"), play_share(&play, "by_a"));
    play_free(&play);
}

/* What an event waits for has just happened, so that its window is known: 0.01 a day, and 0.05 on
 * the second and third day after. Of an event that it does not wait for, nothing is known. */
static void
test_dated_chances_show_the_days_after_what_is_waited_for(void **state)
{
    struct play play;
    struct chances chances;

    (void)state;
    play_text(&play,
        HEAD
        "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; after = \"x\"; " ONE_IN_100
        "terms = ( { term = \"date\"; days = (2, 3); event = \"x\"; times = 5; } ); }," X_ON_11
        ",{ name = \"f\"; kind = \"decision\"; by = \"a\"; " ONE_IN_100
        "terms = ( { term = \"date\"; days = (2, 3); event = \"x\"; times = 5; } ); } );",
        0);
    assert_int_equal(play.status, OK);
    assert_int_equal(chances_init(&chances, &play.scenario, &play.err), OK);
    int n[3] = { 0 }, first = 0;
    for (int k = 0; k < chances.n; k++) {
        n[chances.rows[k].event]++;
        first = chances.rows[k].event < 1 ? k + 1 : first;
    }
    assert_int_equal(n[0], 3);
    assert_int_equal(n[2], 1);
    const int day = chances.rows[0].first;
    assert_close(chances.rows[0].chance, 1.0 - exp(-0.01), 1e-12);
    assert_int_equal(chances.rows[1].first, day + 2);
    assert_int_equal(chances.rows[1].last, day + 3);
    assert_close(chances.rows[1].chance, 1.0 - exp(-0.05), 1e-12);
    assert_int_equal(chances.rows[2].first, day + 4);
    assert_close(chances.rows[2].chance, 1.0 - exp(-0.01), 1e-12);
    assert_int_equal(first, 3);
    chances_free(&chances);
    play_free(&play);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dated_days_after_an_event_count_both_ends),
        cmocka_unit_test(test_dated_day_0_begins_with_the_event),
        cmocka_unit_test(test_dated_days_follow_an_uncertain_event),
        cmocka_unit_test(test_dated_days_after_a_stage_for_some),
        cmocka_unit_test(test_dated_chances_show_the_days_after_what_is_waited_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
