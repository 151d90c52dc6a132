/* cmd_run: plays a scenario, shows what came of it, and writes it down. */
#include <json-c/json.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "chart.h"
#include "cmd.h"
#include "date.h"
#include "num.h"
#include "phrase.h"
#include "results.h"
#include "screen.h"

enum { THREADS_MAX = 256 };

/* One call of `parley run`. */
struct job {
    const struct cmd_line *line;
    struct err err;
    struct scenario scenario;
    struct engine_result result;
    struct summary summary;
    struct results *results; /* NULL: --no-files */
    int threads;
    bool shows_progress, progress_shown;
    struct timespec begin;
};

/* ---- progress, on a terminal only ---- */

static double
seconds_since(const struct timespec *begin)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begin->tv_sec) + 1e-9 * (double)(now.tv_nsec - begin->tv_nsec);
}

static void
show_progress(void *context, int64_t done, int64_t all)
{
    struct job *job = context;
    const double share = (double)done / (double)all, seconds = seconds_since(&job->begin);
    const double left = share > 0.0 ? seconds * (1.0 - share) / share : 0.0;
    char runs[PHRASE_MAX];

    if (!job->shows_progress || seconds < 0.1) {
        return;
    }
    (void)fprintf(stderr, "\r %s ", phrase_plural(all, "run", runs));
    chart_progress(stderr, share, 30);
    (void)fprintf(stderr, " %3.0f%%", floor(100.0 * share));
    if (share > 0.0) {
        (void)fprintf(stderr,
            left < 9.95    ? "  %.1f s left "
            : left < 120.0 ? "  %.0f s left "
                           : "  %.0f min left ",
            left < 120.0 ? left : left / 60.0);
    }
    (void)fflush(stderr);
    job->progress_shown = true;
}

static void
clear_progress(struct job *job)
{
    if (job->progress_shown) {
        (void)fprintf(stderr, "\r%*s\r", 78, "");
    }
}

static enum status
keep_unit(void *context, const struct unit *unit, struct err *err)
{
    struct job *job = context;

    return job->results != NULL ? results_unit(job->results, unit, err) : OK;
}

/* ---- JSON ---- */

/* A number in its shortest form; null when there is none. */
static json_object *
number_json(double x)
{
    char text[NUM_TEXT_MAX];

    return isnan(x) ? NULL : json_object_new_double_s(x, num_text(x, text));
}

static void
add_number(json_object *object, const char *key, double x)
{
    json_object_object_add(object, key, number_json(x));
}

/* A number of an outcome; of a date, the date. */
static void
add_in_kind(
    json_object *object, const char *key, double x, const struct outcome *outcome, int start)
{
    char text[DATE_TEXT_MAX];

    if (outcome->kind != OUTCOME_DATE || isnan(x)) {
        add_number(object, key, x);
    } else {
        date_iso(start + (int)floor(x + 0.5), text);
        json_object_object_add(object, key, json_object_new_string(text));
    }
}

static const char *const quantile_keys[TALLY_QUANTILES] = { "p05", "p25", "p50", "p75", "p95" };

static json_object *
outcome_json(const struct summary_row *row, const struct scenario *scenario)
{
    const struct outcome *outcome = row->outcome;
    json_object *object = json_object_new_object();

    json_object_object_add(object, "outcome", json_object_new_string(outcome->name));
    json_object_object_add(object, "label", json_object_new_string(outcome->label));
    json_object_object_add(
        object, "kind", json_object_new_string(outcome_kind_name(outcome->kind)));
    json_object_object_add(object, "unit", json_object_new_string(outcome_unit(outcome, scenario)));
    if (outcome->given.index >= 0) {
        json_object_object_add(object, "given", json_object_new_string(outcome->given.name));
    }
    json_object_object_add(object, "runs", json_object_new_int64(row->runs));
    json_object_object_add(object, "happened", json_object_new_int64(row->happened));
    add_number(object, "share", row->share);
    add_number(object, "share_low", row->share_low);
    add_number(object, "share_high", row->share_high);
    add_in_kind(object, "mean", row->mean, outcome, scenario->start);
    add_number(object, "sd", row->sd);
    add_number(object, "mcse", row->mcse);
    for (int q = 0; q < TALLY_QUANTILES; q++) {
        add_in_kind(object, quantile_keys[q], row->quantile[q], outcome, scenario->start);
    }
    add_in_kind(object, "min", row->least, outcome, scenario->start);
    add_in_kind(object, "max", row->greatest, outcome, scenario->start);
    return object;
}

