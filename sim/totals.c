/* totals: sums of units. See totals.h. */
#include "totals.h"

#include <math.h>
#include <string.h>

#include "num.h"

static bool
init_counts(struct totals *self, struct arena *arena)
{
    const struct layout *layout = self->layout;
    const struct scenario *scenario = layout->scenario;
    const size_t days = (size_t)scenario->n_days;
    size_t counts = 0, levels = 0;

    self->first_count = arena_alloc(arena, (size_t)scenario->n_events, sizeof(size_t));
    self->first_level = arena_alloc(arena, (size_t)scenario->n_events, sizeof(size_t));
    self->outcomes = arena_alloc(arena, (size_t)scenario->n_outcomes, sizeof(*self->outcomes));
    if (self->first_count == NULL || self->first_level == NULL || self->outcomes == NULL) {
        return false;
    }
    for (int e = 0; e < scenario->n_events; e++) {
        const struct event *event = &scenario->events[e];
        self->first_count[e] = event->kind->many ? counts : SIZE_MAX;
        self->first_level[e] = layout->steps[e] > 0 ? levels : SIZE_MAX;
        counts += event->kind->many ? days * (size_t)(event->n_players + 1) : 0;
        levels += layout->steps[e] > 0 ? days * (size_t)(layout->steps[e] + 1) : 0;
    }
    for (int o = 0; o < scenario->n_outcomes; o++) {
        self->outcomes[o].n_bins = outcome_bins(&scenario->outcomes[o], scenario);
        self->outcomes[o].bins =
            arena_alloc(arena, (size_t)self->outcomes[o].n_bins, sizeof(int64_t));
        if (self->outcomes[o].bins == NULL) {
            return false;
        }
    }
    self->counts = arena_alloc(arena, counts, sizeof(int64_t));
    self->levels = arena_alloc(arena, levels, sizeof(int64_t));
    self->level_sums = arena_alloc(arena, (size_t)scenario->n_events * days, sizeof(int64_t));
    self->moments = arena_alloc(arena, (size_t)layout->plan->n_parts * days, sizeof(int64_t));
    self->acted = arena_alloc(arena, (size_t)layout->n_clocked * days, sizeof(int64_t));
    self->cycled = arena_alloc(arena, (size_t)scenario->n_talks, sizeof(int64_t));
    self->ballots = arena_alloc(arena, 3 * (size_t)layout->plan->n_players, sizeof(int64_t));
    return self->counts != NULL && self->levels != NULL && self->level_sums != NULL &&
           self->moments != NULL && self->acted != NULL && self->cycled != NULL &&
           self->ballots != NULL;
}

int64_t
totals_runs_kept(const struct layout *layout)
{
    const double row = (double)layout->n_values * (double)sizeof(double);
    const double most = row > 0.0 ? TOTALS_KEPT_MAX / row : (double)SCENARIO_RUNS_MAX;
    const double runs = most < (double)SCENARIO_RUNS_MAX ? most : (double)SCENARIO_RUNS_MAX;

    return UNIT_RUNS * (int64_t)(runs / UNIT_RUNS);
}

/* Values are kept when that takes less than a limit, or less than bins would. */
static enum status
init_values(struct totals *self, int64_t runs, struct arena *arena, struct err *err)
{
    const size_t columns = (size_t)self->layout->n_values;
    const double kept = (double)columns * (double)runs * (double)sizeof(double);
    const double binned = (double)columns * (double)TOTALS_BINS * (double)sizeof(uint32_t);
    const bool keep = kept <= TOTALS_KEPT_MAX || kept <= binned;

    if ((keep ? kept : binned) > TOTALS_LEAST_MAX) {
        return err_add(err, ERR_RUN, NULL,
            "the record of the talks, %d numbers a run, would take %.0f GiB; at most %.0f are "
            "possible: ask for fewer rounds, actors or runs",
            (int)columns, (keep ? kept : binned) / TOTALS_KEPT_MAX,
            TOTALS_LEAST_MAX / TOTALS_KEPT_MAX);
    }
    self->sums = arena_alloc(arena, columns, sizeof(*self->sums));
    self->missing = arena_alloc(arena, columns, sizeof(*self->missing));
    if (keep) {
        self->room = runs;
        self->kept = arena_alloc(arena, columns * (size_t)runs, sizeof(double));
    } else {
        self->bins = arena_alloc(arena, columns * TOTALS_BINS, sizeof(uint32_t));
    }
    return self->sums != NULL && self->missing != NULL && (self->kept != NULL || self->bins != NULL)
               ? OK
               : err_memory(err);
}

