/* Tables exactly as worked by hand; folders replaced as a whole or not at all. */
#include "support.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "results.h"
#include "sheet.h"

/* Each test has a folder of its own, which is the current one while it runs. */
struct fixture {
    char folder[64];
    int home; /* the folder before */
    struct err err;
    struct scenario scenario;
    struct engine_result result;
    struct summary summary;
    struct results *results;
    int drop;         /* a run, from 0 in its unit, that is to count as failed; -1: none */
    bool interrupted; /* what results_finish is told */
    char text[1 << 20];
};

static int
set_up(void **state)
{
    struct fixture *self = calloc(1, sizeof(struct fixture));

    if (self == NULL) {
        return -1;
    }
    *state = self;
    strcpy(self->folder, "/tmp/parley-results-XXXXXX");
    self->home = open(".", O_RDONLY);
    self->drop = -1;
    return mkdtemp(self->folder) == NULL || chdir(self->folder) != 0 ? -1 : 0;
}

static void
forget(struct fixture *self)
{
    results_destroy(self->results);
    self->results = NULL;
    engine_free(&self->result);
    scenario_free(&self->scenario);
    memset(&self->scenario, 0, sizeof(self->scenario));
    memset(&self->err, 0, sizeof(self->err));
}

static int
tear_down(void **state)
{
    struct fixture *self = *state;
    char command[128];

    forget(self);
    snprintf(command, sizeof(command), "rm -rf '%s'", self->folder);
    if (fchdir(self->home) != 0 || system(command) != 0) {
        return -1;
    }
    close(self->home);
    free(self);
    return 0;
}

/* ---- the case ----
 *
 * Influence, weights 10 x 1 = 10 and 30 x 0.5 = 15 of 25, stubbornness 0.5 and 1; bob stays at 100.
 *   round 0: ann 0; settlement (10 x 0 + 15 x 100) / 25 = 60
 *   round 1: ann 0.5 (0.4 x 0 + 0.6 x 100) + 0.5 x 0 = 30; settlement (300 + 1500) / 25 = 72
 *   round 2: ann 0.5 (0.4 x 30 + 60) = 36; settlement (360 + 1500) / 25 = 74.4
 * The vote on 20 February, reference 50, proposal 100, slope 1000: ann at 36 is nearer to 50 and
 * says no, bob says yes with 2 votes of the 2 needed. The mission: planning over at the midnight
 * after the 15th, then 200 people in 4 days, 50 a day, complete at the midnight that begins the
 * 20th. */
#define ACTORS \
    "issues = ( { name = \"status\"; low = 0; high = 100; reference = 50; } );\n" \
    "actors = ( { name = \"ann\"; capability = 10; groups = ( \"g\" );\n" \
    "    status = { position = 0; salience = 100; stubbornness = 50; }; },\n" \
    "  { name = \"bob\"; capability = 30; groups = ( \"g\" );\n" \
    "    status = { position = 100; salience = 50; stubbornness = 100; }; } );\n"
#define COUNCIL \
    "bodies = ( { name = \"council\"; threshold = 2;\n" \
    "  members = ( { actor = \"ann\"; }, { actor = \"bob\"; votes = 2; } ); } );\n"
#define CALENDAR "start = \"2008-02-13\"; end = \"2008-02-22\"; runs = 3; seed = 7;\n"

static const char small[] =
    "name = \"small\"; title = \"The \\\"small\\\" case\";\n" CALENDAR ACTORS COUNCIL
    "talks = ( { name = \"t\"; model = \"influence\"; first = \"2008-02-14\"; every = 3; rounds = "
    "2; } );\n"
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"ann\";\n"
    "    chances = ( { on = \"2008-02-17\"; chance = 1.0; } ); },\n"
    "  { name = \"c\"; kind = \"cascade\"; group = \"g\";\n"
    "    chances = ( { on = \"2008-02-15\"; chance = 1.0; } ); },\n"
    "  { name = \"v\"; kind = \"vote\"; body = \"council\"; issue = \"status\"; proposal = 100;\n"
    "    on = \"2008-02-20\"; slope = 1000; },\n"
    "  { name = \"m\"; kind = \"stages\"; opens = \"2008-02-14\"; ceiling = 200;\n"
    "    stages = ( { name = \"planning\"; days = 2; }, { name = \"build_up\"; days = 4; } ); } "
    ");\n"
    "outcomes = ( { name = \"on_sunday\"; kind = \"flag\"; event = \"e\"; on = \"2008-02-17\"; },\n"
    "  { name = \"e\"; kind = \"date\"; event = \"e\"; },\n"
    "  { name = \"refused\"; kind = \"date\"; event = \"v.failed\"; },\n"
    "  { name = \"n\"; kind = \"count\"; event = \"c\"; },\n"
    "  { name = \"staff\"; kind = \"value\"; event = \"m\"; on = \"2008-02-18\"; unit = \"people, "
    "\\\"in all\\\"\"; },\n"
    "  { name = \"settled\"; kind = \"value\"; issue = \"status\"; } );\n";

/* Only events: no talks, no votes, nothing that grows. */
static const char plain[] =
    "name = \"plain\";\n" CALENDAR "actors = ( { name = \"ann\"; } );\n"
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"ann\"; typical_days = (2, 20); } );\n";

/* ---- doing things ---- */

static void
put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* The bytes of a file, into the fixture. */
static const char *
contents(struct fixture *self, const char *path)
{
    FILE *file = fopen(path, "r");
    size_t n = 0;

    if (file == NULL) {
        fail_msg("%s: %s", path, strerror(errno));
        return "";
    }
    n = fread(self->text, 1, sizeof(self->text) - 1, file);
    self->text[n] = '\0';
    fclose(file);
    return self->text;
}

static bool
exists(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0;
}

/* How many entries a folder has, those that begin with a dot included. */
static int
n_entries(const char *path)
{
    DIR *folder = opendir(path);
    int n = 0;

    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        n++;
    }
    closedir(folder);
    return n - 2;
}

static const char *
said(const struct fixture *self)
{
    return self->err.n_mistakes > 0 ? self->err.mistakes[0].text : "";
}

