/* parley sensitivity, from outside: the page, the table, JSON, and what is refused. */
#include "support.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"

/* "gone" comes about with a + b, .6 in the mean; with b in its lowest fifth .44. `push` makes
 * "went" 1 - .8^3 = .488, without it .2. */
#define CASE \
    "cat >case.cfg <<'E'\n" \
    "title = \"A case\"; start = \"2008-01-01\"; end = \"2008-12-31\"; seed = 3; runs = 4000;\n" \
    "actors = ( { name = \"ann\"; capability = 1; } );\n" \
    "events = (\n" \
    "  { name = \"go\"; kind = \"decision\"; by = \"ann\"; opens = \"2008-01-01\";\n" \
    "    chances = ( { on = \"2008-02-01\"; chance = (0.1, 0.3); },\n" \
    "                { on = \"2008-03-01\"; chance = (0.2, 0.6); } ); },\n" \
    "  { name = \"move\"; kind = \"decision\"; by = \"ann\"; opens = \"2008-02-01\";\n" \
    "    chances = ( { on = \"2008-02-01\"; chance = 0.2; } );\n" \
    "    terms = ( { term = \"date\"; name = \"push\"; on = \"2008-02-01\"; times = 3; },\n" \
    "              { term = \"date\"; name = \"idle\"; on = \"2008-12-01\"; times = 3; } ); } " \
    ");\n" \
    "outcomes = (\n" \
    "  { name = \"gone\"; label = \"Ann goes\"; kind = \"flag\"; event = \"go\"; },\n" \
    "  { name = \"went\"; label = \"Ann moves\"; kind = \"flag\"; event = \"move\"; },\n" \
    "  { name = \"when\"; label = \"When\"; kind = \"date\"; event = \"go\"; },\n" \
    "  { name = \"when_gone\"; kind = \"date\"; event = \"go\"; given = \"gone\"; } );\n" \
    "E\n"

static int
setup(void **state)
{
    const int status = shell_setup(state);

    shell(*state, CASE);
    return status;
}

static int
teardown(void **state)
{
    return shell_teardown(
        state, "rm -rf results other one case.cfg certain.cfg tied.cfg 1.csv 4.csv");
}

/* ---- the page ---- */

static void
test_cmd_sensitivity_shows_what_drives_each_outcome(void **state)
{
    struct bench *self = *state;

    expect(self, "$P sensitivity case.cfg --no-files", 0,
        "A case\n2 uncertain numbers and chance: 4,000 rows of 5 runs, 20,000 in all, seed 3\n\n"
        "WHAT DRIVES EACH OUTCOME                first       95% total       95%\n",
        "");
    assert_holds(self->out, "\n  Ann goes: 6");
    assert_holds(self->out, "% (Monte Carlo error 0.55 points)\n    chance      ");
    assert_holds(self->out, "\n    events.go.chances.2.chance  ");
    assert_holds(
        self->out, "\nLEFT OUT\n  when_gone counts only in runs in which \"gone\" holds\n");
}

static void
test_cmd_sensitivity_draws_a_tornado_and_says_what_turns_the_answer(void **state)
{
    struct bench *self = *state;
    const char *first = NULL, *second = NULL;

    expect(self, "$P sensitivity case.cfg --no-files --ascii", 0,
        "\nTORNADO: Ann goes\n  Share of the worlds in which a number is in its lowest fifth (-)",
        "");
    first = strstr(strstr(self->out, "TORNADO"), "events.go.chances.2.chance"); /* the wider */
    second = strstr(strstr(self->out, "TORNADO"), "events.go.chances.1.chance");
    assert_true(first != NULL && second != NULL && first < second);
    assert_holds(first, "---|#");
    assert_holds(self->out,
        "\nWhat would turn the answer, below 50%: events.go.chances.2.chance in "
        "its lowest\nfifth (4");
    expect(self, "$P sensitivity case.cfg --no-files --outcome went", 0,
        "\nNothing here turns the answer: no difference that these worlds can show.\n", "");
    /* One end is beyond a half, too near for 100 worlds: 1 - (1 - .2) (1 - .45) = .56. */
    expect(self,
        "$P sensitivity case.cfg --no-files -n 250 --outcome gone --set "
        "'events.go.chances.2.chance=(0.0, 0.5)'",
        0, "\nNothing here surely turns the answer. events.go.chances.2.chance in its ", "");
    expect(self,
        "$P sensitivity case.cfg --no-files -n 1000 --outcome gone --set "
        "'events.go.chances.2.chance=(0.0, 0.2)' --set 'events.go.chances.1.chance=(0.0, 0.2)'",
        0, "\nNothing here turns the answer: between ", "");
    assert_holds(self->out, "it stays below 50% in all");
}

