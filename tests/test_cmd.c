/* The command line, from outside: exit statuses, what goes to stdout and what to stderr.
 *
 * Runs the program named by PARLEY (default ./parley) in a folder of its own. */
#include "support.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shell.h"
#include "version.h"

static int
teardown(void **state)
{
    return shell_teardown(state, "rm -rf results other one two json a.txt b.txt *.cfg");
}

/* ---- which command ---- */

static void
test_cmd_alone_prints_the_overview(void **state)
{
    struct bench *self = *state;

    expect(
        self, "$P", 0, "Parley simulates international negotiations from a scenario file.\n", NULL);
    assert_holds(self->out, "\n  parley new CASE [DIR]       copy a worked case");
    assert_holds(self->out, "\n  parley run SCENARIO.cfg     10,000 possible worlds");
    assert_holds(self->out, "\n  parley check SCENARIO.cfg   find every mistake");
    assert_holds(self->out, "\nGet started       list  models  help\n");
    assert_holds(self->out, "\nLook at results   explain  compare\n");
    expect(self, "$P --help >a.txt; $P help >b.txt; cmp a.txt b.txt", 0, NULL, NULL);
}

static void
test_cmd_unknown_commands_are_told_the_nearest(void **state)
{
    struct bench *self = *state;

    expect(self, "$P rnu five-actors.cfg", 2, NULL,
        "parley: no command \"rnu\"; did you mean `parley run five-actors.cfg`?\n");
    expect(self, "$P five-actors.cfg -n 5", 2, NULL,
        "did you mean `parley run five-actors.cfg -n 5`?");
    expect(self, "$P negotiate", 2, NULL,
        "no command \"negotiate\"; `parley help` lists the commands\n");
}

static void
test_cmd_version_names_its_libraries(void **state)
{
    struct bench *self = *state;

    expect(self, "$P version", 0, "parley " PARLEY_VERSION " (GSL ", NULL);
    expect(self, "$P --version", 0, "parley " PARLEY_VERSION, NULL);
    expect(self, "$P version --json", 0, "\"schema\":\"parley.version/1\"", NULL);
}

/* ---- options ---- */

static void
test_cmd_options_that_are_wrong_are_explained(void **state)
{
    const struct {
        const char *line, *err;
    } cases[] = {
        { "$P run --sed 3 a.cfg", "no option \"--sed\"; did you mean --seed?\n" },
        { "$P run --nofiles a.cfg", "did you mean --no-files?" },
        { "$P run -x a.cfg", "parley run: no option \"-x\"\n`parley help run` lists its options." },
        { "$P check -n 5 a.cfg", "parley check: no option \"-n\"" },
        { "$P run a.cfg b.cfg", "\"b.cfg\" is one word too many; it takes only SCENARIO.cfg" },
        { "$P run", "parley run: which SCENARIO.cfg?" },
        { "$P run a.cfg -n", "-n needs a value: -n RUNS" },
        { "$P run a.cfg -n 0", "-n is 0; it must be from 1 to 1,000,000,000" },
        { "$P run a.cfg -n 1000000001", "it must be from 1 to 1,000,000,000" },
        { "$P run a.cfg -n 1e300", "-n is 1e300; it must be from 1 to 1,000,000,000" },
        { "$P run a.cfg -n 10x",
            "-n is \"10x\"; it must be a whole number such as 10000, 10k or 1e6" },
        { "$P run a.cfg -n 1.5", "-n is \"1.5\"; it must be a whole number" },
        { "$P run a.cfg -n -5", "-n is -5; it must be from 1 to 1,000,000,000" },
        { "$P run a.cfg -s -1", "-s is -1; it must be from 0 to " },
        { "$P run a.cfg -j -1", "-j is -1; it must be from 1 to " },
        { "$P run a.cfg -n -5x", "-n is \"-5x\"; it must be a whole number" },
        { "$P run a.cfg --no-files=1", "parley run: --no-files takes no value" },
        { "$P run ''", "parley run: \"\" is no name; it takes SCENARIO.cfg" },
        { "$P run a.cfg -n ''", "-n is \"\"; it must be a whole number" },
        { "$P run a.cfg -s 9300000000000000000",
            "-s is 9300000000000000000; it must be from 0 to" },
        { "$P run a.cfg -j 0", "-j is 0; it must be from 1 to 256" },
        { "$P run a.cfg -j 257", "-j is 257; it must be from 1 to 256" },
        { "$P models a b", "it takes only [NAME]" },
        { "$P version x", "it takes no more words" },
        { "$P new", "parley new: which CASE [DIR]?\n  parley new CASE\n" },
        { "$P new a b c", "\"c\" is one word too many; it takes only CASE [DIR]" },
        { "$P list a", "parley list: \"a\" is one word too many" },
        { "$P completion", "parley completion: which SHELL?" },
        { "$P completion bahs",
            "no shell \"bahs\"; did you mean bash?; there are bash, zsh and fish\n" },
        { "$P help brakets", "no page \"brakets\"; did you mean brackets?" },
        { "$P help words x", "no page \"x\"" },
        { "$P help rnu", "parley help: no page \"rnu\"; did you mean run?" },
        { "$P help keys evnt", "no group of keys \"evnt\"; did you mean event?" },
        { "$P models inflence", "no model or kind of event \"inflence\"; did you mean influence?" },
    };
    struct bench *self = *state;

    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        expect(self, cases[k].line, 2, NULL, cases[k].err);
    }
}