static void
load(struct fixture *self, const char *text)
{
    forget(self);
    put_file("case.txt", text);
    if (scenario_load(&self->scenario, "case.txt", NULL, 0, &self->err) != OK) {
        fail_msg("%s: %s", self->err.mistakes[0].where, said(self));
    }
}

static enum status
pass_on(void *context, const struct unit *unit, struct err *err)
{
    struct fixture *self = context;
    struct unit fewer = *unit;
    const size_t n = (size_t)unit->layout->scenario->n_outcomes;

    if (self->drop >= 0) {
        const size_t behind = (size_t)(unit->n - self->drop - 1);
        double *gap = fewer.outcomes + (size_t)self->drop * n;
        memmove(gap, gap + n, behind * n * sizeof(double));
        memmove(&fewer.run[self->drop], &fewer.run[self->drop + 1], behind * sizeof(int));
        fewer.n--;
    }
    return results_unit(self->results, &fewer, err);
}

/* From results_begin to results_finish; the first failure ends it. */
static enum status
write_results(struct fixture *self, const struct results_options *options)
{
    const struct engine_options engine = { .threads = options->threads > 0 ? options->threads : 1,
        .draws = options->save_inputs,
        .unit = pass_on,
        .context = self };
    enum status status = results_begin(&self->results, &self->scenario, options, &self->err);

    status =
        status == OK ? engine_run(&self->result, &self->scenario, &engine, &self->err) : status;
    status = status == OK ? summary_make(&self->summary, &self->result, &self->err) : status;
    return status == OK ? results_finish(self->results, &self->result, &self->summary,
                              self->interrupted, &self->err)
                        : status;
}

/* Loads, plays, writes to a folder and lets go. *unchanged may be NULL. */
static enum status
play_into(struct fixture *self, const char *text, const char *folder, bool *unchanged)
{
    const struct results_options options = { .bundle.folder = folder, .threads = 1 };
    enum status status = OK;
    struct err err;

    load(self, text);
    status = write_results(self, &options);
    if (unchanged != NULL) {
        *unchanged = status == OK && results_bundle(self->results)->unchanged;
    }
    err = self->err;
    forget(self);
    self->err = err;
    return status;
}

#define assert_played(self, text, folder) \
    do { \
        if (play_into(self, text, folder, NULL) != OK) { \
            fail_msg("%s", said(self)); \
        } \
    } while (0)

/* The text with another seed. */
static const char *
reseeded(const char *text, char *copy)
{
    strcpy(copy, text);
    memcpy(strstr(copy, "seed = 7"), "seed = 8", 8);
    return copy;
}

/* ---- tables ---- */

#define ALL ",1,0.4385029682449545,1,"

static void
test_results_tables_of_a_small_case_are_those_worked_by_hand(void **state)
{
    struct fixture *self = *state;

    assert_played(self, small, NULL);
    assert_string_equal(contents(self, "results/small/runs.csv"),
        "scenario,run,on_sunday,e,refused,n,staff,settled\n"
        "small,1,1,2008-02-17,,2,150,74.4\n"
        "small,2,1,2008-02-17,,2,150,74.4\n"
        "small,3,1,2008-02-17,,2,150,74.4\n");
    /* Wilson for 3 of 3: 3 / (3 + 1.96^2) = 0.4385 to 1; for 0 of 3 the mirror image. */
    assert_string_equal(contents(self, "results/small/summary.csv"),
        "scenario,outcome,kind,unit,runs,happened,share,share_low,share_high,mean,mcse,sd,"
        "p05,p25,p50,p75,p95,min,max\n"
        "small,on_sunday,flag,,3,3" ALL ",,,,,,,,,\n"
        "small,e,date,date,3,3" ALL "2008-02-17,0,0,2008-02-17,2008-02-17,2008-02-17,2008-02-17,"
        "2008-02-17,2008-02-17,2008-02-17\n"
        "small,refused,date,date,3,0,0,0,0.5614970317550455,,,,,,,,,,\n"
        "small,n,count,,3,3" ALL "2,0,0,2,2,2,2,2,2,2\n"
        "small,staff,value,\"people, \"\"in all\"\"\",3,3" ALL
        "150,0,0,150,150,150,150,150,150,150\n"
        "small,settled,value,status,3,3" ALL "74.4,0,0,74.4,74.4,74.4,74.4,74.4,74.4,74.4\n");
    assert_string_equal(contents(self, "results/small/positions.csv"),
        "scenario,talk,round,date,issue,actor,mean,sd,p05,p25,p50,p75,p95\n"
        "small,t,0,2008-02-14,status,ann,0,0,0,0,0,0,0\n"
        "small,t,0,2008-02-14,status,bob,100,0,100,100,100,100,100\n"
        "small,t,1,2008-02-14,status,ann,30,0,30,30,30,30,30\n"
        "small,t,1,2008-02-14,status,bob,100,0,100,100,100,100,100\n"
        "small,t,2,2008-02-17,status,ann,36,0,36,36,36,36,36\n"
        "small,t,2,2008-02-17,status,bob,100,0,100,100,100,100,100\n");
    assert_string_equal(contents(self, "results/small/settlements.csv"),
        "scenario,talk,round,date,issue,mean,sd,p05,p25,p50,p75,p95\n"
        "small,t,0,2008-02-14,status,60,0,60,60,60,60,60\n"
        "small,t,1,2008-02-14,status,72,0,72,72,72,72,72\n"
        "small,t,2,2008-02-17,status,74.4,0,74.4,74.4,74.4,74.4,74.4\n");
    assert_string_equal(contents(self, "results/small/events.csv"),
        "scenario,event,stage,date,share,share_low,share_high\n"
        "small,e,,2008-02-17,1,0.4385029682449545,1\n"
        "small,c,,2008-02-15,1,0.4385029682449545,1\n"
        "small,v,,2008-02-20,1,0.4385029682449545,1\n"
        "small,m,,2008-02-20,1,0.4385029682449545,1\n"
        "small,m,planning,2008-02-16,1,0.4385029682449545,1\n"
        "small,m,build_up,2008-02-20,1,0.4385029682449545,1\n");
    assert_string_equal(contents(self, "results/small/event_actors.csv"),
        "scenario,event,actor,date,share\n"
        "small,e,ann,2008-02-17,1\n"
        "small,c,ann,2008-02-15,1\n"
        "small,c,bob,2008-02-15,1\n");
    assert_string_equal(contents(self, "results/small/votes.csv"),
        "scenario,vote,member,held,yes,abstain,no\n"
        "small,v,ann,3,0,0,1\n"
        "small,v,bob,3,1,0,0\n");
}

