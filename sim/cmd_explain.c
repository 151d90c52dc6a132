/* cmd_explain: tells one history, day by day: a run by its number, one in which something holds, or
 * typical ones. */
#include <math.h>
#include <string.h>

#include "job.h"
#include "phrase.h"
#include "pick.h"
#include "tell.h"

enum { STORIES_MOST = 3, HEAD_MAX = 400, OPERAND_MOST = 600 /* in hints */ };

/* A run to be told, and why this one. */
struct story {
    int64_t run;
    char head[HEAD_MAX];
    const char *chosen; /* for JSON: "run", "where", "p50", "p05", "p95" */
};

/* One call of `parley explain`. */
struct explanation {
    struct job job;
    struct scenario scenario;
    struct sample sample;
    struct arena arena;
    const char *path; /* of the scenario */
    struct pick pick;
    bool searches;           /* --where */
    int outcome;             /* that the choice is about, -1 */
    int64_t n_holding, n_in; /* --where */
    struct story stories[STORIES_MOST];
    int n_stories;
    int shown;    /* the exit status of what was shown */
    double value; /* of the outcome that is spoken of, in the run told first */
};

/* ---- which runs ---- */

/* At most one way to choose. */
static enum status
check_choice(struct explanation *self)
{
    const struct cmd_line *line = self->job.line;
    const int n = (line->run >= 0) + (line->where != NULL) + (line->typical != NULL);

    return n <= 1 ? OK
                  : err_add(&self->job.err, ERR_USAGE, NULL,
                        "--run, --where and --typical each choose the run; give one of them");
}

/* A folder of results stands for the scenario in it. */
static enum status
load(struct explanation *self)
{
    const char *operand = self->job.line->operands[0];
    const size_t n = strlen(operand);

    self->path = operand;
    if (strcmp(operand, "-") != 0 && sample_is_folder(operand)) {
        self->path = arena_print(
            &self->arena, "%s%sscenario.cfg", operand, operand[n - 1] == '/' ? "" : "/");
    }
    if (self->path == NULL) {
        return err_memory(&self->job.err);
    }
    return job_load(&self->job, &self->scenario, self->path);
}

/* What the choice is about. Without any, the scenario's first outcome. */
static enum status
read_choice(struct explanation *self)
{
    const struct cmd_line *line = self->job.line;

    self->outcome = -1;
    if (line->run >= 0) {
        return OK;
    }
    if (line->where != NULL) {
        self->searches = true;
        const enum status status =
            pick_read(&self->pick, &self->scenario, line->where, &self->job.err);
        self->outcome = self->pick.outcome;
        return status;
    }
    if (line->typical != NULL) {
        self->outcome = pick_outcome(&self->scenario, line->typical, &self->job.err);
        return self->outcome >= 0 ? OK : self->job.err.status;
    }
    self->outcome = self->scenario.n_outcomes > 0 ? 0 : -1;
    return OK;
}

static enum status
play_all(struct explanation *self)
{
    const struct sample_options options = {
        .threads = self->job.threads, .progress = job_progress, .context = &self->job
    };
    enum status status = OK;

    job_start_clock(&self->job);
    status = sample_play(&self->sample, &self->scenario, &options, &self->job.err);
    job_clear_progress(&self->job);
    return status;
}

static struct story *
add_story(struct explanation *self, int64_t run, const char *chosen)
{
    struct story *story = &self->stories[self->n_stories++];

    story->run = run;
    story->chosen = chosen;
    return story;
}

