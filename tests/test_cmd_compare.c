/* `parley compare`, from outside: what it shows, writes and refuses. */
#include "support.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"

/* a.cfg; b.cfg, in which the event comes half as fast; c.cfg, in which nothing is other but a name
 * that people read. */
#define FILES \
    "cp \"$C/good/tiny.cfg\" a.cfg; " \
    "echo 'base = \"a.cfg\"; events = ( { name = \"e\"; typical_days = 20; } );' >b.cfg; " \
    "echo 'base = \"a.cfg\"; title = \"The same again\";' >c.cfg; "

static int
setup(void **state)
{
    const int status = shell_setup(state);

    if (status == 0) {
        expect(*state, FILES, 0, NULL, NULL);
    }
    return status;
}

static int
teardown(void **state)
{
    return shell_teardown(state, "rm -rf results other one *.cfg *.csv [ab].txt *.md");
}

static void
test_cmd_compare_shows_both_the_difference_and_a_verdict(void **state)
{
    struct bench *self = *state;

    expect(self, "$P compare a.cfg b.cfg", 0,
        "A  a.cfg  Two sides and a date\nB  b.cfg  Two sides and a date\n"
        "The same 1,000 worlds in both (seed 7), so differences are paired.\n",
        "Wrote results/a--b/ (2 files)\n");
    assert_holds(self->out, "\nWhat B changes in A\n  events.e.typical_days  10 -> 20\n");
    assert_holds(
        self->out, "\nHOW OFTEN                              A      B points  95% interval\n");
    assert_holds(
        self->out, "\nWHEN (half of runs by)           A        B      B earlier  same later\n");
    assert_holds(self->out, "\n  The event, share of runs\n");
    assert_holds(self->out, "\nVERDICT\n");
    assert_holds(self->out, "\n  Three comparisons were made: the intervals are not adjusted");
    assert_null(strchr(self->out, '\033')); /* no colour in a pipe */
    expect(self, "$P compare a.cfg b.cfg --ascii -q | awk 'length > 80' | head -3", 0, NULL, NULL);
    expect(self, "$P compare a.cfg b.cfg", 0, "VERDICT",
        "results/a--b/ is unchanged: same scenario, same seed, same bytes.\n");
}

static void
test_cmd_compare_of_a_scenario_with_itself_finds_nothing(void **state)
{
    struct bench *self = *state;

    expect(self, "$P compare a.cfg a.cfg -q --no-files --fail-if e_date --fail-if e_sunday", 0,
        "\nB changes nothing in A.\n", NULL);
    assert_holds(self->out, "\n  The event: the same in every one of 1,000 worlds.\n");
    expect(self, "$P compare a.cfg c.cfg -q --no-files --fail-if e_date", 0,
        "B  c.cfg  The same again\n", NULL);
}

static void
test_cmd_compare_gates_exit_with_5(void **state)
{
    struct bench *self = *state;

    expect(self, "$P compare a.cfg b.cfg -q --no-files --fail-if e_date", 5, "VERDICT",
        "parley compare: --fail-if e_date: later in b.cfg\n");
    expect(self, "$P compare a.cfg c.cfg b.cfg -q --no-files --fail-if e_early", 5, "VERDICT",
        "parley compare: --fail-if e_early: less in b.cfg\n");
}