static void
test_results_series_has_a_row_a_day(void **state)
{
    static const int acted[] = { 0, 0, 2, 2, 2, 2, 2, 2, 2, 2 };
    static const int staff[] = { 0, 0, 0, 50, 100, 150, 200, 200, 200, 200 };
    struct fixture *self = *state;
    char expected[4096] = "scenario,series,date,mean,p05,p25,p50,p75,p95\n";

    for (int k = 0; k < 20; k++) {
        const int n = k < 10 ? acted[k] : staff[k - 10];
        sprintf(expected + strlen(expected), "small,%s,2008-02-%d,%d,%d,%d,%d,%d,%d\n",
            k < 10 ? "c" : "m", 13 + k % 10, n, n, n, n, n, n);
    }
    assert_played(self, small, NULL);
    assert_string_equal(contents(self, "results/small/series.csv"), expected);
}

/* The second curve of a scenario is its own: 60 from the third day on, while the first is at 200
 * from the start. */
static void
test_results_series_of_two_curves_are_kept_apart(void **state)
{
    static const char two[] = "name = \"two\"; runs = 3;\n"
                              "start = \"2008-02-13\"; end = \"2008-02-16\";\n"
                              "events = ( { name = \"a\"; kind = \"stages\"; ceiling = 200; stages "
                              "= ( { name = \"s\"; days = 0; } ); },\n"
                              "  { name = \"b\"; kind = \"stages\"; ceiling = 60; opens = "
                              "\"2008-02-15\"; stages = ( { name = \"s\"; days = 0; } ); } );\n";
    struct fixture *self = *state;

    assert_played(self, two, NULL);
    assert_string_equal(contents(self, "results/two/series.csv"),
        "scenario,series,date,mean,p05,p25,p50,p75,p95\n"
        "two,a,2008-02-13,200,200,200,200,200,200\n"
        "two,a,2008-02-14,200,200,200,200,200,200\n"
        "two,a,2008-02-15,200,200,200,200,200,200\n"
        "two,a,2008-02-16,200,200,200,200,200,200\n"
        "two,b,2008-02-13,0,0,0,0,0,0\n"
        "two,b,2008-02-14,0,0,0,0,0,0\n"
        "two,b,2008-02-15,60,60,60,60,60,60\n"
        "two,b,2008-02-16,60,60,60,60,60,60\n");
}

static void
test_results_only_tables_that_apply_are_written(void **state)
{
    struct fixture *self = *state;

    assert_played(self, plain, NULL);
    assert_int_equal(n_entries("results/plain"), 6);
    assert_true(exists("results/plain/summary.csv") && exists("results/plain/runs.csv"));
    assert_true(exists("results/plain/events.csv") && exists("results/plain/event_actors.csv"));
    assert_true(exists("results/plain/scenario.cfg") && exists("results/plain/run.json"));
    assert_int_equal(n_entries("results"), 1); /* neither a lock nor a temporary folder is left */
}

static void
test_results_run_without_an_answer_has_empty_cells(void **state)
{
    struct fixture *self = *state;

    self->drop = 1;
    assert_played(self, small, NULL);
    assert_string_equal(contents(self, "results/small/runs.csv"),
        "scenario,run,on_sunday,e,refused,n,staff,settled\n"
        "small,1,1,2008-02-17,,2,150,74.4\n"
        "small,2,,,,,,\n"
        "small,3,1,2008-02-17,,2,150,74.4\n");
    self->drop = 2;
    assert_played(self, small, NULL);
    assert_non_null(strstr(contents(self, "results/small/runs.csv"), "\nsmall,3,,,,,,\n"));
}

static void
test_results_inputs_are_the_draws(void **state)
{
    const struct results_options options = { .save_inputs = true, .threads = 1 };
    struct fixture *self = *state;
    const char *line = NULL;

    load(self, plain);
    assert_int_equal(write_results(self, &options), OK);
    assert_int_equal(bundle_n_files(results_bundle(self->results)), 7);
    line = contents(self, "results/plain/inputs.csv");
    assert_ptr_equal(strstr(line, "scenario,run,events.e.typical_days\n"), line);
    for (int run = 1; run <= 3; run++) {
        char start[32];
        double days = 0.0;
        line = strchr(line, '\n') + 1;
        sprintf(start, "plain,%d,", run);
        assert_ptr_equal(strstr(line, start), line);
        days = strtod(line + strlen(start), NULL);
        assert_true(days > 2.0 && days < 20.0);
    }
    assert_string_equal(strchr(line, '\n'), "\n");
}

static void
test_results_events_are_cumulative_and_end_at_the_share_of_the_summary(void **state)
{
    struct fixture *self = *state;
    const char *text = NULL;
    double share = 0.0, last = 0.0;
    int happened = 0, n = 0;

    assert_played(self, plain, NULL);
    text = strstr(contents(self, "results/plain/summary.csv"), "plain,e,date,date,3,");
    assert_non_null(text);
    happened = (int)strtol(text + strlen("plain,e,date,date,3,"), NULL, 10);
    text = contents(self, "results/plain/events.csv");
    while ((text = strstr(text, "\nplain,e,,")) != NULL) {
        text += strlen("\nplain,e,,2008-02-17,");
        share = strtod(text, NULL);
        assert_true(share > last);
        last = share;
        n++;
    }
    assert_same(last, happened / 3.0);
    assert_in_range(n, 0, happened);
}

