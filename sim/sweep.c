/* sweep: loading, looking at and playing every point; what changes over them. See sweep.h. */
#include "sweep.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diff.h"
#include "overlay.h"
#include "phrase.h"

#define TELL_EVERY 100 /* points looked at */

/* ---- the scenario of a point ---- */

enum status
sweep_load(const struct sweep_source *source, const struct design *design, int point,
    struct scenario *scenario, struct err *err)
{
    const int n_axes = design != NULL ? design->n_axes : 0, n = source->n_sets + n_axes;
    struct arena arena = { NULL, 0 };
    const char **sets = arena_alloc(&arena, (size_t)n, sizeof(*sets));
    enum status status = sets != NULL ? OK : err_memory(err);

    memset(scenario, 0, sizeof(*scenario));
    for (int k = 0; k < n && status == OK; k++) {
        const int a = k - source->n_sets;
        char text[DESIGN_TEXT_MAX];

        sets[k] = a < 0 ? source->sets[k]
                        : arena_print(&arena, "%s=%s", design->axes[a].path,
                              design_value(design, point, a, text));
        status = sets[k] != NULL ? OK : err_memory(err);
    }
    if (status == OK && source->held != NULL) {
        status = scenario_load_held(scenario, source->held, sets, n, err);
    } else if (status == OK) {
        status = scenario_load(scenario, source->path, sets, n, err);
    }
    arena_free(&arena);
    return status;
}

/* "actors.ann.capability = 5, talks.t.model = mean", cut where it grows too long. */
static char *
describe_point(const struct design *design, int point, char *text, size_t size)
{
    char value[DESIGN_TEXT_MAX];
    size_t used = 0;

    text[0] = '\0';
    for (int a = 0; a < design->n_axes && used < size; a++) {
        used += (size_t)snprintf(text + used, size - used, "%s%.200s = %.100s", a > 0 ? ", " : "",
            design->axes[a].path, design_value(design, point, a, value));
    }
    return text;
}

/* Outcomes of the same names and kinds as the base's? */
static enum status
compare_outcomes(const struct scenario *base, const struct scenario *scenario, struct err *err)
{
    bool same = base->n_outcomes == scenario->n_outcomes;

    for (int o = 0; o < base->n_outcomes && same; o++) {
        same = strcmp(base->outcomes[o].name, scenario->outcomes[o].name) == 0 &&
               base->outcomes[o].kind == scenario->outcomes[o].kind;
    }
    return same ? OK
                : err_add(err, ERR_USAGE, NULL,
                      "the point has other outcomes than the scenario; a sweep follows the same "
                      "ones from point to point");
}

/* Says which of the swept numbers are uncertain where they were written. */
static void
remark_held(const struct sweep *self, const struct scenario *point, struct err *err)
{
    for (int a = 0; a < self->design->n_axes; a++) {
        const char *path = self->design->axes[a].path;
        struct overlay_spot spot;
        char value[DIFF_VALUE_MAX];

        if (scenario_find(self->base, "uncertain number", path) < 0 ||
            scenario_find(point, "uncertain number", path) >= 0) {
            continue;
        }
        spot = overlay_find(&self->base->text, self->base->text.root, path);
        if (spot.node != NULL) {
            err_remark(err, &spot.node->place,
                "%.200s is uncertain here (%.200s); the sweep holds it at each of its values", path,
                diff_value(&self->base->text, spot.node, value));
        }
    }
}

/* True when a mistake's place, behind "--set ", is a swept path or a part of one. */
static bool
is_swept(const struct design *design, const char *where)
{
    const size_t n = strcspn(where, "=");

    for (int a = 0; a < design->n_axes; a++) {
        const char *path = design->axes[a].path;
        if (strncmp(where, path, n) == 0 && (path[n] == '\0' || path[n] == '.')) {
            return true;
        }
    }
    return false;
}

