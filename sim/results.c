/* results: tables, the scenario as understood, and run.json. See results.h. */
#include "results.h"

#include <errno.h>
#include <gsl/gsl_version.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "folder.h"
#include "num.h"
#include "source.h"
#include "tables.h"
#include "utf8.h"
#include "version.h"

#define SCENARIO_HEAD \
    "# The scenario as Parley understood it, with every default written out. Running it gives " \
    "the same results.\n"
#define FILES_MAX 16
#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif

/* One file written, as run.json lists it. */
struct written {
    const char *name; /* NULL: not written */
    int64_t rows;     /* -1: not a table */
    char hash[SHEET_HASH_MAX];
};

struct results {
    const struct scenario *scenario;
    struct results_options options;
    struct folder folder;
    struct sheet runs, inputs;       /* open while runs are played */
    char *dates;                     /* of all days of the calendar, for the sheets */
    struct source history;           /* its bytes are copied; none: no history */
    struct written files[FILES_MAX]; /* tables in order of tables_at, scenario.cfg, the history */
    int n_tables;
    bool done, unchanged;
};

/* ---- files ---- */

static enum status
open_sheet(struct results *self, const char *name, struct sheet *sheet, struct err *err)
{
    const char *shown = NULL;
    int file = -1;
    enum status status = folder_create(&self->folder, name, &file, &shown, err);

    status = status == OK ? sheet_init(sheet, file, shown, err) : status;
    if (status == OK) {
        sheet->dates = self->dates;
        sheet->first_day = self->scenario->start;
        sheet->n_days = self->scenario->n_days;
    }
    return status;
}

/* Closes a sheet and notes it for run.json. */
static enum status
close_sheet(struct results *self, int which, const char *name, struct sheet *sheet, struct err *err)
{
    struct written *written = &self->files[which];
    const enum status status = sheet_close(sheet, written->hash, err);

    written->name = name;
    written->rows = sheet->rows;
    sheet_free(sheet);
    return status;
}

static bool
make_dates(struct results *self)
{
    const int n = self->scenario->n_days;
    char text[DATE_TEXT_MAX];

    self->dates = malloc((size_t)n * SHEET_DATE);
    for (int day = 0; self->dates != NULL && day < n; day++) {
        memcpy(self->dates + (size_t)day * SHEET_DATE, date_iso(self->scenario->start + day, text),
            SHEET_DATE);
    }
    return self->dates != NULL;
}

static enum status
begin(struct results *self, struct err *err)
{
    enum status status = OK;

    if (!make_dates(self)) {
        return err_memory(err);
    }
    while (tables_at(self->n_tables) != NULL) {
        self->n_tables++;
    }
    BUG_IF(self->n_tables + 1 >= FILES_MAX);
    self->options.save_inputs =
        self->options.save_inputs && tables_at(TABLES_INPUTS)->applies(self->scenario);
    if (self->scenario->history != NULL) {
        status = source_read(&self->history, self->scenario->history, TEXT_FILE_MAX,
            &self->scenario->history_place, err);
    }
    if (status != OK) {
        return status;
    }
    status = folder_begin(
        &self->folder, self->options.folder, self->scenario->name, self->options.keep, err);
    if (status == OK) {
        status = open_sheet(self, tables_at(TABLES_RUNS)->file, &self->runs, err);
    }
    if (status == OK && self->options.save_inputs) {
        status = open_sheet(self, tables_at(TABLES_INPUTS)->file, &self->inputs, err);
    }
    if (status != OK) {
        return status;
    }
    tables_begin_runs(&self->runs, self->scenario);
    if (self->options.save_inputs) {
        tables_begin_inputs(&self->inputs, self->scenario);
    }
    return OK;
}

enum status
results_begin(struct results **out, const struct scenario *scenario,
    const struct results_options *options, struct err *err)
{
    struct results *self = calloc(1, sizeof(*self));
    enum status status = OK;

    *out = NULL;
    if (self == NULL) {
        return err_memory(err);
    }
    self->scenario = scenario;
    self->options = *options;
    status = begin(self, err);
    if (status != OK) {
        results_destroy(self);
        return status;
    }
    *out = self;
    return OK;
}

