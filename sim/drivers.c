/* drivers: see drivers.h. */
#include "drivers.h"

#include <math.h>
#include <string.h>

#include "bootstrap.h"
#include "interval.h"
#include "tally.h"

#define FIFTH 0.2

int
drivers_width(const struct factors *factors)
{
    return SOBOL_MIXED + factors->n + 1;
}

/* ---- the runs ---- */

/* An engine_design: run `row` looks at one table of one row. */
static uint32_t
place_row(const void *context, int64_t row, double *uniforms)
{
    const struct drivers *self = context;
    const struct factors *factors = &self->factors;
    const int width = drivers_width(factors), table = (int)((row - 1) % width);
    const int64_t j = (row - 1) / width;

    for (int k = 0; k < factors->n_numbers; k++) {
        uniforms[factors->numbers[k]] = sobol_uniform(&self->sobol, j, table, k);
    }
    return (uint32_t)(j + 1 + (sobol_takes_b(table, factors->n) ? self->planned : 0));
}

/* Too much to play is told with the most rows that are possible. */
static enum status
check_size(const struct drivers *self, struct err *err)
{
    const int64_t width = drivers_width(&self->factors), rows = self->planned;
    const int64_t each = width * (self->scenario->n_outcomes + 2) * (int64_t)sizeof(double) +
                         2 * self->factors.n_numbers * (int64_t)sizeof(double) +
                         2 * (self->factors.n_numbers + 1);
    const int64_t by_runs = DRIVERS_RUNS_MAX / width, by_bytes = DRIVERS_BYTES_MAX / each;
    const int64_t most = by_runs < by_bytes ? by_runs : by_bytes;

    if (rows <= most) {
        return OK;
    }
    return err_add(err, ERR_USAGE, NULL,
        "%d uncertain numbers take %lld runs a row: %lld rows are too many for %s; at most %lld "
        "are possible: -n %lld\n--morris needs far fewer to tell which numbers matter at all",
        self->factors.n_numbers, (long long)width, (long long)rows,
        by_runs < by_bytes ? "1,000,000,000 runs" : "2 GiB of memory", (long long)most,
        (long long)most);
}

/* ---- bars ---- */

/* In which fifth each number is in the worlds of tables A and B: -1 the lowest, 1 the highest, 0
 * another. [number][row][table]; behind the last number, worlds that are in none. */
static enum status
find_fifths(struct drivers *self, signed char **fifths, struct err *err)
{
    const struct factors *factors = &self->factors;
    const struct copula *copula = &self->scenario->copula;
    const size_t n = (size_t)factors->n_numbers;
    double *draws = arena_alloc(&self->arena, n, sizeof(double));
    double *scores = arena_alloc(&self->arena, (size_t)copula->n, sizeof(double));
    signed char *to = arena_alloc(&self->arena, n + 1, 2 * (size_t)self->rows);

    *fifths = to;
    if (draws == NULL || scores == NULL || to == NULL) {
        return err_memory(err);
    }
    for (int64_t w = 0; w < 2 * self->rows; w++) {
        const int table = w % 2 == 0 ? SOBOL_A : SOBOL_B;
        for (int k = 0; k < factors->n_numbers; k++) {
            draws[factors->numbers[k]] = sobol_uniform(&self->sobol, w / 2, table, k);
        }
        copula_apply(copula, draws, scores);
        for (int k = 0; k < factors->n_numbers; k++) {
            const double u = draws[factors->numbers[k]];
            to[k * 2 * self->rows + w] = u < FIFTH ? -1 : u >= 1.0 - FIFTH ? 1 : 0;
        }
    }
    return OK;
}

static struct drivers_end
end_of(const struct tally_sums *sums)
{
    return (struct drivers_end){ sums->n, sums->n > 0 ? tally_mean(sums) : (double)NAN,
        sums->n > 1 ? tally_sd(sums) / sqrt((double)sums->n) : (double)NAN };
}

/* A row in which something is missing is left out of its tables A and B too. */
static void
drop_rows(const struct drivers *self, double *f)
{
    const int width = drivers_width(&self->factors);

    for (int64_t row = 0; row < self->rows; row++, f += width) {
        if (!bootstrap_counts(f, width)) {
            f[SOBOL_A] = f[SOBOL_B] = (double)NAN;
        }
    }
}

/* The sums of f over the worlds of A and B: those in the lowest fifth, in none, in the highest. */
static void
add_worlds(const struct drivers *self, const double *f, const signed char *fifths,
    struct tally_sums sums[3])
{
    const int width = drivers_width(&self->factors);

    memset(sums, 0, 3 * sizeof(*sums));
    for (int64_t w = 0; w < 2 * self->rows; w++) {
        const double x = f[w / 2 * width + (w % 2 == 0 ? SOBOL_A : SOBOL_B)];
        if (!isnan(x)) {
            tally_add(&sums[fifths[w] + 1], x);
        }
    }
}

/* The bars of one outcome, and the mean over all its worlds. fifths: n_numbers tables, then one of
 * worlds that are in none. */
static void
draw_bars(const struct drivers *self, const double *f, const signed char *fifths,
    struct drivers_outcome *to)
{
    struct tally_sums sums[3];
    int k = 0;

