/* cmd_sensitivity: which uncertain numbers, and which terms, drive which outcomes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "job.h"
#include "phrase.h"
#include "results.h"
#include "screen_sensitivity.h"
#include "source.h"

#define TABLE "sensitivity.csv"

/* One call of `parley sensitivity`. */
struct study {
    struct job job;
    struct arena arena;
    struct scenario scenario;
    bool *chosen; /* per outcome */
    struct drivers drivers;
    struct screening screening;
    struct knockout knockout;
    struct source history; /* its bytes are copied; none: no history */
    struct bundle bundle;
    bool interrupted;
    int signal;
};

static bool
is_screening(const struct study *self)
{
    return self->job.line->morris;
}

/* Rows or trajectories played whole. */
static int64_t
rows_of(const struct study *self)
{
    return is_screening(self) ? self->screening.rows : self->drivers.rows;
}

/* Runs of each. */
static int64_t
width_of(const struct study *self)
{
    return is_screening(self) ? self->screening.factors.n + 1
                              : drivers_width(&self->drivers.factors);
}

/* Runs played to the end, those without a term too. */
static int64_t
runs_of(const struct study *self)
{
    const struct knockout *knockout = &self->knockout;
    const int64_t terms = knockout->scenario != NULL ? (knockout->n + 1) * knockout->runs : 0;

    return rows_of(self) * width_of(self) + terms;
}

/* ---- sensitivity.csv ---- */

static void
begin_table(struct sheet *sheet)
{
    static const char *const columns[] = { "scenario", "outcome", "path", "method", "first",
        "first_low", "first_high", "total", "total_low", "total_high" };

    for (size_t k = 0; k < sizeof(columns) / sizeof(columns[0]); k++) {
        sheet_text(sheet, columns[k]);
    }
    sheet_end(sheet);
}

static void
add_row(struct sheet *sheet, const struct study *self, const struct outcome *outcome,
    const char *path, const char *method, const double numbers[6])
{
    sheet_text(sheet, self->scenario.name);
    sheet_text(sheet, outcome->name);
    sheet_text(sheet, path);
    sheet_text(sheet, method);
    for (int k = 0; k < 6; k++) {
        sheet_number(sheet, numbers[k]);
    }
    sheet_end(sheet);
}

static void
add_drivers(struct sheet *sheet, const struct study *self)
{
    const struct drivers *drivers = &self->drivers;

    for (int o = 0; o < drivers->n; o++) {
        const struct drivers_outcome *outcome = &drivers->outcomes[o];
        for (int i = 0; i <= drivers->factors.n && outcome->obstacle == NULL; i++) {
            const struct sobol_share *share = &outcome->shares[i];
            const double numbers[6] = { share->first, share->first_low, share->first_high,
                share->total, share->total_low, share->total_high };
            add_row(sheet, self, outcome->outcome, drivers->factors.names[i], "sobol", numbers);
        }
    }
}

static void
add_screening(struct sheet *sheet, const struct study *self)
{
    const struct screening *screening = &self->screening;

    for (int o = 0; o < screening->n; o++) {
        const struct screening_outcome *outcome = &screening->outcomes[o];
        for (int i = 0; i < screening->factors.n && outcome->obstacle == NULL; i++) {
            const struct morris_effect *effect = &outcome->effects[i];
            const double numbers[6] = { effect->size, effect->size_low, effect->size_high,
                effect->sigma, effect->sigma_low, effect->sigma_high };
            add_row(sheet, self, outcome->outcome, screening->factors.names[i], "morris", numbers);
        }
    }
}

static void
add_knockout(struct sheet *sheet, const struct study *self)
{
    const struct knockout *knockout = &self->knockout;

    for (int o = 0; o < knockout->n_outcomes; o++) {
        for (int k = 0; k < knockout->n; k++) {
            const struct knockout_term *term = &knockout->terms[k];
            const double none = PARAM_NONE;
            double numbers[6] = { none, none, none, none, none, none };
            if (term->changes != NULL) {
                numbers[0] = term->changes[o].without - term->changes[o].with;
                numbers[1] = term->changes[o].interval.low;
                numbers[2] = term->changes[o].interval.high;
            }
            add_row(sheet, self, knockout->outcomes[o], term->term->path, "knockout", numbers);
        }
    }
}

/* ---- JSON, and run.json ---- */

