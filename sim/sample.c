/* sample: rows of outcomes, played or read. See sample.h. */
#include "sample.h"

#include <json-c/json.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cells.h"
#include "date.h"
#include "results.h"
#include "source.h"
#include "tables.h"

#define RUNS_FILE_MAX ((size_t)2 << 30) /* bytes */

static enum status
make_room(struct sample *self, const struct scenario *scenario, int64_t room, struct err *err)
{
    const int64_t bytes = room * (int64_t)scenario->n_outcomes * (int64_t)sizeof(double);

    memset(self, 0, sizeof(*self));
    self->scenario = scenario;
    if (bytes > SAMPLE_BYTES_MAX) {
        return err_add(err, ERR_RUN, NULL,
            "%lld runs of %d outcomes would take %.1f GiB; at most %.0f are possible: ask for "
            "fewer runs",
            (long long)room, scenario->n_outcomes, (double)bytes / 1073741824.0,
            (double)SAMPLE_BYTES_MAX / 1073741824.0);
    }
    self->room = room;
    self->values = arena_alloc(
        &self->arena, (size_t)room * (size_t)scenario->n_outcomes, sizeof(*self->values));
    self->answered = arena_alloc(&self->arena, (size_t)room, sizeof(*self->answered));
    return self->values != NULL && self->answered != NULL ? OK : err_memory(err);
}

/* ---- played ---- */

/* What the engine's callbacks need. */
struct filling {
    struct sample *sample;
    const struct sample_options *options;
};

static enum status
take_unit(void *context, const struct unit *unit, struct err *err)
{
    const struct filling *filling = context;
    struct sample *self = filling->sample;
    const int outcomes = self->scenario->n_outcomes;
    int row = 0;

    (void)err;
    for (int run = 0; run < unit->n_runs; run++, self->n++) {
        const double *from = unit->outcomes + (size_t)row * (size_t)outcomes;
        const bool answered = row < unit->n && unit->run[row] == run;

        self->answered[self->n] = answered;
        for (int o = 0; o < outcomes; o++) {
            self->values[(int64_t)o * self->room + self->n] = answered ? from[o] : PARAM_NONE;
        }
        row += answered;
    }
    return OK;
}

static void
tell_progress(void *context, int64_t done, int64_t all)
{
    const struct filling *filling = context;

    if (filling->options->progress != NULL) {
        filling->options->progress(filling->options->context, done, all);
    }
}

enum status
sample_play(struct sample *self, const struct scenario *scenario,
    const struct sample_options *options, struct err *err)
{
    struct filling filling = { self, options };
    const struct engine_options play = { .threads = options->threads,
        .runs = options->runs,
        .rows = true,
        .design = options->design,
        .unit = take_unit,
        .progress = tell_progress,
        .context = &filling };
    const int64_t room = options->runs > 0 ? options->runs : scenario->runs;
    struct engine_result result = { .runs = 0 };
    enum status status = make_room(self, scenario, room, err);

    if (status == OK) {
        status = engine_run(&result, scenario, &play, err);
        self->n_failed = result.totals.n_failed;
        self->first_failed = result.totals.first_failed;
        self->failure = result.totals.failure;
        self->signal = result.signal;
    }
    engine_free(&result);
    return status;
}

/* ---- read ---- */

bool
sample_is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* A folder of results while it is read. */
struct reading {
    const char *folder;
    struct json_object *run; /* its run.json */
    struct arena arena;
    struct err *err;
};

/* One file of the folder, which must have the bytes that run.json lists. */
static enum status
read_listed(struct reading *self, const char *file, size_t limit, struct source *source)
{
    const char *listed = folder_hash(self->run, file);
    const char *path = arena_print(&self->arena, "%s/%s", self->folder, file);
    char hash[SHEET_HASH_MAX];
    enum status status = OK;

    if (path == NULL) {
        return err_memory(self->err);
    }
    if (listed == NULL) {
        return err_add(self->err, ERR_IO, NULL,
            "%s: these are not the results of a run: %s lists no %s", self->folder, FOLDER_RUN_JSON,
            file);
    }
    status = source_read(source, path, limit, NULL, self->err);
    if (status == OK && strcmp(sheet_hash(source->bytes, source->n, hash), listed) != 0) {
        status = err_add(self->err, ERR_IO, NULL,
            "%s is damaged: it is not the file that %s lists (another sha256).\nRun the scenario "
            "again, or use its own file.",
            path, FOLDER_RUN_JSON);
    }
    return status == ERR_SCENARIO ? ERR_IO : status;
}

