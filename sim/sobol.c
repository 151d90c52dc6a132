/* sobol: shares of a variance. See sobol.h. */
#include "sobol.h"

#include <gsl/gsl_qrng.h>
#include <math.h>

#include "rng.h"

/* ---- the tables ---- */

/* Row r's point of the sequence, moved. A sum that rounds to 1 comes to 0, which is no probability.
 */
static enum status
fill_quasi(struct sobol *self, uint64_t seed, struct err *err)
{
    const uint64_t name = rng_hash_names("sensitivity", "shift", NULL);
    const int width = 2 * self->n_inputs;
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)width);
    double shift[SOBOL_QUASI_MAX];

    if (sequence == NULL) {
        return err_memory(err);
    }
    for (int c = 0; c < width; c++) {
        shift[c] = rng_uniform(seed, 0, name, (uint32_t)c);
    }
    for (int64_t row = 0; row < self->n_rows; row++) {
        double *to = self->table + row * width;
        (void)gsl_qrng_get(sequence, to);
        for (int c = 0; c < width; c++) {
            const double moved = to[c] + shift[c];
            to[c] = moved >= 1.0 ? moved - 1.0 : moved;
            to[c] = to[c] > 0.0 ? to[c] : 0x1p-53;
        }
    }
    gsl_qrng_free(sequence);
    return OK;
}

static void
fill_plain(struct sobol *self, uint64_t seed)
{
    const uint64_t name = rng_hash_names("sensitivity", "row", NULL);
    const int width = 2 * self->n_inputs;

    for (int64_t row = 0; row < self->n_rows; row++) {
        for (int c = 0; c < width; c++) {
            self->table[row * width + c] = rng_uniform(seed, (uint32_t)row, name, (uint32_t)c);
        }
    }
}

enum status
sobol_init(struct sobol *self, int64_t n_rows, int n_inputs, const int *factor_of, int n_factors,
    uint64_t seed, struct arena *arena, struct err *err)
{
    *self = (struct sobol){ n_rows, n_inputs, n_factors, factor_of, NULL };
    self->table = arena_alloc(arena, (size_t)n_rows, 2 * (size_t)n_inputs * sizeof(double));
    if (self->table == NULL) {
        return err_memory(err);
    }
    if (2 * n_inputs > SOBOL_QUASI_MAX) {
        fill_plain(self, seed);
        return OK;
    }
    return n_inputs > 0 ? fill_quasi(self, seed, err) : OK;
}

bool
sobol_takes_b(int table, int factor)
{
    return table == SOBOL_B || table == SOBOL_MIXED + factor;
}

double
sobol_uniform(const struct sobol *self, int64_t row, int table, int input)
{
    const double *a = self->table + row * 2 * self->n_inputs, *b = a + self->n_inputs;

    return sobol_takes_b(table, self->factor_of[input]) ? b[input] : a[input];
}

/* ---- the estimates ---- */

#define ROUNDING 1e-12 /* of a variance that small, next to the square, nothing is known */

/* Sums over the rows of each group, [sum][group], of f less a constant near its mean. */
enum { SUM_ROWS, SUM_BOTH, SUM_SQUARES, SUM_FACTORS };
enum { SUM_PRODUCT, SUM_CHANGE, SUM_CHANGE_SQUARED, SUMS_PER_FACTOR }; /* of a factor */

struct sums {
    int n_groups, n_factors;
    double *of; /* (SUM_FACTORS + SUMS_PER_FACTOR x n_factors) x n_groups */
};

/* Counts the whole rows; their mean over A and B, and whether anything varies there. */
static int64_t
look_through(const double *f, int64_t n_rows, int width, double *mean, bool *varies)
{
    double sum = 0.0, first = (double)NAN;
    int64_t n = 0;

    *varies = false;
    for (int64_t row = 0; row < n_rows; row++, f += width) {
        if (!bootstrap_counts(f, width)) {
            continue;
        }
        first = n == 0 ? f[SOBOL_A] : first;
        *varies = *varies || f[SOBOL_A] != first || f[SOBOL_B] != first;
        sum += f[SOBOL_A] + f[SOBOL_B];
        n++;
    }
    *mean = n > 0 ? sum / (2.0 * (double)n) : 0.0;
    return n;
}

static void
add_row(struct sums *self, int group, const double *f, double mean)
{
    const double a = f[SOBOL_A] - mean, b = f[SOBOL_B] - mean;
    const int n = self->n_groups;
    double *of = self->of + group;

    of[SUM_ROWS * n] += 1.0;
    of[SUM_BOTH * n] += a + b;
    of[SUM_SQUARES * n] += a * a + b * b;
    of += SUM_FACTORS * n;
    for (int i = 0; i < self->n_factors; i++, of += SUMS_PER_FACTOR * n) {
        const double change = f[SOBOL_MIXED + i] - f[SOBOL_A];
        of[SUM_PRODUCT * n] += b * change;
        of[SUM_CHANGE * n] += change;
        of[SUM_CHANGE_SQUARED * n] += change * change;
    }
}

