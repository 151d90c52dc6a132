/* Kinds of event as a user meets them: shares and dates against closed forms (MODELS 6.3, 7). */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include "../models/stages.h"
#include "../models/vote.h"
#include "body.h"
#include "num.h"
#include "play.h"

#define LN2 0.69314718055994530942

/* Share of runs in which a date outcome is at or before a day counted from the start. */
static double
share_by(const struct play *play, const char *name, int day)
{
    int64_t n = 0;

    for (int o = 0; o < play->scenario.n_outcomes; o++) {
        if (strcmp(play->scenario.outcomes[o].name, name) == 0) {
            for (int k = 0; k <= day; k++) {
                n += play->result.totals.outcomes[o].bins[k];
            }
            return (double)n / (double)play->result.totals.n;
        }
    }
    fail_msg("no outcome %s", name);
    return 0.0;
}

/* h = .01 on [0, 30), .002 on [30, 60), .03 after: S = .9, .7, .5, .1 at 10.54, 58.34, 71.10,
 * 124.75. */
static void
test_events_piecewise_hazards_have_the_worked_quantiles(void **state)
{
    struct play play;
    const double hazards[3] = { 0.01, 0.002, 0.03 };

    (void)state;
    play_text(&play,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; runs = 20000; seed = 21; actors = ( { name "
        "= \"a\"; } );"
        "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = "
        "69.31471805599453; terms = ("
        "{ term = \"date\"; name = \"middle\"; from = \"2001-01-31\"; until = \"2001-03-01\"; "
        "times = 0.2; },"
        "{ term = \"date\"; name = \"late\"; from = \"2001-03-02\"; times = 3; } ); } );",
        2);
    for (int day = 0; day < 150; day++) {
        double h = 0.0;
        for (int k = 0; k <= day; k++) {
            h += hazards[k < 30 ? 0 : k < 60 ? 1 : 2];
        }
        const double p = 1.0 - exp(-h);
        assert_close(share_by(&play, "e", day), p, play_tolerance(&play, p));
    }
    assert_close(play_median(&play, "e"), 71.0, 1.0);
    play_free(&play);
}

/* Weibull k = 1.5, l = 100: hazard (k / l) (t / l)^(k - 1), here with 1 + whole days in place of t.
 * Its median is 78.32; the sum over days is exact. */
static void
test_events_elapsed_with_log_is_a_weibull_by_days(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        "start = \"2001-01-01\"; end = \"2002-12-31\"; runs = 20000; seed = 22; actors = ( { name "
        "= \"a\"; } );"
        "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = "
        "462.09812037329684;"
        "terms = ( { term = \"elapsed\"; log = true; coef = 0.5; } ); } );",
        2);
    double h = 0.0;
    for (int day = 0; day < 400; day++) {
        h += 1.5 / 100.0 * sqrt((1.0 + day) / 100.0);
        const double p = 1.0 - exp(-h);
        assert_close(share_by(&play, "e", day), p, play_tolerance(&play, p));
    }
    assert_close(play_median(&play, "e"), 78.32, 2.0);
    play_free(&play);
}

/* h = (.02, .01, .005): causes 4/7, 2/7, 1/7; CIF_1(50) = .472129175, not 1 - exp(-.02 x 50). */
static void
test_events_competing_risks_share_as_their_hazards(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        "start = \"2001-01-01\"; end = \"2009-12-31\"; runs = 20000; seed = 23; actors = ( { name "
        "= \"a\"; } );"
        "events = ( { name = \"x\"; kind = \"decision\"; by = \"a\"; typical_days = "
        "34.657359027997264; rivals = ( \"y\", \"z\" ); },"
        "{ name = \"y\"; kind = \"decision\"; by = \"a\"; typical_days = 69.31471805599453; rivals "
        "= ( \"z\" ); },"
        "{ name = \"z\"; kind = \"decision\"; by = \"a\"; typical_days = 138.62943611198906; } );",
        2);
    const double p[3] = { 4.0 / 7.0, 2.0 / 7.0, 1.0 / 7.0 };
    assert_close(play_share(&play, "x"), p[0], play_tolerance(&play, p[0]));
    assert_close(play_share(&play, "y"), p[1], play_tolerance(&play, p[1]));
    assert_close(play_share(&play, "z"), p[2], play_tolerance(&play, p[2]));
    assert_close(share_by(&play, "x", 49), 0.472129175, play_tolerance(&play, 0.472));
    play_free(&play);
}

/* Several who may decide: the first of them, at the sum of their hazards; "never" is counted, not
 * dropped. */
static void
test_events_decision_is_the_first_of_its_actors(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        "start = \"2001-01-01\"; end = \"2001-01-10\"; runs = 20000; seed = 24;"
        "actors = ( { name = \"a\"; }, { name = \"b\"; }, { name = \"c\"; } ); events = ("
        "{ name = \"e\"; kind = \"decision\"; by = ( \"a\", \"b\", \"c\" ); typical_days = "
        "69.31471805599453; } );"
        "outcomes = ( { name = \"e\"; kind = \"date\"; event = \"e\"; },"
        "{ name = \"by_b\"; kind = \"flag\"; event = \"e\"; actor = \"b\"; } );",
        2);
    const double p = 1.0 - exp(-0.03 * 10.0);
    assert_close(play_share(&play, "e"), p, play_tolerance(&play, p));
    assert_close(play_share(&play, "by_b"), p / 3.0, play_tolerance(&play, p / 3.0));
    assert_int_equal(
        play.result.totals.outcomes[0].never + tally_happened(&play.result.totals.outcomes[0]),
        20000);
    assert_int_equal(play.result.totals.n, 20000);
    play_free(&play);
}

