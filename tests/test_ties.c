/* Ties: rows by hand, cascades that look to those they are tied to, and talks that listen to them.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hazard.h"
#include "run.h"
#include "ties.h"

#define LN2 0.69314718055994530942

/* ---- rows ---- */

/* Indices of names that are given in order of name. */
static void
find_actors(const struct scenario *scenario, const char *const *names, int n, int *actors)
{
    for (int k = 0; k < n; k++) {
        actors[k] = scenario_find(scenario, "actor", names[k]);
        assert_true(actors[k] >= 0);
    }
}

/* a, b, c at 0, 2 and 6, width 2: distances 1 and 3 from a, in widths; d states its ties; e has no
 * number; f is far from all, 100 widths beyond c. */
static const char rows[] =
    "start = \"2001-01-01\"; end = \"2001-12-31\"; ties = { near = \"x\"; width = 2; }; actors = ("
    "{ name = \"c\"; attributes = { x = 6; }; }, { name = \"a\"; attributes = { x = 0; }; },"
    "{ name = \"f\"; attributes = { x = 206; }; },"
    "{ name = \"d\"; attributes = { x = 1; }; ties = { e = 3; d = 4; a = 1; }; },"
    "{ name = \"b\"; attributes = { x = 2; }; }, { name = \"e\"; attributes = { y = 1; }; },"
    "{ name = \"g\"; ties = { }; } );";

static void
test_ties_rows_are_worked_by_hand(void **state)
{
    static const char *const names[7] = { "a", "b", "c", "d", "e", "f", "g" };
    const double near = exp(-0.5), far = exp(-4.5), between = exp(-2.0);
    struct play play;
    double row[7];
    int who[7];

    (void)state;
    play_text(&play, rows, 0);
    assert_int_equal(play.status, OK);
    find_actors(&play.scenario, names, 7, who);
    assert_true(ties_are_said(&play.scenario));
    assert_false(ties_are_drawn(&play.scenario));
    /* By the kernel, oneself at 1 or left out. */
    assert_true(ties_row(&play.scenario, NULL, who[0], who, 3, true, row));
    assert_close(row[0], 1.0 / (1.0 + near + far), 1e-15);
    assert_close(row[1], near / (1.0 + near + far), 1e-15);
    assert_close(row[2], far / (1.0 + near + far), 1e-15);
    assert_true(ties_row(&play.scenario, NULL, who[1], who, 3, false, row));
    assert_close(row[0], near / (near + between), 1e-15);
    assert_same(row[1], 0.0);
    assert_close(row[2], between / (near + between), 1e-15);
    /* As stated: 1, 4 and 3 of 8, and 1 and 3 of 4 without itself; e's number plays no part. */
    assert_true(ties_row(&play.scenario, NULL, who[3], who, 7, true, row));
    for (int k = 0; k < 7; k++) {
        assert_same(row[k], k == 0 ? 0.125 : k == 3 ? 0.5 : k == 4 ? 0.375 : 0.0);
    }
    assert_true(ties_row(&play.scenario, NULL, who[3], who, 7, false, row));
    assert_same(row[0], 0.25);
    assert_same(row[3], 0.0);
    assert_same(row[4], 0.75);
    /* Without the number there are no ties, neither from e nor to it; nor for who states none. */
    assert_false(ties_row(&play.scenario, NULL, who[4], who, 7, true, row));
    assert_same(row[0], 0.0);
    assert_false(ties_row(&play.scenario, NULL, who[6], who, 7, true, row));
    assert_true(ties_row(&play.scenario, NULL, who[0], who, 7, true, row));
    assert_same(row[4], 0.0);
    /* Far from all: the least far, and the others are lighter than 1e-9 of it. Beside itself,
     * nobody is anything. */
    assert_true(ties_row(&play.scenario, NULL, who[5], who, 6, false, row));
    assert_same(row[2], 1.0);
    assert_same(row[1], 0.0);
    assert_true(ties_row(&play.scenario, NULL, who[5], who, 6, true, row));
    assert_same(row[5], 1.0);
    play_free(&play);
}