static void
test_cmd_runs_are_understood_in_several_forms(void **state)
{
    const char *const forms[] = { "-n 2000", "-n2000", "--runs=2000", "-n 2k", "-n 2e3",
        "-n 0.002M", "-n 2000.0", "--set runs=2000", "--set runs=5 -n 2K" };
    struct bench *self = *state;

    for (size_t k = 0; k < sizeof(forms) / sizeof(forms[0]); k++) {
        char line[128];
        (void)snprintf(line, sizeof(line), "$P run -q --no-files $C/good/tiny.cfg %s", forms[k]);
        expect(self, line, 0, "\n2,000 runs, seed 7, model influence\n", NULL);
    }
    expect(self, "$P run -q --no-files -s 9200000000000000000 -n 10 $C/good/tiny.cfg", 0,
        "\n10 runs, seed 9200000000000000000, ", NULL);
}

/* ---- run ---- */

static void
test_cmd_run_shows_the_page_and_says_what_it_wrote(void **state)
{
    struct bench *self = *state;

    expect(self, "$P run $C/good/tiny.cfg", 0, "Two sides and a date\n2 actors, 1 issue, 1 event, ",
        "Wrote results/tiny/ (");
    assert_holds(self->out, "\nHOW OFTEN ");
    assert_holds(self->out, "\nWHEN ");
    assert_holds(self->out, "\nWHERE THE TALKS END\n");
    assert_holds(self->err, "\nNext:\n  parley explain ");
    assert_null(strchr(self->out, '\033')); /* no colour but on a terminal */
    assert_null(strchr(self->err, '\r'));   /* and no bar of progress */
    expect(self, "$P run $C/good/tiny.cfg", 0, "Two sides",
        "results/tiny/ is unchanged: same scenario, same seed, same bytes.\n");
    assert_null(strstr(self->err, "Next:"));
    expect(self, "$P run $C/good/tiny.cfg -s 8", 0, "seed 8", "Wrote results/tiny/ (");
    expect(self, "grep -q 'seed = 8' results/tiny/scenario.cfg", 0, NULL, NULL);
}

static void
test_cmd_run_without_files_writes_none(void **state)
{
    struct bench *self = *state;

    expect(self, "rm -rf results; $P run --no-files -q $C/good/tiny.cfg", 0, "Two sides", NULL);
    expect(self, "test ! -e results", 0, NULL, NULL);
}

static void
test_cmd_run_writes_where_it_is_told(void **state)
{
    struct bench *self = *state;

    expect(self, "$P run -o other -n 300 $C/good/all-kinds.cfg --save-inputs", 0, "300 runs",
        "Wrote other/ (");
    expect(self, "test -s other/summary.csv && test -s other/inputs.csv", 0, NULL, NULL);
    expect(self, "mkdir one && echo essay >one/essay.txt; $P run -o one $C/good/tiny.cfg", 4, NULL,
        "one");
    expect(self, "cat one/essay.txt && ls one", 0, "essay\nessay.txt\n", NULL);
}

