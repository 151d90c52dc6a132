/* beta: see beta.h.
 *
 * With x = 1 / (1 + e^-y), F the distribution function of a beta distribution with shapes a and b,
 * and P that of the standard normal, y(z) is defined by F(y) = P(z). On these scales both ends are
 * smooth (y is like -z^2 / 2a at the left), and the derivatives come for free:
 *
 *     g(y) = dF/dy = x^a (1 - x)^b / B(a, b)
 *     y'   = p(z) / g(y)
 *     y''  = y' (-z - (a (1 - x) - b x) y')
 *
 * At the nodes, y is the root of ln F(y) = ln P(z), which Newton's method finds from any point left
 * of it, since ln F is concave. F is Gauss's continued fraction (Abramowitz and Stegun 26.5.8),
 * evaluated by Lentz's method. Between the nodes the quintic that has their values and derivatives
 * is off by the sixth power of their distance. */
#include "beta.h"

#include <float.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "err.h"
#include "num.h"

/* Nodes lie at -REACH ... REACH; a uniform number of 53 bits has a score within 8.3. */
#define REACH 8.5
#define STEP (2.0 * REACH / (BETA_NODES - 1))
#define LN_ROOT_2_PI 0.91893853320467274178
#define ROUNDS_MOST 200   /* of Newton's method; ten are usual */
#define TERMS_MOST 10000  /* of the fraction; a hundred are usual */
#define SETTLED 4e-15     /* relative; a change of the fraction below this is rounding */
#define CLOSE_ENOUGH 1e-8 /* in ln F: what is left is of the order of its square */

/* ---- the distribution function ---- */

/* ln(1 + t) for t >= 0, to the last digits for small t too (Kahan). */
static double
log_of_1_plus(double t)
{
    const double sum = 1.0 + t;

    return sum == 1.0 ? t : num_log(sum) * (t / (sum - 1.0));
}

/* ln Gamma(x) for x > 0: Stirling's series from 16 on. */
static double
log_gamma(double x)
{
    double below = 1.0, r = 0.0;

    while (x < 16.0) {
        below *= x;
        x += 1.0;
    }
    r = 1.0 / (x * x);
    return (x - 0.5) * num_log(x) - x + LN_ROOT_2_PI - num_log(below) +
           (1.0 / 12.0 -
               r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r * (1.0 / 1188.0))))) /
               x;
}

struct shapes {
    double a, b, log_b; /* ln B(a, b) */
};

/* x, 1 - x, and the logarithm of g at y. */
struct point {
    double x, rest, log_density;
};

static struct point
point_at(const struct shapes *shapes, double y)
{
    const double small = num_exp(y < 0.0 ? y : -y);
    const double near = 1.0 / (1.0 + small), far = small * near;
    const double log_density = (y < 0.0 ? shapes->a * y : -shapes->b * y) -
                               (shapes->a + shapes->b) * log_of_1_plus(small) - shapes->log_b;

    return (struct point){ y < 0.0 ? far : near, y < 0.0 ? near : far, log_density };
}

/* Never 0, which Lentz's method divides by. */
static double
nonzero(double x)
{
    return x == 0.0 ? DBL_MIN : x;
}

/* The continued fraction of F(x) a B / (x^a (1 - x)^b); quick for x < (a + 1) / (a + b + 2). */
static double
fraction(double a, double b, double x)
{
    double c = 1.0, d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    double value = d;

    for (int k = 1; k < TERMS_MOST; k++) {
        const double m = (double)k, n = a + 2.0 * m;
        const double even = m * (b - m) * x / ((n - 1.0) * n);
        const double odd = -(a + m) * (a + b + m) * x / (n * (n + 1.0));
        double change = 0.0;
        d = 1.0 / nonzero(1.0 + even * d);
        c = nonzero(1.0 + even / c);
        value *= c * d;
        d = 1.0 / nonzero(1.0 + odd * d);
        c = nonzero(1.0 + odd / c);
        change = c * d;
        value *= change;
        if (change > 1.0 - SETTLED && change < 1.0 + SETTLED) {
            break;
        }
    }
    return value;
}

/* ln F, and F / g in *ratio, neither of which underflows where F does. */
static double
log_cumulated(const struct shapes *shapes, const struct point *at, double *ratio)
{
    const double a = shapes->a, b = shapes->b;

    if (at->x < (a + 1.0) / (a + b + 2.0)) {
        *ratio = fraction(a, b, at->x) / a;
        return at->log_density + num_log(*ratio);
    }
    const double density = num_exp(at->log_density);
    const double cumulated = 1.0 - density * fraction(b, a, at->rest) / b;

    *ratio = cumulated / density;
    return num_log(cumulated);
}