static void
test_cmd_compare_says_what_is_wrong_and_what_is_allowed(void **state)
{
    static const struct {
        const char *line;
        int status;
        const char *err;
    } cases[] = {
        { "$P compare a.cfg", 2, "parley compare: which A B [C...]?\n" },
        { "$P compare a.cfg none.cfg", 4, "none.cfg: cannot be read" },
        { "$P compare a.cfg b.cfg --fail-if e_dat", 2,
            "--fail-if e_dat: no such outcome is compared; did you mean e_date?\n"
            "        they are: e_sunday, e_early, e_date\n" },
        { "$P compare a.cfg b.cfg --adjust bonferoni", 2,
            "--adjust bonferoni: there is no such adjustment; it may be none or bonferroni\n"
            "        did you mean bonferroni?\n" },
        { "$P compare a.cfg $C/good/all-kinds.cfg --unpaired", 2,
            "have no outcome that can be compared\n        e_sunday: only in A\n" },
        { "$P compare a.cfg b.cfg --set events.e.typical_dys=3", 2, "did you mean typical_days?" },
        { "echo 'base = \"a.cfg\"; seed = 8;' >d.cfg; $P compare a.cfg d.cfg", 2,
            "a.cfg has seed 7 and d.cfg has seed 8: their worlds are not the same" },
        { "$P compare - - <a.cfg", 2, "standard input (-) is read once" },
        { "mkdir -p other; $P compare a.cfg other", 4, "other" },
        { "$P compare a.cfg $C/five-mistakes.cfg", 3, "5 mistakes" },
    };
    struct bench *self = *state;

    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        expect(self, cases[k].line, cases[k].status, NULL, cases[k].err);
    }
    expect(self, "$P compare a.cfg d.cfg -s 9 -q --no-files", 0, "(seed 9)", NULL);
    expect(self, "$P compare a.cfg d.cfg --unpaired -q --no-files", 0,
        "Not paired: 1,000 runs of A (seed 7) and 1,000 of B (seed 8) as separate runs,\n"
        "so the intervals are wider.\n",
        NULL);
}

static void
test_cmd_compare_of_results_is_that_of_their_scenarios(void **state)
{
    struct bench *self = *state;

    expect(self, "$P run a.cfg -q >a.txt && $P run b.cfg -q >b.txt", 0, NULL, NULL);
    expect(self,
        "$P compare a.cfg b.cfg -q --markdown >a.md && cp results/a--b/compare.csv a.csv && "
        "$P compare results/a b.cfg -q --markdown -j 3 >b.md && cmp a.md b.md && "
        "cmp a.csv results/a--b/compare.csv && "
        "$P compare results/a results/b -q --markdown >b.md && cmp a.md b.md",
        0, NULL, NULL);
    /* The numbers of A and B are those of their own pages. */
    expect(self,
        "awk -F, '$2 == \"e_sunday\" { print $7 }' results/a/summary.csv results/b/summary.csv; "
        "awk -F, '$3 == \"e_sunday\" && $6 == \"share\" { print $7; print $8 }' a.csv >b.txt; "
        "awk -F, '$2 == \"e_sunday\" { print $7 }' results/a/summary.csv results/b/summary.csv "
        ">a.txt; cmp a.txt b.txt",
        0, "0.", NULL);
    expect(self, "$P compare results/a results/b -n 5", 2, NULL,
        "-n, -s and --set are for scenario files");
    expect(self, "$P run b.cfg -q -n 300 >b.txt; $P compare a.cfg results/b -q --no-files", 0,
        "A has 1,000 runs and B 300: the first 300 of both are compared.\n", NULL);
    expect(self,
        "sed 's/,1,/,0,/' results/b/runs.csv >b.csv; cp b.csv results/b/runs.csv; "
        "$P compare a.cfg results/b",
        4, NULL, "results/b/runs.csv is damaged");
}

static void
test_cmd_compare_writes_a_table_that_stacks(void **state)
{
    struct bench *self = *state;

    expect(self, "$P compare a.cfg b.cfg c.cfg -q >a.txt; head -2 results/a--b--c/compare.csv", 0,
        "scenario_a,scenario_b,outcome,kind,unit,statistic,value_a,value_b,difference,low,high,"
        "interval,paired,runs,b_less,equal,b_greater,verdict\na,b,e_sunday,flag,,share,0.",
        NULL);
    /* Two flags with 2 statistics and a date with 7, in two comparisons. */
    expect(self, "wc -l <results/a--b--c/compare.csv", 0, "23", NULL);
    expect(self, "grep ^a,c,e_date,date,date,restricted_mean results/a--b--c/compare.csv", 0,
        ",0,,,,1,1000,,,,same\n", NULL);
    expect(self, "grep ^a,c,e_date,date,date,p_greater results/a--b--c/compare.csv", 0,
        ",tango,1,1000,0,1000,0,same\n", NULL);
    expect(self, "grep ^a,b,e_date,date,date,p50 results/a--b--c/compare.csv", 0,
        "p50,2008-02-17,2008-02-", NULL);
    expect(self,
        "$P compare a.cfg b.cfg -q --adjust bonferroni >a.txt; cat results/a--b/compare.csv", 0,
        ",tango bonferroni 3,1,1000,", NULL);
    expect(self,
        "$P compare a.cfg b.cfg -q -o one --keep >a.txt; ls one; $P compare a.cfg b.cfg "
        "-q -o one --keep >a.txt; ls -d one-2",
        0, "compare.csv\nrun.json\none-2\n", NULL);
    expect(self, "rm -rf one-2; echo mine >one/notes.txt; $P compare a.cfg b.cfg -o one", 4, NULL,
        "notes.txt");
}