/* What was played, which both say. */
static void
put_play(struct facts *facts, const struct study *self)
{
    const bool screening = is_screening(self);

    facts_text(facts, "method", screening ? "morris" : "sobol");
    facts_whole(facts, "seed", (int64_t)self->scenario.seed);
    facts_whole(facts, "rows_planned", screening ? self->screening.planned : self->drivers.planned);
    facts_whole(facts, "rows", rows_of(self));
    facts_whole(facts, "rows_used", screening ? self->screening.used : self->drivers.used);
    facts_whole(facts, "runs_per_row", width_of(self));
    facts_whole(facts, "runs_played", runs_of(self));
    facts_flag(facts, "interrupted", self->interrupted);
}

static void
put_outcome(struct facts *facts, const struct study *self, const struct outcome *outcome,
    const char *obstacle)
{
    facts_text(facts, "outcome", outcome->name);
    facts_text(facts, "label", outcome->label);
    facts_text(facts, "kind", outcome_kind_name(outcome->kind));
    facts_text(facts, "unit",
        outcome->kind == OUTCOME_DATE ? "days since the start; never counts as the day after the "
                                        "last"
                                      : outcome_unit(outcome, &self->scenario));
    facts_text(facts, "left_out", obstacle);
}

static struct facts
end_json(const struct drivers_end *end)
{
    struct facts facts = facts_begin();

    facts_whole(&facts, "worlds", end->n);
    facts_number(&facts, "mean", end->mean);
    facts_number(&facts, "mcse", end->error);
    return facts;
}

static struct facts
share_json(const char *path, const struct sobol_share *share)
{
    struct facts facts = facts_begin();

    facts_text(&facts, "path", path);
    facts_number(&facts, "first", share->first);
    facts_number(&facts, "first_low", share->first_low);
    facts_number(&facts, "first_high", share->first_high);
    facts_number(&facts, "total", share->total);
    facts_number(&facts, "total_low", share->total_low);
    facts_number(&facts, "total_high", share->total_high);
    return facts;
}

/* A number's fifths: up to which value the lowest goes, from which the highest. */
static struct facts
bar_json(const struct uncertain *number, const struct drivers_bar *bar)
{
    struct facts facts = facts_begin();
    const double low = dist_quantile(&number->dist, 0.2), high = dist_quantile(&number->dist, 0.8);

    facts_text(&facts, "path", number->path);
    if (number->is_date) {
        facts_date(&facts, "lowest_fifth_to", (int)low);
        facts_date(&facts, "highest_fifth_from", (int)high);
    } else {
        facts_number(&facts, "lowest_fifth_to", low);
        facts_number(&facts, "highest_fifth_from", high);
    }
    facts_put(&facts, "low", end_json(&bar->low));
    facts_put(&facts, "high", end_json(&bar->high));
    return facts;
}

static struct facts
driver_json(const struct study *self, const struct drivers_outcome *outcome)
{
    const struct factors *factors = &self->drivers.factors;
    struct facts facts = facts_begin(), shares = facts_list(), bars = facts_list();

    put_outcome(&facts, self, outcome->outcome, outcome->obstacle);
    if (outcome->obstacle == NULL) {
        facts_put(&facts, "all", end_json(&outcome->all));
        for (int i = 0; i <= factors->n; i++) {
            facts_add(&shares, share_json(factors->names[i], &outcome->shares[i]));
        }
        for (int k = 0; k < factors->n_numbers; k++) {
            facts_add(
                &bars, bar_json(&self->scenario.uncertain[factors->numbers[k]], &outcome->bars[k]));
        }
    }
    facts_put(&facts, "drivers", shares);
    facts_put(&facts, "tornado", bars);
    return facts;
}

static struct facts
effect_json(const char *path, const struct morris_effect *effect)
{
    struct facts facts = facts_begin();

    facts_text(&facts, "path", path);
    facts_number(&facts, "mu", effect->mu);
    facts_number(&facts, "mu_star", effect->size);
    facts_number(&facts, "mu_star_low", effect->size_low);
    facts_number(&facts, "mu_star_high", effect->size_high);
    facts_number(&facts, "sigma", effect->sigma);
    facts_number(&facts, "sigma_low", effect->sigma_low);
    facts_number(&facts, "sigma_high", effect->sigma_high);
    return facts;
}