/* ---- the table ---- */

/* The nodes from the left end to the middle, by Newton's method from one to the next; as seen from
 * the right when `mirrored`, where x and 1 - x, and their shapes, change places. */
static void
fill_half(struct beta_table *self, bool mirrored)
{
    const double a = mirrored ? self->beta : self->alpha, b = mirrored ? self->alpha : self->beta;
    const double sign = mirrored ? -1.0 : 1.0;
    const struct shapes shapes = { a, b, log_gamma(a) + log_gamma(b) - log_gamma(a + b) };
    /* F < e^(a y) / (a B): this lies left of the first root. */
    double y = (num_log(num_normal_cdf(-REACH)) + num_log(a) + shapes.log_b) / a;

    for (int k = 0; k <= BETA_NODES / 2; k++) {
        const double z = STEP * (double)k - REACH;
        const double log_p = num_log(num_normal_cdf(z));
        const int at = mirrored ? BETA_NODES - 1 - k : k;
        struct point point = point_at(&shapes, y);
        double slope = 0.0, bend = 0.0;
        for (int round = 0; round < ROUNDS_MOST; round++) {
            double ratio = 0.0;
            const double gap = log_p - log_cumulated(&shapes, &point, &ratio);
            y += gap * ratio;
            point = point_at(&shapes, y);
            if (gap < CLOSE_ENOUGH && gap > -CLOSE_ENOUGH) {
                break;
            }
        }
        slope = num_exp(-0.5 * z * z - LN_ROOT_2_PI - point.log_density);
        bend = slope * (-z - (a * point.rest - b * point.x) * slope);
        self->node[at].y = sign * y;
        self->node[at].slope = slope;
        self->node[at].bend = sign * bend;
        y += STEP * (slope + 0.5 * STEP * bend); /* a good guess at the next */
    }
}

static uint64_t
bits_of(double x)
{
    uint64_t bits = 0;

    memcpy(&bits, &x, sizeof(bits));
    return bits;
}

const struct beta_table *
beta_find(struct beta_tables *self, struct arena *arena, double alpha, double beta)
{
    const uint64_t hash = (bits_of(alpha) * 31 + bits_of(beta)) * UINT64_C(0x9e3779b97f4a7c15);
    const struct beta_table **bucket = &self->bucket[(hash >> 32) % BETA_BUCKETS];
    struct beta_table *table = NULL;

    BUG_IF(!(alpha >= BETA_SHAPE_LEAST && alpha <= BETA_SHAPE_MOST && beta >= BETA_SHAPE_LEAST &&
             beta <= BETA_SHAPE_MOST));
    for (const struct beta_table *known = *bucket; known != NULL; known = known->next) {
        if (known->alpha == alpha && known->beta == beta) {
            return known;
        }
    }
    table = arena_alloc(arena, 1, sizeof(*table));
    if (table == NULL) {
        return NULL;
    }
    table->alpha = alpha;
    table->beta = beta;
    fill_half(table, true);
    fill_half(table, false);
    table->next = *bucket;
    *bucket = table;
    return table;
}

double
beta_quantile(const struct beta_table *self, double u)
{
    const double score = num_normal_quantile(u);
    const double z = score < -REACH ? -REACH : score > REACH ? REACH : score;
    const double place = (z + REACH) / STEP;
    const int k = place < (double)(BETA_NODES - 2) ? (int)place : BETA_NODES - 2;
    const double t = place - (double)k;
    const double rise = self->node[k + 1].y - self->node[k].y;
    const double slope0 = STEP * self->node[k].slope, slope1 = STEP * self->node[k + 1].slope;
    const double bend0 = STEP * STEP * self->node[k].bend;
    const double bend1 = STEP * STEP * self->node[k + 1].bend;
    const double cubic = 10.0 * rise - 6.0 * slope0 - 4.0 * slope1 - 1.5 * bend0 + 0.5 * bend1;
    const double quartic = -15.0 * rise + 8.0 * slope0 + 7.0 * slope1 + 1.5 * bend0 - bend1;
    const double quintic = 6.0 * rise - 3.0 * (slope0 + slope1) + 0.5 * (bend1 - bend0);
    const double y = self->node[k].y +
                     t * (slope0 + t * (0.5 * bend0 + t * (cubic + t * (quartic + t * quintic))));
    const double x = num_logistic(y);

    return x < DBL_MIN ? DBL_MIN : x > 1.0 - DBL_EPSILON / 2.0 ? 1.0 - DBL_EPSILON / 2.0 : x;
}