static void
test_cmd_sensitivity_of_few_rows_shows_no_shares(void **state)
{
    struct bench *self = *state;

    expect(self, "$P sensitivity case.cfg --no-files -n 19", 0,
        "\n  Not to be told from 19 rows: 20 are the least that say anything", "");
    assert_null(strstr(self->out, "\n    chance "));
    assert_null(strstr(self->out, "turn"));
    expect(self, "$P sensitivity case.cfg --no-files -n 20", 0, "\n    chance ", "");
    expect(self, "$P sensitivity case.cfg --no-files --morris -n 9", 0,
        "\n  So few trajectories may miss what matters in some worlds alone", "");
    expect(self, "$P sensitivity case.cfg --no-files --morris -n 10", 0, "mu*", "");
    assert_null(strstr(self->out, "So few"));
}

/* What never happened has an error that so many worlds cannot tell. */
static void
test_cmd_sensitivity_counts_worlds_where_all_are_alike(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P sensitivity case.cfg --no-files -n 100 --outcome went --set "
        "events.move.chances.1.chance=0",
        0, "\n  Ann moves: 0% (in none of 200 worlds)\n    the same in all runs", "");
}

static void
test_cmd_sensitivity_takes_each_term_out(void **state)
{
    struct bench *self = *state;

    expect(self, "$P sensitivity case.cfg --no-files --knockout --outcome went", 0,
        "\nWITHOUT EACH TERM: Ann moves\n  The same 4,000 worlds, in which the term multiplies by "
        "1: what comes of it,\n  and the change with its 95% interval (Tango, paired).\n"
        "    events.move.terms.push  ",
        "");
    assert_holds(self->out, " points (-");
    assert_holds(self->out, "\n    1 other: it stays the same without it\n");
    expect(self, "$P sensitivity case.cfg --no-files --knockout --outcome gone", 0,
        "\n    2 terms: it stays the same without them\n", "");
}

static void
test_cmd_sensitivity_screens(void **state)
{
    struct bench *self = *state;

    expect(self, "$P sensitivity case.cfg --no-files --morris", 0,
        "2 uncertain numbers: 100 trajectories of 3 runs, 300 in all, seed 3\n\nWHICH NUMBERS "
        "MATTER                      mu*          95%  sigma\n",
        "");
    assert_holds(self->out, "\n  Ann goes, in points\n    events.go.chances.");
    assert_holds(self->out, "\n  Ann moves, in points\n    2 numbers: nothing in any run\n");
    assert_holds(self->out, "\n  When, in days\n");
    expect(self, "$P sensitivity case.cfg --no-files --morris -n 7", 0,
        "7 trajectories of 3 runs, 21 in all", "");
}

