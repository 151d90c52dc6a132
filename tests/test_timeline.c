/* Events on the continuous clock: closed forms and the time-rescaling theorem (MODELS 7.1, 7.2). */
#include "support.h"

#include <gsl/gsl_sort.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hazard.h"
#include "play.h"
#include "rng.h"
#include "timeline.h"

#define RUNS 4000
#define LN2 0.69314718055994530942

struct fixture {
    struct play play;
    struct arena arena;
    struct plan plan;
    struct timeline timeline;
};

static void
set_up(struct fixture *self, const char *text)
{
    *self = (struct fixture){ 0 };
    play_text(&self->play, text, 0);
    assert_int_equal(self->play.status, OK);
    assert_int_equal(
        plan_init(&self->plan, &self->play.scenario, &self->arena, &self->play.err), OK);
    assert_int_equal(timeline_init(&self->timeline, &self->play.scenario, &self->plan, &self->arena,
                         &self->play.err),
        OK);
}

static void
tear_down(struct fixture *self)
{
    arena_free(&self->arena);
    play_free(&self->play);
}

/* sqrt(n) D of the Kolmogorov-Smirnov distance to the unit exponential; 1.63 is its 1 % point. */
static double
ks_exponential(double *x, int n)
{
    double d = 0.0;

    gsl_sort(x, 1, (size_t)n);
    for (int k = 0; k < n; k++) {
        const double f = 1.0 - exp(-x[k]);
        const double above = (double)(k + 1) / n - f, below = f - (double)k / n;
        d = above > d ? above : d;
        d = below > d ? below : d;
    }
    return sqrt((double)n) * d;
}

/* Cumulative hazard to time t of a rate that the 0..1 flags of days multiply. */
static double
cumulative(double base, double t, double (*factor)(int day))
{
    double sum = 0.0;

    for (int day = 0; (double)day < t; day++) {
        sum += base * factor(day) * (t < day + 1.0 ? t - day : 1.0);
    }
    return sum;
}

/* The unit exponential of a player's clock. The cumulative hazard at its act is this very number,
 * not only one of its distribution. */
static double
clock_of(const struct fixture *f, int run, int event, int player)
{
    const struct scenario *scenario = &f->play.scenario;

    return rng_exponential(scenario->seed, (uint32_t)run, scenario->events[event].keys[player], 0);
}

static double
weekend_and_waiting(int day)
{
    return pow(1.0 + day, 0.5) * (day >= 3 && day <= 5 ? 7.0 : 1.0) * (day == 8 ? 0.25 : 1.0);
}

static void
test_timeline_decision_passes_time_rescaling(void **state)
{
    struct fixture f;
    static double x[RUNS];

    (void)state;
    set_up(&f,
        "start = \"2001-01-01\"; end = \"2009-12-31\"; seed = 11;"
        "actors = ( { name = \"a\"; } );"
        "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 40; terms = ("
        "{ term = \"elapsed\"; log = true; coef = 0.5; },"
        "{ term = \"date\"; from = \"2001-01-04\"; until = \"2001-01-06\"; times = 7; },"
        "{ term = \"date\"; name = \"rest\"; on = ( \"2001-01-09\" ); times = 0.25; } ); } );");
    for (int run = 1; run <= RUNS; run++) {
        assert_int_equal(timeline_play(&f.timeline, (uint32_t)run), OK);
        x[run - 1] = cumulative(LN2 / 40.0, f.timeline.events[0].happened, weekend_and_waiting);
        assert_close(x[run - 1], clock_of(&f, run, 0, 0), 1e-9);
    }
    assert_true(ks_exponential(x, RUNS) < 1.63);
    tear_down(&f);
}

/* Each of 20 members has its own factor and looks at the share of the others that acted; a decision
 * in between multiplies all. The cumulative hazard at each act is a unit exponential, member by
 * member. */
