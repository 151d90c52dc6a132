/* parley explain, from outside: which run it tells, whole stories, data, and bad input. */
#include "support.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"

static int
teardown(void **state)
{
    return shell_teardown(state, "rm -rf out both ferry a.txt b.txt j.json *.cfg");
}

/* ---- whole stories ---- */

static void
test_cmd_explain_tells_these_stories_to_the_letter(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P explain $C/explain/ferry.cfg --run 3 --ascii -q >a.txt && diff a.txt "
        "$C/explain/ferry.txt",
        0, NULL, NULL);
    expect(self,
        "$P explain $C/explain/haggle.cfg --run 1 --ascii -q >a.txt && diff a.txt "
        "$C/explain/haggle.txt",
        0, NULL, NULL);
}

static void
test_cmd_explain_tells_every_case_in_80_columns(void **state)
{
    struct bench *self = *state;

    shell(self, "for f in $R/scenarios/*.cfg $R/scenarios/*/*.cfg $R/docs/examples/*.cfg "
                "$C/good/*.cfg $C/explain/*.cfg; do\n"
                "  case $f in */history.cfg|*/river-history.cfg|*/wrong.cfg) continue ;; esac\n"
                "  for how in --ascii '-v --ascii' --json; do\n"
                "    $P explain $f -n 300 -q $how >a.txt || echo \"$f $how\"\n"
                "    [ \"$how\" = --json ] || LC_ALL=C tr -d '\\200-\\277' <a.txt | "
                "LC_ALL=C awk -v f=$f 'length($0) > 80 { print f \": \" $0 }'\n"
                "  done\n"
                "done");
    assert_string_equal(self->out, "");
    assert_string_equal(self->err, "");
}

/* ---- which run ---- */

static void
test_cmd_explain_finds_runs_and_says_how_many(void **state)
{
    struct bench *self = *state;

    expect(self, "$P explain $C/explain/ferry.cfg --where strike=never", 0,
        "\nRun 81 of 100, seed 5: the first of 2 in which strike=never holds.\n"
        "One possible world, not a forecast.\n",
        "explain ");
    assert_holds(self->out, "\n  The crew strikes            not by the end\n");
    assert_holds(self->err, "--run 82");
    assert_holds(self->err, "--where strike");
    expect(self, "$P explain $C/explain/ferry.cfg --run 500 -q", 0,
        "\nRun 500, seed 5, beyond the scenario's 100.\n", NULL);
    expect(self, "$P explain - --run 1 <$C/explain/haggle.cfg", 0, "Run 1 of 1, seed 1.", NULL);
    expect(self, "$P explain $C/explain/ferry.cfg --where vote -q", 1, NULL,
        "in none of 100 runs does vote hold\n        seen: not by the end\n");
}

static void
test_cmd_explain_typical_runs_are_in_the_middle_and_at_the_ends(void **state)
{
    struct bench *self = *state;
    const char *first = NULL, *second = NULL, *third = NULL;

    expect(self, "$P explain $C/explain/ferry.cfg --typical strike -q", 0, "", NULL);
    first = strstr(self->out, "of 100, seed 5, the middle one by \"The crew strikes\": ");
    assert_non_null(first);
    second =
        strstr(first, "of 100, seed 5, with 5% of runs at or below it by \"The crew strikes\": ");
    assert_non_null(second);
    third =
        strstr(second, "of 100, seed 5, with 5% of runs at or above it by \"The crew strikes\": ");
    assert_non_null(third);
    expect(self, "$P explain $C/explain/ferry.cfg -q", 0,
        "of 100, seed 5, the middle one by \"The crew strikes\": ", NULL);
    assert_null(strstr(self->out, "at or below it"));
}

/* How often a line of the page begins with it. */
static int
lines(const char *text, const char *begin)
{
    int n = 0;

    for (; text != NULL; text = strchr(text, '\n')) {
        text += text[0] == '\n';
        n += strncmp(text, begin, strlen(begin)) == 0;
    }
    return n;
}

static void
test_cmd_explain_typical_of_a_flag_is_one_with_and_one_without(void **state)
{
    struct bench *self = *state;

    /* 39% of 10,000: README's run says so. */
    expect(self, "$P explain $R/scenarios/kosovo-2008/five-actors.cfg --typical declared_sunday -q",
        0,
        "\nRun 1 of 10,000, seed 20080213, like 61% of runs: \"Declared on Sunday 17\n"
        "February\" does not hold.\n",
        NULL);
    assert_holds(self->out,
        "\nRun 2 of 10,000, seed 20080213, like 39% of runs: \"Declared on Sunday 17\n"
        "February\" holds.\n");
    assert_holds(self->out, "\n  Declared on Sunday 17 February    no\n");
    assert_holds(self->out, "\n  Declared on Sunday 17 February    yes\n");
    assert_int_equal(lines(self->out, "Run "), 2);
    assert_int_equal(lines(self->out, "HOW TO READ IT"), 1);
    /* No run differs, and none is told. */
    expect(self,
        "$P explain $R/scenarios/kosovo-2008/five-actors.cfg --typical contacts_break -n 2 -q", 0,
        "like all that count: ", NULL);
    assert_holds(self->out, "No run differs.");
    assert_int_equal(lines(self->out, "Run "), 1);
}

