/* cmd_sweep: plays a scenario at every point of a design, shows what changes, and writes it down.
 */
#include <stdlib.h>
#include <string.h>

#include "job.h"
#include "phrase.h"
#include "results.h"
#include "screen_sweep.h"
#include "tables.h"

#define TABLE "sweep.csv"

/* One call of `parley sweep`. */
struct play {
    struct job job;
    struct arena arena;
    struct source input; /* standard input, when the scenario stands there */
    struct sweep_source source;
    struct scenario base;
    struct source history; /* which the scenario names */
    struct design design;
    struct sweep sweep;
    bool *chosen; /* per outcome; NULL: all */
    struct bundle bundle;
    struct sheet sheet;
    struct facts points; /* --json */
};

/* ---- what is to be played ---- */

/* The flags of --outcome; none when it was not given. */
static enum status
choose_outcomes(struct play *self)
{
    bool *chosen = NULL;
    const enum status status = job_choose(&self->job, &self->base, &self->arena, &chosen);

    self->chosen = self->job.line->outcomes.n > 0 ? chosen : NULL;
    return status;
}

static enum status
load_base(struct play *self)
{
    const struct cmd_line *line = self->job.line;
    struct err *err = &self->job.err;
    enum status status = OK;

    self->source = (struct sweep_source){
        .path = line->operands[0], .sets = line->sets, .n_sets = line->n_sets
    };
    if (strcmp(line->operands[0], "-") == 0) { /* which can be read only once */
        status = source_read(&self->input, "-", TEXT_FILE_MAX, NULL, err);
        self->source.held = &self->input;
    }
    status = status == OK ? sweep_load(&self->source, NULL, 0, &self->base, err) : status;
    if (status == OK) {
        job_say_remarks(&self->job);
    }
    return status;
}

static void
show_progress(void *context, int64_t done, int64_t all)
{
    struct play *self = context;

    job_progress(&self->job, done, all);
}

/* Signals wait meanwhile; sweep_init looks for them. */
static enum status
look_at_points(struct play *self)
{
    const struct sweep_watch watch = { .progress = show_progress, .context = self };
    enum status status = OK;
    int late = 0;

    self->job.counted = "point";
    job_start_clock(&self->job);
    engine_hold_signals();
    status =
        sweep_init(&self->sweep, &self->source, &self->base, &self->design, &watch, &self->job.err);
    late = engine_release_signals();
    self->sweep.signal = self->sweep.signal != 0 ? self->sweep.signal : late;
    job_clear_progress(&self->job);
    self->job.counted = NULL;
    return status == OK && late != 0 ? ERR_INTERRUPT : status;
}

/* All that can be wrong is found here, before anything is played. */
static enum status
prepare(struct play *self)
{
    const struct cmd_line *line = self->job.line;
    struct err *err = &self->job.err;
    enum status status = design_init(
        &self->design, line->over.items, line->over.n, line->lhs > 0 ? line->lhs : 0, err);

    status =
        status == OK ? design_check_sets(&self->design, line->sets, line->n_sets, err) : status;
    status = status == OK ? load_base(self) : status;
    status = status == OK ? choose_outcomes(self) : status;
    status = status == OK ? design_lay(&self->design, self->base.seed, err) : status;
    status = status == OK ? look_at_points(self) : status;
    if (status == OK) {
        job_say_remarks(&self->job);
    }
    return status;
}

/* ---- JSON ---- */

/* A point's values by path. */
static struct facts
values_json(const struct design *design, int point)
{
    struct facts values = facts_begin();
    char text[DESIGN_TEXT_MAX];

    for (int a = 0; a < design->n_axes; a++) {
        if (design_is_number(design, point, a)) {
            facts_number(&values, design->axes[a].path, design_number(design, point, a));
        } else {
            facts_text(&values, design->axes[a].path, design_value(design, point, a, text));
        }
    }
    return values;
}

static struct facts
begin_json(const struct play *self, const char *schema)
{
    struct facts facts = facts_begin();

    facts_text(&facts, "schema", schema);
    facts_text(&facts, "scenario", self->base.name);
    facts_text(&facts, "title", self->base.title);
    facts_whole(&facts, "seed", (int64_t)self->base.seed);
    facts_flag(&facts, "hypercube", self->design.hypercube);
    facts_whole(&facts, "points_planned", self->design.n_points);
    facts_whole(&facts, "runs_planned", self->sweep.runs_planned);
    return facts;
}

