/* Threads, units, failures and interruptions: what must not change the result, and what must not be
 * lost. */
#include "support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "num.h"
#include "play.h"

#define FLAGSHIP "scenarios/kosovo-2008/five-actors.cfg"

static void
assert_same_totals(const struct engine_result *a, const struct engine_result *b)
{
    const struct layout *layout = &a->layout;
    const struct scenario *scenario = layout->scenario;
    const size_t days = (size_t)scenario->n_days;

    assert_int_equal(a->totals.n, b->totals.n);
    for (int o = 0; o < scenario->n_outcomes; o++) {
        const struct tally_counts *x = &a->totals.outcomes[o], *y = &b->totals.outcomes[o];
        assert_memory_equal(x->bins, y->bins, (size_t)x->n_bins * sizeof(int64_t));
        assert_int_equal(x->never, y->never);
    }
    assert_memory_equal(a->totals.moments, b->totals.moments,
        (size_t)layout->plan->n_parts * days * sizeof(int64_t));
    assert_memory_equal(
        a->totals.acted, b->totals.acted, (size_t)layout->n_clocked * days * sizeof(int64_t));
    assert_memory_equal(a->totals.ballots, b->totals.ballots,
        3 * (size_t)layout->plan->n_players * sizeof(int64_t));
    for (int e = 0; e < scenario->n_events; e++) {
        if (a->totals.first_level[e] != SIZE_MAX) {
            const size_t n = days * (size_t)(layout->steps[e] + 1);
            assert_memory_equal(a->totals.levels + a->totals.first_level[e],
                b->totals.levels + b->totals.first_level[e], n * sizeof(int64_t));
        }
    }
    /* The values bit for bit: sums, and every kept number. */
    for (int column = 0; column < layout->n_values; column++) {
        assert_memory_equal(
            &a->totals.sums[column], &b->totals.sums[column], sizeof(struct tally_sums));
        assert_memory_equal(a->totals.kept + (size_t)column * (size_t)a->totals.room,
            b->totals.kept + (size_t)column * (size_t)b->totals.room,
            (size_t)a->totals.n * sizeof(double));
    }
}

static void
test_engine_result_does_not_depend_on_threads(void **state)
{
    static const char *const runs[2][1] = { { "runs=1000" }, { "runs=3001" } };

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct play one;
        play_file(&one, FLAGSHIP, runs[k], 1, 1);
        assert_int_equal(one.status, OK);
        for (int threads = 2; threads <= 7; threads++) {
            struct play many;
            play_file(&many, FLAGSHIP, runs[k], 1, threads);
            assert_int_equal(many.status, OK);
            assert_same_totals(&one.result, &many.result);
            play_free(&many);
        }
        play_free(&one);
    }
}

/* The first 1,000 of 3,001 runs are the 1,000 runs. */
static void
test_engine_more_runs_begin_with_the_same_ones(void **state)
{
    static const char *const few[] = { "runs=1000" }, *const more[] = { "runs=3001" };
    struct play a, b;

    (void)state;
    play_file(&a, FLAGSHIP, few, 1, 2);
    play_file(&b, FLAGSHIP, more, 1, 2);
    for (int column = 0; column < a.result.layout.n_values; column++) {
        assert_memory_equal(a.result.totals.kept + (size_t)column * (size_t)a.result.totals.room,
            b.result.totals.kept + (size_t)column * (size_t)b.result.totals.room,
            1000 * sizeof(double));
    }
    play_free(&a);
    play_free(&b);
}

/* Variants meet the same worlds: what a variant does not touch is the same in every run. */
static void
test_engine_variants_meet_the_same_worlds(void **state)
{
    static const char *const runs[] = { "runs=1000" };
    struct play a, b;

    (void)state;
    play_file(&a, FLAGSHIP, runs, 1, 2);
    play_file(&b, "scenarios/kosovo-2008/monday.cfg", runs, 1, 2);
    for (int o = 0; o < a.scenario.n_outcomes; o++) {
        if (strcmp(a.scenario.outcomes[o].name, "mission_decided_early") == 0 ||
            strcmp(a.scenario.outcomes[o].name, "council_mandate") == 0) {
            assert_memory_equal(a.result.totals.outcomes[o].bins, b.result.totals.outcomes[o].bins,
                2 * sizeof(int64_t));
        }
    }
    play_free(&a);
    play_free(&b);
}