static void
test_cmd_run_has_the_same_page_for_any_number_of_threads(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P run -q --no-files -j 1 -n 3000 $C/good/all-kinds.cfg >a.txt &&"
        " $P run -q --no-files -j 5 -n 3000 $C/good/all-kinds.cfg >b.txt && cmp a.txt b.txt",
        0, NULL, NULL);
}

static void
test_cmd_run_draws_by_what_the_locale_can_show(void **state)
{
    struct bench *self = *state;

    expect(self, "LC_ALL=C $P run -q --no-files $C/good/tiny.cfg", 0, "|####", NULL);
    expect(self, "LC_ALL=C.UTF-8 $P run -q --no-files --ascii $C/good/tiny.cfg", 0, "|####", NULL);
    expect(self, "LC_ALL=C.UTF-8 $P run -q --no-files $C/good/tiny.cfg", 0,
        "|\xE2\x96\x88\xE2\x96\x88", NULL);
}

static void
test_cmd_run_reads_standard_input(void **state)
{
    struct bench *self = *state;

    expect(self, "$P run - -q --no-files <$C/good/tiny.cfg", 0, "Two sides and a date\n", NULL);
}

static void
test_cmd_run_leaves_readers_free_to_go_away(void **state)
{
    struct bench *self = *state;

    expect(self,
        "rm -rf results; { $P run $C/good/tiny.cfg; echo $? >a.txt; } | head -1; cat a.txt", 0,
        "Two sides and a date\n0\n", "Wrote results/tiny/");
    expect(self, "test -s results/tiny/summary.csv", 0, NULL, NULL);
    expect(
        self, "{ $P run -q $C/good/tiny.cfg; echo $? >a.txt; } | true; cat a.txt", 0, "0\n", NULL);
}

static void
test_cmd_run_says_when_its_page_cannot_be_written(void **state)
{
    struct bench *self = *state;

    expect(self, "test -e /dev/full || exit 4; $P run -q --no-files $C/good/tiny.cfg >/dev/full", 4,
        NULL, "parley: cannot write to standard output: No space left on device\n");
    expect(self, "$P run -q --no-files $C/good/tiny.cfg >&-", 4, NULL,
        "parley: cannot write to standard output: Bad file descriptor\n");
}

static void
test_cmd_run_counts_runs_without_an_answer(void **state)
{
    struct bench *self = *state;

    expect(self, "$P run -q --no-files $C/good/some-fail.cfg", 0,
        "128 of 2,000 runs gave no answer", NULL);
    expect(self, "rm -rf results; $P run $C/all-fail.cfg", 1, NULL,
        "none of 1,000 runs gave an answer; the first, run 1 with seed 7: the talks have "
        "no settlement");
    expect(self, "ls results 2>/dev/null", 2, NULL, NULL);
}

static void
test_cmd_run_stops_on_signals_and_keeps_what_is_finished(void **state)
{
    const struct {
        const char *signal;
        int status;
    } cases[] = { { "INT", 130 }, { "TERM", 143 } };
    struct bench *self = *state;

    for (size_t k = 0; k < 2; k++) {
        char line[512];
        /* A shell ignores SIGINT for what it puts in the background; env asks for it back. */
        (void)snprintf(line, sizeof(line),
            "rm -rf two; env --default-signal=INT $P run -n 500M -o two $C/good/all-kinds.cfg & "
            "child=$!;"
            " sleep 0.7; kill -%s $child; wait $child",
            cases[k].signal);
        expect(self, line, cases[k].status, "Stopped after ", "Stopped after ");
        assert_holds(self->err, " of 500,000,000 runs; finished units are kept.\nWrote two/ (");
        assert_holds(self->out, " of 500,000,000 runs, seed 11, models influence and median\n");
        expect(self, "grep '\"interrupted\": *true' two/run.json && test -s two/summary.csv", 0,
            "true", NULL);
    }
}

/* ---- JSON ---- */

static json_object *
parse(const char *text)
{
    enum json_tokener_error error = json_tokener_success;
    json_object *object = json_tokener_parse_verbose(text, &error);

    assert_int_equal(error, json_tokener_success);
    assert_non_null(object);
    return object;
}