enum status
results_unit(void *self, const struct unit *unit, struct err *err)
{
    struct results *results = self;
    enum status status = OK;

    tables_runs(&results->runs, unit);
    status = sheet_check(&results->runs, err);
    if (status == OK && results->options.save_inputs) {
        tables_inputs(&results->inputs, unit);
        status = sheet_check(&results->inputs, err);
    }
    return status;
}

/* ---- the tables and scenario.cfg ---- */

static enum status
write_tables(struct results *self, struct engine_result *result, const struct summary *summary,
    struct err *err)
{
    enum status status =
        close_sheet(self, TABLES_RUNS, tables_at(TABLES_RUNS)->file, &self->runs, err);

    if (status == OK && self->options.save_inputs) {
        status =
            close_sheet(self, TABLES_INPUTS, tables_at(TABLES_INPUTS)->file, &self->inputs, err);
    }
    for (int k = 0; k < self->n_tables && status == OK; k++) {
        const struct table *table = tables_at(k);
        struct sheet sheet = { 0 };
        if (table->write == NULL || !table->applies(self->scenario)) {
            continue;
        }
        status = open_sheet(self, table->file, &sheet, err);
        if (status == OK) {
            table->write(&sheet, result, summary);
            status = close_sheet(self, k, table->file, &sheet, err);
        }
        sheet_free(&sheet);
    }
    return status;
}

/* The scenario's text in memory: *bytes is to be freed. */
static enum status
scenario_text(const struct scenario *scenario, char **bytes, size_t *n, struct err *err)
{
    FILE *out = open_memstream(bytes, n);
    bool failed = false;

    if (out == NULL) {
        return err_memory(err);
    }
    fputs(SCENARIO_HEAD, out);
    text_write(&scenario->text, out);
    failed = ferror(out) != 0;
    failed = fclose(out) != 0 || failed;
    return failed ? err_memory(err) : OK;
}

/* A file that is no table. */
static enum status
write_bytes(
    struct results *self, int which, const char *name, const char *bytes, size_t n, struct err *err)
{
    struct sheet sheet = { 0 };
    enum status status = open_sheet(self, name, &sheet, err);

    if (status == OK) {
        sheet_bytes(&sheet, bytes, n);
        status = close_sheet(self, which, name, &sheet, err);
        self->files[which].rows = -1;
    }
    sheet_free(&sheet);
    return status;
}

/* The scenario as understood, and what happened beside it. */
static enum status
write_scenario(struct results *self, struct err *err)
{
    char *bytes = NULL;
    size_t n = 0;
    enum status status = scenario_text(self->scenario, &bytes, &n, err);

    if (status == OK) {
        status = write_bytes(self, self->n_tables, "scenario.cfg", bytes, n, err);
    }
    if (status == OK && self->history.bytes != NULL) {
        status = write_bytes(
            self, self->n_tables + 1, SCENARIO_HISTORY, self->history.bytes, self->history.n, err);
    }
    free(bytes);
    return status;
}

/* ---- run.json ---- */

/* A group under construction; failed once memory was exhausted. Keys are not copied: they outlive
 * it. */
struct json {
    struct json_object *object;
    bool failed;
};

static void
put(struct json *self, const char *key, struct json_object *value)
{
    if (value == NULL || self->object == NULL ||
        json_object_object_add_ex(self->object, key, value, JSON_C_OBJECT_ADD_CONSTANT_KEY) != 0) {
        (void)json_object_put(value);
        self->failed = true;
    }
}

static void
put_null(struct json *self, const char *key)
{
    if (self->object == NULL ||
        json_object_object_add_ex(self->object, key, NULL, JSON_C_OBJECT_ADD_CONSTANT_KEY) != 0) {
        self->failed = true;
    }
}

static void
put_text(struct json *self, const char *key, const char *text)
{
    if (text == NULL) {
        put_null(self, key);
    } else {
        put(self, key, json_object_new_string(text));
    }
}

static void
put_whole(struct json *self, const char *key, int64_t number)
{
    put(self, key, json_object_new_int64(number));
}

static void
put_number(struct json *self, const char *key, double number)
{
    char text[NUM_TEXT_MAX];

    put(self, key, json_object_new_double_s(number, num_text(number, text)));
}

/* A new group within another. */
static struct json
begin_group(struct json *self)
{
    return (struct json){ .object = json_object_new_object(), .failed = self->failed };
}