static void
test_timeline_cascade_passes_time_rescaling(void **state)
{
    enum { N = 20, HISTORIES = 200 };
    struct fixture f;
    static double x[N * HISTORIES];
    char text[8192] = "start = \"2001-01-01\"; end = \"2099-12-31\"; seed = 12; actors = (";
    int n = 0;

    (void)state;
    for (int k = 0; k < N; k++) {
        char actor[128];
        (void)snprintf(actor, sizeof(actor),
            "%s{ name = \"m%d\"; groups = ( \"g\" ); attributes = { ease = %.1f; }; }",
            k > 0 ? "," : "", k, 0.1 * k);
        strcat(text, actor);
    }
    strcat(text,
        ", { name = \"z\"; } ); events = ("
        "{ name = \"shock\"; kind = \"decision\"; by = \"z\"; typical_days = 30; },"
        "{ name = \"c\"; kind = \"cascade\"; group = \"g\"; typical_days = 100; terms = ("
        "{ term = \"adopted\"; times = 8; }, { term = \"attribute\"; attribute = \"ease\"; times = "
        "3; "
        "relative_to = 1; }, { term = \"happened\"; event = \"shock\"; times = 2.5; } ); } );");
    set_up(&f, text);
    for (int run = 1; run <= HISTORIES; run++) {
        assert_int_equal(timeline_play(&f.timeline, (uint32_t)run), OK);
        const struct event_run *c = &f.timeline.events[1];
        const double shock = f.timeline.events[0].happened;
        assert_int_equal(c->n_acted, N);
        for (int p = 0; p < N; p++) {
            const double base = LN2 / 100.0 * pow(3.0, 0.1 * p - 1.0);
            double from = 0.0, sum = 0.0;
            for (int k = 0; from < c->acted[p]; k++) {
                const double until = c->acted[c->order[k]];
                const double share = pow(8.0, (double)k / (N - 1.0));
                const double before = shock < from    ? 0.0
                                      : shock < until ? shock - from
                                                      : until - from;
                sum += base * share * (before + 2.5 * (until - from - before));
                from = until;
            }
            assert_close(sum, clock_of(&f, run, 1, p), 1e-9);
            x[n++] = sum;
        }
    }
    assert_int_equal(n, N * HISTORIES);
    assert_true(ks_exponential(x, n) < 1.63);
    tear_down(&f);
}

/* E[T2] = 1/(a+b) + (a/(a+b))/(b+c) = 9.3333 for a = .1, b = .05, c = .2 (MODELS 7.2). */
static void
test_timeline_two_state_cascade_has_the_worked_mean(void **state)
{
    struct fixture f;
    double sum = 0.0, square = 0.0;
    const int runs = 20000;

    (void)state;
    set_up(&f, "start = \"2001-01-01\"; end = \"2099-12-31\"; seed = 13; actors = ("
               "{ name = \"one\"; groups = ( \"g\", \"first\" ); }, { name = \"two\"; groups = ( "
               "\"g\", \"second\" ); } );"
               "events = ( { name = \"c\"; kind = \"cascade\"; group = \"g\"; typical_days = "
               "6.931471805599453; terms = ("
               "{ term = \"date\"; name = \"slower\"; from = \"2001-01-01\"; only = \"second\"; "
               "times = 0.5; },"
               "{ term = \"adopted\"; only = \"second\"; times = 5; } ); } );");
    for (int run = 1; run <= runs; run++) {
        assert_int_equal(timeline_play(&f.timeline, (uint32_t)run), OK);
        const double t = f.timeline.events[0].acted[1];
        sum += t;
        square += t * t;
    }
    const double mean = sum / runs, sd = sqrt(square / runs - mean * mean);
    assert_close(mean, 9.3333333333, 5.0 * sd / sqrt((double)runs));
    tear_down(&f);
}

/* Pure birth: the k-th of n acts at a mean of the sum of 1 / ((n - j) h). */
static void
test_timeline_pure_birth_takes_the_sum_of_inverse_rates(void **state)
{
    enum { N = 6 };
    struct fixture f;
    double sum[N] = { 0 }, square[N] = { 0 };
    char text[2048] = "start = \"2001-01-01\"; end = \"2099-12-31\"; seed = 14; actors = (";
    const double h = LN2 / 50.0;

    (void)state;
    for (int k = 0; k < N; k++) {
        char actor[96];
        (void)snprintf(
            actor, sizeof(actor), "%s{ name = \"m%d\"; groups = ( \"g\" ); }", k > 0 ? "," : "", k);
        strcat(text, actor);
    }
    strcat(text,
        "); events = ( { name = \"c\"; kind = \"cascade\"; group = \"g\"; typical_days = 50; } );");
    set_up(&f, text);
    for (int run = 1; run <= RUNS; run++) {
        assert_int_equal(timeline_play(&f.timeline, (uint32_t)run), OK);
        const struct event_run *c = &f.timeline.events[0];
        for (int k = 0; k < N; k++) {
            const double t = c->acted[c->order[k]];
            sum[k] += t;
            square[k] += t * t;
        }
    }
    double expected = 0.0;
    for (int k = 0; k < N; k++) {
        const double mean = sum[k] / RUNS, sd = sqrt(square[k] / RUNS - mean * mean);
        expected += 1.0 / ((N - k) * h);
        assert_close(mean, expected, 5.0 * sd / sqrt((double)RUNS));
    }
    tear_down(&f);
}