/* No run in which it holds: what there was instead. */
static enum status
say_none(struct explanation *self)
{
    const struct outcome *outcome = &self->scenario.outcomes[self->outcome];
    double least = 0.0, greatest = 0.0;
    bool never = false;
    char runs[PHRASE_MAX], low[TELL_VALUE_MAX], high[TELL_VALUE_MAX], seen[HEAD_MAX];

    pick_range(&self->sample, self->outcome, &least, &greatest, &never);
    tell_value(&self->scenario, self->outcome, least, low);
    tell_value(&self->scenario, self->outcome, greatest, high);
    (void)snprintf(seen, sizeof(seen), "%.100s%s%.100s%s", low,
        strcmp(low, high) != 0 ? " to " : "", strcmp(low, high) != 0 ? high : "",
        never && !isnan(least) && outcome->kind == OUTCOME_DATE ? ", and never" : "");
    if (self->sample.n_failed == self->sample.n) {
        return err_add(&self->job.err, ERR_RUN, NULL, "none of %s gave an answer; the first: %s",
            phrase_plural(self->sample.n, "run", runs), self->sample.failure);
    }
    if (self->n_in == 0) {
        return err_add(&self->job.err, ERR_RUN, NULL, "in none of %s does %s count",
            phrase_plural(self->sample.n, "run", runs), outcome->name);
    }
    return err_add(&self->job.err, ERR_RUN, NULL, "in none of %s does %s hold\nseen: %s",
        phrase_plural(self->n_in, "run", runs), self->job.line->where, seen);
}

static enum status
choose_where(struct explanation *self)
{
    const struct outcome *outcome = &self->scenario.outcomes[self->outcome];
    const int64_t run = pick_first(&self->pick, &self->sample, &self->n_holding, &self->n_in);
    const bool nearest = outcome->kind == OUTCOME_VALUE && self->pick.relation == PICK_IS &&
                         !isnan(self->pick.value);
    char number[PHRASE_MAX], all[PHRASE_MAX], holding[PHRASE_MAX], value[TELL_VALUE_MAX];
    struct story *story = NULL;

    if (run == 0) {
        return say_none(self);
    }
    story = add_story(self, run, "where");
    phrase_count(run, number);
    phrase_count(self->sample.n, all);
    phrase_count(self->n_holding, holding);
    if (nearest) {
        tell_value(&self->scenario, self->outcome,
            sample_column(&self->sample, self->outcome)[run - 1], value);
        (void)snprintf(story->head, HEAD_MAX,
            "Run %s of %s: the nearest to %.90s, with %.60s at %.60s.", number, all,
            self->job.line->where, outcome->label, value);
    } else if (self->n_holding == 1) {
        (void)snprintf(story->head, HEAD_MAX, "Run %s of %s: the only one in which %.90s holds.",
            number, all, self->job.line->where);
    } else {
        (void)snprintf(story->head, HEAD_MAX,
            "Run %s of %s: the first of %s in which %.100s holds.", number, all, holding,
            self->job.line->where);
    }
    return OK;
}

/* The runs at the median and at the ends, those that differ from it; without --typical the first
 * alone. */
static enum status
choose_typical(struct explanation *self)
{
    static const struct {
        double p;
        const char *chosen, *words;
    } places[STORIES_MOST] = { { 0.50, "p50", "the middle one" },
        { 0.05, "p05", "with 5% of runs at or below it" },
        { 0.95, "p95", "with 5% of runs at or above it" } };
    const int n = self->job.line->typical != NULL ? STORIES_MOST : 1;
    const struct outcome *outcome = &self->scenario.outcomes[self->outcome];
    const double *values = sample_column(&self->sample, self->outcome);

    for (int k = 0; k < n; k++) {
        const int64_t run =
            pick_quantile(&self->sample, self->outcome, places[k].p, &self->job.err);
        char number[PHRASE_MAX], all[PHRASE_MAX], value[TELL_VALUE_MAX];
        struct story *story = NULL;

        if (run == 0) {
            return self->job.err.status != OK ? self->job.err.status : say_none(self);
        }
        if (k > 0 &&
            (run == self->stories[0].run || run == self->stories[self->n_stories - 1].run)) {
            continue;
        }
        story = add_story(self, run, places[k].chosen);
        (void)snprintf(story->head, HEAD_MAX, "Run %s of %s, %s by \"%.100s\": %.60s.",
            phrase_count(run, number), phrase_count(self->sample.n, all), places[k].words,
            outcome->label, tell_value(&self->scenario, self->outcome, values[run - 1], value));
    }
    return OK;
}

