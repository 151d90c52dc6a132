/* sample: rows played are the runs' own; rows read are the rows played; what is damaged is refused.
 */
#include "sample.h"

#include <stdio.h>
#include <string.h>

#include "play.h"
#include "results.h"
#include "shell.h"
#include "support.h"

static int
setup(void **state)
{
    return shell_setup(state);
}

static int
teardown(void **state)
{
    return shell_teardown(state, "rm -rf r x.cfg t.cfg");
}

static void
play(struct sample *self, const struct scenario *scenario, int threads, struct err *err)
{
    const struct sample_options options = { .threads = threads };

    assert_int_equal(sample_play(self, scenario, &options, err), OK);
}

static void
assert_same_rows(const struct sample *a, const struct sample *b)
{
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->n_failed, b->n_failed);
    assert_int_equal(a->first_failed, b->first_failed);
    assert_int_equal(a->scenario->n_outcomes, b->scenario->n_outcomes);
    for (int64_t k = 0; k < a->n; k++) {
        assert_int_equal(a->answered[k], b->answered[k]);
    }
    for (int o = 0; o < a->scenario->n_outcomes; o++) {
        const double *x = sample_column(a, o), *y = sample_column(b, o);
        for (int64_t k = 0; k < a->n; k++) {
            assert_true(x[k] == y[k] || (isnan(x[k]) && isnan(y[k])));
        }
    }
}

static void
test_sample_rows_are_those_of_the_timeline_for_any_number_of_threads(void **state)
{
    const char *const sets[] = { "runs=700" };
    struct play p;
    struct sample one, three;
    struct arena arena = { 0 };
    struct plan plan;
    struct timeline timeline;

    (void)state;
    play_file(&p, "tests/cases/good/all-kinds.cfg", sets, 1, 0);
    assert_int_equal(p.status, OK);
    play(&one, &p.scenario, 1, &p.err);
    play(&three, &p.scenario, 3, &p.err);
    assert_same_rows(&one, &three);
    assert_int_equal(one.n, 700);
    assert_int_equal(plan_init(&plan, &p.scenario, &arena, &p.err), OK);
    assert_int_equal(timeline_init(&timeline, &p.scenario, &plan, &arena, &p.err), OK);
    for (uint32_t run = 1; run <= 700; run += 233) {
        struct curve curves[16];
        assert_int_equal(timeline_play(&timeline, run), OK);
        for (int e = 0; e < p.scenario.n_events; e++) {
            curves[e] = timeline_curve(&timeline, e);
        }
        for (int o = 0; o < p.scenario.n_outcomes; o++) {
            const double x = outcome_read(&p.scenario.outcomes[o], &timeline, curves);
            const double y = sample_column(&one, o)[run - 1];
            assert_true(x == y || (isnan(x) && isnan(y)));
        }
    }
    arena_free(&arena);
    sample_free(&one);
    sample_free(&three);
    play_free(&p);
}

/* Runs a scenario into the folder r, and reads it both ways. */
static void
assert_read_as_played(struct bench *bench, const char *file, const char *runs)
{
    struct sample played, read;
    struct scenario scenario, again;
    struct err err = { .status = OK };
    char line[2 * SHELL_PATH_MAX], path[2 * SHELL_PATH_MAX], folder[2 * SHELL_PATH_MAX];
    const char *const sets[] = { runs };

    (void)snprintf(line, sizeof(line), "rm -rf r && $P run -q -o r %s --set %s", file, runs);
    shell(bench, line);
    assert_int_equal(bench->status, 0);
    (void)snprintf(path, sizeof(path), "%s/tests/cases/%s", bench->root, strchr(file, '/') + 1);
    (void)snprintf(folder, sizeof(folder), "%s/r", bench->folder);
    assert_true(sample_is_folder(folder));
    assert_false(sample_is_folder(path));
    assert_int_equal(scenario_load(&scenario, path, sets, 1, &err), OK);
    play(&played, &scenario, 2, &err);
    assert_int_equal(sample_read(&read, &again, folder, &err), OK);
    assert_same_rows(&played, &read);
    assert_int_equal(again.seed, scenario.seed);
    sample_free(&read);
    scenario_free(&again);
    sample_free(&played);
    scenario_free(&scenario);
}

