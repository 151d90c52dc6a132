/* dist: see dist.h.
 *
 * A truncated normal or lognormal is sampled on the scale of normal scores: with F the normal
 * distribution function and A, B the scores of the two ends,
 *
 *     score(u) = F^-1(F(A) + u (F(B) - F(A))).
 *
 * When both ends lie above the middle, F(A) and F(B) are both near 1 and their difference has lost
 * its digits; F(-A) and F(-B) have not, and score(u) = -F^-1(F(-A) + u (F(-B) - F(-A))). */
#include "dist.h"

#include <float.h>

#include "num.h"

/* A normal or lognormal must keep this much of itself; also the probability of what is called the
 * least value of an end without bound. */
#define SMALL 1e-9

static double
clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

/* The normal score of a value. A lognormal has nothing at or below 0. */
static double
score_of(const struct dist *self, double x)
{
    if (self->kind == DIST_NORMAL) {
        return (x - self->a) / self->b;
    }
    return (num_log(x > 0.0 ? x : 0.0) - num_log(self->a)) / num_log(self->b);
}

#define GREATEST 1e300

static double
value_of(const struct dist *self, double score)
{
    if (self->kind == DIST_NORMAL) {
        return self->a + self->b * score;
    }
    const double x = self->a * num_exp(num_log(self->b) * score);

    return x < GREATEST ? x : GREATEST; /* else it would overflow */
}

static bool
is_normal(const struct dist *self)
{
    return self->kind == DIST_NORMAL || self->kind == DIST_LOGNORMAL;
}

/* True when the scores are mirrored: both ends lie above the middle. */
static bool
is_mirrored(const struct dist *self)
{
    return self->score_low > 0.0;
}

/* Sums in order of value, so that the order in which the author wrote them does not matter. */
static void
cumulate(struct dist *self)
{
    double sum = 0.0, so_far = 0.0;

    for (int k = 0; k < self->n; k++) {
        sum += self->choices[k].weight;
    }
    for (int k = 0; k < self->n; k++) {
        so_far += self->choices[k].weight;
        self->choices[k].until = so_far / sum;
    }
}

bool
dist_init(struct dist *self)
{
    double sign = 1.0;

    if (self->kind == DIST_CHOICE) {
        cumulate(self);
    }
    self->score_low = self->score_high = self->p_low = self->p_high = 0.0;
    if (!is_normal(self)) {
        return true;
    }
    self->score_low = score_of(self, self->low);
    self->score_high = score_of(self, self->high);
    sign = is_mirrored(self) ? -1.0 : 1.0;
    self->p_low = num_normal_cdf(sign * self->score_low);
    self->p_high = num_normal_cdf(sign * self->score_high);
    return sign * (self->p_high - self->p_low) >= SMALL;
}

static double
normal_value(const struct dist *self, double u)
{
    const double p = self->p_low + u * (self->p_high - self->p_low);
    /* Rounding may reach 0 or 1, whose scores are infinite. */
    const double score = num_normal_quantile(clamp(p, DBL_MIN, 1.0 - DBL_EPSILON / 2.0));

    return value_of(self, is_mirrored(self) ? -score : score);
}

/* Both branches are ratios of the width, which cannot overflow where its square would. */
static double
triangular_value(const struct dist *self, double u)
{
    const double width = self->b - self->a;
    const double below = width > 0.0 ? (self->c - self->a) / width : 0.0;
    const double above = width > 0.0 ? (self->b - self->c) / width : 0.0;

    if (u < below) {
        return self->a + width * __builtin_sqrt(u * below);
    }
    return self->b - width * __builtin_sqrt((1.0 - u) * above);
}

/* The last `until` is 1, and more than any u. */
static double
chosen_value(const struct dist *self, double u)
{
    int low = 0, high = self->n - 1;

    while (low < high) {
        const int middle = (low + high) / 2;
        if (u <= self->choices[middle].until) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return self->choices[low].value;
}

double
dist_quantile(const struct dist *self, double u)
{
    double x = 0.0;

    switch (self->kind) {
    case DIST_CONSTANT:
        x = self->a;
        break;
    case DIST_UNIFORM:
        x = clamp(self->a + u * (self->b - self->a), self->a, self->b);
        break;
    case DIST_TRIANGULAR:
        x = clamp(triangular_value(self, u), self->a, self->b);
        break;
    case DIST_NORMAL:
    case DIST_LOGNORMAL:
        x = normal_value(self, u);
        break;
    case DIST_BETA:
        x = clamp(self->a + beta_quantile(self->shape, u) * (self->b - self->a), self->a, self->b);
        break;
    case DIST_CHOICE:
        x = chosen_value(self, u);
        break;
    }
    return clamp(x, self->low, self->high);
}

double
dist_middle(const struct dist *self)
{
    return dist_quantile(self, 0.5);
}

/* A normal's end is bounded when its score is finite. */
double
dist_least(const struct dist *self)
{
    if (is_normal(self)) {
        return self->score_low >= -DBL_MAX ? self->low : dist_quantile(self, SMALL);
    }
    return clamp(
        self->kind == DIST_CHOICE ? self->choices[0].value : self->a, self->low, self->high);
}

double
dist_greatest(const struct dist *self)
{
    if (is_normal(self)) {
        return self->score_high <= DBL_MAX ? self->high : dist_quantile(self, 1.0 - SMALL);
    }
    if (self->kind == DIST_CHOICE) {
        return clamp(self->choices[self->n - 1].value, self->low, self->high);
    }
    return clamp(self->kind == DIST_CONSTANT ? self->a : self->b, self->low, self->high);
}
