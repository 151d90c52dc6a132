/* cmd_compare: plays two or more scenarios, or reads their results, and compares each with the
 * first. */
#include <stdlib.h>
#include <string.h>

#include "compare_data.h"
#include "job.h"
#include "phrase.h"
#include "screen.h"

enum { EXIT_GATE = 5, NAME_MAX_LENGTH = 200, GATES_MAX = 256 };

/* One scenario of the command line. */
struct entry {
    const char *path;
    bool folder; /* results to be read */
    struct scenario scenario;
    struct sample sample;
};

/* One call of `parley compare`. */
struct comparing {
    struct job job;
    int n; /* entries; compares are one less */
    struct entry *entries;
    struct compare *compares;
    int comparisons; /* outcomes, in all compares */
    int signal;
    const char *at_fault; /* path, for messages as JSON */
    char name[NAME_MAX_LENGTH + 64];
    struct bundle bundle;
    bool writes;
};

/* ---- the command line ---- */

static enum status
check_words(struct comparing *self)
{
    static const char *const adjustments[] = { "none", "bonferroni" };
    const struct cmd_line *line = self->job.line;
    const char *near = NULL;
    bool files = false;
    int streams = 0;

    for (int k = 0; k < line->n_operands; k++) {
        files = files || !sample_is_folder(line->operands[k]);
        streams += strcmp(line->operands[k], "-") == 0;
    }
    if (streams > 1) {
        return err_add(&self->job.err, ERR_USAGE, NULL,
            "standard input (-) is read once, and so can be one of the scenarios only");
    }
    if (line->n_sets > 0 && !files) {
        return err_add(&self->job.err, ERR_USAGE, NULL,
            "-n, -s and --set are for scenario files; results that are read stay as they were "
            "played");
    }
    if (line->adjust == NULL || strcmp(line->adjust, adjustments[0]) == 0 ||
        strcmp(line->adjust, adjustments[1]) == 0) {
        return OK;
    }
    near = err_nearest(line->adjust, adjustments, 2);
    return err_add(&self->job.err, ERR_USAGE, NULL,
        "--adjust %.100s: there is no such adjustment; it may be none or bonferroni%s%s%s",
        line->adjust, near != NULL ? "\ndid you mean " : "", near != NULL ? near : "",
        near != NULL ? "?" : "");
}

static bool
all_have_outcome(const struct comparing *self, const char *name)
{
    for (int c = 0; c < self->n - 1; c++) {
        if (compare_find(&self->compares[c], name) == NULL) {
            return false;
        }
    }
    return true;
}

/* An outcome of --fail-if that is not among those compared: which are. */
static enum status
refuse_gate(struct comparing *self, const char *wrong)
{
    const char *names[GATES_MAX], *near = NULL;
    char list[400] = "";
    size_t used = 0;
    int n = 0;

    for (; n < self->compares[0].n && n < GATES_MAX; n++) {
        names[n] = self->compares[0].outcomes[n].outcome->name;
        if (used + strlen(names[n]) + 8 < sizeof(list)) {
            used += (size_t)snprintf(
                list + used, sizeof(list) - used, "%s%s", n > 0 ? ", " : "", names[n]);
        }
    }
    near = err_nearest(wrong, names, n);
    return err_add(&self->job.err, ERR_USAGE, NULL,
        "--fail-if %.60s: no such outcome is compared%s%.60s%s\nthey are: %s", wrong,
        near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "",
        list);
}

static enum status
check_gates(struct comparing *self)
{
    const struct cmd_texts *gates = &self->job.line->fail_if;
    enum status status = OK;

    for (int k = 0; k < gates->n && status == OK; k++) {
        if (!all_have_outcome(self, gates->items[k])) {
            status = refuse_gate(self, gates->items[k]);
        }
    }
    return status;
}

/* ---- what is compared ---- */

static enum status
make_room(struct comparing *self)
{
    self->n = self->job.line->n_operands;
    self->entries = calloc((size_t)self->n, sizeof(*self->entries));
    self->compares = calloc((size_t)self->n, sizeof(*self->compares));
    return self->entries != NULL && self->compares != NULL ? OK : err_memory(&self->job.err);
}