/* ---- a model that gives no answer in some worlds ---- */

static enum model_move
sometimes(const void *params, const struct situation *situation, void *state, double *next)
{
    (void)params;
    (void)state;
    memcpy(next, situation->position, (size_t)situation->n_actors * sizeof(double));
    return situation->position[0] > 0.75 ? MODEL_FAILED : MODEL_STILL;
}

static void
test_engine_counts_runs_that_give_no_answer(void **state)
{
    static const struct model failing = { .name = "failing", .step = sometimes };
    const struct engine_options options = { .threads = 2 };
    struct play p;

    (void)state;
    play_text(&p,
        "start = \"2001-01-01\"; end = \"2001-12-31\"; runs = 2000; seed = 3; issues = ( { name = "
        "\"i\"; low = 0; high = 100; } );"
        "actors = ( { name = \"a\"; capability = 1; i = { position = (0, 100); salience = 50; }; },"
        "{ name = \"b\"; capability = 1; i = { position = 9; salience = 50; }; } );"
        "talks = ( { name = \"t\"; model = \"mean\"; } );",
        0);
    p.scenario.talks[0].model = &failing;
    assert_int_equal(engine_run(&p.result, &p.scenario, &options, &p.err), OK);
    const int64_t failed = p.result.totals.n_failed;
    assert_close((double)failed / 2000.0, 0.25, 5.0 * sqrt(0.25 * 0.75 / 2000.0));
    assert_int_equal(p.result.totals.n + failed, 2000);
    assert_int_equal(p.result.runs, 2000);
    assert_string_equal(p.result.totals.failure, "the model of the talks gave no answer");
    /* The first that failed is named, and alone it fails again. */
    struct arena arena = { 0 };
    struct plan plan;
    struct timeline timeline;
    assert_int_equal(plan_init(&plan, &p.scenario, &arena, &p.err), OK);
    assert_int_equal(timeline_init(&timeline, &p.scenario, &plan, &arena, &p.err), OK);
    for (int64_t run = 1; run < p.result.totals.first_failed; run++) {
        assert_int_equal(timeline_play(&timeline, (uint32_t)run), OK);
    }
    assert_int_equal(timeline_play(&timeline, (uint32_t)p.result.totals.first_failed), ERR_RUN);
    arena_free(&arena);
    play_free(&p);
}

/* ---- stopping ---- */

struct stopper {
    int64_t after; /* runs */
    int64_t seen;
    enum status status;
};

static enum status
stop_by_signal(void *context, const struct unit *unit, struct err *err)
{
    struct stopper *self = context;

    (void)err;
    assert_int_equal(unit->first_run, self->seen + 1); /* units come in order */
    self->seen += unit->n_runs;
    if (self->seen == self->after) {
        (void)kill(getpid(), SIGINT);
    }
    return self->status;
}

static void
test_engine_keeps_finished_units_when_interrupted(void **state)
{
    static const char *const runs[] = { "runs=2000000" };
    struct stopper stopper = { 1024, 0, OK };
    const struct engine_options options = {
        .threads = 2, .unit = stop_by_signal, .context = &stopper
    };
    struct play p, whole;
    char first[32] = "runs=";

    (void)state;
    play_file(&p, FLAGSHIP, runs, 1, 0);
    assert_int_equal(engine_run(&p.result, &p.scenario, &options, &p.err), ERR_INTERRUPT);
    assert_int_equal(p.result.signal, SIGINT);
    assert_true(p.result.runs >= 1024 && p.result.runs < 2000000);
    assert_int_equal(p.result.runs % 256, 0);
    assert_int_equal(p.result.totals.n, p.result.runs);
    assert_int_equal(p.result.runs, stopper.seen);
    /* What was kept is what a run of that length gives. */
    (void)snprintf(first + 5, sizeof(first) - 5, "%lld", (long long)p.result.runs);
    const char *const sets[] = { first };
    play_file(&whole, FLAGSHIP, sets, 1, 1);
    for (int o = 0; o < p.scenario.n_outcomes; o++) {
        assert_memory_equal(p.result.totals.outcomes[o].bins, whole.result.totals.outcomes[o].bins,
            (size_t)p.result.totals.outcomes[o].n_bins * sizeof(int64_t));
    }
    play_free(&p);
    play_free(&whole);
}

