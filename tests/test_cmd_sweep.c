/* parley sweep, from outside: its pages, its table, and what it refuses. */
#include "support.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"

static int
teardown(void **state)
{
    return shell_teardown(state, "rm -rf results other *.csv *.cfg a.txt b.txt");
}

/* ---- the table ---- */

static void
test_cmd_sweep_of_one_value_is_the_run_with_it_set(void **state)
{
    struct bench *self = *state;

    /* Columns 1 and 4 to 21 of the one are the other. */
    expect(self,
        "$P sweep -q $C/good/tiny.cfg --over events.e.typical_days=3 -n 700 -s 5 >a.txt && "
        "$P run -q $C/good/tiny.cfg --set events.e.typical_days=3 -n 700 -s 5 >b.txt && "
        "cut -d, -f1,4- results/tiny-sweep/sweep.csv | cmp - results/tiny/summary.csv",
        0, NULL, NULL);
    expect(self, "head -2 results/tiny-sweep/sweep.csv", 0,
        "scenario,point,events.e.typical_days,outcome,kind,unit,runs,happened,share,share_low,"
        "share_high,mean,mcse,sd,p05,p25,p50,p75,p95,min,max\n"
        "tiny,1,3,e_sunday,flag,,700,",
        NULL);
    /* The scenario beside it is the one that was swept, and run.json lists the files. */
    expect(self, "grep -c 'typical_days = 10;' results/tiny-sweep/scenario.cfg", 0, "1\n", NULL);
    expect(self, "cat results/tiny-sweep/run.json", 0, "\"sweep_of\":\"tiny\"", NULL);
    assert_holds(self->out, "\"points_played\":1,");
    assert_holds(self->out, "\"name\":\"sweep.csv\",\n      \"rows\":3,");
}

static void
test_cmd_sweep_does_not_depend_on_threads(void **state)
{
    struct bench *self = *state;

    for (int threads = 1; threads <= 3; threads += 2) {
        char line[256];
        (void)snprintf(line, sizeof(line),
            "$P sweep -q $C/good/tiny.cfg -j %d -o other/threads --over "
            "events.e.typical_days=1:30:1 "
            "-n 1000 >a.txt && cp other/threads/sweep.csv %d.csv",
            threads, threads);
        expect(self, line, 0, NULL, NULL);
    }
    expect(self, "cmp 1.csv 3.csv && wc -l <1.csv", 0, "91\n", NULL);
    expect(self,
        "$P sweep $C/good/tiny.cfg -o other/threads --over events.e.typical_days=1:30:1 -n 1000 "
        ">a.txt",
        0, NULL, "other/threads/ is unchanged: same scenario, same seed, same bytes.\n");
}

static void
test_cmd_sweep_neither_replaces_a_run_nor_is_replaced(void **state)
{
    struct bench *self = *state;

    expect(self, "$P run -q $C/good/tiny.cfg -n 100 -o other/run >a.txt", 0, NULL, NULL);
    expect(self, "$P sweep -q $C/good/tiny.cfg -n 100 -o other/run --over events.e.typical_days=3",
        4, NULL, "holds the results of another scenario, \"tiny\"");
    expect(self,
        "$P sweep -q $C/good/tiny.cfg -n 100 -o other/sweep --over events.e.typical_days=3 >a.txt",
        0, NULL, NULL);
    expect(self, "$P run -q $C/good/tiny.cfg -n 100 -o other/sweep", 4, NULL,
        "holds the results of another scenario, \"tiny-sweep\"");
    expect(self, "$P sweep $C/good/tiny.cfg -n 100 --keep --over events.e.typical_days=3 >a.txt", 0,
        NULL, "Wrote results/tiny-sweep");
    expect(self,
        "rm -r results; $P sweep $C/good/tiny.cfg -n 9 --no-files --over "
        "events.e.typical_days=3 >a.txt; test ! -e results",
        0, NULL, "Next:\n");
}

static void
test_cmd_sweep_values_are_those_of_set(void **state)
{
    struct bench *self = *state;

    /* Words, dates, estimates and texts, as they were typed. */
    expect(self,
        "$P sweep -q $C/good/tiny.cfg -n 50 --over 'talks.t.model=mean,influence' "
        "--over 'actors.b.status.position=(60,80,95),95' "
        "--over 'outcomes.e_sunday.on=2008-02-17:2008-02-18:1' >a.txt && "
        "cut -d, -f2- results/tiny-sweep/sweep.csv | grep e_sunday | cut -c1-36",
        0,
        "1,mean,\"(60,80,95)\",2008-02-17,e_sun\n2,mean,\"(60,80,95)\",2008-02-18,e_sun\n"
        "3,mean,95,2008-02-17,e_sunday,flag,,\n4,mean,95,2008-02-18,e_sunday,flag,,\n"
        "5,influence,\"(60,80,95)\",2008-02-17,",
        NULL);
}