static enum status
load_entries(struct comparing *self)
{
    enum status status = OK;

    for (int k = 0; k < self->n && status == OK; k++) {
        struct entry *entry = &self->entries[k];

        entry->path = self->at_fault = self->job.line->operands[k];
        entry->folder = sample_is_folder(entry->path);
        status = entry->folder
                     ? sample_read(&entry->sample, &entry->scenario, entry->path, &self->job.err)
                     : job_load(&self->job, &entry->scenario, entry->path);
        entry->sample.scenario = &entry->scenario;
    }
    return status;
}

/* A to Z, then a, b, ... */
static char
letter_of(int entry)
{
    return (char)(entry < 26 ? 'A' + entry : 'a' + entry - 26);
}

static enum status
match_entries(struct comparing *self)
{
    const struct compare_side a = { self->entries[0].path, &self->entries[0].sample, 'A' };
    enum status status = OK;

    for (int c = 0; c < self->n - 1 && status == OK; c++) {
        const struct compare_side b = { self->entries[c + 1].path, &self->entries[c + 1].sample,
            letter_of(c + 1) };

        self->at_fault = b.path;
        status =
            compare_init(&self->compares[c], &a, &b, !self->job.line->unpaired, &self->job.err);
        self->comparisons += self->compares[c].n;
    }
    return status == OK ? check_gates(self) : status;
}

/* Results are called after all that is compared: "five-actors--monday". */
static void
make_name(struct comparing *self)
{
    size_t n = 0;

    for (int k = 0; k < self->n; k++) {
        const char *name = self->entries[k].scenario.name;

        if (n + strlen(name) > NAME_MAX_LENGTH) { /* names of files end somewhere */
            (void)snprintf(self->name + n, sizeof(self->name) - n, "--and-%d-more", self->n - k);
            return;
        }
        n += (size_t)snprintf(
            self->name + n, sizeof(self->name) - n, "%s%s", k > 0 ? "--" : "", name);
    }
}

static void
show_progress(void *context, int64_t done, int64_t all)
{
    struct comparing *self = context;

    job_progress(&self->job, done, all);
}

static enum status
play_entry(struct comparing *self, struct entry *entry)
{
    const struct sample_options options = {
        .threads = self->job.threads, .progress = show_progress, .context = self
    };
    enum status status = sample_play(&entry->sample, &entry->scenario, &options, &self->job.err);

    self->at_fault = entry->path;
    if (status == ERR_INTERRUPT) {
        self->signal = entry->sample.signal;
    } else if (status == OK && entry->sample.n_failed == entry->sample.n) {
        status = err_add(&self->job.err, ERR_RUN, NULL, "%.200s: no run gave an answer: %.200s",
            entry->path,
            entry->sample.failure != NULL ? entry->sample.failure : "no reason was given");
    }
    return status;
}

static enum status
play_entries(struct comparing *self)
{
    enum status status = OK;

    job_start_clock(&self->job);
    for (int k = 0; k < self->n; k++) {
        self->job.all += self->entries[k].folder ? 0 : self->entries[k].scenario.runs;
    }
    for (int k = 0; k < self->n && status == OK; k++) {
        if (!self->entries[k].folder) {
            status = play_entry(self, &self->entries[k]);
            self->job.before += self->entries[k].scenario.runs;
        }
    }
    job_clear_progress(&self->job);
    return status;
}

/* ---- results ---- */

static enum status
begin_results(struct comparing *self)
{
    const struct bundle_options options = job_bundle(&self->job);

    make_name(self);
    self->writes = !self->job.line->no_files;
    return self->writes ? bundle_begin(&self->bundle, self->name, &options, &self->job.err) : OK;
}

