/* value: the forms of numbers and of dates, what they come to, and what is said of mistakes. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "date.h"
#include "play.h"
#include "rng.h"

#define HEAD "start = \"2008-02-13\"; end = \"2008-12-31\"; runs = 20000; seed = 4;\n"
#define ISSUE "issues = ( { name = \"i\"; low = 0; high = 100; reference = 50; } );\n"
#define ACTORS(position, salience) \
    "actors = ( { name = \"a\"; capability = 1; i = { position = " position \
    "; salience = " salience "; }; },\n" \
    "{ name = \"b\"; capability = 1; i = { position = 9; salience = 50; }; } );\n"
#define EVENT(words) \
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 9;\n" words \
    " } );\n"

static const struct uncertain *
find(const struct play *play, const char *path)
{
    for (int k = 0; k < play->scenario.n_uncertain; k++) {
        if (strcmp(play->scenario.uncertain[k].path, path) == 0) {
            return &play->scenario.uncertain[k];
        }
    }
    fail_msg("%s is not uncertain", path);
    return NULL;
}

/* ---- numbers ---- */

/* PERT (10, 20, 50) in an issue from 0 to 100: shapes 1 + 4 / 4 and 1 + 4 x 3 / 4, and the middle
 * is 0.2255240681822787 of the scale. A beta stays within 0..1 of the author's units, also where
 * these are percent. */
static void
test_value_pert_and_beta_are_read(void **state)
{
    struct play p;

    (void)state;
    play_text(&p,
        HEAD ISSUE ACTORS(
            "{ pert = (10, 20, 50); source = \"s\"; }", "{ beta = (2, 3); note = \"n\"; }"),
        0);
    assert_int_equal(p.status, OK);
    const struct dist *position = &find(&p, "actors.a.i.position")->dist;
    const struct dist *salience = &find(&p, "actors.a.i.salience")->dist;
    assert_int_equal(position->kind, DIST_BETA);
    assert_same(position->shape->alpha, 2.0);
    assert_same(position->shape->beta, 4.0);
    assert_close(p.scenario.actors[0].stances[0].position.value, 0.2255240681822787, 1e-11);
    assert_same(salience->a, 0.0);
    assert_same(salience->b, 1.0);
    assert_same(salience->shape->alpha, 2.0);
    assert_same(salience->shape->beta, 3.0);
    play_free(&p);
}

static void
test_value_pert_without_width_is_a_constant(void **state)
{
    struct play p;

    (void)state;
    play_text(&p, HEAD ISSUE ACTORS("{ pert = (7, 7, 7); }", "50"), 0);
    assert_int_equal(p.status, OK);
    assert_same(dist_quantile(&find(&p, "actors.a.i.position")->dist, 0.123), 7.0);
    assert_same(p.scenario.actors[0].stances[0].position.value, 0.07);
    play_free(&p);
}

/* Two thousand estimates of ten shapes: ten tables. */
static void
test_value_equal_shapes_share_one_table(void **state)
{
    struct play p;
    char *text = malloc(400000);
    size_t n = 0;

    (void)state;
    assert_non_null(text);
    n += (size_t)sprintf(text, HEAD "actors = (");
    for (int k = 0; k < 2000; k++) {
        n += (size_t)sprintf(text + n,
            "%s{ name = \"a%d\"; capability = { pert = (%d, %d, %d); }; }", k == 0 ? "" : ",\n", k,
            10 + k, 11 + k + k % 10, 21 + k);
    }
    (void)sprintf(text + n, ");");
    play_text(&p, text, 0);
    assert_int_equal(p.status, OK);
    assert_int_equal(p.scenario.n_uncertain, 2000);
    for (int k = 10; k < 2000; k++) {
        assert_ptr_equal(
            p.scenario.uncertain[k].dist.shape, p.scenario.uncertain[k - 10].dist.shape);
        assert_ptr_not_equal(
            p.scenario.uncertain[k].dist.shape, p.scenario.uncertain[k - 1].dist.shape);
    }
    play_free(&p);
    free(text);
}