/* ---- cascades ---- */

/* Three in a row: b looks to a, c to b; each acts at the rate l, and r times as fast once the one
 * it looks to has acted. With T the time of the last act, by the states (who has acted), m = r l:
 *
 *     E{abc} = 0      E{ab} = 1/m     E{bc} = 1/l     E{ac} = 1/m
 *     E{a} = (1 + m E{ab} + l E{ac}) / (m + l)        b at m, c at l
 *     E{b} = (1 + l E{ab} + m E{bc}) / (l + m)        a at l, c at m
 *     E{c} = (1 + l E{ac} + l E{bc}) / 2l             a and b at l
 *     E{}  = (1 + l (E{a} + E{b} + E{c})) / 3l
 *
 * and the first comes after 1 / 3l. For l = .1, r = 4: m = .4, E{ab} = E{ac} = 2.5, E{bc} = 10,
 * E{a} = (1 + 1 + .25) / .5 = 4.5, E{b} = (1 + .25 + 4) / .5 = 10.5, E{c} = (1 + .25 + 1) / .2 =
 * 11.25, E{} = (1 + 2.625) / .3 = 12.08333. */
static void
test_ties_pure_birth_takes_the_worked_time(void **state)
{
    enum { RUNS = 20000 };
    struct run h;
    double first = 0.0, last = 0.0, square = 0.0;

    (void)state;
    run_open(&h,
        "start = \"2001-01-01\"; end = \"2099-12-31\"; seed = 51; actors = ("
        "{ name = \"a\"; groups = ( \"g\" ); ties = { z = 1; }; },"
        "{ name = \"b\"; groups = ( \"g\" ); ties = { a = 2; b = 7; z = 5; }; },"
        "{ name = \"c\"; groups = ( \"g\" ); ties = { b = 0.5; }; }, { name = \"z\"; } );"
        "events = ( { name = \"e\"; kind = \"cascade\"; group = \"g\"; typical_days = "
        "6.931471805599453; terms = ( { term = \"adopted\"; ties = true; times = 4; } ); } );");
    for (int run = 1; run <= RUNS; run++) {
        run_play(&h, run);
        const double a = run_acted(&h, 0, "a"), b = run_acted(&h, 0, "b"),
                     c = run_acted(&h, 0, "c");
        const double t = fmax(a, fmax(b, c));
        assert_close(0.1 * a, run_clock(&h, "e", "a"), 1e-12);
        assert_close(0.1 * (fmin(a, b) + 4.0 * fmax(b - a, 0.0)), run_clock(&h, "e", "b"), 1e-9);
        assert_close(0.1 * (fmin(b, c) + 4.0 * fmax(c - b, 0.0)), run_clock(&h, "e", "c"), 1e-9);
        first += fmin(a, fmin(b, c)) / RUNS;
        last += t / RUNS;
        square += t * t / RUNS;
    }
    assert_close(first, 10.0 / 3.0, 5.0 * 10.0 / 3.0 / sqrt(RUNS));
    assert_close(last, 12.0833333333333, 5.0 * sqrt((square - last * last) / RUNS));
    run_close(&h);
}

enum { N = 20, HISTORIES = 150 };

/* Twenty on a line, half of them drawn anew in each run; m7 states its ties; m3 has no number. An
 * event in between touches all. */
