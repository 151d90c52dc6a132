/* morris: elementary effects. See morris.h. */
#include "morris.h"

#include <math.h>

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
    const uint64_t name = rng_hash_names("screening", "level", NULL);
    int *input_of = arena_alloc(arena, (size_t)n_factors, sizeof(int));

    *self = (struct morris){ n_trajectories, n_inputs, n_factors, factor_of, input_of, NULL, NULL };
    self->turn = arena_alloc(arena, (size_t)n_trajectories, (size_t)n_factors * sizeof(int));
    self->level = arena_alloc(arena, (size_t)n_trajectories, (size_t)n_inputs);
    if (input_of == NULL || self->turn == NULL || self->level == NULL) {
        return err_memory(err);
    }
    for (int k = n_inputs - 1; k >= 0; k--) {
        input_of[factor_of[k]] = k;
    }
    for (int64_t t = 0; t < n_trajectories; t++) {
        shuffle(self->turn + t * n_factors, n_factors, seed, (uint32_t)t);
        for (int k = 0; k < n_inputs; k++) {
            const double u = rng_uniform(seed, (uint32_t)t, name, (uint32_t)k);
            self->level[t * n_inputs + k] = (unsigned char)(u * MORRIS_LEVELS);
        }
    }
    return OK;
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
    const int level = self->level[trajectory * self->n_inputs + input];

    return (level + 0.5) / MORRIS_LEVELS + (turn <= point ? step_of(level) : 0.0);
}

/* ---- what was seen ---- */

/* The effect of a factor in a trajectory whose values are f. */
static double
effect_of(const struct morris *self, const double *f, int64_t trajectory, int factor)
{
    const int turn = self->turn[trajectory * self->n_factors + factor];

    return (f[turn] - f[turn - 1]) /
           step_of(self->level[trajectory * self->n_inputs + self->input_of[factor]]);
}

/* Sums of a factor's effects over the trajectories of each group, [sum][group]. */
enum { SUM_EFFECTS, SUM_SIZES, SUM_SQUARES, SUMS };

/* Trajectories, and the sums of each factor, by group. */
struct sums {
    int n_groups;
    double *rows;    /* n_groups */
    double *factors; /* n_factors x SUMS x n_groups */
};

static void
add_trajectory(
    const struct morris *self, struct sums *sums, int group, const double *f, int64_t trajectory)
{
    const int n = sums->n_groups;
    double *of = sums->factors + group;

    sums->rows[group] += 1.0;
    for (int i = 0; i < self->n_factors; i++, of += SUMS * n) {
        const double d = effect_of(self, f, trajectory, i);
        of[SUM_EFFECTS * n] += d;
        of[SUM_SIZES * n] += fabs(d);
        of[SUM_SQUARES * n] += d * d;
    }
}

/* of: the factor's sums. rows: the trajectories that the weights come to. */
static void
estimate(const double *of, int n, const double *weights, double rows, struct morris_effect *effect)
{
    const double squares = bootstrap_sum(weights, of + SUM_SQUARES * n, n);

    effect->mu = bootstrap_sum(weights, of + SUM_EFFECTS * n, n) / rows;
    effect->size = bootstrap_sum(weights, of + SUM_SIZES * n, n) / rows;
    const double left = squares / rows - effect->mu * effect->mu;
    /* What is left when all effects are alike is rounding. */
    effect->sigma = rows > 1.0
                        ? sqrt((left > 1e-15 * squares / rows ? left : 0.0) * rows / (rows - 1.0))
                        : (double)NAN;
}

/* One factor, whose sums are `of`. What moves nothing in any trajectory does so in no draw. rows:
 * of each draw. room: n_groups + 2 x BOOTSTRAP_DRAWS doubles. */
static void
measure(const struct bootstrap *draws, const double *of, double used, const double *rows,
    struct morris_effect *effect, double *room)
{
    const int n = draws->n_groups;
    double *ones = room, *sizes = ones + n, *sigmas = sizes + BOOTSTRAP_DRAWS;

    for (int g = 0; g < n; g++) {
        ones[g] = 1.0;
    }
    estimate(of, n, ones, used, effect);
    if (n == 1) {
        return;
    }
    if (effect->size == 0.0) {
        effect->size_low = effect->size_high = effect->sigma_low = effect->sigma_high = 0.0;
        return;
    }
    for (int draw = 0; draw < BOOTSTRAP_DRAWS; draw++) {
        struct morris_effect drawn;
        estimate(of, n, bootstrap_draw(draws, draw), rows[draw], &drawn);
        sizes[draw] = drawn.size;
        sigmas[draw] = drawn.sigma;
    }
    bootstrap_interval(sizes, &effect->size_low, &effect->size_high);
    bootstrap_interval(sigmas, &effect->sigma_low, &effect->sigma_high);
}

/* All factors, of at least one trajectory without NAN. */
static enum status
measure_all(const struct morris *self, const double *f, struct bootstrap *draws, int64_t used,
    struct morris_effect *effects, struct err *err)
{
    const int n = bootstrap_groups(used), points = self->n_factors + 1;
    struct arena arena = { 0 };
    struct sums sums = { .n_groups = n, .rows = arena_alloc(&arena, (size_t)n, sizeof(double)) };
    double *rows = arena_alloc(&arena, BOOTSTRAP_DRAWS, sizeof(double));
    double *room = arena_alloc(&arena, (size_t)n + 2 * (size_t)BOOTSTRAP_DRAWS, sizeof(double));
    enum status status = bootstrap_prepare(draws, n, err);
    int64_t whole = 0;

    sums.factors = arena_alloc(&arena, (size_t)self->n_factors * SUMS, (size_t)n * sizeof(double));
    if (status == OK &&
        (sums.rows == NULL || sums.factors == NULL || rows == NULL || room == NULL)) {
        status = err_memory(err);
    }
    for (int64_t t = 0; t < self->n_trajectories && status == OK; t++, f += points) {
        if (bootstrap_counts(f, points)) {
            add_trajectory(self, &sums, bootstrap_group(whole++, used), f, t);
        }
    }
    for (int draw = 0; draw < BOOTSTRAP_DRAWS && status == OK; draw++) {
        rows[draw] = bootstrap_sum(bootstrap_draw(draws, draw), sums.rows, n);
    }
    for (int i = 0; i < self->n_factors && status == OK; i++) {
        const double *of = sums.factors + (size_t)i * SUMS * (size_t)n;
        measure(draws, of, (double)used, rows, &effects[i], room);
    }
    arena_free(&arena);
    return status;
}

enum status
morris_measure(const struct morris *self, const double *f, struct bootstrap *draws,
    struct morris_effect *effects, int64_t *used, struct err *err)
{
    const int points = self->n_factors + 1;
    const double none = (double)NAN;

    *used = 0;
    for (int64_t t = 0; t < self->n_trajectories; t++) {
        *used += bootstrap_counts(f + t * points, points);
    }
    for (int i = 0; i < self->n_factors; i++) {
        effects[i] = (struct morris_effect){ none, none, none, none, none, none, none };
    }
    return *used > 0 ? measure_all(self, f, draws, *used, effects, err) : OK;
}