/* `on` is the chance of that day, `until` the chance by then; days in no entry have none. */
/* What is stated counts from when the event does open: after a delay, or after another, within a
 * day too. */
static void
test_events_chances_count_from_the_opening(void **state)
{
    static const struct {
        const char *keys;
        double by[3]; /* happened by the end of 10, 19 and 20 January */
    } cases[] = {
        { "opens = \"2008-01-10\"; delay = 5; chances = ( { until = \"2008-01-19\"; chance = 0.5; "
          "} );",
            { 0.0, 0.5, 0.5 } },
        { "after = \"noon\"; chances = ( { until = \"2008-01-19\"; chance = 0.5; } );",
            { 0.0, 0.5, 0.5 } },
        { "after = \"noon\"; chances = ( { on = \"2008-01-10\"; chance = 0.4; }, { on = "
          "\"2008-01-20\"; chance = 0.3; } );",
            { 0.0, 0.0, 0.3 } },
        { "after = \"noon\"; chances = ( { on = \"2008-01-15\"; chance = 0.25; }, { until = "
          "\"2008-01-20\"; chance = 0.75; } );",
            { 0.0, -1.0, 0.75 } },
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        char text[2048];
        struct play p;

        /* noon happens on the 15th for certain, at any hour. */
        (void)snprintf(text, sizeof(text),
            "start = \"2008-01-01\"; end = \"2008-03-01\"; runs = 20000; seed = 3; actors = ( { "
            "name "
            "= \"a\"; } ); events = ( { name = \"noon\"; kind = \"decision\"; by = \"a\"; chances "
            "= "
            "( { on = \"2008-01-15\"; chance = 1; } ); }, { name = \"e\"; kind = \"decision\"; by "
            "= "
            "\"a\"; %s } ); outcomes = ( { name = \"t\"; kind = \"flag\"; event = \"e\"; until = "
            "\"2008-01-10\"; }, { name = \"n\"; kind = \"flag\"; event = \"e\"; until = "
            "\"2008-01-19\"; }, { name = \"w\"; kind = \"flag\"; event = \"e\"; until = "
            "\"2008-01-20\"; } );",
            cases[k].keys);
        play_text(&p, text, 2);
        assert_int_equal(p.status, OK);
        for (int j = 0; j < 3; j++) {
            static const char *const names[] = { "t", "n", "w" };
            if (cases[k].by[j] >= 0.0) {
                assert_close(play_share(&p, names[j]), cases[k].by[j],
                    play_tolerance(&p, cases[k].by[j]) + 1e-12);
            }
        }
        play_free(&p);
    }
}

static void
test_events_chances_come_out_as_written(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        "start = \"2008-02-01\"; end = \"2008-12-31\"; runs = 40000; seed = 25; actors = ( { name "
        "= \"a\"; } );"
        "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; opens = \"2008-02-13\"; "
        "chances = ("
        "{ until = \"2008-02-15\"; chance = 0.05; }, { on = \"2008-02-17\"; chance = 0.60; },"
        "{ on = \"2008-02-18\"; chance = 0.20; }, { until = \"2008-06-30\"; chance = 0.97; } ); } "
        ");",
        2);
    assert_same(share_by(&play, "e", 11), 0.0);
    const double first = 1.0 - pow(0.95, 1.0 / 3.0);
    assert_close(share_by(&play, "e", 12), first, play_tolerance(&play, first));
    assert_close(share_by(&play, "e", 14), 0.05, play_tolerance(&play, 0.05));
    assert_same(share_by(&play, "e", 15), share_by(&play, "e", 14));
    assert_close(share_by(&play, "e", 16), 0.65, play_tolerance(&play, 0.65));
    assert_close(share_by(&play, "e", 17), 0.85, play_tolerance(&play, 0.85));
    assert_close(share_by(&play, "e", 150), 0.97, play_tolerance(&play, 0.97));
    assert_same(share_by(&play, "e", 300), share_by(&play, "e", 150));
    play_free(&play);
}

static void
test_events_certain_chance_happens_in_every_run(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        "start = \"2008-02-01\"; end = \"2008-03-31\"; runs = 5000; seed = 26; actors = ( { name = "
        "\"a\"; } );"
        "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; chances = ( { on = "
        "\"2008-02-17\"; chance = 1; } ); } );",
        1);
    assert_same(share_by(&play, "e", 15), 0.0);
    assert_same(share_by(&play, "e", 16), 1.0);
    play_free(&play);
}

