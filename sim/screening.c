/* screening: see screening.h. */
#include "screening.h"

#include <string.h>

#define BYTES_MAX ((int64_t)2 << 30)

/* An engine_design: run `row` is one point of one trajectory. */
static uint32_t
place_row(const void *context, int64_t row, double *uniforms)
{
    const struct screening *self = context;
    const struct factors *factors = &self->factors;
    const int points = factors->n + 1, point = (int)((row - 1) % points);
    const int64_t trajectory = (row - 1) / points;

    for (int k = 0; k < factors->n_numbers; k++) {
        uniforms[factors->numbers[k]] = morris_uniform(&self->morris, trajectory, point, k);
    }
    return (uint32_t)(trajectory + 1);
}

static enum status
check_size(const struct screening *self, struct err *err)
{
    const int64_t points = self->factors.n + 1;
    const int64_t each = points * (self->scenario->n_outcomes + 2) * (int64_t)sizeof(double);
    const int64_t by_runs = SCENARIO_RUNS_MAX / points, by_bytes = BYTES_MAX / each;
    const int64_t most = by_runs < by_bytes ? by_runs : by_bytes;

    if (self->factors.n == 0) {
        return err_add(err, ERR_USAGE, NULL,
            "the scenario has no uncertain numbers: there is nothing for --morris to screen");
    }
    if (self->planned <= most) {
        return OK;
    }
    return err_add(err, ERR_USAGE, NULL,
        "%d uncertain numbers take %lld runs a trajectory: %lld trajectories are too many for %s; "
        "at most %lld are possible (a hundred are usual): -n %lld",
        self->factors.n_numbers, (long long)points, (long long)self->planned,
        by_runs < by_bytes ? "1,000,000,000 runs" : "2 GiB of memory", (long long)most,
        (long long)most);
}

static enum status
measure(struct screening *self, struct screening_outcome *to, double *f, struct bootstrap *draws,
    struct err *err)
{
    const int o = (int)(to->outcome - self->scenario->outcomes);
    const int64_t runs = self->rows * (self->factors.n + 1);
    int64_t missing = 0, used = 0;
    enum status status = OK;

    missing = response_fill(to->outcome, self->scenario, sample_column(&self->sample, o),
        self->sample.answered, runs, f);
    status = response_obstacle(
        to->outcome, self->scenario, missing, runs, &self->arena, &to->obstacle, err);
    if (status != OK || to->obstacle != NULL) {
        return status;
    }
    to->effects = arena_alloc(&self->arena, (size_t)self->factors.n, sizeof(*to->effects));
    return to->effects != NULL ? morris_measure(&self->morris, f, draws, to->effects, &used, err)
                               : err_memory(err);
}

/* A signal that comes while outcomes are measured leaves the rest of them out. */
static enum status
measure_all(struct screening *self, const bool *chosen, struct err *err)
{
    struct bootstrap draws = { .seed = self->scenario->seed };
    const int n_outcomes = self->scenario->n_outcomes;
    double *f = arena_alloc(
        &self->arena, (size_t)self->rows * (size_t)(self->factors.n + 1), sizeof(double));
    enum status status = OK;

    self->outcomes = arena_alloc(&self->arena, (size_t)n_outcomes, sizeof(*self->outcomes));
    if (f == NULL || self->outcomes == NULL) {
        return err_memory(err);
    }
    self->morris.n_trajectories = self->rows;
    for (int o = 0; o < n_outcomes && status == OK; o++) {
        if (chosen[o]) {
            struct screening_outcome *to = &self->outcomes[self->n++];
            to->outcome = &self->scenario->outcomes[o];
            self->signal = self->n > 1 && self->signal == 0 ? engine_take_signal() : self->signal;
            if (self->signal != 0) {
                to->obstacle = RESPONSE_STOPPED;
            } else {
                status = measure(self, to, f, &draws, err);
            }
        }
    }
    bootstrap_free(&draws);
    return status == OK && self->signal != 0 ? ERR_INTERRUPT : status;
}

enum status
screening_play(struct screening *self, const struct scenario *scenario, const bool *chosen,
    const struct sample_options *options, struct err *err)
{
    const struct engine_design design = { place_row, self };
    struct sample_options play = *options;
    enum status status = OK, played = OK;

    memset(self, 0, sizeof(*self));
    self->scenario = scenario;
    self->planned = options->runs;
    status = factors_init(&self->factors, scenario, &self->arena, err);
    status = status == OK ? check_size(self, err) : status;
    if (status == OK) {
        status = morris_init(&self->morris, self->planned, self->factors.n_numbers,
            self->factors.of, self->factors.n, scenario->seed, &self->arena, err);
    }
    if (status != OK) {
        return status;
    }
    play.design = &design;
    play.runs = self->planned * (self->factors.n + 1);
    played = sample_play(&self->sample, scenario, &play, err);
    self->rows = self->sample.n / (self->factors.n + 1);
    if ((played != OK && played != ERR_INTERRUPT) || self->rows == 0) {
        self->signal = self->sample.signal;
        return played;
    }
    self->used = response_rows(self->sample.answered, self->rows, self->factors.n + 1);
    if (self->used == 0) {
        return err_add(err, ERR_RUN, NULL,
            "none of %lld trajectories of %d runs gave an answer in all of them; the first without "
            "one: %s",
            (long long)self->rows, self->factors.n + 1, self->sample.failure);
    }
    status = measure_all(self, chosen, err);
    self->signal = played == ERR_INTERRUPT ? self->sample.signal : self->signal;
    return status == OK ? played : status;
}

void
screening_free(struct screening *self)
{
    sample_free(&self->sample);
    arena_free(&self->arena);
    memset(self, 0, sizeof(*self));
}