static enum status
choose(struct explanation *self)
{
    const struct cmd_line *line = self->job.line;
    char number[PHRASE_MAX], all[PHRASE_MAX];
    enum status status = OK;

    if (self->outcome < 0) {
        struct story *story = add_story(self, line->run > 0 ? line->run : 1, "run");
        (void)snprintf(story->head, HEAD_MAX,
            story->run <= self->scenario.runs ? "Run %s of %s."
                                              : "Run %s, beyond the scenario's %s.",
            phrase_count(story->run, number), phrase_count(self->scenario.runs, all));
        return OK;
    }
    status = play_all(self);
    if (status != OK) {
        return status;
    }
    return self->searches ? choose_where(self) : choose_typical(self);
}

/* ---- telling ---- */

/* The outcome that hints are about: the one asked for, else the first; -1: there is none. */
static int
spoken_of(const struct explanation *self)
{
    return self->outcome >= 0 ? self->outcome : self->scenario.n_outcomes > 0 ? 0 : -1;
}

/* Plays a run; the first one's outcome is remembered. */
static enum status
play(struct explanation *self, struct chronicle *chronicle, int k)
{
    const enum status status =
        chronicle_init(chronicle, &self->scenario, (uint32_t)self->stories[k].run, &self->job.err);

    if (status == OK && k == 0 && spoken_of(self) >= 0) {
        self->value = chronicle->answered ? chronicle->outcomes[spoken_of(self)] : PARAM_NONE;
    }
    return status;
}

static enum status
show_story(struct explanation *self, const struct screen *screen, int k)
{
    struct chronicle chronicle = { .n = 0 };
    enum status status = play(self, &chronicle, k);

    if (status == OK) {
        phrase_wrap(screen->out, self->stories[k].head, 0, 0, screen->width);
        (void)fputs("One possible world, not a forecast.\n", screen->out);
        status = tell_story(screen, &chronicle, self->job.line->verbose, &self->job.err);
    }
    chronicle_free(&chronicle);
    return status;
}

static enum status
show_all(struct explanation *self)
{
    struct screen screen;
    enum status status = OK;
    char title[2 * PHRASE_MAX];

    screen_init(&screen, stdout, self->job.line->ascii);
    phrase_wrap(stdout, self->scenario.title, 0, 0, screen.width);
    (void)printf("%s\n", phrase_period(self->scenario.start, self->scenario.end, title));
    for (int k = 0; k < self->n_stories && status == OK; k++) {
        (void)fputc('\n', stdout);
        status = show_story(self, &screen, k);
    }
    return status;
}

static enum status
show_json(struct explanation *self)
{
    struct facts facts = facts_begin(), list = facts_list();
    enum status status = OK;

    facts_text(&facts, "schema", "parley.explain/1");
    facts_text(&facts, "scenario", self->scenario.name);
    facts_text(&facts, "title", self->scenario.title);
    facts_date(&facts, "start", self->scenario.start);
    facts_date(&facts, "end", self->scenario.end);
    facts_whole(&facts, "runs", self->scenario.runs);
    facts_whole(&facts, "seed", (int64_t)self->scenario.seed);
    if (self->searches) {
        facts_text(&facts, "where", self->job.line->where);
        facts_whole(&facts, "holds_in", self->n_holding);
        facts_whole(&facts, "of", self->n_in);
    }
    for (int k = 0; k < self->n_stories && status == OK; k++) {
        struct chronicle chronicle = { .n = 0 };
        status = play(self, &chronicle, k);
        if (status == OK) {
            struct facts story = facts_begin();
            facts_text(&story, "chosen", self->stories[k].chosen);
            tell_json(&story, &chronicle);
            facts_add(&list, story);
        }
        chronicle_free(&chronicle);
    }
    facts_put(&facts, "histories", list);
    if (status != OK) {
        facts_free(&facts);
        return status;
    }
    self->shown = cmd_print_json(facts);
    return OK;
}