static enum status
load_scenario(struct reading *self, struct scenario *scenario)
{
    struct source source = { 0 };
    enum status status = read_listed(self, RESULTS_SCENARIO, TEXT_FILE_MAX, &source);
    const char *path = arena_print(&self->arena, "%s/%s", self->folder, RESULTS_SCENARIO);

    source_free(&source);
    if (status == OK && path == NULL) {
        status = err_memory(self->err);
    }
    return status == OK ? scenario_load(scenario, path, NULL, 0, self->err) : status;
}

/* A whole number of run.json, 0 when it says none; of the group `in`, unless that is NULL. */
static int64_t
number_of(const struct reading *self, const char *in, const char *key)
{
    struct json_object *group = self->run, *number = NULL;

    if (in != NULL && !json_object_object_get_ex(self->run, in, &group)) {
        return 0;
    }
    return json_object_object_get_ex(group, key, &number) ? json_object_get_int64(number) : 0;
}

/* ---- the table ---- */

static enum status
refuse_line(const struct sample_table *table, int line, struct err *err)
{
    return err_add(err, ERR_IO, NULL, "%s, line %d: this is not what a run of %s writes",
        table->name, line, RESULTS_SCENARIO);
}

/* The header names the outcomes, in order. */
static bool
is_header(const struct cells *cells, const struct scenario *scenario)
{
    if (cells->n != 2 + scenario->n_outcomes || strcmp(cells->row[0].text, "scenario") != 0 ||
        strcmp(cells->row[1].text, "run") != 0) {
        return false;
    }
    for (int o = 0; o < scenario->n_outcomes; o++) {
        if (strcmp(cells->row[2 + o].text, scenario->outcomes[o].name) != 0) {
            return false;
        }
    }
    return true;
}

/* Could an outcome, but a date, come to this? Values may leave their range by a rounding. */
static bool
is_possible(const struct scenario *scenario, const struct outcome *outcome, double x)
{
    const double slack = 1e-9;
    double low = 0.0, high = (double)outcome_bins(outcome, scenario) - 1.0;

    if (high >= 0.0) {
        return x >= 0.0 && x <= high && x == floor(x);
    }
    outcome_range(outcome, scenario, &low, &high);
    return x >= low - slack * (1.0 + fabs(low)) && x <= high + slack * (1.0 + fabs(high));
}

/* One cell as outcome_read gave it; false when it says something else. */
static bool
read_cell(
    const struct scenario *scenario, const struct outcome *outcome, const char *text, double *value)
{
    char why[DATE_WHY_MAX], *end = NULL;
    int day = 0;

    *value = PARAM_NONE;
    if (text[0] == '\0') {
        return true;
    }
    if (outcome->kind == OUTCOME_DATE) {
        if (!date_read(text, &day, why) || day < scenario->start || day > scenario->end) {
            return false;
        }
        *value = (double)(day - scenario->start);
        return true;
    }
    *value = strtod(text, &end);
    return *end == '\0' && is_possible(scenario, outcome, *value);
}

/* The row at hand becomes the sample's next. */
static bool
take_row(struct sample *self, const struct cells *cells)
{
    const struct scenario *scenario = self->scenario;
    char number[24];
    bool empty = true;

    (void)snprintf(number, sizeof(number), "%lld", (long long)self->n + 1);
    if (cells->n != 2 + scenario->n_outcomes || self->n == self->room ||
        strcmp(cells->row[1].text, number) != 0) {
        return false;
    }
    for (int o = 0; o < scenario->n_outcomes; o++) {
        const char *text = cells->row[2 + o].text;
        double *value = &self->values[(int64_t)o * self->room + self->n];

        if (!read_cell(scenario, &scenario->outcomes[o], text, value)) {
            return false;
        }
        empty = empty && text[0] == '\0';
    }
    self->answered[self->n++] = !(empty && self->n_failed > 0);
    return true;
}