enum status
totals_init(struct totals *self, const struct layout *layout, bool ordered, int64_t runs,
    struct arena *arena, struct err *err)
{
    memset(self, 0, sizeof(*self));
    self->layout = layout;
    if (!init_counts(self, arena)) {
        return err_memory(err);
    }
    return ordered ? init_values(self, runs, arena, err) : OK;
}

/* How many have acted, day by day: each act changes the count of the days that follow. */
static void
count_acts(struct totals *self, int event, const int *acted, int *by_day)
{
    const struct layout *layout = self->layout;
    const int players = layout->scenario->events[event].n_players;
    int64_t *counts = self->counts + self->first_count[event];
    int n = 0, count = 0;

    /* The days of the acts, in order: an insertion sort, as acts come nearly in groups. */
    for (int p = 0; p < players; p++) {
        const int day = acted[p];
        int k = n;
        if (day < 0) {
            continue;
        }
        while (k > 0 && by_day[k - 1] > day) {
            by_day[k] = by_day[k - 1];
            k--;
        }
        by_day[k] = day;
        n++;
    }
    counts[0]++; /* day 0, count 0 */
    for (int k = 0; k < n; k++) {
        int64_t *row = counts + (size_t)by_day[k] * (size_t)(players + 1);
        row[count]--;
        row[++count]++;
    }
}

/* What stands in place at the end of each day. Steps are changes too: a day is touched only while a
 * curve rises. */
static void
count_level(struct totals *self, const struct curve *curves, int event)
{
    const struct layout *layout = self->layout;
    const struct scenario *scenario = layout->scenario;
    const int steps = layout->steps[event];
    int64_t *levels = self->levels + self->first_level[event];
    double first_change = HUGE_VAL, last_change = 0.0;
    int64_t *sums = self->level_sums + (size_t)event * (size_t)scenario->n_days;
    int64_t height = 0;
    int previous = 0;

    /* Nothing changes before the first part of this event, or of one that replaces it, begins; nor
     * after the last ends. */
    for (int e = 0; e < scenario->n_events; e++) {
        const struct event *other = &scenario->events[e];
        const bool replaces =
            other->kind->replaces != NULL && other->kind->replaces(other->own).index == event;
        for (int k = 0; (e == event || replaces) && k < other->n_parts; k++) {
            if (curves[e].begin[k] < HUGE_VAL) {
                first_change =
                    curves[e].begin[k] < first_change ? curves[e].begin[k] : first_change;
                last_change = curves[e].end[k] > last_change ? curves[e].end[k] : last_change;
            }
        }
    }
    levels[0]++;
    if (first_change == HUGE_VAL) {
        return;
    }
    for (int day = (int)num_floor(first_change); day < scenario->n_days; day++) {
        const double share =
            timeline_level(scenario, curves, event, (double)day + 1.0) / layout->ceiling[event];
        const double most = share < 1.0 ? share : 1.0;
        const int now = (int)num_floor(most * (double)steps + 0.5);
        const int64_t higher = (int64_t)num_floor(most * TOTALS_ONE + 0.5);
        sums[day] += higher - height;
        height = higher;
        if (now != previous) {
            levels[(size_t)day * (size_t)(steps + 1) + (size_t)previous]--;
            levels[(size_t)day * (size_t)(steps + 1) + (size_t)now]++;
            previous = now;
        }
        if ((double)day > last_change) {
            break;
        }
    }
}

