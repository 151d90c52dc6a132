/* Terms of hazards, one by one: exponents by hand, and cumulative hazards that come to the clock's
 * exponential exactly when an actor acts (MODELS 7.1). */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hazard.h"
#include "run.h"

#define LN2 0.69314718055994530942

/* The exponent of the k-th term of the first event for its player 0, now. */
static double
exponent(const struct run *self, int k)
{
    const struct event_run *run = run_event(self, 0);
    const struct term *terms = run->event->terms.items;

    return hazard_exponent(run, &terms[k], 0);
}

/* ---- stake, distance ---- */

static const char talks[] =
    "start = \"2001-01-01\"; end = \"2099-12-31\"; seed = 41;"
    "issues = ( { name = \"i\"; low = 0; high = 100; } ); actors = ("
    "{ name = \"a\"; capability = 10; i = { position = 20; salience = 50; stubbornness = 0; }; },"
    "{ name = \"b\"; capability = 30; i = { position = 80; salience = 90; stubbornness = 100; }; } "
    ");"
    "talks = ( { name = \"t\"; model = \"influence\"; first = \"2001-01-11\"; } ); events = ("
    "{ name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 2000; terms = ("
    "{ term = \"stake\"; issue = \"i\"; times = 4; relative_to = 0.3; per = 0.1; },"
    "{ term = \"distance\"; issue = \"i\"; times = 3; per = 0.25; } ); } );";

/* Weights 10 x .5 = 5 and 30 x .9 = 27; settlement (5 x .2 + 27 x .8) / 32 = .70625. */
static void
test_hazard_stake_and_distance_are_worked_by_hand(void **state)
{
    struct run h;

    (void)state;
    run_open(&h, talks);
    timeline_rewind(&h.timeline);
    assert_close(exponent(&h, 0), log(4.0) * (0.5 - 0.3) / 0.1, 1e-14);
    assert_close(exponent(&h, 1), log(3.0) * 0.50625 / 0.25, 1e-14);
    run_close(&h);
}

/* In the round of day 10 a goes to .70625 (b = 0), b stays; the settlement is then
 * (5 x .70625 + 27 x .8) / 32 = .785351..., .079101... away. */
static void
test_hazard_distance_changes_with_the_round(void **state)
{
    struct run h;
    const double after = (5.0 * 0.70625 + 27.0 * 0.8) / 32.0 - 0.70625;
    const double base = LN2 / 2000.0 * pow(4.0, 2.0);
    int late = 0;

    (void)state;
    run_open(&h, talks);
    for (int run = 1; run <= 300; run++) {
        run_play(&h, run);
        const double t = run_acted(&h, 0, "a");
        const double before = fmin(t, 10.0);
        const double sum =
            base * (before * pow(3.0, 0.50625 / 0.25) + (t - before) * pow(3.0, after / 0.25));
        assert_close(sum, run_clock(&h, "e", "a"), 1e-9);
        late += t > 10.0;
    }
    assert_true(late > 0 && late < 300);
    run_close(&h);
}

/* ---- weekday ---- */

/* 1 January 2001 was a Monday. */
static double
on_weekends(int day)
{
    return day % 7 >= 5 ? 6.0 : 1.0;
}

static double
but_on_wednesdays(int day)
{
    return on_weekends(day) * (day % 7 == 2 ? 1.0 : 0.5);
}

static void
test_hazard_weekday_changes_at_midnights_alone(void **state)
{
    struct run h;

    (void)state;
    run_open(&h,
        "start = \"2001-01-01\"; end = \"2099-12-31\"; seed = 42; actors = ( { name = \"a\"; "
        "groups "
        "= ( \"g\" ); } );"
        "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 20; terms = ("
        "{ term = \"weekday\"; on = ( \"sunday\", \"saturday\" ); times = 6; },"
        "{ term = \"weekday\"; name = \"not\"; on = ( \"monday\", \"tuesday\", \"thursday\", "
        "\"friday\", \"saturday\", \"sunday\" ); times = 0.5; only = \"g\"; } ); },"
        "{ name = \"f\"; kind = \"decision\"; by = \"a\"; typical_days = 20; terms = ("
        "{ term = \"weekday\"; on = \"wednesday\"; times = 8; relative_to = 1; } ); } );");
    for (int run = 1; run <= 300; run++) {
        double sum[2] = { 0.0, 0.0 };
        run_play(&h, run);
        const double t[2] = { run_acted(&h, 0, "a"), run_acted(&h, 1, "a") };
        for (int e = 0; e < 2; e++) {
            for (int day = 0; (double)day < t[e]; day++) {
                const double part = t[e] < day + 1.0 ? t[e] - day : 1.0;
                sum[e] += LN2 / 20.0 * part *
                          (e == 0            ? but_on_wednesdays(day)
                              : day % 7 == 2 ? 1.0
                                             : 0.125);
            }
        }
        assert_close(sum[0], run_clock(&h, "e", "a"), 1e-9);
        assert_close(sum[1], run_clock(&h, "f", "a"), 1e-9);
    }
    run_close(&h);
}