/* What all factors of a draw have in common. The mean that is taken off is that draw's own. */
struct whole {
    const double *weights;
    double rows, mean, variance;
};

static struct whole
whole_of(const struct sums *self, const double *weights)
{
    const int n = self->n_groups;
    const double rows = bootstrap_sum(weights, self->of + SUM_ROWS * n, n);
    const double mean = bootstrap_sum(weights, self->of + SUM_BOTH * n, n) / (2.0 * rows);
    const double square = bootstrap_sum(weights, self->of + SUM_SQUARES * n, n) / (2.0 * rows);
    const double left = square - mean * mean;

    return (struct whole){ weights, rows, mean, left > ROUNDING * square ? left : 0.0 };
}

/* Both indices of the factor whose sums are `of`. */
static void
estimate(const struct whole *whole, const double *of, int n, double *first, double *total)
{
    const double product = bootstrap_sum(whole->weights, of + SUM_PRODUCT * n, n);
    const double change = bootstrap_sum(whole->weights, of + SUM_CHANGE * n, n);
    const double squared = bootstrap_sum(whole->weights, of + SUM_CHANGE_SQUARED * n, n);

    *first = *total = (double)NAN;
    if (whole->variance > 0.0) {
        *first = (product - whole->mean * change) / whole->rows / whole->variance;
        *total = squared / (2.0 * whole->rows) / whole->variance;
    }
}

/* Estimates from all rows, then from each draw of them. A factor that changes nothing in any row
 * does so in no draw: of many numbers, most are such for an outcome. room: n_groups + 2 x
 * BOOTSTRAP_DRAWS doubles. */
static void
measure(const struct sums *sums, const struct bootstrap *draws, const struct whole *wholes,
    struct sobol_share *shares, double *room)
{
    const int n = sums->n_groups;
    double *ones = room, *firsts = ones + n, *totals = firsts + BOOTSTRAP_DRAWS;
    const double *of = sums->of + SUM_FACTORS * n;

    for (int g = 0; g < n; g++) {
        ones[g] = 1.0;
    }
    const struct whole all = whole_of(sums, ones);
    for (int i = 0; i < sums->n_factors; i++, of += SUMS_PER_FACTOR * n) {
        struct sobol_share *share = &shares[i];
        estimate(&all, of, n, &share->first, &share->total);
        if (draws->n_groups == 1) {
            continue;
        }
        if (share->total == 0.0) {
            share->first_low = share->first_high = share->total_low = share->total_high = 0.0;
            continue;
        }
        for (int draw = 0; draw < BOOTSTRAP_DRAWS; draw++) {
            estimate(&wholes[draw], of, n, &firsts[draw], &totals[draw]);
        }
        bootstrap_interval(firsts, &share->first_low, &share->first_high);
        bootstrap_interval(totals, &share->total_low, &share->total_high);
    }
}

/* The sums of all rows without NAN, their intervals, and so the shares. mean: over A and B. */
static enum status
share_out(const double *f, int64_t n_rows, struct sums *sums, int64_t used, double mean,
    struct bootstrap *draws, struct sobol_share *shares, struct err *err)
{
    const int width = SOBOL_MIXED + sums->n_factors, n = sums->n_groups;
    struct arena arena = { 0 };
    struct whole *wholes = arena_alloc(&arena, BOOTSTRAP_DRAWS, sizeof(*wholes));
    double *room = arena_alloc(&arena, (size_t)n + 2 * (size_t)BOOTSTRAP_DRAWS, sizeof(double));
    enum status status = bootstrap_prepare(draws, n, err);
    int64_t whole = 0;

    sums->of = arena_alloc(&arena, (size_t)(SUM_FACTORS + SUMS_PER_FACTOR * sums->n_factors),
        (size_t)n * sizeof(double));
    if (status == OK && (wholes == NULL || room == NULL || sums->of == NULL)) {
        status = err_memory(err);
    }
    for (int64_t row = 0; row < n_rows && status == OK; row++, f += width) {
        if (bootstrap_counts(f, width)) {
            add_row(sums, bootstrap_group(whole++, used), f, mean);
        }
    }
    if (status == OK) {
        for (int draw = 0; draw < BOOTSTRAP_DRAWS; draw++) {
            wholes[draw] = whole_of(sums, bootstrap_draw(draws, draw));
        }
        measure(sums, draws, wholes, shares, room);
    }
    arena_free(&arena);
    return status;
}

enum status
sobol_measure(const double *f, int64_t n_rows, int n_factors, struct bootstrap *draws,
    struct sobol_share *shares, int64_t *used, struct err *err)
{
    const int width = SOBOL_MIXED + n_factors;
    const double none = (double)NAN;
    struct sums sums = { .n_factors = n_factors };
    double mean = 0.0;
    bool varies = false;

    for (int i = 0; i < n_factors; i++) {
        shares[i] = (struct sobol_share){ none, none, none, none, none, none };
    }
    *used = look_through(f, n_rows, width, &mean, &varies);
    if (!varies) {
        return OK;
    }
    sums.n_groups = bootstrap_groups(*used);
    return share_out(f, n_rows, &sums, *used, mean, draws, shares, err);
}
