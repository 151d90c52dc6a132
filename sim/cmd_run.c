/* cmd_run: plays a scenario, shows what came of it, and writes it down. */
#include <math.h>
#include <string.h>

#include "job.h"
#include "phrase.h"
#include "precision.h"
#include "results.h"
#include "screen.h"

/* One call of `parley run`. */
struct play {
    struct job job;
    struct arena arena;
    struct scenario scenario;
    struct engine_result result;
    struct summary summary;
    struct results *results;    /* NULL: --no-files */
    struct precision precision; /* with --until-mcse */
};

static bool
is_open_ended(const struct play *self)
{
    return !isnan(self->job.line->until_mcse);
}

static enum status
keep_unit(void *context, const struct unit *unit, struct err *err)
{
    struct play *self = context;

    if (is_open_ended(self)) {
        precision_take(&self->precision, unit);
    }
    return self->results != NULL ? results_unit(self->results, unit, err) : OK;
}

static bool
is_enough(void *context)
{
    const struct play *self = context;

    return precision_enough(&self->precision);
}

static void
show_progress(void *context, int64_t done, int64_t all)
{
    struct play *self = context;

    job_progress(&self->job, done, all);
}

/* ---- JSON ---- */

/* Where the talks t end on their i-th issue, in the issue's units. */
static struct facts
settlement_json(struct play *self, int t, int i)
{
    const struct talk *talk = &self->scenario.talks[t];
    const struct issue *issue = &self->scenario.issues[talk->issues.items[i].index];
    const double range = issue->high - issue->low;
    const int column = self->result.layout.talk_of[t] +
                       ((int)talk->rounds * talk->issues.n + i) * (talk->actors.n + 1) +
                       talk->actors.n;
    const struct tally_sums *sums = &self->result.totals.sums[column];
    struct facts object = facts_begin();
    double quantiles[TALLY_QUANTILES];

    for (int q = 0; q < TALLY_QUANTILES; q++) {
        quantiles[q] = PARAM_NONE;
    }
    if (sums->n > 0) {
        totals_quantiles(&self->result.totals, column, quantiles);
    }
    facts_text(&object, "talk", talk->name);
    facts_text(&object, "issue", issue->name);
    facts_text(&object, "model", talk->model->name);
    facts_number(
        &object, "mean", sums->n > 0 ? scenario_in_units(issue, tally_mean(sums)) : PARAM_NONE);
    facts_number(&object, "sd", sums->n > 1 ? range * tally_sd(sums) : PARAM_NONE);
    for (int q = 0; q < TALLY_QUANTILES; q++) {
        facts_number(&object, job_quantile_key(q), scenario_in_units(issue, quantiles[q]));
    }
    return object;
}

static int
print_json(struct play *self, bool interrupted)
{
    const struct scenario *scenario = &self->scenario;
    struct facts facts = facts_begin(), outcomes = facts_list(), settlements = facts_list();

    facts_text(&facts, "schema", "parley.summary/1");
    facts_text(&facts, "scenario", scenario->name);
    facts_text(&facts, "title", scenario->title);
    facts_date(&facts, "start", scenario->start);
    facts_date(&facts, "end", scenario->end);
    facts_whole(&facts, "runs", self->result.runs);
    facts_whole(&facts, "runs_planned", interrupted ? self->result.most : scenario->runs);
    facts_whole(&facts, "seed", (int64_t)scenario->seed);
    facts_whole(&facts, "failed", self->result.totals.n_failed);
    facts_flag(&facts, "interrupted", interrupted);
    if (is_open_ended(self)) {
        facts_number(&facts, "until_mcse", self->precision.target);
        facts_number(&facts, "worst_mcse", self->precision.worst);
        facts_flag(&facts, "reached", self->result.enough);
    }
    for (int o = 0; o < self->summary.n; o++) {
        facts_add(&outcomes, job_outcome(&self->summary.rows[o], scenario));
    }
    for (int t = 0; t < scenario->n_talks; t++) {
        for (int i = 0; i < scenario->talks[t].issues.n; i++) {
            facts_add(&settlements, settlement_json(self, t, i));
        }
    }
    facts_put(&facts, "outcomes", outcomes);
    facts_put(&facts, "settlements", settlements);
    return cmd_print_json(facts);
}

/* ---- what is said on stderr ---- */

/* The first flag that holds in some runs and not in others, NULL: there is none. */
static const char *
open_flag(const struct play *self)
{
    for (int o = 0; o < self->summary.n; o++) {
        const struct summary_row *row = &self->summary.rows[o];

        if (row->outcome->kind == OUTCOME_FLAG && row->happened > 0 && row->happened < row->runs) {
            return row->outcome->name;
        }
    }
    return NULL;
}