static void
test_sample_read_from_a_folder_is_what_was_played(void **state)
{
    struct bench *bench = *state;

    assert_read_as_played(bench, "$C/good/all-kinds.cfg", "runs=700");
    assert_read_as_played(bench, "$C/good/some-fail.cfg", "runs=513");
    assert_read_as_played(bench, "$C/good/tiny.cfg", "runs=1");
}

static void
test_sample_counts_runs_in_which_what_is_given_holds(void **state)
{
    static const char text[] =
        "start = \"2008-01-01\"; end = \"2008-01-10\"; runs = 2000; seed = 3;\n"
        "actors = ( { name = \"a\"; capability = 1; } );\n"
        "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 5; } );\n"
        "outcomes = ( { name = \"soon\"; kind = \"flag\"; event = \"e\"; until = \"2008-01-03\"; "
        "},\n"
        "  { name = \"when\"; kind = \"date\"; event = \"e\"; given = \"soon\"; } );\n";
    static bool counts[2000];
    struct play p;
    struct sample sample;
    int64_t soon = 0;

    (void)state;
    play_text(&p, text, 0);
    assert_int_equal(p.status, OK);
    play(&sample, &p.scenario, 2, &p.err);
    assert_int_equal(sample_counts(&sample, 0, counts), 2000);
    for (int k = 0; k < 2000; k++) {
        soon += sample_column(&sample, 0)[k] == 1.0;
    }
    assert_int_equal(sample_counts(&sample, 1, counts), soon);
    for (int k = 0; k < 2000; k++) {
        assert_int_equal(counts[k], sample_column(&sample, 0)[k] == 1.0);
        assert_int_equal(isnan(sample_column(&sample, 1)[k]), !counts[k]);
    }
    /* 1 - 2^(-3/5) = 0.34 of 2,000, within five standard errors */
    assert_close((double)soon / 2000.0, 0.340246, 5.0 * sqrt(0.34 * 0.66 / 2000.0));
    sample_free(&sample);
    play_free(&p);
}

/* ---- worlds that are chosen ---- */

/* Every input at k / 8, and the streams of run 5. */
static uint32_t
ladder(const void *context, int64_t row, double *uniforms)
{
    const int *n = context;

    for (int k = 0; k < *n; k++) {
        uniforms[k] = (double)row / 8.0;
    }
    return 5;
}

static void
test_sample_of_a_design_uses_its_uniforms_and_streams(void **state)
{
    static const char text[] =
        "start = \"2008-01-01\"; end = \"2008-01-10\"; runs = 20; seed = 3;\n"
        "issues = ( { name = \"x\"; low = 0; high = 100; } );\n"
        "actors = ( { name = \"a\"; capability = 1; x = { position = (20, 60); salience = 50; }; "
        "},\n"
        "  { name = \"b\"; capability = 1; x = { position = 90; salience = 50; }; } );\n"
        "talks = ( { name = \"t\"; model = \"mean\"; } );\n"
        "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 5; } );\n"
        "outcomes = ( { name = \"where\"; kind = \"value\"; issue = \"x\"; talk = \"t\"; actor = "
        "\"a\"; },\n"
        "  { name = \"when\"; kind = \"date\"; event = \"e\"; } );\n";
    struct play p;
    struct sample own, chosen;
    struct engine_design design = { .row = ladder };
    struct sample_options options = { .threads = 2, .runs = 7, .design = &design };

    (void)state;
    play_text(&p, text, 0);
    assert_int_equal(p.status, OK);
    design.context = &p.scenario.n_uncertain;
    play(&own, &p.scenario, 1, &p.err);
    assert_int_equal(sample_play(&chosen, &p.scenario, &options, &p.err), OK);
    assert_int_equal(chosen.n, 7);
    for (int k = 0; k < 7; k++) {
        assert_close(sample_column(&chosen, 0)[k], 20.0 + 40.0 * (double)(k + 1) / 8.0, 1e-12);
        /* nothing uncertain touches the event: its clock is run 5's */
        assert_true(sample_column(&chosen, 1)[k] == sample_column(&own, 1)[4] ||
                    (isnan(sample_column(&chosen, 1)[k]) && isnan(sample_column(&own, 1)[4])));
    }
    sample_free(&own);
    sample_free(&chosen);
    play_free(&p);
}