static void
test_results_rounds_after_an_event_have_no_date_and_a_vote_never_held_no_shares(void **state)
{
    static const char waiting[] =
        "name = \"waiting\";\n" CALENDAR ACTORS COUNCIL
        "talks = ( { name = \"late\"; model = \"influence\"; after = \"e\"; rounds = 1; },\n"
        "  { name = \"now\"; model = \"influence\"; rounds = 1; } );\n"
        "events = ( { name = \"e\"; kind = \"decision\"; by = \"ann\";\n"
        "    chances = ( { on = \"2008-02-17\"; chance = 0.0; } ); },\n"
        "  { name = \"held\"; kind = \"vote\"; body = \"council\"; issue = \"status\"; proposal = "
        "0;\n"
        "    on = \"2008-02-20\"; slope = 1000; },\n"
        "  { name = \"unheld\"; kind = \"vote\"; body = \"council\"; issue = \"status\"; proposal "
        "= 0; after = \"e\"; } );\n"
        "outcomes = ( { name = \"refused\"; kind = \"date\"; event = \"held.failed\"; },\n"
        "  { name = \"yes\"; kind = \"value\"; vote = \"unheld\"; } );\n";
    struct fixture *self = *state;

    /* now: ann goes to 30, still nearer to 50 than to 0, and so votes no like bob; late never
     * begins, so it has nothing to report. */
    assert_played(self, waiting, NULL);
    assert_string_equal(contents(self, "results/waiting/settlements.csv"),
        "scenario,talk,round,date,issue,mean,sd,p05,p25,p50,p75,p95\n"
        "waiting,late,0,,status,,,,,,,\n"
        "waiting,late,1,,status,,,,,,,\n"
        "waiting,now,0,2008-02-13,status,60,0,60,60,60,60,60\n"
        "waiting,now,1,2008-02-13,status,72,0,72,72,72,72,72\n");
    assert_string_equal(contents(self, "results/waiting/votes.csv"),
        "scenario,vote,member,held,yes,abstain,no\n"
        "waiting,held,ann,3,0,0,1\n"
        "waiting,held,bob,3,0,0,1\n"
        "waiting,unheld,ann,0,,,\n"
        "waiting,unheld,bob,0,,,\n");
    assert_string_equal(contents(self, "results/waiting/events.csv"),
        "scenario,event,stage,date,share,share_low,share_high\n"
        "waiting,held,failed,2008-02-20,1,0.4385029682449545,1\n");
    assert_string_equal(contents(self, "results/waiting/runs.csv"), "scenario,run,refused,yes\n"
                                                                    "waiting,1,2008-02-20,\n"
                                                                    "waiting,2,2008-02-20,\n"
                                                                    "waiting,3,2008-02-20,\n");
}

static void
test_results_positions_read_as_they_were_written(void **state)
{
    /* 7 / 100 x 100 is 7.000000000000001 in doubles. */
    static const char sevens[] =
        "name = \"sevens\";\n" CALENDAR "issues = ( { name = \"i\"; low = 0; high = 100; } );\n"
        "actors = ( { name = \"ann\"; capability = 1; i = { position = 7; salience = 50; }; },\n"
        "  { name = \"bob\"; capability = 1; i = { position = 57; salience = 50; }; } );\n"
        "talks = ( { name = \"t\"; model = \"mean\"; } );\n"
        "outcomes = ( { name = \"x\"; kind = \"value\"; issue = \"i\"; } );\n";
    struct fixture *self = *state;
    const char *text = NULL;

    assert_played(self, sevens, NULL);
    text = contents(self, "results/sevens/positions.csv");
    assert_non_null(strstr(text, ",ann,7,0,7,7,7,7,7\n"));
    assert_non_null(strstr(text, ",bob,57,0,57,57,57,57,57\n"));
}

/* ---- scenario.cfg and run.json ---- */

static void
test_results_scenario_as_understood_gives_the_same_bytes(void **state)
{
    static const char *const files[] = { "summary.csv", "runs.csv", "positions.csv",
        "settlements.csv", "events.csv", "event_actors.csv", "series.csv", "votes.csv",
        "scenario.cfg" };
    struct fixture *self = *state;
    char *first = NULL, path[64];

    assert_played(self, small, NULL);
    first = strdup(contents(self, "results/small/scenario.cfg"));
    assert_played(self, first, "again");
    free(first);
    for (size_t k = 0; k < sizeof(files) / sizeof(files[0]); k++) {
        snprintf(path, sizeof(path), "results/small/%s", files[k]);
        first = strdup(contents(self, path));
        snprintf(path, sizeof(path), "again/%s", files[k]);
        assert_string_equal(contents(self, path), first);
        free(first);
    }
}

static void
test_results_do_not_depend_on_threads(void **state)
{
    struct fixture *self = *state;
    char text[sizeof(plain) + 8], *first = NULL;
    const struct results_options one = { .threads = 1 }, three = { .threads = 3 };

    /* 900 runs: four units */
    strcpy(text, plain);
    memcpy(strstr(text, "runs = 3; seed = 7"), "runs=900; seed = 7", 18);
    load(self, text);
    assert_int_equal(write_results(self, &one), OK);
    assert_false(results_bundle(self->results)->unchanged); /* there was nothing before */
    first = strdup(contents(self, "results/plain/runs.csv"));
    load(self, text);
    assert_int_equal(write_results(self, &three), OK);
    assert_true(results_bundle(self->results)->unchanged);
    assert_string_equal(contents(self, "results/plain/runs.csv"), first);
    assert_non_null(strstr(first, "\nplain,900,"));
    free(first);
}

static const char *
text_at(struct json_object *object, const char *key)
{
    struct json_object *value = NULL;

    assert_true(json_object_object_get_ex(object, key, &value));
    return json_object_get_string(value);
}

static struct json_object *
group_at(struct json_object *object, const char *key)
{
    struct json_object *value = NULL;

    assert_true(json_object_object_get_ex(object, key, &value));
    return value;
}

/* The hash of a file as sha256sum would give it. */
static void
check_hash(struct fixture *self, const char *path, const char *hash)
{
    char own[SHEET_HASH_MAX];
    const char *text = contents(self, path);

    assert_string_equal(sheet_hash(text, strlen(text), own), hash);
}