/* ---- missing ---- */

static void
test_hazard_missing_attribute_is_what_missing_says(void **state)
{
    struct run h;

    (void)state;
    run_open(&h,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; actors = ( { name = \"a\"; },"
        "{ name = \"b\"; attributes = { gdp = 7; }; } ); events = ( { name = \"e\"; kind = "
        "\"decision\"; by = ( \"a\", \"b\" ); typical_days = 20; terms = ("
        "{ term = \"attribute\"; attribute = \"gdp\"; missing = 4; coef = 0.5; relative_to = 1; "
        "per = 3; } ); } );");
    timeline_rewind(&h.timeline);
    const struct event_run *run = run_event(&h, 0);
    const struct term *term = run->event->terms.items;
    assert_close(hazard_exponent(run, term, 0), 0.5 * (4.0 - 1.0) / 3.0, 1e-15);
    assert_close(hazard_exponent(run, term, 1), 0.5 * (7.0 - 1.0) / 3.0, 1e-15);
    run_close(&h);
}

/* ---- shares by capability ---- */

/* Capabilities 1, 2 and 5. While nobody has acted the share is 0; after a, b sees 1 of 1 + 5 and c
 * 1 of 1 + 2; after a and b, c sees all. What the others have that one leaves out oneself. */
static void
test_hazard_adopted_weighs_by_capability(void **state)
{
    static const char *const names[3] = { "a", "b", "c" };
    static const double capability[3] = { 1.0, 2.0, 5.0 };
    struct run h;

    (void)state;
    run_open(&h,
        "start = \"2001-01-01\"; end = \"2099-12-31\"; seed = 43; actors = ("
        "{ name = \"c\"; capability = 5; groups = ( \"g\" ); },"
        "{ name = \"a\"; capability = 1; groups = ( \"g\" ); },"
        "{ name = \"z\"; capability = 50; }, { name = \"b\"; capability = 2; groups = ( \"g\" ); } "
        "); events = ( { name = \"e\"; kind = \"cascade\"; group = \"g\"; typical_days = 30;"
        "terms = ( { term = \"adopted\"; weigh = \"capability\"; times = 9; } ); } );");
    for (int run = 1; run <= 300; run++) {
        double t[3];
        run_play(&h, run);
        for (int k = 0; k < 3; k++) {
            t[k] = run_acted(&h, 0, names[k]);
        }
        for (int k = 0; k < 3; k++) {
            double sum = 0.0, from = 0.0;
            while (from < t[k]) {
                double until = t[k], acted = 0.0, all = 0.0;
                for (int j = 0; j < 3; j++) {
                    until = t[j] > from && t[j] < until ? t[j] : until;
                    acted += j != k && t[j] <= from ? capability[j] : 0.0;
                    all += j != k ? capability[j] : 0.0;
                }
                sum += LN2 / 30.0 * pow(9.0, acted / all) * (until - from);
                from = until;
            }
            assert_close(sum, run_clock(&h, "e", names[k]), 1e-9);
        }
    }
    run_close(&h);
}

/* Acts of another event, for somebody who may not act in it: 3 or 5 of 8, then all. */
static void
test_hazard_adopted_by_capability_leaves_no_outsider_out(void **state)
{
    struct run h;

    (void)state;
    run_open(&h,
        "start = \"2001-01-01\"; end = \"2099-12-31\"; seed = 44; actors = ("
        "{ name = \"z\"; capability = 100; }, { name = \"a\"; capability = 3; groups = ( \"g\" ); "
        "},"
        "{ name = \"b\"; capability = 5; groups = ( \"g\" ); } ); events = ("
        "{ name = \"e\"; kind = \"decision\"; by = \"z\"; typical_days = 30; terms = ( { term = "
        "\"adopted\"; event = \"f\"; weigh = \"capability\"; coef = 2; } ); },"
        "{ name = \"f\"; kind = \"cascade\"; group = \"g\"; typical_days = 20; } );");
    for (int run = 1; run <= 300; run++) {
        run_play(&h, run);
        const double t = run_acted(&h, 0, "z");
        const double a = fmin(t, run_acted(&h, 1, "a")), b = fmin(t, run_acted(&h, 1, "b"));
        const double first = fmin(a, b), second = fmax(a, b);
        const double sum = LN2 / 30.0 *
                           (first + (second - first) * exp(2.0 * (a < b ? 3.0 : 5.0) / 8.0) +
                               (t - second) * exp(2.0));
        assert_close(sum, run_clock(&h, "e", "z"), 1e-9);
    }
    run_close(&h);
}

/* ---- frailty ---- */

/* Survival to t of a constant hazard h times e^(sd Z), and the chance that two who share Z have
 * both acted: integrals over the normal density, by trapezia, whose error here is nil. */
static double
mixture(double h, double sd, double t, bool both)
{
    double sum = 0.0;

    for (int k = -4000; k <= 4000; k++) {
        const double z = k / 400.0;
        const double alive = exp(-h * t * exp(sd * z));
        sum += exp(-0.5 * z * z) * (both ? (1.0 - alive) * (1.0 - alive) : alive);
    }
    return sum / 400.0 / sqrt(2.0 * 3.14159265358979323846);
}

static void
play_frailty(const char *each, double *acted_by_20, double *both_by_20)
{
    enum { RUNS = 20000 };
    struct run h;
    char text[1024];
    int one = 0, both = 0;

    (void)snprintf(text, sizeof(text),
        "start = \"2001-01-01\"; end = \"2001-12-31\"; seed = 45; actors = ("
        "{ name = \"a\"; groups = ( \"g\" ); }, { name = \"b\"; groups = ( \"g\" ); } ); events = ("
        "{ name = \"e\"; kind = \"cascade\"; group = \"g\"; typical_days = 20;"
        "terms = ( { term = \"frailty\"; sd = 1.5; %s } ); } );",
        each);
    run_open(&h, text);
    for (int run = 1; run <= RUNS; run++) {
        run_play(&h, run);
        one += run_acted(&h, 0, "a") <= 20.0;
        both += run_acted(&h, 0, "a") <= 20.0 && run_acted(&h, 0, "b") <= 20.0;
    }
    run_close(&h);
    *acted_by_20 = (double)one / RUNS;
    *both_by_20 = (double)both / RUNS;
}

/* Each has a draw of its own: the two are independent. */
static void
test_hazard_frailty_mixes_survivals(void **state)
{
    const double p = 1.0 - mixture(LN2 / 20.0, 1.5, 20.0, false);
    double one = 0.0, both = 0.0;

    (void)state;
    play_frailty("", &one, &both);
    assert_close(one, p, 5.0 * sqrt(p * (1.0 - p) / 20000.0));
    assert_close(both, p * p, 5.0 * sqrt(p * p * (1.0 - p * p) / 20000.0));
}

static void
test_hazard_frailty_of_a_group_is_shared(void **state)
{
    const double p = 1.0 - mixture(LN2 / 20.0, 1.5, 20.0, false);
    const double q = mixture(LN2 / 20.0, 1.5, 20.0, true);
    double one = 0.0, both = 0.0;

    (void)state;
    play_frailty("each = \"group\";", &one, &both);
    assert_close(one, p, 5.0 * sqrt(p * (1.0 - p) / 20000.0));
    assert_close(both, q, 5.0 * sqrt(q * (1.0 - q) / 20000.0));
    assert_true(q > p * p + 0.05); /* the test can tell the two apart */
}

/* A draw is a function of event, term and actor (or of event and term) by name; only those whom
 * the term touches have it. Two stages of one event differ. */
static void
test_hazard_frailty_is_drawn_by_names(void **state)
{
    struct run h;
    struct event_run *run = NULL;

    (void)state;
    run_open(&h,
        "start = \"2001-01-01\"; end = \"2009-12-31\"; seed = 46; actors = ("
        "{ name = \"b\"; groups = ( \"g\", \"h\" ); }, { name = \"a\"; groups = ( \"g\" ); } );"
        "events = ( { name = \"e\"; kind = \"cascade\"; group = \"g\"; typical_days = 20; terms = ("
        "{ term = \"frailty\"; sd = 2; }, { term = \"frailty\"; name = \"own\"; sd = 0; },"
        "{ term = \"frailty\"; name = \"some\"; sd = 3; each = \"group\"; only = \"h\"; } ); },"
        "{ name = \"m\"; kind = \"stages\"; stages = ("
        "{ name = \"s\"; days = 10; terms = ( { term = \"frailty\"; sd = 0.5; each = \"group\"; } "
        "); }, { name = \"t\"; days = 10; terms = ( { term = \"frailty\"; sd = 0.5; each = "
        "\"group\"; } ); } ); } );");
    run_play(&h, 7);
    run = &h.timeline.events[0];
    const struct term *terms = run->event->terms.items;
    const double a = rng_normal(46, 7, rng_hash_names("frailty", "e.frailty", "a"), 0);
    const double b = rng_normal(46, 7, rng_hash_names("frailty", "e.frailty", "b"), 0);
    const double some = rng_normal(46, 7, rng_hash_names("frailty", "e.some", NULL), 0);
    assert_same(hazard_exponent(run, &terms[0], 1), 2.0 * a);
    assert_same(hazard_exponent(run, &terms[0], 0), 2.0 * b);
    assert_same(hazard_exponent(run, &terms[1], 0), 0.0);
    assert_same(hazard_exponent(run, &terms[2], 0), 3.0 * some);
    assert_same(hazard_exponent(run, &terms[2], 1), 0.0);
    assert_close(run_acted(&h, 0, "a") * LN2 / 20.0 * exp(2.0 * a), run_clock(&h, "e", "a"), 1e-9);
    assert_close(run_acted(&h, 0, "b") * LN2 / 20.0 * exp(2.0 * b + 3.0 * some),
        run_clock(&h, "e", "b"), 1e-9);
    const double s = rng_normal(46, 7, rng_hash_names("frailty", "m.s.frailty", NULL), 0);
    const double t = rng_normal(46, 7, rng_hash_names("frailty", "m.t.frailty", NULL), 0);
    assert_close(h.timeline.events[1].done[0], 10.0 * exp(0.5 * s), 1e-12);
    assert_close(h.timeline.events[1].done[1], 10.0 * exp(0.5 * s) + 10.0 * exp(0.5 * t), 1e-12);
    timeline_rewind(&h.timeline);
    assert_same(hazard_exponent(run, &terms[0], 0), 0.0); /* the world of middles has none */
    run_close(&h);
}

/* What check prints of a frailty must read back: it has no keys but its own. */
static void
test_hazard_frailty_reads_back_as_it_is_written(void **state)
{
    char path[] = "/tmp/parley-test-XXXXXX";
    const int descriptor = mkstemp(path);
    struct play once, again;
    FILE *file = NULL;

    (void)state;
    play_text(&once,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; actors = ( { name = \"a\"; } ); events = ("
        "{ name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 20; terms = ("
        "{ term = \"frailty\"; sd = (0.5, 1.5); }, { term = \"weekday\"; on = \"friday\"; times = "
        "2; } ); } );",
        0);
    assert_int_equal(once.status, OK);
    assert_int_equal(once.scenario.n_uncertain, 1);
    assert_string_equal(once.scenario.uncertain[0].path, "events.e.terms.frailty.sd");
    assert_true(descriptor >= 0);
    file = fdopen(descriptor, "w");
    assert_non_null(file);
    text_write(&once.scenario.text, file);
    assert_int_equal(fclose(file), 0);
    play_file(&again, path, NULL, 0, 0);
    assert_int_equal(again.status, OK);
    assert_int_equal(again.scenario.n_uncertain, 1);
    play_free(&again);
    play_free(&once);
    (void)unlink(path);
}

/* ---- mistakes ---- */

#define HEAD \
    "start = \"2008-02-13\"; end = \"2008-12-31\"; issues = ( { name = \"i\"; low = 0; high = 9; " \
    "} " \
    ");\nactors = ( { name = \"a\"; attributes = { gdp = 1; }; }, { name = \"b\"; capability = " \
    "1; i " \
    "= { position = 1; salience = 9; }; } );\n"
#define TERM(words) \
    HEAD "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 9; terms = " \
         "(\n{ " \
         "term = " words " } ); } );\n"

static void
test_hazard_each_mistake_has_its_line_and_its_sentence(void **state)
{
    static const struct {
        const char *text;
        int line;
        const char *words;
    } cases[] = {
        { TERM("\"stake\"; issue = \"i\"; times = 2;"), 4,
            "events.e: a term reads the salience of a on \"i\", which it has not" },
        { TERM("\"distance\"; issue = \"i\"; times = 2;"), 4,
            "events.e: a term reads the position of a on \"i\", which it has not" },
        { TERM("\"weekday\"; on = ( \"sunday\", \"munday\" ); times = 2;"), 4,
            "is \"munday\"; it must be monday, tuesday, wednesday, thursday, friday, saturday or "
            "sunday, or a list of them\ndid you mean \"monday\"?" },
        { TERM("\"weekday\"; on = 7; times = 2;"), 4,
            "events.e.terms.weekday.on is a number; it must be monday," },
        { TERM("\"weekday\"; on = ( \"friday\", \"friday\" ); times = 2;"), 4,
            "events.e.terms.weekday.on names \"friday\" twice" },
        { TERM("\"weekday\"; on = ( ); times = 2;"), 4,
            "events.e.terms.weekday.on is empty; it must be monday," },
        { TERM("\"weekday\"; times = 2;"), 4, "events.e.terms.weekday.on is missing" },
        { TERM("\"frailty\"; sd = 1; times = 2;"), 4,
            "events.e.terms.frailty.times: term \"frailty\" has no such key" },
        { TERM("\"frailty\"; sd = 1; relative_to = 2;"), 4,
            "has no such key (\"position\" has)\nallowed: term, name, only, source, note, as_of, "
            "sd, each" },
        { TERM("\"frailty\"; sd = -1;"), 4,
            "events.e.terms.frailty.sd is -1; it must be a number of at least 0" },
        { TERM("\"frailty\"; sd = (-1, 1);"), 4, "events.e.terms.frailty.sd holds -1" },
        { TERM("\"frailty\"; each = \"actor\";"), 4, "events.e.terms.frailty.sd is missing" },
        { TERM("\"frailty\"; sd = 1; each = \"actors\";"), 4,
            "it must be actor or group\ndid you mean \"actor\"?" },
        { TERM("\"attribute\"; attribute = \"gpd\"; missing = 0; times = 2;"), 4,
            "events.e.terms.attribute: no actor has an attribute \"gpd\"\ndid you mean \"gdp\"?" },
        { TERM("\"adopted\"; weigh = \"capabilities\"; times = 2;"), 4,
            "it must be heads or capability\ndid you mean \"capability\"?" },
        { HEAD "events = ( { name = \"m\"; kind = \"stages\"; stages = ( { name = \"s\"; days = 1; "
               "terms = (\n{ term = \"frailty\"; sd = 1; } ); } ); } );\n",
            4, "in this kind of event nobody does; say `each = \"group\"`" },
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        if (play_mistakes(cases[k].text, cases[k].line, cases[k].words) != 1) {
            fail_msg("case %zu: not said in line %d: %s", k, cases[k].line, cases[k].words);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hazard_stake_and_distance_are_worked_by_hand),
        cmocka_unit_test(test_hazard_distance_changes_with_the_round),
        cmocka_unit_test(test_hazard_weekday_changes_at_midnights_alone),
        cmocka_unit_test(test_hazard_missing_attribute_is_what_missing_says),
        cmocka_unit_test(test_hazard_adopted_weighs_by_capability),
        cmocka_unit_test(test_hazard_adopted_by_capability_leaves_no_outsider_out),
        cmocka_unit_test(test_hazard_frailty_mixes_survivals),
        cmocka_unit_test(test_hazard_frailty_of_a_group_is_shared),
        cmocka_unit_test(test_hazard_frailty_is_drawn_by_names),
        cmocka_unit_test(test_hazard_frailty_reads_back_as_it_is_written),
        cmocka_unit_test(test_hazard_each_mistake_has_its_line_and_its_sentence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