static void
write_line(char *text, size_t size, bool drawn)
{
    size_t n = (size_t)snprintf(text, size,
        "start = \"2001-01-01\"; end = \"2099-12-31\"; seed = 52; ties = { near = \"x\"; width = "
        "%s; }; actors = (",
        drawn ? "(0.8, 1.2)" : "1");

    for (int k = 0; k < N; k++) {
        n += (size_t)snprintf(text + n, size - n, "{ name = \"m%02d\"; groups = ( \"g\"%s );", k,
            k % 3 == 0 ? ", \"third\"" : "");
        n += (size_t)snprintf(text + n, size - n, " attributes = { ease = %.1f; ", 0.1 * k);
        n += k == 3                ? (size_t)snprintf(text + n, size - n, "}; },")
             : drawn && k % 2 == 0 ? (size_t)snprintf(text + n, size - n, "x = (%.2f, %.2f); };",
                                         0.4 * k, 0.4 * k + 2)
                                   : (size_t)snprintf(text + n, size - n, "x = %.2f; };", 0.4 * k);
        n += k == 3   ? 0
             : k == 7 ? (size_t)snprintf(text + n, size - n, " ties = { m03 = 2; m19 = 1; }; },")
                      : (size_t)snprintf(text + n, size - n, " },");
    }
    (void)snprintf(text + n, size - n,
        "{ name = \"z\"; } ); events = ("
        "{ name = \"shock\"; kind = \"decision\"; by = \"z\"; typical_days = 30; },"
        "{ name = \"c\"; kind = \"cascade\"; group = \"g\"; typical_days = 100; terms = ("
        "{ term = \"adopted\"; ties = true; times = 8; relative_to = 0.2; },"
        "{ term = \"adopted\"; name = \"more\"; ties = true; only = \"third\"; coef = -0.5; },"
        "{ term = \"attribute\"; attribute = \"ease\"; times = 3; relative_to = 1; },"
        "{ term = \"happened\"; event = \"shock\"; times = 2.5; } ); } );");
}

/* The tie of p to q by the kernel or as stated, before it is made a share. */
static double
weight(const struct run *h, int p, int q)
{
    const struct scenario *scenario = &h->play.scenario;
    const double *draws = h->timeline.world.draws;
    const double x = number_get(scenario->attribute[p * scenario->n_attributes + 1], draws);
    const double y = number_get(scenario->attribute[q * scenario->n_attributes + 1], draws);
    const double d = (x - y) / number_get(scenario->kernel.width, draws);

    return p == 7                       ? (q == 3       ? 2.0
                                              : q == 19 ? 1.0
                                                        : 0.0)
           : p == q || p == 3 || q == 3 ? 0.0
                                        : exp(-0.5 * d * d);
}

/* The cumulative hazard of p from the acts of all. */
static double
compensator(const struct run *h, int p, const double *share)
{
    const struct event_run *c = run_event(h, 1);
    const double shock = run_event(h, 0)->happened;
    double from = 0.0, sum = 0.0, exposure = 0.0;

    for (int k = 0; from < c->acted[p]; k++) {
        const double until = c->acted[c->order[k]];
        const double own = log(8.0) * (exposure - 0.2) + (p % 3 == 0 ? -0.5 * exposure : 0.0) +
                           log(3.0) * (0.1 * p - 1.0);
        const double before = shock < from ? 0.0 : shock < until ? shock - from : until - from;
        sum += LN2 / 100.0 * exp(own) * (before + 2.5 * (until - from - before));
        exposure += share[c->order[k]];
        from = until;
    }
    return sum;
}

static void
check_time_rescaling(bool drawn)
{
    static double x[N * HISTORIES];
    static char text[16384];
    struct run h;
    int n = 0;

    write_line(text, sizeof(text), drawn);
    run_open(&h, text);
    assert_string_equal(h.play.scenario.attributes[1], "x");
    assert_true(ties_are_drawn(&h.play.scenario) == drawn);
    for (int run = 1; run <= HISTORIES; run++) {
        run_play(&h, run);
        assert_int_equal(run_event(&h, 1)->n_acted, N);
        for (int p = 0; p < N; p++) {
            double share[N], all = 0.0;
            char name[8];
            for (int q = 0; q < N; q++) {
                share[q] = weight(&h, p, q);
                all += share[q];
            }
            for (int q = 0; q < N; q++) {
                share[q] /= all > 0.0 ? all : 1.0;
            }
            (void)snprintf(name, sizeof(name), "m%02d", p);
            x[n] = compensator(&h, p, share);
            assert_close(x[n], run_clock(&h, "c", name), 1e-7); /* the cut at 1e-9 */
            n++;
        }
    }
    assert_true(run_distance(x, n) < 1.63);
    run_close(&h);
}