static void
end_group(struct json *self, const char *key, struct json *group)
{
    self->failed = self->failed || group->failed;
    put(self, key, group->object);
}

static void
append(struct json *self, struct json_object *list, struct json_object *value)
{
    if (value == NULL || list == NULL || json_object_array_add(list, value) != 0) {
        (void)json_object_put(value);
        self->failed = true;
    }
}

/* A word of the command line as JSON can hold it: what is not UTF-8 becomes a question mark. */
static struct json_object *
word(const char *text)
{
    char *copy = strdup(text);
    struct json_object *value = NULL;

    if (copy == NULL) {
        return NULL;
    }
    utf8_mend(copy);
    value = json_object_new_string(copy);
    free(copy);
    return value;
}

static void
put_command(struct json *self, const struct results_options *options)
{
    struct json_object *list = json_object_new_array();

    for (int k = 0; k < options->argc; k++) {
        append(self, list, word(options->argv[k]));
    }
    put(self, "argv", list);
}

static void
put_failed(struct json *self, const struct totals *totals)
{
    struct json group = begin_group(self);

    put_whole(&group, "count", totals->n_failed);
    if (totals->n_failed > 0) {
        put_whole(&group, "first_run", totals->first_failed);
        put_text(&group, "reason", totals->failure);
    }
    end_group(self, "failed", &group);
}

static void
put_calendar(struct json *self, const struct scenario *scenario)
{
    struct json group = begin_group(self);
    char text[DATE_TEXT_MAX];

    put_text(&group, "start", date_iso(scenario->start, text));
    put_text(&group, "end", date_iso(scenario->end, text));
    put_whole(&group, "days", scenario->n_days);
    end_group(self, "calendar", &group);
}

/* Talks whose positions went round in circles, and in how many runs. */
static void
put_cycles(struct json *self, const struct totals *totals)
{
    const struct scenario *scenario = totals->layout->scenario;
    struct json group = begin_group(self);

    for (int t = 0; t < scenario->n_talks; t++) {
        put_whole(&group, scenario->talks[t].name, totals->cycled[t]);
    }
    end_group(self, "cycles", &group);
}

static void
put_files(struct json *self, const struct written *files)
{
    struct json_object *list = json_object_new_array();

    for (int k = 0; k < FILES_MAX; k++) {
        struct json group = { 0 };
        if (files[k].name == NULL) {
            continue;
        }
        group = begin_group(self);
        put_text(&group, "name", files[k].name);
        if (files[k].rows >= 0) {
            put_whole(&group, "rows", files[k].rows);
        } else {
            put_null(&group, "rows");
        }
        put_text(&group, "sha256", files[k].hash);
        self->failed = self->failed || group.failed;
        append(self, list, group.object);
    }
    put(self, "files", list);
}

static void
put_outcomes(struct json *self, const struct scenario *scenario)
{
    struct json all = begin_group(self);

    for (int o = 0; o < scenario->n_outcomes; o++) {
        const struct outcome *outcome = &scenario->outcomes[o];
        struct json group = begin_group(&all);

        put_text(&group, "label", outcome->label);
        put_text(&group, "kind", outcome_kind_name(outcome->kind));
        put_text(&group, "unit", outcome_unit(outcome, scenario));
        if (outcome->given.index >= 0) {
            put_text(&group, "given", outcome->given.name);
        }
        end_group(&all, outcome->name, &group);
    }
    end_group(self, "outcomes", &all);
}

static const char *
signal_name(int signal)
{
    return signal == 0         ? NULL
           : signal == SIGINT  ? "SIGINT"
           : signal == SIGTERM ? "SIGTERM"
                               : "another";
}