static void
test_cmd_sweep_reads_standard_input_once_for_all_points(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P sweep -q - --over events.e.typical_days=3,20 -n 300 <$C/good/tiny.cfg >a.txt && "
        "$P sweep -q $C/good/tiny.cfg --over events.e.typical_days=3,20 -n 300 >b.txt && "
        "cut -d, -f2- results/stdin-sweep/sweep.csv >a.csv && "
        "cut -d, -f2- results/tiny-sweep/sweep.csv | cmp - a.csv && cmp a.txt b.txt",
        0, NULL, NULL);
    expect(self, "$P sweep - --over events.e.typical_days=0,1 <$C/good/tiny.cfg", 2, NULL,
        "events.e.typical_days is 0");
    /* A base lies where the command is called. */
    expect(self,
        "cp $C/good/tiny.cfg base.cfg; echo 'base = \"base.cfg\"; runs = 300;' >a.txt; "
        "$P sweep -q - --over events.e.typical_days=3,20 <a.txt >b.txt && "
        "cut -d, -f2- results/stdin-sweep/sweep.csv | cmp - a.csv",
        0, NULL, NULL);
}

static void
test_cmd_sweep_a_hypercube_is_the_same_again(void **state)
{
    struct bench *self = *state;
    const char *line = "$P sweep -q $C/good/tiny.cfg --lhs 10 --over events.e.typical_days=5:40 "
                       "--over actors.b.capability=1:9:1 --dry-run";

    expect(self, line, 0, "  point  events.e.typical_days  actors.b.capability\n      1  ", NULL);
    assert_holds(self->out, "\n     10  ");
    expect(self,
        "$P sweep -q $C/good/tiny.cfg --lhs 10 --over events.e.typical_days=5:40 --over "
        "actors.b.capability=1:9:1 -n 20 >a.txt && "
        "$P sweep -q $C/good/tiny.cfg --lhs 10 --over events.e.typical_days=5:40 --over "
        "actors.b.capability=1:9:1 --dry-run | awk 'NR > 1 { print $2, $3 }' >b.txt && "
        "grep e_date results/tiny-sweep/sweep.csv | awk -F, '{ print $3, $4 }' | cmp - b.txt",
        0, NULL, NULL);
}

/* ---- the pages ---- */

static void
test_cmd_sweep_is_explained(void **state)
{
    struct bench *self = *state;

    expect(self, "$P", 0, "\nAsk what matters  ", NULL);
    expect(self, "$P help sweep", 0,
        "  parley sweep SCENARIO.cfg --over actors.NAME.capability=10:50:10\n", NULL);
    assert_holds(self->out, "[--over PATH=VALUES]... [--lhs POINTS]");
}

static void
test_cmd_sweep_over_one_axis_shows_outcomes_by_point(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P sweep -q --no-files $C/good/tiny.cfg --over events.e.typical_days=1,1e6 --ascii", 0,
        "Two sides and a date\n"
        "2 points over events.e.typical_days = 1,1e6\n"
        "1,000 runs at each point, in the same worlds, seed 7\n"
        "\nHOW OFTEN ",
        NULL);
    assert_holds(self->out, "       1     1e6\n  On the Sunday  ");
    assert_holds(self->out, "\n  The event  ");
    assert_holds(self->out, "  never\n"); /* half of the runs do not see it */
    assert_holds(self->out, "share of runs +- Monte Carlo error\n      1 |");
    assert_holds(self->out, "\n\nThe Monte Carlo error of a share is ");
    /* Calendars of their own, one longer than the file's. */
    expect(self,
        "$P sweep -q --no-files $C/good/tiny.cfg --set events.e.typical_days=60 --set "
        "events.e.terms.date.times=1 --over end=2008-03-31,2009-03-31 --outcome e_date --ascii",
        0, "  The event", NULL);
    assert_holds(self->out, "        never  ");
    assert_holds(self->out, " Apr 2008\n");
    /* What the values cannot change. */
    expect(self, "$P sweep -q --no-files $C/good/tiny.cfg --over actors.b.capability=1,2", 0,
        "\nThe same at every point: On the Sunday (72%), ", NULL);
    expect(self,
        "$P sweep -q --no-files $C/good/tiny.cfg --over events.e.typical_days=1:60:1 --ascii", 0,
        "least       most  over the points\n", NULL);
    assert_holds(self->out, "(one point of two is shown)\n");
}