static void
test_cmd_run_json_has_every_number(void **state)
{
    struct bench *self = *state;
    json_object *object = NULL, *list = NULL, *row = NULL, *value = NULL;

    expect(self, "$P run --json -q --no-files $C/good/all-kinds.cfg", 0, "parley.summary/1", NULL);
    object = parse(self->out);
    assert_string_equal(
        json_object_get_string(json_object_object_get(object, "scenario")), "all-kinds");
    assert_int_equal(json_object_get_int64(json_object_object_get(object, "runs")), 2000);
    assert_int_equal(json_object_get_int64(json_object_object_get(object, "seed")), 11);
    assert_int_equal(json_object_get_int64(json_object_object_get(object, "failed")), 0);
    assert_false(json_object_get_boolean(json_object_object_get(object, "interrupted")));
    list = json_object_object_get(object, "outcomes");
    assert_int_equal(json_object_array_length(list), 9);
    row = json_object_array_get_idx(list, 1); /* a flag that never holds */
    assert_int_equal(json_object_get_int64(json_object_object_get(row, "happened")), 0);
    assert_same(json_object_get_double(json_object_object_get(row, "share")), 0.0);
    assert_true(json_object_object_get_ex(row, "p50", &value));
    assert_null(value);
    row = json_object_array_get_idx(list, 2); /* a date */
    assert_string_equal(json_object_get_string(json_object_object_get(row, "kind")), "date");
    assert_string_equal(json_object_get_string(json_object_object_get(row, "p50")), "2009-01-23");
    assert_true(json_object_is_type(json_object_object_get(row, "sd"), json_type_double));
    row = json_object_array_get_idx(list, 4);
    assert_same(json_object_get_double(json_object_object_get(row, "p50")), 3.0);
    list = json_object_object_get(object, "settlements");
    assert_int_equal(json_object_array_length(list), 3);
    row = json_object_array_get_idx(list, 0);
    assert_string_equal(json_object_get_string(json_object_object_get(row, "talk")), "first");
    assert_close(json_object_get_double(json_object_object_get(row, "p50")), 72.0, 1.0);
    json_object_put(object);
}

static void
test_cmd_run_until_mcse_gives_what_as_many_runs_give(void **state)
{
    struct bench *bench = *state;

    /* 0.5 / sqrt(n + 3.84) is below 0.02 from n = 622 on: three units; four are the least */
    expect(bench, "$P run -o until $C/good/tiny.cfg --until-mcse 0.02 -q", 0, "1,024 runs", NULL);
    expect(bench, "$P run -o asked $C/good/tiny.cfg -n 1024 -q", 0, "1,024 runs", NULL);
    expect(bench, "for f in until/*; do cmp $f asked/${f#until/} | grep -v run.json; done; true", 0,
        NULL, NULL);
    expect(bench, "grep -cE '\"until_mcse\":0.02,|\"reached\":true|\"runs\":1024,' until/run.json",
        0, "3\n", NULL);
    expect(bench, "$P run --no-files $C/good/tiny.cfg --until-mcse 0.01 | tail -n 1", 0, "",
        "were enough: every Monte Carlo error is below 0.01; the largest is\n0.009");
    /* -n is the limit */
    expect(bench, "$P run --no-files $C/good/tiny.cfg --until-mcse 0.001 -n 700", 0, "700 runs",
        "Not reached within 700 runs: ");
    expect(bench, "$P run --no-files $C/good/tiny.cfg --until-mcse 0.5 -n 700", 0, "700 runs",
        "700 runs are too few to tell: at least 1024 are looked at.");
    expect(bench, "$P run --no-files $C/good/tiny.cfg --until-mcse 1e-9 -n 1500", 0, "1,500 runs",
        "It would take more than 1,000,000,000 runs.");
    expect(bench,
        "printf 'start=\"2030-01-01\";end=\"2030-03-01\";seed=1;' >none.cfg; "
        "$P run none.cfg --until-mcse .01",
        2, NULL, "has no outcome");
    expect(bench, "$P run $C/good/tiny.cfg --until-mcse 0", 2, NULL,
        "--until-mcse is \"0\"; it must be a number above 0 and below 1");
    expect(bench, "$P run $C/good/tiny.cfg --until-mcse five", 2, NULL, "above 0 and below 1");
    expect(bench, "$P run --json -q --no-files $C/good/tiny.cfg --until-mcse 0.02", 0,
        "\"reached\":true", NULL);
}

