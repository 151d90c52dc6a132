/* Sweeps: each point is what a run of its own would be; and what is read off the points. */
#include "support.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "date.h"
#include "play.h"
#include "scratch.h"
#include "sweep.h"

/* A decision whose pace is swept, an issue on which an uncertain capability tells, and a vote. */
static const char text[] =
    "name = \"small\"; start = \"2008-02-13\"; end = \"2008-03-13\"; runs = 600; seed = 11;\n"
    "issues = ( { name = \"status\"; low = 0; high = 50; } );\n"
    "actors = (\n"
    "  { name = \"ann\"; capability = (10, 30); status = { position = 10; salience = 100; }; },\n"
    "  { name = \"bob\"; capability = 20; status = { position = 40; salience = 50; }; } );\n"
    "talks = ( { name = \"t\"; model = \"mean\"; issues = ( \"status\" ); } );\n"
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"ann\"; typical_days = 30; } );\n"
    "outcomes = ( { name = \"e\"; kind = \"date\"; event = \"e\"; },\n"
    "  { name = \"early\"; kind = \"flag\"; event = \"e\"; until = \"2008-02-20\"; },\n"
    "  { name = \"settled\"; kind = \"value\"; issue = \"status\"; } );\n";
enum { E, EARLY, SETTLED, N_OUTCOMES };

struct fixture {
    struct scratch scratch;
    struct err err;
    struct sweep_source source;
    struct scenario base;
    struct design design;
    struct sweep sweep;
    int n_finished, raise_after; /* a signal after so many points; 0: none */
};

static enum status
finished(void *context, int point, const struct scenario *scenario, const struct summary *summary,
    struct err *err)
{
    struct fixture *self = context;

    (void)err;
    assert_int_equal(point, self->n_finished);
    assert_int_equal(summary->n, scenario->n_outcomes);
    self->n_finished++;
    if (self->n_finished == self->raise_after) {
        assert_int_equal(raise(SIGINT), 0);
    }
    return OK;
}

static int
setup(void **state)
{
    static struct fixture fixture;

    memset(&fixture, 0, sizeof(fixture));
    *state = &fixture;
    if (!scratch_enter(&fixture.scratch)) {
        return -1;
    }
    scratch_put("small.cfg", text);
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *self = *state;

    sweep_free(&self->sweep);
    design_free(&self->design);
    scenario_free(&self->base);
    return scratch_leave(&self->scratch) ? 0 : -1;
}

/* Loads and looks at all points. */
static enum status
prepare(struct fixture *self, const char *const *overs, int n, const char *const *sets, int n_sets)
{
    const struct sweep_watch watch = { .progress = NULL };
    enum status status = OK;

    self->source = (struct sweep_source){
        .path = "small.cfg", .held = self->source.held, .sets = sets, .n_sets = n_sets
    };
    status = design_init(&self->design, overs, n, 0, &self->err);
    status = status == OK ? sweep_load(&self->source, NULL, 0, &self->base, &self->err) : status;
    return status == OK ? sweep_init(&self->sweep, &self->source, &self->base, &self->design,
                              &watch, &self->err)
                        : status;
}

static enum status
play(struct fixture *self)
{
    const struct sweep_options options = { .engine = { .threads = 2, .context = self },
        .finished = finished };

    return sweep_play(&self->sweep, &options, &self->err);
}

/* ---- points are runs ---- */

