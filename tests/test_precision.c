/* precision: errors against their formulas worked by hand, and where runs are enough. */
#include "precision.h"

#include "play.h"
#include "support.h"

static const char text[] =
    "start = \"2008-01-01\"; end = \"2008-04-09\"; runs = 10; seed = 3;\n"
    "issues = ( { name = \"x\"; low = 0; high = 200; } );\n"
    "actors = ( { name = \"a\"; capability = 1; groups = ( \"g\" );\n"
    "             x = { position = (20, 60); salience = 50; }; },\n"
    "  { name = \"b\"; capability = 1; groups = ( \"g\" ); x = { position = 90; salience = 50; }; "
    "} );\n"
    "talks = ( { name = \"t\"; model = \"mean\"; } );\n"
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 50; },\n"
    "  { name = \"k\"; kind = \"cascade\"; group = \"g\"; typical_days = 9; } );\n"
    "outcomes = ( { name = \"soon\"; kind = \"flag\"; event = \"e\"; until = \"2008-01-10\"; },\n"
    "  { name = \"when\"; kind = \"date\"; event = \"e\"; },\n"
    "  { name = \"many\"; kind = \"count\"; event = \"k\"; },\n"
    "  { name = \"where\"; kind = \"value\"; issue = \"x\"; },\n"
    "  { name = \"then\"; kind = \"date\"; event = \"k\"; given = \"soon\"; } );\n";

enum { SOON, WHEN, MANY, WHERE, THEN };

static double
error_of(const struct play *p, int outcome, int64_t runs, int64_t happened, double mcse)
{
    const struct summary_row row = {
        .outcome = &p->scenario.outcomes[outcome], .runs = runs, .happened = happened, .mcse = mcse
    };

    return precision_error(&row, &p->scenario);
}

static void
test_precision_error_is_on_one_scale(void **state)
{
    struct play p;

    (void)state;
    play_text(&p, text, 0);
    assert_int_equal(p.status, OK);
    /* Wilson of 0 in 10 is (0, .277532799863), of 50 in 1000 (.038130262393, .065313820244) */
    assert_close(error_of(&p, SOON, 10, 0, (double)NAN), 0.277532799863 / 3.919927969080108, 1e-12);
    assert_close(
        error_of(&p, SOON, 1000, 50, (double)NAN), 0.027183557851 / 3.919927969080108, 1e-12);
    /* a date that nearly always comes: at the worst day its share is 0.5; 0.5 / sqrt(n + z^2) */
    assert_close(error_of(&p, WHEN, 1000, 900, 1.0), 0.5 / sqrt(1000.0 + 3.841458820694124), 1e-12);
    assert_close(error_of(&p, WHEN, 1000, 50, 1.0), error_of(&p, SOON, 1000, 50, (double)NAN), 0.0);
    /* counts go from 0 to 2, positions from 0 to 200 */
    assert_close(error_of(&p, MANY, 1000, 1000, 0.02), 0.01, 1e-15);
    assert_close(error_of(&p, WHERE, 1000, 1000, 0.02), 0.0001, 1e-18);
    /* a value that exists in half of runs: the share weighs more than this mean */
    assert_close(
        error_of(&p, WHERE, 1000, 500, 0.02), error_of(&p, SOON, 1000, 500, (double)NAN), 0.0);
    assert_true(error_of(&p, THEN, 0, 0, (double)NAN) == HUGE_VAL);
    assert_true(error_of(&p, WHERE, 1000, 1, (double)NAN) == HUGE_VAL);
    play_free(&p);
}

static enum status
take(void *context, const struct unit *unit, struct err *err)
{
    (void)err;
    precision_take(context, unit);
    return OK;
}

static bool
enough(void *context)
{
    return precision_enough(context);
}

/* Plays until the target is met, on some threads; how many runs that took. */
static int64_t
runs_until(struct play *p, double target, int threads, struct precision *precision)
{
    struct arena arena = { 0 };
    struct engine_options options = {
        .threads = threads, .unit = take, .enough = enough, .context = precision
    };
    struct engine_result result;
    int64_t runs = 0;

    assert_int_equal(precision_init(precision, &p->scenario, target, &arena, &p->err), OK);
    options.runs = precision_limit(precision);
    assert_int_equal(engine_run(&result, &p->scenario, &options, &p->err), OK);
    runs = result.runs;
    assert_true(result.enough);
    assert_int_equal(result.totals.n, runs);
    assert_int_equal(precision->runs, runs);
    engine_free(&result);
    arena_free(&arena);
    return runs;
}

static void
test_precision_is_enough_at_the_same_run_for_any_number_of_threads(void **state)
{
    struct play p;
    struct precision precision;
    int64_t runs = 0;

    (void)state;
    play_text(&p, text, 0);
    runs = runs_until(&p, 0.02, 1, &precision);
    /* "then" is given a share of about 1 - 2^(-.2) = .129: at its worst day 0.5 / sqrt(.129 n) is
     * 0.02 at n = 4,831; z^2 counts as 30 runs more. */
    assert_int_equal(precision.worst_outcome, THEN);
    assert_true(precision.worst < 0.02 && precision.worst > 0.0185);
    assert_int_equal(runs % UNIT_RUNS, 0);
    assert_true(runs > 4200 && runs < 5500);
    for (int threads = 2; threads <= 4; threads++) {
        assert_int_equal(runs_until(&p, 0.02, threads, &precision), runs);
    }
    play_free(&p);
}

static void
test_precision_asks_for_four_units_at_least(void **state)
{
    struct play p;
    struct precision precision;

    (void)state;
    play_text(&p, text, 0);
    assert_int_equal(runs_until(&p, 0.9, 3, &precision), 1024);
    play_free(&p);
}

static void
test_precision_limit_and_forecast_follow_from_the_target(void **state)
{
    struct play p;
    struct arena arena = { 0 };
    struct precision precision;

    (void)state;
    play_text(&p, text, 0);
    assert_int_equal(precision_init(&precision, &p.scenario, 0.005, &arena, &p.err), OK);
    /* 16 x .25 / .005^2 = 160,000 and a unit, rounded up to whole units */
    assert_int_equal(precision_limit(&precision), 160256);
    precision.target = 1e-9;
    assert_int_equal(precision_limit(&precision), 1000000000); /* 3,906,250 units */
    precision.target = 0.01;
    precision.runs = 1024;
    precision.worst = 0.05; /* 25 times as many: 25,600, in two digits 26,000 */
    assert_int_equal(precision_forecast(&precision), 26000);
    precision.worst = HUGE_VAL;
    assert_int_equal(precision_forecast(&precision), SCENARIO_RUNS_MAX);
    arena_free(&arena);
    play_free(&p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_precision_error_is_on_one_scale),
        cmocka_unit_test(test_precision_is_enough_at_the_same_run_for_any_number_of_threads),
        cmocka_unit_test(test_precision_asks_for_four_units_at_least),
        cmocka_unit_test(test_precision_limit_and_forecast_follow_from_the_target),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