/* tau + (1 - p) / p wait = 105 days for p = .4, tau = 30, wait 50 (MODELS 7.3). */
static void
test_timeline_stage_that_fails_takes_the_worked_time(void **state)
{
    struct fixture f;
    double sum = 0.0, square = 0.0;
    const int runs = 20000;

    (void)state;
    set_up(&f, "start = \"2001-01-01\"; end = \"2099-12-31\"; seed = 15; events = ( { name = "
               "\"m\"; kind = \"stages\";"
               "stages = ( { name = \"only_one\"; days = 30; chance = 0.4; retry = 50; } ); } );");
    for (int run = 1; run <= runs; run++) {
        assert_int_equal(timeline_play(&f.timeline, (uint32_t)run), OK);
        const double t = f.timeline.events[0].happened;
        sum += t;
        square += t * t;
    }
    const double mean = sum / runs, sd = sqrt(square / runs - mean * mean);
    assert_close(mean, 105.0, 5.0 * sd / sqrt((double)runs));
    tear_down(&f);
}

/* An event acts at once: what waits for it opens at that moment, or at the midnight after the
 * delay. */
static void
test_timeline_opens_what_waits_at_the_moment_or_at_midnight(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f, "start = \"2001-01-01\"; end = \"2001-12-31\"; seed = 16; actors = ( { name = "
               "\"a\"; } ); events = ("
               "{ name = \"first\"; kind = \"decision\"; by = \"a\"; typical_days = 20; },"
               "{ name = \"at_once\"; kind = \"stages\"; after = \"first\"; stages = ( { name = "
               "\"s\"; days = 1; } ); },"
               "{ name = \"later\"; kind = \"stages\"; after = \"first\"; delay = 5; stages = ( { "
               "name = \"s\"; days = 1; } ); },"
               "{ name = \"any\"; kind = \"stages\"; after_any = ( \"later\", \"at_once\" ); "
               "stages = ( { name = \"s\"; days = 0; } ); },"
               "{ name = \"all\"; kind = \"stages\"; after_all = ( \"later\", \"at_once\" ); opens "
               "= \"2001-02-01\";"
               "  stages = ( { name = \"s\"; days = 0; } ); },"
               "{ name = \"stage\"; kind = \"stages\"; after = \"later.s\"; stages = ( { name = "
               "\"s\"; days = 0; } ); } );");
    for (int run = 1; run <= 200; run++) {
        assert_int_equal(timeline_play(&f.timeline, (uint32_t)run), OK);
        const struct event_run *e = f.timeline.events;
        if (!(e[0].happened < 300.0)) {
            continue;
        }
        const double later = floor(e[0].happened) + 5.0;
        assert_same(e[1].opened, e[0].happened);
        assert_same(e[2].opened, later);
        assert_same(e[3].opened, e[0].happened + 1.0);
        assert_same(e[4].opened, later + 1.0 > 31.0 ? later + 1.0 : 31.0);
        assert_same(e[5].opened, later + 1.0);
    }
    tear_down(&f);
}

/* A vote after an event is held at the next midnight, or delay days after that; a later `on` holds.
 */
static void
test_timeline_vote_after_an_event_is_held_at_the_next_midnight(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; seed = 20;"
        "issues = ( { name = \"i\"; low = 0; high = 1; reference = 0; } );"
        "actors = ( { name = \"a\"; capability = 1; i = { position = 1; salience = 50; }; } );"
        "bodies = ( { name = \"b\"; threshold = 0; members = ( { actor = \"a\"; } ); } ); events = "
        "("
        "{ name = \"first\"; kind = \"decision\"; by = \"a\"; typical_days = 20; },"
        "{ name = \"v\"; kind = \"vote\"; body = \"b\"; issue = \"i\"; proposal = 1; after = "
        "\"first\"; },"
        "{ name = \"w\"; kind = \"vote\"; body = \"b\"; issue = \"i\"; proposal = 1; after = "
        "\"first\"; delay = 3; },"
        "{ name = \"x\"; kind = \"vote\"; body = \"b\"; issue = \"i\"; proposal = 1; after = "
        "\"first\"; on = \"2001-02-01\"; },"
        "{ name = \"y\"; kind = \"vote\"; body = \"b\"; issue = \"i\"; proposal = 1; after = "
        "\"v\"; } );");
    for (int run = 1; run <= 200; run++) {
        assert_int_equal(timeline_play(&f.timeline, (uint32_t)run), OK);
        const struct event_run *e = f.timeline.events;
        if (!(e[0].happened < 300.0)) {
            continue;
        }
        const double next = floor(e[0].happened) + 1.0;
        assert_same(e[1].happened, next);
        assert_same(e[2].happened, next + 3.0);
        assert_same(e[3].happened, next > 31.0 ? next : 31.0);
        assert_same(e[4].happened, next + 1.0);
    }
    tear_down(&f);
}