/* A fading term halves midnight by midnight: 8^(2^-(days / 5)) times the base. */
static void
test_events_happened_fades_by_its_half_life(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; runs = 20000; seed = 27; actors = ( { name "
        "= \"a\"; } ); events = ("
        "{ name = \"s\"; kind = \"stages\"; opens = \"2001-01-11\"; stages = ( { name = \"p\"; "
        "days = 0; } ); },"
        "{ name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 100;"
        "terms = ( { term = \"happened\"; event = \"s\"; half_life = 5; times = 8; } ); } );",
        2);
    double h = 0.0;
    for (int day = 0; day < 60; day++) {
        h += LN2 / 100.0 * (day < 10 ? 1.0 : pow(8.0, pow(2.0, -(day - 10) / 5.0)));
        const double p = 1.0 - exp(-h);
        assert_close(share_by(&play, "e", day), p, play_tolerance(&play, p));
    }
    play_free(&play);
}

/* Hazards read the talks: position of the actor, settlement, and weight at or beyond a position;
 * all change with the round. */
static void
test_events_terms_read_the_talks(void **state)
{
    struct play play;

    (void)state;
    /* Weights 10 x .5 and 30 x .5; a moves from 0 to 75 in the round of 11 January (b = 0), b stays
     * at 100. */
    play_text(&play,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; runs = 20000; seed = 28;"
        "issues = ( { name = \"i\"; low = 0; high = 100; } ); actors = ("
        "{ name = \"a\"; capability = 10; i = { position = 0; salience = 50; stubbornness = 0; }; "
        "},"
        "{ name = \"b\"; capability = 30; i = { position = 100; salience = 50; stubbornness = 100; "
        "}; } );"
        "talks = ( { name = \"t\"; model = \"influence\"; first = \"2001-01-11\"; } ); events = ("
        "{ name = \"p\"; kind = \"decision\"; by = \"a\"; typical_days = 100; terms = ( { term = "
        "\"position\"; issue = \"i\"; times = 16; } ); },"
        "{ name = \"s\"; kind = \"decision\"; by = \"a\"; typical_days = 100; terms = ( { term = "
        "\"settlement\"; issue = \"i\"; times = 16; relative_to = 0.75; } ); },"
        "{ name = \"w\"; kind = \"decision\"; by = \"a\"; typical_days = 100; terms = ( { term = "
        "\"support\"; issue = \"i\"; at_least = 75; times = 4; per = 0.5; } ); } );",
        2);
    double h[3] = { 0 };
    const double base = LN2 / 100.0;
    for (int day = 0; day < 60; day++) {
        const bool after = day >= 10;
        /* settlement: weighted mean 75 before, (10 x 75 + 30 x 100) / 40 = 93.75 after */
        h[0] += base * pow(16.0, after ? 0.75 : 0.0);
        h[1] += base * pow(16.0, (after ? 0.9375 : 0.75) - 0.75);
        h[2] += base * pow(4.0, (after ? 1.0 : 0.75) / 0.5);
        const char *const names[3] = { "p", "s", "w" };
        for (int k = 0; k < 3; k++) {
            const double p = 1.0 - exp(-h[k]);
            assert_close(share_by(&play, names[k], day), p, play_tolerance(&play, p));
        }
    }
    play_free(&play);
}

/* ---- votes ---- */

/* MODELS 6.3: the Security Council with P5 three sure, two doubtful, and ten elected members:
 * .06267192376. */
static void
test_events_council_passes_as_by_brute_force(void **state)
{
    const double yes[15] = { 1, 1, 1, .05, .05, .9, .8, .8, .7, .7, .6, .6, .5, .4, .3 };
    const double no[15] = { 0, 0, 0, .80, .60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
    struct member members[15];
    double room[16];

    (void)state;
    for (int k = 0; k < 15; k++) {
        members[k] = (struct member){ .votes = 1, .veto = k < 5 };
    }
    struct body body = {
        .threshold = 9, .share = PARAM_NONE, .abstain_block = PARAM_NONE, .members = { 15, members }
    };
    body_settle(&body);
    assert_close(vote_passage(&body, yes, no, room), 0.06267192376, 1e-11);
}

/* MODELS 6.3: unanimity of 27, abstentions free: with weighted votes and a veto for all, the chance
 * is the product of 1 - no. */
static void
test_events_silence_procedure_passes_unless_somebody_says_no(void **state)
{
    const double yes[3] = { 0.5, 0.1, 0.9 }, no[3] = { 0.1, 0.2, 0.05 };
    struct member members[3] = { { .votes = 4, .veto = true }, { .votes = 29, .veto = true },
        { .votes = 10, .veto = true } };
    struct body body = {
        .threshold = 0, .share = PARAM_NONE, .abstain_block = PARAM_NONE, .members = { 3, members }
    };
    double room[64];

    (void)state;
    body_settle(&body);
    assert_close(vote_passage(&body, yes, no, room), 0.9 * 0.8 * 0.95, 1e-15);
    struct body half = body;
    half.threshold = 30;
    body_settle(&half);
    /* 29 and another, nobody says no: b yes (.1) and a or c yes: (.9 x .95) - (.4 x .05) of a, c
     * not saying no */
    assert_close(vote_passage(&half, yes, no, room), 0.1 * (0.9 * 0.95 - 0.4 * 0.05), 1e-15);
}

static const char council[] =
    "start = \"2008-02-13\"; end = \"2008-12-31\"; runs = 20000; seed = 31;"
    "issues = ( { name = \"i\"; low = 0; high = 200; reference = 40; } ); actors = ("
    "{ name = \"r\"; capability = 1; i = { position = 60; salience = 50; }; },"
    "{ name = \"s\"; capability = 1; i = { position = 120; salience = 50; }; },"
    "{ name = \"t\"; capability = 1; i = { position = 180; salience = 50; }; } );"
    "bodies = ( { name = \"c\"; threshold = 9; members = ( { actor = \"r\"; veto = true; }, { "
    "actor = \"s\"; votes = 6; },"
    "{ actor = \"t\"; votes = 8; } ); } );"
    "events = ( { name = \"v\"; kind = \"vote\"; body = \"c\"; issue = \"i\"; proposal = 110; on = "
    "\"2008-02-20\"; %s } );"
    "outcomes = ( { name = \"passed\"; kind = \"flag\"; event = \"v\"; }, { name = \"failed\"; "
    "kind = \"flag\"; event = \"v.failed\"; },"
    "{ name = \"date\"; kind = \"date\"; event = \"v\"; }, { name = \"yes\"; kind = \"value\"; "
    "vote = \"v\"; } );";

/* By hand: z = 8 (|40 - x| - |110 - x|) / 200 = -1.2, 2.8, 2.8; P(yes) = 1 / (1 + exp(1 - z)). */
static void
test_events_vote_passes_with_its_exact_chance(void **state)
{
    struct play play;
    char text[2048];

    (void)state;
    (void)snprintf(text, sizeof(text), council, "");
    play_text(&play, text, 2);
    const double z[3] = { 8.0 * (20.0 - 50.0) / 200.0, 8.0 * (80.0 - 10.0) / 200.0,
        8.0 * (140.0 - 70.0) / 200.0 };
    double yes[3], no[3];
    for (int k = 0; k < 3; k++) {
        yes[k] = 1.0 / (1.0 + exp(1.0 - z[k]));
        no[k] = 1.0 / (1.0 + exp(1.0 + z[k]));
    }
    /* r does not say no, and t with r or s, or ... : 9 of 15 votes need t (8) and one more, for r +
     * s = 7 are too few. */
    const double p = yes[2] * (yes[0] + (1.0 - yes[0] - no[0]) * yes[1]);
    assert_close(tally_mean(&play.result.totals.sums[play.result.layout.chance_of[0]]), p, 1e-12);
    assert_close(play_share(&play, "passed"), p, play_tolerance(&play, p));
    assert_close(play_share(&play, "failed"), 1.0 - p, play_tolerance(&play, p));
    assert_same(play_mean(&play, "date"), 7.0);
    const double share = (yes[0] + 6.0 * yes[1] + 8.0 * yes[2]) / 15.0;
    assert_close(play_mean(&play, "yes"), share, 5.0 * 0.5 / sqrt(20000.0));
    for (int k = 0; k < 3; k++) {
        assert_close((double)play.result.totals.ballots[3 * k] / 20000.0, yes[k],
            play_tolerance(&play, yes[k]));
        assert_close((double)play.result.totals.ballots[3 * k + 2] / 20000.0, no[k],
            play_tolerance(&play, no[k]));
    }
    play_free(&play);
}

/* With retry each attempt is independent: passed by the k-th with 1 - (1 - p)^k, on its date. */
static void
test_events_vote_is_held_again_after_retry_days(void **state)
{
    struct play play;
    char text[2048];

    (void)state;
    (void)snprintf(text, sizeof(text), council, "retry = 10;");
    play_text(&play, text, 2);
    const double p = tally_mean(&play.result.totals.sums[play.result.layout.chance_of[0]]);
    for (int k = 0; k < 4; k++) {
        const double by = 1.0 - pow(1.0 - p, k + 1.0);
        assert_close(share_by(&play, "date", 7 + 10 * k), by, play_tolerance(&play, by));
        assert_same(share_by(&play, "date", 16 + 10 * k), share_by(&play, "date", 7 + 10 * k));
    }
    /* v.failed is the moment of the first failure, whatever comes after. */
    const int64_t *failed = play.result.totals.moments + play.scenario.n_days;
    assert_close((double)failed[7] / 20000.0, 1.0 - p, play_tolerance(&play, p));
    assert_int_equal(failed[17], 0);
    play_free(&play);
}

/* What moves all members alike is averaged exactly: the mean of the exact chance is the share. */
static void
test_events_common_shock_is_in_the_exact_chance(void **state)
{
    struct play play, plain;
    char text[2048];

    (void)state;
    (void)snprintf(text, sizeof(text), council, "common = 2;");
    play_text(&play, text, 2);
    (void)snprintf(text, sizeof(text), council, "");
    play_text(&plain, text, 1);
    const double p = tally_mean(&play.result.totals.sums[play.result.layout.chance_of[0]]);
    const double q = tally_mean(&plain.result.totals.sums[plain.result.layout.chance_of[0]]);
    assert_close(play_share(&play, "passed"), p, play_tolerance(&play, p));
    assert_true(p - q > 0.02 || q - p > 0.02);
    play_free(&play);
    play_free(&plain);
}

/* ---- stages ---- */

/* MODELS 7.3: K = 1900, r = .05, t0 = 120. */
static void
test_events_logistic_curve_has_the_worked_values(void **state)
{
    (void)state;
    assert_close(stages_curve(0.0, 1900.0, 0.05, 120.0), 4.6980, 5e-5);
    assert_close(stages_curve(60.0, 1900.0, 0.05, 120.0), 90.1092, 5e-5);
    assert_same(stages_curve(120.0, 1900.0, 0.05, 120.0), 950.0);
    assert_close(stages_curve(180.0, 1900.0, 0.05, 120.0), 1809.8908, 5e-5);
    assert_close(stages_curve(240.0, 1900.0, 0.05, 120.0), 1895.3020, 5e-5);
}

static void
test_events_curves_rise_from_nothing_to_all(void **state)
{
    (void)state;
    assert_same(stages_logistic(0.0, 80.0), 0.0);
    assert_close(stages_logistic(20.0, 80.0), 0.1, 1e-15);
    assert_close(stages_logistic(40.0, 80.0), 0.5, 1e-15);
    assert_close(stages_logistic(60.0, 80.0), 0.9, 1e-15);
    assert_same(stages_logistic(80.0, 80.0), 1.0);
    assert_close(stages_logistic(1e-9, 80.0), 0.0, 1e-9);
    assert_same(stages_linear(30.0, 120.0), 0.25);
    assert_same(stages_linear(-1.0, 120.0), 0.0);
    assert_same(stages_linear(500.0, 120.0), 1.0);
    assert_same(stages_linear(0.0, 0.0), 1.0);
}

/* Planning to 11 January, 100 days of build-up to 21 April; another mission goes as it comes. Read
 * at the end of the day. */
static void
test_events_mission_replaces_another_as_it_rises(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; runs = 300; seed = 32; events = ("
        "{ name = \"new\"; kind = \"stages\"; ceiling = 1800; replaces = \"old\"; stages = ("
        "{ name = \"planning\"; days = 10; }, { name = \"build_up\"; days = 50; terms = ("
        "{ term = \"happened\"; event = \"never\"; times = 9; }, { term = \"date\"; from = "
        "\"2001-01-05\"; times = 2; } ); } ); },"
        "{ name = \"old\"; kind = \"stages\"; ceiling = 2000; stages = ( { name = \"in_place\"; "
        "days = 0; } ); },"
        "{ name = \"never\"; kind = \"stages\"; opens = \"2001-12-01\"; stages = ( { name = \"s\"; "
        "days = 1; } ); } );"
        "outcomes = ( { name = \"full\"; kind = \"date\"; event = \"new\"; }, { name = "
        "\"planned\"; kind = \"date\"; event = \"new\"; stage = \"planning\"; },"
        "{ name = \"quarter\"; kind = \"value\"; event = \"new\"; on = \"2001-02-04\"; },"
        "{ name = \"old_then\"; kind = \"value\"; event = \"old\"; on = \"2001-02-04\"; },"
        "{ name = \"early\"; kind = \"value\"; event = \"new\"; on = \"2001-01-10\"; },"
        "{ name = \"late\"; kind = \"value\"; event = \"old\"; on = \"2001-06-01\"; } );",
        1);
    assert_same(play_mean(&play, "planned"), 10.0);
    assert_same(play_mean(&play, "full"), 110.0);
    assert_close(play_mean(&play, "quarter"), 450.0, 1e-9);
    assert_close(play_mean(&play, "old_then"), 1500.0, 1e-9);
    assert_same(play_mean(&play, "early"), 0.0);
    assert_same(play_mean(&play, "late"), 0.0);
    play_free(&play);
}

/* The same scenario with another kind of number in it meets the same worlds elsewhere. */
static void
test_events_window_flags_and_counts_agree_with_dates(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; runs = 5000; seed = 33; actors = ("
        "{ name = \"a\"; groups = ( \"g\", \"h\" ); }, { name = \"b\"; groups = ( \"g\" ); }, { "
        "name = \"c\"; groups = ( \"g\" ); } );"
        "events = ( { name = \"x\"; kind = \"decision\"; by = \"a\"; typical_days = 30; },"
        "{ name = \"c\"; kind = \"cascade\"; group = \"g\"; after = \"x\"; typical_days = 60; } ); "
        "outcomes = ("
        "{ name = \"x\"; kind = \"date\"; event = \"x\"; }, { name = \"on\"; kind = \"flag\"; "
        "event = \"x\"; on = \"2001-01-21\"; },"
        "{ name = \"between\"; kind = \"flag\"; event = \"x\"; from = \"2001-01-11\"; until = "
        "\"2001-01-31\"; },"
        "{ name = \"b\"; kind = \"date\"; event = \"c\"; actor = \"b\"; }, { name = \"n\"; kind = "
        "\"count\"; event = \"c\"; },"
        "{ name = \"n_h\"; kind = \"count\"; event = \"c\"; group = \"h\"; until = \"2001-06-30\"; "
        "},"
        "{ name = \"soon\"; kind = \"flag\"; event = \"c\"; within_days = 10; of = \"x\"; } );",
        2);
    const int64_t *x = play.result.totals.outcomes[0].bins;
    int64_t between = 0;
    for (int day = 10; day <= 30; day++) {
        between += x[day];
    }
    assert_int_equal(play.result.totals.outcomes[1].bins[1], x[20]);
    assert_int_equal(play.result.totals.outcomes[2].bins[1], between);
    /* Of three, the mean count is three times the share of one, within its error. */
    assert_close(play_mean(&play, "n"), 3.0 * play_share(&play, "b"), 0.05);
    assert_true(play_mean(&play, "n_h") < play_share(&play, "b"));
    /* First of three at rate 3 ln 2 / 60 a day, within ten whole days of the date. */
    const double rate = 3.0 * LN2 / 60.0;
    assert_true(play_share(&play, "soon") > 1.0 - exp(-rate * 9.5) - 0.04);
    assert_true(play_share(&play, "soon") < 1.0 - exp(-rate * 11.0) + 0.04);
    /* On the last day every run stands at some count, and the mean is that of the outcome. */
    const struct totals *totals = &play.result.totals;
    const int64_t *last =
        totals->counts + totals->first_count[1] + (size_t)(play.scenario.n_days - 1) * 4;
    assert_int_equal(last[0] + last[1] + last[2] + last[3], 5000);
    assert_close(
        (double)(last[1] + 2 * last[2] + 3 * last[3]) / 5000.0, play_mean(&play, "n"), 1e-12);
    play_free(&play);
}

/* a ends on day 5 (6 January), b on day 15: windows and within_days count both ends. */
static void
test_events_windows_include_both_ends(void **state)
{
    static const struct {
        const char *words;
        double share;
    } cases[] = {
        { "event = \"b\"; within_days = 10; of = \"a\";", 1.0 },
        { "event = \"b\"; within_days = 9; of = \"a\";", 0.0 },
        { "event = \"a\"; within_days = 0; of = \"a\";", 1.0 },
        { "event = \"a\"; within_days = 99; of = \"b\";", 0.0 }, /* before is not after */
        { "event = \"b\"; from = \"2001-01-16\";", 1.0 },
        { "event = \"b\"; from = \"2001-01-17\";", 0.0 },
        { "event = \"b\"; until = \"2001-01-16\";", 1.0 },
        { "event = \"b\"; until = \"2001-01-15\";", 0.0 },
        { "event = \"b\"; on = \"2001-01-16\";", 1.0 },
        { "event = \"c\";", 0.0 }, /* would end after the last day */
        { "event = \"b.half\"; until = \"2001-01-11\";", 1.0 },
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        struct play play;
        char text[1024];
        (void)snprintf(text, sizeof(text),
            "start = \"2001-01-01\"; end = \"2001-01-31\"; runs = 10; events = ("
            "{ name = \"a\"; kind = \"stages\"; stages = ( { name = \"s\"; days = 5; } ); },"
            "{ name = \"b\"; kind = \"stages\"; stages = ( { name = \"half\"; days = 10; }, { name "
            "= \"s\"; days = 5; } ); },"
            "{ name = \"c\"; kind = \"stages\"; stages = ( { name = \"s\"; days = 31; } ); } );"
            "outcomes = ( { name = \"o\"; kind = \"flag\"; %s } );",
            cases[k].words);
        play_text(&play, text, 1);
        assert_int_equal(play.status, OK);
        if (play_share(&play, "o") != cases[k].share) {
            fail_msg("%s should be %g", cases[k].words, cases[k].share);
        }
        play_free(&play);
    }
}

/* What is certain happens, however slow its terms, and even when it opens late on that day. */
static void
test_events_certain_chance_outlasts_slow_terms(void **state)
{
    static const char *const chances[] = { "{ on = \"2008-02-17\"; chance = 1; }",
        "{ on = \"2008-02-16\"; chance = 0.3; }, { until = \"2008-02-17\"; chance = 1.0; }" };

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct play play;
        char text[1024];
        (void)snprintf(text, sizeof(text),
            "start = \"2008-02-01\"; end = \"2008-03-31\"; runs = 2000; seed = 26; actors = ( { "
            "name = \"a\"; } );"
            "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; chances = ( %s );"
            "terms = ( { term = \"date\"; from = \"2008-02-10\"; times = 0.01; } ); },"
            "{ name = \"f\"; kind = \"decision\"; by = \"a\"; opens = \"2008-02-17\"; chances = ( "
            "{ on = \"2008-02-17\"; chance = 1; } ); },"
            "{ name = \"g\"; kind = \"decision\"; by = \"a\"; after = \"f\"; chances = ( { on = "
            "\"2008-02-17\"; chance = 1; } ); } );",
            chances[k]);
        play_text(&play, text, 1);
        assert_same(share_by(&play, "e", 16), 1.0);
        assert_same(share_by(&play, "f", 16), 1.0);
        assert_same(share_by(&play, "g", 16), 1.0);
        play_free(&play);
    }
}

/* One list names a set: all of them are rivals of each other. */
static void
test_events_rivals_of_one_list_are_a_set(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        "start = \"2001-01-01\"; end = \"2009-12-31\"; runs = 5000; seed = 34; actors = ( { name = "
        "\"a\"; } ); events = ("
        "{ name = \"x\"; kind = \"decision\"; by = \"a\"; typical_days = 30; rivals = ( \"y\", "
        "\"z\" ); },"
        "{ name = \"y\"; kind = \"decision\"; by = \"a\"; typical_days = 30; },"
        "{ name = \"z\"; kind = \"decision\"; by = \"a\"; typical_days = 30; } );",
        2);
    assert_close(
        play_share(&play, "x") + play_share(&play, "y") + play_share(&play, "z"), 1.0, 1e-12);
    play_free(&play);
}

