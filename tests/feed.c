/* What the reader promises, whatever the bytes. See feed.h. */
#include "feed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chances.h"
#include "language.h"
#include "outcome.h"
#include "sample.h"
#include "source.h"

enum {
    FILES_MAX = 4,
    SETS_MAX = 4,
    RUNS = 2,
};
#define WORK_MAX 500000.0 /* some milliseconds at most */

/* A message is text that a terminal may be given, at a line of a file. (Its first line may be
 * followed by hints; a text that it cites may hold line ends, too.) */
static void
check_finding(const struct finding *self, bool has_sets)
{
    const size_t n = strlen(self->text), n_where = strlen(self->where);
    const struct place nowhere = { NULL, 0 };
    struct err err = { .status = OK };

    BUG_IF(n == 0 || n >= sizeof(self->text) || n_where == 0 || n_where >= sizeof(self->where));
    BUG_IF(self->line < 1 && !has_sets);
    BUG_IF(source_check(self->text, n, &nowhere, &err) != OK);
    BUG_IF(source_check(self->where, n_where, &nowhere, &err) != OK);
    BUG_IF(strpbrk(self->text, "\t\r\f") != NULL || strpbrk(self->where, "\t\r\f\n") != NULL);
}

/* What a reading says must agree with its status. */
static void
check_findings(const struct err *self, enum status status, bool has_sets)
{
    BUG_IF(status != OK && status != ERR_SCENARIO && !(has_sets && status == ERR_USAGE));
    BUG_IF((status == OK) != (self->n_mistakes == 0));
    BUG_IF((status == OK) != (self->status == OK));
    for (int k = 0; k < self->n_mistakes && k < ERR_FINDINGS_MAX; k++) {
        check_finding(&self->mistakes[k], has_sets);
    }
    for (int k = 0; k < self->n_remarks && k < ERR_FINDINGS_MAX; k++) {
        check_finding(&self->remarks[k], has_sets);
    }
}

/* The tree as a file; to be freed. */
static char *
write_tree(const struct text_tree *tree, size_t *n)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, n);

    BUG_IF(out == NULL);
    text_write(tree, out);
    BUG_IF(fclose(out) != 0 || text == NULL);
    return text;
}

static void
check_same_text(const char *a, size_t n_a, const struct text_tree *tree)
{
    size_t n_b = 0;
    char *b = write_tree(tree, &n_b);

    BUG_IF(n_a != n_b || memcmp(a, b, n_a) != 0);
    free(b);
}

void
feed_text(const uint8_t *bytes, size_t n)
{
    struct text_file file = { "0.cfg", (const char *)bytes, n };
    struct text_tree tree, again;
    struct err err = { .status = OK };
    const enum status status = text_load_files(&tree, &language_rules, &file, 1, &err);

    check_findings(&err, status, false);
    if (status == OK) {
        char *text = write_tree(&tree, &file.n);
        file.bytes = text;
        BUG_IF(text_load_files(&again, &language_rules, &file, 1, &err) != OK);
        check_same_text(text, file.n, &again);
        text_free(&again);
        free(text);
    }
    text_free(&tree);
}

/* About how many steps a history takes, with room for what events set in motion. */
static double
work(const struct scenario *self)
{
    const double actors = self->n_actors + 1.0, days = self->n_days;
    double steps = actors * (self->n_issues + 1.0) + days;

    for (int t = 0; t < self->n_talks; t++) {
        const struct talk *talk = &self->talks[t];
        steps += (double)talk->rounds * talk->issues.n * talk->actors.n * talk->actors.n * 10.0;
    }
    for (int e = 0; e < self->n_events; e++) {
        const struct event *event = &self->events[e];
        double votes = 1.0;
        for (int m = 0; event->body != NULL && m < event->body->members.n; m++) {
            votes += (double)((const struct member *)event->body->members.items)[m].votes;
        }
        steps += (event->n_players + 1.0) * (event->n_parts + 1.0) * self->n_events + days;
        steps += event->body != NULL ? 20.0 * votes * event->n_players * days : 0.0;
    }
    return steps;
}

static void
check_outcome(const struct outcome *self, const struct scenario *scenario, double value)
{
    double low = 0.0, high = outcome_bins(self, scenario) - 1.0;
    const double slack = 1e-9;

    if (value != value) {
        return;
    }
    if (high < 0.0) {
        outcome_range(self, scenario, &low, &high);
    } else {
        BUG_IF(value != floor(value));
    }
    BUG_IF(value < low - slack * (1.0 + fabs(low)) || value > high + slack * (1.0 + fabs(high)));
}

/* The outcomes of a few runs, RUNS x n_outcomes; to be freed. A run that gave no answer has
 * infinities. */
static double *
play(const struct scenario *scenario)
{
    const size_t n = (size_t)scenario->n_outcomes, n_events = (size_t)scenario->n_events;
    double *outcomes = calloc(RUNS * n + 1, sizeof(double));
    struct curve *curves = calloc(n_events + 1, sizeof(struct curve));
    struct err err = { .status = OK };
    struct chances chances;

    BUG_IF(outcomes == NULL || curves == NULL);
    BUG_IF(chances_init(&chances, scenario, &err) != OK);
    for (int k = 0; k < chances.n; k++) {
        BUG_IF(!(chances.rows[k].chance >= 0.0 && chances.rows[k].chance <= 1.0));
        BUG_IF(!(chances.rows[k].each >= 0.0 && chances.rows[k].each <= 1.0));
    }
    for (uint32_t run = 1; run <= RUNS; run++) {
        double *row = outcomes + (run - 1) * n;
        const enum status status = timeline_play(&chances.timeline, run);

        BUG_IF(status != OK && status != ERR_RUN);
        BUG_IF((status == ERR_RUN) != (chances.timeline.failure != NULL));
        for (size_t e = 0; e < n_events && status == OK; e++) {
            curves[e] = timeline_curve(&chances.timeline, (int)e);
        }
        for (size_t o = 0; o < n; o++) {
            row[o] = (double)INFINITY;
            if (status == OK) {
                row[o] = outcome_read(&scenario->outcomes[o], &chances.timeline, curves);
                check_outcome(&scenario->outcomes[o], scenario, row[o]);
            }
        }
    }
    chances_free(&chances);
    free(curves);
    return outcomes;
}