/* Where the talks t end on their i-th issue, in the issue's units. */
static json_object *
settlement_json(struct job *job, int t, int i)
{
    const struct talk *talk = &job->scenario.talks[t];
    const struct issue *issue = &job->scenario.issues[talk->issues.items[i].index];
    const double range = issue->high - issue->low;
    const int column = job->result.layout.talk_of[t] +
                       ((int)talk->rounds * talk->issues.n + i) * (talk->actors.n + 1) +
                       talk->actors.n;
    const struct tally_sums *sums = &job->result.totals.sums[column];
    json_object *object = json_object_new_object();
    double quantiles[TALLY_QUANTILES];

    for (int q = 0; q < TALLY_QUANTILES; q++) {
        quantiles[q] = PARAM_NONE;
    }
    if (sums->n > 0) {
        totals_quantiles(&job->result.totals, column, quantiles);
    }
    json_object_object_add(object, "talk", json_object_new_string(talk->name));
    json_object_object_add(object, "issue", json_object_new_string(issue->name));
    json_object_object_add(object, "model", json_object_new_string(talk->model->name));
    add_number(
        object, "mean", sums->n > 0 ? scenario_in_units(issue, tally_mean(sums)) : PARAM_NONE);
    add_number(object, "sd", sums->n > 1 ? range * tally_sd(sums) : PARAM_NONE);
    for (int q = 0; q < TALLY_QUANTILES; q++) {
        add_number(object, quantile_keys[q], scenario_in_units(issue, quantiles[q]));
    }
    return object;
}

static int
print_json(struct job *job, bool interrupted)
{
    const struct scenario *scenario = &job->scenario;
    json_object *object = json_object_new_object(), *outcomes = json_object_new_array(),
                *settlements = json_object_new_array();
    char text[DATE_TEXT_MAX];

    json_object_object_add(object, "schema", json_object_new_string("parley.summary/1"));
    json_object_object_add(object, "scenario", json_object_new_string(scenario->name));
    json_object_object_add(object, "title", json_object_new_string(scenario->title));
    json_object_object_add(
        object, "start", json_object_new_string(date_iso(scenario->start, text)));
    json_object_object_add(object, "end", json_object_new_string(date_iso(scenario->end, text)));
    json_object_object_add(object, "runs", json_object_new_int64(job->result.runs));
    json_object_object_add(object, "runs_planned", json_object_new_int64(scenario->runs));
    json_object_object_add(object, "seed", json_object_new_int64((int64_t)scenario->seed));
    json_object_object_add(object, "failed", json_object_new_int64(job->result.totals.n_failed));
    json_object_object_add(object, "interrupted", json_object_new_boolean(interrupted));
    for (int o = 0; o < job->summary.n; o++) {
        json_object_array_add(outcomes, outcome_json(&job->summary.rows[o], scenario));
    }
    for (int t = 0; t < scenario->n_talks; t++) {
        for (int i = 0; i < scenario->talks[t].issues.n; i++) {
            json_object_array_add(settlements, settlement_json(job, t, i));
        }
    }
    json_object_object_add(object, "outcomes", outcomes);
    json_object_object_add(object, "settlements", settlements);
    return cmd_print_json(object);
}

/* ---- what is said on stderr ---- */

/* One command to go on with; what it is for, where there is room. */
static void
print_hint(const char *command, int width, const char *what)
{
    if (width + 4 + phrase_width(what) <= 80) {
        (void)fprintf(stderr, "  %s%*s  %s\n", command, width - phrase_width(command), "", what);
    } else {
        (void)fprintf(stderr, "  %s\n", command);
    }
}

static void
print_next(const struct job *job)
{
    const char *path = job->line->operands[0], *typed = job->line->argv[0];
    const char *program = strncmp(typed, "./", 2) == 0 ? typed : "parley"; /* as it was called */
    const int64_t more = 10 * job->scenario.runs;
    char check[1024], again[1024];
    int width = 0;

    if (strcmp(path, "-") == 0) {
        return;
    }
    (void)snprintf(check, sizeof(check), "%.100s check -v %.800s", program, path);
    (void)snprintf(
        again, sizeof(again), "%.100s run %.800s -n %lld", program, path, (long long)more);
    width = phrase_width(again) > phrase_width(check) ? phrase_width(again) : phrase_width(check);
    (void)fprintf(stderr, "Next:\n");
    print_hint(check, width, "what was understood, chances by day");
    if (more <= SCENARIO_RUNS_MAX) {
        print_hint(again, width, "a third of the error");
    }
}

