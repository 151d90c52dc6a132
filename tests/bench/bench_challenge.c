/* bench_challenge: one round of the challenge model, written plainly and as it is in
 * models/challenge.c.
 *
 * Prints nanoseconds of thread CPU time per ordered pair of actors, medians of several repetitions
 * in one process, the two taken in turns. Every round has another input, so that the branch
 * predictor cannot learn them. Both must give the same positions; exit status 1 when they do not.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "model.h"
#include "naive_challenge.h"

enum { REPETITIONS = 15, MOST = 100, GAMES = 512 };

struct games {
    int n, n_games;
    double *capability, *position, *salience, *zeros, *ones;
    double *plain, *model; /* positions after the round */
};

struct params {
    bool risk;
    double still;
};

static double
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* splitmix64 (Steele, Lea and Flood 2014). */
static double
uniform(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* Every second game is in round numbers, so that ties are among them. */
static void
deal(struct games *games, uint64_t seed)
{
    for (int g = 0; g < games->n_games; g++) {
        for (int a = 0; a < games->n; a++) {
            const int k = g * games->n + a;
            const double x = uniform(&seed), s = uniform(&seed), c = uniform(&seed);

            games->position[k] = g % 2 == 0 ? x : floor(x * 101.0) / 100.0;
            games->salience[k] = g % 2 == 0 ? s : (1.0 + floor(s * 10.0)) / 10.0;
            games->capability[k] = g % 2 == 0 ? 0.1 + c : 1.0 + floor(c * 20.0);
        }
    }
}

static double
time_plain(const struct games *games, double *win, double *security, double *exponent)
{
    const double began = seconds();

    for (int g = 0; g < games->n_games; g++) {
        const int k = g * games->n;

        naive_challenge_round(games->n, games->position + k, games->capability + k,
            games->salience + k, 1, win, security, exponent, games->plain + k);
    }
    return seconds() - began;
}

static double
time_model(const struct games *games, const struct model *model, void *state)
{
    const struct params params = { true, 0.0 };
    const double began = seconds();

    for (int g = 0; g < games->n_games; g++) {
        const int k = g * games->n;
        const struct situation situation = {
            .n_actors = games->n,
            .n_issues = 1,
            .capability = games->capability + k,
            .position = games->position + k,
            .origin = games->position + k,
            .salience = games->salience + k,
            .stubbornness = games->salience + k,
            .lower = games->zeros,
            .upper = games->ones,
        };

        model->start(&params, &situation, state);
        model->step(&params, &situation, state, games->model + k);
    }
    return seconds() - began;
}

static int
compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double
median(double *values)
{
    qsort(values, REPETITIONS, sizeof *values, compare);
    return values[REPETITIONS / 2];
}

/* The number of games in which the two disagree. */
static int
disagreements(const struct games *games)
{
    int different = 0;

    for (int g = 0; g < games->n_games; g++) {
        bool same = true;

        for (int k = g * games->n; k < (g + 1) * games->n; k++) {
            same = same && fabs(games->plain[k] - games->model[k]) <= 1e-9;
        }
        different += !same;
    }
    return different;
}

static int
measure(int n)
{
    static double capability[MOST * GAMES], position[MOST * GAMES], salience[MOST * GAMES];
    static double plain_next[MOST * GAMES], model_next[MOST * GAMES], zeros[MOST], ones[MOST];
    static double win[MOST * MOST], security[MOST], exponent[MOST];
    const struct model *model = model_find("challenge");
    struct games games = { n, n >= 100 ? 32 : GAMES, capability, position, salience, zeros, ones,
        plain_next, model_next };
    double plain[REPETITIONS], fast[REPETITIONS], pairs = (double)games.n_games * n * (n - 1);
    void *state = malloc(model->state_size(NULL, n, 1, 1));
    int different = 0;

    if (state == NULL) {
        return 1;
    }
    for (int a = 0; a < n; a++) {
        ones[a] = 1.0;
    }
    for (int k = 0; k < REPETITIONS; k++) {
        deal(&games, (uint64_t)(1 + k));
        plain[k] = time_plain(&games, win, security, exponent) / pairs * 1e9;
        fast[k] = time_model(&games, model, state) / pairs * 1e9;
        different += disagreements(&games);
    }
    free(state);
    printf("%6d %12.1f %12.1f %8.2f %14d\n", n, median(plain), median(fast),
        median(plain) / median(fast), different);
    return different;
}

int
main(void)
{
    int different = 0;

    printf("     n   plain (ns)   model (ns)    ratio  disagreements\n");
    different += measure(5);
    different += measure(27);
    different += measure(100);
    return different > 0;
}