static void
test_results_run_json_says_what_was_run(void **state)
{
    struct fixture *self = *state;
    char program[] = "parley", verb[] = "run", bad[] = "a\xff b";
    char *argv[] = { program, verb, bad };
    const struct results_options options = { .bundle = { .argc = 3, .argv = argv }, .threads = 2 };
    struct json_object *run = NULL, *file = NULL;
    char path[80];

    load(self, small);
    assert_int_equal(write_results(self, &options), OK);
    run = json_object_from_file("results/small/run.json");
    assert_non_null(run);
    assert_string_equal(text_at(run, "schema"), "parley.run/1");
    assert_string_equal(text_at(run, "scenario"), "small");
    assert_string_equal(text_at(run, "title"), "The \"small\" case");
    assert_string_equal(text_at(run, "seed"), "7");
    assert_string_equal(text_at(run, "runs"), "3");
    assert_string_equal(text_at(run, "runs_played"), "3");
    assert_string_equal(text_at(run, "runs_with_an_answer"), "3");
    assert_string_equal(text_at(group_at(run, "failed"), "count"), "0");
    assert_string_equal(text_at(run, "interrupted"), "false");
    assert_string_equal(text_at(run, "threads"), "2");
    assert_string_equal(text_at(group_at(run, "calendar"), "start"), "2008-02-13");
    assert_string_equal(text_at(group_at(run, "calendar"), "end"), "2008-02-22");
    assert_string_equal(text_at(group_at(run, "calendar"), "days"), "10");
    assert_string_equal(text_at(group_at(run, "cycles"), "t"), "0");
    assert_string_equal(text_at(group_at(group_at(run, "outcomes"), "e"), "kind"), "date");
    assert_string_equal(text_at(group_at(group_at(run, "outcomes"), "settled"), "unit"), "status");
    assert_string_equal(
        json_object_get_string(json_object_array_get_idx(group_at(run, "argv"), 2)), "a? b");
    assert_int_equal(json_object_array_length(group_at(run, "files")), 9);
    for (size_t k = 0; k < 9; k++) {
        file = json_object_array_get_idx(group_at(run, "files"), k);
        snprintf(path, sizeof(path), "results/small/%s", text_at(file, "name"));
        check_hash(self, path, text_at(file, "sha256"));
    }
    assert_string_equal(text_at(file, "name"), "scenario.cfg");
    assert_string_equal(text_at(file, "sha256"), text_at(run, "scenario_sha256"));
    file = json_object_array_get_idx(group_at(run, "files"), 2);
    assert_string_equal(text_at(file, "name"), "positions.csv");
    assert_string_equal(text_at(file, "rows"), "6");
    json_object_put(run);
    assert_null(strstr(contents(self, "results/small/run.json"), self->folder));
}