static void
test_cmd_sweep_over_two_axes_draws_a_grid(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P sweep -q --no-files $C/good/tiny.cfg --over events.e.typical_days=5,20 --over "
        "events.e.terms.date.times=1,50,100 --outcome e_sunday --ascii",
        0,
        "  On the Sunday: share of runs, darker for more\n"
        "    down: events.e.typical_days, across: events.e.terms.date.times\n"
        "             1     50    100\n"
        "     5      7%  # 56%  # 56%\n"
        "    20      2%  @ 73%  @ 84%\n",
        NULL);
    assert_null(strstr(self->out, "The event"));
    expect(self,
        "$P sweep -q --no-files $C/good/tiny.cfg -n 20 --over events.e.typical_days=1:90:1 --over "
        "events.e.terms.date.times=1:90:1 --ascii",
        0,
        "    in five steps from 13 Feb (blank) to never (@)\n"
        "    (one row of three and one column of two are shown)\n",
        NULL);
    assert_holds(self->out, " 1 to 90, from left to right\n");
}

static void
test_cmd_sweep_labels_that_would_look_the_same_are_whole(void **state)
{
    struct bench *self = *state;

    expect(self,
        "sed 's/On the Sunday/Before the calendar begins to matter, a label too long at its end/' "
        "$C/good/tiny.cfg >alike.cfg; $P sweep -q --no-files alike.cfg -n 20 --over "
        "events.e.typical_days=1:90:1; rm alike.cfg",
        0, "\n  Before the calendar begins to matter, a label too long at its end\n       ", NULL);
    assert_holds(
        self->out, "\n  Before the calendar begins to matter, a label too long for its column\n");
    assert_null(strstr(self->out, "..."));
}

static void
test_cmd_sweep_over_many_axes_correlates_ranks(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P sweep -q --no-files $C/good/tiny.cfg --lhs 30 --over events.e.typical_days=5:40 --over "
        "actors.b.capability=1:9",
        0, "30 points, a Latin hypercube over\n  events.e.typical_days = 5:40\n", NULL);
    assert_holds(self->out, "\nRANK CORRELATION");
    assert_holds(self->out, "(1)    (2)\n");
    assert_holds(
        self->out, "\n  Before the calendar begins to matter, a label too long for it...  -1.00");
    assert_holds(self->out, "\n  (1) events.e.typical_days\n  (2) actors.b.capability\n");
    assert_holds(self->out, "points lie within 0.36 of 0."); /* 1.96 / sqrt(29) = 0.364 */
}

static void
test_cmd_sweep_pages_are_80_columns_wide(void **state)
{
    static const char *const overs[] = { "--over events.e.typical_days=1:60:1",
        "--over events.e.typical_days=5:11:1",
        "--over events.e.typical_days=1:60:1 --over events.e.terms.date.times=1:90:1 -n 10",
        "--over events.e.typical_days=1:60:20 --over events.e.terms.date.times=1:90:20",
        "--over 'actors.b.status.position=(60,80,95),(60,80,96),(60,80,97),(60,80,98),95,96,97' "
        "--over talks.t.model=mean,influence,median",
        "--over events.e.typical_days=1:60:20 --over events.e.terms.date.times=1:90:20 --over "
        "actors.b.capability=1,2",
        "--over events.e.typical_days=5:11:1 --set 'title=\"One long title after another long "
        "title, with more words than eighty columns could ever hold\"'" };
    struct bench *self = *state;

    for (size_t k = 0; k < sizeof(overs) / sizeof(overs[0]); k++) {
        char line[512];
        (void)snprintf(line, sizeof(line),
            "$P sweep -q --no-files $C/good/tiny.cfg -n 30 --ascii %s | awk 'length > 80'",
            overs[k]);
        expect(self, line, 0, NULL, NULL);
    }
}

