/* median: the weighted median, the position that no other beats by weight.
 *
 *     { t : W(x < t) <= W/2 and W(x > t) <= W/2 },   w_i = capability_i * salience_i
 *
 * Nobody moves. When the weights split exactly (within 1e-12 W of the half), all points from one
 * position to the next are medians, and the key `tie` says which to take. Black 1948, "On the
 * Rationale of Group Decision-making", Journal of Political Economy 56:23-34. */
#include "model.h"
#include "weigh.h"

enum tie { TIE_MIDPOINT, TIE_LOWER, TIE_UPPER };

struct params {
    int tie; /* enum tie */
};

static const struct param table[] = {
    { .type = PARAM_WORD,
        .key = "tie",
        .offset = offsetof(struct params, tie),
        .initial = TIE_MIDPOINT,
        .unit = "",
        .help = "Where the median is when the weights split exactly in half between two positions.",
        .words = "midpoint lower upper" },
    { .key = NULL },
};

static double
settlement(const void *params, const struct situation *situation, int issue)
{
    const struct params *self = params;
    double low = 0.0, high = 0.0;

    weigh_median(situation, issue, &low, &high);
    return self->tie == TIE_LOWER ? low : self->tie == TIE_UPPER ? high : 0.5 * (low + high);
}

const struct model model_median = {
    .name = "median",
    .summary = "The weighted median of positions; nobody moves.",
    .reference = "Black 1948, Journal of Political Economy 56:23-34",
    .params = table,
    .params_size = sizeof(struct params),
    .settlement = settlement,
};
