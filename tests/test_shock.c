/* What events change of actors. */
#include "support.h"

#include <stdio.h>

#include "play.h"

#define HEAD \
    "start = \"2008-01-01\"; end = \"2008-04-09\"; runs = 20000; seed = 11;\n" \
    "issues = ( { name = \"i\"; low = 10; high = 30; reference = 10; } );\n"
/* 2008-01-11 is day 10: a decision that is certain there, at some hour of that day. */
#define QUAKE(shocks) \
    "{ name = \"quake\"; kind = \"decision\"; by = \"ann\"; chances = ( { on = \"2008-01-11\"; " \
    "chance = 1; } ); shocks = ( " shocks " ); }"
#define ACTORS \
    "actors = ( { name = \"ann\"; capability = 1; attributes = { fear = 0; }; i = { position = " \
    "10; " \
    "salience = 50; stubbornness = 100; limits = (10, 24); }; },\n" \
    "  { name = \"bob\"; capability = 3; attributes = { fear = (0, 2); }; i = { position = 30; " \
    "salience = 50; stubbornness = 100; }; } );\n"
#define TALKS \
    "talks = ( { name = \"before\"; model = \"mean\"; first = \"2008-01-11\"; },\n" \
    "  { name = \"same\"; model = \"mean\"; first = \"2008-01-12\"; },\n" \
    "  { name = \"later\"; model = \"influence\"; first = \"2008-01-21\"; rounds = 3; } );\n"
#define OUTCOMES \
    "outcomes = ( { name = \"b\"; kind = \"value\"; issue = \"i\"; talk = \"before\"; },\n" \
    "  { name = \"s\"; kind = \"value\"; issue = \"i\"; talk = \"same\"; },\n" \
    "  { name = \"l\"; kind = \"value\"; issue = \"i\"; talk = \"later\"; },\n" \
    "  { name = \"ann\"; kind = \"value\"; issue = \"i\"; actor = \"ann\"; } );\n"

/* Settlements before the shock, at the midnight after it, ten days later, and where ann ends. */
static void
expect(const char *shocks, double before, double same, double later, double ann)
{
    char text[4096];
    struct play p;

    (void)snprintf(text, sizeof(text), "%s%s%sevents = ( " QUAKE("%s") " );\n%s", HEAD, ACTORS,
        TALKS, shocks, OUTCOMES);
    play_text(&p, text, 1);
    assert_int_equal(p.status, OK);
    assert_close(play_mean(&p, "b"), before, 1e-12);
    assert_close(play_mean(&p, "s"), same, 1e-12);
    assert_close(play_mean(&p, "l"), later, 1e-12);
    assert_close(play_mean(&p, "ann"), ann, 1e-12);
    play_free(&p);
}

static void
test_shock_changes_weights_and_positions_at_once(void **state)
{
    (void)state;
    /* Weights 1 x 50 and 3 x 50: (10 + 3 x 30) / 4 = 25. Nobody moves by itself. */
    expect("{ path = \"actors.ann.capability\"; set = 3; }", 25.0, 20.0, 20.0, 10.0);
    expect("{ path = \"actors.ann.capability\"; add = 1; }", 25.0, 22.0, 22.0, 10.0);
    /* Weights 1 x 50 and 3 x 25: (2 x 10 + 3 x 30) / 5 = 22. */
    expect("{ path = \"actors.bob.i.salience\"; add = -25; }", 25.0, 22.0, 22.0, 10.0);
    expect("{ path = \"actors.ann.i.position\"; set = 14; }", 25.0, 26.0, 26.0, 14.0);
    expect("{ path = \"actors.bob.i.position\"; add = -8; }", 25.0, 19.0, 19.0, 10.0);
    /* What a shock adds up to stays within limits; a weight does not vanish. */
    expect("{ path = \"actors.ann.i.position\"; add = 20; }", 25.0, 28.5, 28.5, 24.0);
    expect("{ path = \"actors.bob.i.salience\"; add = 80; }", 25.0, 190.0 / 7.0, 190.0 / 7.0, 10.0);
    expect(
        "{ path = \"actors.bob.capability\"; add = -5; }", 25.0, 10.0 + 60e-9, 10.0 + 60e-9, 10.0);
    /* Two shocks, in order of the file. */
    expect(
        "{ path = \"actors.ann.capability\"; set = 2; }, { path = \"actors.ann.capability\"; add "
        "= 1; }",
        25.0, 20.0, 20.0, 10.0);
}

static void
test_shock_moves_what_the_actor_is_tied_to(void **state)
{
    /* ann, tied fast to where she began, would go back to 10 in three rounds; she stays at 14. With
     * her ties loosened as well she drifts: each round x' = (x + 3 y) / 4 for her alone. */
    (void)state;
    expect("{ path = \"actors.ann.i.position\"; add = 4; }", 25.0, 26.0, 26.0, 14.0);
    /* x0 = 10, y = 30 fixed: mean m = (x + 90) / 4; x1 = 25 cut to 24, then 28.5 cut to 24. */
    expect("{ path = \"actors.ann.i.stubbornness\"; set = 0; }", 25.0, 25.0, 28.5, 24.0);
    /* b = 1/2: x1 = 17.5, x2 = .5 (17.5 + 90) / 4 + 5 = 18.4375, x3 = .5 (108.4375) / 4 + 5. */
    expect("{ path = \"actors.ann.i.stubbornness\"; add = -50; }", 25.0, 25.0,
        (5.0 + 108.4375 / 8.0 + 90.0) / 4.0, 5.0 + 108.4375 / 8.0);
}