/* A point's values are set as --set sets them; who reads of a mistake in them typed --over. */
static void
name_over(const struct design *design, struct err *err)
{
    static const char set[] = "--set ", over[] = "--over ";
    const size_t n = sizeof(set) - 1;

    for (int k = 0; k < err->n_mistakes && k < ERR_FINDINGS_MAX; k++) {
        char *where = err->mistakes[k].where;
        const size_t room = sizeof(err->mistakes[k].where) - sizeof(over);
        if (strncmp(where, set, n) == 0 && is_swept(design, where + n)) {
            const size_t length = strlen(where + n) < room ? strlen(where + n) : room;
            memmove(where + sizeof(over) - 1, where + n, length);
            where[sizeof(over) - 1 + length] = '\0';
            memcpy(where, over, sizeof(over) - 1);
        }
    }
}

static enum status
check_point(struct sweep *self, int point, struct err *err)
{
    struct scenario scenario;
    struct err found = { .status = OK };
    enum status status = sweep_load(self->source, self->design, point, &scenario, &found);
    char number[PHRASE_MAX], all[PHRASE_MAX], values[ERR_TEXT_MAX / 2];

    status = status == OK ? compare_outcomes(self->base, &scenario, &found) : status;
    if (status == OK) {
        self->first_day =
            point == 0 || scenario.start < self->first_day ? scenario.start : self->first_day;
        self->last_day =
            point == 0 || scenario.end > self->last_day ? scenario.end : self->last_day;
        self->runs_planned += scenario.runs;
        self->runs_least =
            point == 0 || scenario.runs < self->runs_least ? scenario.runs : self->runs_least;
        self->runs_most = scenario.runs > self->runs_most ? scenario.runs : self->runs_most;
    }
    if (status == OK && point == 0) {
        remark_held(self, &scenario, err);
    } else if (status != OK) {
        found.n_remarks = 0; /* those of the file are said already */
        name_over(self->design, &found);
        err_remark(&found, NULL, "this is point %s of %s: %s", phrase_count(point + 1, number),
            phrase_count(self->design->n_points, all),
            describe_point(self->design, point, values, sizeof(values)));
        *err = found;
    }
    scenario_free(&scenario);
    return status;
}

enum status
sweep_init(struct sweep *self, const struct sweep_source *source, const struct scenario *base,
    const struct design *design, const struct sweep_watch *watch, struct err *err)
{
    enum status status = OK;

    self->source = source;
    self->base = base;
    self->design = design;
    self->n_outcomes = base->n_outcomes;
    self->first_failed = -1;
    self->cells = arena_alloc(
        &self->arena, (size_t)design->n_points * (size_t)self->n_outcomes, sizeof(*self->cells));
    if (self->cells == NULL) {
        return err_memory(err);
    }
    for (int p = 0; p < design->n_points && status == OK; p++) {
        self->signal = engine_take_signal();
        status = self->signal != 0 ? ERR_INTERRUPT : check_point(self, p, err);
        if (watch->progress != NULL && (p + 1) % TELL_EVERY == 0) {
            watch->progress(watch->context, p + 1, design->n_points);
        }
    }
    return status;
}

/* ---- playing ---- */

static void
find_interval(struct sweep_cell *cell, const struct tally_counts *counts, double start)
{
    const double off = 0.5 * TALLY_Z95 / sqrt((double)cell->runs);
    const int low = tally_counts_quantile(counts, off < 0.5 ? 0.5 - off : 0.0);
    const int high = tally_counts_quantile(counts, off < 0.5 ? 0.5 + off : 1.0);

    cell->low = low < counts->n_bins ? start + (double)low : PARAM_NONE;
    cell->high = high < counts->n_bins ? start + (double)high : PARAM_NONE;
}