/* Talks of two issues seat on each those who have a position there; another issue changes nothing.
 */
static void
test_events_talks_seat_those_with_a_position_on_the_issue(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; runs = 3;"
        "issues = ( { name = \"i\"; low = 0; high = 100; }, { name = \"j\"; low = 0; high = 1; } "
        "); actors = ("
        "{ name = \"a\"; capability = 1; i = { position = 0; salience = 50; }; j = { position = 0; "
        "salience = 50; }; },"
        "{ name = \"b\"; capability = 1; i = { position = 100; salience = 50; }; j = { position = "
        "1; salience = 50; }; },"
        "{ name = \"c\"; capability = 8; i = { position = 90; salience = 50; }; } );"
        "talks = ( { name = \"t\"; model = \"mean\"; } );",
        1);
    assert_int_equal(play.status, OK);
    assert_close(play_mean(&play, "i"), 82.0, 1e-12);
    assert_close(play_mean(&play, "j"), 0.5, 1e-12);
    assert_int_equal(play.scenario.talks[0].actors.n, 3);
    play_free(&play);
}

/* By hand: weights equal, b = .5: a from 0 to 25, 37.5 - 12.5, ...; stopped by a date, by an event,
 * or not at all. */
static void
test_events_talks_end_on_a_date_or_after_an_event(void **state)
{
    static const struct {
        const char *until;
        double position; /* of a, on record */
    } cases[] = { { "", 25.0 }, { "until = \"2001-01-15\";", 25.0 },
        { "until = \"2001-01-01\";", -1.0 }, { "until = \"stop\";", 25.0 } };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        struct play play;
        char text[2048];
        (void)snprintf(text, sizeof(text),
            "start = \"2001-01-01\"; end = \"2001-12-31\"; runs = 3; issues = ( { name = \"i\"; "
            "low = 0; high = 100; } ); actors = ("
            "{ name = \"a\"; capability = 1; i = { position = 0; salience = 50; stubbornness = 50; "
            "}; },"
            "{ name = \"b\"; capability = 1; i = { position = 100; salience = 50; stubbornness = "
            "50; }; } );"
            "events = ( { name = \"stop\"; kind = \"stages\"; stages = ( { name = \"s\"; days = "
            "15; } ); } );"
            "talks = ( { name = \"t\"; model = \"influence\"; every = 10; rounds = 5; first = "
            "\"2001-01-06\"; %s },"
            "{ name = \"u\"; model = \"influence\"; first = \"2001-06-01\"; delay = 3; after = "
            "\"stop\"; } );"
            "outcomes = ( { name = \"a\"; kind = \"value\"; issue = \"i\"; talk = \"t\"; actor = "
            "\"a\"; },"
            "{ name = \"end\"; kind = \"value\"; issue = \"i\"; talk = \"t\"; } );",
            cases[k].until);
        play_text(&play, text, 1);
        assert_int_equal(play.status, OK);
        if (cases[k].position < 0.0) {
            assert_int_equal(
                play.result.totals.missing[play.result.layout.value_of[0]], 3); /* never held */
        } else {
            assert_close(play_mean(&play, "a"), cases[k].position, 1e-12);
            assert_close(play_mean(&play, "end"), 50.0, 1e-12);
        }
        play_free(&play);
    }
}