static enum status
write_results(struct comparing *self)
{
    struct sheet sheet = { 0 };
    struct facts facts = { 0 };
    enum status status = OK;

    if (!self->writes) {
        return OK;
    }
    status = bundle_open(&self->bundle, COMPARE_DATA_TABLE, &sheet, &self->job.err);
    if (status == OK) {
        compare_data_table(&sheet, self->compares, self->n - 1);
        status = bundle_close(&self->bundle, COMPARE_DATA_TABLE, &sheet, &self->job.err);
    }
    sheet_free(&sheet);
    if (status == OK) {
        facts = bundle_describe(&self->bundle, "parley.compare.run/1");
        compare_data_describe(&facts, self->compares, self->n - 1, self->comparisons);
        status = bundle_finish(&self->bundle, &facts, &self->job.err);
    }
    return status;
}

static enum status
judge(struct comparing *self)
{
    const char *adjust = self->job.line->adjust;
    const bool adjusted = adjust != NULL && strcmp(adjust, "bonferroni") == 0;
    enum status status = OK;

    for (int c = 0; c < self->n - 1 && status == OK; c++) {
        status =
            compare_judge(&self->compares[c], adjusted ? self->comparisons : 1, &self->job.err);
    }
    return status;
}

/* As `run` does, signals that stop wait until what is written is written whole. */
static enum status
work_undisturbed(struct comparing *self)
{
    enum status status = OK;
    int late = 0;

    engine_hold_signals();
    status = begin_results(self);
    status = status == OK ? play_entries(self) : status;
    status = status == OK ? judge(self) : status;
    status = status == OK ? write_results(self) : status;
    if (status != OK) {
        bundle_free(&self->bundle); /* takes the unfinished folder away */
        self->bundle = (struct bundle){ 0 };
    }
    late = engine_release_signals();
    self->signal = self->signal != 0 ? self->signal : late;
    return status;
}

/* ---- what is shown ---- */

static int
print_json(const struct comparing *self)
{
    struct facts facts = facts_begin();

    facts_text(&facts, "schema", "parley.compare/1");
    compare_data_describe(&facts, self->compares, self->n - 1, self->comparisons);
    compare_data_list(&facts, self->compares, self->n - 1);
    return cmd_print_json(facts);
}

static void
print_pages(const struct comparing *self)
{
    const struct cmd_line *line = self->job.line;
    struct screen screen;

    screen_init(&screen, stdout, line->ascii);
    for (int c = 0; c < self->n - 1; c++) {
        (void)fputs(c > 0 ? "\n\n" : "", stdout);
        if (line->markdown) {
            screen_markdown(stdout, &self->compares[c], self->comparisons);
        } else {
            screen_compare(&screen, &self->compares[c], self->comparisons);
        }
    }
}

/* The flag that B makes more likely by most: a world in which it holds is worth a look. */
static const char *
most_gained(const struct compare *compare)
{
    const struct compare_outcome *most = NULL;

    for (int k = 0; k < compare->n; k++) {
        const struct contrast_statistic *main = compare->outcomes[k].contrast.main;

        if (main->what == CONTRAST_SHARE && main->verdict == CONTRAST_MORE &&
            (most == NULL || main->difference > most->contrast.main->difference)) {
            most = &compare->outcomes[k];
        }
    }
    return most != NULL ? most->outcome->name : NULL;
}

static void
say_next(const struct comparing *self)
{
    const char *b = self->entries[1].path, *outcome = most_gained(&self->compares[0]);
    char explain[1024], word[JOB_WORD_MAX];
    const struct job_hint hints[] = { { explain, "" } };

    if (outcome != NULL && !self->entries[1].folder && strcmp(b, "-") != 0 && job_word(b, word)) {
        (void)snprintf(explain, sizeof(explain), "explain %s --where %.100s", word, outcome);
        job_say_next(&self->job, hints, 1);
    }
}