static struct facts
screened_json(const struct study *self, const struct screening_outcome *outcome)
{
    const struct factors *factors = &self->screening.factors;
    struct facts facts = facts_begin(), effects = facts_list();

    put_outcome(&facts, self, outcome->outcome, outcome->obstacle);
    for (int i = 0; i < factors->n && outcome->obstacle == NULL; i++) {
        facts_add(&effects, effect_json(factors->names[i], &outcome->effects[i]));
    }
    facts_put(&facts, "effects", effects);
    return facts;
}

static struct facts
change_json(const struct outcome *outcome, const struct knockout_change *change)
{
    struct facts facts = facts_begin();

    facts_text(&facts, "outcome", outcome->name);
    facts_whole(&facts, "runs", change->runs);
    facts_number(&facts, "with", change->with);
    facts_number(&facts, "without", change->without);
    facts_number(&facts, "change", change->without - change->with);
    facts_number(&facts, "low", change->interval.low);
    facts_number(&facts, "high", change->interval.high);
    facts_text(&facts, "interval", outcome->kind == OUTCOME_FLAG ? "tango" : "student");
    return facts;
}

static struct facts
knockout_json(const struct study *self)
{
    const struct knockout *knockout = &self->knockout;
    struct facts facts = facts_begin(), terms = facts_list();

    facts_whole(&facts, "runs", knockout->runs);
    facts_whole(&facts, "failed", knockout->failed);
    for (int k = 0; k < knockout->n; k++) {
        const struct knockout_term *term = &knockout->terms[k];
        struct facts one = facts_begin(), changes = facts_list();
        facts_text(&one, "path", term->term->path);
        facts_text(&one, "set", term->term->assignment);
        facts_text(&one, "problem", term->problem);
        for (int o = 0; o < knockout->n_outcomes && term->changes != NULL; o++) {
            facts_add(&changes, change_json(knockout->outcomes[o], &term->changes[o]));
        }
        facts_put(&one, "changes", changes);
        facts_add(&terms, one);
    }
    facts_put(&facts, "terms", terms);
    return facts;
}

static int
print_json(const struct study *self)
{
    struct facts facts = facts_begin(), outcomes = facts_list();

    facts_text(&facts, "schema", "parley.sensitivity/1");
    facts_text(&facts, "scenario", self->scenario.name);
    facts_text(&facts, "title", self->scenario.title);
    put_play(&facts, self);
    for (int o = 0; o < self->drivers.n; o++) {
        facts_add(&outcomes, driver_json(self, &self->drivers.outcomes[o]));
    }
    for (int o = 0; o < self->screening.n; o++) {
        facts_add(&outcomes, screened_json(self, &self->screening.outcomes[o]));
    }
    facts_put(&facts, "outcomes", outcomes);
    if (self->knockout.scenario != NULL) {
        facts_put(&facts, "knockout", knockout_json(self));
    }
    return cmd_print_json(facts);
}

/* ---- files ---- */

/* A folder of its own kind, NAME-sensitivity or NAME-morris: neither replaces the other, nor a
 * run's, and no run replaces them. */
static enum status
begin_bundle(struct study *self)
{
    struct scenario *scenario = &self->scenario;
    const struct bundle_options options = job_bundle(&self->job);
    const char *name = arena_print(
        &self->arena, is_screening(self) ? "%s-morris" : "%s-sensitivity", scenario->name);
    enum status status = name != NULL ? OK : err_memory(&self->job.err);

    if (self->job.line->no_files) {
        return OK;
    }
    if (status == OK && scenario->history != NULL) {
        status = source_read(&self->history, scenario->history, TEXT_FILE_MAX,
            &scenario->history_place, &self->job.err);
        scenario_bring_history(scenario);
    }
    return status == OK ? bundle_begin(&self->bundle, name, &options, &self->job.err) : status;
}

static enum status
write_table(struct study *self)
{
    struct sheet sheet = { 0 };
    enum status status = bundle_open(&self->bundle, TABLE, &sheet, &self->job.err);

    if (status == OK) {
        begin_table(&sheet);
        add_drivers(&sheet, self);
        add_screening(&sheet, self);
        add_knockout(&sheet, self);
        status = bundle_close(&self->bundle, TABLE, &sheet, &self->job.err);
    }
    sheet_free(&sheet);
    return status;
}

/* run.json. */
static struct facts
describe(const struct study *self)
{
    struct facts facts = bundle_describe(&self->bundle, "parley.run/1");

    facts_text(&facts, "sensitivity_of", self->scenario.name);
    facts_text(&facts, "title", self->scenario.title);
    facts_text(&facts, "scenario_sha256", bundle_hash(&self->bundle, RESULTS_SCENARIO));
    put_play(&facts, self);
    if (self->knockout.scenario != NULL) {
        facts_whole(&facts, "terms", self->knockout.n);
    }
    facts_whole(&facts, "threads", self->job.threads);
    return facts;
}