static void
test_ties_cascade_passes_time_rescaling(void **state)
{
    (void)state;
    check_time_rescaling(false);
}

static void
test_ties_that_are_drawn_pass_time_rescaling(void **state)
{
    (void)state;
    check_time_rescaling(true);
}

/* An exposure that began before the opening counts; ties to those who may not act do not. */
static void
test_ties_reach_across_events(void **state)
{
    struct run h;

    (void)state;
    run_open(&h,
        "start = \"2001-01-01\"; end = \"2099-12-31\"; seed = 53; actors = ("
        "{ name = \"z\"; ties = { a = 1; b = 3; y = 9; z = 9; }; },"
        "{ name = \"a\"; groups = ( \"g\" ); }, { name = \"b\"; groups = ( \"g\" ); }, { name = "
        "\"y\"; "
        "} ); events = ( { name = \"e\"; kind = \"decision\"; by = ( \"z\" ); opens = "
        "\"2001-01-21\"; typical_days = 30; terms = ( { term = \"adopted\"; event = \"f\"; ties = "
        "true; coef = 2; } ); },"
        "{ name = \"f\"; kind = \"cascade\"; group = \"g\"; typical_days = 20; } );");
    for (int run = 1; run <= 300; run++) {
        run_play(&h, run);
        const double t = run_acted(&h, 0, "z");
        const double a = fmax(20.0, fmin(t, run_acted(&h, 1, "a")));
        const double b = fmax(20.0, fmin(t, run_acted(&h, 1, "b")));
        const double first = fmin(a, b), second = fmax(a, b);
        const double sum = LN2 / 30.0 *
                           (first - 20.0 + (second - first) * exp(2.0 * (a < b ? 0.25 : 0.75)) +
                               (t - second) * exp(2.0));
        assert_close(sum, run_clock(&h, "e", "z"), 1e-9);
    }
    run_close(&h);
}

/* ---- order ---- */

static const char *const people[5] = {
    "{ name = \"p\"; capability = 1; groups = ( \"g\" ); attributes = { x = (0, 1); }; i = { "
    "position "
    "= 10; salience = 40; }; }",
    "{ name = \"q\"; capability = 2; groups = ( \"g\" ); attributes = { x = 0.3; }; i = { position "
    "= "
    "30; salience = 70; }; }",
    "{ name = \"r\"; capability = 4; groups = ( \"g\" ); attributes = { x = (0.2, 0.5); }; i = { "
    "position = 60; salience = 60; }; }",
    "{ name = \"s\"; capability = 0.7; groups = ( \"g\" ); attributes = { x = 0.9; }; ties = { r = "
    "0.3; p = 0.1; q = 0.7; }; i = { position = 80; salience = 90; stubbornness = 10; }; }",
    "{ name = \"t\"; capability = 9; groups = ( \"g\" ); i = { position = 90; salience = 20; }; }",
};