/* Whole days since an event that fell in the middle of a day: its own day counts 0, the next 1,
 * from midnight on. */
static void
test_timeline_elapsed_counts_midnights_since_an_event(void **state)
{
    struct fixture f;
    static double x[RUNS];
    int n = 0;

    (void)state;
    set_up(&f,
        "start = \"2001-01-01\"; end = \"2009-12-31\"; seed = 21; actors = ( { name = \"a\"; } ); "
        "events = ("
        "{ name = \"first\"; kind = \"decision\"; by = \"a\"; typical_days = 5; },"
        "{ name = \"e\"; kind = \"decision\"; by = \"a\"; after = \"first\"; typical_days = 8;"
        "terms = ( { term = \"elapsed\"; times = 1.5; }, { term = \"elapsed\"; name = \"since\"; "
        "event = \"first\"; times = 0.8; } ); } );");
    for (int run = 1; run <= RUNS; run++) {
        assert_int_equal(timeline_play(&f.timeline, (uint32_t)run), OK);
        const double from = f.timeline.events[0].happened, to = f.timeline.events[1].happened;
        double sum = 0.0;
        for (double day = floor(from); day < to; day += 1.0) {
            const double begin = day > from ? day : from, end = day + 1.0 < to ? day + 1.0 : to;
            sum += LN2 / 8.0 * pow(1.5 * 0.8, day - floor(from)) * (end - begin);
        }
        assert_close(sum, clock_of(&f, run, 1, 0), 1e-9);
        x[n++] = sum;
    }
    assert_true(ks_exponential(x, n) < 1.63);
    tear_down(&f);
}