static void
print_written(const struct job *job)
{
    const char *folder = NULL, *slash = "/";
    char files[PHRASE_MAX];

    if (job->line->quiet) {
        return;
    }
    if (job->results == NULL) {
        print_next(job);
        return;
    }
    folder = results_folder(job->results);
    slash = folder[0] != '\0' && folder[strlen(folder) - 1] == '/' ? "" : "/";
    if (results_unchanged(job->results)) {
        (void)fprintf(
            stderr, "%s%s is unchanged: same scenario, same seed, same bytes.\n", folder, slash);
        return;
    }
    (void)fprintf(stderr, "Wrote %s%s (%s)\n", folder, slash,
        phrase_plural(results_files(job->results), "file", files));
    if (job->result.signal == 0) {
        print_next(job);
    }
}

static void
print_stopped(const struct job *job)
{
    char done[PHRASE_MAX], all[PHRASE_MAX];

    if (job->result.runs == 0) {
        (void)fprintf(stderr,
            "Stopped before the first of %s were finished; nothing was written.\n",
            phrase_plural(job->scenario.runs, "run", all));
        return;
    }
    (void)fprintf(stderr, "Stopped after %s of %s; finished units are kept.\n",
        phrase_count(job->result.runs, done), phrase_plural(job->scenario.runs, "run", all));
}

static int
fail(struct job *job, enum status status)
{
    if (job->line->json) {
        json_object *object = json_object_new_object();
        json_object_object_add(object, "schema", json_object_new_string("parley.mistakes/1"));
        json_object_object_add(object, "file", json_object_new_string(job->line->operands[0]));
        cmd_add_findings(object, &job->err);
        (void)cmd_print_json(object);
    } else {
        screen_mistakes(stderr, &job->err, status == ERR_SCENARIO ? "nothing was run" : NULL);
    }
    return err_exit(status);
}

/* No run gave an answer: there is nothing to show. */
static enum status
all_failed(struct job *job)
{
    const struct totals *totals = &job->result.totals;
    char runs[PHRASE_MAX];

    return err_add(&job->err, ERR_RUN, NULL,
        "none of %s gave an answer; the first, run %lld with seed %llu: %s",
        phrase_plural(job->result.runs, "run", runs), (long long)totals->first_failed,
        (unsigned long long)job->scenario.seed,
        totals->failure != NULL ? totals->failure : "no reason was given");
}

/* ---- the command ---- */

static enum status
load(struct job *job)
{
    const struct cmd_line *line = job->line;
    enum status status =
        scenario_load(&job->scenario, line->operands[0], line->sets, line->n_sets, &job->err);

    if (status == OK && job->err.n_remarks > 0 && !line->quiet) {
        screen_mistakes(stderr, &job->err, NULL);
    }
    return status;
}

static enum status
begin_results(struct job *job)
{
    const struct cmd_line *line = job->line;
    const struct results_options options = { .folder = line->folder,
        .keep = line->keep,
        .save_inputs = line->save_inputs,
        .argc = line->argc,
        .argv = line->argv,
        .threads = job->threads };

    if (line->no_files) {
        return OK;
    }
    scenario_bring_history(&job->scenario);
    return results_begin(&job->results, &job->scenario, &options, &job->err);
}

/* Runs, sums up and writes. ERR_INTERRUPT: what is finished is summed up and written, if anything
 * is. */
static enum status
play(struct job *job)
{
    const struct engine_options options = { .threads = job->threads,
        .draws = job->line->save_inputs && job->results != NULL,
        .unit = keep_unit,
        .progress = show_progress,
        .context = job };
    enum status played = OK, status = OK;

    (void)clock_gettime(CLOCK_MONOTONIC, &job->begin);
    played = engine_run(&job->result, &job->scenario, &options, &job->err);
    clear_progress(job);
    if ((played != OK && played != ERR_INTERRUPT) || job->result.runs == 0) {
        return played;
    }
    if (job->result.totals.n == 0) {
        return all_failed(job);
    }
    status = summary_make(&job->summary, &job->result, &job->err);
    if (status == OK && job->results != NULL) {
        status = results_finish(
            job->results, &job->result, &job->summary, played == ERR_INTERRUPT, &job->err);
    }
    return status == OK ? played : status;
}

