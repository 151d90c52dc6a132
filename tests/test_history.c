/* What really happened, as a file says; and remarks on inputs that know it. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chances.h"
#include "history.h"
#include "play.h"

#define HEAD \
    "start = \"2008-01-01\"; end = \"2008-12-31\"; history = \"truth.cfg\";\n" \
    "issues = ( { name = \"i\"; low = 0; high = 10; } );\n"
#define ACTORS \
    "actors = ( { name = \"ann\"; capability = 1; groups = ( \"g\" );\n" \
    "    attributes = { gdp = 3;\n      act_early = 1;\n      actor_of_old = 2; };\n" \
    "    i = { position = 3; salience = 40; }; } );\n"
#define EVENTS \
    "events = ( { name = \"act\"; kind = \"cascade\"; group = \"g\"; typical_days = 100; } );\n"
#define OUTCOMES \
    "outcomes = ( { name = \"happens\"; kind = \"flag\"; event = \"act\"; },\n" \
    "  { name = \"day\"; kind = \"date\"; event = \"act\"; },\n" \
    "  { name = \"late\"; kind = \"date\"; event = \"act\"; },\n" \
    "  { name = \"number\"; kind = \"count\"; event = \"act\"; },\n" \
    "  { name = \"where\"; kind = \"value\"; issue = \"i\"; } );\n"

struct pair {
    char folder[32];
    struct play play;
    struct history history;
    enum status status;
};

static void
write_file(const char *folder, const char *name, const char *text)
{
    char path[64];
    FILE *file = NULL;

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* A scenario and its history (NULL: the file is not there). */
static void
load(struct pair *self, const char *scenario, const char *truth)
{
    char path[64];

    memset(self, 0, sizeof(*self));
    (void)strcpy(self->folder, "/tmp/parley-test-XXXXXX");
    assert_non_null(mkdtemp(self->folder));
    write_file(self->folder, "x.cfg", scenario);
    if (truth != NULL) {
        write_file(self->folder, "truth.cfg", truth);
    }
    (void)snprintf(path, sizeof(path), "%s/x.cfg", self->folder);
    play_file(&self->play, path, NULL, 0, 0);
    assert_int_equal(self->play.status, OK);
    self->status = history_load(&self->history, &self->play.scenario, &self->play.err);
}

static void
done(struct pair *self)
{
    char path[64];

    (void)snprintf(path, sizeof(path), "%s/x.cfg", self->folder);
    (void)unlink(path);
    (void)snprintf(path, sizeof(path), "%s/truth.cfg", self->folder);
    (void)unlink(path);
    assert_int_equal(rmdir(self->folder), 0);
    history_free(&self->history);
    play_free(&self->play);
}

static void
test_history_reads_truths_of_every_kind(void **state)
{
    struct pair p;

    (void)state;
    load(&p, HEAD ACTORS EVENTS OUTCOMES,
        "history = ( { outcome = \"happens\"; truth = true; baseline = (0.2, 0.4); source = \"s\"; "
        "as_of = \"2009-01-01\"; },\n"
        "{ outcome = \"day\"; truth = \"2008-02-01\"; baseline = 14; },\n"
        "{ outcome = \"late\"; truth = \"2009-01-01\"; },\n"
        "{ outcome = \"number\"; truth = 1; },\n"
        "{ outcome = \"where\"; truth = 3.5; } );\n");
    assert_int_equal(p.status, OK);
    const struct truth *truths = p.history.truths.items;
    assert_int_equal(p.history.truths.n, 5);
    assert_same(truths[0].value, 1.0);
    assert_int_equal(truths[0].index, 0);
    assert_int_equal(truths[0].baseline.slot, 0);
    assert_string_equal(p.history.uncertain[0].path, "history.happens.baseline");
    assert_same(truths[1].value, 31.0);
    assert_same(truths[1].baseline.value, 14.0);
    assert_true(isnan(truths[2].value)); /* after the end: never */
    assert_false(number_given(truths[2].baseline));
    assert_same(truths[3].value, 1.0);
    assert_same(truths[4].value, 3.5);
    assert_int_equal(truths[4].index, 4);
    done(&p);
}