static void
test_cmd_mistakes_of_the_command_line_are_json_when_that_is_asked_for(void **state)
{
    struct bench *self = *state;

    expect(self, "$P run --json -n x f.cfg", 2, "\"text\":\"-n is \\\"x\\\"; it must be a whole",
        NULL);
    expect(self, "$P compare --json", 2, "\"text\":\"which A B [C...]?", NULL);
    expect(
        self, "$P run -n x f.cfg", 2, NULL, "parley run: -n is \"x\"; it must be a whole number");
    expect(self, "$P compare a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g", 2,
        NULL, "\"g\" is one too many; it takes 32 at most");
}

static void
test_cmd_hints_speak_of_the_same_scenario(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P run --no-files $C/good/tiny.cfg -s 5 -n 700 --set 'actors.a.capability=(1, 2)' "
        "2>&1 >t | grep explain",
        0, "tiny.cfg --where e_sunday --set 'actors.a.capability=(1, 2)' -s 5\n", NULL);
    expect(self,
        "$P run --no-files $C/good/tiny.cfg -s 5 -n 7 --set actors.a.capability=3 2>&1 >t | "
        "grep 'parley run'",
        0, "tiny.cfg -n 70 --set actors.a.capability=3 -s 5", NULL);
    expect(self,
        "cp $C/good/tiny.cfg . && printf 'base=\"tiny.cfg\";\nend=\"2008-03-30\";\n' >v.cfg && "
        "$P run --no-files -n 9 v.cfg 2>&1 >t | grep compare",
        0, "parley compare tiny.cfg v.cfg ", NULL);
}

static void
test_cmd_json_agrees_with_the_summary_table(void **state)
{
    struct bench *self = *state;
    char *at = NULL;

    expect(self, "$P run -q -o json -n 300 $C/good/tiny.cfg --json", 0, "\"outcome\":\"e_sunday\"",
        NULL);
    at = strstr(self->out, "\"share\":");
    assert_non_null(at);
    const double share = strtod(at + strlen("\"share\":"), NULL);
    expect(self, "sed -n 2p json/summary.csv | cut -d, -f7", 0, "0.", NULL);
    assert_same(strtod(self->out, NULL), share);
}

/* ---- check ---- */

static void
test_cmd_check_says_that_a_file_is_fine(void **state)
{
    struct bench *self = *state;

    expect(self, "cp $C/good/tiny.cfg x.cfg; $P check x.cfg", 0,
        "x.cfg is fine: 2 actors, 1 issue, 1 event, 0 uncertain numbers.\n",
        "x.cfg:18: remark: events.e: a hazard of 3.5 a day from 2008-02-17 on, ");
    expect(self, "test ! -e results/x", 0, NULL, NULL);
}

static void
test_cmd_check_verbose_can_be_saved_and_run(void **state)
{
    struct bench *self = *state;

    expect(self, "$P check -v $C/good/all-kinds.cfg", 0, "# Chance of each event on a day",
        "remark: events.k: more than 99 in 100");
    assert_holds(self->out,
        "\n# d  1.1% a day from Mon 1 Dec 2008, 4.1% a day from Sun 1 Feb 2009,\n"
        "#    1.5% a day from Sun 1 Mar 2009 (changes day by day)\n");
    assert_holds(self->out, "\n# k  3% a day for each once it is open\n");
    expect(self,
        "$P run -q --no-files $C/good/all-kinds.cfg >a.txt && $P check -v $C/good/all-kinds.cfg "
        ">again.cfg &&"
        " $P run -q --no-files again.cfg >b.txt && cmp a.txt b.txt",
        0, NULL, "remark: ");
    expect(self, "$P check -v $C/good/tiny.cfg", 0,
        "\n# e  6.7% a day from Wed 13 Feb, 97% on Sun 17 Feb, then 6.7% a day\n", "remark: ");
}