static void
test_shock_with_a_delay_comes_before_the_rounds_of_its_midnight(void **state)
{
    (void)state;
    /* Day 10 + 10: before the round of 2008-01-21. */
    expect("{ path = \"actors.ann.capability\"; set = 3; delay = 10; }", 25.0, 25.0, 20.0, 10.0);
    /* Before the third of its rounds, after it. */
    expect("{ path = \"actors.ann.capability\"; set = 3; delay = 12; }", 25.0, 25.0, 20.0, 10.0);
    expect("{ path = \"actors.ann.capability\"; set = 3; delay = 13; }", 25.0, 25.0, 25.0, 10.0);
    expect("{ path = \"actors.ann.capability\"; set = 3; delay = 1; }", 25.0, 20.0, 20.0, 10.0);
    /* After the end: never. */
    expect("{ path = \"actors.ann.capability\"; set = 3; delay = 100; }", 25.0, 25.0, 25.0, 10.0);
}

static void
test_shock_reaches_composites(void **state)
{
    /* The union of ann and bob stands at 25 with weight 4 x 50 before, beside cid at 10 with 4 x
     * 50: 17.5; at 19 after, 14.5. Its members stay where they are. */
    struct play p;

    (void)state;
    play_text(&p,
        HEAD
        "actors = ( { name = \"ann\"; capability = 1; groups = ( \"u\" ); i = { position = 10; "
        "salience = 50; }; },\n"
        "  { name = \"bob\"; capability = 3; groups = ( \"u\" ); i = { position = 30; salience = "
        "50; }; },\n"
        "  { name = \"cid\"; capability = 4; i = { position = 10; salience = 50; }; },\n"
        "  { name = \"both\"; made_of = \"u\"; } );\n"
        "talks = ( { name = \"before\"; model = \"mean\"; first = \"2008-01-11\"; },\n"
        "  { name = \"after\"; model = \"mean\"; first = \"2008-01-12\"; } );\n"
        "events = ( " QUAKE(
            "{ path = \"actors.both.i.position\"; add = -6; }") " );\n"
                                                                "outcomes = ( { name = \"b\"; kind "
                                                                "= \"value\"; issue = \"i\"; talk "
                                                                "= \"before\"; },\n"
                                                                "  { name = \"a\"; kind = "
                                                                "\"value\"; issue = \"i\"; talk = "
                                                                "\"after\"; },\n"
                                                                "  { name = \"bob\"; kind = "
                                                                "\"value\"; issue = \"i\"; actor = "
                                                                "\"bob\"; } );\n",
        1);
    assert_int_equal(p.status, OK);
    assert_close(play_mean(&p, "b"), 17.5, 1e-12);
    assert_close(play_mean(&p, "a"), 14.5, 1e-12);
    assert_close(play_mean(&p, "bob"), 30.0, 1e-12);
    play_free(&p);
}

#define RISE(who, terms, more) \
    "{ name = \"rise\"; kind = \"decision\"; by = \"" who \
    "\"; typical_days = 20; terms = ( " terms " ); " more " }"

/* The share of runs in which `rise` has happened by the end, day 100, when its hazard is ln 2 / 20
 * a day until the midnight of day 20 and `times` as much from then on. */
static void
expect_rise(const char *shocks, const char *who, const char *terms, double times)
{
    const double survival = pow(0.5, 20.0 / 20.0 + times * 80.0 / 20.0);
    char text[4096];
    struct play p;

    (void)snprintf(text, sizeof(text),
        "%s%sevents = ( " QUAKE("%s") ", " RISE("%s", "%s", "") " );\n", HEAD, ACTORS, shocks, who,
        terms);
    play_text(&p, text, 2);
    assert_int_equal(p.status, OK);
    assert_close(play_share(&p, "rise"), 1.0 - survival, play_tolerance(&p, survival));
    play_free(&p);
}

static void
test_shock_changes_hazards_that_read_what_it_changes(void **state)
{
    (void)state;
    /* fear rises from 0 to 1. */
    expect_rise("{ path = \"actors.ann.attributes.fear\"; set = 1; delay = 10; }", "ann",
        "{ term = \"attribute\"; attribute = \"fear\"; times = 0.2; }", 0.2);
    /* The settlement before any talks, 0.75 of the scale, becomes 0.5 with equal weights. */
    expect_rise("{ path = \"actors.ann.capability\"; set = 3; delay = 10; }", "ann",
        "{ term = \"settlement\"; issue = \"i\"; relative_to = 0.75; per = 0.25; times = 4; }",
        0.25);
    expect_rise("{ path = \"actors.bob.i.salience\"; set = 25; delay = 10; }", "ann",
        "{ term = \"support\"; issue = \"i\"; at_least = 20; relative_to = 0.75; per = 0.15; times "
        "= "
        "4; }",
        0.25);
    /* ann's position 0 to 0.25. */
    expect_rise("{ path = \"actors.ann.i.position\"; set = 15; delay = 10; }", "ann",
        "{ term = \"position\"; issue = \"i\"; per = 0.25; times = 3; }", 3.0);
}