static void
count_outcomes(struct totals *self, const double *outcomes)
{
    const struct scenario *scenario = self->layout->scenario;

    for (int o = 0; o < scenario->n_outcomes; o++) {
        struct tally_counts *counts = &self->outcomes[o];
        if (counts->n_bins == 0 || !outcome_counts(&scenario->outcomes[o], outcomes)) {
            continue;
        }
        if (isnan(outcomes[o])) {
            counts->never++;
        } else {
            counts->bins[(int)outcomes[o]]++;
        }
    }
}

static void
count_days(int64_t *to, const int *days, int n, int n_days)
{
    for (int k = 0; k < n; k++) {
        if (days[k] >= 0) {
            to[(size_t)k * (size_t)n_days + (size_t)days[k]]++;
        }
    }
}

void
totals_count(struct totals *self, const struct unit *unit)
{
    const struct layout *layout = self->layout;
    const struct scenario *scenario = layout->scenario;
    int by_day[SCENARIO_ACTORS_MAX];
    struct curve curves[512];

    for (int row = 0; row < unit->n; row++) {
        const int *acted = unit->acted + (size_t)row * (size_t)layout->n_clocked;
        count_outcomes(self, unit->outcomes + (size_t)row * (size_t)scenario->n_outcomes);
        count_days(self->moments, unit->moments + (size_t)row * (size_t)layout->plan->n_parts,
            layout->plan->n_parts, scenario->n_days);
        count_days(self->acted, acted, layout->n_clocked, scenario->n_days);
        for (int e = 0; e < scenario->n_events; e++) {
            curves[e] = unit_curve(unit, row, e);
        }
        for (int e = 0; e < scenario->n_events; e++) {
            if (self->first_count[e] != SIZE_MAX) {
                count_acts(self, e, acted + layout->first_clocked[e], by_day);
            }
            if (self->first_level[e] != SIZE_MAX) {
                count_level(self, curves, e);
            }
        }
        for (int t = 0; t < scenario->n_talks; t++) {
            self->cycled[t] += unit->cycled[row * scenario->n_talks + t];
        }
    }
    for (int k = 0; k < 3 * layout->plan->n_players; k++) {
        self->ballots[k] += unit->ballots[k];
    }
}

static void
bin_value(struct totals *self, int column, double x)
{
    const struct layout *layout = self->layout;
    const double share = (x - layout->low[column]) / (layout->high[column] - layout->low[column]);
    const double bin = share * (double)TOTALS_BINS;

    self->bins[(size_t)column * TOTALS_BINS + (bin < 0.0                       ? 0
                                                  : bin >= (double)TOTALS_BINS ? TOTALS_BINS - 1
                                                                               : (size_t)bin)]++;
}

int64_t
totals_rows(const struct totals *self, int column)
{
    return self->sums[column].n + self->missing[column];
}

/* True when a row of the unit counts in a column of values. */
static bool
is_counted(const struct layout *layout, const struct unit *unit, int row, int column)
{
    const struct scenario *scenario = layout->scenario;

    return column >= layout->n_outcomes ||
           outcome_counts(&scenario->outcomes[layout->outcome_of[column]],
               unit->outcomes + (size_t)row * (size_t)scenario->n_outcomes);
}

void
totals_note(struct totals *self, const struct unit *unit)
{
    self->n += unit->n;
    self->n_failed += unit->n_failed;
    if (self->first_failed == 0 && unit->n_failed > 0) {
        self->first_failed = unit->first_failed;
        self->failure = unit->failure;
    }
}

void
totals_commit(struct totals *self, const struct unit *unit)
{
    const int columns = self->layout->n_values;

    for (int column = 0; column < columns; column++) {
        double *kept = self->kept != NULL ? self->kept + (size_t)column * (size_t)self->room +
                                                totals_rows(self, column)
                                          : NULL;
        for (int row = 0; row < unit->n; row++) {
            const double x = unit->values[(size_t)row * (size_t)columns + (size_t)column];
            if (!is_counted(self->layout, unit, row, column)) {
                continue;
            }
            if (kept != NULL) {
                *kept++ = x;
            }
            if (isnan(x)) {
                self->missing[column]++;
                continue;
            }
            tally_add(&self->sums[column], x);
            if (kept == NULL) {
                bin_value(self, column, x);
            }
        }
    }
    totals_note(self, unit);
}

