/* cmd_explain: tells one history, day by day: a run by its number, one in which something holds, or
 * typical ones. */
#include <math.h>
#include <string.h>

#include "job.h"
#include "phrase.h"
#include "pick.h"
#include "tell.h"

enum { STORIES_MOST = 3 };

/* A run to be told, and why this one. */
struct story {
    int64_t run;
    const char *head;   /* a sentence; NULL: no memory */
    const char *chosen; /* for JSON: "run", "where", "p50", "p05", "p95", "usual", "other" */
    const char *place;  /* among all, in words; of a quantile */
    int n_places;       /* that it stands for */
};

/* One call of `parley explain`. */
struct explanation {
    struct job job;
    struct scenario scenario;
    struct sample sample;
    struct arena arena;
    struct pick picks[CMD_TEXTS_MAX]; /* --where */
    int n_picks;
    const char *wanted;      /* --where's in words: "a, b and c" */
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
    const int n = (line->run >= 0) + (line->where.n > 0) + (line->typical != NULL);

    return n <= 1 ? OK
                  : err_add(&self->job.err, ERR_USAGE, NULL,
                        "--run, --where and --typical each choose the run; give one of them");
}

/* A folder of results stands for the scenario in it. */
static enum status
load(struct explanation *self)
{
    const char *operand = self->job.line->operands[0];

    if (strcmp(operand, "-") == 0 || !sample_is_folder(operand)) {
        return job_load(&self->job, &self->scenario, operand);
    }
    return self->job.line->n_sets == 0
               ? sample_scenario(&self->scenario, operand, &self->job.err)
               : err_add(&self->job.err, ERR_USAGE, NULL,
                     "-n, -s and --set are for scenario files; results that are read stay as they "
                     "were played");
}

/* All that is to hold. One at most may be the nearest to something. */
static enum status
read_where(struct explanation *self)
{
    const struct cmd_texts *where = &self->job.line->where;
    const struct pick *nearest = NULL;
    enum status status = OK;

    self->wanted = "";
    for (int k = 0; k < where->n && self->wanted != NULL; k++) {
        const char *between = k == 0 ? "" : k + 1 == where->n ? " and " : ", ";
        struct pick *pick = &self->picks[self->n_picks++];

        status = pick_read(pick, &self->scenario, where->items[k], &self->job.err);
        if (status != OK) {
            return status;
        }
        if (pick->nearest && nearest != NULL) {
            return err_add(&self->job.err, ERR_USAGE, NULL,
                "the nearest run is looked for of one value only; give %s a range, with >= or <=",
                self->scenario.outcomes[pick->outcome].name);
        }
        nearest = pick->nearest ? pick : nearest;
        self->wanted = arena_print(&self->arena, "%s%s%s", self->wanted, between, where->items[k]);
    }
    self->outcome = self->picks[0].outcome;
    return self->wanted != NULL ? OK : err_memory(&self->job.err);
}

/* The first outcome that is no flag: its middle run says more than that of a flag. -1: there is no
 * outcome. */
static int
default_outcome(const struct scenario *scenario)
{
    for (int o = 0; o < scenario->n_outcomes; o++) {
        if (scenario->outcomes[o].kind != OUTCOME_FLAG) {
            return o;
        }
    }
    return scenario->n_outcomes > 0 ? 0 : -1;
}

/* What the choice is about. */
static enum status
read_choice(struct explanation *self)
{
    const struct cmd_line *line = self->job.line;

    self->outcome = -1;
    if (line->run >= 0) {
        return OK;
    }
    if (line->where.n > 0) {
        return read_where(self);
    }
    if (line->typical != NULL) {
        self->outcome = pick_outcome(&self->scenario, line->typical, &self->job.err);
        return self->outcome >= 0 ? OK : self->job.err.status;
    }
    self->outcome = default_outcome(&self->scenario);
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

    *story = (struct story){ .run = run, .chosen = chosen, .n_places = 1 };
    return story;
}

/* "Run 7 of 10,000, seed 5": with the file and what was changed in it, all that it takes to play it
 * again. */
static const char *
which_run(struct explanation *self, int64_t run)
{
    char number[PHRASE_MAX], all[PHRASE_MAX];
    const char *text =
        arena_print(&self->arena, "Run %s of %s, seed %llu", phrase_count(run, number),
            phrase_count(self->scenario.runs, all), (unsigned long long)self->scenario.seed);

    return text != NULL ? text : "";
}