/* The exit status: 5 when a gate tripped, and on stderr which. */
static int
pass_gates(const struct comparing *self)
{
    const struct cmd_texts *gates = &self->job.line->fail_if;
    int exit_status = 0;

    for (int k = 0; k < gates->n; k++) {
        for (int c = 0; c < self->n - 1; c++) {
            const struct compare_outcome *outcome =
                compare_find(&self->compares[c], gates->items[k]);
            const struct contrast *contrast = outcome != NULL ? &outcome->contrast : NULL;

            if (contrast == NULL || contrast->main->verdict == CONTRAST_SAME) {
                continue;
            }
            (void)fprintf(stderr, "parley compare: --fail-if %s: %s in %s\n", gates->items[k],
                contrast->main->verdict == CONTRAST_UNKNOWN
                    ? "nothing can be said of it"
                    : contrast_verdict_name(contrast, contrast->main),
                self->compares[c].b.path);
            exit_status = EXIT_GATE;
        }
    }
    return exit_status;
}

static int
show(const struct comparing *self)
{
    int exit_status = 0;

    if (self->job.line->json) {
        exit_status = print_json(self);
    } else {
        print_pages(self);
    }
    exit_status = cmd_flush(exit_status); /* before what is said on stderr */
    if (self->writes) {
        job_say_written(&self->job, &self->bundle);
    }
    if (!self->bundle.unchanged) {
        say_next(self);
    }
    exit_status = exit_status == 0 ? pass_gates(self) : exit_status;
    return self->signal != 0 ? 128 + self->signal : exit_status;
}

/* Half of a comparison says nothing. */
static int
stop(const struct comparing *self)
{
    int64_t done = 0;
    char runs[2][PHRASE_MAX];

    for (int k = 0; k < self->n; k++) {
        done += self->entries[k].folder ? 0 : self->entries[k].sample.n;
    }
    (void)fprintf(stderr, "Stopped after %s of %s; nothing was compared or written.\n",
        phrase_count(done, runs[0]), phrase_plural(self->job.all, "run", runs[1]));
    return 128 + self->signal;
}

/* ---- the command ---- */

static void
close_all(struct comparing *self)
{
    for (int k = 0; self->compares != NULL && k < self->n; k++) {
        compare_free(&self->compares[k]);
    }
    for (int k = 0; self->entries != NULL && k < self->n; k++) {
        sample_free(&self->entries[k].sample);
        scenario_free(&self->entries[k].scenario);
    }
    free(self->compares);
    free(self->entries);
    bundle_free(&self->bundle);
}

static int
run(const struct cmd_line *line)
{
    struct comparing self = { .at_fault = line->operands[0] };
    enum status status = OK;
    int exit_status = 0;

    job_begin(&self.job, line);
    status = check_words(&self);
    status = status == OK ? make_room(&self) : status;
    status = status == OK ? load_entries(&self) : status;
    status = status == OK ? match_entries(&self) : status;
    status = status == OK ? work_undisturbed(&self) : status;
    if (status == OK) {
        exit_status = show(&self);
    } else if (status == ERR_INTERRUPT) {
        exit_status = stop(&self);
    } else {
        exit_status = job_fail(&self.job, status, self.at_fault);
    }
    close_all(&self);
    return exit_status;
}

static const struct cmd_option options[] = {
    JOB_OPTION_RUNS,
    JOB_OPTION_SEED,
    { CMD_FLAG, 0, "unpaired", NULL, CMD_AT(unpaired), 0, 0,
        "Compares the runs of A with those of B as separate ones; seeds may differ." },
    { CMD_TEXT, 0, "adjust", "HOW", CMD_AT(adjust), 0, 0,
        "bonferroni: wider intervals, which all hold at once. Default: none." },
    { CMD_TEXTS, 0, "fail-if", "OUTCOME", CMD_AT(fail_if), 0, 0,
        "Exit status 5 when the verdict on this outcome is not \"same\"." },
    { CMD_FLAG, 0, "markdown", NULL, CMD_AT(markdown), 0, 0,
        "Prints a table in Markdown instead, for papers." },
    JOB_OPTIONS_RESULTS("A--B"),
    { .word = NULL },
};

const struct cmd cmd_compare = {
    .name = "compare",
    .summary = "what changes from scenario A to B, how much, and how sure that is",
    .operands = "A B [C...]",
    .least = 2,
    .most = CMD_OPERANDS_MAX,
    .group = CMD_RESULTS,
    .options = options,
    .example = "parley compare five-actors.cfg monday.cfg",
    .run = run,
};
