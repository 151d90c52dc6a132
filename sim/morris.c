/* morris: elementary effects. See morris.h. */
#include "morris.h"

#include <math.h>

#include "bootstrap.h"
#include "rng.h"

/* ---- where to look ---- */

/* The factors of one trajectory in random order (Fisher and Yates), as each factor's turn. */
static void
shuffle(int *turn, int n, uint64_t seed, uint32_t trajectory)
{
    const uint64_t name = rng_hash_names("screening", "order", NULL);

    for (int i = 0; i < n; i++) {
        turn[i] = i + 1;
    }
    for (int i = n - 1; i > 0; i--) {
        const int j = (int)(rng_uniform(seed, trajectory, name, (uint32_t)i) * (i + 1));
        const int swapped = turn[i];
        turn[i] = turn[j];
        turn[j] = swapped;
    }
}

enum status
morris_init(struct morris *self, int64_t n_trajectories, int n_inputs, const int *factor_of,
    int n_factors, uint64_t seed, struct arena *arena, struct err *err)
{
    int *input_of = arena_alloc(arena, (size_t)n_factors, sizeof(int));

    *self = (struct morris){ n_trajectories, n_inputs, n_factors, factor_of, input_of, NULL, seed };
    self->turn = arena_alloc(arena, (size_t)n_trajectories, (size_t)n_factors * sizeof(int));
    if (input_of == NULL || self->turn == NULL) {
        return err_memory(err);
    }
    for (int k = n_inputs - 1; k >= 0; k--) {
        input_of[factor_of[k]] = k;
    }
    for (int64_t t = 0; t < n_trajectories; t++) {
        shuffle(self->turn + t * n_factors, n_factors, seed, (uint32_t)t);
    }
    return OK;
}

/* The level of an input at a trajectory's first point. */
static int
level_of(const struct morris *self, int64_t trajectory, int input)
{
    const uint64_t name = rng_hash_names("screening", "level", NULL);

    return (
        int)(rng_uniform(self->seed, (uint32_t)trajectory, name, (uint32_t)input) * MORRIS_LEVELS);
}

static double
step_of(int level)
{
    return level < MORRIS_LEVELS / 2 ? MORRIS_STEP : -MORRIS_STEP;
}

double
morris_uniform(const struct morris *self, int64_t trajectory, int point, int input)
{
    const int turn = self->turn[trajectory * self->n_factors + self->factor_of[input]];
    const int level = level_of(self, trajectory, input);

    return (level + 0.5) / MORRIS_LEVELS + (turn <= point ? step_of(level) : 0.0);
}

/* ---- what was seen ---- */

/* The effect of a factor in a trajectory whose values are f. */
static double
effect_of(const struct morris *self, const double *f, int64_t trajectory, int factor)
{
    const int turn = self->turn[trajectory * self->n_factors + factor];

    return (f[turn] - f[turn - 1]) / step_of(level_of(self, trajectory, self->input_of[factor]));
}

/* Sums of a factor's effects over the trajectories of each group, [sum][group]. */
enum { SUM_ROWS, SUM_EFFECTS, SUM_SIZES, SUM_SQUARES, SUMS };

static void
estimate(const double *sums, int n, const double *weights, struct morris_effect *effect)
{
    const double rows = bootstrap_sum(weights, sums + SUM_ROWS * n, n);
    const double squares = bootstrap_sum(weights, sums + SUM_SQUARES * n, n);

    effect->mu = bootstrap_sum(weights, sums + SUM_EFFECTS * n, n) / rows;
    effect->size = bootstrap_sum(weights, sums + SUM_SIZES * n, n) / rows;
    const double left = squares / rows - effect->mu * effect->mu;
    /* What is left when all effects are alike is rounding. */
    effect->sigma = rows > 1.0
                        ? sqrt((left > 1e-15 * squares / rows ? left : 0.0) * rows / (rows - 1.0))
                        : (double)NAN;
}

/* room: (SUMS + 1) x groups + 2 x BOOTSTRAP_DRAWS doubles. */
static void
measure(const struct morris *self, const double *f, int64_t whole, int factor,
    struct morris_effect *effect, double *room)
{
    const int n = bootstrap_groups(whole), points = self->n_factors + 1;
    double *sums = room, *weights = sums + SUMS * n, *sizes = weights + n;
    double *sigmas = sizes + BOOTSTRAP_DRAWS;
    int64_t row = 0;

    for (int k = 0; k < SUMS * n; k++) {
        sums[k] = 0.0;
    }
    for (int k = 0; k < n; k++) {
        weights[k] = 1.0;
    }
    for (int64_t t = 0; t < self->n_trajectories; t++, f += points) {
        if (!bootstrap_counts(f, points)) {
            continue;
        }
        double *of = sums + bootstrap_group(row++, whole);
        const double d = effect_of(self, f, t, factor);
        of[SUM_ROWS * n] += 1.0;
        of[SUM_EFFECTS * n] += d;
        of[SUM_SIZES * n] += fabs(d);
        of[SUM_SQUARES * n] += d * d;
    }
    estimate(sums, n, weights, effect);
    for (int draw = 0; draw < BOOTSTRAP_DRAWS; draw++) {
        struct morris_effect drawn;
        bootstrap_draw(self->seed, draw, n, weights);
        estimate(sums, n, weights, &drawn);
        sizes[draw] = drawn.size;
        sigmas[draw] = drawn.sigma;
    }
    if (n > 1) {
        bootstrap_interval(sizes, &effect->size_low, &effect->size_high);
        bootstrap_interval(sigmas, &effect->sigma_low, &effect->sigma_high);
    }
}

enum status
morris_measure(const struct morris *self, const double *f, struct morris_effect *effects,
    int64_t *used, struct err *err)
{
    const int points = self->n_factors + 1;
    const double none = (double)NAN;
    struct arena arena = { 0 };
    double *room =
        arena_alloc(&arena, (SUMS + 1) * BOOTSTRAP_GROUPS + 2 * BOOTSTRAP_DRAWS, sizeof(double));

    if (room == NULL) {
        return err_memory(err);
    }
    *used = 0;
    for (int64_t t = 0; t < self->n_trajectories; t++) {
        *used += bootstrap_counts(f + t * points, points);
    }
    for (int i = 0; i < self->n_factors; i++) {
        effects[i] = (struct morris_effect){ none, none, none, none, none, none, none };
        if (*used > 0) {
            measure(self, f, *used, i, &effects[i], room);
        }
    }
    arena_free(&arena);
    return OK;
}