/* ---- what is refused ---- */

/* Reads the folder r; the message holds the words. */
static void
assert_refused(const struct bench *bench, const char *words)
{
    struct sample sample;
    struct scenario scenario;
    struct err err = { .status = OK };
    char folder[2 * SHELL_PATH_MAX];

    (void)snprintf(folder, sizeof(folder), "%s/r", bench->folder);
    assert_int_equal(sample_read(&sample, &scenario, folder, &err), ERR_IO);
    assert_holds(err.mistakes[0].text, words);
    sample_free(&sample);
    scenario_free(&scenario);
}

static void
test_sample_refuses_folders_that_are_damaged(void **state)
{
    static const struct {
        const char *line, *words;
    } cases[] = {
        { "rm -rf r", "cannot read: No such file or directory" },
        { "mkdir r", "there is no run.json that Parley wrote" },
        { "echo '{}' > r/run.json", "there is no run.json that Parley wrote" },
        { "rm -rf r; $P run -q -o r $C/good/tiny.cfg -n 3 >t; sed -i 's/^tiny,2,./tiny,2,1/' "
          "r/runs.csv;"
          " echo >> r/runs.csv",
            "runs.csv is damaged" },
        { "rm r/runs.csv", "cannot be read: No such file or directory" },
        { "rm -rf r; $P run -q -o r $C/good/tiny.cfg -n 3 >t; echo '# x' >> r/scenario.cfg",
            "scenario.cfg is damaged" },
        { "rm -rf r; $P run -q -o r $C/good/tiny.cfg -n 3 >t; head -n 3 r/runs.csv > t; cp t "
          "r/runs.csv;"
          " h=$(sha256sum r/runs.csv | cut -c1-64); o=$(grep -A2 runs.csv r/run.json | grep sha256 "
          "|"
          " cut -d'\"' -f4); sed -i s/$o/$h/ r/run.json",
            "runs.csv, line 4: this is not what a run of scenario.cfg writes" },
        { "rm -rf r; $P run -q -o r $C/good/all-kinds.cfg -n 1 >t; sed 's/[^,]*$/1e308/' "
          "r/runs.csv |"
          " sed '1s/1e308/yes/' >t; cp t r/runs.csv;"
          " h=$(sha256sum r/runs.csv | cut -c1-64); o=$(grep -A2 runs.csv r/run.json | grep sha256 "
          "|"
          " cut -d'\"' -f4); sed -i s/$o/$h/ r/run.json",
            "runs.csv, line 2: this is not what a run of scenario.cfg writes" },
    };
    struct bench *bench = *state;

    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        shell(bench, cases[k].line);
        assert_refused(bench, cases[k].words);
    }
}

static void
test_sample_refuses_more_than_there_is_room_for(void **state)
{
    const char *const sets[] = { "runs=1000000000" };
    const struct sample_options options = { .threads = 1 };
    struct play p;
    struct sample sample;

    (void)state;
    play_file(&p, "tests/cases/good/all-kinds.cfg", sets, 1, 0);
    assert_int_equal(sample_play(&sample, &p.scenario, &options, &p.err), ERR_RUN);
    assert_holds(p.err.mistakes[0].text,
        "1000000000 runs of 9 outcomes would take 67.1 GiB; at most 4 are possible");
    sample_free(&sample);
    play_free(&p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sample_rows_are_those_of_the_timeline_for_any_number_of_threads),
        cmocka_unit_test(test_sample_read_from_a_folder_is_what_was_played),
        cmocka_unit_test(test_sample_counts_runs_in_which_what_is_given_holds),
        cmocka_unit_test(test_sample_of_a_design_uses_its_uniforms_and_streams),
        cmocka_unit_test(test_sample_refuses_folders_that_are_damaged),
        cmocka_unit_test(test_sample_refuses_more_than_there_is_room_for),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