/* The order of the entries is not part of the meaning: values stand in order of size inside. */
static void
test_value_choice_is_the_same_in_any_order(void **state)
{
    static const char *const texts[] = { HEAD ISSUE ACTORS(
                                             "{ choice = ((90, 5), (0, 1), (30, 2)); }", "50"),
        HEAD ISSUE ACTORS("{ choice = ((0, 1), (30, 2), (90, 5)); }", "50") };

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct play p;
        play_text(&p, texts[k], 0);
        assert_int_equal(p.status, OK);
        const struct dist *dist = &find(&p, "actors.a.i.position")->dist;
        assert_int_equal(dist->n, 3);
        assert_same(dist->choices[0].value, 0.0);
        assert_same(dist->choices[0].until, 0.125);
        assert_same(dist->choices[1].value, 30.0);
        assert_same(dist->choices[1].until, 0.375);
        assert_same(dist->choices[2].value, 90.0);
        assert_same(p.scenario.actors[0].stances[0].position.value, 0.9);
        play_free(&p);
    }
}

/* ---- dates ---- */

/* Three in four open on the 17th: what waits for nothing else and comes at once happens on the day
 * that was drawn, by the name of the key. */
static void
test_value_date_may_be_a_choice(void **state)
{
    struct play p;

    (void)state;
    play_text(&p,
        HEAD
        "actors = ( { name = \"a\"; } ); events = ( { name = \"e\"; kind = \"decision\"; by = "
        "\"a\"; typical_days = 1e-9; opens = { choice = ((\"2008-02-18\", 1), (\"2008-02-17\", "
        "3)); source = \"s\"; }; } );",
        2);
    assert_int_equal(p.status, OK);
    const struct uncertain *opens = find(&p, "events.e.opens");
    assert_true(opens->is_date);
    assert_same(opens->dist.choices[0].value, (double)date_day(2008, 2, 17));
    assert_same(p.scenario.events[0].opens.value, (double)date_day(2008, 2, 17));
    const struct tally_counts *counts = &p.result.totals.outcomes[0];
    int64_t early = 0;
    for (uint32_t run = 1; run <= 20000; run++) {
        early +=
            rng_uniform(4, run, rng_hash("events.e.opens", strlen("events.e.opens")), 0) <= 0.75;
    }
    assert_int_equal(counts->bins[4], early);
    assert_int_equal(counts->bins[5], 20000 - early);
    assert_close(play_share(&p, "e"), 1.0, 0.0);
    assert_close((double)early / 20000.0, 0.75, play_tolerance(&p, 0.75));
    play_free(&p);
}

/* Talks that would begin after they have ended are never held: the later beginning with the
 * earlier end, one in four. */
static void
test_value_talks_may_open_and_end_on_a_choice(void **state)
{
    struct play p;

    (void)state;
    play_text(&p,
        HEAD ISSUE ACTORS(
            "1", "50") "talks = ( { name = \"t\"; model = \"mean\"; rounds = 5;"
                       "first = { choice = ((\"2008-02-20\", 1), (\"2008-02-22\", 1)); };"
                       "until = { choice = ((\"2008-02-21\", 1), (\"2008-03-30\", 1)); }; } );"
                       "outcomes = ( { name = \"s\"; kind = \"value\"; issue = \"i\"; talk = "
                       "\"t\"; } );",
        2);
    assert_int_equal(p.status, OK);
    const int column = p.result.layout.value_of[0];
    assert_close((double)p.result.totals.sums[column].n / 20000.0, 0.75, play_tolerance(&p, 0.75));
    play_free(&p);
}

/* `until` counts with its day, `from` with its own, on whichever is drawn. */
static void
test_value_terms_have_drawn_dates(void **state)
{
    struct play p;

    (void)state;
    play_text(&p,
        HEAD
        "actors = ( { name = \"a\"; } ); events = ( { name = \"e\"; kind = \"decision\"; by = "
        "\"a\"; typical_days = 1e9; terms = ( { term = \"date\"; times = 1e30; on = { choice = "
        "((\"2008-03-01\", 1), (\"2008-03-05\", 4)); }; } ); },"
        "{ name = \"f\"; kind = \"decision\"; by = \"a\"; typical_days = 1e9; terms = ( { term "
        "= \"date\"; times = 1e30; from = { choice = ((\"2008-03-01\", 3), (\"2008-03-05\", 1)); "
        "}; until = { choice = ((\"2008-03-03\", 1), (\"2008-03-09\", 1)); }; } ); } );",
        2);
    assert_int_equal(p.status, OK);
    const struct tally_counts *e = &p.result.totals.outcomes[0], *f = &p.result.totals.outcomes[1];
    assert_close((double)e->bins[17] / 20000.0, 0.2, play_tolerance(&p, 0.2));
    assert_int_equal(e->bins[17] + e->bins[21], 20000);
    assert_close((double)f->bins[17] / 20000.0, 0.75, play_tolerance(&p, 0.75));
    assert_close((double)f->bins[21] / 20000.0, 0.125, play_tolerance(&p, 0.125));
    assert_int_equal(f->bins[17] + f->bins[21] + f->never, 20000);
    play_free(&p);
}