static void
keep_cells(struct sweep *self, int point, const struct engine_result *result,
    const struct summary *summary)
{
    struct sweep_cell *cells = self->cells + (size_t)point * (size_t)self->n_outcomes;

    for (int o = 0; o < summary->n; o++) {
        const struct summary_row *row = &summary->rows[o];
        const bool date = row->outcome->kind == OUTCOME_DATE;
        const double start = date ? (double)result->layout.scenario->start : 0.0;

        cells[o] = (struct sweep_cell){ row->runs, row->happened, start + row->mean, row->mcse,
            start + row->quantile[2], PARAM_NONE, PARAM_NONE };
        if (date && row->runs > 0) {
            find_interval(&cells[o], &result->totals.outcomes[o], start);
        }
    }
}

static enum status
play_point(struct sweep *self, int point, const struct sweep_options *options, struct err *err)
{
    struct scenario scenario;
    struct engine_result result = { .signal = 0 };
    struct summary summary = { 0, NULL };
    struct err remarks = { .status = OK }; /* which were said of the base */
    enum status status = sweep_load(self->source, self->design, point, &scenario, &remarks);

    if (status != OK) {
        *err = remarks;
    } else {
        status = engine_run(&result, &scenario, &options->engine, err);
    }
    self->signal = result.signal != 0 ? result.signal : self->signal;
    status = status == OK ? summary_make(&summary, &result, err) : status;
    if (status == OK) {
        keep_cells(self, point, &result, &summary);
        self->n_done++;
        self->runs_played += result.runs;
        self->n_failed += result.totals.n_failed;
        self->first_failed =
            self->first_failed < 0 && result.totals.n_failed > 0 ? point : self->first_failed;
        status = options->finished(options->engine.context, point, &scenario, &summary, err);
    }
    engine_free(&result);
    scenario_free(&scenario);
    return status;
}

enum status
sweep_play(struct sweep *self, const struct sweep_options *options, struct err *err)
{
    enum status status = OK;

    for (int p = 0; p < self->design->n_points && status == OK; p++) {
        /* A point may be done before the engine looks for a signal. */
        self->signal = self->signal != 0 ? self->signal : engine_take_signal();
        status = self->signal != 0 ? ERR_INTERRUPT : play_point(self, p, options, err);
    }
    return status;
}

void
sweep_free(struct sweep *self)
{
    arena_free(&self->arena);
    memset(self, 0, sizeof(*self));
}

/* ---- what changes ---- */

static const struct sweep_cell *
cell_at(const struct sweep *self, int outcome, int point)
{
    return &self->cells[(size_t)point * (size_t)self->n_outcomes + (size_t)outcome];
}

/* Did some run do without it at some point? */
static bool
is_missed(const struct sweep *self, int outcome)
{
    for (int p = 0; p < self->n_done; p++) {
        const struct sweep_cell *cell = cell_at(self, outcome, p);
        if (cell->happened < cell->runs) {
            return true;
        }
    }
    return false;
}

static bool
has_statistic(const struct sweep *self, int outcome, enum sweep_statistic statistic)
{
    const int kind = self->base->outcomes[outcome].kind;

    switch (statistic) {
    case SWEEP_SHARE:
        return kind == OUTCOME_FLAG || (kind != OUTCOME_COUNT && is_missed(self, outcome));
    case SWEEP_MEDIAN:
        return kind == OUTCOME_DATE;
    case SWEEP_MEAN:
        break;
    }
    return kind == OUTCOME_COUNT || kind == OUTCOME_VALUE;
}

int
sweep_measures(const struct sweep *self, struct sweep_measure *measures)
{
    int n = 0;

    for (int s = SWEEP_SHARE; s <= SWEEP_MEAN; s++) {
        for (int o = 0; o < self->n_outcomes; o++) {
            if (has_statistic(self, o, (enum sweep_statistic)s)) {
                measures[n++] = (struct sweep_measure){ o, (enum sweep_statistic)s };
            }
        }
    }
    return n;
}