/* Runs without an answer have empty cells only, and so has one in which nothing happened. */
static enum status
check_failed(const struct sample *self, const struct sample_table *table, struct err *err)
{
    int64_t failed = 0;

    for (int64_t k = 0; k < self->n; k++) {
        failed += !self->answered[k];
    }
    return failed == self->n_failed
               ? OK
               : err_add(err, ERR_IO, NULL,
                     "%s: %lld runs have empty cells only, but %lld gave no answer; the table does "
                     "not tell them apart.\nUse the scenario file in place of the folder.",
                     table->name, (long long)failed, (long long)self->n_failed);
}

static enum status
take_rows(
    struct sample *self, struct cells *cells, const struct sample_table *table, struct err *err)
{
    bool more = false;
    enum status status = cells_next(cells, &more, err);

    if (status == OK && (!more || !is_header(cells, self->scenario))) {
        return refuse_line(table, 1, err);
    }
    while (status == OK && (status = cells_next(cells, &more, err)) == OK && more) {
        if (!take_row(self, cells)) {
            return refuse_line(table, cells->row[0].line, err);
        }
    }
    if (status == OK && self->n != self->room) {
        return refuse_line(table, (int)self->n + 2, err);
    }
    return status == OK ? check_failed(self, table, err) : status;
}

enum status
sample_take(struct sample *self, const struct scenario *scenario, const struct sample_table *table,
    struct err *err)
{
    const struct place start = { table->name, 1 };
    struct cells cells = { 0 };
    enum status status = OK;

    memset(self, 0, sizeof(*self));
    if (table->runs < 1 || table->runs > SCENARIO_RUNS_MAX) {
        return refuse_line(table, 1, err);
    }
    status = make_room(self, scenario, table->runs, err);
    self->n_failed = table->failed;
    self->first_failed = table->first_failed;
    if (status == OK) {
        status = cells_init(&cells, table->bytes, table->n, &start, err);
    }
    if (status == OK) {
        status = take_rows(self, &cells, table, err);
    }
    cells_free(&cells);
    return status == ERR_SCENARIO ? ERR_IO : status;
}

/* ---- the folder ---- */

static enum status
read_runs(struct sample *self, struct reading *reading, const struct scenario *scenario)
{
    const char *file = tables_at(TABLES_RUNS)->file;
    struct sample_table table = { .name =
                                      arena_print(&reading->arena, "%s/%s", reading->folder, file),
        .runs = number_of(reading, NULL, "runs_played"),
        .failed = number_of(reading, "failed", "count"),
        .first_failed = number_of(reading, "failed", "first_run") };
    struct source source = { 0 };
    enum status status = table.name != NULL ? read_listed(reading, file, RUNS_FILE_MAX, &source)
                                            : err_memory(reading->err);

    if (status == OK) {
        table.bytes = source.bytes;
        table.n = source.n;
        status = sample_take(self, scenario, &table, reading->err);
    }
    source_free(&source);
    return status;
}

enum status
sample_read(struct sample *self, struct scenario *scenario, const char *folder, struct err *err)
{
    struct reading reading = { .folder = folder, .err = err };
    enum status status = folder_read(folder, &reading.run, err);

    memset(self, 0, sizeof(*self));
    memset(scenario, 0, sizeof(*scenario));
    if (status == OK) {
        status = load_scenario(&reading, scenario);
    }
    if (status == OK) {
        status = read_runs(self, &reading, scenario);
    }
    (void)json_object_put(reading.run);
    arena_free(&reading.arena);
    return status;
}

enum status
sample_scenario(struct scenario *scenario, const char *folder, struct err *err)
{
    struct reading reading = { .folder = folder, .err = err };
    enum status status = folder_read(folder, &reading.run, err);

    memset(scenario, 0, sizeof(*scenario));
    status = status == OK ? load_scenario(&reading, scenario) : status;
    (void)json_object_put(reading.run);
    arena_free(&reading.arena);
    return status;
}

/* ---- asked ---- */

const double *
sample_column(const struct sample *self, int outcome)
{
    return self->values + (int64_t)outcome * self->room;
}

int64_t
sample_counts(const struct sample *self, int outcome, bool *counts)
{
    const int given = self->scenario->outcomes[outcome].given.index;
    const double *flag = given >= 0 ? sample_column(self, given) : NULL;
    int64_t n = 0;

    for (int64_t k = 0; k < self->n; k++) {
        counts[k] = self->answered[k] && (flag == NULL || flag[k] == 1.0);
        n += counts[k];
    }
    return n;
}

void
sample_free(struct sample *self)
{
    arena_free(&self->arena);
    memset(self, 0, sizeof(*self));
}
