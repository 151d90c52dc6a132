/* knockout: see knockout.h. */
#include "knockout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results.h"
#include "tally.h"

#define ALPHA 0.05

static enum status
check_size(const struct knockout *self, struct err *err)
{
    const int64_t plays = self->neutral.n + 1;

    if (self->scenario->runs <= SCENARIO_RUNS_MAX / plays) {
        return OK;
    }
    return err_add(err, ERR_USAGE, NULL,
        "--knockout plays the scenario %lld times: %lld runs each are too many for 1,000,000,000 "
        "runs; at most %lld are possible: -n %lld",
        (long long)plays, (long long)self->scenario->runs, (long long)(SCENARIO_RUNS_MAX / plays),
        (long long)(SCENARIO_RUNS_MAX / plays));
}

enum status
knockout_check(const struct scenario *scenario, struct err *err)
{
    struct knockout self = { .scenario = scenario };
    enum status status = neutral_init(&self.neutral, scenario, &self.arena, err);

    status = status == OK ? check_size(&self, err) : status;
    knockout_free(&self);
    return status;
}

/* ---- one outcome, with a term and without ---- */

/* Flags by the worlds that turn, all else by the differences in each world. */
static enum status
compare(struct knockout_change *self, const struct outcome *outcome, const double *with,
    const double *without, int64_t n, struct err *err)
{
    struct tally_sums sums[2], differences;
    int64_t gained = 0, lost = 0;

    memset(sums, 0, sizeof(sums));
    memset(&differences, 0, sizeof(differences));
    for (int64_t k = 0; k < n; k++) {
        if (!isnan(with[k]) && !isnan(without[k])) {
            tally_add(&sums[0], with[k]);
            tally_add(&sums[1], without[k]);
            tally_add(&differences, without[k] - with[k]);
            gained += without[k] > with[k];
            lost += without[k] < with[k];
        }
    }
    *self = (struct knockout_change){ 0, (double)NAN, (double)NAN,
        { (double)NAN, (double)NAN, (double)NAN } };
    self->runs = sums[0].n;
    if (self->runs == 0) {
        return OK;
    }
    self->with = tally_mean(&sums[0]);
    self->without = tally_mean(&sums[1]);
    if (outcome->kind == OUTCOME_FLAG) {
        return interval_tango(&self->interval, gained, lost, self->runs, ALPHA, err);
    }
    interval_student(&self->interval, tally_mean(&differences),
        self->runs > 1 ? tally_sd(&differences) / sqrt((double)self->runs) : (double)NAN,
        (double)(self->runs - 1), ALPHA);
    return OK;
}

static enum status
compare_all(struct knockout *self, struct knockout_term *term, const struct sample *with,
    const struct sample *without, struct err *err)
{
    const int64_t n = self->runs;
    struct arena arena = { 0 };
    double *f = arena_alloc(&arena, 2 * (size_t)n, sizeof(double));
    enum status status = f != NULL ? OK : err_memory(err);

    term->changes = arena_alloc(&self->arena, (size_t)self->n_outcomes, sizeof(*term->changes));
    status = term->changes != NULL ? status : err_memory(err);
    for (int k = 0; k < self->n_outcomes && status == OK; k++) {
        const struct outcome *outcome = self->outcomes[k];
        const int o = (int)(outcome - self->scenario->outcomes);
        (void)response_fill(outcome, self->scenario, sample_column(with, o), with->answered, n, f);
        (void)response_fill(
            outcome, self->scenario, sample_column(without, o), without->answered, n, f + n);
        status = compare(&term->changes[k], outcome, f, f + n, n, err);
    }
    arena_free(&arena);
    return status;
}

/* ---- the plays ---- */

/* What all plays together tell of their progress. */
struct telling {
    const struct sample_options *options;
    int64_t before, all; /* runs */
};

static void
tell_progress(void *context, int64_t done, int64_t all)
{
    const struct telling *self = context;

    (void)all;
    if (self->options->progress != NULL) {
        self->options->progress(self->options->context, self->before + done, self->all);
    }
}

/* The scenario's text, read again with the term taken out. What is wrong with it then is the term's
 * problem, and nobody else's. */