/* How often each of several holds alone: "a in 30 of 100, b in 2 of 100". */
static const char *
seen_each(struct explanation *self)
{
    const char *text = "";

    for (int k = 0; k < self->n_picks && text != NULL; k++) {
        int64_t holding = 0, n = 0;
        char counts[2][PHRASE_MAX];

        (void)pick_first(&self->picks[k], 1, &self->sample, &holding, &n);
        text = arena_print(&self->arena, "%s%s%s in %s of %s", text, k > 0 ? ", " : "",
            self->job.line->where.items[k], phrase_count(holding, counts[0]),
            phrase_count(n, counts[1]));
    }
    return text != NULL ? text : "";
}

/* The values there were of the outcome asked for: "Tue 1 Jan 2030 to Fri 4 Jan 2030, and never". */
static const char *
seen_values(struct explanation *self)
{
    const struct outcome *outcome = &self->scenario.outcomes[self->outcome];
    double least = 0.0, greatest = 0.0;
    bool never = false, one = false;
    char low[TELL_VALUE_MAX], high[TELL_VALUE_MAX];
    const char *text = NULL;

    pick_range(&self->sample, self->outcome, &least, &greatest, &never);
    tell_value(&self->scenario, self->outcome, least, low);
    tell_value(&self->scenario, self->outcome, greatest, high);
    one = strcmp(low, high) == 0;
    text = arena_print(&self->arena, "%s%s%s%s", low, one ? "" : " to ", one ? "" : high,
        never && !isnan(least) && outcome->kind == OUTCOME_DATE ? ", and never" : "");
    return text != NULL ? text : "";
}

/* No run in which it holds: what there was instead. */
static enum status
say_none(struct explanation *self)
{
    char runs[PHRASE_MAX];

    if (self->sample.n_failed == self->sample.n) {
        return err_add(&self->job.err, ERR_RUN, NULL, "none of %s gave an answer; the first: %s",
            phrase_plural(self->sample.n, "run", runs), self->sample.failure);
    }
    if (self->n_in == 0 && self->n_picks > 1) {
        return err_add(&self->job.err, ERR_RUN, NULL, "in none of %s do all of these count: %s",
            phrase_plural(self->sample.n, "run", runs), self->wanted);
    }
    if (self->n_in == 0) {
        return err_add(&self->job.err, ERR_RUN, NULL, "in none of %s does %s count",
            phrase_plural(self->sample.n, "run", runs),
            self->scenario.outcomes[self->outcome].name);
    }
    return err_add(&self->job.err, ERR_RUN, NULL, "in none of %s %s %s hold%s\nseen: %s",
        phrase_plural(self->n_in, "run", runs), self->n_picks > 1 ? "do" : "does", self->wanted,
        self->n_picks > 1 ? " together" : "",
        self->n_picks > 1 ? seen_each(self) : seen_values(self));
}

/* The pick that asks for the nearest; NULL: none does. */
static const struct pick *
find_nearest(const struct explanation *self)
{
    for (int k = 0; k < self->n_picks; k++) {
        if (self->picks[k].nearest) {
            return &self->picks[k];
        }
    }
    return NULL;
}

static enum status
choose_where(struct explanation *self)
{
    const struct pick *nearest = find_nearest(self);
    const int64_t run =
        pick_first(self->picks, self->n_picks, &self->sample, &self->n_holding, &self->n_in);
    const char *holds = self->n_picks > 1 ? "hold" : "holds";
    char holding[PHRASE_MAX], value[TELL_VALUE_MAX];
    struct story *story = NULL;

    if (run == 0) {
        return say_none(self);
    }
    story = add_story(self, run, "where");
    if (nearest != NULL) {
        const double x = sample_column(&self->sample, nearest->outcome)[run - 1];
        story->head = arena_print(&self->arena, "%s: the nearest to %s, with %s at %s.",
            which_run(self, run), self->wanted, self->scenario.outcomes[nearest->outcome].label,
            tell_value(&self->scenario, nearest->outcome, x, value));
    } else if (self->n_holding == 1) {
        story->head = arena_print(&self->arena, "%s: the only one in which %s %s.",
            which_run(self, run), self->wanted, holds);
    } else {
        story->head = arena_print(&self->arena, "%s: the first of %s in which %s %s.",
            which_run(self, run), phrase_count(self->n_holding, holding), self->wanted, holds);
    }
    return OK;
}

