/* weigh: see weigh.h. */
#include "weigh.h"

#define TOLERANCE 1e-12 /* of the weight of all */

/* One issue's actors. */
struct scale {
    int n;
    const double *position, *salience, *capability;
};

static double
weight_of(const struct scale *self, int a)
{
    return self->capability[a] * self->salience[a];
}

/* The weight at or below a point. */
static double
weight_up_to(const struct scale *self, double point)
{
    double weight = 0.0;

    for (int a = 0; a < self->n; a++) {
        weight += self->position[a] <= point ? weight_of(self, a) : 0.0;
    }
    return weight;
}

/* The least position with weight above a point, or `otherwise`. */
static double
next_above(const struct scale *self, double point, double otherwise)
{
    double next = otherwise;

    for (int a = 0; a < self->n; a++) {
        if (self->position[a] > point && self->position[a] < next && weight_of(self, a) > 0.0) {
            next = self->position[a];
        }
    }
    return next;
}

/* The greatest position with weight at or below a point, or `otherwise`. */
static double
next_below(const struct scale *self, double point, double otherwise)
{
    double next = otherwise;

    for (int a = 0; a < self->n; a++) {
        if (self->position[a] <= point && self->position[a] > next && weight_of(self, a) > 0.0) {
            next = self->position[a];
        }
    }
    return next;
}

/* The least position with weight `half` at or below it, between least and greatest, which are
 * positions with weight: halves the stretch and goes to the nearest position with weight. */
static double
search(const struct scale *self, double half, double least, double greatest)
{
    while (least < greatest) {
        const double middle = least + 0.5 * (greatest - least);
        const double point = middle < greatest ? middle : least;

        if (weight_up_to(self, point) >= half) {
            greatest = next_below(self, point, least);
        } else {
            least = next_above(self, point, greatest);
        }
    }
    return least;
}

void
weigh_median(const struct situation *situation, int issue, double *low, double *high)
{
    const size_t first = (size_t)issue * (size_t)situation->n_actors;
    const struct scale scale = { situation->n_actors, situation->position + first,
        situation->salience + first, situation->capability };
    const double weight = weight_up_to(&scale, 2.0);
    const double half = 0.5 * weight, slack = TOLERANCE * weight;

    *low = *high = __builtin_nan("");
    if (!(weight > 0.0)) {
        return;
    }
    *low =
        search(&scale, half - slack, next_above(&scale, -1.0, 2.0), next_below(&scale, 2.0, -1.0));
    *high = *low;
    if (weight_up_to(&scale, *low) <= half + slack) {
        *high = next_above(&scale, *low, 2.0); /* there is one: the other half of the weight */
    }
}

double
weigh_midpoint(const struct situation *situation, int issue)
{
    double low = 0.0, high = 0.0;

    weigh_median(situation, issue, &low, &high);
    return 0.5 * (low + high);
}