/* Two things at one moment go in order of name, whatever the order of the file. */
static void
test_events_of_one_moment_go_by_name(void **state)
{
    static const char one[] = "{ name = \"b\"; kind = \"stages\"; rivals = ( \"a\" ); stages = ( { "
                              "name = \"s\"; days = 5; } ); }";
    static const char two[] =
        "{ name = \"a\"; kind = \"stages\"; stages = ( { name = \"s\"; days = 5; } ); }";

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct play play;
        char text[1024];
        (void)snprintf(text, sizeof(text),
            "start = \"2001-01-01\"; end = \"2001-12-31\"; runs = 3; events = ( %s, %s );",
            k == 0 ? one : two, k == 0 ? two : one);
        play_text(&play, text, 1);
        assert_same(play_share(&play, "a"), 1.0);
        assert_same(play_share(&play, "b"), 0.0);
        play_free(&play);
    }
}

/* A rival that ends a build-up stops its curve where it is; a draw of days is a whole number where
 * one is meant. */
static void
test_events_closed_curve_stands_still(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; runs = 600; seed = 35; events = ("
        "{ name = \"m\"; kind = \"stages\"; ceiling = 60; stages = ( { name = \"s\"; days = 100; } "
        "); },"
        "{ name = \"x\"; kind = \"stages\"; closes = ( \"m\" ); stages = ( { name = \"s\"; days = "
        "50; } ); },"
        "{ name = \"late\"; kind = \"stages\"; after = \"x\"; delay = (1, 3); stages = ( { name = "
        "\"s\"; days = 0; } ); } );"
        "outcomes = ( { name = \"m\"; kind = \"date\"; event = \"m\"; }, { name = \"level\"; kind "
        "= \"value\"; event = \"m\"; on = \"2001-10-01\"; },"
        "{ name = \"late\"; kind = \"date\"; event = \"late\"; } );",
        1);
    assert_same(play_share(&play, "m"), 0.0);
    assert_same(play_mean(&play, "level"), 30.0);
    /* Steps of the series are exact for a whole ceiling: half of 60 at the end of day 100. */
    const struct totals *totals = &play.result.totals;
    const int steps = play.result.layout.steps[0];
    assert_int_equal(steps % 60, 0);
    assert_int_equal(totals->levels[(size_t)100 * (size_t)(steps + 1) + (size_t)(steps / 2)], 600);
    /* Midnights only: 51, 52 or 53; a uniform of (1, 3) rounds to 1, 2, 3 with 1/4, 1/2, 1/4. */
    assert_close(share_by(&play, "late", 51) - share_by(&play, "late", 50), 0.25,
        5.0 * sqrt(0.25 * 0.75 / 600.0));
    assert_close(
        share_by(&play, "late", 52) - share_by(&play, "late", 51), 0.5, 5.0 * sqrt(0.25 / 600.0));
    play_free(&play);
}