static enum status
write_files(struct study *self)
{
    struct err *err = &self->job.err;
    struct facts facts = { 0 };
    enum status status = OK;

    if (self->job.line->no_files) {
        return OK;
    }
    status = write_table(self);
    status = status == OK
                 ? results_add_scenario(&self->bundle, &self->scenario, &self->history, err)
                 : status;
    /* A part does not replace more: it is put beside. */
    if (status == OK && self->interrupted &&
        folder_old_runs(&self->bundle.folder) > runs_of(self)) {
        status = folder_step_aside(&self->bundle.folder, "-partial", err);
    }
    if (status == OK) {
        facts = describe(self);
        status = bundle_finish(&self->bundle, &facts, err);
    }
    return status;
}

/* ---- the command ---- */

static void
show_progress(void *context, int64_t done, int64_t all)
{
    struct study *self = context;

    job_progress(&self->job, done, all);
}

/* The study itself, and then the terms. What a signal cuts short is kept as far as it is whole. */
static enum status
play(struct study *self)
{
    const struct cmd_line *line = self->job.line;
    struct sample_options options = {
        .threads = self->job.threads, .progress = show_progress, .context = self
    };
    enum status status = line->knockout ? knockout_check(&self->scenario, &self->job.err) : OK;

    if (status != OK) {
        return status; /* before a study is played in vain */
    }
    if (is_screening(self)) {
        options.runs = line->runs > 0 ? line->runs : SCREENING_TRAJECTORIES;
        status = screening_play(
            &self->screening, &self->scenario, self->chosen, &options, &self->job.err);
        self->signal = self->screening.signal;
    } else {
        status =
            drivers_play(&self->drivers, &self->scenario, self->chosen, &options, &self->job.err);
        self->signal = self->drivers.signal;
    }
    job_clear_progress(&self->job);
    if (status == OK && line->knockout) {
        options.runs = 0;
        job_start_clock(&self->job);
        status =
            knockout_play(&self->knockout, &self->scenario, self->chosen, &options, &self->job.err);
        self->signal = self->knockout.signal;
        job_clear_progress(&self->job);
    }
    return status;
}

/* Signals wait until the files have their final name, but for those that the engine looks for. */
static enum status
play_undisturbed(struct study *self)
{
    enum status status = OK;
    int late = 0;

    engine_hold_signals();
    status = begin_bundle(self);
    job_start_clock(&self->job);
    status = status == OK ? play(self) : status;
    self->interrupted = status == ERR_INTERRUPT;
    if (status == OK || (self->interrupted && rows_of(self) > 0)) {
        const enum status written = write_files(self);
        status = written == OK ? status : written;
    }
    late = engine_release_signals();
    self->signal = self->signal != 0 ? self->signal : late;
    return status;
}

static void
say_stopped(const struct study *self)
{
    const bool screening = is_screening(self);
    const int64_t planned = screening ? self->screening.planned : self->drivers.planned;
    const char *what = screening      ? planned == 1 ? "trajectory" : "trajectories"
                       : planned == 1 ? "row"
                                      : "rows";
    char done[PHRASE_MAX], all[PHRASE_MAX];

    phrase_count(planned, all);
    if (rows_of(self) == 0) {
        (void)fprintf(stderr, "Stopped before the first of %s %s was whole; nothing was written.\n",
            all, what);
    } else if (rows_of(self) < planned) {
        (void)fprintf(stderr, "Stopped after %s of %s %s; they are kept.\n",
            phrase_count(rows_of(self), done), all, what);
    } else if (self->knockout.scenario == NULL) {
        (void)fprintf(stderr, "Stopped while outcomes were measured; those that were are kept.\n");
    } else {
        (void)fprintf(stderr, "Stopped after %d of %d terms; they are kept.\n", self->knockout.n,
            self->knockout.neutral.n);
    }
}

static int
larger(int a, int b)
{
    return a > b ? a : b;
}