static void
say_next(const struct play *self)
{
    const char *path = self->job.line->operands[0], *flag = open_flag(self);
    const char *base = self->scenario.text.base;
    const int64_t more = 10 * self->scenario.runs;
    char explain[1024], compare[2048], sensitivity[1024], again[1024];
    char word[JOB_WORD_MAX], base_word[JOB_WORD_MAX];
    const struct job_hint hints[] = {
        { explain, "one history, day by day" },
        { base != NULL ? compare : NULL, "what this variant changes" },
        { sensitivity, "which numbers make the result" },
        { more <= SCENARIO_RUNS_MAX ? again : NULL, "a third of the error" },
    };

    if (strcmp(path, "-") != 0 && job_word(path, word) &&
        job_word(base != NULL ? base : "", base_word)) {
        (void)snprintf(explain, sizeof(explain), "explain %s%s%.100s", word,
            flag != NULL ? " --where " : "", flag != NULL ? flag : "");
        (void)snprintf(compare, sizeof(compare), "compare %s %s", base_word, word);
        (void)snprintf(sensitivity, sizeof(sensitivity), "sensitivity %s", word);
        (void)snprintf(again, sizeof(again), "run %s -n %lld", word, (long long)more);
        job_say_next(&self->job, hints, sizeof(hints) / sizeof(hints[0]));
    }
}

static void
say_written(const struct play *self)
{
    const struct bundle *bundle = self->results != NULL ? results_bundle(self->results) : NULL;

    if (bundle != NULL) {
        job_say_written(&self->job, bundle);
    }
    if (bundle == NULL || (!bundle->unchanged && self->result.signal == 0)) {
        say_next(self);
    }
}

static void
say_stopped(const struct play *self)
{
    char done[PHRASE_MAX], all[PHRASE_MAX];

    if (self->result.runs == 0) {
        (void)fprintf(stderr,
            "Stopped before the first of %s were finished; nothing was written.\n",
            phrase_plural(self->scenario.runs, "run", all));
        return;
    }
    (void)fprintf(stderr, "Stopped after %s of %s; finished units are kept.\n",
        phrase_count(self->result.runs, done), phrase_plural(self->result.most, "run", all));
}

/* Why it ended there. */
static void
say_precision(const struct play *self)
{
    const struct precision *precision = &self->precision;
    char runs[PHRASE_MAX], needed[PHRASE_MAX], text[ERR_TEXT_MAX];
    const char *label = NULL;

    if (!is_open_ended(self) || self->result.signal != 0 || self->job.line->quiet) {
        return;
    }
    label = self->scenario.outcomes[precision->worst_outcome].label;
    phrase_plural(self->result.runs, "run", runs);
    if (self->result.enough) {
        (void)snprintf(text, sizeof(text),
            "%s were enough: every Monte Carlo error is below %g; the largest is %.4g, of "
            "\"%.200s\".",
            runs, precision->target, precision->worst, label);
    } else if (precision->worst < precision->target) {
        (void)snprintf(text, sizeof(text),
            "%s are too few to tell: at least %d are looked at. Raise the limit: -n %d.", runs,
            PRECISION_UNITS_MIN * UNIT_RUNS, PRECISION_UNITS_MIN * UNIT_RUNS);
    } else {
        const int64_t more = precision_forecast(precision);
        const int used = snprintf(text, sizeof(text),
            "Not reached within %s: the Monte Carlo error of \"%.200s\" is %.2g, not below %g. ",
            runs, label, precision->worst, precision->target);

        (void)snprintf(text + used, sizeof(text) - (size_t)used,
            more < SCENARIO_RUNS_MAX ? "About %s would do: raise the limit with -n."
                                     : "It would take more than %s.",
            phrase_plural(more, "run", needed));
    }
    phrase_wrap(stderr, text, 0, 0, 80);
}

/* ---- the command ---- */

static enum status
begin_results(struct play *self)
{
    const struct cmd_line *line = self->job.line;
    const struct results_options options = { .bundle = job_bundle(&self->job),
        .save_inputs = line->save_inputs,
        .threads = self->job.threads,
        .until_mcse = line->until_mcse };

    if (line->no_files) {
        return OK;
    }
    scenario_bring_history(&self->scenario);
    return results_begin(&self->results, &self->scenario, &options, &self->job.err);
}

/* The engine's order: so many runs, or at most so many until they are enough. */
static enum status
plan_runs(struct play *self, struct engine_options *options)
{
    enum status status = OK;

    if (is_open_ended(self) && self->scenario.n_outcomes == 0) {
        return err_add(&self->job.err, ERR_USAGE, NULL,
            "--until-mcse: this scenario has no outcome of which the error could become small");
    }
    if (is_open_ended(self)) {
        status = precision_init(&self->precision, &self->scenario, self->job.line->until_mcse,
            &self->arena, &self->job.err);
        options->enough = is_enough;
        if (status == OK && self->job.line->runs < 0) {
            options->runs = precision_limit(&self->precision);
        }
    }
    return status;
}