    for (; k < self->factors.n_numbers; k++, fifths += 2 * self->rows) {
        add_worlds(self, f, fifths, sums);
        to->bars[k] = (struct drivers_bar){ end_of(&sums[0]), end_of(&sums[2]) };
    }
    add_worlds(self, f, fifths, sums);
    to->all = end_of(&sums[1]);
}

bool
drivers_differs(const struct drivers *self, const struct drivers_bar *bar)
{
    const struct drivers_end *low = &bar->low, *high = &bar->high;

    return fabs(high->mean - low->mean) >
           interval_reach(0.05 / self->factors.n_numbers) *
               sqrt(low->error * low->error + high->error * high->error);
}

/* ---- what they come to ---- */

/* One outcome; f: room for its response in every run. */
static enum status
measure(struct drivers *self, struct drivers_outcome *to, const signed char *fifths, double *f,
    struct bootstrap *draws, struct err *err)
{
    const struct factors *factors = &self->factors;
    const int o = (int)(to->outcome - self->scenario->outcomes);
    const int64_t runs = self->rows * drivers_width(factors);
    int64_t missing = 0, used = 0;
    enum status status = OK;

    missing = response_fill(to->outcome, self->scenario, sample_column(&self->sample, o),
        self->sample.answered, runs, f);
    status = response_obstacle(
        to->outcome, self->scenario, missing, runs, &self->arena, &to->obstacle, err);
    if (status != OK || to->obstacle != NULL) {
        return status;
    }
    to->shares = arena_alloc(&self->arena, (size_t)factors->n + 1, sizeof(*to->shares));
    to->bars = arena_alloc(&self->arena, (size_t)factors->n_numbers, sizeof(*to->bars));
    if (to->shares == NULL || to->bars == NULL) {
        return err_memory(err);
    }
    drop_rows(self, f);
    draw_bars(self, f, fifths, to);
    return sobol_measure(f, self->rows, factors->n + 1, draws, to->shares, &used, err);
}

/* A signal that comes while outcomes are measured leaves the rest of them out. */
static enum status
measure_all(struct drivers *self, const bool *chosen, struct err *err)
{
    struct bootstrap draws = { .seed = self->scenario->seed };
    const int64_t runs = self->rows * drivers_width(&self->factors);
    double *f = arena_alloc(&self->arena, (size_t)runs, sizeof(double));
    signed char *fifths = NULL;
    enum status status = find_fifths(self, &fifths, err);

    self->outcomes =
        arena_alloc(&self->arena, (size_t)self->scenario->n_outcomes, sizeof(*self->outcomes));
    if (status == OK && (f == NULL || self->outcomes == NULL)) {
        status = err_memory(err);
    }
    for (int o = 0; o < self->scenario->n_outcomes && status == OK; o++) {
        if (chosen[o]) {
            struct drivers_outcome *to = &self->outcomes[self->n++];
            to->outcome = &self->scenario->outcomes[o];
            self->signal = self->n > 1 && self->signal == 0 ? engine_take_signal() : self->signal;
            if (self->signal != 0) {
                to->obstacle = RESPONSE_STOPPED;
            } else {
                status = measure(self, to, fifths, f, &draws, err);
            }
        }
    }
    bootstrap_free(&draws);
    return status == OK && self->signal != 0 ? ERR_INTERRUPT : status;
}

enum status
drivers_play(struct drivers *self, const struct scenario *scenario, const bool *chosen,
    const struct sample_options *options, struct err *err)
{
    const struct engine_design design = { place_row, self };
    struct sample_options play = *options;
    enum status status = OK, played = OK;

    memset(self, 0, sizeof(*self));
    self->scenario = scenario;
    self->planned = scenario->runs;
    status = factors_init(&self->factors, scenario, &self->arena, err);
    status = status == OK ? check_size(self, err) : status;
    if (status == OK) {
        status = sobol_init(&self->sobol, self->planned, self->factors.n_numbers, self->factors.of,
            self->factors.n + 1, scenario->seed, &self->arena, err);
    }
    if (status != OK) {
        return status;
    }
    play.design = &design;
    play.runs = self->planned * drivers_width(&self->factors);
    played = sample_play(&self->sample, scenario, &play, err);
    self->rows = self->sample.n / drivers_width(&self->factors);
    if ((played != OK && played != ERR_INTERRUPT) || self->rows == 0) {
        self->signal = self->sample.signal;
        return played;
    }
    self->used = response_rows(self->sample.answered, self->rows, drivers_width(&self->factors));
    if (self->used == 0) {
        return err_add(err, ERR_RUN, NULL,
            "none of %lld rows of %d runs gave an answer in all of them; the first without one: %s",
            (long long)self->rows, drivers_width(&self->factors), self->sample.failure);
    }
    status = measure_all(self, chosen, err);
    self->signal = played == ERR_INTERRUPT ? self->sample.signal : self->signal;
    return status == OK ? played : status;
}

void
drivers_free(struct drivers *self)
{
    sample_free(&self->sample);
    arena_free(&self->arena);
    memset(self, 0, sizeof(*self));
}