/* False when memory is exhausted. */
static bool
draw_page(struct study *self)
{
    const int numbers = larger(self->drivers.factors.n_numbers, self->screening.factors.n_numbers);
    const size_t room = (size_t)larger(numbers + 1, self->knockout.n);
    const struct screen_study study = { .scenario = &self->scenario,
        .drivers = is_screening(self) ? NULL : &self->drivers,
        .screening = is_screening(self) ? &self->screening : NULL,
        .knockout = self->knockout.scenario != NULL ? &self->knockout : NULL,
        .order = arena_alloc(&self->arena, room, sizeof(int)),
        .sizes = arena_alloc(&self->arena, room, sizeof(double)) };
    struct screen screen;

    if (study.order == NULL || study.sizes == NULL) {
        return false;
    }
    screen_init(&screen, stdout, self->job.line->ascii);
    screen_sensitivity(&screen, &study);
    return true;
}

/* Are there terms to take out? */
static bool
has_terms(struct study *self)
{
    struct neutral neutral = { .n = 0 };

    return neutral_init(&neutral, &self->scenario, &self->arena, &self->job.err) == OK &&
           neutral.n > 0;
}

static void
say_next(struct study *self)
{
    const char *path = self->job.line->operands[0];
    char command[1024], word[JOB_WORD_MAX];
    const struct job_hint hint = { command, "which of the terms make it so" };

    if (!self->job.line->knockout && self->signal == 0 && strcmp(path, "-") != 0 &&
        job_word(path, word) && has_terms(self)) {
        (void)snprintf(command, sizeof(command), "sensitivity %s --knockout", word);
        job_say_next(&self->job, &hint, 1);
    }
}

static int
show(struct study *self)
{
    int shown = 0;

    if (self->interrupted) {
        say_stopped(self);
    }
    if (rows_of(self) > 0 && self->job.line->json) {
        shown = print_json(self);
    } else if (rows_of(self) > 0 && !draw_page(self)) {
        return job_fail(&self->job, err_memory(&self->job.err), self->job.line->operands[0]);
    }
    shown = cmd_flush(shown); /* before what is said on stderr */
    if (self->bundle.done) {
        job_say_written(&self->job, &self->bundle);
    }
    say_next(self);
    return self->signal != 0 ? 128 + self->signal : shown;
}

static int
run(const struct cmd_line *line)
{
    struct study *self = calloc(1, sizeof(*self));
    enum status status = OK;
    int exit_status = 0;

    if (self == NULL) {
        (void)fprintf(stderr, "parley: out of memory\n");
        return err_exit(ERR_MEMORY);
    }
    job_begin(&self->job, line);
    status = job_load(&self->job, &self->scenario, line->operands[0]);
    if (status == OK) {
        status = job_choose(&self->job, &self->scenario, &self->arena, &self->chosen);
    }
    status = status == OK ? play_undisturbed(self) : status;
    exit_status = status == OK || status == ERR_INTERRUPT
                      ? show(self)
                      : job_fail(&self->job, status, line->operands[0]);
    bundle_free(&self->bundle);
    source_free(&self->history);
    knockout_free(&self->knockout);
    screening_free(&self->screening);
    drivers_free(&self->drivers);
    scenario_free(&self->scenario);
    arena_free(&self->arena);
    free(self);
    return exit_status;
}

static const struct cmd_option options[] = {
    { CMD_FLAG, 0, "knockout", NULL, CMD_AT(knockout), 0, 0,
        "Plays the same worlds without each term of the events too." },
    { CMD_FLAG, 0, "morris", NULL, CMD_AT(morris), 0, 0,
        "Screens the numbers instead: far fewer runs; tells which matter at all." },
    { CMD_TEXTS, 0, "outcome", "NAME", CMD_AT(outcomes), 0, 0,
        "Looks at this outcome alone; may be given several times." },
    { CMD_WHOLE, 'n', "runs", "ROWS", CMD_AT(runs), 1, SCENARIO_RUNS_MAX,
        "How many rows, each of which is a run for every number and three more; with --morris how "
        "many trajectories. Default: the scenario's runs; with --morris 100. With --knockout it is "
        "also how many worlds are played without each term." },
    JOB_OPTION_SEED,
    JOB_OPTIONS_RESULTS("NAME-sensitivity, or with --morris results/NAME-morris,"),
    { .word = NULL },
};

const struct cmd cmd_sensitivity = {
    .name = "sensitivity",
    .summary = "which uncertain numbers, and which terms, drive which outcomes",
    .operands = "SCENARIO.cfg",
    .least = 1,
    .most = 1,
    .group = CMD_QUESTIONS,
    .options = options,
    .example = "parley sensitivity SCENARIO.cfg --knockout --outcome NAME",
    .run = run,
};