static void
test_cmd_explain_says_when_one_run_stands_for_several(void **state)
{
    struct bench *self = *state;

    /* All is certain: the settlement is the same in every run. */
    expect(self, "$P explain $R/docs/examples/river.cfg --typical water -q", 0,
        "\nRun 1 of 10,000, seed 1, the middle one and with 5% of runs at or below it and\n"
        "with 5% of runs at or above it by \"Share of the water for the lower state\": 45.\n"
        "It stands for all three.\n",
        NULL);
    assert_int_equal(lines(self->out, "Run "), 1);
}

static void
test_cmd_explain_without_options_takes_no_flag_while_there_is_another(void **state)
{
    struct bench *self = *state;

    expect(self, "$P explain $R/scenarios/kosovo-2008/five-actors.cfg -q", 0,
        "the middle one by \"Independence declared\": Mon\n18 Feb 2008.\n", NULL);
}

static void
test_cmd_explain_several_conditions_hold_together(void **state)
{
    struct bench *self = *state;

    /* The same count as in the table of runs. */
    expect(self,
        "$P run $R/scenarios/kosovo-2008/five-actors.cfg -o both -q >/dev/null; awk -F, '\n"
        "NR == 1 { for (k = 1; k <= NF; k++) column[$k] = k; next }\n"
        "$column[\"declared_sunday\"] == 1 && $column[\"contacts_break\"] == 1 {\n"
        "  n++; if (n == 1) first = $2 }\n"
        "END { print \"Run \" first \" of 10,000, seed 20080213: the first of \" n }\n"
        "' both/runs.csv >a.txt;\n"
        "$P explain both --where declared_sunday --where contacts_break -q | "
        "grep -c -F \"$(cat a.txt)\"",
        0, "1\n", NULL);
    expect(self,
        "$P explain both --where declared_sunday --where contacts_break --json -q | tr -d ' \\n'",
        0, "\"where\":[\"declared_sunday\",\"contacts_break\"],", NULL);
    expect(self, "$P explain both --where declared_sunday --where declared_monday", 1, NULL,
        "in none of 10,000 runs do declared_sunday and declared_monday hold together\n"
        "        seen: declared_sunday in 3,882 of 10,000, declared_monday in ");
}

static void
test_cmd_explain_says_how_to_play_the_run_again(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P explain $C/explain/ferry.cfg --run 7 -s 12 -n 50 --set actors.bob.capability=9", 0,
        "1 January to 31 March 2030\nChanged: actors.bob.capability=9\n\nRun 7 of 50, seed 12.\n",
        "ferry.cfg --run 8 --set actors.bob.capability=9 -s 12");
    expect(self,
        "$P explain $C/explain/ferry.cfg --run 7 -s 12 --set actors.bob.capability=9 --json -q | "
        "tr -d ' \\n'",
        0, "\"seed\":12,\"changed\":[\"actors.bob.capability=9\"],", NULL);
}

/* ---- the same run as everywhere ---- */

/* The k-th cell of a line of CSV without quotes. */
static void
cell(const char *line, int k, char *text, size_t size)
{
    for (; k > 0; k--) {
        line = strchr(line, ',') + 1;
    }
    (void)snprintf(text, size, "%.*s", (int)strcspn(line, ",\n"), line);
}