/* ---- mistakes ---- */

#define A(position) HEAD ISSUE ACTORS(position, "50")
#define E(words) HEAD ISSUE ACTORS("1", "50") EVENT(words)

static const struct {
    const char *text;
    int line;
    const char *words;
} mistakes[] = {
    { A("{ pert = (95, 85, 70); }"), 3,
        "actors.a.i.position.pert = (95, 85, 70): low, best, high must rise\ndid you mean (70, 85, "
        "95)?" },
    { A("{ pert = (0, 50); }"), 3,
        "actors.a.i.position.pert is a list of 2; it must be (low, best, high)" },
    { A("{ pert = (0, 50, 101); }"), 3,
        "actors.a.i.position holds 101; it must be between 0 and 100" },
    { A("{ prt = (0, 50, 99); }"), 3, "did you mean pert? allowed: normal, lognormal, pert, beta" },
    { A("{ pert = (0, 50, 99); beta = (1, 1); }"), 3,
        "must hold one of normal, lognormal, pert, beta, choice and value" },
    { A("{ beta = (0, 2); }"), 3,
        "actors.a.i.position.beta: alpha is 0; it must be between 0.1 and 1000" },
    { A("{ beta = (1, 2000); }"), 3, "beta is 2000; it must be between 0.1 and 1000" },
    { A("{ beta = 3; }"), 3, "must be (alpha, beta)" },
    { HEAD "issues = ( { name = \"i\"; low = 5; high = 9; } );\n" ACTORS("{ beta = (2, 2); }", "5"),
        3, "beta lies between 0 and 1, but it must be a number between 5 and 9" },
    { A("{ choice = (); }"), 3, "must be ((value, weight), ...), 1 to 1000 of them" },
    { A("{ choice = (3, 4); }"), 3, "actors.a.i.position.choice.1 must be (value, weight)" },
    { A("{ choice = ((3, 4, 5), (1, 1)); }"), 3, "choice.1 must be (value, weight)" },
    { A("{ choice = ((1, 1), (140, 1)); }"), 3,
        "actors.a.i.position.choice.2.1 is 140; it must be between 0 and 100" },
    { A("{ choice = ((1, 1), (2, 0)); }"), 3, "choice.2.2: a weight must be a number above 0" },
    { A("{ choice = ((1, 1), (\"2\", 1)); }"), 3, "choice.2.1 is a text; it must be a number" },
    { A("{ choice = ((1, 1), (2, 1), (1, 1)); }"), 3, "choice.3 gives the same value" },
    { E("delay = { choice = ((1, 1), (1.5, 1)); };"), 6,
        "events.e.delay.choice.2.1 is 1.5; it must be a whole number" },
    { E("opens = { choice = ((\"2008-03-01\", 1), (\"2007-03-01\", 1)); };"), 6,
        "events.e.opens.choice.2.1 is 2007-03-01; it must lie within the calendar" },
    { E("opens = { choice = ((\"2008-02-30\", 1)); };"), 6, "February 2008 has 29 days" },
    { E("opens = { choice = ((3, 1)); };"), 6,
        "events.e.opens.choice.1.1 is a number; it must be a date" },
    { E("opens = { choise = ((\"2008-03-01\", 1)); };"), 6,
        "no such key in a date\ndid you mean choice? allowed: choice, value, source, note" },
    { E("opens = { normal = (3, 1); };"), 6,
        "events.e.opens.normal: no such key in a date\nallowed: choice, value" },
    { E("opens = (\"2008-03-01\", \"2008-03-02\");"), 6,
        "events.e.opens is a list; it must be a date" },
    { E("terms = ( { term = \"date\"; times = 2; on = ( \"2008-03-01\", { choice = "
        "((\"2008-03-02\", "
        "1)); } ); } );"),
        6, "events.e.terms.date.on.2 must be certain here" },
    { E("terms = ( { term = \"date\"; times = 2; on = (); } );"), 6, "it must name one date" },
    { E("") "outcomes = ( { name = \"o\"; kind = \"flag\"; event = \"e\"; on = { choice = "
            "((\"2008-03-02\", 1)); }; } );\n",
        7, "outcomes.o.on must be certain here: one date" },
    { "start = { choice = ((\"2008-03-02\", 1)); };\nend = \"2008-12-31\";\n", 1,
        "start must be certain here" },
    { HEAD ISSUE ACTORS(
          "1", "50") "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; "
                     "chances = ( { until = { choice = ((\"2008-03-02\", 1)); }; chance "
                     "= 0.5; } ); } );\n",
        5, "events.e.chances.1.until must be certain here" },
    /* Chances begin after the latest opening. */
    { HEAD ISSUE ACTORS(
          "1", "50") "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; opens = "
                     "{ choice = ((\"2008-03-02\", 1), (\"2008-04-02\", 1)); };\n"
                     "chances = ( { on = \"2008-03-05\"; chance = 0.5; } ); } );\n",
        6, "before the event opens, 2008-04-02" },
    { HEAD ISSUE ACTORS(
          "1", "50") "talks = ( { name = \"t\"; model = \"mean\"; first = { choice = "
                     "((\"2008-03-02\", 9), (\"2008-12-31\", 1)); };\nrounds = 2; } );\n",
        6, "round 2 would be held on 2009-01-01, after the end" },
    { E("terms = ( { term = \"date\"; times = 2; days = (3, 1); event = \"e\"; } );"), 6,
        "events.e.terms.date.days = (3, 1): low, high must rise" },
    { E("terms = ( { term = \"date\"; times = 2; days = (-1, 1); event = \"e\"; } );"), 6,
        "events.e.terms.date.days holds -1; it must be between 0 and 100000" },
    { E("terms = ( { term = \"date\"; times = 2; days = (0, 1.5); event = \"e\"; } );"), 6,
        "days.2 is 1.5; it must be a whole number" },
    { E("terms = ( { term = \"date\"; times = 2; days = (0, 1); } );"), 6,
        "`days` and `event` belong together" },
    { E("terms = ( { term = \"date\"; times = 2; event = \"e\"; } );"), 6,
        "`days` and `event` belong together" },
    { E("terms = ( { term = \"date\"; times = 2; days = (0, 1); event = \"e\"; from = "
        "\"2008-03-01\"; "
        "} );"),
        6, "they stand without `on`, `from` and `until`" },
    { E("terms = ( { term = \"date\"; times = 2; on = \"2008-03-01\"; until = \"2008-03-01\"; } "
        ");"),
        6, "`on` names single days" },
    { E("terms = ( { term = \"date\"; times = 2; } );"), 6, "names no day" },
    { HEAD ISSUE ACTORS("1",
          "50") "bodies = ( { name = \"c\"; threshold = 1; members = ( { actor = \"a\"; } ); } );\n"
                "events = ( { name = \"v\"; kind = \"vote\"; body = \"c\"; issue = \"i\"; proposal "
                "= 9;\n"
                "on = ( \"2008-03-02\", \"2008-03-09\",\n \"2008-03-09\" ); } );\n",
        8, "events.v.on: 2008-03-09 is not after the date before it" },
};

static void
test_value_each_mistake_has_its_line_and_its_sentence(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof(mistakes) / sizeof(mistakes[0]); k++) {
        if (play_mistakes(mistakes[k].text, mistakes[k].line, mistakes[k].words) == 0) {
            fail_msg("case %zu: not said in line %d: %s", k, mistakes[k].line, mistakes[k].words);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_value_pert_and_beta_are_read),
        cmocka_unit_test(test_value_pert_without_width_is_a_constant),
        cmocka_unit_test(test_value_equal_shapes_share_one_table),
        cmocka_unit_test(test_value_choice_is_the_same_in_any_order),
        cmocka_unit_test(test_value_date_may_be_a_choice),
        cmocka_unit_test(test_value_talks_may_open_and_end_on_a_choice),
        cmocka_unit_test(test_value_terms_have_drawn_dates),
        cmocka_unit_test(test_value_each_mistake_has_its_line_and_its_sentence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