static void
test_cmd_compare_prints_json(void **state)
{
    struct bench *self = *state;
    struct json_object *all = NULL, *list = NULL, *first = NULL, *outcomes = NULL, *seen = NULL;

    expect(self, "$P compare a.cfg b.cfg -q --no-files --json", 0, "\"parley.compare/1\"", NULL);
    all = json_tokener_parse(self->out);
    assert_non_null(all);
    assert_true(json_object_object_get_ex(all, "results", &list));
    assert_int_equal(json_object_array_length(list), 1);
    first = json_object_array_get_idx(list, 0);
    assert_true(json_object_object_get_ex(first, "outcomes", &outcomes));
    assert_int_equal(json_object_array_length(outcomes), 3);
    first = json_object_array_get_idx(outcomes, 2);
    assert_true(json_object_object_get_ex(first, "verdict", &seen));
    assert_string_equal(json_object_get_string(seen), "later");
    assert_true(json_object_object_get_ex(first, "verdict_of", &seen));
    assert_string_equal(json_object_get_string(seen), "p_greater");
    json_object_put(all);
    expect(self, "$P compare a.cfg none.cfg --json", 4, "\"file\":\"none.cfg\"", NULL);
}

static void
test_cmd_compare_prints_a_table_for_papers(void **state)
{
    struct bench *self = *state;

    expect(self, "$P compare a.cfg b.cfg -q --no-files --markdown", 0,
        "| outcome | statistic | A | B | B - A | 95% interval | method | verdict |\n"
        "|---|---|---:|---:|---:|---|---|---|\n| On the Sunday | share, % |",
        NULL);
    assert_holds(self->out, "| The event | restricted mean, days |");
    assert_holds(self->out, "1,000 simulated worlds, the same in both (seed 7).");
}

/* ---- few runs, other worlds ---- */

/* What only some worlds have. rare.cfg: ann does it in 3 of 1,000; rare-bob.cfg: bob does, in
 * others. early.cfg: it is early where the talks ended low, half of the time; early-all.cfg: almost
 * always. */
#define ACTORS \
    "start = \"2030-01-01\"; end = \"2030-06-30\"; runs = 1000; seed = 5;\n" \
    "issues = ( { name = \"i\"; low = 0; high = 100; } );\n" \
    "actors = ( { name = \"ann\"; capability = 5; i = { position = ( 10, 90 ); salience = 50; }; " \
    "},\n" \
    "  { name = \"bob\"; capability = 5; i = { position = ( 10, 90 ); salience = 50; }; } );\n" \
    "talks = ( { name = \"t\"; model = \"mean\"; } );\n"
#define RARE \
    "cat >rare.cfg <<'EOF'\n" ACTORS \
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"ann\";\n" \
    "  chances = ( { on = \"2030-01-05\"; chance = 0.003; } ); } );\n" \
    "outcomes = ( { name = \"rare\"; kind = \"flag\"; event = \"e\"; },\n" \
    "  { name = \"given\"; label = \"Settlement if rare\"; kind = \"value\"; issue = \"i\";\n" \
    "    given = \"rare\"; } );\nEOF\n" \
    "echo 'base = \"rare.cfg\"; events = ( { name = \"e\"; by = \"bob\"; } );' >rare-bob.cfg; "