static void
open_in_order(struct run *h, const int *order)
{
    char text[4096];
    size_t n = (size_t)snprintf(text, sizeof(text),
        "start = \"2001-01-01\"; end = \"2001-12-31\"; seed = 54; ties = { near = \"x\"; width = "
        "0.4; "
        "}; issues = ( { name = \"i\"; low = 0; high = 100; } ); actors = (");

    for (int k = 0; k < 5; k++) {
        n += (size_t)snprintf(
            text + n, sizeof(text) - n, "%s%s", k > 0 ? "," : "", people[order[k]]);
    }
    (void)snprintf(text + n, sizeof(text) - n,
        "); talks = ( { name = \"k\"; model = \"influence\"; ties = true; every = 5; rounds = 9; } "
        "); events = ( { name = \"c\"; kind = \"cascade\"; group = \"g\"; typical_days = 60; terms "
        "= "
        "( { term = \"adopted\"; ties = true; times = 7; }, { term = \"adopted\"; name = "
        "\"heavy\"; "
        "weigh = \"capability\"; times = 3; }, { term = \"frailty\"; sd = 1; },"
        "{ term = \"distance\"; issue = \"i\"; times = 5; }, { term = \"stake\"; issue = \"i\"; "
        "times = "
        "2; }, { term = \"weekday\"; on = \"sunday\"; times = 4; } ); } );");
    run_open(h, text);
}

static void
test_ties_give_the_same_histories_in_any_order(void **state)
{
    static const int forth[5] = { 0, 1, 2, 3, 4 }, mixed[5] = { 3, 0, 4, 2, 1 };
    static const char *const names[5] = { "p", "q", "r", "s", "t" };
    struct run one, other;
    int acted = 0;

    (void)state;
    open_in_order(&one, forth);
    open_in_order(&other, mixed);
    for (int run = 1; run <= 200; run++) {
        run_play(&one, run);
        run_play(&other, run);
        assert_same(one.timeline.world.settlement[0], other.timeline.world.settlement[0]);
        for (int k = 0; k < 5; k++) {
            const double t = run_acted(&one, 0, names[k]);
            assert_true(t == run_acted(&other, 0, names[k]));
            assert_same(one.timeline.world.position[k],
                other.timeline.world
                    .position[scenario_find(&other.play.scenario, "actor", names[k])]);
            acted += t < HUGE_VAL;
        }
    }
    assert_true(acted > 600);
    run_close(&one);
    run_close(&other);
}

/* ---- talks ---- */

static void
open_talks(struct run *h, const char *a, const char *rest)
{
    char text[2048];

    (void)snprintf(text, sizeof(text),
        "start = \"2001-01-01\"; end = \"2001-12-31\"; issues = ( { name = \"i\"; low = 0; high = "
        "100; "
        "} ); %s actors = ("
        "{ name = \"c\"; capability = 4; ties = { a = 1; b = 3; c = 6; x = 90; }; i = { position = "
        "100; salience = 50; stubbornness = 10; }; },"
        "{ name = \"a\"; capability = 2; %s i = { position = 0; salience = 50; stubbornness = 20; "
        "}; "
        "}, { name = \"x\"; },"
        "{ name = \"b\"; capability = 1; ties = { c = 0.2; b = 0.6; a = 0.2; }; i = { position = "
        "50; "
        "salience = 100; stubbornness = 50; }; } );"
        "talks = ( { name = \"t\"; model = \"influence\"; ties = true; rounds = 2; } );",
        rest, a);
    run_open(h, text);
    run_play(h, 1);
}

static double
after(const struct run *h, int round, int seat)
{
    return h->timeline.talks[0].record[4 * round + seat];
}

/* MODELS' matrix, (.5 .3 .2, .2 .6 .2, .1 .3 .6), with (1 - b) = (.8, .5, .9): after one round
 * 28, 50 and 77.5; after two .8 (.5 x 28 + .3 x 50 + .2 x 77.5) = 35.6, .5 (.2 x 28 + .6 x 50 + .2
 * x 77.5) + 25 = 50.55, .9 (.1 x 28 + .3 x 50 + .6 x 77.5) + 10 = 67.87. */
static void
test_ties_of_three_are_listened_to(void **state)
{
    static const double worked[2][3] = { { 0.28, 0.50, 0.775 }, { 0.356, 0.5055, 0.6787 } };
    struct run h;

    (void)state;
    open_talks(&h, "ties = { a = 5; b = 3; c = 2; };", "");
    for (int round = 0; round < 2; round++) {
        for (int k = 0; k < 3; k++) {
            assert_close(after(&h, round + 1, k), worked[round][k], 1e-15);
        }
    }
    run_close(&h);
}

