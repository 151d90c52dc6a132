/* job: what the commands that simulate share. See job.h. */
#include "job.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "chart.h"
#include "date.h"
#include "phrase.h"
#include "screen.h"

enum { COMMAND_MAX = 1024 };

void
job_begin(struct job *self, const struct cmd_line *line)
{
    memset(self, 0, sizeof(*self));
    self->line = line;
    self->threads = line->threads > 0 ? (int)line->threads : engine_processors();
    self->threads = self->threads > JOB_THREADS_MAX ? JOB_THREADS_MAX : self->threads;
    self->shows_progress = !line->quiet && isatty(STDERR_FILENO) == 1;
}

void
job_say_remarks(struct job *self)
{
    if (self->err.n_remarks > 0 && !self->line->quiet) {
        screen_mistakes(stderr, &self->err, NULL);
        self->err.n_remarks = 0;
    }
}

enum status
job_load(struct job *self, struct scenario *scenario, const char *path)
{
    const struct cmd_line *line = self->line;
    const enum status status = scenario_load(scenario, path, line->sets, line->n_sets, &self->err);

    if (status == OK) {
        job_say_remarks(self);
    }
    return status;
}

/* Says that there is no such outcome, and which there are, as far as they fit. */
static enum status
refuse_outcome(struct job *self, const char *wrong, const char *const *names, int n)
{
    const char *near = err_nearest(wrong, names, n);
    char list[ERR_TEXT_MAX / 2];
    size_t used = 0;

    list[0] = '\0';
    for (int k = 0; k < n && used < sizeof(list) - 64; k++) { /* a name has 60 characters */
        used +=
            (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", k > 0 ? ", " : "", names[k]);
    }
    return err_add(&self->err, ERR_USAGE, NULL,
        "--outcome: the scenario has no outcome \"%.80s\"%s%s%s\nits outcomes: %s%s", wrong,
        near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "",
        list, used < sizeof(list) - 64 ? "" : ", ...");
}

enum status
job_choose(struct job *self, const struct scenario *scenario, struct arena *arena, bool **chosen)
{
    const struct cmd_texts *asked = &self->line->outcomes;
    const int n = scenario->n_outcomes;
    const char **names = arena_alloc(arena, (size_t)n, sizeof(*names));
    enum status status = OK;

    *chosen = arena_alloc(arena, (size_t)n, sizeof(**chosen));
    if (names == NULL || *chosen == NULL) {
        return err_memory(&self->err);
    }
    (void)scenario_names(scenario, "outcome", names, n);
    for (int o = 0; o < n; o++) {
        (*chosen)[o] = asked->n == 0;
    }
    for (int k = 0; k < asked->n; k++) {
        const int o = scenario_find(scenario, "outcome", asked->items[k]);
        if (o >= 0) {
            (*chosen)[o] = true;
        } else {
            status = refuse_outcome(self, asked->items[k], names, n);
        }
    }
    return status;
}

struct bundle_options
job_bundle(const struct job *self)
{
    const struct cmd_line *line = self->line;

    return (struct bundle_options){
        .folder = line->folder, .keep = line->keep, .argc = line->argc, .argv = line->argv
    };
}

/* ---- progress ---- */

static double
seconds_since(const struct timespec *begin)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begin->tv_sec) + 1e-9 * (double)(now.tv_nsec - begin->tv_nsec);
}

void
job_start_clock(struct job *self)
{
    (void)clock_gettime(CLOCK_MONOTONIC, &self->begin);
}

void
job_progress(void *context, int64_t done, int64_t all)
{
    struct job *self = context;
    const int64_t whole = self->all > 0 ? self->all : all;
    const double share = (double)(self->before + done) / (double)whole;
    const double seconds = seconds_since(&self->begin);
    const double left = share > 0.0 ? seconds * (1.0 - share) / share : 0.0;
    char runs[PHRASE_MAX];

    if (!self->shows_progress || seconds < 0.1) {
        return;
    }
    (void)fprintf(stderr, "\r %s ",
        phrase_plural(whole, self->counted != NULL ? self->counted : "run", runs));
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
    self->progress_shown = true;
}

void
job_clear_progress(struct job *self)
{
    if (self->progress_shown) {
        (void)fprintf(stderr, "\r%*s\r", 78, "");
    }
    self->progress_shown = false;
}

/* ---- what is said at the end ---- */

void
job_say_written(const struct job *self, const struct bundle *bundle)
{
    const char *folder = bundle_folder(bundle);
    const char *slash = folder[0] != '\0' && folder[strlen(folder) - 1] == '/' ? "" : "/";
    char files[PHRASE_MAX];

    if (self->line->quiet) {
        return;
    }
    if (bundle->unchanged) {
        (void)fprintf(
            stderr, "%s%s is unchanged: same scenario, same seed, same bytes.\n", folder, slash);
    } else {
        (void)fprintf(stderr, "Wrote %s%s (%s)\n", folder, slash,
            phrase_plural(bundle_n_files(bundle), "file", files));
    }
}

/* True when a shell would take the text for one word. */
static bool
is_plain(const char *text)
{
    return text[0] != '\0' && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                           "0123456789_.,:/=+-") == strlen(text);
}