static enum status
stop_by_error(void *context, const struct unit *unit, struct err *err)
{
    struct stopper *self = context;

    self->seen += unit->n_runs;
    return self->seen == self->after ? err_add(err, ERR_IO, NULL, "full") : OK;
}

static void
test_engine_stops_when_a_unit_cannot_be_taken(void **state)
{
    struct stopper stopper = { 768, 0, OK };
    const struct engine_options options = {
        .threads = 2, .unit = stop_by_error, .context = &stopper
    };
    struct play p;

    (void)state;
    play_file(&p, FLAGSHIP, NULL, 0, 0);
    assert_int_equal(engine_run(&p.result, &p.scenario, &options, &p.err), ERR_IO);
    assert_int_equal(stopper.seen, 768);
    assert_int_equal(p.err.n_mistakes, 1);
    play_free(&p);
}

/* Beyond the memory for kept values, quantiles come from bins: half a bin of error, in every
 * column. */
static void
test_engine_quantiles_from_bins_are_within_half_a_bin(void **state)
{
    static const char *const runs[] = { "runs=1000" };
    struct play p;
    struct arena arena = { 0 };
    struct timeline timeline;
    struct unit unit;
    struct totals binned;

    (void)state;
    play_file(&p, FLAGSHIP, runs, 1, 2);
    const struct layout *layout = &p.result.layout;
    assert_int_equal(timeline_init(&timeline, &p.scenario, &p.result.plan, &arena, &p.err), OK);
    assert_int_equal(unit_init(&unit, layout, false, &arena, &p.err), OK);
    assert_int_equal(totals_init(&binned, layout, true, 1000, &arena, &p.err), OK);
    assert_non_null(binned.kept);
    binned.kept = NULL;
    binned.bins = calloc((size_t)layout->n_values * TOTALS_BINS, sizeof(uint32_t));
    assert_non_null(binned.bins);
    for (uint32_t run = 1; run <= 1000; run++) {
        if (run % UNIT_RUNS == 1) {
            unit_begin(&unit, run);
        }
        assert_int_equal(timeline_play(&timeline, run), OK);
        unit_record(&unit, &timeline);
        if (run % UNIT_RUNS == 0 || run == 1000) {
            unit_end(&unit, &timeline);
            totals_commit(&binned, &unit);
        }
    }
    for (int column = 0; column < layout->n_values; column++) {
        const double range = layout->high[column] - layout->low[column];
        double exact[TALLY_QUANTILES], near[TALLY_QUANTILES];
        totals_quantiles(&p.result.totals, column, exact);
        totals_quantiles(&binned, column, near);
        for (int q = 0; q < TALLY_QUANTILES; q++) {
            assert_close(near[q], exact[q], range * 0.50001 / TOTALS_BINS);
        }
    }
    free(binned.bins);
    arena_free(&arena);
    play_free(&p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_engine_result_does_not_depend_on_threads),
        cmocka_unit_test(test_engine_more_runs_begin_with_the_same_ones),
        cmocka_unit_test(test_engine_variants_meet_the_same_worlds),
        cmocka_unit_test(test_engine_counts_runs_that_give_no_answer),
        cmocka_unit_test(test_engine_keeps_finished_units_when_interrupted),
        cmocka_unit_test(test_engine_stops_when_a_unit_cannot_be_taken),
        cmocka_unit_test(test_engine_quantiles_from_bins_are_within_half_a_bin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