/* What a variant changes in its base, and --set in the file; all of it in comments. */
static void
test_cmd_check_verbose_says_what_is_changed(void **state)
{
    struct bench *self = *state;
    json_object *object = NULL, *list = NULL, *row = NULL;

    expect(self,
        "cp $C/good/tiny.cfg base.cfg; printf '%s' 'base = \"base.cfg\"; title = \"t\"; "
        "actors = ( { name = \"a\"; capability = (1, 2, 3); } );' >v.cfg; $P check -v v.cfg",
        0, "\n# What this changes in base.cfg\n#   actors.a.capability  10 -> 1..2..3\n\n# Chance",
        "remark: ");
    assert_null(strstr(self->out, "--set"));
    expect(self, "$P check -v v.cfg --set actors.b.capability=3 --set runs=77", 0,
        "\n# What --set changes in v.cfg\n#   runs                 1000 -> 77\n"
        "#   actors.b.capability    20 ->  3\n",
        "remark: ");
    assert_holds(
        self->out, "# What this changes in base.cfg\n#   actors.a.capability  10 -> 1..2..3\n\n");
    expect(self, "$P check -v base.cfg --set actors.a.capability=10", 0,
        "\n# --set changes nothing in base.cfg\n", "remark: ");
    expect(self, "$P check -v - --set runs=77 <base.cfg >a.txt; ! grep changes a.txt", 0, NULL,
        "remark: ");
    expect(self, "$P check -v --json v.cfg --set runs=77", 0, "\"changes\":", NULL);
    object = parse(self->out);
    list = json_object_object_get(object, "changes");
    assert_int_equal(json_object_array_length(list), 2);
    row = json_object_array_get_idx(list, 1);
    assert_string_equal(json_object_get_string(json_object_object_get(row, "by")), "--set");
    assert_string_equal(json_object_get_string(json_object_object_get(row, "in")), "v.cfg");
    row = json_object_array_get_idx(json_object_object_get(row, "differences"), 0);
    assert_string_equal(json_object_get_string(json_object_object_get(row, "path")), "runs");
    assert_string_equal(json_object_get_string(json_object_object_get(row, "change")), "changed");
    assert_string_equal(json_object_get_string(json_object_object_get(row, "after")), "77");
    json_object_put(object);
}

/* Ties and the terms with draws of their own read back as they are written, and are the same on any
 * number of threads. */
static void
test_cmd_check_verbose_of_ties_can_be_saved_and_run(void **state)
{
    struct bench *self = *state;

    expect(self, "$P check -v $C/good/ties.cfg", 0,
        " a day for each from Wed 13 Feb (changes with the day of the week)\n", "remark: ");
    expect(self,
        "$P run -q -j 1 -o tied $C/good/ties.cfg >a.txt && $P check -v $C/good/ties.cfg >again.cfg "
        "&&"
        " $P run -q -j 3 -o again again.cfg >b.txt && cmp tied/summary.csv again/summary.csv &&"
        " cmp tied/event_actors.csv again/event_actors.csv",
        0, NULL, "remark: ");
}

static void
test_cmd_check_shows_all_mistakes_at_once(void **state)
{
    struct bench *self = *state;

    expect(self, "cp $C/five-mistakes.cfg my.cfg; $P check my.cfg", 3, NULL,
        "my.cfg:8: actors.a.status.sallience: no such key\n          did you mean salience?");
    assert_holds(self->err, "my.cfg:9: actors.b.status.salience is 140; ");
    assert_holds(self->err,
        "my.cfg:10: actors.c.status.position = (95, 85, 70): low, best, high must rise\n");
    assert_holds(self->err, "did you mean (70, 85, 95)?\n");
    assert_holds(self->err, "my.cfg:13: talks.t.first is 2008-02-30; February 2008 has 29 days\n");
    assert_holds(self->err, "my.cfg:15: events.e.by: there is no actor \"aa\"\n");
    assert_holds(self->err, "\n5 mistakes; nothing was run.\n");
    expect(self, "rm -rf results; $P run my.cfg", 3, NULL, "\n5 mistakes; nothing was run.\n");
    expect(self, "test ! -e results", 0, NULL, NULL);
}