static void
test_cmd_sensitivity_pages_fit_and_know_ascii(void **state)
{
    struct bench *self = *state;
    const char *const lines[] = {
        "LC_ALL=C.UTF-8 $P sensitivity case.cfg --no-files -n 500 --knockout --ascii",
        "LC_ALL=C $P sensitivity case.cfg --no-files -n 500 --knockout",
        "$P sensitivity $R/scenarios/explanatory.cfg --no-files -n 100 --knockout --ascii",
        "$P sensitivity $R/scenarios/explanatory.cfg --no-files -n 20 --morris --ascii",
        "$P sensitivity $R/scenarios/explanatory.cfg --no-files -n 2 --morris --ascii",
        "$P sensitivity $R/scenarios/kosovo-2008/five-actors.cfg --no-files -n 2 --ascii",
        "$P sensitivity $R/scenarios/kosovo-2008/five-actors.cfg --no-files -n 20 --ascii",
    };

    for (size_t k = 0; k < sizeof(lines) / sizeof(lines[0]); k++) {
        size_t column = 0;
        shell(self, lines[k]);
        assert_int_equal(self->status, 0);
        for (const char *c = self->out; *c != '\0'; c++) {
            column = *c == '\n' ? 0 : column + 1;
            assert_true((*c >= ' ' && *c <= '~') || *c == '\n');
            assert_false(*c == ' ' && c[1] == '\n'); /* no blanks at the ends of lines */
            if (column > 80) {
                fail_msg("a line of more than 80 columns:\n%s", self->out);
            }
        }
    }
}

static void
test_cmd_sensitivity_wraps_a_long_title(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P sensitivity -q case.cfg --no-files -n 30 --ascii --set 'title=\"One long title after "
        "another long title, with more words than eighty columns could ever hold\"'",
        0,
        "One long title after another long title, with more words than eighty columns\n"
        "could ever hold\n",
        NULL);
}

static void
test_cmd_sensitivity_of_certain_numbers_is_chance(void **state)
{
    struct bench *self = *state;

    expect(self,
        "sed 's/(0.1, 0.3)/0.2/; s/(0.2, 0.6)/0.4/' case.cfg >certain.cfg; "
        "$P sensitivity certain.cfg --no-files -n 500",
        0, "0 uncertain numbers and chance: 500 rows of 3 runs, 1,500 in all, seed 3\n", "");
    assert_holds(self->out, "The scenario has no uncertain numbers: all that varies is chance.");
    assert_null(strstr(self->out, "TORNADO"));
    expect(self, "$P sensitivity certain.cfg --no-files --morris", 2, NULL,
        "parley: the scenario has no uncertain numbers: there is nothing for --morris to screen\n");
}

static void
test_cmd_sensitivity_groups_what_is_correlated_by_name(void **state)
{
    struct bench *self = *state;

    expect(self,
        "{ cat case.cfg; echo 'correlate = ( { of = ( \"events.go.chances.1.chance\", "
        "\"events.go.chances.2.chance\" ); rank = 0.5; } );'; } >tied.cfg; "
        "$P sensitivity tied.cfg -o other -n 500",
        0,
        "\nGrouped, because they are correlated and cannot be told apart:\n"
        "events.go.chances.1.chance + events.go.chances.2.chance.\n",
        "Wrote other/");
    expect(self,
        "grep -c '^tied,gone,events.go.chances.1.chance + events.go.chances.2.chance,sobol,' "
        "other/sensitivity.csv; rm -rf other",
        0, "1\n", NULL);
}

static void
test_cmd_sensitivity_counts_rows_without_an_answer(void **state)
{
    struct bench *self = *state;

    expect(self, "$P sensitivity $C/good/some-fail.cfg --no-files -n 300", 0,
        " of 300 rows are left out, because a run in it gave no answer; the first: the", "");
    expect(self, "$P sensitivity $C/good/some-fail.cfg --no-files --morris", 0,
        " of 100 trajectories are left out", "");
    expect(self, "$P sensitivity $C/all-fail.cfg -n 300", 1, NULL, "none of 300 rows of ");
    expect(self, "ls results 2>/dev/null", 2, NULL, NULL);
}

/* ---- files and data ---- */

