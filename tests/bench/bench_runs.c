/* Whole runs against plain references in the same process: ratios, not seconds.
 *
 *     a cascade of 200 states over 2,000 days,    against a loop over days with exp and a uniform
 *     looking to all or to ten neighbours each
 * each five actors, 10 rounds of challenge         against draws from GSL and the plain O(n^3)
 * round quiet days                                  2,000 against 200 days on which nothing happens
 */
#include "../support.h"

#include <gsl/gsl_math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../play.h"
#include "naive_cascade.h"
#include "naive_challenge.h"
#include "timeline.h"

#define STATES 200
#define DAYS 2000
#define LN2 0.69314718055994530942
#define TYPICAL 700.0

struct player {
    struct play play;
    struct arena arena;
    struct plan plan;
    struct timeline timeline;
};

static double
seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void
player_init(struct player *self, const char *text)
{
    memset(self, 0, sizeof(*self));
    play_text(&self->play, text, 0);
    if (self->play.status != OK ||
        plan_init(&self->plan, &self->play.scenario, &self->arena, &self->play.err) != OK ||
        timeline_init(&self->timeline, &self->play.scenario, &self->plan, &self->arena,
            &self->play.err) != OK) {
        exit(1);
    }
}

static void
player_free(struct player *self)
{
    arena_free(&self->arena);
    play_free(&self->play);
}

/* Microseconds a run, the best of five batches. */
static double
player_time(struct player *self, int runs)
{
    double best = HUGE_VAL;
    uint32_t run = 1;

    for (int batch = 0; batch < 5; batch++) {
        const double from = seconds();
        for (int k = 0; k < runs; k++) {
            if (timeline_play(&self->timeline, run++) != OK) {
                exit(1);
            }
        }
        best = GSL_MIN_DBL(best, (seconds() - from) / runs);
    }
    return 1e6 * best;
}

/* Each state looks to all others, or (ties > 0) to as many after it in a ring. */
static void
write_cascade(char *text, size_t size, int ties, double *ease)
{
    size_t n = (size_t)snprintf(
        text, size, "start = \"2008-01-01\"; end = \"2013-06-22\"; seed = 3; actors = (");

    for (int k = 0; k < STATES; k++) {
        ease[k] = (double)(k % 20) / 10.0 - 1.0;
        n += (size_t)snprintf(text + n, size - n,
            "%s{ name = \"s%d\"; groups = ( \"g\" ); attributes = { ease = %.1f; }; ",
            k > 0 ? "," : "", k, ease[k]);
        for (int j = 1; j <= ties; j++) {
            n += (size_t)snprintf(text + n, size - n, "%ss%d = 1; %s", j == 1 ? "ties = { " : "",
                (k + j) % STATES, j == ties ? "}; " : "");
        }
        n += (size_t)snprintf(text + n, size - n, "}");
    }
    (void)snprintf(text + n, size - n,
        "); events = ( { name = \"c\"; kind = \"cascade\"; group = \"g\"; typical_days = 700;"
        "terms = ( { term = \"adopted\"; ties = %s; times = 2; }, { term = \"attribute\";"
        "attribute = \"ease\"; times = 2; } ); } );",
        ties > 0 ? "true" : "false");
}

static void
bench_cascade(int ties)
{
    static char text[STATES * 300 + 2000];
    static double ease[STATES], share[STATES];
    static int acted[STATES];
    struct player player;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    double best = HUGE_VAL, plain_count = 0.0, count = 0.0;

    write_cascade(text, sizeof(text), ties, ease);
    player_init(&player, text);
    for (int batch = 0; batch < 3; batch++) {
        const double from = seconds();
        for (int k = 0; k < 60; k++) {
            plain_count += (ties > 0 ? naive_cascade_ties_run(rng, STATES, DAYS, LN2 / TYPICAL, LN2,
                                           ties, ease, LN2, acted, share)
                                     : naive_cascade_run(rng, STATES, DAYS, LN2 / TYPICAL, LN2,
                                           ease, LN2, acted)) /
                           180.0;
        }
        best = GSL_MIN_DBL(best, 1e6 * (seconds() - from) / 60.0);
    }
    const double own = player_time(&player, 500);
    for (uint32_t run = 1; run <= 500; run++) {
        if (timeline_play(&player.timeline, run) == OK) {
            count += player.timeline.events[0].n_acted / 500.0;
        }
    }
    printf("cascade, %d states, %d days%s: plain %8.1f us a run, parley %7.1f us: %5.1f times "
           "faster   (acted: %.1f, %.1f)\n",
        STATES, DAYS, ties > 0 ? ", 10 ties each" : "", best, own, best / own, plain_count, count);
    player_free(&player);
    gsl_rng_free(rng);
}