static void
test_cmd_explain_tells_the_run_that_runs_csv_has(void **state)
{
    static const char *const files[] = { "scenarios/kosovo-2008/five-actors.cfg",
        "docs/examples/recognition.cfg", "docs/examples/council.cfg", "scenarios/explanatory.cfg" };
    struct bench *self = *state;

    for (size_t f = 0; f < sizeof(files) / sizeof(files[0]); f++) {
        for (int run = 1; run <= 300; run += 99) {
            char line[600], header[4096], row[4096];

            (void)snprintf(line, sizeof(line),
                "$P run $R/%s -n 300 -o out >/dev/null 2>&1; sed -n '1p;%dp' out/runs.csv",
                files[f], run + 1);
            shell(self, line);
            (void)snprintf(
                header, sizeof(header), "%.*s", (int)strcspn(self->out, "\n"), self->out);
            (void)snprintf(row, sizeof(row), "%s", strchr(self->out, '\n') + 1);
            (void)snprintf(line, sizeof(line), "$P explain out --run %d --json", run);
            shell(self, line);
            assert_int_equal(self->status, 0);
            json_object *root = json_tokener_parse(self->out), *histories = NULL, *outcomes = NULL;
            assert_non_null(root);
            assert_true(json_object_object_get_ex(root, "histories", &histories));
            assert_true(json_object_object_get_ex(
                json_object_array_get_idx(histories, 0), "outcomes", &outcomes));
            assert_true(json_object_object_length(outcomes) > 0);
            for (int o = 0; o < json_object_object_length(outcomes); o++) {
                char name[100], value[100];
                json_object *told = NULL;

                cell(header, 2 + o, name, sizeof(name));
                cell(row, 2 + o, value, sizeof(value));
                assert_true(json_object_object_get_ex(outcomes, name, &told));
                assert_string_equal(told != NULL ? json_object_get_string(told) : "", value);
            }
            json_object_put(root);
        }
    }
}

static void
test_cmd_explain_does_not_depend_on_threads_or_on_listening_twice(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P explain $R/scenarios/kosovo-2008/five-actors.cfg --where contacts_break -j 1 -q >a.txt;"
        "$P explain $R/scenarios/kosovo-2008/five-actors.cfg --where contacts_break -j 4 -q >b.txt;"
        "cmp a.txt b.txt",
        0, NULL, NULL);
}

/* ---- data ---- */

static json_object *
member(json_object *object, const char *key)
{
    json_object *value = NULL;

    assert_true(json_object_object_get_ex(object, key, &value));
    return value;
}

static void
test_cmd_explain_json_has_what_the_story_has(void **state)
{
    struct bench *self = *state;
    json_object *root = NULL, *history = NULL, *story = NULL;
    int acts = 0, votes = 0, rounds = 0;

    expect(self, "$P explain $C/explain/ferry.cfg --run 3 --json", 0, "", "");
    root = json_tokener_parse(self->out);
    assert_non_null(root);
    assert_string_equal(json_object_get_string(member(root, "schema")), "parley.explain/1");
    history = json_object_array_get_idx(member(root, "histories"), 0);
    assert_int_equal(json_object_get_int(member(history, "run")), 3);
    assert_int_equal(json_object_array_length(member(history, "drawn")), 2);
    story = member(history, "story");
    for (size_t k = 0; k < json_object_array_length(story); k++) {
        json_object *entry = json_object_array_get_idx(story, k);
        const char *what = json_object_get_string(member(entry, "what"));
        if (strcmp(what, "acts") == 0) {
            json_object *hazard = member(entry, "hazard"), *factors = member(hazard, "factors");
            double product = json_object_get_double(member(hazard, "base"));
            for (size_t j = 0; j < json_object_array_length(factors); j++) {
                product *=
                    json_object_get_double(member(json_object_array_get_idx(factors, j), "factor"));
            }
            assert_close(product / json_object_get_double(member(hazard, "hazard")), 1.0, 1e-12);
            acts++;
        } else if (strcmp(what, "voted") == 0) {
            assert_int_equal(json_object_array_length(member(entry, "ballots")), 3);
            votes++;
        } else if (strcmp(what, "round") == 0) {
            assert_int_equal(json_object_array_length(member(entry, "moves")), 3);
            rounds++;
        }
    }
    assert_int_equal(acts, 4);
    assert_int_equal(votes, 3);
    assert_int_equal(rounds, 2);
    json_object_put(root);
}

/* ---- bad input ---- */

