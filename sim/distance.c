/* distance: two distributions, step by step. See distance.h. */
#include "distance.h"

#include <math.h>

#include "err.h"

static enum distance_order
order_of(double above, double below)
{
    return above > 0.0 ? (below > 0.0 ? DISTANCE_NEITHER : DISTANCE_SECOND_GREATER)
                       : (below > 0.0 ? DISTANCE_FIRST_GREATER : DISTANCE_SAME);
}

/* What is left of a difference when chance may have made as much as `noise`. */
static double
beyond(double difference, double noise)
{
    return difference > noise ? difference : 0.0;
}

void
distance_compare(struct distance *self, const double *first, int64_t n_first, const double *second,
    int64_t n_second, double ceiling)
{
    int64_t i = 0, j = 0;
    double from = 0.0, gap = 0.0, noise = 0.0;

    BUG_IF(n_first <= 0 || n_second <= 0);
    *self = (struct distance){ 0 };
    while (i < n_first || j < n_second) {
        const double x =
            j == n_second || (i < n_first && first[i] < second[j]) ? first[i] : second[j];
        const double to = fmin(x, ceiling);

        if (gap != 0.0) { /* also for the first value, which has nothing before it */
            self->wasserstein += fabs(gap) * (to - from);
        }
        for (; i < n_first && first[i] == x; i++) {
        }
        for (; j < n_second && second[j] == x; j++) {
        }
        gap = (double)i / (double)n_first - (double)j / (double)n_second;
        self->above = fmax(self->above, gap);
        self->below = fmax(self->below, -gap);
        from = to;
    }
    self->ks = fmax(self->above, self->below);
    noise = sqrt(-0.5 * log(0.05) * (1.0 / (double)n_first + 1.0 / (double)n_second));
    self->seen = order_of(self->above, self->below);
    self->sure = order_of(beyond(self->above, noise), beyond(self->below, noise));
}