static void
test_cmd_sweep_a_dry_run_plays_nothing(void **state)
{
    struct bench *self = *state;

    expect(self,
        "rm -rf results; $P sweep $C/good/tiny.cfg -n 1000000 --dry-run --over "
        "events.e.typical_days=5,20 --over actors.b.capability=1:3:1",
        0,
        "  point  events.e.typical_days  actors.b.capability\n"
        "      1                      5                    1\n"
        "      2                      5                    2\n"
        "      3                      5                    3\n"
        "      4                     20                    1\n",
        "6 points, 6,000,000 runs in all; nothing was run.\n");
    expect(self, "test ! -e results", 0, NULL, NULL);
    expect(self, "$P sweep $C/good/tiny.cfg --dry-run --over events.e.typical_days=5,0", 2, NULL,
        "events.e.typical_days is 0");
    expect(self, "$P sweep -q $C/good/tiny.cfg --dry-run --json --over events.e.typical_days=5,20",
        0, "\"schema\":\"parley.design/1\"", NULL);
    assert_holds(self->out, "\"point\":2,\n      \"values\":{\n        "
                            "\"events.e.typical_days\":20\n");
}

static void
test_cmd_sweep_json_has_every_outcome_of_every_point(void **state)
{
    struct bench *self = *state;
    struct json_object *object = NULL, *points = NULL, *point = NULL, *outcomes = NULL, *at = NULL;

    expect(self,
        "$P sweep -q --no-files --json $C/good/tiny.cfg -n 100 --over events.e.typical_days=5:15:5 "
        "--over talks.t.model=mean,influence",
        0, "\"schema\":\"parley.sweep/1\"", NULL);
    object = json_tokener_parse(self->out);
    assert_true(json_object_object_get_ex(object, "points", &points));
    assert_int_equal(json_object_array_length(points), 6);
    point = json_object_array_get_idx(points, 5);
    assert_true(json_object_object_get_ex(point, "outcomes", &outcomes));
    assert_int_equal(json_object_array_length(outcomes), 3);
    assert_true(json_object_object_get_ex(point, "values", &at));
    assert_string_equal(json_object_to_json_string_ext(at, JSON_C_TO_STRING_PLAIN),
        "{\"events.e.typical_days\":15,\"talks.t.model\":\"influence\"}");
    json_object_put(object);
}

/* ---- what is refused ---- */

static void
test_cmd_sweep_refuses_what_it_cannot_play(void **state)
{
    static const struct {
        const char *words;
        int status;
        const char *err;
    } cases[] = {
        { "", 2, "parley: nothing is swept; say over what: --over PATH=FROM:TO:STEP" },
        { "--over", 2, "parley sweep: --over needs a value: --over PATH=VALUES" },
        { "--over events.e.typical_days", 2,
            "parley: --over events.e.typical_days: write --over PATH=FROM:TO:STEP" },
        { "--over events.e.typical_days=1:1000000000:1", 2,
            "parley: --over: 1,000,000,000 points; at most 100,000 are possible\n" },
        { "--over events.e.typical_days=1:10", 2, "a step is missing; write 1:10:STEP" },
        { "--over events.e.typical_days=1:10:0", 2, "a step of 0 leads nowhere" },
        { "--over events.e.typical_days=10:1:1", 2,
            "a step of 1 leads away from 1; it must be below 0" },
        { "--over 'events.e.typical_days=(1,5):9:1'", 2,
            "FROM is \"(1,5)\"; a range runs between two numbers" },
        { "--over events.e.typical_days=5,,6", 2, "value 2 of 3 is empty" },
        { "--over events.e.typical_days=5,inf", 2, "events.e.typical_days is a text" },
        { "--over seed=1,2", 2, "every point meets the same worlds" },
        { "--over events.e.typical_days=1,2 --over events.e.typical_days=3", 2,
            "events.e.typical_days is swept twice" },
        { "--over events.e.typical_day=1,2", 2, "did you mean typical_days?" },
        { "--over events.f.typical_days=1,2", 2, "parley: --over events.f: " },
        { "--over actors.b.capability=1,-2", 2, "parley: --over actors.b.capability=-2: " },
        { "--over actors.b.capability=1,2 --set actors.b.capability=3", 2,
            "parley: --set actors.b.capability=3 has no effect: --over actors.b.capability sets it "
            "at every point; leave out one of the two\n" },
        { "--over runs=10,20 -n 100", 2, "parley: -n or --set runs=100 has no effect: --over" },
        { "--over base=1,2", 2, "base belongs in a scenario file" },
        { "--over actors.b.capability=1,2,-3", 2,
            "parley: remark: this is point 3 of 3: actors.b.capability = -3" },
        { "--over actors.b.capability=1,2 --outcome e_sundy", 2,
            "no outcome \"e_sundy\"; did you mean e_sunday?" },
        { "--over actors.b.capability=1,2 --lhs 5", 2, "--lhs draws from ranges: FROM:TO" },
        { "--over actors.b.capability=1:2 --lhs 0", 2, "--lhs is 0; it must be from 1 to 100,000" },
        { "--over actors.b.capability=1:2 --lhs 1e9", 2, "it must be from 1 to 100,000" },
        { "--over actors.b.capability=1,2 --set actors.b.capabilty=3", 2,
            "did you mean capability?" },
        { "--over runs=10,1000000001", 2, "runs is 1000000001" },
    };
    struct bench *self = *state;

    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        char line[256];
        (void)snprintf(line, sizeof(line), "$P sweep $C/good/tiny.cfg %s", cases[k].words);
        expect(self, line, cases[k].status, NULL, cases[k].err);
    }
    expect(self, "$P sweep --over actors.b.capability=1,2", 2, NULL,
        "parley sweep: which SCENARIO.cfg?\n");
    expect(self, "$P sweep none.cfg --over a=1", 4, NULL, "none.cfg: cannot be read");
    expect(self, "$P sweep $C/five-mistakes.cfg --over a=1", 3, NULL, "5 mistakes");
    expect(self, "$P sweep --json $C/good/tiny.cfg --over actors.b.capability=1,-3", 2,
        "this is point 2 of 2: actors.b.capability = -3", NULL);
    expect(self, "test ! -e results", 0, NULL, NULL);
}