static void
test_cmd_exit_status_tells_whose_mistake_it_was(void **state)
{
    struct bench *self = *state;

    expect(self, "$P check nowhere.cfg", 4, NULL,
        "nowhere.cfg: cannot be read: No such file or directory\n");
    expect(self, "$P run nowhere.cfg", 4, NULL,
        "nowhere.cfg: cannot be read: No such file or directory\n");
    expect(self, "$P check . ", 4, NULL, "parley: ");
    expect(
        self, "$P check $C/good/tiny.cfg --set actors.aa.capability=3", 2, NULL, "--set actors.aa");
    expect(self, "$P run $C/good/tiny.cfg --set actors.a.capability=-3", 2, NULL, "parley: --set ");
    expect(self, "echo 'name = ' | $P check -", 3, NULL, "standard input:1: ");
}

static void
test_cmd_check_json_has_file_line_and_text(void **state)
{
    struct bench *self = *state;
    json_object *object = NULL, *list = NULL, *row = NULL;

    expect(
        self, "cp $C/five-mistakes.cfg my.cfg; $P check --json my.cfg", 3, "parley.check/1", NULL);
    object = parse(self->out);
    assert_false(json_object_get_boolean(json_object_object_get(object, "ok")));
    list = json_object_object_get(object, "mistakes");
    assert_int_equal(json_object_array_length(list), 5);
    row = json_object_array_get_idx(list, 1);
    assert_string_equal(json_object_get_string(json_object_object_get(row, "file")), "my.cfg");
    assert_int_equal(json_object_get_int(json_object_object_get(row, "line")), 9);
    assert_holds(json_object_get_string(json_object_object_get(row, "text")), "salience is 140");
    assert_int_equal(json_object_array_length(json_object_object_get(row, "marks")), 0);
    json_object_put(object);
    expect(self, "printf 'a = 1;\\n  a = 98;\\n' > my.cfg; $P check --json my.cfg", 3,
        "parley.check/1", NULL);
    object = parse(self->out);
    list = json_object_object_get(object, "mistakes");
    list = json_object_object_get(json_object_array_get_idx(list, 0), "marks");
    assert_int_equal(json_object_array_length(list), 2);
    row = json_object_array_get_idx(list, 1);
    assert_int_equal(json_object_get_int(json_object_object_get(row, "line")), 2);
    assert_int_equal(json_object_get_int(json_object_object_get(row, "column")), 3);
    assert_string_equal(json_object_get_string(json_object_object_get(row, "text")), "  a = 98;");
    assert_string_equal(
        json_object_get_string(json_object_object_get(row, "note")), "and again here");
    json_object_put(object);
    expect(self, "$P check -v --json $C/good/tiny.cfg", 0, "\"ok\":true", NULL);
    object = parse(self->out);
    assert_int_equal(json_object_get_int(json_object_object_get(object, "actors")), 2);
    list = json_object_object_get(object, "chances");
    assert_int_equal(json_object_array_length(list), 3);
    row = json_object_array_get_idx(list, 1);
    assert_string_equal(json_object_get_string(json_object_object_get(row, "from")), "2008-02-17");
    assert_close(json_object_get_double(json_object_object_get(row, "chance")),
        1.0 - exp(-5.0 * log(2.0)), 1e-12);
    json_object_put(object);
}

/* ---- models and help ---- */

static void
test_cmd_models_lists_models_and_kinds_of_event(void **state)
{
    struct bench *self = *state;

    expect(self, "$P models", 0, "\n  influence   ", NULL);
    assert_holds(self->out, "\n  decision    The first of the named actors to act.\n");
    expect(self, "$P models influence", 0, "Friedkin and Johnsen 1990", NULL);
    assert_holds(self->out, "\n  still           ");
    expect(self, "$P models mean", 0, "It has no keys of its own.\n", NULL);
    expect(self, "$P models vote", 0, "\n  proposal        The position that the motion puts.\n",
        NULL);
    expect(self, "$P models vote --json", 0, "\"key\":\"proposal\"", NULL);
    json_object_put(parse(self->out));
}