static void
expect_mistake(const char *truth, int line, const char *words)
{
    struct pair p;

    load(&p, HEAD ACTORS EVENTS OUTCOMES, truth);
    assert_int_equal(p.status, ERR_SCENARIO);
    assert_int_equal(p.play.err.n_mistakes, 1);
    assert_int_equal(p.play.err.mistakes[0].line, line);
    if (strstr(p.play.err.mistakes[0].text, words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", p.play.err.mistakes[0].text, words);
    }
    done(&p);
}

static void
test_history_mistakes_are_said_with_their_line(void **state)
{
    (void)state;
    expect_mistake(NULL, 1, "cannot be read: No such file");
    expect_mistake("\nhistory = ( { outcome = \"happen\"; truth = true; } );\n", 2,
        "x has no outcome \"happen\"\ndid you mean \"happens\"?");
    expect_mistake("history = (\n{ outcome = \"happens\"; truth = 0.5; } );\n", 2,
        "does not fit the outcome \"happens\"; it must be true or false");
    expect_mistake("history = ( { outcome = \"day\"; truth = true; } );\n", 1,
        "it must be a date \"YYYY-MM-DD\" from the start on, or \"never\"");
    expect_mistake("history = ( { outcome = \"day\"; truth = \"2007-12-31\"; } );\n", 1,
        "it must be a date \"YYYY-MM-DD\" from the start on, or \"never\"");
    expect_mistake("history = ( { outcome = \"number\"; truth = -1; } );\n", 1,
        "it must be a number of at least 0");
    expect_mistake(
        "history = ( { outcome = \"where\"; truth = \"3\"; } );\n", 1, "it must be a number");
    expect_mistake("history = ( { outcome = \"happens\"; truth = true; baseline = 60; } );\n", 1,
        "baseline is a chance here; it must be between 0 and 1");
    expect_mistake(
        "history = ( { outcome = \"happens\"; } );\n", 1, "history.happens.truth is missing");
    expect_mistake("history = ( { outcome = \"day\"; truth = \"never\"; },\n{ outcome = \"day\"; "
                   "truth = \"never\"; } );\n",
        2, "history has two members \"day\", first on line 1");
    expect_mistake("histori = ();\nhistory = ();\n", 1, "did you mean history?");
}

static void
test_history_remarks_on_attributes_called_after_it(void **state)
{
    struct pair p;

    (void)state;
    load(&p, HEAD ACTORS EVENTS OUTCOMES,
        "history = ( { outcome = \"day\"; truth = \"never\"; } );\n");
    history_remarks(&p.history, &p.play.scenario, &p.play.err);
    /* act_early, after the event "act" of the outcome "day"; not gdp, nor actor_of_old. */
    assert_int_equal(p.play.err.n_remarks, 1);
    assert_int_equal(p.play.err.remarks[0].line, 5);
    assert_non_null(strstr(p.play.err.remarks[0].text, "\"act_early\" is called after the outcome "
                                                       "\"day\""));
    done(&p);
}

/* ---- other remarks on what is legal but suspicious ---- */

static void
expect_remark(const char *text, int line, const char *words)
{
    struct chances chances = { .n = 0 };
    struct play p;

    play_text(&p, text, 0);
    assert_int_equal(p.status, OK);
    assert_int_equal(chances_init(&chances, &p.scenario, &p.err), OK);
    chances_remarks(&chances, &p.scenario, &p.err);
    assert_int_equal(p.err.n_remarks, words != NULL ? 1 : 0);
    if (words != NULL) {
        assert_int_equal(p.err.remarks[0].line, line);
        if (strstr(p.err.remarks[0].text, words) == NULL) {
            fail_msg("\"%s\" does not say \"%s\"", p.err.remarks[0].text, words);
        }
    }
    chances_free(&chances);
    play_free(&p);
}

#define PLAIN \
    "start = \"2008-01-01\"; end = \"2008-12-31\";\n" \
    "issues = ( { name = \"i\"; low = 0; high = 10; } );\n"
#define ANN(salience) \
    "actors = ( { name = \"ann\"; capability = 1; groups = ( \"g\" ); i = { position = 3; " \
    "salience = " salience "; }; } );\n"
#define ACT(more) "events = (\n{ name = \"act\"; by = \"ann\"; kind = \"decision\"; " more " } );\n"
#define ACTS(more) \
    "events = (\n{ name = \"act\"; group = \"g\"; kind = \"cascade\"; " more " } );\n"

static void
test_history_remarks_on_what_is_suspicious(void **state)
{
    (void)state;
    expect_remark(PLAIN ANN("0.95"), 3,
        "actors.ann.i.salience is 0.95; the scale is 0 to 100, so this actor hardly cares. If you "
        "meant 95, write 95");
    expect_remark(PLAIN ANN("(0.2, 0.9)"), 3, "actors.ann.i.salience is at most 0.9");
    expect_remark(PLAIN ANN("1.5"), 0, NULL);
    /* ln 2 / 0.2 = 3.47 a day. */
    expect_remark(PLAIN ANN("50") ACT("typical_days = 0.2;"), 5,
        "events.act: a hazard of 3.5 a day from 2008-01-01 on");
    expect_remark(PLAIN ANN("50") ACT("typical_days = 0.24;"), 0, NULL);
    expect_remark(
        PLAIN ANN("50") ACT("chances = ( { on = \"2008-03-01\"; chance = 1; } );"), 0, NULL);
    expect_remark(PLAIN ANN("50")
                      ACT("typical_days = 20; terms = ( { term = \"position\"; issue = "
                          "\"i\"; times = 2; }, { term = \"settlement\"; issue = \"i\"; "
                          "times = 2; } );"),
        5, "the terms \"position\" and \"settlement\" both read where things stand on \"i\"");
    /* 366 days: 1 - 2^(-366 / 50) is .9937, 1 - 2^(-366 / 40000) is .0063. */
    expect_remark(PLAIN ANN("50") ACTS("typical_days = 50;"), 5,
        "events.act: more than 99 in 100 of the members will have acted by the end");
    expect_remark(PLAIN ANN("50") ACTS("typical_days = 60;"), 0, NULL);
    expect_remark(PLAIN ANN("50") ACTS("typical_days = 40000;"), 5,
        "events.act: less than 1 in 100 of the members will have acted by the end");
    expect_remark(PLAIN ANN("50") ACTS("typical_days = 20000;"), 0, NULL);
}

static void
test_history_remarks_on_what_changes_nothing(void **state)
{
    (void)state;
    expect_remark(PLAIN ANN("50") ACT("typical_days = 20; terms = ( { term = \"position\"; issue = "
                                      "\"i\"; times = 2; relative_to = 45; } );"),
        5,
        "relative_to is 45, but the value is read as 0 to 1 (of the scale, or of the group): 45 in "
        "100 is 0.45");
    expect_remark(PLAIN ANN("50") ACT("typical_days = 20; terms = ( { term = \"position\"; issue = "
                                      "\"i\"; times = 2; relative_to = 1; } );"),
        0, NULL);
    expect_remark(PLAIN
        "actors = ( { name = \"ann\"; capability = 1; i = { position = 1; salience = 9; }; }, { "
        "name = \"bob\"; groups = ( \"g\" ); } "
        ");\n" ACT("typical_days = 20; terms = ( { term = \"elapsed\"; times = 2; only "
                   "= \"g\"; } );"),
        5, "nobody who can act is in \"g\", so that the term changes nothing");
    expect_remark(PLAIN ANN("50")
                      ACT("chances = ( { on = \"2008-02-01\"; chance = (0.3, 0.7); }, { on "
                          "= \"2008-02-02\"; chance = (0.2, 0.4); } );"),
        5, "can contradict one another (they can exceed 1)");
    expect_remark(PLAIN ANN("50")
                      ACT("chances = ( { on = \"2008-02-01\"; chance = (0.3, 0.7); }, { "
                          "until = \"2008-02-02\"; chance = (0.6, 0.9); } );"),
        5, "can contradict one another (by then there can be less than went before)");
    expect_remark(PLAIN ANN("50")
                      ACT("chances = ( { on = \"2008-02-01\"; chance = (0.3, 0.6); }, { "
                          "until = \"2008-02-02\"; chance = (0.6, 0.9); } );"),
        0, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_history_reads_truths_of_every_kind),
        cmocka_unit_test(test_history_mistakes_are_said_with_their_line),
        cmocka_unit_test(test_history_remarks_on_attributes_called_after_it),
        cmocka_unit_test(test_history_remarks_on_what_is_suspicious),
        cmocka_unit_test(test_history_remarks_on_what_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