static int
print_json(struct play *self, bool interrupted)
{
    struct facts facts = begin_json(self, "parley.sweep/1");

    facts_whole(&facts, "runs", self->sweep.runs_played);
    facts_whole(&facts, "failed", self->sweep.n_failed);
    facts_flag(&facts, "interrupted", interrupted);
    facts_put(&facts, "points", self->points);
    self->points = (struct facts){ .object = NULL };
    return cmd_print_json(facts);
}

static int
print_design_json(const struct play *self)
{
    struct facts facts = begin_json(self, "parley.design/1"), points = facts_list();

    for (int p = 0; p < self->design.n_points; p++) {
        struct facts point = facts_begin();
        facts_whole(&point, "point", p + 1);
        facts_put(&point, "values", values_json(&self->design, p));
        facts_add(&points, point);
    }
    facts_put(&facts, "points", points);
    return cmd_print_json(facts);
}

/* ---- sweep.csv ---- */

static void
begin_table(struct play *self)
{
    sheet_text(&self->sheet, "scenario");
    sheet_text(&self->sheet, "point");
    for (int a = 0; a < self->design.n_axes; a++) {
        sheet_text(&self->sheet, self->design.axes[a].path);
    }
    tables_begin_summary(&self->sheet);
}

static void
write_point(
    struct play *self, int point, const struct scenario *scenario, const struct summary *summary)
{
    char text[DESIGN_TEXT_MAX];

    for (int o = 0; o < summary->n; o++) {
        sheet_text(&self->sheet, self->base.name);
        sheet_whole(&self->sheet, point + 1);
        for (int a = 0; a < self->design.n_axes; a++) {
            sheet_text(&self->sheet, design_value(&self->design, point, a, text));
        }
        tables_summary(&self->sheet, scenario, &summary->rows[o]);
    }
}

/* A sweep_options.finished. */
static enum status
keep_point(void *context, int point, const struct scenario *scenario, const struct summary *summary,
    struct err *err)
{
    struct play *self = context;

    self->job.before = self->sweep.runs_played;
    if (self->job.line->json) {
        struct facts facts = facts_begin(), outcomes = facts_list();
        for (int o = 0; o < summary->n; o++) {
            facts_add(&outcomes, job_outcome(&summary->rows[o], scenario));
        }
        facts_whole(&facts, "point", point + 1);
        facts_put(&facts, "values", values_json(&self->design, point));
        facts_put(&facts, "outcomes", outcomes);
        facts_add(&self->points, facts);
    }
    if (self->job.line->no_files) {
        return OK;
    }
    write_point(self, point, scenario, summary);
    return sheet_check(&self->sheet, err);
}

/* ---- the folder ---- */

/* A folder of its own kind, NAME-sweep: it replaces no run's, and no run replaces it. */
static enum status
begin_folder(struct play *self)
{
    const struct bundle_options options = job_bundle(&self->job);
    const char *name = arena_print(&self->arena, "%s-sweep", self->base.name);
    struct err *err = &self->job.err;
    enum status status = OK;

    if (self->job.line->no_files) {
        return OK;
    }
    if (name == NULL) {
        return err_memory(err);
    }
    if (self->base.history != NULL) {
        status = source_read(
            &self->history, self->base.history, TEXT_FILE_MAX, &self->base.history_place, err);
        scenario_bring_history(&self->base);
    }
    status = status == OK ? bundle_begin(&self->bundle, name, &options, err) : status;
    status = status == OK ? bundle_open(&self->bundle, TABLE, &self->sheet, err) : status;
    if (status == OK) {
        begin_table(self);
    }
    return status;
}

/* run.json. */
static struct facts
describe(const struct play *self, bool interrupted)
{
    struct facts facts = bundle_describe(&self->bundle, "parley.run/1"), axes = facts_list();

    facts_text(&facts, "sweep_of", self->base.name);
    facts_text(&facts, "title", self->base.title);
    facts_text(&facts, "scenario_sha256", bundle_hash(&self->bundle, RESULTS_SCENARIO));
    facts_whole(&facts, "seed", (int64_t)self->base.seed);
    facts_whole(&facts, "runs", self->sweep.runs_planned);
    facts_whole(&facts, "runs_played", self->sweep.runs_played);
    facts_whole(&facts, "runs_with_an_answer", self->sweep.runs_played - self->sweep.n_failed);
    facts_whole(&facts, "points", self->design.n_points);
    facts_whole(&facts, "points_played", self->sweep.n_done);
    facts_flag(&facts, "hypercube", self->design.hypercube);
    for (int a = 0; a < self->design.n_axes; a++) {
        struct facts axis = facts_begin();
        facts_text(&axis, "path", self->design.axes[a].path);
        facts_text(&axis, "values", self->design.axes[a].typed);
        facts_add(&axes, axis);
    }
    facts_put(&facts, "over", axes);
    facts_flag(&facts, "interrupted", interrupted);
    facts_whole(&facts, "threads", self->job.threads);
    return facts;
}