static void
test_cmd_help_opens_with_an_example(void **state)
{
    struct bench *self = *state;

    expect(self, "$P help run", 0, "usage: parley run SCENARIO.cfg [-n RUNS] [-s SEED] ", NULL);
    assert_int_equal(strncmp(self->out, "  parley run SCENARIO.cfg -n 1000\n", 34), 0);
    assert_holds(self->out, "  -n, --runs RUNS ");
    assert_holds(self->out, "      --no-files ");
    expect(self, "$P run --help >a.txt; $P help run >b.txt; cmp a.txt b.txt", 0, NULL, NULL);
    expect(self, "$P help words", 0, "  roughly even      45 to 55%\n", NULL);
}

static void
test_cmd_help_keys_lists_every_group(void **state)
{
    const char *const groups[] = { "scenario", "issue", "actor", "stance", "body", "member", "talk",
        "event", "chance", "term", "stage", "outcome" };
    struct bench *self = *state;

    expect(self, "$P help keys >a.txt; cat a.txt", 0, "The groups of a scenario file\n", NULL);
    for (size_t k = 0; k < sizeof(groups) / sizeof(groups[0]); k++) {
        char line[64], begin[32];
        (void)snprintf(
            line, sizeof(line), "grep '^  %s ' a.txt && $P help keys %s", groups[k], groups[k]);
        (void)snprintf(begin, sizeof(begin), "\n%s: ", groups[k]);
        expect(self, line, 0, begin, NULL);
    }
    expect(self, "$P help keys event", 0, "\nkind = \"vote\": ", NULL);
    expect(self, "$P help keys stance", 0,
        "  salience        How much of its attention the actor gives this issue.\n                 "
        " A number between 0 and 100, or uncertain: (low,",
        NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cmd_alone_prints_the_overview),
        cmocka_unit_test(test_cmd_unknown_commands_are_told_the_nearest),
        cmocka_unit_test(test_cmd_version_names_its_libraries),
        cmocka_unit_test(test_cmd_options_that_are_wrong_are_explained),
        cmocka_unit_test(test_cmd_runs_are_understood_in_several_forms),
        cmocka_unit_test(test_cmd_run_shows_the_page_and_says_what_it_wrote),
        cmocka_unit_test(test_cmd_run_without_files_writes_none),
        cmocka_unit_test(test_cmd_run_writes_where_it_is_told),
        cmocka_unit_test(test_cmd_run_has_the_same_page_for_any_number_of_threads),
        cmocka_unit_test(test_cmd_run_draws_by_what_the_locale_can_show),
        cmocka_unit_test(test_cmd_run_reads_standard_input),
        cmocka_unit_test(test_cmd_run_leaves_readers_free_to_go_away),
        cmocka_unit_test(test_cmd_run_says_when_its_page_cannot_be_written),
        cmocka_unit_test(test_cmd_run_counts_runs_without_an_answer),
        cmocka_unit_test(test_cmd_run_stops_on_signals_and_keeps_what_is_finished),
        cmocka_unit_test(test_cmd_run_json_has_every_number),
        cmocka_unit_test(test_cmd_run_until_mcse_gives_what_as_many_runs_give),
        cmocka_unit_test(test_cmd_mistakes_of_the_command_line_are_json_when_that_is_asked_for),
        cmocka_unit_test(test_cmd_hints_speak_of_the_same_scenario),
        cmocka_unit_test(test_cmd_json_agrees_with_the_summary_table),
        cmocka_unit_test(test_cmd_check_says_that_a_file_is_fine),
        cmocka_unit_test(test_cmd_check_verbose_can_be_saved_and_run),
        cmocka_unit_test(test_cmd_check_verbose_says_what_is_changed),
        cmocka_unit_test(test_cmd_check_verbose_of_ties_can_be_saved_and_run),
        cmocka_unit_test(test_cmd_check_shows_all_mistakes_at_once),
        cmocka_unit_test(test_cmd_exit_status_tells_whose_mistake_it_was),
        cmocka_unit_test(test_cmd_check_json_has_file_line_and_text),
        cmocka_unit_test(test_cmd_models_lists_models_and_kinds_of_event),
        cmocka_unit_test(test_cmd_help_opens_with_an_example),
        cmocka_unit_test(test_cmd_help_keys_lists_every_group),
    };

    return cmocka_run_group_tests(tests, shell_setup, teardown);
}