static void
test_sweep_a_point_is_the_run_with_its_values_set(void **state)
{
    static const char *const overs[] = { "events.e.typical_days=5,40",
        "actors.ann.capability=10:30:20" };
    static const char *const sets[] = { "runs=500", "seed=3" };
    static const char *const points[4][4] = {
        { "runs=500", "seed=3", "events.e.typical_days=5", "actors.ann.capability=10" },
        { "runs=500", "seed=3", "events.e.typical_days=5", "actors.ann.capability=30" },
        { "runs=500", "seed=3", "events.e.typical_days=40", "actors.ann.capability=10" },
        { "runs=500", "seed=3", "events.e.typical_days=40", "actors.ann.capability=30" },
    };
    struct fixture *self = *state;

    assert_int_equal(prepare(self, overs, 2, sets, 2), OK);
    assert_int_equal(self->sweep.runs_planned, 2000);
    assert_int_equal(play(self), OK);
    assert_int_equal(self->sweep.n_done, 4);
    assert_int_equal(self->sweep.runs_played, 2000);
    for (int p = 0; p < 4; p++) {
        const struct sweep_measure share = { E, SWEEP_SHARE }, when = { E, SWEEP_MEDIAN },
                                   early = { EARLY, SWEEP_SHARE }, mean = { SETTLED, SWEEP_MEAN };
        struct play run;

        play_file(&run, "small.cfg", points[p], 4, 1);
        assert_int_equal(run.status, OK);
        assert_same(sweep_value(&self->sweep, share, p), play_share(&run, "e"));
        assert_same(sweep_value(&self->sweep, early, p), play_share(&run, "early"));
        assert_same(sweep_value(&self->sweep, mean, p), play_mean(&run, "settled"));
        if (p < 2) { /* half within 5 days; within 40, half do not see it */
            assert_same(sweep_value(&self->sweep, when, p),
                (double)date_day(2008, 2, 13) + play_median(&run, "e"));
        } else {
            assert_true(isnan(sweep_value(&self->sweep, when, p)));
            assert_same(sweep_height(&self->sweep, when, p), (double)date_day(2008, 3, 14));
        }
        play_free(&run);
    }
}

static void
test_sweep_medians_have_the_interval_of_order_statistics(void **state)
{
    /* 600 runs: ranks 300 -+ 1.96 sqrt(600) / 2 = 300 -+ 24.005, so the days by which a share of
     * 0.459992 and of 0.540008 of the runs has it: ranks 276 and 325. */
    static const char *const over[] = { "events.e.typical_days=5" };
    static const char *const set[] = { "events.e.typical_days=5" };
    struct fixture *self = *state;
    const double start = (double)date_day(2008, 2, 13);
    struct play run;
    int64_t so_far = 0;
    int days[2] = { -1, -1 };

    assert_int_equal(prepare(self, over, 1, NULL, 0), OK);
    assert_int_equal(play(self), OK);
    play_file(&run, "small.cfg", set, 1, 1);
    for (int day = 0; day < run.scenario.n_days; day++) {
        so_far += run.result.totals.outcomes[E].bins[day];
        days[0] = days[0] < 0 && so_far >= 276 ? day : days[0];
        days[1] = days[1] < 0 && so_far >= 325 ? day : days[1];
    }
    assert_same(self->sweep.cells[E].low, start + (double)days[0]);
    assert_same(self->sweep.cells[E].high, start + (double)days[1]);
    assert_true(isnan(self->sweep.cells[SETTLED].low));
    play_free(&run);
}

static void
test_sweep_values_are_laid_over_those_that_were_set(void **state)
{
    static const char *const over[] = { "actors.ann.capability=25" };
    static const char *const sets[] = { "actors.ann.capability=5" };
    const struct sweep_measure mean = { SETTLED, SWEEP_MEAN };
    struct fixture *self = *state;

    assert_int_equal(prepare(self, over, 1, sets, 1), OK);
    assert_int_equal(self->err.n_remarks, 0); /* what was set is certain */
    assert_int_equal(play(self), OK);
    /* (25 x 1 x 10 + 20 x 0.5 x 40) / (25 + 10) = 650 / 35 */
    assert_close(sweep_value(&self->sweep, mean, 0), 650.0 / 35.0, 1e-9);
}