static void
describe(struct json *self, const struct results *results, const struct engine_result *result,
    bool interrupted)
{
    const struct scenario *scenario = results->scenario;
    const struct totals *totals = &result->totals;

    put_text(self, "schema", "parley.run/1");
    put_text(self, "version", PARLEY_VERSION);
    put_command(self, &results->options);
    put_text(self, "scenario", scenario->name);
    put_text(self, "title", scenario->title);
    put_text(self, "scenario_sha256", results->files[results->n_tables].hash);
    put_whole(self, "seed", (int64_t)scenario->seed);
    put_whole(self, "runs", scenario->runs);
    put_whole(self, "runs_played", result->runs);
    put_whole(self, "runs_with_an_answer", totals->n);
    put_failed(self, totals);
    put(self, "interrupted", json_object_new_boolean(interrupted));
    put_text(self, "signal", signal_name(result->signal));
    put_calendar(self, scenario);
    put_text(self, "compiler", COMPILER);
    put_text(self, "gsl", gsl_version);
    put_whole(self, "threads", results->options.threads);
    put_text(self, "quantiles", totals->kept != NULL ? "exact" : "within 1/131072 of the range");
    put_number(self, "seconds", num_floor(result->seconds * 1e6 + 0.5) / 1e6);
    if (scenario->n_talks > 0) {
        put_cycles(self, totals);
    }
    put_files(self, results->files);
    put_outcomes(self, scenario);
}

/* The text of an object, owned by it. NULL when memory is exhausted: json-c then leaves parts out,
 * or crashes when it reads, so we look beforehand, and read back what it wrote. */
static const char *
text_of(struct json_object *object)
{
    const int style =
        JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE;
    const char *text = json_object_to_json_string_ext(object, style);
    void *room = text != NULL ? malloc(64 * strlen(text) + (1 << 20)) : NULL;
    struct json_object *back = NULL;
    bool same = false;

    free(room);
    if (room != NULL) {
        back = json_tokener_parse(text);
        same = json_object_equal(object, back) == 1;
        (void)json_object_put(back);
    }
    return same ? text : NULL;
}

static enum status
write_run_json(
    struct results *self, const struct engine_result *result, bool interrupted, struct err *err)
{
    struct json json = { .object = json_object_new_object() };
    struct sheet sheet = { 0 };
    char hash[SHEET_HASH_MAX];
    const char *text = NULL;
    enum status status = OK;

    describe(&json, self, result, interrupted);
    text = json.failed ? NULL : text_of(json.object);
    status = text != NULL ? open_sheet(self, "run.json", &sheet, err) : err_memory(err);
    if (status == OK) {
        sheet_bytes(&sheet, text, strlen(text));
        sheet_bytes(&sheet, "\n", 1);
        status = sheet_close(&sheet, hash, err);
    }
    sheet_free(&sheet);
    (void)json_object_put(json.object);
    return status;
}

/* ---- the end ---- */

/* Does the folder that was replaced list the same files with the same bytes? */
static bool
same_as_before(const struct results *self)
{
    int n = 0;

    for (int k = 0; k < FILES_MAX; k++) {
        const char *name = self->files[k].name;
        const char *hash = name != NULL ? folder_old_hash(&self->folder, name) : NULL;
        if (name != NULL && (hash == NULL || strcmp(hash, self->files[k].hash) != 0)) {
            return false;
        }
        n += name != NULL;
    }
    return n == folder_n_old(&self->folder);
}

enum status
results_finish(struct results *self, struct engine_result *result, const struct summary *summary,
    bool interrupted, struct err *err)
{
    enum status status = write_tables(self, result, summary, err);

    status = status == OK ? write_scenario(self, err) : status;
    status = status == OK ? write_run_json(self, result, interrupted, err) : status;
    /* A part of the runs does not replace more of them: it is put beside. */
    if (status == OK && interrupted && folder_old_runs(&self->folder) > result->runs) {
        status = folder_step_aside(&self->folder, "-partial", err);
    }
    status = status == OK ? folder_commit(&self->folder, err) : status;
    if (status == OK) {
        folder_unlock(&self->folder);
        self->done = true;
        self->unchanged = same_as_before(self);
    }
    return status;
}

const char *
results_folder(const struct results *self)
{
    return self->folder.name;
}

int
results_files(const struct results *self)
{
    int n = 1; /* run.json */

    for (int k = 0; k < FILES_MAX; k++) {
        n += self->files[k].name != NULL;
    }
    return self->done ? n : 0;
}

bool
results_unchanged(const struct results *self)
{
    return self->unchanged;
}

void
results_destroy(struct results *self)
{
    if (self == NULL) {
        return;
    }
    sheet_free(&self->runs);
    sheet_free(&self->inputs);
    source_free(&self->history);
    folder_free(&self->folder);
    free(self->dates);
    free(self);
}
