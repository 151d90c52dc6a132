/* influence: everybody drifts towards those it listens to, and is held back by where it began.
 *
 *     x_i(t+1) = (1 - b_i) sum_j W_ij x_j(t) + b_i x_i(0)
 *
 * b_i is the stubbornness. W is the matrix of ties when the talks say `ties`; else W_ij = w_j /
 * sum_k w_k with w = capability * salience, oneself included: everybody listens to everybody by
 * weight. The result is cut to the actor's limits. b = 1 never moves; b = 0 for all is DeGroot's
 * model.
 *
 * Friedkin and Johnsen 1990, "Social Influence and Opinions", Journal of Mathematical Sociology
 * 15:193-206; DeGroot 1974, "Reaching a Consensus", JASA 69:118-121. */
#include "model.h"

struct params {
    double still;
    bool ties;
};

static const struct param table[] = {
    { .type = PARAM_REAL,
        .key = "still",
        .offset = offsetof(struct params, still),
        .initial = 0.0,
        .low = 0.0,
        .high = 1.0,
        .unit = "share of the issue's range",
        .help = "The talks have come to rest when a round moves nobody by more than this." },
    { .type = PARAM_FLAG,
        .key = "ties",
        .offset = offsetof(struct params, ties),
        .unit = "",
        .help = "Actors listen to those they are tied to, not to everybody by weight." },
    { .key = NULL },
};

static double
clamp(double x, double low, double high)
{
    const double raised = x < low ? low : x;

    return raised > high ? high : raised;
}

/* What actor a hears: the mean of positions, weighted by its ties. Formed around its own position,
 * so that rows that sum to 1 but for rounding, and equal positions, do no harm. */
static double
heard(const double *ties, const double *position, int n, int a)
{
    double pull = 0.0;

    for (int j = 0; j < n; j++) {
        pull += ties[j] * (position[j] - position[a]);
    }
    return clamp(position[a] + pull, 0.0, 1.0);
}

/* (1 - b) others + b origin, between the two whatever the rounding. */
static double
between(double others, double origin, double b)
{
    const double x = (1.0 - b) * others + b * origin;

    return others < origin ? clamp(x, others, origin) : clamp(x, origin, others);
}

static enum model_move
step(const void *params, const struct situation *situation, void *state, double *next)
{
    const struct params *self = params;
    const int n = situation->n_actors;
    double largest = 0.0;

    (void)state;
    for (int i = 0; i < situation->n_issues; i++) {
        const size_t first = (size_t)i * (size_t)n;
        const double *position = situation->position + first;
        const double mean = model_weighted_mean(situation, i);

        if (mean != mean) {
            return MODEL_FAILED;
        }
        for (int a = 0; a < n; a++) {
            const size_t k = first + (size_t)a;
            const double others =
                situation->ties == NULL
                    ? mean
                    : heard(situation->ties + (size_t)a * (size_t)n, position, n, a);
            const double x = between(others, situation->origin[k], situation->stubbornness[k]);
            double move = 0.0;

            next[k] = clamp(x, situation->lower[k], situation->upper[k]);
            move = __builtin_fabs(next[k] - position[a]);
            largest = move > largest ? move : largest;
        }
    }
    return largest <= self->still ? MODEL_STILL : MODEL_MOVED;
}

/* Whom actor a listens to, one by one, and their pulls; returns what they come to. */
static double
account_pulls(const struct situation *situation, int a, const struct deed_ear *ear)
{
    const int n = situation->n_actors;
    const double *position = situation->position;
    double weights = 0.0, sum = 0.0;

    for (int j = 0; j < n; j++) {
        weights += situation->capability[j] * situation->salience[j];
    }
    for (int j = 0; j < n; j++) {
        const double tie = situation->ties != NULL
                               ? situation->ties[(size_t)a * (size_t)n + (size_t)j]
                               : situation->capability[j] * situation->salience[j] / weights;
        const double share = tie * (position[j] - position[a]);

        if (share != 0.0) {
            ear->deed(ear->context, &(struct deed){ .kind = DEED_PULLED,
                                        .actor = a,
                                        .by = j,
                                        .target = position[j],
                                        .share = share });
        }
        sum += share;
    }
    return sum;
}

/* What pulls each actor, what holds it back, and what its limits take off: with h_i = sum_j W_ij
 * x_j, the moves W_ij (x_j - x_i) of all j, b_i (x_i(0) - h_i), and the cut, which add up to
 * x_i(t+1) - x_i. */
static void
account(
    const void *params, const struct situation *situation, void *state, const struct deed_ear *ear)
{
    (void)params;
    (void)state;
    for (int a = 0; a < situation->n_actors; a++) {
        const double x = situation->position[a], origin = situation->origin[a];
        const double others = clamp(x + account_pulls(situation, a, ear), 0.0, 1.0);
        const double to = between(others, origin, situation->stubbornness[a]);
        const double within = clamp(to, situation->lower[a], situation->upper[a]);

        if (to != others) {
            ear->deed(ear->context, &(struct deed){ .kind = DEED_HELD,
                                        .actor = a,
                                        .by = -1,
                                        .target = origin,
                                        .share = to - others });
        }
        if (within != to) {
            ear->deed(ear->context, &(struct deed){ .kind = DEED_CUT,
                                        .actor = a,
                                        .by = -1,
                                        .target = within,
                                        .share = within - to });
        }
    }
}

static bool
uses_ties(const void *params)
{
    const struct params *self = params;

    return self->ties;
}

const struct model model_influence = {
    .name = "influence",
    .summary = "Actors drift towards those they listen to, held back by where they began.",
    .reference = "Friedkin and Johnsen 1990, Journal of Mathematical Sociology 15:193-206",
    .params = table,
    .params_size = sizeof(struct params),
    .uses_ties = uses_ties,
    .step = step,
    .account = account,
};