static void
test_results_hash_is_sha256(void **state)
{
    char hash[SHEET_HASH_MAX];

    (void)state;
    /* FIPS 180-2, appendix B.1 */
    assert_string_equal(sheet_hash("abc", 3, hash),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* ---- what may be replaced ---- */

static void
test_results_unchanged_is_said_only_when_every_byte_is_the_same(void **state)
{
    struct fixture *self = *state;
    char other[sizeof(plain)];
    bool unchanged = true;

    assert_int_equal(play_into(self, plain, NULL, &unchanged), OK);
    assert_false(unchanged);
    assert_int_equal(play_into(self, plain, NULL, &unchanged), OK);
    assert_true(unchanged);
    assert_int_equal(play_into(self, reseeded(plain, other), NULL, &unchanged), OK);
    assert_false(unchanged);
    assert_int_equal(play_into(self, other, NULL, &unchanged), OK);
    assert_true(unchanged);
    assert_int_equal(n_entries("results"), 1);
}

/* Interrupted with fewer runs than the folder holds: beside; with more, or as many: in its place.
 */
static void
test_results_part_of_the_runs_does_not_replace_more_of_them(void **state)
{
    struct fixture *self = *state;
    char few[sizeof(plain) + 16];
    char *runs = NULL;

    (void)snprintf(few, sizeof(few), "%s", plain);
    runs = strstr(few, "runs = ");
    assert_non_null(runs);
    assert_int_equal(play_into(self, plain, NULL, NULL), OK);
    runs[strlen("runs = ")] = '1';
    for (char *c = runs + strlen("runs = ") + 1; *c != ';'; c++) {
        *c = ' ';
    }
    self->interrupted = true;
    assert_int_equal(play_into(self, few, NULL, NULL), OK);
    self->interrupted = false;
    assert_int_equal(n_entries("results"), 2);
    assert_int_equal(access("results/plain-partial/run.json", R_OK), 0);
    assert_int_equal(access("results/plain/run.json", R_OK), 0);
    self->interrupted = true;
    assert_int_equal(play_into(self, plain, NULL, NULL), OK);
    self->interrupted = false;
    assert_int_equal(n_entries("results"), 2);
}

static void
test_results_folder_with_files_of_others_is_refused(void **state)
{
    struct fixture *self = *state;

    assert_int_equal(mkdir("essay", 0777), 0);
    put_file("essay/notes.docx", "mine");
    assert_int_equal(play_into(self, plain, "essay/", NULL), ERR_IO);
    assert_string_equal(said(self), "essay/ holds files that Parley did not write (notes.docx).\n"
                                    "Nothing was touched. Choose another folder with -o.");
    put_file("essay/zebra.txt", "mine");
    assert_int_equal(play_into(self, plain, "essay", NULL), ERR_IO);
    assert_string_equal(said(self),
        "essay/ holds files that Parley did not write (notes.docx, ...).\n"
        "Nothing was touched. Choose another folder with -o.");
    assert_int_equal(n_entries("essay"), 2);
    assert_string_equal(contents(self, "essay/notes.docx"), "mine");
    assert_int_equal(n_entries("."), 2); /* essay and case.txt: no lock, no temporary folder */
}

static void
test_results_folder_with_one_file_more_is_refused(void **state)
{
    struct fixture *self = *state;

    assert_played(self, plain, NULL);
    put_file("results/plain/notes.txt", "mine");
    assert_int_equal(play_into(self, plain, NULL, NULL), ERR_IO);
    assert_non_null(
        strstr(said(self), "results/plain/ holds files that Parley did not write (notes.txt)."));
    assert_int_equal(unlink("results/plain/notes.txt"), 0);
    /* A folder of the same name as a table is no table. */
    assert_int_equal(unlink("results/plain/runs.csv"), 0);
    assert_int_equal(mkdir("results/plain/runs.csv", 0777), 0);
    assert_int_equal(play_into(self, plain, NULL, NULL), ERR_IO);
    assert_non_null(strstr(said(self), "(runs.csv)"));
    assert_int_equal(rmdir("results/plain/runs.csv"), 0);
    assert_played(self, plain, NULL); /* a table less is fine */
    assert_true(exists("results/plain/runs.csv"));
}

static void
test_results_run_json_of_others_protects_its_folder(void **state)
{
    static const char *const texts[] = { "", "{", "[]", "{\"schema\": 1}",
        "{\"schema\": \"others.run/1\"}" };
    struct fixture *self = *state;

    assert_int_equal(mkdir("essay", 0777), 0);
    for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
        put_file("essay/run.json", texts[k]);
        assert_int_equal(play_into(self, plain, "essay", NULL), ERR_IO);
        assert_non_null(strstr(said(self), "did not write (run.json)"));
        assert_string_equal(contents(self, "essay/run.json"), texts[k]);
    }
    put_file(
        "essay/run.json", "{\"schema\": \"parley.run/1\", \"scenario\": \"plain\", \"files\": 3}");
    assert_played(self, plain, "essay");
}

static void
test_results_of_another_scenario_are_refused(void **state)
{
    struct fixture *self = *state;
    char *before = NULL;

    assert_played(self, plain, "mine");
    before = strdup(contents(self, "mine/run.json"));
    assert_int_equal(play_into(self, small, "mine", NULL), ERR_IO);
    assert_string_equal(said(self), "mine/ holds the results of another scenario, \"plain\".\n"
                                    "Nothing was touched. Choose another folder with -o.");
    assert_string_equal(contents(self, "mine/run.json"), before);
    free(before);
}

static void
test_results_names_that_cannot_be_a_folder_are_refused(void **state)
{
    static const struct {
        const char *path, *message;
    } cases[] = {
        { "case.txt", "case.txt is a file, not a folder." },
        { ".", "\".\" cannot be replaced by a folder of results" },
        { "a/..", "\"a/..\" cannot be replaced by a folder of results" },
        { "/", "\"/\" cannot be replaced by a folder of results" },
        { "case.txt/x", "case.txt: cannot hold results: Not a directory" },
        { "/proc/x", "/proc: cannot write in this folder: " },
        { "dangling", "dangling: cannot follow this link: No such file or directory" },
    };
    struct fixture *self = *state;
    char path[300];

    assert_int_equal(symlink("nowhere", "dangling"), 0);
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        assert_int_equal(play_into(self, plain, cases[k].path, NULL), ERR_IO);
        if (strstr(said(self), cases[k].message) != said(self)) {
            fail_msg("%s: %s", cases[k].path, said(self));
        }
    }
    memset(path, 'x', 256);
    path[256] = '\0';
    assert_int_equal(play_into(self, plain, path, NULL), ERR_IO);
    assert_non_null(strstr(said(self), ": cannot write: File name too long"));
    path[255] = '\0'; /* the longest there may be */
    assert_played(self, plain, path);
    assert_true(exists(path));
    assert_int_equal(n_entries("."), 3);
}

static void
test_results_empty_folder_and_missing_parents_are_fine(void **state)
{
    struct fixture *self = *state;

    assert_int_equal(mkdir("empty", 0777), 0);
    assert_played(self, plain, "empty");
    assert_int_equal(n_entries("empty"), 6);
    assert_played(self, plain, "a//b/c");
    assert_int_equal(n_entries("a/b/c"), 6);
    /* A failure takes away what it created, and no more. */
    put_file("a/file", "");
    assert_int_equal(play_into(self, plain, "a/file/x", NULL), ERR_IO);
    load(self, plain);
    assert_int_equal(results_begin(&self->results, &self->scenario,
                         &(struct results_options){ .bundle.folder = "a/d/e/f" }, &self->err),
        OK);
    assert_true(exists("a/d/e"));
    forget(self);
    assert_false(exists("a/d"));
    assert_true(exists("a/b/c/run.json"));
}

