/* unit: the rows of 256 runs. See unit.h. */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "num.h"

/* Doubles per row for the curve of each event: begins and ends of its parts, closed, ceiling. */
static size_t
curves_width(const struct layout *layout)
{
    return 2 * (size_t)layout->plan->n_parts + 2 * (size_t)layout->scenario->n_events;
}

enum status
unit_init(struct unit *self, const struct layout *layout, bool draws, struct arena *arena,
    struct err *err)
{
    const struct scenario *scenario = layout->scenario;
    const size_t rows = UNIT_RUNS;

    memset(self, 0, sizeof(*self));
    self->layout = layout;
    self->run = arena_alloc(arena, rows, sizeof(int));
    self->outcomes = arena_alloc(arena, rows * (size_t)scenario->n_outcomes, sizeof(double));
    self->values = arena_alloc(arena, rows * (size_t)layout->n_values, sizeof(double));
    self->draws =
        draws ? arena_alloc(arena, rows * (size_t)scenario->n_uncertain, sizeof(double)) : NULL;
    self->moments = arena_alloc(arena, rows * (size_t)layout->plan->n_parts, sizeof(int));
    self->acted = arena_alloc(arena, rows * (size_t)layout->n_clocked, sizeof(int));
    self->curves = arena_alloc(arena, rows * curves_width(layout), sizeof(double));
    self->cycled = arena_alloc(arena, rows * (size_t)scenario->n_talks, sizeof(bool));
    self->ballots = arena_alloc(arena, 3 * (size_t)layout->plan->n_players, sizeof(int64_t));
    if (self->run == NULL || self->outcomes == NULL || self->values == NULL ||
        (draws && self->draws == NULL) || self->moments == NULL || self->acted == NULL ||
        self->curves == NULL || self->cycled == NULL || self->ballots == NULL) {
        return err_memory(err);
    }
    return OK;
}

void
unit_begin(struct unit *self, int64_t first_run)
{
    self->first_run = first_run;
    self->n_runs = self->n = self->n_failed = 0;
    self->first_failed = 0;
    self->failure = NULL;
}

static int
day_of(double time)
{
    return time < HUGE_VAL ? (int)num_floor(time) : -1;
}

/* The curve of one event as a row of the unit holds it; n is the number of its moments. */
static double *
curve_row(const struct unit *self, int row, int event)
{
    const struct layout *layout = self->layout;

    return self->curves + (size_t)row * curves_width(layout) +
           2 * (size_t)layout->plan->first_part[event] + 2 * (size_t)event;
}

static void
store_curve(struct unit *self, int row, int event, const struct curve *curve)
{
    const int parts = self->layout->scenario->events[event].n_parts;
    double *to = curve_row(self, row, event);

    for (int k = 0; k < parts; k++) {
        to[k] = curve->begin[k];
        to[parts + k] = curve->end[k];
    }
    to[2 * parts] = curve->closed;
    to[2 * parts + 1] = curve->ceiling;
}

struct curve
unit_curve(const struct unit *self, int row, int event)
{
    const int parts = self->layout->scenario->events[event].n_parts;
    const double *from = curve_row(self, row, event);

    return (struct curve){ from, from + parts, from[2 * parts], from[2 * parts + 1] };
}

/* A talk's record, and the furthest that any actor moved from round 0 to the last, per issue. */
static void
record_talk(struct unit *self, double *values, const struct talk_run *run, int t)
{
    const struct layout *layout = self->layout;
    const struct talk *talk = run->talk;
    const int width = talk->actors.n + 1, last = (int)talk->rounds * talk->issues.n * width;

    memcpy(values + layout->talk_of[t], run->record,
        (size_t)layout_record_size(talk) * sizeof(double));
    for (int i = 0; i < talk->issues.n; i++) {
        double furthest = run->began ? 0.0 : PARAM_NONE;
        for (int k = 0; k < talk->actors.n; k++) {
            const double move =
                fabs(run->record[last + i * width + k] - run->record[i * width + k]);
            furthest = move > furthest ? move : furthest; /* NAN is not */
        }
        values[layout->furthest_of[t] + i] = furthest;
    }
}

static void
record_events(struct unit *self, const struct timeline *timeline)
{
    const struct layout *layout = self->layout;
    const struct plan *plan = layout->plan;
    int *moments = self->moments + (size_t)self->n * (size_t)plan->n_parts;
    int *acted = self->acted + (size_t)self->n * (size_t)layout->n_clocked;

    for (int e = 0; e < layout->scenario->n_events; e++) {
        const struct event_run *run = &timeline->events[e];
        int *to = moments + plan->first_part[e];
        *to++ = day_of(run->happened);
        for (int k = 0; k < run->event->n_parts; k++) {
            *to++ = day_of(run->done[k]);
        }
        *to = day_of(run->failed);
        for (int p = 0; p < run->event->n_players && layout->first_clocked[e] >= 0; p++) {
            acted[layout->first_clocked[e] + p] = day_of(run->acted[p]);
        }
        if (layout->chance_of[e] >= 0) {
            self->values[(size_t)self->n * (size_t)layout->n_values +
                         (size_t)layout->chance_of[e]] = run->n_held > 0 ? run->chance : PARAM_NONE;
        }
    }
}

void
unit_record(struct unit *self, struct timeline *timeline)
{
    const struct layout *layout = self->layout;
    const struct scenario *scenario = layout->scenario;
    double *outcomes = self->outcomes + (size_t)self->n * (size_t)scenario->n_outcomes;
    double *values = self->values + (size_t)self->n * (size_t)layout->n_values;
    struct curve curves[512]; /* more than there can be events */

    for (int e = 0; e < scenario->n_events; e++) {
        curves[e] = timeline_curve(timeline, e);
        store_curve(self, self->n, e, &curves[e]);
    }
    outcome_row(timeline, curves, outcomes);
    for (int o = 0; o < scenario->n_outcomes; o++) {
        if (layout->value_of[o] >= 0) {
            values[layout->value_of[o]] = outcomes[o];
        }
    }
    record_events(self, timeline);
    for (int t = 0; t < scenario->n_talks; t++) {
        record_talk(self, values, &timeline->talks[t], t);
        self->cycled[self->n * scenario->n_talks + t] = timeline->talks[t].cycled;
    }
    if (self->draws != NULL) {
        memcpy(self->draws + (size_t)self->n * (size_t)scenario->n_uncertain, timeline->world.draws,
            (size_t)scenario->n_uncertain * sizeof(double));
    }
    self->run[self->n++] = self->n_runs++;
}

void
unit_record_failure(struct unit *self, const struct timeline *timeline)
{
    if (self->n_failed++ == 0) {
        self->first_failed = self->first_run + self->n_runs;
        self->failure = timeline->failure;
    }
    self->n_runs++;
}

void
unit_end(struct unit *self, struct timeline *timeline)
{
    const size_t size = 3 * (size_t)self->layout->plan->n_players * sizeof(int64_t);

    memcpy(self->ballots, timeline->ballots, size);
    memset(timeline->ballots, 0, size);
}