static void
add_all(int64_t *to, const int64_t *from, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        to[k] += from[k];
    }
}

/* How many numbers the counts (or levels) of all events take. */
static size_t
series_size(const struct totals *self, bool curves)
{
    const struct scenario *scenario = self->layout->scenario;
    size_t n = 0;

    for (int e = 0; e < scenario->n_events; e++) {
        if (!curves && self->first_count[e] != SIZE_MAX) {
            n += (size_t)scenario->n_days * (size_t)(scenario->events[e].n_players + 1);
        }
        if (curves && self->first_level[e] != SIZE_MAX) {
            n += (size_t)scenario->n_days * (size_t)(self->layout->steps[e] + 1);
        }
    }
    return n;
}

void
totals_add(struct totals *self, const struct totals *other)
{
    const struct layout *layout = self->layout;
    const struct scenario *scenario = layout->scenario;
    const size_t days = (size_t)scenario->n_days;

    for (int o = 0; o < scenario->n_outcomes; o++) {
        add_all(self->outcomes[o].bins, other->outcomes[o].bins, (size_t)self->outcomes[o].n_bins);
        self->outcomes[o].never += other->outcomes[o].never;
    }
    add_all(self->moments, other->moments, (size_t)layout->plan->n_parts * days);
    add_all(self->acted, other->acted, (size_t)layout->n_clocked * days);
    add_all(self->counts, other->counts, series_size(self, false));
    add_all(self->levels, other->levels, series_size(self, true));
    add_all(self->level_sums, other->level_sums, (size_t)scenario->n_events * days);
    add_all(self->cycled, other->cycled, (size_t)scenario->n_talks);
    add_all(self->ballots, other->ballots, 3 * (size_t)layout->plan->n_players);
}

static void
sum_changes(int64_t *rows, int width, int days)
{
    for (int day = 1; day < days; day++) {
        for (int k = 0; k < width; k++) {
            rows[(size_t)day * (size_t)width + (size_t)k] +=
                rows[(size_t)(day - 1) * (size_t)width + (size_t)k];
        }
    }
}

void
totals_finish(struct totals *self)
{
    const struct scenario *scenario = self->layout->scenario;

    for (int e = 0; e < scenario->n_events; e++) {
        if (self->first_count[e] != SIZE_MAX) {
            sum_changes(self->counts + self->first_count[e], scenario->events[e].n_players + 1,
                scenario->n_days);
        }
        if (self->first_level[e] != SIZE_MAX) {
            sum_changes(
                self->levels + self->first_level[e], self->layout->steps[e] + 1, scenario->n_days);
            sum_changes(
                self->level_sums + (size_t)e * (size_t)scenario->n_days, 1, scenario->n_days);
        }
    }
}

void
totals_quantiles(struct totals *self, int column, double out[TALLY_QUANTILES])
{
    const struct layout *layout = self->layout;
    const int64_t rows = totals_rows(self, column);

    if (self->kept != NULL) {
        tally_quantiles(self->kept + (size_t)column * (size_t)self->room, rows, out);
        return;
    }
    const uint32_t *bins = self->bins + (size_t)column * TOTALS_BINS;
    const struct tally_sums *sums = &self->sums[column];
    const double width = (layout->high[column] - layout->low[column]) / (double)TOTALS_BINS;
    for (int q = 0; q < TALLY_QUANTILES; q++) {
        const double need = -num_floor(1e-9 - tally_probability[q] * (double)rows);
        double seen = 0.0;
        int bin = 0;
        while (bin < TOTALS_BINS && (seen += (double)bins[bin]) < need) {
            bin++;
        }
        out[q] = PARAM_NONE;
        if (bin < TOTALS_BINS) {
            const double x = layout->low[column] + ((double)bin + 0.5) * width;
            out[q] = x < sums->least ? sums->least : x > sums->greatest ? sums->greatest : x;
        }
    }
}