static void
test_sweep_standard_input_is_the_same_at_every_point(void **state)
{
    static const char *const over[] = { "events.e.typical_days=5,40" };
    const struct sweep_measure early = { EARLY, SWEEP_SHARE };
    struct fixture *self = *state;
    struct source held = { .n = 0 };
    double values[2] = { 0.0, 0.0 };

    assert_int_equal(prepare(self, over, 1, NULL, 0), OK);
    assert_int_equal(play(self), OK);
    for (int p = 0; p < 2; p++) {
        values[p] = sweep_value(&self->sweep, early, p);
    }
    assert_true(values[0] > values[1]);
    sweep_free(&self->sweep);
    design_free(&self->design);
    scenario_free(&self->base);
    assert_int_equal(
        source_take(&held, "standard input", text, strlen(text), 1 << 20, NULL, &self->err), OK);
    self->source.held = &held;
    self->n_finished = 0;
    assert_int_equal(prepare(self, over, 1, NULL, 0), OK);
    assert_int_equal(play(self), OK);
    for (int p = 0; p < 2; p++) {
        assert_same(sweep_value(&self->sweep, early, p), values[p]);
    }
    source_free(&held);
}

/* ---- what is refused, and what is said ---- */

static void
test_sweep_the_first_point_that_is_wrong_is_named(void **state)
{
    static const char *const over[] = { "actors.bob.capability=5,0,-1" };
    struct fixture *self = *state;

    assert_int_equal(prepare(self, over, 1, NULL, 0), ERR_USAGE);
    assert_int_equal(self->err.n_mistakes, 1);
    assert_string_equal(self->err.mistakes[0].where, "--over actors.bob.capability=0");
    assert_non_null(strstr(self->err.mistakes[0].text, "actors.bob.capability is 0"));
    assert_int_equal(self->err.n_remarks, 1);
    assert_string_equal(
        self->err.remarks[0].text, "this is point 2 of 3: actors.bob.capability = 0");
}

static void
test_sweep_a_path_that_does_not_exist_is_told_the_nearest(void **state)
{
    static const char *const over[] = { "actors.bbo.capability=5:15:5" };
    struct fixture *self = *state;

    assert_int_equal(prepare(self, over, 1, NULL, 0), ERR_USAGE);
    assert_non_null(strstr(self->err.mistakes[0].text, "small.cfg has no actor \"bbo\""));
    assert_non_null(
        strstr(self->err.mistakes[0].text, "did you mean actors.bob.capability (now 20)?"));
}

static void
test_sweep_points_with_other_outcomes_are_refused(void **state)
{
    static const char *const over[] = { "outcomes.early.name=early,soon" };
    struct fixture *self = *state;

    assert_int_equal(prepare(self, over, 1, NULL, 0), ERR_USAGE);
    assert_non_null(strstr(self->err.mistakes[0].text, "other outcomes than the scenario"));
    assert_string_equal(
        self->err.remarks[0].text, "this is point 2 of 2: outcomes.early.name = soon");
}

static void
test_sweep_says_what_is_uncertain_in_the_file(void **state)
{
    static const char *const over[] = { "actors.ann.capability=10:20:5",
        "actors.bob.capability=1,2" };
    struct fixture *self = *state;

    assert_int_equal(prepare(self, over, 2, NULL, 0), OK);
    assert_int_equal(self->err.n_remarks, 1);
    assert_string_equal(self->err.remarks[0].where, "small.cfg:4");
    assert_string_equal(self->err.remarks[0].text,
        "actors.ann.capability is uncertain here (10..30); the sweep holds it at each of its "
        "values");
}

static void
test_sweep_a_signal_keeps_the_points_that_are_finished(void **state)
{
    static const char *const over[] = { "events.e.typical_days=1:20:1" };
    struct fixture *self = *state;

    self->raise_after = 3;
    assert_int_equal(prepare(self, over, 1, NULL, 0), OK);
    engine_hold_signals();
    assert_int_equal(play(self), ERR_INTERRUPT);
    (void)engine_release_signals();
    assert_int_equal(self->sweep.signal, SIGINT);
    assert_int_equal(self->sweep.n_done, 3);
    assert_int_equal(self->sweep.runs_played, 600 * self->sweep.n_done);
    assert_int_equal(self->n_finished, self->sweep.n_done);
}

/* ---- what changes: on cells filled by hand ---- */