static enum status
finish_folder(struct play *self, bool interrupted)
{
    struct err *err = &self->job.err;
    struct facts facts = { 0 };
    enum status status = OK;

    if (self->job.line->no_files) {
        return OK;
    }
    status = bundle_close(&self->bundle, TABLE, &self->sheet, err);
    status = status == OK ? results_add_scenario(&self->bundle, &self->base, &self->history, err)
                          : status;
    /* A part of the points does not replace more of them: it is put beside. */
    if (status == OK && interrupted &&
        folder_old_runs(&self->bundle.folder) > self->sweep.runs_played) {
        status = folder_step_aside(&self->bundle.folder, "-partial", err);
    }
    if (status == OK) {
        facts = describe(self, interrupted);
        status = bundle_finish(&self->bundle, &facts, err);
    }
    return status;
}

/* ---- playing ---- */

static enum status
check_answers(struct play *self)
{
    char runs[PHRASE_MAX];

    return self->sweep.n_failed < self->sweep.runs_played
               ? OK
               : err_add(&self->job.err, ERR_RUN, NULL,
                     "none of %s gave an answer, at whatever point; `parley run` says why",
                     phrase_plural(self->sweep.runs_played, "run", runs));
}

static enum status
play(struct play *self)
{
    const struct sweep_options options = {
        .engine = { .threads = self->job.threads, .progress = show_progress, .context = self },
        .finished = keep_point,
    };
    enum status played = OK, status = begin_folder(self);

    if (status != OK) {
        return status;
    }
    self->job.all = self->sweep.runs_planned;
    job_start_clock(&self->job);
    played = sweep_play(&self->sweep, &options, &self->job.err);
    job_clear_progress(&self->job);
    if ((played != OK && played != ERR_INTERRUPT) || self->sweep.n_done == 0) {
        return played;
    }
    status = check_answers(self);
    status = status == OK ? finish_folder(self, played == ERR_INTERRUPT) : status;
    return status == OK ? played : status;
}

/* Signals that stop wait until the results have their final name; the engine looks for them while
 * it plays. */
static enum status
play_undisturbed(struct play *self)
{
    enum status status = OK;
    int late = 0;

    engine_hold_signals();
    status = play(self);
    sheet_free(&self->sheet);
    if (!self->bundle.done) {
        bundle_free(&self->bundle); /* takes the unfinished folder away */
    }
    late = engine_release_signals();
    self->sweep.signal = self->sweep.signal != 0 ? self->sweep.signal : late;
    return status;
}

/* ---- what is said ---- */

static void
say_stopped(const struct play *self)
{
    char done[PHRASE_MAX], all[PHRASE_MAX];

    if (self->sweep.n_done == 0 && self->job.line->dry_run) {
        (void)fprintf(stderr, "Stopped while points were looked at.\n");
        return;
    }
    if (self->sweep.n_done == 0) {
        (void)fprintf(stderr, "Stopped before the first of %s was finished; nothing was written.\n",
            phrase_plural(self->design.n_points, "point", all));
        return;
    }
    (void)fprintf(stderr, "Stopped after %s of %s; finished points are kept.\n",
        phrase_count(self->sweep.n_done, done), phrase_plural(self->design.n_points, "point", all));
}

/* One point in full, of a sweep that a shell's words can tell. */
static void
say_next(const struct play *self)
{
    const char *path = self->job.line->operands[0];
    const int last = self->design.n_points - 1;
    char command[1024], word[JOB_WORD_MAX], value[DESIGN_TEXT_MAX];
    const struct job_hint hint = { command, "one point in full" };

    if (strcmp(path, "-") != 0 && job_word(path, word) && self->design.n_axes == 1 &&
        (design_is_number(&self->design, last, 0) || self->design.axes[0].kind == DESIGN_DAY)) {
        (void)snprintf(command, sizeof(command), "run %s --set %.300s=%s", word,
            self->design.axes[0].path, design_value(&self->design, last, 0, value));
        job_say_next(&self->job, &hint, 1);
    }
}