/* a is tied to nobody at the table: it hears the mean by weights (1, 1, 2), itself included:
 * (0 + 50 + 2 x 100) / 4 = 62.5, x .8. The others listen as before. */
static void
test_ties_to_nobody_at_the_table_leave_the_weights(void **state)
{
    struct run h;

    (void)state;
    open_talks(&h, "ties = { x = 1; };", "");
    assert_close(after(&h, 1, 0), 0.8 * 0.625, 1e-15);
    assert_close(after(&h, 1, 1), 0.50, 1e-15);
    assert_close(after(&h, 1, 2), 0.775, 1e-15);
    run_close(&h);
}

/* By the kernel a hears itself at 1 and nobody else, as nobody else has the number. */
static void
test_ties_by_kernel_include_oneself(void **state)
{
    struct run h;

    (void)state;
    open_talks(&h, "attributes = { x = 3; };", "ties = { near = \"x\"; width = 1; };");
    assert_same(after(&h, 1, 0), 0.0);
    assert_close(after(&h, 1, 1), 0.50, 1e-15);
    run_close(&h);
}

/* a hears b by a weight that is drawn, and c by 1: 50 and 100 of 100, x .8. */
static void
test_ties_that_are_drawn_are_listened_to_in_their_world(void **state)
{
    struct run h;
    double last = 0.0;

    (void)state;
    open_talks(&h, "ties = { b = (1, 3); c = 1; };", "");
    for (int run = 1; run <= 20; run++) {
        run_play(&h, run);
        const double w = h.timeline.world.draws[0];
        assert_close(after(&h, 1, 0), 0.8 * (w * 0.5 + 1.0) / (w + 1.0), 1e-15);
        assert_true(after(&h, 1, 0) != last);
        last = after(&h, 1, 0);
    }
    run_close(&h);
}

/* ---- mistakes ---- */

#define HEAD "start = \"2008-02-13\"; end = \"2008-12-31\";\n"
#define ACTORS(words) \
    "issues = ( { name = \"i\"; low = 0; high = 9; } ); actors = (\n{ name = \"a\"; capability = " \
    "1; " \
    "attributes = { gdp = 1; }; i = { position = 1; salience = 9; }; " words \
    "},\n{ name = \"b\"; " \
    "capability = 1; i = { position = 2; salience = 9; }; groups = ( \"g\" ); ties = { a = 1; }; " \
    "} " \
    ");\n"
#define BARE "actors = ( { name = \"a\"; groups = ( \"g\" ); } );\n"
#define EVENT(words) \
    "events = ( { name = \"e\"; kind = \"cascade\"; group = \"g\"; typical_days = 9; terms = " \
    "(\n{ term " \
    "= \"adopted\"; times = 2; " words " } ); } );\n"