#define EARLY \
    "cat >early.cfg <<'EOF'\n" ACTORS \
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"ann\"; opens = \"2030-01-05\";\n" \
    "    typical_days = 30; terms = ( { term = \"settlement\"; issue = \"i\"; times = 20;\n" \
    "    relative_to = 0.5; } ); },\n" \
    "  { name = \"f\"; kind = \"decision\"; by = \"bob\"; typical_days = 100;\n" \
    "    terms = ( { term = \"settlement\"; issue = \"i\"; times = 50; relative_to = 0.5; } ); } " \
    ");\n" \
    "outcomes = ( { name = \"early\"; kind = \"flag\"; event = \"e\"; until = \"2030-01-31\"; " \
    "},\n" \
    "  { name = \"whether\"; kind = \"flag\"; event = \"f\"; given = \"early\"; },\n" \
    "  { name = \"when\"; kind = \"date\"; event = \"f\"; given = \"early\"; } );\nEOF\n" \
    "echo 'base = \"early.cfg\"; events = ( { name = \"e\"; typical_days = 8; } );' " \
    ">early-all.cfg; "

static void
test_cmd_compare_is_not_sure_of_a_lone_run(void **state)
{
    struct bench *self = *state;

    expect(self, RARE "$P compare rare.cfg rare-bob.cfg -n 400 -s 4 -q --no-files --fail-if given",
        5, "  too few runs", "--fail-if given: nothing can be said of it in rare-bob.cfg\n");
    assert_holds(self->out,
        "\n  Nothing can be said of Settlement if rare: too few runs count (1 of "
        "A, 1 of\n    B).\n");
    expect(self, "$P compare rare.cfg rare-bob.cfg -n 4 -q --no-files", 0,
        "\n  Nothing can be said of Settlement if rare: no run of A or B counts.\n", NULL);
    expect(self, "$P compare rare.cfg rare-bob.cfg -n 3000 -q --no-files", 0,
        "Only 5 runs count: the interval may be too", NULL);
    expect(self, "$P compare rare.cfg rare-bob.cfg -n 3000 -q --no-files --json", 0, "\"few\":true",
        NULL);
}

/* B changes nothing in any world that counts in both; it lets others count. */
static void
test_cmd_compare_sees_that_other_worlds_count(void **state)
{
    struct bench *self = *state;

    expect(self, EARLY "$P compare early.cfg early-all.cfg -n 2000 -q --no-files --fail-if when", 5,
        "\n    earlier, same, later: of the 942 worlds that count in both\n",
        "--fail-if when: later in early-all.cfg\n");
    assert_holds(self->out,
        "\n  whether: about 4 points less likely in B, from 75% to 71% (95% CI 1 to 5). B\n"
        "    turns none of the 942 worlds that count in both from yes to no, and none\n"
        "    from no to yes.\n"
        "  when: later in B, from 94.4 to 98.3 days in the mean: a difference of 3.8 (95%\n"
        "    CI 0.9 to 6.7). Of the 942 worlds that count in both it is earlier in none,\n"
        "    later in none.\n");
    expect(self, "$P compare early.cfg early-all.cfg -n 2000 -q --no-files --json", 0,
        "\"verdict_of\":\"restricted_mean\"", NULL);
    expect(self, "$P compare early.cfg early-all.cfg -n 1 -q --no-files | grep -A1 '^  when  '", 0,
        "  when                           none     27 Jan       none  none  none", NULL);
}

/* ---- what is shown of small and of many ---- */

static void
test_cmd_compare_keeps_columns_apart(void **state)
{
    struct bench *self = *state;

    expect(self,
        "K=$R/scenarios/kosovo-2008; $P compare $K/five-actors.cfg $K/postponed.cfg -n 500 -q "
        "--no-files >a.txt; grep '^  Settlement.*to' a.txt; awk 'length > 80' a.txt | grep to",
        1,
        "  Settlement on status            55.978 55.978 -5e-05  -8e-05 to -3e-05 less\n"
        "  Settlement on the mandate       54.595 54.595 -1e-05  -3e-05 to -2e-06 less\n",
        NULL);
}

static void
test_cmd_compare_shows_the_digits_in_which_shares_differ(void **state)
{
    struct bench *self = *state;

    expect(self,
        "echo 'base = \"a.cfg\"; events = ( { name = \"e\"; typical_days = 10.2; } );' >d.cfg; "
        "$P compare a.cfg d.cfg -n 20000 -q --no-files",
        0, "points more likely in B, from 73.7% to 73.9%", NULL);
    /* More of one run in 400 than the interval, of whole points, leaves. */
    expect(self, RARE "$P compare rare.cfg rare-bob.cfg -n 400 -s 4 -q --no-files --markdown", 0,
        "| rare | share, % | 0.2 | 0.2 | 0 | -1 to +1 |", NULL);
}