static void
test_cmd_sweep_points_without_an_answer_are_counted(void **state)
{
    struct bench *self = *state;

    expect(self, "$P sweep -q --no-files $C/all-fail.cfg --over runs=10,20", 1, NULL,
        "none of 30 runs gave an answer, at whatever point");
    expect(self, "$P sweep -q --no-files $C/good/some-fail.cfg --over runs=100:200:100", 0,
        "100 to 200 runs at a point, in the same worlds", NULL);
    assert_holds(
        self->out, " of 300 runs gave no answer and are left out below; the first at point 1.");
}

static void
test_cmd_sweep_an_interrupt_keeps_what_is_finished(void **state)
{
    struct bench *self = *state;

    /* The table's first bytes are seen when half of the points are done. */
    expect(self,
        "$P sweep $C/good/tiny.cfg -j 1 -n 1024 --over actors.b.capability=1:1500:1 >a.txt & "
        "p=$!; while [ ! -s results/.tiny-sweep.tmp-$p/sweep.csv ]; do sleep 0.05; done; "
        "kill -INT $p; wait $p",
        130, NULL, "Stopped after ");
    assert_holds(self->err, " of 1,500 points; finished points are kept.\n");
    expect(self, "cat results/tiny-sweep/run.json", 0, "\"interrupted\":true", NULL);
    expect(self, "cat a.txt", 0, "\nStopped after ", NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cmd_sweep_of_one_value_is_the_run_with_it_set),
        cmocka_unit_test(test_cmd_sweep_does_not_depend_on_threads),
        cmocka_unit_test(test_cmd_sweep_neither_replaces_a_run_nor_is_replaced),
        cmocka_unit_test(test_cmd_sweep_values_are_those_of_set),
        cmocka_unit_test(test_cmd_sweep_reads_standard_input_once_for_all_points),
        cmocka_unit_test(test_cmd_sweep_a_hypercube_is_the_same_again),
        cmocka_unit_test(test_cmd_sweep_is_explained),
        cmocka_unit_test(test_cmd_sweep_over_one_axis_shows_outcomes_by_point),
        cmocka_unit_test(test_cmd_sweep_over_two_axes_draws_a_grid),
        cmocka_unit_test(test_cmd_sweep_labels_that_would_look_the_same_are_whole),
        cmocka_unit_test(test_cmd_sweep_over_many_axes_correlates_ranks),
        cmocka_unit_test(test_cmd_sweep_pages_are_80_columns_wide),
        cmocka_unit_test(test_cmd_sweep_a_dry_run_plays_nothing),
        cmocka_unit_test(test_cmd_sweep_json_has_every_outcome_of_every_point),
        cmocka_unit_test(test_cmd_sweep_refuses_what_it_cannot_play),
        cmocka_unit_test(test_cmd_sweep_points_without_an_answer_are_counted),
        cmocka_unit_test(test_cmd_sweep_an_interrupt_keeps_what_is_finished),
    };

    return cmocka_run_group_tests(tests, shell_setup, teardown);
}