static int
show(struct play *self, enum status status)
{
    const struct cmd_line *line = self->job.line;
    struct screen screen;
    int shown = 0;

    if (status == ERR_INTERRUPT) {
        say_stopped(self);
    }
    if (self->sweep.n_done > 0 && line->json) {
        shown = print_json(self, status == ERR_INTERRUPT);
    } else if (self->sweep.n_done > 0) {
        screen_init(&screen, stdout, line->ascii);
        if (screen_sweep(&screen, &self->sweep, self->chosen, &self->job.err) != OK) {
            return job_fail(&self->job, ERR_MEMORY, line->operands[0]);
        }
    }
    shown = cmd_flush(shown); /* before what is said on stderr */
    if (self->sweep.n_done > 0 && !line->no_files) {
        job_say_written(&self->job, &self->bundle);
    }
    if (status == OK && !self->bundle.unchanged) {
        say_next(self);
    }
    return self->sweep.signal != 0 ? 128 + self->sweep.signal : shown;
}

static int
show_design(const struct play *self)
{
    const struct cmd_line *line = self->job.line;
    struct screen screen;
    char points[PHRASE_MAX], runs[PHRASE_MAX];
    int shown = 0;

    if (line->json) {
        shown = print_design_json(self);
    } else {
        screen_init(&screen, stdout, line->ascii);
        screen_sweep_design(&screen, &self->design);
    }
    shown = cmd_flush(shown);
    if (!line->quiet) {
        (void)fprintf(stderr, "%s, %s in all; nothing was run.\n",
            phrase_plural(self->design.n_points, "point", points),
            phrase_plural(self->sweep.runs_planned, "run", runs));
    }
    return shown;
}

static int
run(const struct cmd_line *line)
{
    struct play self = { .chosen = NULL };
    enum status status = OK;
    int exit_status = 0;

    job_begin(&self.job, line);
    self.points = line->json && !line->dry_run ? facts_list() : self.points;
    status = prepare(&self);
    if (status == OK && !line->dry_run) {
        status = play_undisturbed(&self);
    }
    if (status != OK && status != ERR_INTERRUPT) {
        exit_status = job_fail(&self.job, status, line->operands[0]);
    } else {
        exit_status = line->dry_run && status == OK ? show_design(&self) : show(&self, status);
    }
    facts_free(&self.points);
    bundle_free(&self.bundle);
    sweep_free(&self.sweep);
    design_free(&self.design);
    scenario_free(&self.base);
    source_free(&self.history);
    source_free(&self.input);
    arena_free(&self.arena);
    return exit_status;
}

static const struct cmd_option options[] = {
    { CMD_TEXTS, 0, "over", "PATH=VALUES", CMD_AT(over), 0, 0,
        "What to vary: PATH=FROM:TO:STEP (TO included; dates and a step in days too) or PATH=a,b,c "
        "(each as --set takes it). Several: all combinations, the last varying fastest." },
    { CMD_WHOLE, 0, "lhs", "POINTS", CMD_AT(lhs), 1, DESIGN_POINTS_MAX,
        "In place of all combinations so many points of a Latin hypercube over PATH=FROM:TO, or "
        "PATH=FROM:TO:STEP." },
    { CMD_FLAG, 0, "dry-run", NULL, CMD_AT(dry_run), 0, 0, "Lists the points and plays nothing." },
    { CMD_TEXTS, 0, "outcome", "NAME", CMD_AT(outcomes), 0, 0,
        "Shows this outcome and draws it; may be given more than once. All are in the file." },
    JOB_OPTION_RUNS,
    JOB_OPTION_SEED,
    JOB_OPTIONS_RESULTS("NAME-sweep"),
    { .word = NULL },
};

const struct cmd cmd_sweep = {
    .name = "sweep",
    .summary = "the same worlds again for each of several values: what changes",
    .operands = "SCENARIO.cfg",
    .least = 1,
    .most = 1,
    .group = CMD_QUESTIONS,
    .options = options,
    .example = "parley sweep SCENARIO.cfg --over actors.NAME.capability=10:50:10",
    .run = run,
};