static void
test_cmd_compare_calls_the_third_scenario_c(void **state)
{
    struct bench *self = *state;

    expect(self, "$P compare a.cfg c.cfg b.cfg -q --no-files", 0, "C  b.cfg  Two sides and a date",
        NULL);
    assert_holds(self->out, "\nWhat C changes in A\n  events.e.typical_days  10 -> 20\n");
    assert_holds(self->out, "\nWHEN (half of runs by)           A        C      C earlier");
    assert_holds(self->out, "\n  The event: later in C, in ");
    expect(self, "$P compare a.cfg c.cfg b.cfg -q --no-files --markdown", 0,
        "| outcome | statistic | A | C | C - A | 95% interval | method | verdict |\n", NULL);
    assert_holds(self->out, "\nA: Two sides and a date (a). C: Two sides and a date (b). 1,000 ");
    assert_holds(
        self->out, "| The event | restricted mean, days | 3.59 | 3.59 | 0 | |  | same |\n");
    expect(self,
        "mkdir -p other; cp a.cfg other; $P compare a.cfg other/a.cfg -q --no-files "
        "--markdown",
        0, "\nA: Two sides and a date (a, a.cfg). B: Two sides and a date (a, other/a.cfg).", NULL);
    expect(self, "$P compare a.cfg c.cfg b.cfg -q --no-files --json", 0, "\"letter\":\"C\"", NULL);
}

static void
test_cmd_compare_interrupted_compares_nothing(void **state)
{
    struct bench *self = *state;

    /* A shell ignores SIGINT for what it puts in the background; env asks for it back. */
    expect(self,
        "rm -rf one; env --default-signal=INT $P compare -n 5M -o one $C/good/all-kinds.cfg "
        "$C/good/all-kinds.cfg & child=$!; sleep 0.7; kill -INT $child; wait $child",
        130, NULL, "; nothing was compared or written.\n");
    expect(self, "test ! -e one && ls -A | grep -c tmp", 1, "0", NULL);
}

static void
test_cmd_compare_gate_needs_its_outcome_in_every_scenario(void **state)
{
    struct bench *self = *state;

    expect(self,
        "cp $C/good/tiny.cfg gate.cfg && printf "
        "'base=\"gate.cfg\";\nremove=(\"outcomes.e_early\");\n' >less.cfg && "
        "$P compare gate.cfg gate.cfg less.cfg -n 50 -q --no-files --fail-if e_early",
        2, NULL, "e_early");
    expect(self,
        "$P compare gate.cfg gate.cfg less.cfg -n 50 -q --no-files --fail-if e_sunday >a.txt", 0,
        NULL, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cmd_compare_shows_both_the_difference_and_a_verdict),
        cmocka_unit_test(test_cmd_compare_of_a_scenario_with_itself_finds_nothing),
        cmocka_unit_test(test_cmd_compare_gates_exit_with_5),
        cmocka_unit_test(test_cmd_compare_says_what_is_wrong_and_what_is_allowed),
        cmocka_unit_test(test_cmd_compare_of_results_is_that_of_their_scenarios),
        cmocka_unit_test(test_cmd_compare_writes_a_table_that_stacks),
        cmocka_unit_test(test_cmd_compare_prints_json),
        cmocka_unit_test(test_cmd_compare_prints_a_table_for_papers),
        cmocka_unit_test(test_cmd_compare_is_not_sure_of_a_lone_run),
        cmocka_unit_test(test_cmd_compare_sees_that_other_worlds_count),
        cmocka_unit_test(test_cmd_compare_keeps_columns_apart),
        cmocka_unit_test(test_cmd_compare_shows_the_digits_in_which_shares_differ),
        cmocka_unit_test(test_cmd_compare_calls_the_third_scenario_c),
        cmocka_unit_test(test_cmd_compare_interrupted_compares_nothing),
        cmocka_unit_test(test_cmd_compare_gate_needs_its_outcome_in_every_scenario),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