static void
test_results_link_to_a_folder_stays_a_link(void **state)
{
    struct fixture *self = *state;
    struct stat info;

    assert_int_equal(mkdir("disk", 0777), 0);
    assert_int_equal(mkdir("disk/real", 0777), 0);
    assert_int_equal(symlink("disk/real", "link"), 0);
    assert_played(self, plain, "link");
    assert_int_equal(lstat("link", &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_int_equal(n_entries("disk/real"), 6);
    assert_int_equal(n_entries("disk"), 1);
}

static void
test_results_keep_numbers_the_folder(void **state)
{
    const struct results_options keep = { .bundle.keep = true, .threads = 1 };
    struct fixture *self = *state;

    load(self, plain);
    assert_int_equal(write_results(self, &keep), OK);
    assert_string_equal(bundle_folder(results_bundle(self->results)), "results/plain");
    load(self, plain);
    assert_int_equal(write_results(self, &keep), OK);
    assert_string_equal(bundle_folder(results_bundle(self->results)), "results/plain-2");
    assert_int_equal(mkdir("results/plain-3", 0777), 0);
    load(self, plain);
    assert_int_equal(write_results(self, &keep), OK);
    assert_string_equal(bundle_folder(results_bundle(self->results)), "results/plain-4");
    assert_int_equal(bundle_n_files(results_bundle(self->results)), 6);
    forget(self);
    assert_int_equal(n_entries("results"), 4);
    assert_int_equal(n_entries("results/plain-3"), 0);
}

/* ---- all or nothing ---- */

static void
test_results_given_up_leave_nothing(void **state)
{
    struct fixture *self = *state;
    const struct results_options options = { .threads = 1 };

    load(self, plain);
    assert_int_equal(results_begin(&self->results, &self->scenario, &options, &self->err), OK);
    assert_int_equal(n_entries("results"), 2); /* the lock and the temporary folder */
    forget(self);
    assert_false(exists("results"));
}

static void
test_results_file_that_appears_meanwhile_is_not_lost(void **state)
{
    struct fixture *self = *state;
    const struct results_options options = { .threads = 1 };
    const struct engine_options engine = { .threads = 1, .unit = pass_on, .context = self };
    char *before = NULL;

    assert_played(self, plain, NULL);
    before = strdup(contents(self, "results/plain/run.json"));
    load(self, plain);
    assert_int_equal(results_begin(&self->results, &self->scenario, &options, &self->err), OK);
    assert_int_equal(engine_run(&self->result, &self->scenario, &engine, &self->err), OK);
    assert_int_equal(summary_make(&self->summary, &self->result, &self->err), OK);
    put_file("results/plain/notes.txt", "mine");
    assert_int_equal(
        results_finish(self->results, &self->result, &self->summary, false, &self->err), ERR_IO);
    assert_non_null(strstr(said(self), "(notes.txt)"));
    assert_int_equal(bundle_n_files(results_bundle(self->results)), 0);
    forget(self);
    assert_string_equal(contents(self, "results/plain/notes.txt"), "mine");
    assert_string_equal(contents(self, "results/plain/run.json"), before);
    assert_int_equal(n_entries("results"), 1);
    free(before);
}

static void
test_results_left_by_killed_processes_are_cleared_away(void **state)
{
    struct fixture *self = *state;

    assert_int_equal(mkdir("results", 0777), 0);
    put_file("results/.plain.lock", "999999\n");
    assert_int_equal(mkdir("results/.plain.tmp-999999", 0777), 0);
    put_file("results/.plain.tmp-999999/runs.csv", "half");
    assert_int_equal(mkdir("results/.plain.tmp-other", 0777), 0); /* not Parley's */
    assert_int_equal(mkdir("results/.other.tmp-999999", 0777), 0);
    assert_played(self, plain, NULL);
    assert_false(exists("results/.plain.tmp-999999") || exists("results/.plain.lock"));
    assert_true(exists("results/.plain.tmp-other") && exists("results/.other.tmp-999999"));
    assert_int_equal(n_entries("results"), 3);
}

static void
test_results_put_aside_by_a_killed_process_come_back(void **state)
{
    struct fixture *self = *state;
    bool unchanged = false;

    /* Killed between two renames: the old results aside, nothing under the name. */
    assert_played(self, plain, NULL);
    assert_int_equal(rename("results/plain", "results/.plain.old-999999"), 0);
    load(self, plain);
    assert_int_equal(results_begin(&self->results, &self->scenario,
                         &(struct results_options){ .threads = 1 }, &self->err),
        OK);
    assert_true(exists("results/plain/run.json"));
    forget(self);
    assert_int_equal(play_into(self, plain, NULL, &unchanged), OK);
    assert_true(unchanged);
    assert_int_equal(n_entries("results"), 1);
}

/* valgrind needs files of its own, and counts what a forked process leaves to its parent as lost.
 */
static void
skip_under_valgrind(void)
{
    const char *runner = getenv("RUNNER");

    if (runner != NULL && strstr(runner, "valgrind") != NULL) {
        skip();
    }
}

/* Runs `act` in a process of its own, where limits and users may be changed; it must come back with
 * 0. */
static void
apart(struct fixture *self, int (*act)(struct fixture *self))
{
    int status = -1;
    const pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        _exit(act(self));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static int
fails_with(struct fixture *self, const char *message)
{
    if (play_into(self, plain, NULL, NULL) != ERR_IO || strcmp(said(self), message) != 0) {
        print_error("%s\n", said(self));
        return 1;
    }
    return 0;
}

static int
write_beyond_the_limit(struct fixture *self)
{
    const struct rlimit limit = { 100, 100 };
    const struct results_options options = { .threads = 1 };

    (void)signal(SIGXFSZ, SIG_IGN);
    load(self, plain); /* writes a file, too */
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0 || write_results(self, &options) != ERR_IO) {
        return 1;
    }
    if (strcmp(said(self), "results/plain/summary.csv: cannot write: File too large") != 0) {
        print_error("%s\n", said(self));
        return 2;
    }
    forget(self);
    return 0;
}

static int
write_many_beyond_the_limit(struct fixture *self)
{
    const struct rlimit limit = { 300000, 300000 };
    const struct results_options options = { .threads = 1 };
    char text[sizeof(plain) + 8];

    (void)signal(SIGXFSZ, SIG_IGN);
    strcpy(text, plain);
    memcpy(strstr(text, "runs = 3; seed = 7"), "runs=99999; seed=7", 18);
    load(self, text);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0 || write_results(self, &options) != ERR_IO) {
        return 1;
    }
    if (strcmp(said(self), "results/plain/runs.csv: cannot write: File too large") != 0 ||
        self->result.runs > 90000) { /* the engine stopped early */
        print_error("%s after %d\n", said(self), (int)self->result.runs);
        return 2;
    }
    forget(self);
    return 0;
}

static void
test_results_survive_a_limit_on_file_sizes(void **state)
{
    struct fixture *self = *state;
    char *before = NULL;

    assert_played(self, plain, NULL);
    before = strdup(contents(self, "results/plain/run.json"));
    apart(self, write_beyond_the_limit);
    apart(self, write_many_beyond_the_limit);
    assert_string_equal(contents(self, "results/plain/run.json"), before);
    assert_int_equal(n_entries("results/plain"), 6);
    assert_int_equal(n_entries("results"), 1);
    free(before);
}

static int
write_with_few_files(struct fixture *self)
{
    const struct results_options options = { .save_inputs = true, .threads = 1 };
    const struct rlimit limit = { 8, 8 };

    close(self->home); /* a shell has 0, 1 and 2 open, and no more */
    load(self, plain);
    return setrlimit(RLIMIT_NOFILE, &limit) == 0 && write_results(self, &options) == OK ? 0 : 1;
}

static void
test_results_need_few_open_files(void **state)
{
    struct fixture *self = *state;

    skip_under_valgrind();
    apart(self, write_with_few_files);
    assert_int_equal(n_entries("results/plain"), 7);
}

static int
write_without_permission(struct fixture *self)
{
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) {
        return 1;
    }
    return fails_with(self, "results: cannot write in this folder: Permission denied");
}