double
sweep_value(const struct sweep *self, struct sweep_measure measure, int point)
{
    const struct sweep_cell *cell = cell_at(self, measure.outcome, point);

    if (cell->runs == 0) {
        return PARAM_NONE;
    }
    switch (measure.statistic) {
    case SWEEP_SHARE:
        return (double)cell->happened / (double)cell->runs;
    case SWEEP_MEDIAN:
        return cell->median;
    case SWEEP_MEAN:
        break;
    }
    return cell->mean;
}

double
sweep_height(const struct sweep *self, struct sweep_measure measure, int point)
{
    const double value = sweep_value(self, measure, point);
    const bool counted = cell_at(self, measure.outcome, point)->runs > 0;

    return measure.statistic == SWEEP_MEDIAN && counted && isnan(value)
               ? (double)self->last_day + 1.0
               : value;
}

double
sweep_error(const struct sweep *self, struct sweep_measure measure, int point)
{
    const struct sweep_cell *cell = cell_at(self, measure.outcome, point);

    if (cell->runs == 0 || measure.statistic == SWEEP_MEDIAN) {
        return PARAM_NONE;
    }
    if (measure.statistic == SWEEP_MEAN) {
        return cell->mcse;
    }
    return tally_share_error(cell->happened, cell->runs);
}

bool
sweep_range(const struct sweep *self, struct sweep_measure measure, double *least, double *greatest)
{
    *least = HUGE_VAL;
    *greatest = -HUGE_VAL;
    for (int p = 0; p < self->n_done; p++) {
        const double height = sweep_height(self, measure, p);
        *least = height < *least ? height : *least;
        *greatest = height > *greatest ? height : *greatest;
    }
    return *least <= *greatest;
}

bool
sweep_is_constant(const struct sweep *self, struct sweep_measure measure)
{
    for (int p = 1; p < self->n_done; p++) {
        const double first = sweep_height(self, measure, 0), other = sweep_height(self, measure, p);
        if (first != other && !(isnan(first) && isnan(other))) {
            return false;
        }
    }
    return true;
}

double
sweep_spread(const struct sweep *self, struct sweep_measure measure)
{
    const struct outcome *outcome = &self->base->outcomes[measure.outcome];
    double least = 0.0, greatest = 0.0, low = 0.0, high = 1.0;

    if (!sweep_range(self, measure, &least, &greatest)) {
        return 0.0;
    }
    if (measure.statistic == SWEEP_MEDIAN) {
        high = (double)(self->last_day - self->first_day + 1);
    } else if (measure.statistic == SWEEP_MEAN && outcome->kind == OUTCOME_COUNT) {
        high = (double)(outcome_bins(outcome, self->base) - 1);
    } else if (measure.statistic == SWEEP_MEAN) {
        outcome_range(outcome, self->base, &low, &high);
    }
    return high > low ? (greatest - least) / (high - low) : 0.0;
}

enum status
sweep_correlation(const struct sweep *self, struct sweep_measure measure, int axis,
    double *correlation, struct err *err)
{
    const size_t n = (size_t)self->n_done;
    double *rows = NULL;
    bool ordered =
        n > 1 && design_is_ordered(self->design, axis) && !sweep_is_constant(self, measure);
    bool varies = false;

    *correlation = PARAM_NONE;
    if (!ordered) {
        return OK;
    }
    rows = calloc(4 * n, sizeof(*rows)); /* two of numbers, two for GSL to work in */
    if (rows == NULL) {
        return err_memory(err);
    }
    for (int p = 0; p < self->n_done; p++) {
        rows[p] = design_number(self->design, p, axis);
        rows[n + (size_t)p] = sweep_height(self, measure, p);
        varies = varies || rows[p] != rows[0];
        ordered = ordered && !isnan(rows[n + (size_t)p]);
    }
    if (varies && ordered) {
        *correlation = gsl_stats_spearman(rows, 1, rows + n, 1, n, rows + 2 * n);
    }
    free(rows);
    return OK;
}
