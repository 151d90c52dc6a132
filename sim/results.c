/* results: tables, the scenario as understood, and run.json. See results.h. */
#include "results.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "num.h"
#include "source.h"
#include "tables.h"

#define SCENARIO_HEAD \
    "# The scenario as Parley understood it, with every default written out. Running it gives " \
    "the same results.\n"

struct results {
    const struct scenario *scenario;
    struct bundle bundle;
    bool save_inputs;
    int threads;
    double until_mcse;
    struct sheet runs, inputs; /* open while runs are played */
    char *dates;               /* of all days of the calendar, for the sheets */
    struct source history;     /* its bytes are copied; none: no history */
};

/* ---- files ---- */

static enum status
open_table(struct results *self, int which, struct sheet *sheet, struct err *err)
{
    const enum status status = bundle_open(&self->bundle, tables_at(which)->file, sheet, err);

    if (status == OK) {
        sheet->dates = self->dates;
        sheet->first_day = self->scenario->start;
        sheet->n_days = self->scenario->n_days;
    }
    return status;
}

static enum status
close_table(struct results *self, int which, struct sheet *sheet, struct err *err)
{
    return bundle_close(&self->bundle, tables_at(which)->file, sheet, err);
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
begin(struct results *self, const struct bundle_options *options, struct err *err)
{
    enum status status = OK;

    if (!make_dates(self)) {
        return err_memory(err);
    }
    if (self->scenario->history != NULL) {
        status = source_read(&self->history, self->scenario->history, TEXT_FILE_MAX,
            &self->scenario->history_place, err);
    }
    if (status == OK) {
        status = bundle_begin(&self->bundle, self->scenario->name, options, err);
    }
    if (status == OK) {
        status = open_table(self, TABLES_RUNS, &self->runs, err);
    }
    if (status == OK && self->save_inputs) {
        status = open_table(self, TABLES_INPUTS, &self->inputs, err);
    }
    if (status != OK) {
        return status;
    }
    tables_begin_runs(&self->runs, self->scenario);
    if (self->save_inputs) {
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
    self->threads = options->threads;
    self->until_mcse = options->until_mcse;
    self->save_inputs = options->save_inputs && tables_at(TABLES_INPUTS)->applies(scenario);
    status = begin(self, &options->bundle, err);
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
    if (status == OK && results->save_inputs) {
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
    enum status status = close_table(self, TABLES_RUNS, &self->runs, err);

    if (status == OK && self->save_inputs) {
        status = close_table(self, TABLES_INPUTS, &self->inputs, err);
    }
    for (int k = 0; tables_at(k) != NULL && status == OK; k++) {
        const struct table *table = tables_at(k);
        struct sheet sheet = { 0 };
        if (table->write == NULL || !table->applies(self->scenario)) {
            continue;
        }
        status = open_table(self, k, &sheet, err);
        if (status == OK) {
            table->write(&sheet, result, summary);
            status = close_table(self, k, &sheet, err);
        }
        sheet_free(&sheet);
    }
    return status;
}

enum status
results_scenario(const struct scenario *scenario, char **bytes, size_t *n, struct err *err)
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

enum status
results_add_scenario(struct bundle *bundle, const struct scenario *scenario,
    const struct source *history, struct err *err)
{
    char *bytes = NULL;
    size_t n = 0;
    enum status status = results_scenario(scenario, &bytes, &n, err);

    if (status == OK) {
        status = bundle_bytes(bundle, RESULTS_SCENARIO, bytes, n, err);
    }
    if (status == OK && history->bytes != NULL) {
        status = bundle_bytes(bundle, SCENARIO_HISTORY, history->bytes, history->n, err);
    }
    free(bytes);
    return status;
}

/* ---- run.json ---- */

static void
put_failed(struct facts *self, const struct totals *totals)
{
    struct facts group = facts_begin();

    facts_whole(&group, "count", totals->n_failed);
    if (totals->n_failed > 0) {
        facts_whole(&group, "first_run", totals->first_failed);
        facts_text(&group, "reason", totals->failure);
    }
    facts_put(self, "failed", group);
}

static void
put_calendar(struct facts *self, const struct scenario *scenario)
{
    struct facts group = facts_begin();

    facts_date(&group, "start", scenario->start);
    facts_date(&group, "end", scenario->end);
    facts_whole(&group, "days", scenario->n_days);
    facts_put(self, "calendar", group);
}

/* Talks whose positions went round in circles, and in how many runs. */
static void
put_cycles(struct facts *self, const struct totals *totals)
{
    const struct scenario *scenario = totals->layout->scenario;
    struct facts group = facts_begin();

    for (int t = 0; t < scenario->n_talks; t++) {
        facts_whole(&group, scenario->talks[t].name, totals->cycled[t]);
    }
    facts_put(self, "cycles", group);
}

static void
put_outcomes(struct facts *self, const struct scenario *scenario)
{
    struct facts all = facts_begin();

    for (int o = 0; o < scenario->n_outcomes; o++) {
        const struct outcome *outcome = &scenario->outcomes[o];
        struct facts group = facts_begin();

        facts_text(&group, "label", outcome->label);
        facts_text(&group, "kind", outcome_kind_name(outcome->kind));
        facts_text(&group, "unit", outcome_unit(outcome, scenario));
        if (outcome->given.index >= 0) {
            facts_text(&group, "given", outcome->given.name);
        }
        facts_put(&all, outcome->name, group);
    }
    facts_put(self, "outcomes", all);
}

static const char *
signal_name(int signal)
{
    return signal == 0         ? NULL
           : signal == SIGINT  ? "SIGINT"
           : signal == SIGTERM ? "SIGTERM"
                               : "another";
}

static struct facts
describe(const struct results *self, const struct engine_result *result, bool interrupted)
{
    const struct scenario *scenario = self->scenario;
    const struct totals *totals = &result->totals;
    struct facts facts = bundle_describe(&self->bundle, "parley.run/1");

    facts_text(&facts, "title", scenario->title);
    facts_text(&facts, "scenario_sha256", bundle_hash(&self->bundle, RESULTS_SCENARIO));
    facts_whole(&facts, "seed", (int64_t)scenario->seed);
    facts_whole(&facts, "runs", scenario->runs);
    facts_whole(&facts, "runs_played", result->runs);
    facts_whole(&facts, "runs_with_an_answer", totals->n);
    put_failed(&facts, totals);
    if (self->until_mcse > 0.0) {
        facts_number(&facts, "until_mcse", self->until_mcse);
        facts_flag(&facts, "reached", result->enough);
    }
    facts_flag(&facts, "interrupted", interrupted);
    facts_text(&facts, "signal", signal_name(result->signal));
    put_calendar(&facts, scenario);
    facts_whole(&facts, "threads", self->threads);
    facts_text(
        &facts, "quantiles", totals->kept != NULL ? "exact" : "within 1/131072 of the range");
    facts_number(&facts, "seconds", num_floor(result->seconds * 1e6 + 0.5) / 1e6);
    if (scenario->n_talks > 0) {
        put_cycles(&facts, totals);
    }
    put_outcomes(&facts, scenario);
    return facts;
}

/* ---- the end ---- */

enum status
results_finish(struct results *self, struct engine_result *result, const struct summary *summary,
    bool interrupted, struct err *err)
{
    enum status status = write_tables(self, result, summary, err);
    struct facts facts = { 0 };

    status = status == OK ? results_add_scenario(&self->bundle, self->scenario, &self->history, err)
                          : status;
    /* A part of the runs does not replace more of them: it is put beside. */
    if (status == OK && interrupted && folder_old_runs(&self->bundle.folder) > result->runs) {
        status = folder_step_aside(&self->bundle.folder, "-partial", err);
    }
    if (status == OK) {
        facts = describe(self, result, interrupted);
        status = bundle_finish(&self->bundle, &facts, err);
    }
    return status;
}

const struct bundle *
results_bundle(const struct results *self)
{
    return &self->bundle;
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
    bundle_free(&self->bundle);
    free(self->dates);
    free(self);
}