static void
test_cmd_sensitivity_writes_a_table(void **state)
{
    struct bench *self = *state;

    expect(self, "$P sensitivity case.cfg -n 200 --knockout >/dev/null", 0, NULL,
        "Wrote results/case-sensitivity/ (3 files)\n");
    expect(self, "cat results/case-sensitivity/sensitivity.csv", 0,
        "scenario,outcome,path,method,first,first_low,first_high,total,total_low,total_high\n"
        "case,gone,events.go.chances.1.chance,sobol,",
        NULL);
    assert_holds(self->out, "\ncase,when,chance,sobol,");
    /* A change has its interval in first, and no total; when_gone is left out. */
    assert_holds(self->out, "\ncase,gone,events.move.terms.push,knockout,0,-");
    assert_holds(self->out, "\ncase,when,events.move.terms.idle,knockout,0,0,0,,,\n");
    assert_null(strstr(self->out, "when_gone"));
    expect(self, "wc -l <results/case-sensitivity/sensitivity.csv", 0, "16\n", NULL);
    expect(self, "$P sensitivity case.cfg -n 200 --knockout >/dev/null", 0, NULL,
        "results/case-sensitivity/ is unchanged: same scenario, same seed, same bytes.\n");
    expect(self,
        "$P sensitivity -q results/case-sensitivity/scenario.cfg -o one --knockout "
        ">/dev/null; cmp one/sensitivity.csv results/case-sensitivity/sensitivity.csv; "
        "rm -rf one results",
        0, NULL, NULL);
}

/* Screening and shares have a folder each. */
static void
test_cmd_sensitivity_a_screening_does_not_replace_shares(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P sensitivity -q case.cfg -n 50 >/dev/null; $P sensitivity case.cfg --morris >/dev/null",
        0, NULL, "Wrote results/case-morris/ (3 files)\n");
    expect(self,
        "grep -c ,sobol, results/case-sensitivity/sensitivity.csv; "
        "grep -c ,morris, results/case-morris/sensitivity.csv; rm -rf results",
        0, "9\n6\n", NULL);
}

/* Who has no term is not told to take terms out. */
static void
test_cmd_sensitivity_proposes_terms_where_there_are_some(void **state)
{
    struct bench *self = *state;

    expect(self, "$P sensitivity case.cfg --no-files -n 20 >/dev/null", 0, NULL,
        "Next:\n  parley sensitivity case.cfg --knockout");
    expect(self,
        "sed '/terms = (/d; /name = \"idle\"/d; s/chance = 0.2; } );/chance = 0.2; } ); },/' "
        "case.cfg | sed 's/0.2; } ); },$/0.2; } ); } );/' >certain.cfg; "
        "$P sensitivity certain.cfg --no-files -n 20 >/dev/null",
        0, NULL, "");
    assert_null(strstr(self->err, "Next:"));
}

static void
test_cmd_sensitivity_says_why_it_cannot_write(void **state)
{
    struct bench *self = *state;

    expect(self, "$P sensitivity -q case.cfg --no-files -n 20 --json >/dev/full", 4, NULL,
        "parley: cannot write to standard output: No space left on device\n");
}

static void
test_cmd_sensitivity_writes_the_same_for_any_number_of_threads(void **state)
{
    struct bench *self = *state;

    expect(self,
        "for j in 1 4; do $P sensitivity -q case.cfg -n 300 --knockout -j $j -o one >/dev/null; "
        "cp one/sensitivity.csv $j.csv; done; cmp 1.csv 4.csv; rm -rf one",
        0, NULL, NULL);
    expect(self,
        "for j in 1 4; do $P sensitivity -q case.cfg --morris -j $j -o one >/dev/null; "
        "cp one/sensitivity.csv $j.csv; done; cmp 1.csv 4.csv && grep -c ,morris, 1.csv; rm -rf "
        "one",
        0, "6\n", NULL);
}

/* The scenario's own results are not replaced by a study, nor the reverse. */
static void
test_cmd_sensitivity_does_not_replace_the_results_of_a_run(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P run -q case.cfg -n 10 -o one >/dev/null; $P sensitivity -q case.cfg -n 10 -o one", 4,
        NULL, "one");
    expect(self,
        "rm -rf one; mkdir other; echo >other/mine.txt; "
        "$P sensitivity -q case.cfg -n 10 -o other",
        4, NULL, "mine.txt");
    expect(self, "rm -rf other", 0, NULL, NULL);
}