/* A flag has no middle: a run like most of them, and with --typical one of the others. */
static enum status
choose_flag(struct explanation *self)
{
    const char *label = self->scenario.outcomes[self->outcome].label;
    int64_t runs[2] = { 0, 0 }, n[2] = { 0, 0 };
    char share[PHRASE_MAX];
    int usual = 0;

    for (int v = 0; v < 2; v++) {
        const struct pick pick = { self->outcome, PICK_IS, (double)v, false };
        runs[v] = pick_first(&pick, 1, &self->sample, &n[v], &self->n_in);
    }
    if (self->n_in == 0) {
        return say_none(self);
    }
    usual = n[1] >= n[0];
    for (int k = 0; k < (self->job.line->typical != NULL ? 2 : 1); k++) {
        const int v = k == 0 ? usual : 1 - usual;
        const char *holds = v == 1 ? "holds" : "does not hold";

        if (runs[v] == 0) {
            break; /* the usual one has said so */
        }
        add_story(self, runs[v], k == 0 ? "usual" : "other")->head =
            n[1 - v] == 0
                ? arena_print(&self->arena, "%s, like all that count: \"%s\" %s. No run differs.",
                      which_run(self, runs[v]), label, holds)
                : arena_print(&self->arena, "%s, like %s of runs: \"%s\" %s.",
                      which_run(self, runs[v]), phrase_share(n[v], self->n_in, share), label,
                      holds);
    }
    return OK;
}

static struct story *
find_story(struct explanation *self, int64_t run)
{
    for (int k = 0; k < self->n_stories; k++) {
        if (self->stories[k].run == run) {
            return &self->stories[k];
        }
    }
    return NULL;
}

/* The runs at the median and at the ends, or without --typical the first alone. One run may stand
 * for several, and says so: then fewer than three are told. */
static enum status
choose_quantiles(struct explanation *self)
{
    static const struct {
        double p;
        const char *chosen, *words;
    } places[STORIES_MOST] = { { 0.50, "p50", "the middle one" },
        { 0.05, "p05", "with 5% of runs at or below it" },
        { 0.95, "p95", "with 5% of runs at or above it" } };
    const int n = self->job.line->typical != NULL ? STORIES_MOST : 1;
    const double *values = sample_column(&self->sample, self->outcome);

    for (int k = 0; k < n; k++) {
        const int64_t run =
            pick_quantile(&self->sample, self->outcome, places[k].p, &self->job.err);
        struct story *story = find_story(self, run);

        if (run == 0) {
            return self->job.err.status != OK ? self->job.err.status : say_none(self);
        }
        if (story != NULL) {
            story->place = arena_print(&self->arena, "%s and %s", story->place, places[k].words);
            story->n_places++;
        } else {
            story = add_story(self, run, places[k].chosen);
            story->place = places[k].words;
        }
        if (story->place == NULL) {
            return err_memory(&self->job.err);
        }
    }
    for (int k = 0; k < self->n_stories; k++) {
        struct story *story = &self->stories[k];
        char value[TELL_VALUE_MAX];

        story->head = arena_print(&self->arena, "%s, %s by \"%s\": %s.%s",
            which_run(self, story->run), story->place, self->scenario.outcomes[self->outcome].label,
            tell_value(&self->scenario, self->outcome, values[story->run - 1], value),
            story->n_places == 2   ? " It stands for both."
            : story->n_places == 3 ? " It stands for all three."
                                   : "");
    }
    return OK;
}

static void
choose_number(struct explanation *self)
{
    const int64_t run = self->job.line->run > 0 ? self->job.line->run : 1;
    struct story *story = add_story(self, run, "run");
    char number[PHRASE_MAX], all[PHRASE_MAX];

    story->head = run <= self->scenario.runs
                      ? arena_print(&self->arena, "%s.", which_run(self, run))
                      : arena_print(&self->arena, "Run %s, seed %llu, beyond the scenario's %s.",
                            phrase_count(run, number), (unsigned long long)self->scenario.seed,
                            phrase_count(self->scenario.runs, all));
}

