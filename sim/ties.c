/* ties: one row at a time. See ties.h. */
#include "ties.h"

#include <math.h>
#include <string.h>

#include "num.h"

#define EXPONENT_MOST 20.723265836946414 /* ln 1e9: a tie that is lighter by more is none */

bool
ties_are_said(const struct scenario *self)
{
    for (int a = 0; a < self->n_actors; a++) {
        if (self->actors[a].ties.items != NULL) {
            return true;
        }
    }
    return self->kernel.near != NULL;
}

bool
ties_are_drawn(const struct scenario *self)
{
    const struct kernel *kernel = &self->kernel;
    bool drawn = kernel->near != NULL && kernel->width.slot >= 0;

    for (int a = 0; a < self->n_actors && !drawn; a++) {
        const struct actor *actor = &self->actors[a];
        for (int k = 0; k < actor->n_tied; k++) {
            drawn = drawn || actor->tied[k].weight.slot >= 0;
        }
        drawn = drawn || (kernel->column >= 0 &&
                             self->attribute[a * self->n_attributes + kernel->column].slot >= 0);
    }
    return drawn;
}

/* What the row states, in order of name as `to` is. */
static void
stated(const struct scenario *self, const double *draws, const struct actor *actor, const int *to,
    int n, double *weight)
{
    int k = 0;

    for (int j = 0; j < n; j++) {
        const char *name = self->actors[to[j]].name;
        while (k < actor->n_tied && strcmp(self->actors[actor->tied[k].actor].name, name) < 0) {
            k++;
        }
        const bool named = k < actor->n_tied && actor->tied[k].actor == to[j];
        weight[j] = named ? number_get(actor->tied[k].weight, draws) : 0.0;
    }
}

/* Relative to the nearest of them, so that an actor far from all is tied to the least far. */
static void
by_kernel(const struct scenario *self, const double *draws, int actor, const int *to, int n,
    bool oneself, double *weight)
{
    const struct kernel *kernel = &self->kernel;
    const struct number *column = self->attribute + kernel->column;
    const double x = number_get(column[actor * self->n_attributes], draws);
    const double width = number_get(kernel->width, draws);
    double least = HUGE_VAL;

    for (int j = 0; j < n; j++) {
        const double d = (number_get(column[to[j] * self->n_attributes], draws) - x) / width;
        weight[j] = isnan(d) || (to[j] == actor && !oneself) ? HUGE_VAL : 0.5 * d * d;
        least = weight[j] < least ? weight[j] : least;
    }
    for (int j = 0; j < n; j++) {
        const double more = weight[j] - least; /* NAN when all are infinitely far */
        weight[j] = more <= EXPONENT_MOST ? num_exp(-more) : 0.0;
    }
}

bool
ties_row(const struct scenario *self, const double *draws, int actor, const int *to, int n,
    bool oneself, double *share)
{
    double sum = 0.0;

    if (self->actors[actor].ties.items != NULL) {
        stated(self, draws, &self->actors[actor], to, n, share);
    } else if (self->kernel.column >= 0) {
        by_kernel(self, draws, actor, to, n, oneself, share);
    } else {
        memset(share, 0, (size_t)n * sizeof(double));
    }
    for (int j = 0; j < n; j++) {
        share[j] = to[j] == actor && !oneself ? 0.0 : share[j];
        sum += share[j];
    }
    for (int j = 0; j < n && sum > 0.0; j++) {
        share[j] /= sum;
    }
    return sum > 0.0;
}