static void
test_cmd_explain_refuses_with_what_is_allowed(void **state)
{
    static const struct {
        const char *line;
        int status;
        const char *words;
    } cases[] = {
        { "$P explain", 2, "parley explain: which SCENARIO.cfg?" },
        { "$P explain $C/explain/ferry.cfg --run 0", 2, "--run is 0; it must be from 1 to" },
        { "$P explain $C/explain/ferry.cfg --run -1", 2, "--run is -1; it must be from 1 to" },
        { "$P explain $C/explain/ferry.cfg --run x", 2, "--run is \"x\"; it must be a whole" },
        { "$P explain $C/explain/ferry.cfg --run 1 --where strike", 2,
            "--run, --where and --typical each choose the run; give one of them" },
        { "$P explain $C/explain/ferry.cfg --where strke", 2,
            "there is no outcome \"strke\"\n        did you mean strike?" },
        { "$P explain $C/explain/ferry.cfg --typical strke", 2, "did you mean strike?" },
        { "$P explain $C/explain/ferry.cfg --where strike=soon", 2,
            "strike cannot be \"soon\": a date is written YYYY-MM-DD" },
        { "$P explain $C/explain/ferry.cfg --where strike=2031-01-01", 2,
            "it must be a date from 2030-01-01 to 2030-03-31, or never" },
        { "$P explain $C/explain/ferry.cfg --where strike --set runs=0", 2, "runs is 0" },
        { "$P explain $C/explain/ferry.cfg --where strike --where strke", 2,
            "did you mean strike?" },
        { "$P explain $R/scenarios/kosovo-2008/five-actors.cfg --where settlement_status=60 "
          "--where "
          "settlement_mandate=60",
            2, "the nearest run is looked for of one value only; give settlement_mandate a range" },
        { "$P run $C/explain/ferry.cfg -o ferry -q >/dev/null && $P explain ferry --run 3 -s 5", 2,
            "-n, -s and --set are for scenario files; results that are read stay as they were" },
        { "$P explain ferry -n 5", 2, "-n, -s and --set are for scenario files" },
        { "$P explain ferry --set seed=9", 2, "-n, -s and --set are for scenario files" },
        { "$P explain nowhere.cfg --run 1", 4, "nowhere.cfg" },
        { "mkdir -p out && rm -f out/scenario.cfg && $P explain out --run 1", 4, "scenario.cfg" },
        { "$P explain $C/bad/no-such-key.cfg --run 1 2>&1 >/dev/null | head -1 >&2; exit 3", 3,
            "" },
    };
    struct bench *self = *state;

    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        expect(self, cases[k].line, cases[k].status, NULL, cases[k].words);
    }
}

static void
test_cmd_explain_says_why_a_run_gives_no_answer(void **state)
{
    struct bench *self = *state;

    expect(self, "$P explain $C/all-fail.cfg --run 1 -q", 0, "The run gives no answer: ", NULL);
    expect(self, "$P explain $C/all-fail.cfg -q", 1, NULL, " gave an answer; the first: ");
}

static void
test_cmd_explain_refuses_a_folder_whose_scenario_was_changed(void **state)
{
    struct bench *self = *state;

    expect(self,
        "$P run -q -o damaged $C/good/tiny.cfg -n 9 >a.txt && echo '# x' >>damaged/scenario.cfg && "
        "$P explain damaged --run 3",
        4, NULL, "scenario.cfg is damaged");
    expect(self, "$P explain $C --run 3", 4, NULL, "holds no results");
    expect(self, "$P explain $C/good/tiny.cfg --run 4294967295", 0,
        "Run 4,294,967,295, seed 7, beyond", "Next:\n  parley explain");
    expect(self, "rm -r damaged", 0, NULL, NULL);
}

static void
test_cmd_explain_tells_never_from_what_does_not_count(void **state)
{
    struct bench *self = *state;

    /* explanatory.cfg's approved_on is given treaty. In run 5 there is no treaty. */
    expect(self,
        "$P explain $R/scenarios/explanatory.cfg --run 5 -q | grep 'does not count' | wc -l", 0,
        "2\n", NULL);
    expect(self, "$P explain $R/scenarios/explanatory.cfg --run 5 -q | grep -A 1 'A treaty'", 0,
        "no", NULL);
    expect(self,
        "$P explain $R/scenarios/explanatory.cfg --run 5 -q --json | grep -A 3 not_counted", 0,
        "\"approved_on\"", NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cmd_explain_tells_these_stories_to_the_letter),
        cmocka_unit_test(test_cmd_explain_tells_every_case_in_80_columns),
        cmocka_unit_test(test_cmd_explain_finds_runs_and_says_how_many),
        cmocka_unit_test(test_cmd_explain_typical_runs_are_in_the_middle_and_at_the_ends),
        cmocka_unit_test(test_cmd_explain_typical_of_a_flag_is_one_with_and_one_without),
        cmocka_unit_test(test_cmd_explain_says_when_one_run_stands_for_several),
        cmocka_unit_test(test_cmd_explain_without_options_takes_no_flag_while_there_is_another),
        cmocka_unit_test(test_cmd_explain_several_conditions_hold_together),
        cmocka_unit_test(test_cmd_explain_says_how_to_play_the_run_again),
        cmocka_unit_test(test_cmd_explain_tells_the_run_that_runs_csv_has),
        cmocka_unit_test(test_cmd_explain_does_not_depend_on_threads_or_on_listening_twice),
        cmocka_unit_test(test_cmd_explain_json_has_what_the_story_has),
        cmocka_unit_test(test_cmd_explain_refuses_with_what_is_allowed),
        cmocka_unit_test(test_cmd_explain_says_why_a_run_gives_no_answer),
        cmocka_unit_test(test_cmd_explain_refuses_a_folder_whose_scenario_was_changed),
        cmocka_unit_test(test_cmd_explain_tells_never_from_what_does_not_count),
    };

    return cmocka_run_group_tests(tests, shell_setup, teardown);
}