static double
triangular(gsl_rng *rng, double low, double best, double high)
{
    const double u = gsl_rng_uniform(rng), f = (best - low) / (high - low);

    return u < f ? low + sqrt(u * (high - low) * (best - low))
                 : high - sqrt((1.0 - u) * (high - low) * (high - best));
}

/* Serbia, Russia, others, EU, Kosovo of the flagship, all saliences and capabilities uncertain. */
static double
plain_five_actors(gsl_rng *rng, int runs)
{
    enum { N = 5 };
    const double start[N] = { .05, .10, .45, .85, .98 };
    double best = HUGE_VAL;

    for (int batch = 0; batch < 5; batch++) {
        const double from = seconds();
        for (int run = 0; run < runs; run++) {
            double x[N], next[N], c[N], s[N], win[N * N], security[N], exponent[N];
            for (int i = 0; i < N; i++) {
                x[i] = start[i];
                c[i] = triangular(rng, 10.0, 20.0 + i, 40.0);
                s[i] = triangular(rng, 0.5, 0.7, 0.9);
            }
            for (int round = 0; round < 10; round++) {
                naive_challenge_round(N, x, c, s, 1, win, security, exponent, next);
                memcpy(x, next, sizeof(x));
            }
        }
        best = GSL_MIN_DBL(best, 1e6 * (seconds() - from) / runs);
    }
    return best;
}

static void
bench_five_actors(void)
{
    struct player player;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    const double start[5] = { 5, 10, 45, 85, 98 };
    char text[2048] = "start = \"2008-02-01\"; end = \"2008-03-31\"; seed = 5;"
                      "issues = ( { name = \"i\"; low = 0; high = 100; } ); actors = (";

    for (int k = 0; k < 5; k++) {
        (void)snprintf(text + strlen(text), 200,
            "%s{ name = \"a%d\"; capability = (10, %d, 40); i = { position = %g; salience = (50, "
            "70, 90); }; }",
            k > 0 ? "," : "", k, 20 + k, start[k]);
    }
    (void)strcat(text, "); talks = ( { name = \"t\"; model = \"challenge\"; rounds = 10; } );");
    player_init(&player, text);
    const double plain = plain_five_actors(rng, 4000), own = player_time(&player, 4000);
    printf("five actors, 10 challenge rounds: plain %6.2f us a run, parley %7.2f us: %5.1f times "
           "faster\n",
        plain, own, plain / own);
    player_free(&player);
    gsl_rng_free(rng);
}

static void
bench_quiet_days(void)
{
    struct player few, many;
    static const char text[] =
        "start = \"2001-01-01\"; end = \"%s\"; seed = 6; actors = ( { name = \"a\"; } ); events = ("
        "{ name = \"e\"; kind = \"decision\"; by = \"a\"; typical_days = 40; },"
        "{ name = \"f\"; kind = \"decision\"; by = \"a\"; after = \"e\"; typical_days = 40; } );";
    char with_end[1024];

    (void)snprintf(with_end, sizeof(with_end), text, "2001-07-19");
    player_init(&few, with_end);
    (void)snprintf(with_end, sizeof(with_end), text, "2006-06-23");
    player_init(&many, with_end);
    const double short_time = player_time(&few, 20000), long_time = player_time(&many, 20000);
    printf("quiet days:                  200 days %6.3f us a run, 2,000 days %.3f us: %.2f times "
           "as long\n",
        short_time, long_time, long_time / short_time);
    player_free(&few);
    player_free(&many);
}

int
main(void)
{
    bench_cascade(0);
    bench_cascade(10);
    bench_five_actors();
    bench_quiet_days();
    return 0;
}