/* Another world, and the opposite in what is spoken of. */
static void
say_next(const struct explanation *self)
{
    const char *operand = self->job.line->operands[0];
    const int o = spoken_of(self);
    const bool holds = self->value > 0.0 || (self->value == 0.0 && o >= 0 &&
                                                self->scenario.outcomes[o].kind == OUTCOME_DATE);
    char other[700], opposite[900];
    struct job_hint hints[2] = { { other, "another world" }, { NULL, "" } };

    if (strcmp(operand, "-") == 0 || strlen(operand) > OPERAND_MOST) {
        return;
    }
    (void)snprintf(other, sizeof(other), "explain %.600s --run %lld", operand,
        (long long)self->stories[0].run + 1);
    if (o >= 0 && self->scenario.outcomes[o].kind != OUTCOME_VALUE) {
        (void)snprintf(opposite, sizeof(opposite), "explain %.600s --where %s%s", operand,
            self->scenario.outcomes[o].name,
            !holds                                            ? ""
            : self->scenario.outcomes[o].kind == OUTCOME_DATE ? "=never"
                                                              : "=0");
        hints[1] = (struct job_hint){ opposite, holds ? "one without it" : "one with it" };
    }
    job_say_next(&self->job, hints, 2);
}

/* ---- the command ---- */

static int
run(const struct cmd_line *line)
{
    struct explanation self = { .outcome = -1 };
    enum status status = OK;
    int exit_status = 0;

    job_begin(&self.job, line);
    status = check_choice(&self);
    if (status == OK) {
        status = load(&self);
    }
    if (status == OK) {
        status = read_choice(&self);
    }
    if (status == OK) {
        status = choose(&self);
    }
    if (status == OK) {
        status = line->json ? show_json(&self) : show_all(&self);
    }
    if (status == ERR_INTERRUPT) {
        (void)fprintf(stderr, "Stopped while looking for a run; --run K needs no search.\n");
        exit_status = 128 + self.sample.signal;
    } else if (status != OK) {
        exit_status =
            job_fail(&self.job, status, self.path != NULL ? self.path : line->operands[0]);
    } else {
        exit_status = cmd_flush(self.shown);
        say_next(&self);
    }
    sample_free(&self.sample);
    arena_free(&self.arena);
    scenario_free(&self.scenario);
    return exit_status;
}

static const struct cmd_option options[] = {
    { CMD_WHOLE, 0, "run", "K", CMD_AT(run), 1, UINT32_MAX,
        "The run of this number, from 1; it may be beyond RUNS. SCENARIO.cfg may be a folder of "
        "results." },
    { CMD_TEXT, 0, "where", "OUTCOME", CMD_AT(where), 0, 0,
        "The first run in which it holds; also OUTCOME=0, OUTCOME=never, OUTCOME=2008-02-17, "
        "OUTCOME<VALUE and <=, >, >=; of a value the nearest." },
    { CMD_TEXT, 0, "typical", "OUTCOME", CMD_AT(typical), 0, 0,
        "Three runs: in the middle of this outcome, and with 5% of runs below or above." },
    JOB_OPTION_RUNS,
    JOB_OPTION_SEED,
    JOB_OPTION_THREADS,
    CMD_OPTION_SET,
    { CMD_FLAG, 'v', "verbose", NULL, CMD_AT(verbose), 0, 0,
        "Every number drawn, every change of chance, every act with its reasons." },
    CMD_OPTION_JSON,
    JOB_OPTION_QUIET,
    CMD_OPTION_ASCII,
    { .word = NULL },
};

const struct cmd cmd_explain = {
    .name = "explain",
    .summary = "one history, day by day, and why it went that way",
    .operands = "SCENARIO.cfg",
    .least = 1,
    .most = 1,
    .group = CMD_RESULTS,
    .options = options,
    .example = "parley explain SCENARIO.cfg --run 7",
    .run = run,
};