static void
test_shock_changes_an_uncertain_attribute_in_its_world(void **state)
{
    /* bob's fear is f, uniform on 0 to 2, and f + 1 from day 20 on: the share that has not risen by
     * day 100 is the mean over f of .5^(.2^f + 4 x .2^(f + 1)), by Simpson's rule. */
    double survival = 0.0;
    struct play p;

    (void)state;
    for (int k = 0; k <= 200; k++) {
        const double weight = k == 0 || k == 200 ? 1.0 : k % 2 == 1 ? 4.0 : 2.0;
        survival += weight / 600.0 * pow(0.5, pow(0.2, (double)k / 100.0) * 1.8);
    }
    play_text(&p,
        HEAD ACTORS
        "events = ( " QUAKE("{ path = \"actors.bob.attributes.fear\"; add = 1; delay = 10; "
                            "}") ", " RISE("bob",
            "{ term = \"attribute\"; attribute = \"fear\"; times = 0.2; }", "") " );\n",
        2);
    assert_int_equal(p.status, OK);
    assert_close(play_share(&p, "rise"), 1.0 - survival, play_tolerance(&p, survival));
    play_free(&p);
}

static void
test_shock_weighs_those_who_acted_anew(void **state)
{
    /* bob acts at once; he weighs 3 of the 6 of the others than ann, from day 20 on 9 of 12. Her
     * hazard is ln 2 / 20 times 4^(share - .5) a day. */
    struct play p;
    const double survival = pow(0.5, 1.0 + 4.0 * pow(4.0, 0.25));

    (void)state;
    play_text(&p,
        HEAD
        "actors = ( { name = \"ann\"; capability = 1; groups = ( \"g\" ); },\n"
        "  { name = \"bob\"; capability = 3; groups = ( \"g\" ); attributes = { x = 0; }; },\n"
        "  { name = \"cid\"; capability = 3; groups = ( \"g\" ); i = { position = 10; salience = "
        "50; }; } );\n"
        "events = ( " QUAKE(
            "{ path = \"actors.bob.capability\"; set = 9; delay = 10; }") ",\n"
                                                                          "  { name = \"join\"; "
                                                                          "kind = \"cascade\"; "
                                                                          "group = \"g\"; "
                                                                          "typical_days = 1e-9; "
                                                                          "terms = ( { "
                                                                          "term = \"attribute\"; "
                                                                          "attribute = \"x\"; "
                                                                          "missing = 1; times = "
                                                                          "1e-30; } ); },\n"
                                                                          "  " RISE("ann",
                                                                              "{ term = "
                                                                              "\"adopted\"; event "
                                                                              "= \"join\"; weigh = "
                                                                              "\"capability\"; "
                                                                              "relative_to = 0.5; "
                                                                              "times = 4; }",
                                                                              "") " );\n",
        2);
    assert_int_equal(p.status, OK);
    assert_close(play_share(&p, "rise"), 1.0 - survival, play_tolerance(&p, survival));
    play_free(&p);
}

static void
test_shock_is_undone_in_the_next_world(void **state)
{
    /* quake comes in half of the worlds; in the others fear stays 0. */
    struct play p;
    const double calm = pow(0.5, 5.0), shaken = pow(0.5, 1.0 + 0.2 * 4.0);

    (void)state;
    play_text(&p,
        HEAD ACTORS
        "events = ( { name = \"quake\"; kind = \"decision\"; by = \"bob\"; chances = ( { "
        "on = \"2008-01-11\"; chance = 0.5; } ); shocks = ( { path = "
        "\"actors.ann.attributes.fear\"; add = 1; delay = 10; } ); },\n" RISE(
            "ann", "{ term = \"attribute\"; attribute = \"fear\"; times = 0.2; }", "") " );\n",
        2);
    assert_int_equal(p.status, OK);
    assert_close(play_share(&p, "rise"), 1.0 - 0.5 * (calm + shaken),
        play_tolerance(&p, 0.5 * (calm + shaken)));
    play_free(&p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shock_changes_weights_and_positions_at_once),
        cmocka_unit_test(test_shock_moves_what_the_actor_is_tied_to),
        cmocka_unit_test(test_shock_with_a_delay_comes_before_the_rounds_of_its_midnight),
        cmocka_unit_test(test_shock_reaches_composites),
        cmocka_unit_test(test_shock_changes_hazards_that_read_what_it_changes),
        cmocka_unit_test(test_shock_changes_an_uncertain_attribute_in_its_world),
        cmocka_unit_test(test_shock_weighs_those_who_acted_anew),
        cmocka_unit_test(test_shock_is_undone_in_the_next_world),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