/* A stage's terms multiply its length when it begins: all have acted, so 10 days are 20. */
static void
test_events_stage_lengthens_with_those_who_acted(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; runs = 50; actors = ( { name = \"a\"; "
        "groups = ( \"g\" ); },"
        "{ name = \"b\"; groups = ( \"g\" ); } ); events = ("
        "{ name = \"c\"; kind = \"cascade\"; group = \"g\"; chances = ( { on = \"2001-01-01\"; "
        "chance = 1; } ); },"
        "{ name = \"m\"; kind = \"stages\"; opens = \"2001-01-11\"; terms = ( { term = "
        "\"happened\"; event = \"c\"; times = 3; } );"
        "stages = ( { name = \"s\"; days = 10; terms = ( { term = \"adopted\"; event = \"c\"; "
        "times = 2; } ); } ); } );",
        1);
    assert_int_equal(play.status, OK);
    assert_same(play_mean(&play, "m"), 70.0);
    play_free(&play);
}

/* However extreme its terms, a length is a number: too long never ends, too short ends at once. */
static void
test_events_extreme_terms_stay_finite(void **state)
{
    struct play play;

    (void)state;
    play_text(&play,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; runs = 5; events = ("
        "{ name = \"slow\"; kind = \"stages\"; ceiling = 9; stages = ( { name = \"s\"; days = 0; "
        "terms = ( { term = \"date\"; from = \"2001-01-01\"; coef = 1e6; } ); } ); },"
        "{ name = \"fast\"; kind = \"stages\"; stages = ( { name = \"s\"; days = 90; "
        "terms = ( { term = \"date\"; from = \"2001-01-01\"; coef = -1e6; } ); } ); } );",
        1);
    assert_int_equal(play.status, OK);
    assert_same(play_mean(&play, "slow"), 0.0); /* nothing times whatever is nothing, not NAN */
    assert_same(play_mean(&play, "fast"), 0.0);
    play_free(&play);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events_piecewise_hazards_have_the_worked_quantiles),
        cmocka_unit_test(test_events_elapsed_with_log_is_a_weibull_by_days),
        cmocka_unit_test(test_events_competing_risks_share_as_their_hazards),
        cmocka_unit_test(test_events_decision_is_the_first_of_its_actors),
        cmocka_unit_test(test_events_chances_count_from_the_opening),
        cmocka_unit_test(test_events_chances_come_out_as_written),
        cmocka_unit_test(test_events_certain_chance_happens_in_every_run),
        cmocka_unit_test(test_events_happened_fades_by_its_half_life),
        cmocka_unit_test(test_events_terms_read_the_talks),
        cmocka_unit_test(test_events_council_passes_as_by_brute_force),
        cmocka_unit_test(test_events_silence_procedure_passes_unless_somebody_says_no),
        cmocka_unit_test(test_events_vote_passes_with_its_exact_chance),
        cmocka_unit_test(test_events_vote_is_held_again_after_retry_days),
        cmocka_unit_test(test_events_common_shock_is_in_the_exact_chance),
        cmocka_unit_test(test_events_logistic_curve_has_the_worked_values),
        cmocka_unit_test(test_events_curves_rise_from_nothing_to_all),
        cmocka_unit_test(test_events_mission_replaces_another_as_it_rises),
        cmocka_unit_test(test_events_window_flags_and_counts_agree_with_dates),
        cmocka_unit_test(test_events_windows_include_both_ends),
        cmocka_unit_test(test_events_extreme_terms_stay_finite),
        cmocka_unit_test(test_events_stage_lengthens_with_those_who_acted),
        cmocka_unit_test(test_events_certain_chance_outlasts_slow_terms),
        cmocka_unit_test(test_events_rivals_of_one_list_are_a_set),
        cmocka_unit_test(test_events_talks_seat_those_with_a_position_on_the_issue),
        cmocka_unit_test(test_events_talks_end_on_a_date_or_after_an_event),
        cmocka_unit_test(test_events_of_one_moment_go_by_name),
        cmocka_unit_test(test_events_closed_curve_stands_still),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