static enum status
choose(struct explanation *self)
{
    enum status status = OK;

    if (self->outcome < 0) {
        choose_number(self);
    } else {
        status = play_all(self);
        if (status == OK) {
            status = self->n_picks > 0 ? choose_where(self)
                     : self->scenario.outcomes[self->outcome].kind == OUTCOME_FLAG
                         ? choose_flag(self)
                         : choose_quantiles(self);
        }
    }
    for (int k = 0; k < self->n_stories && status == OK; k++) {
        status = self->stories[k].head != NULL ? OK : err_memory(&self->job.err);
    }
    return status;
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
show_story(struct explanation *self, const struct screen *screen, struct tell_key *key, int k)
{
    struct chronicle chronicle = { .n = 0 };
    enum status status = play(self, &chronicle, k);

    if (status == OK) {
        phrase_wrap(screen->out, self->stories[k].head, 0, 0, screen->width);
        (void)fputs("One possible world, not a forecast.\n", screen->out);
        status = tell_story(screen, &chronicle, self->job.line->verbose, key, &self->job.err);
    }
    chronicle_free(&chronicle);
    return status;
}

/* The k-th assignment of the command line that changes more than runs and seed, which every head
 * tells; NULL past the last. */
static const char *
changed_at(const struct cmd_line *line, int k)
{
    for (int s = 0; s < line->n_sets; s++) {
        const bool own = line->sets[s] != line->set_runs && line->sets[s] != line->set_seed;
        if (own && k-- == 0) {
            return line->sets[s];
        }
    }
    return NULL;
}

static void
show_changed(const struct explanation *self, const struct screen *screen)
{
    const char *changed = NULL;

    for (int k = 0; (changed = changed_at(self->job.line, k)) != NULL; k++) {
        const int used = fprintf(screen->out, "%s", k == 0 ? "Changed: " : "         ");
        phrase_wrap(screen->out, changed, used, used, screen->width);
    }
}

static enum status
show_all(struct explanation *self)
{
    struct screen screen;
    struct tell_key key = { .chances = false };
    enum status status = OK;
    char title[2 * PHRASE_MAX];

    screen_init(&screen, stdout, self->job.line->ascii);
    phrase_wrap(stdout, self->scenario.title, 0, 0, screen.width);
    (void)printf("%s\n", phrase_period(self->scenario.start, self->scenario.end, title));
    show_changed(self, &screen);
    for (int k = 0; k < self->n_stories && status == OK; k++) {
        (void)fputc('\n', stdout);
        status = show_story(self, &screen, &key, k);
    }
    if (status == OK) {
        tell_key(&screen, &key);
    }
    return status;
}

/* What was asked for. */
static void
put_question(struct facts *facts, const struct explanation *self)
{
    const struct cmd_line *line = self->job.line;
    struct facts changed = facts_list(), where = facts_list();

    facts_text(facts, "schema", "parley.explain/1");
    facts_text(facts, "scenario", self->scenario.name);
    facts_text(facts, "title", self->scenario.title);
    facts_date(facts, "start", self->scenario.start);
    facts_date(facts, "end", self->scenario.end);
    facts_whole(facts, "runs", self->scenario.runs);
    facts_whole(facts, "seed", (int64_t)self->scenario.seed);
    for (int k = 0; changed_at(line, k) != NULL; k++) {
        facts_add_text(&changed, changed_at(line, k));
    }
    facts_put(facts, "changed", changed);
    if (self->n_picks == 0) {
        facts_free(&where);
        return;
    }
    for (int k = 0; k < line->where.n; k++) {
        facts_add_text(&where, line->where.items[k]);
    }
    facts_put(facts, "where", where);
    facts_whole(facts, "holds_in", self->n_holding);
    facts_whole(facts, "of", self->n_in);
}

static enum status
show_json(struct explanation *self)
{
    struct facts facts = facts_begin(), list = facts_list();
    enum status status = OK;

    put_question(&facts, self);
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
say_next(struct explanation *self)
{
    const char *operand = self->job.line->operands[0];
    const int o = spoken_of(self);
    const bool holds = self->value > 0.0 || (self->value == 0.0 && o >= 0 &&
                                                self->scenario.outcomes[o].kind == OUTCOME_DATE);
    struct job_hint hints[2] = { { NULL, "another world" }, { NULL, "" } };
    char word[JOB_WORD_MAX];

    if (strcmp(operand, "-") == 0 || !job_word(operand, word)) {
        return;
    }
    if (self->stories[0].run < UINT32_MAX) {
        hints[0].command = arena_print(
            &self->arena, "explain %s --run %lld", word, (long long)self->stories[0].run + 1);
    }
    if (o >= 0 && self->n_picks <= 1 && self->scenario.outcomes[o].kind != OUTCOME_VALUE) {
        hints[1].command = arena_print(&self->arena, "explain %s --where %s%s", word,
            self->scenario.outcomes[o].name,
            !holds                                            ? ""
            : self->scenario.outcomes[o].kind == OUTCOME_DATE ? "=never"
                                                              : "=0");
        hints[1].what = holds ? "one without it" : "one with it";
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
        exit_status = job_fail(&self.job, status, line->operands[0]);
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
    { CMD_TEXTS, 0, "where", "OUTCOME", CMD_AT(where), 0, 0,
        "The first run in which it holds; also OUTCOME=0, OUTCOME=never, OUTCOME=2008-02-17, "
        "OUTCOME<VALUE and <=, >, >=; of a value the nearest. Given more than once, all must "
        "hold." },
    { CMD_TEXT, 0, "typical", "OUTCOME", CMD_AT(typical), 0, 0,
        "Three runs: in the middle of this outcome, and with 5% of runs below or above; of a flag "
        "one in which it holds and one in which it does not. Without --run, --where and "
        "--typical: the middle run of the first outcome that is no flag." },
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