/* What was enough becomes what was asked for: the scenario as understood gives the same results. */
static enum status
settle_runs(struct play *self)
{
    char runs[40];

    if (!is_open_ended(self)) {
        return OK;
    }
    if (self->result.signal != 0) {
        self->scenario.runs = self->result.most;
        return OK;
    }
    self->scenario.runs = self->result.runs;
    (void)snprintf(runs, sizeof(runs), "runs=%lld", (long long)self->result.runs);
    return text_set(&self->scenario.text, runs, &self->job.err);
}

/* Sums up and writes. */
static enum status
conclude(struct play *self, bool interrupted)
{
    struct err *err = &self->job.err;
    enum status status = job_answered(&self->job, &self->result);

    status = status == OK ? settle_runs(self) : status;
    if (status == OK) {
        status = summary_make(&self->summary, &self->result, err);
    }
    if (status == OK && self->results != NULL) {
        status = results_finish(self->results, &self->result, &self->summary, interrupted, err);
    }
    return status;
}

/* Runs, sums up and writes. ERR_INTERRUPT: what is finished is summed up and written, if anything
 * is. */
static enum status
play(struct play *self)
{
    struct engine_options options = { .threads = self->job.threads,
        .draws = self->job.line->save_inputs && self->results != NULL,
        .unit = keep_unit,
        .progress = show_progress,
        .context = self };
    enum status played = plan_runs(self, &options), status = OK;

    if (played != OK) {
        return played;
    }
    job_start_clock(&self->job);
    played = engine_run(&self->result, &self->scenario, &options, &self->job.err);
    job_clear_progress(&self->job);
    if ((played != OK && played != ERR_INTERRUPT) || self->result.runs == 0) {
        return played;
    }
    status = conclude(self, played == ERR_INTERRUPT);
    return status == OK ? played : status;
}

/* Signals that stop wait until the results have their final name; the engine looks for them while
 * it plays. One that came later stops nothing that is not yet done, but it is what we exit with. */
static enum status
play_undisturbed(struct play *self)
{
    enum status status = OK;
    int late = 0;

    engine_hold_signals();
    status = begin_results(self);
    if (status == OK) {
        status = play(self);
    }
    if (status != OK && (status != ERR_INTERRUPT || self->result.runs == 0)) {
        results_destroy(self->results); /* takes the unfinished folder away */
        self->results = NULL;
    }
    late = engine_release_signals();
    self->result.signal = self->result.signal != 0 ? self->result.signal : late;
    return status;
}

/* Shows what was played. */
static int
show(struct play *self, enum status status)
{
    const bool interrupted = status == ERR_INTERRUPT;
    struct screen screen;
    int shown = 0;

    if (interrupted) {
        say_stopped(self);
    }
    if (self->result.runs > 0 && self->job.line->json) {
        shown = print_json(self, interrupted);
    } else if (self->result.runs > 0) {
        screen_init(&screen, stdout, self->job.line->ascii);
        screen_run(&screen, &self->scenario, &self->result, &self->summary);
    }
    shown = cmd_flush(shown); /* before what is said on stderr */
    if (self->result.runs > 0) {
        say_precision(self);
        say_written(self);
    }
    return self->result.signal != 0 ? 128 + self->result.signal : shown;
}

static int
run(const struct cmd_line *line)
{
    struct play self = { .results = NULL };
    enum status status = OK;
    int exit_status = 0;

    job_begin(&self.job, line);
    status = job_load(&self.job, &self.scenario, line->operands[0]);
    if (status == OK) {
        status = play_undisturbed(&self);
    }
    exit_status = status == OK || status == ERR_INTERRUPT
                      ? show(&self, status)
                      : job_fail(&self.job, status, line->operands[0]);
    results_destroy(self.results);
    engine_free(&self.result);
    scenario_free(&self.scenario);
    arena_free(&self.arena);
    return exit_status;
}

static const struct cmd_option options[] = {
    JOB_OPTION_RUNS,
    JOB_OPTION_SEED,
    { CMD_REAL, 0, "until-mcse", "X", CMD_AT(until_mcse), 0, 1,
        "Runs until every outcome's Monte Carlo error is below X: of a share (0.005: half a "
        "point), of a mean as a part of the outcome's range. Whole units of 256 runs; -n is the "
        "limit." },
    { CMD_FLAG, 0, "save-inputs", NULL, CMD_AT(save_inputs), 0, 0,
        "Writes the draws of every run too: inputs.csv." },
    JOB_OPTIONS_RESULTS("NAME"),
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