static enum status
load_without(struct knockout_term *term, const struct text_file *text, struct scenario *scenario,
    struct arena *arena, struct err *err)
{
    struct err own = { 0 };
    const enum status status =
        scenario_load_files(scenario, text, 1, &term->term->assignment, 1, &own);

    if (status == ERR_MEMORY) {
        return err_memory(err);
    }
    if (status != OK) {
        term->problem = arena_copy(arena, own.mistakes[0].text, strlen(own.mistakes[0].text));
        return term->problem != NULL ? OK : err_memory(err);
    }
    return OK;
}

static enum status
play_term(struct knockout *self, struct knockout_term *term, const struct text_file *text,
    const struct sample *with, const struct sample_options *options, struct err *err)
{
    struct scenario scenario = { .name = NULL };
    struct sample without = { .n = 0 };
    enum status status = load_without(term, text, &scenario, &self->arena, err);

    if (status == OK && term->problem == NULL) {
        status = sample_play(&without, &scenario, options, err);
        self->signal = without.signal;
        if (status == OK) {
            status = compare_all(self, term, with, &without, err);
        }
    }
    sample_free(&without);
    scenario_free(&scenario);
    return status;
}

/* Those chosen that every run with an answer has. */
static enum status
find_outcomes(struct knockout *self, const bool *chosen, const struct sample *with, struct err *err)
{
    const int n = self->scenario->n_outcomes;
    double *f = arena_alloc(&self->arena, (size_t)self->runs, sizeof(double));
    enum status status = OK;

    self->outcomes = arena_alloc(&self->arena, (size_t)n, sizeof(const struct outcome *));
    if (f == NULL || self->outcomes == NULL) {
        return err_memory(err);
    }
    for (int o = 0; o < n && status == OK; o++) {
        const struct outcome *outcome = &self->scenario->outcomes[o];
        const char *why = NULL;
        const int64_t missing = response_fill(
            outcome, self->scenario, sample_column(with, o), with->answered, self->runs, f);
        status = response_obstacle(
            outcome, self->scenario, missing, self->runs, &self->arena, &why, err);
        if (chosen[o] && why == NULL) {
            self->outcomes[self->n_outcomes++] = outcome;
        }
    }
    return status;
}

static enum status
play_all(struct knockout *self, const bool *chosen, const struct text_file *text,
    const struct sample_options *options, struct err *err)
{
    const int64_t runs = self->scenario->runs;
    struct telling telling = { options, 0, (self->neutral.n + 1) * runs };
    const struct sample_options each = {
        .threads = options->threads, .progress = tell_progress, .context = &telling
    };
    struct sample with = { .n = 0 };
    enum status status = sample_play(&with, self->scenario, &each, err);

    self->signal = with.signal;
    self->runs = with.n;
    self->failed = with.n_failed;
    if (status == OK) {
        status = find_outcomes(self, chosen, &with, err);
    }
    for (int k = 0; k < self->neutral.n && status == OK; k++) {
        struct knockout_term *term = &self->terms[k];
        term->term = &self->neutral.terms[k];
        telling.before += runs;
        /* A play may be done before the engine looks for a signal. */
        self->signal = engine_take_signal();
        status = self->signal == 0 ? play_term(self, term, text, &with, &each, err) : ERR_INTERRUPT;
        self->n += status == OK;
    }
    sample_free(&with);
    return status;
}

enum status
knockout_play(struct knockout *self, const struct scenario *scenario, const bool *chosen,
    const struct sample_options *options, struct err *err)
{
    struct text_file text = { .name = "the scenario" };
    char *bytes = NULL;
    enum status status = OK;

    memset(self, 0, sizeof(*self));
    self->scenario = scenario;
    status = neutral_init(&self->neutral, scenario, &self->arena, err);
    status = status == OK ? check_size(self, err) : status;
    if (status == OK) {
        self->terms = arena_alloc(&self->arena, (size_t)self->neutral.n, sizeof(*self->terms));
        status = self->terms != NULL ? results_scenario(scenario, &bytes, &text.n, err)
                                     : err_memory(err);
    }
    if (status == OK) {
        text.bytes = bytes;
        status = play_all(self, chosen, &text, options, err);
    }
    free(bytes);
    return status;
}

void
knockout_free(struct knockout *self)
{
    arena_free(&self->arena);
    memset(self, 0, sizeof(*self));
}