static struct json_object *
member(struct json_object *object, const char *key)
{
    struct json_object *value = NULL;

    assert_true(json_object_object_get_ex(object, key, &value));
    return value;
}

static void
test_cmd_sensitivity_says_the_same_as_json(void **state)
{
    struct bench *self = *state;
    char part[128], *end = NULL;

    expect(self, "$P sensitivity -q case.cfg -n 400 --knockout --json -o one", 0,
        "\"schema\":\"parley.sensitivity/1\"", NULL);
    struct json_object *object = json_tokener_parse(self->out);
    assert_non_null(object);
    struct json_object *outcomes = member(object, "outcomes");
    assert_int_equal(json_object_array_length(outcomes), 4);
    struct json_object *gone = json_object_array_get_idx(outcomes, 0);
    struct json_object *chance = json_object_array_get_idx(member(gone, "drivers"), 2);
    assert_string_equal(json_object_get_string(member(chance, "path")), "chance");
    assert_int_equal(json_object_array_length(member(gone, "tornado")), 2);
    struct json_object *bar = json_object_array_get_idx(member(gone, "tornado"), 1);
    assert_close(json_object_get_double(member(bar, "lowest_fifth_to")), 0.28, 1e-12);
    assert_close(json_object_get_double(member(bar, "highest_fifth_from")), 0.52, 1e-12);
    assert_string_equal(
        json_object_get_string(member(json_object_array_get_idx(outcomes, 3), "left_out")),
        "counts only in runs in which \"gone\" holds");
    struct json_object *term =
        json_object_array_get_idx(member(member(object, "knockout"), "terms"), 0);
    assert_string_equal(
        json_object_get_string(member(term, "set")), "events.move.terms.push.times=1");
    const double first = json_object_get_double(member(chance, "first"));
    struct json_object *went = json_object_array_get_idx(member(term, "changes"), 1);
    const double without = json_object_get_double(member(went, "without"));
    json_object_put(object);

    shell(self, "grep ^case,gone,chance, one/sensitivity.csv | cut -d, -f5; rm -rf one");
    assert_same(strtod(self->out, &end), first);
    /* What a reader gets who sets that himself. */
    expect(self, "$P run -q case.cfg -n 400 --no-files --json --set events.move.terms.push.times=1",
        0, "", NULL);
    (void)snprintf(part, sizeof(part), "\"happened\":%d", (int)(400.0 * without + 0.5));
    assert_holds(strstr(self->out, "\"went\""), part);
    expect(self, "$P sensitivity -q case.cfg --morris --no-files --json", 0, "\"mu_star\":", NULL);
    json_object_put(json_tokener_parse(self->out));
}

static void
test_cmd_sensitivity_reads_standard_input(void **state)
{
    struct bench *self = *state;

    expect(self, "$P sensitivity -q - --no-files -n 50 --knockout <case.cfg", 0,
        "WITHOUT EACH TERM: Ann goes\n", NULL);
}

static void
test_cmd_sensitivity_keeps_whole_rows_when_interrupted(void **state)
{
    struct bench *self = *state;

    /* A shell ignores SIGINT for what it puts in the background; env asks for it back. */
    expect(self,
        "env --default-signal=INT $P sensitivity -n 5M case.cfg -o one >out & child=$!; "
        "sleep 1.5; kill -INT $child; wait $child; s=$?; rm -f out; exit $s",
        130, NULL, "Stopped after ");
    assert_holds(self->err, " of 5,000,000 rows; they are kept.\nWrote one/ (3 files)\n");
    expect(self, "grep -c '\"interrupted\":true' one/run.json; rm -rf one", 0, "1\n", NULL);
}

/* ---- what is refused ---- */