bool
job_word(const char *word, char text[JOB_WORD_MAX])
{
    const char *quote = is_plain(word) ? "" : "'";
    const int n = snprintf(text, JOB_WORD_MAX, "%s%s%s", quote, word, quote);

    return n < JOB_WORD_MAX && strchr(word, '\'') == NULL;
}

/* The command as it was called, with the seed and the values that were set, so that it speaks of
 * the same scenario; `check` has no option for the seed. False when it would be too long, or a text
 * for no shell. */
static bool
write_command(const struct job *self, const char *command, char text[COMMAND_MAX])
{
    const struct cmd_line *line = self->line;
    const char *program = strncmp(line->argv[0], "./", 2) == 0 ? line->argv[0] : "parley";
    int used = snprintf(text, COMMAND_MAX, "%s %s", program, command);

    for (int k = 0; k < line->n_sets && used < COMMAND_MAX; k++) {
        const char *set = line->sets[k];
        char word[JOB_WORD_MAX];

        if (set == line->set_runs) {
            continue; /* a hint says its own */
        }
        if (!job_word(set, word)) {
            return false;
        }
        if (set == line->set_seed) {
            used += snprintf(
                text + used, (size_t)(COMMAND_MAX - used), " -s %lld", (long long)line->seed);
        } else {
            used += snprintf(text + used, (size_t)(COMMAND_MAX - used), " --set %s", word);
        }
    }
    return used < COMMAND_MAX;
}

void
job_say_next(const struct job *self, const struct job_hint *hints, int n)
{
    char command[COMMAND_MAX];
    int width = 0, said = 0;

    for (int k = 0; k < n && !self->line->quiet; k++) {
        if (hints[k].command != NULL && write_command(self, hints[k].command, command)) {
            width = phrase_width(command) > width ? phrase_width(command) : width;
        }
    }
    for (int k = 0; k < n && !self->line->quiet; k++) {
        const char *what = hints[k].what;

        if (hints[k].command == NULL || !write_command(self, hints[k].command, command)) {
            continue;
        }
        (void)fputs(said++ == 0 ? "Next:\n" : "", stderr);
        if (what[0] != '\0' && width + 4 + phrase_width(what) <= 80) {
            (void)fprintf(
                stderr, "  %s%*s  %s\n", command, width - phrase_width(command), "", what);
        } else {
            (void)fprintf(stderr, "  %s\n", command);
        }
    }
}

/* ---- JSON ---- */

/* A number of an outcome; of a date, the date. */
static void
put_in_kind(
    struct facts *facts, const char *key, double x, const struct outcome *outcome, int start)
{
    if (outcome->kind != OUTCOME_DATE) {
        facts_number(facts, key, x);
    } else {
        facts_date(facts, key, isnan(x) ? DATE_NONE : start + (int)floor(x + 0.5));
    }
}

const char *
job_quantile_key(int q)
{
    static const char *const keys[TALLY_QUANTILES] = { "p05", "p25", "p50", "p75", "p95" };

    return keys[q];
}

struct facts
job_outcome(const struct summary_row *row, const struct scenario *scenario)
{
    const struct outcome *outcome = row->outcome;
    struct facts facts = facts_begin();

    facts_text(&facts, "outcome", outcome->name);
    facts_text(&facts, "label", outcome->label);
    facts_text(&facts, "kind", outcome_kind_name(outcome->kind));
    facts_text(&facts, "unit", outcome_unit(outcome, scenario));
    if (outcome->given.index >= 0) {
        facts_text(&facts, "given", outcome->given.name);
    }
    facts_whole(&facts, "runs", row->runs);
    facts_whole(&facts, "happened", row->happened);
    facts_number(&facts, "share", row->share);
    facts_number(&facts, "share_low", row->share_low);
    facts_number(&facts, "share_high", row->share_high);
    put_in_kind(&facts, "mean", row->mean, outcome, scenario->start);
    facts_number(&facts, "sd", row->sd);
    facts_number(&facts, "mcse", row->mcse);
    for (int q = 0; q < TALLY_QUANTILES; q++) {
        put_in_kind(&facts, job_quantile_key(q), row->quantile[q], outcome, scenario->start);
    }
    put_in_kind(&facts, "min", row->least, outcome, scenario->start);
    put_in_kind(&facts, "max", row->greatest, outcome, scenario->start);
    return facts;
}

/* ---- what goes wrong ---- */

enum status
job_answered(struct job *self, const struct engine_result *result)
{
    const struct totals *totals = &result->totals;
    char runs[PHRASE_MAX];

    return totals->n > 0
               ? OK
               : err_add(&self->err, ERR_RUN, NULL,
                     "none of %s gave an answer; the first, run %lld with seed %llu: %s",
                     phrase_plural(result->runs, "run", runs), (long long)totals->first_failed,
                     (unsigned long long)totals->layout->scenario->seed,
                     totals->failure != NULL ? totals->failure : "no reason was given");
}

int
job_fail(struct job *self, enum status status, const char *path)
{
    if (self->line->json) {
        struct facts facts = facts_begin();
        facts_text(&facts, "schema", "parley.mistakes/1");
        facts_text(&facts, "file", path);
        cmd_add_findings(&facts, &self->err);
        (void)cmd_print_json(facts);
    } else {
        screen_mistakes(stderr, &self->err, status == ERR_SCENARIO ? "nothing was run" : NULL);
    }
    return err_exit(status);
}