/* Signals that stop wait until the results have their final name; the engine looks for them while
 * it plays. One that came later stops nothing that is not yet done, but it is what we exit with. */
static enum status
play_undisturbed(struct job *job)
{
    enum status status = OK;
    int late = 0;

    engine_hold_signals();
    status = begin_results(job);
    if (status == OK) {
        status = play(job);
    }
    if (status != OK && (status != ERR_INTERRUPT || job->result.runs == 0)) {
        results_destroy(job->results); /* takes the unfinished folder away */
        job->results = NULL;
    }
    late = engine_release_signals();
    job->result.signal = job->result.signal != 0 ? job->result.signal : late;
    return status;
}

/* Shows what was played. */
static int
show(struct job *job, enum status status)
{
    const bool interrupted = status == ERR_INTERRUPT;
    struct screen screen;
    int shown = 0;

    if (interrupted) {
        print_stopped(job);
    }
    if (job->result.runs > 0 && job->line->json) {
        shown = print_json(job, interrupted);
    } else if (job->result.runs > 0) {
        screen_init(&screen, stdout, job->line->ascii);
        screen_run(&screen, &job->scenario, &job->result, &job->summary);
    }
    shown = cmd_flush(shown); /* before what is said on stderr */
    if (job->result.runs > 0) {
        print_written(job);
    }
    return job->result.signal != 0 ? 128 + job->result.signal : shown;
}

static int
run(const struct cmd_line *line)
{
    struct job job = { .line = line };
    enum status status = OK;
    int exit_status = 0;

    job.threads = line->threads > 0 ? (int)line->threads : engine_processors();
    job.threads = job.threads > THREADS_MAX ? THREADS_MAX : job.threads;
    job.shows_progress = !line->quiet && isatty(STDERR_FILENO) == 1;
    status = load(&job);
    if (status == OK) {
        status = play_undisturbed(&job);
    }
    exit_status = status == OK || status == ERR_INTERRUPT ? show(&job, status) : fail(&job, status);
    results_destroy(job.results);
    engine_free(&job.result);
    scenario_free(&job.scenario);
    return exit_status;
}

static const struct cmd_option options[] = {
    { CMD_WHOLE, 'n', "runs", "RUNS", CMD_AT(runs), 1, SCENARIO_RUNS_MAX,
        "How many possible worlds: 1 to 1e9; 10k and 1e6 are understood." },
    { CMD_WHOLE, 's', "seed", "SEED", CMD_AT(seed), 0, INT64_C(9200000000000000000),
        "The seed of all random numbers." },
    { CMD_WHOLE, 'j', "threads", "THREADS", CMD_AT(threads), 1, THREADS_MAX,
        "How many threads; the results are the same for any number. Default: the processors." },
    { CMD_TEXT, 'o', "output", "DIR", CMD_AT(folder), 0, 0,
        "The folder for results. Default: results/NAME of the current folder." },
    CMD_OPTION_SET,
    { CMD_FLAG, 0, "keep", NULL, CMD_AT(keep), 0, 0,
        "Numbers the folder (NAME-2, ...) instead of replacing it." },
    { CMD_FLAG, 0, "no-files", NULL, CMD_AT(no_files), 0, 0, "Writes no files." },
    { CMD_FLAG, 0, "save-inputs", NULL, CMD_AT(save_inputs), 0, 0,
        "Writes the draws of every run too: inputs.csv." },
    CMD_OPTION_JSON,
    { CMD_FLAG, 'q', "quiet", NULL, CMD_AT(quiet), 0, 0,
        "Says nothing on stderr but what is wrong." },
    CMD_OPTION_ASCII,
    { .word = NULL },
};

const struct cmd cmd_run = {
    .name = "run",
    .summary = "10,000 possible worlds, usually about a second",
    .operands = "SCENARIO.cfg",
    .least = 1,
    .most = 1,
    .group = CMD_FIRST,
    .options = options,
    .example = "parley run SCENARIO.cfg -n 1000",
    .run = run,
};