static void
test_cmd_sensitivity_refuses_what_it_cannot_do(void **state)
{
    struct bench *self = *state;
    const struct {
        const char *line;
        int status;
        const char *err;
    } cases[] = {
        { "$P sensitivity", 2, "parley sensitivity: which SCENARIO.cfg?" },
        { "$P sensitivity a.cfg b.cfg", 2, "\"b.cfg\" is one word too many" },
        { "$P sensitivity nowhere.cfg", 4, "nowhere.cfg" },
        { "$P sensitivity case.cfg --moris", 2, "did you mean --morris?" },
        { "$P sensitivity case.cfg -n 0", 2, "-n is 0; it must be from 1 to 1,000,000,000" },
        { "$P sensitivity case.cfg --outcome wnt", 2,
            "parley: --outcome: the scenario has no outcome \"wnt\"; did you mean went?\n"
            "        its outcomes: gone, went, when, when_gone\n" },
        { "$P sensitivity case.cfg --outcome gone --outcome nothing_like_it", 2,
            "--outcome: the scenario has no outcome \"nothing_like_it\"\n" },
        { "$P sensitivity case.cfg --set actors.bob.capability=2", 2, "actors.bob" },
        { "$P sensitivity case.cfg -n 1e9", 2,
            "2 uncertain numbers take 5 runs a row: 1000000000 rows are too many for 2 GiB of "
            "memory; at most " },
        { "$P sensitivity case.cfg -n 1e9 --morris", 2,
            "2 uncertain numbers take 3 runs a trajectory: 1000000000 trajectories are too many" },
        { "$P sensitivity $C/five-mistakes.cfg", 3, "5 mistakes; nothing was run." },
    };

    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        expect(self, cases[k].line, cases[k].status, NULL, cases[k].err);
    }
    expect(self, "ls results 2>/dev/null", 2, NULL, NULL);
    expect(self, "$P sensitivity case.cfg --json --outcome wnt", 2,
        "\"schema\":\"parley.mistakes/1\"", NULL);
}

static void
test_cmd_sensitivity_is_named_where_people_look(void **state)
{
    struct bench *self = *state;

    expect(self, "$P", 0, "sensitivity", NULL);
    assert_holds(self->out, "\nAsk what matters  ");
    expect(self, "$P help sensitivity", 0,
        "  parley sensitivity SCENARIO.cfg --knockout --outcome NAME\n", NULL);
    assert_holds(self->out, "--morris");
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_cmd_sensitivity_shows_what_drives_each_outcome),
        TEST(test_cmd_sensitivity_draws_a_tornado_and_says_what_turns_the_answer),
        TEST(test_cmd_sensitivity_of_few_rows_shows_no_shares),
        TEST(test_cmd_sensitivity_counts_worlds_where_all_are_alike),
        TEST(test_cmd_sensitivity_takes_each_term_out),
        TEST(test_cmd_sensitivity_screens),
        TEST(test_cmd_sensitivity_pages_fit_and_know_ascii),
        TEST(test_cmd_sensitivity_wraps_a_long_title),
        TEST(test_cmd_sensitivity_of_certain_numbers_is_chance),
        TEST(test_cmd_sensitivity_groups_what_is_correlated_by_name),
        TEST(test_cmd_sensitivity_counts_rows_without_an_answer),
        TEST(test_cmd_sensitivity_writes_a_table),
        TEST(test_cmd_sensitivity_a_screening_does_not_replace_shares),
        TEST(test_cmd_sensitivity_proposes_terms_where_there_are_some),
        TEST(test_cmd_sensitivity_says_why_it_cannot_write),
        TEST(test_cmd_sensitivity_writes_the_same_for_any_number_of_threads),
        TEST(test_cmd_sensitivity_does_not_replace_the_results_of_a_run),
        TEST(test_cmd_sensitivity_says_the_same_as_json),
        TEST(test_cmd_sensitivity_reads_standard_input),
        TEST(test_cmd_sensitivity_keeps_whole_rows_when_interrupted),
        TEST(test_cmd_sensitivity_refuses_what_it_cannot_do),
        TEST(test_cmd_sensitivity_is_named_where_people_look),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
