/* naive_challenge: see naive_challenge.h. */
#include "naive_challenge.h"

#include <math.h>

#define TOLERANCE 1e-12

static double
win_probability(int n, const double *x, const double *c, const double *s, int i, int j)
{
    double left = 0.0, all = 0.0;

    if (x[i] == x[j]) {
        return 0.0;
    }
    for (int k = 0; k < n; k++) {
        const double support = c[k] * s[k] * (fabs(x[k] - x[j]) - fabs(x[k] - x[i]));

        left += support > 0.0 ? support : 0.0;
        all += fabs(support);
    }
    return all > 0.0 ? left / all : 0.5;
}

static void
win_probabilities(int n, const double *x, const double *c, const double *s, double *win)
{
    for (int i = 0; i < n; i++) {
        win[i * n + i] = 0.0;
        for (int j = i + 1; j < n; j++) {
            win[i * n + j] = win_probability(n, x, c, s, i, j);
            win[j * n + i] = x[i] == x[j] ? 0.0 : 1.0 - win[i * n + j];
        }
    }
}

static void
risk_exponents(
    int n, const double *x, const double *s, const double *win, double *security, double *exponent)
{
    double least = HUGE_VAL, greatest = -HUGE_VAL;

    for (int i = 0; i < n; i++) {
        security[i] = 0.0;
        for (int j = 0; j < n; j++) {
            security[i] += 2.0 * fabs(x[i] - x[j]) * (1.0 - 2.0 * s[i] * win[i * n + j]);
        }
        least = security[i] < least ? security[i] : least;
        greatest = security[i] > greatest ? security[i] : greatest;
    }
    for (int i = 0; i < n; i++) {
        const double risk = greatest - least > TOLERANCE
                                ? (2.0 * security[i] - greatest - least) / (greatest - least)
                                : 0.0;

        exponent[i] = (1.0 - risk / 3.0) / (1.0 + risk / 3.0);
    }
}

/* How far i would move on j's offer; 2: there is none. */
static double
offer(double d, double own, double others)
{
    if (own > TOLERANCE) {
        return others > own + TOLERANCE ? d : 2.0;
    }
    if (own < -TOLERANCE && others > TOLERANCE) {
        if (others > -own + TOLERANCE) {
            return d * (-own / others);
        }
        if (others < -own - TOLERANCE) {
            return d;
        }
    }
    return 2.0;
}

void
naive_challenge_round(int n, const double *position, const double *capability,
    const double *salience, int risk, double *win, double *security, double *exponent, double *next)
{
    win_probabilities(n, position, capability, salience, win);
    risk_exponents(n, position, salience, win, security, exponent);
    for (int i = 0; i < n; i++) {
        const double r = risk ? exponent[i] : 1.0;
        double least = 2.0 - 2.0 * TOLERANCE, heaviest = 0.0;

        exponent[i] = r;
        next[i] = position[i];
        for (int j = 0; j < n; j++) {
            if (position[i] != position[j]) {
                const double d = fabs(position[i] - position[j]);
                const double a = pow(1.0 - d, r), b = pow(1.0 + d, r);
                const double own = 1.0 - a - salience[j] * (1.0 - win[i * n + j]) * (b - a);
                const double others = 1.0 - a - salience[i] * win[i * n + j] * (b - a);
                const double size = offer(d, own, others);
                const double weight = capability[j] * salience[j];

                if (size < least - TOLERANCE ||
                    (size <= least + TOLERANCE && weight > heaviest * (1.0 + TOLERANCE))) {
                    least = size;
                    heaviest = weight;
                    next[i] = position[i] + (position[j] > position[i] ? size : -size);
                }
            }
        }
    }
}