static void
test_ties_each_mistake_has_its_line_and_its_sentence(void **state)
{
    static const struct {
        const char *text;
        int line;
        const char *words;
    } cases[] = {
        { HEAD ACTORS("ties = { bb = 1; };"), 3,
            "actors.a.ties.bb: no such key; ties are to actors, by name\ndid you mean b?" },
        { HEAD ACTORS("ties = { b = -1; };"), 3,
            "actors.a.ties.b is -1; it must be between 0 and 1000000" },
        { HEAD ACTORS("ties = { b = (-1, 1); };"), 3, "actors.a.ties.b holds -1" },
        { HEAD ACTORS("ties = ( \"b\" );"), 3,
            "actors.a.ties is a list; it must be a group of numbers" },
        { HEAD "ties = { near = \"gdp\"; };\n" ACTORS(""), 2,
            "ties says `near` without `width`; the two belong together" },
        { HEAD "ties = { width = 2; };\n" ACTORS(""), 2,
            "ties says `width` without `near`; the two belong together" },
        { HEAD "ties = { near = \"gpd\"; width = 1; };\n" ACTORS(""), 2,
            "ties.near: no actor has an attribute \"gpd\"\ndid you mean \"gdp\"?" },
        { HEAD "ties = { near = \"gdp\"; width = 0; };\n" ACTORS(""), 2,
            "ties.width is 0; it must be a number above 0" },
        { HEAD "ties = { near = \"gdp\"; widht = 1; };\n" ACTORS(""), 2, "no such key" },
        { HEAD "ties = ( 1, 2 );\n" ACTORS(""), 2, "ties is a list; it must be a group { ... }" },
        { HEAD BARE EVENT("ties = true;"), 4,
            "events.e.terms.adopted reads ties, and there are none; say `ties` of the scenario or "
            "of "
            "actors" },
        { HEAD ACTORS("") EVENT("ties = true; weigh = \"capability\";"), 6,
            "events.e.terms.adopted says both `ties` and `weigh`; it must be one of them" },
        { HEAD ACTORS("") EVENT("ties = true; group = \"g\";"), 6,
            "events.e.terms.adopted says both `ties` and `group`; it must be one of them" },
        { HEAD ACTORS("") EVENT("ties = 1;"), 6, "it must be true or false" },
        { HEAD ACTORS("") "talks = ( { name = \"t\"; model = \"mean\"; ties = true; } );\n", 5,
            "has no such key (\"influence\" has)" },
    };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        if (play_mistakes(cases[k].text, cases[k].line, cases[k].words) != 1) {
            fail_msg("case %zu: not said in line %d: %s", k, cases[k].line, cases[k].words);
        }
    }
}

static void
test_ties_that_nobody_has_are_refused_at_the_table(void **state)
{
    (void)state;
    assert_int_equal(
        play_mistakes(HEAD
            "issues = ( { name = \"i\"; low = 0; high = 9; } ); actors = ( { name = \"a\"; "
            "capability "
            "= 1; i = { position = 1; salience = 9; }; }, { name = \"b\"; capability = 1; i = { "
            "position = 1; salience = 9; }; } );\n"
            "talks = ( { name = \"t\"; model = \"influence\";\nties = true; } );\n",
            4, "talks.t reads ties, and there are none; say `ties` of the scenario or of actors"),
        1);
}

static void
test_ties_remark_on_actors_without_the_number(void **state)
{
    struct play play;

    (void)state;
    play_text(&play, rows, 0);
    assert_int_equal(play.status, OK);
    assert_int_equal(play.err.n_remarks, 1);
    assert_non_null(
        strstr(play.err.remarks[0].text, "ties.near: 1 of 7 actors have neither \"x\" nor ties of "
                                         "their own, and are tied to nobody"));
    play_free(&play);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ties_rows_are_worked_by_hand),
        cmocka_unit_test(test_ties_pure_birth_takes_the_worked_time),
        cmocka_unit_test(test_ties_cascade_passes_time_rescaling),
        cmocka_unit_test(test_ties_that_are_drawn_pass_time_rescaling),
        cmocka_unit_test(test_ties_reach_across_events),
        cmocka_unit_test(test_ties_give_the_same_histories_in_any_order),
        cmocka_unit_test(test_ties_of_three_are_listened_to),
        cmocka_unit_test(test_ties_to_nobody_at_the_table_leave_the_weights),
        cmocka_unit_test(test_ties_by_kernel_include_oneself),
        cmocka_unit_test(test_ties_that_are_drawn_are_listened_to_in_their_world),
        cmocka_unit_test(test_ties_each_mistake_has_its_line_and_its_sentence),
        cmocka_unit_test(test_ties_that_nobody_has_are_refused_at_the_table),
        cmocka_unit_test(test_ties_remark_on_actors_without_the_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