/* Five points of 100 runs: a flag that came to hits[], and a date of the same. */
static void
fill(struct fixture *self, const int hits[5], const double medians[5])
{
    static const char *const overs[] = { "events.e.typical_days=1:5:1" };

    assert_int_equal(prepare(self, overs, 1, NULL, 0), OK);
    for (int p = 0; p < 5; p++) {
        struct sweep_cell *cells = self->sweep.cells + (ptrdiff_t)p * N_OUTCOMES;

        cells[EARLY] = (struct sweep_cell){ 100, hits[p], PARAM_NONE, PARAM_NONE, PARAM_NONE,
            PARAM_NONE, PARAM_NONE };
        cells[E] = (struct sweep_cell){ 100, 100, 0.0, 0.0, medians[p], PARAM_NONE, PARAM_NONE };
        cells[SETTLED] =
            (struct sweep_cell){ 100, 100, 5.0 + 5.0 * p, 0.25, 20.0, PARAM_NONE, PARAM_NONE };
    }
    self->sweep.n_done = 5;
}

/* Raises a signal when all is half done, the first time. */
static void
raise_half_way(void *context, int64_t done, int64_t all)
{
    int64_t *last = context;

    if (*last < all / 2 && done >= all / 2) {
        assert_int_equal(raise(SIGINT), 0);
    }
    *last = done;
}

static void
test_sweep_a_signal_ends_the_look_at_the_points(void **state)
{
    static const char *const overs[] = { "events.e.typical_days=1:400:1" };
    struct fixture *self = *state;
    int64_t last = 0;
    const struct sweep_watch watch = { .progress = raise_half_way, .context = &last };

    self->source = (struct sweep_source){ .path = "small.cfg" };
    assert_int_equal(design_init(&self->design, overs, 1, 0, &self->err), OK);
    assert_int_equal(sweep_load(&self->source, NULL, 0, &self->base, &self->err), OK);
    engine_hold_signals();
    assert_int_equal(
        sweep_init(&self->sweep, &self->source, &self->base, &self->design, &watch, &self->err),
        ERR_INTERRUPT);
    assert_int_equal(engine_release_signals(), 0);
    assert_int_equal(self->sweep.signal, SIGINT);
    assert_int_equal(last, 200);
    assert_int_equal(self->sweep.n_done, 0);
}

static void
test_sweep_ranks_are_correlated_as_by_hand(void **state)
{
    /* Ranks of the flag 1 3 2 5 4: differences 0 1 -1 1 -1, so 1 - 6 x 4 / (5 x 24) = 0.8. Ranks of
     * the date 1.5 1.5 3 4 5 (never is last): 9.5 / sqrt(10 x 9.5) = 0.974679. */
    static const int hits[5] = { 10, 30, 20, 50, 40 };
    const double medians[5] = { 13920.0, 13920.0, 13921.0, 13925.0, PARAM_NONE };
    const struct sweep_measure early = { EARLY, SWEEP_SHARE }, when = { E, SWEEP_MEDIAN };
    struct fixture *self = *state;
    double rank = 0.0;

    fill(self, hits, medians);
    assert_int_equal(sweep_correlation(&self->sweep, early, 0, &rank, &self->err), OK);
    assert_close(rank, 0.8, 1e-12);
    assert_int_equal(sweep_correlation(&self->sweep, when, 0, &rank, &self->err), OK);
    assert_close(rank, sqrt(0.95), 1e-12);
}

static void
test_sweep_what_has_no_order_has_no_correlation(void **state)
{
    static const char *const overs[] = { "talks.t.model=mean,median", "events.e.typical_days=5" };
    const struct sweep_measure mean = { SETTLED, SWEEP_MEAN };
    struct fixture *self = *state;
    double rank = 0.0;

    assert_int_equal(prepare(self, overs, 2, NULL, 0), OK);
    assert_int_equal(play(self), OK);
    assert_false(sweep_is_constant(&self->sweep, mean));
    for (int a = 0; a < 2; a++) { /* words, and an axis of one value */
        assert_int_equal(sweep_correlation(&self->sweep, mean, a, &rank, &self->err), OK);
        assert_true(isnan(rank));
    }
}