static int
write_over_the_read_only(struct fixture *self)
{
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) {
        return 1;
    }
    return fails_with(self, "results/plain: cannot write in this folder: Permission denied");
}

static void
test_results_do_not_touch_read_only_folders(void **state)
{
    struct fixture *self = *state;

    assert_played(self, plain, NULL);
    assert_int_equal(chmod(".", 0777), 0);
    assert_int_equal(chmod("case.txt", 0666), 0);
    assert_int_equal(chmod("results", 0555), 0);
    apart(self, write_without_permission);
    assert_int_equal(chmod("results", 0777), 0);
    assert_int_equal(chmod("results/plain", 0555), 0);
    apart(self, write_over_the_read_only);
    assert_int_equal(chmod("results/plain", 0755), 0);
    assert_int_equal(n_entries("results"), 1);
}

static void
test_results_on_a_full_disk_leave_the_old_ones(void **state)
{
    struct fixture *self = *state;
    char text[sizeof(plain) + 8], *before = NULL;

    assert_int_equal(mkdir("results", 0777), 0);
    if (system("mount -t tmpfs -o size=128k none results 2>/dev/null") != 0) {
        skip();
    }
    assert_played(self, plain, NULL);
    before = strdup(contents(self, "results/plain/run.json"));
    strcpy(text, plain);
    memcpy(strstr(text, "runs = 3; seed = 7"), "runs=20000; seed=7", 18);
    assert_int_equal(play_into(self, text, NULL, NULL), ERR_IO);
    assert_string_equal(
        said(self), "results/plain/runs.csv: cannot write: No space left on device");
    assert_string_equal(contents(self, "results/plain/run.json"), before);
    assert_int_equal(n_entries("results"), 1);
    /* Where a disk begins there is nothing beside the folder. */
    assert_int_equal(play_into(self, plain, "results", NULL), ERR_IO);
    assert_non_null(strstr(said(self), "results/ is where another disk begins"));
    assert_int_equal(system("umount results"), 0);
    free(before);
}

static int
write_beside_another(struct fixture *self)
{
    char message[256];

    snprintf(message, sizeof(message),
        "results/plain/ is being written by another parley (process %ld).\n"
        "Nothing was touched. Wait for it, or choose another folder with -o.",
        (long)getppid());
    return fails_with(self, message);
}

static int
keep_beside_another(struct fixture *self)
{
    const struct results_options keep = { .bundle.keep = true, .threads = 1 };
    bool fine = false;

    self->results = NULL; /* the other's */
    memset(&self->result, 0, sizeof(self->result));
    fine = write_results(self, &keep) == OK &&
           strcmp(bundle_folder(results_bundle(self->results)), "results/plain-2") == 0;
    results_destroy(self->results);
    return fine ? 0 : 1;
}

static int
write_beside_another_afresh(struct fixture *self)
{
    self->results = NULL;
    memset(&self->result, 0, sizeof(self->result));
    memset(&self->scenario, 0, sizeof(self->scenario));
    return write_beside_another(self);
}

static void
test_results_second_process_is_refused_and_told_who_holds_the_folder(void **state)
{
    struct fixture *self = *state;
    const struct results_options options = { .threads = 1 };

    skip_under_valgrind();
    load(self, plain);
    assert_int_equal(results_begin(&self->results, &self->scenario, &options, &self->err), OK);
    apart(self, write_beside_another_afresh);
    assert_int_equal(
        n_entries("results"), 2); /* the first one's lock and temporary folder are still there */
    apart(self, keep_beside_another);
    assert_true(exists("results/plain-2") && !exists("results/plain"));
    forget(self);
    assert_int_equal(n_entries("results"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_results_tables_of_a_small_case_are_those_worked_by_hand),
        TEST(test_results_series_has_a_row_a_day),
        TEST(test_results_series_of_two_curves_are_kept_apart),
        TEST(test_results_only_tables_that_apply_are_written),
        TEST(test_results_run_without_an_answer_has_empty_cells),
        TEST(test_results_inputs_are_the_draws),
        TEST(test_results_events_are_cumulative_and_end_at_the_share_of_the_summary),
        TEST(test_results_rounds_after_an_event_have_no_date_and_a_vote_never_held_no_shares),
        TEST(test_results_positions_read_as_they_were_written),
        TEST(test_results_scenario_as_understood_gives_the_same_bytes),
        TEST(test_results_do_not_depend_on_threads),
        TEST(test_results_run_json_says_what_was_run),
        TEST(test_results_hash_is_sha256),
        TEST(test_results_unchanged_is_said_only_when_every_byte_is_the_same),
        TEST(test_results_part_of_the_runs_does_not_replace_more_of_them),
        TEST(test_results_folder_with_files_of_others_is_refused),
        TEST(test_results_folder_with_one_file_more_is_refused),
        TEST(test_results_run_json_of_others_protects_its_folder),
        TEST(test_results_of_another_scenario_are_refused),
        TEST(test_results_names_that_cannot_be_a_folder_are_refused),
        TEST(test_results_empty_folder_and_missing_parents_are_fine),
        TEST(test_results_link_to_a_folder_stays_a_link),
        TEST(test_results_keep_numbers_the_folder),
        TEST(test_results_given_up_leave_nothing),
        TEST(test_results_file_that_appears_meanwhile_is_not_lost),
        TEST(test_results_left_by_killed_processes_are_cleared_away),
        TEST(test_results_put_aside_by_a_killed_process_come_back),
        TEST(test_results_survive_a_limit_on_file_sizes),
        TEST(test_results_need_few_open_files),
        TEST(test_results_do_not_touch_read_only_folders),
        TEST(test_results_on_a_full_disk_leave_the_old_ones),
        TEST(test_results_second_process_is_refused_and_told_who_holds_the_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