/* Rivals: the first to happen closes the other, whichever of the two names it. */
static void
test_timeline_rivals_never_both_happen(void **state)
{
    struct fixture f;
    int n[2] = { 0, 0 };

    (void)state;
    set_up(&f,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; seed = 17; actors = ( { name = \"a\"; } ); "
        "events = ("
        "{ name = \"x\"; kind = \"decision\"; by = \"a\"; typical_days = 20; },"
        "{ name = \"y\"; kind = \"decision\"; by = \"a\"; typical_days = 20; rivals = ( \"x\" ); },"
        "{ name = \"never\"; kind = \"decision\"; by = \"a\"; typical_days = 0.001; opens = "
        "\"2001-06-01\"; },"
        "{ name = \"ender\"; kind = \"decision\"; by = \"a\"; typical_days = 0.001; closes = ( "
        "\"never\" ); } );");
    for (int run = 1; run <= 1000; run++) {
        assert_int_equal(timeline_play(&f.timeline, (uint32_t)run), OK);
        const struct event_run *e = f.timeline.events;
        assert_false(e[0].happened < HUGE_VAL && e[1].happened < HUGE_VAL);
        n[0] += e[0].happened < HUGE_VAL;
        n[1] += e[1].happened < HUGE_VAL;
        assert_true(e[2].happened == HUGE_VAL);
    }
    assert_close((double)n[0] / (n[0] + n[1]), 0.5, 5.0 * 0.5 / sqrt(1000.0));
    tear_down(&f);
}

/* Sixty-one lengths in no order, and as many events that each wait for the one before in time. */
static void
test_timeline_takes_many_moments_in_order(void **state)
{
    enum { N = 61 };
    struct fixture f;
    char text[16384] = "start = \"2001-01-01\"; end = \"2001-12-31\"; seed = 22; events = (";

    (void)state;
    for (int k = 0; k < N; k++) {
        (void)snprintf(text + strlen(text), 200,
            "%s{ name = \"e%d\"; kind = \"stages\"; stages = ( { name = \"s\"; days = %d.5; }, { "
            "name = \"t\"; days = %d; } ); }",
            k > 0 ? "," : "", k, k * 37 % N, 2 * (k * 23 % N));
    }
    strcat(text, ");");
    set_up(&f, text);
    assert_int_equal(timeline_play(&f.timeline, 1), OK);
    for (int k = 0; k < N; k++) {
        const double first = k * 37 % N + 0.5;
        assert_same(f.timeline.events[k].done[0], first);
        assert_same(f.timeline.events[k].happened, first + 2.0 * (k * 23 % N));
    }
    tear_down(&f);
}

/* A run is a function of its number: alone, after others, or again. */
static void
test_timeline_run_is_the_same_alone_and_after_others(void **state)
{
    struct fixture f;
    double alone[3];

    (void)state;
    set_up(&f,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; seed = 18; actors = ( { name = \"a\"; "
        "groups = ( \"g\" ); },"
        "{ name = \"b\"; groups = ( \"g\" ); } ); events = ("
        "{ name = \"x\"; kind = \"decision\"; by = \"a\"; typical_days = (10, 20, 40); },"
        "{ name = \"c\"; kind = \"cascade\"; group = \"g\"; after = \"x\"; typical_days = 30;"
        "terms = ( { term = \"adopted\"; times = 4; } ); } );");
    assert_int_equal(timeline_play(&f.timeline, 77), OK);
    alone[0] = f.timeline.events[0].happened;
    alone[1] = f.timeline.events[1].acted[0];
    alone[2] = f.timeline.events[1].acted[1];
    for (int run = 1; run <= 77; run++) {
        assert_int_equal(timeline_play(&f.timeline, (uint32_t)run), OK);
    }
    assert_true(f.timeline.events[0].happened == alone[0]);
    assert_true(f.timeline.events[1].acted[0] == alone[1]);
    assert_true(f.timeline.events[1].acted[1] == alone[2]);
    tear_down(&f);
}

/* Clocks are keyed by name: who else is in the file, and in what order, changes nothing for the
 * others. */
static void
test_timeline_clocks_do_not_depend_on_other_actors(void **state)
{
    struct fixture f, g;

    (void)state;
    set_up(&f,
        "start = \"2001-01-01\"; end = \"2009-12-31\"; seed = 19; actors = ( { name = \"a\"; "
        "groups = ( \"g\" ); },"
        "{ name = \"b\"; groups = ( \"g\" ); } );"
        "events = ( { name = \"c\"; kind = \"cascade\"; group = \"g\"; typical_days = 30; } );");
    set_up(&g,
        "start = \"2001-01-01\"; end = \"2009-12-31\"; seed = 19; actors = ( { name = \"q\"; "
        "groups = ( \"g\" ); },"
        "{ name = \"b\"; groups = ( \"g\" ); }, { name = \"a\"; groups = ( \"g\" ); } );"
        "events = ( { name = \"other\"; kind = \"decision\"; by = \"q\"; typical_days = 3; },"
        "{ name = \"c\"; kind = \"cascade\"; group = \"g\"; typical_days = 30; } );");
    for (int run = 1; run <= 100; run++) {
        assert_int_equal(timeline_play(&f.timeline, (uint32_t)run), OK);
        assert_int_equal(timeline_play(&g.timeline, (uint32_t)run), OK);
        assert_true(f.timeline.events[0].acted[0] == g.timeline.events[1].acted[2]);
        assert_true(f.timeline.events[0].acted[1] == g.timeline.events[1].acted[1]);
    }
    tear_down(&f);
    tear_down(&g);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_timeline_decision_passes_time_rescaling),
        cmocka_unit_test(test_timeline_cascade_passes_time_rescaling),
        cmocka_unit_test(test_timeline_two_state_cascade_has_the_worked_mean),
        cmocka_unit_test(test_timeline_pure_birth_takes_the_sum_of_inverse_rates),
        cmocka_unit_test(test_timeline_stage_that_fails_takes_the_worked_time),
        cmocka_unit_test(test_timeline_opens_what_waits_at_the_moment_or_at_midnight),
        cmocka_unit_test(test_timeline_vote_after_an_event_is_held_at_the_next_midnight),
        cmocka_unit_test(test_timeline_elapsed_counts_midnights_since_an_event),
        cmocka_unit_test(test_timeline_rivals_never_both_happen),
        cmocka_unit_test(test_timeline_takes_many_moments_in_order),
        cmocka_unit_test(test_timeline_run_is_the_same_alone_and_after_others),
        cmocka_unit_test(test_timeline_clocks_do_not_depend_on_other_actors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