static void
test_sweep_spreads_are_parts_of_what_could_be(void **state)
{
    static const int hits[5] = { 10, 30, 20, 50, 40 };
    const double medians[5] = { 13922.0, 13923.0, 13924.0, 13925.0,
        PARAM_NONE }; /* 13922: 13 February */
    const struct sweep_measure early = { EARLY, SWEEP_SHARE }, when = { E, SWEEP_MEDIAN },
                               mean = { SETTLED, SWEEP_MEAN };
    struct sweep_measure all[2 * N_OUTCOMES];
    struct fixture *self = *state;
    double least = 0.0, greatest = 0.0;

    fill(self, hits, medians);
    assert_close(sweep_spread(&self->sweep, early), 0.4, 1e-12);
    assert_close(sweep_spread(&self->sweep, when), 1.0, 1e-12); /* to the day behind the last */
    assert_close(sweep_spread(&self->sweep, mean), 20.0 / 50.0, 1e-12); /* of the range */
    assert_true(sweep_range(&self->sweep, mean, &least, &greatest));
    assert_same(least, 5.0);
    assert_same(greatest, 25.0);
    assert_false(sweep_is_constant(&self->sweep, mean));
    /* The date happened in all runs: its share is no measure. */
    assert_int_equal(sweep_measures(&self->sweep, all), 3);
    assert_int_equal(all[0].outcome, EARLY);
    assert_int_equal(all[1].outcome, E);
    assert_int_equal(all[2].outcome, SETTLED);
}

static void
test_sweep_errors_are_those_of_the_intervals(void **state)
{
    /* Wilson, 50 of 1000: 0.038130262393 to 0.065313820244 (tests/test_tally.c). */
    static const int hits[5] = { 0, 0, 0, 0, 0 };
    const double medians[5] = { 13922.0, 13922.0, 13922.0, 13922.0, 13922.0 };
    const struct sweep_measure early = { EARLY, SWEEP_SHARE }, when = { E, SWEEP_MEDIAN },
                               mean = { SETTLED, SWEEP_MEAN };
    struct fixture *self = *state;

    fill(self, hits, medians);
    self->sweep.cells[EARLY] =
        (struct sweep_cell){ 1000, 50, PARAM_NONE, PARAM_NONE, PARAM_NONE, PARAM_NONE, PARAM_NONE };
    assert_close(
        sweep_error(&self->sweep, early, 0), 0.027183557851 / 2.0 / 1.959963984540054, 1e-12);
    assert_true(sweep_error(&self->sweep, early, 1) > 0.005); /* none of 100 is not known exactly */
    assert_same(sweep_error(&self->sweep, mean, 0), 0.25);
    assert_true(isnan(sweep_error(&self->sweep, when, 0)));
    assert_true(sweep_is_constant(&self->sweep, when));
}

int
main(void)
{
#define SWEEP_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        SWEEP_TEST(test_sweep_a_point_is_the_run_with_its_values_set),
        SWEEP_TEST(test_sweep_medians_have_the_interval_of_order_statistics),
        SWEEP_TEST(test_sweep_values_are_laid_over_those_that_were_set),
        SWEEP_TEST(test_sweep_standard_input_is_the_same_at_every_point),
        SWEEP_TEST(test_sweep_the_first_point_that_is_wrong_is_named),
        SWEEP_TEST(test_sweep_a_path_that_does_not_exist_is_told_the_nearest),
        SWEEP_TEST(test_sweep_points_with_other_outcomes_are_refused),
        SWEEP_TEST(test_sweep_says_what_is_uncertain_in_the_file),
        SWEEP_TEST(test_sweep_a_signal_keeps_the_points_that_are_finished),
        SWEEP_TEST(test_sweep_a_signal_ends_the_look_at_the_points),
        SWEEP_TEST(test_sweep_ranks_are_correlated_as_by_hand),
        SWEEP_TEST(test_sweep_what_has_no_order_has_no_correlation),
        SWEEP_TEST(test_sweep_spreads_are_parts_of_what_could_be),
        SWEEP_TEST(test_sweep_errors_are_those_of_the_intervals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