/* A scenario written and read back is the same, and plays the same. */
static void
check_written(const struct scenario *self)
{
    struct text_file file = { "0.cfg", NULL, 0 };
    char *text = write_tree(&self->text, &file.n);
    struct err err = { .status = OK };
    struct scenario again;

    file.bytes = text;
    BUG_IF(scenario_load_files(&again, &file, 1, NULL, 0, &err) != OK);
    check_same_text(text, file.n, &again.text);
    if (work(self) <= WORK_MAX) {
        double *a = play(self), *b = play(&again);
        for (int k = 0; k < RUNS * self->n_outcomes; k++) {
            BUG_IF(a[k] != b[k] && (a[k] == a[k] || b[k] == b[k]));
        }
        free(a);
        free(b);
    }
    scenario_free(&again);
    free(text);
}

/* Cuts `bytes` at the marks. Returns the number of files; sets are lines of a copy that is to be
 * freed. */
static int
cut(const char *bytes, size_t n, struct text_file *files, const char **sets, int *n_sets,
    char **copy)
{
    static const char *const names[FILES_MAX] = { "0.cfg", "1.cfg", "2.cfg", "3.cfg" };
    const char *end = n > 0 ? memchr(bytes, FEED_SETS, n) : NULL;
    const size_t n_files = end != NULL ? (size_t)(end - bytes) : n;
    size_t at = 0;
    int k = 0;

    do {
        const char *mark = at < n_files ? memchr(bytes + at, FEED_FILE, n_files - at) : NULL;
        const size_t stop = mark != NULL && k < FILES_MAX - 1 ? (size_t)(mark - bytes) : n_files;

        files[k] = (struct text_file){ names[k], bytes + at, stop - at };
        k++;
        at = stop + 1;
    } while (at <= n_files);
    *n_sets = 0;
    *copy = NULL;
    if (end != NULL) {
        char *line = *copy = strndup(end + 1, n - n_files - 1);
        BUG_IF(line == NULL);
        while (line != NULL && *n_sets < SETS_MAX) {
            sets[(*n_sets)++] = line;
            line = strchr(line, '\n');
            if (line != NULL) {
                *line++ = '\0';
            }
        }
    }
    return k;
}

void
feed_scenario(const uint8_t *bytes, size_t n)
{
    struct text_file files[FILES_MAX];
    const char *sets[SETS_MAX];
    char *copy = NULL;
    int n_sets = 0;
    const int n_files = cut((const char *)bytes, n, files, sets, &n_sets, &copy);
    struct scenario scenario;
    struct err err = { .status = OK };
    const enum status status = scenario_load_files(&scenario, files, n_files, sets, n_sets, &err);

    check_findings(&err, status, n_sets > 0);
    if (status == OK) {
        check_written(&scenario);
    }
    scenario_free(&scenario);
    free(copy);
}

/* ---- tables of runs ---- */

static const char runs_text[] =
    "start = \"2008-01-01\"; end = \"2008-03-31\"; seed = 1;\n"
    "issues = ( { name = \"x\"; low = 0; high = 100; } );\n"
    "actors = ( { name = \"a\"; capability = 1; x = { position = 20; salience = 50; }; },\n"
    "  { name = \"b\"; capability = 1; x = { position = 90; salience = 50; }; } );\n"
    "events = ( { name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 9; } );\n"
    "outcomes = ( { name = \"flag\"; kind = \"flag\"; event = \"e\"; },\n"
    "  { name = \"date\"; kind = \"date\"; event = \"e\"; given = \"flag\"; },\n"
    "  { name = \"value\"; kind = \"value\"; issue = \"x\"; } );\n";

void
feed_runs(const uint8_t *bytes, size_t n)
{
    const struct text_file file = { "0.cfg", runs_text, sizeof(runs_text) - 1 };
    struct sample_table table = { .name = "runs.csv", .bytes = (const char *)bytes + 1 };
    struct err err = { .status = OK };
    struct scenario scenario;
    struct sample sample;

    if (n == 0 || source_check(table.bytes, n - 1, &(struct place){ "runs.csv", 1 }, &err) != OK) {
        return;
    }
    table.n = n - 1;
    table.runs = bytes[0] % 8;
    table.failed = bytes[0] / 128;
    BUG_IF(scenario_load_files(&scenario, &file, 1, NULL, 0, &err) != OK);
    const enum status status = sample_take(&sample, &scenario, &table, &err);
    BUG_IF(status != OK && status != ERR_IO);
    BUG_IF((status == OK) != (err.n_mistakes == 0));
    if (status == OK) {
        BUG_IF(sample.n != table.runs);
        for (int64_t k = 0; k < sample.n; k++) {
            const double flag = sample_column(&sample, 0)[k], date = sample_column(&sample, 1)[k];
            BUG_IF(flag == flag && flag != 0.0 && flag != 1.0);
            BUG_IF(date == date && !(date >= 0.0 && date < 91.0 && date == floor(date)));
            BUG_IF(sample_column(&sample, 2)[k] - sample_column(&sample, 2)[k] != 0.0 &&
                   sample_column(&sample, 2)[k] == sample_column(&sample, 2)[k]);
        }
    }
    sample_free(&sample);
    scenario_free(&scenario);
}
