/* naive_cascade: see naive_cascade.h. */
#include "naive_cascade.h"

#include <gsl/gsl_rng.h>
#include <math.h>

int
naive_cascade_run(gsl_rng *rng, int n, int days, double base, double contagion, const double *ease,
    double attribute, int *acted)
{
    int count = 0;

    for (int i = 0; i < n; i++) {
        acted[i] = -1;
    }
    for (int day = 0; day < days; day++) {
        const double share = (double)count / (n - 1.0);
        for (int i = 0; i < n; i++) {
            if (acted[i] >= 0) {
                continue;
            }
            const double hazard = base * exp(contagion * share + attribute * ease[i]);
            if (gsl_rng_uniform(rng) < 1.0 - exp(-hazard)) {
                acted[i] = day;
                count++;
            }
        }
    }
    return count;
}

int
naive_cascade_ties_run(gsl_rng *rng, int n, int days, double base, double contagion, int ties,
    const double *ease, double attribute, int *acted, double *share)
{
    int count = 0;

    for (int i = 0; i < n; i++) {
        acted[i] = -1;
        share[i] = 0.0;
    }
    for (int day = 0; day < days; day++) {
        for (int i = 0; i < n; i++) {
            if (acted[i] >= 0) {
                continue;
            }
            const double hazard = base * exp(contagion * share[i] + attribute * ease[i]);
            if (gsl_rng_uniform(rng) < 1.0 - exp(-hazard)) {
                acted[i] = day;
                count++;
                for (int k = 1; k <= ties; k++) {
                    share[(i + n - k) % n] += 1.0 / ties;
                }
            }
        }
    }
    return count;
}
